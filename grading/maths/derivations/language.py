r"""The language of a line: that of matrices, with expectations, derivatives, relations and signs that join lines.

`E[f]`, `Var(f)`, `Cov(f, g)` where random symbols are declared; `d/dx f`, `dL/dx`, `\frac{\partial L}{\partial x}` and
`diff(f, x)`. A line may begin with `=`, `<=`, `<`, `>=`, `>`, `=>` or `<=>`, which continues the line before; what
follows `#`, `because`, `by` or `(factor)` is a reason, which is shown and not judged, as is `| : 2` in the margin.
`hence` and the like before a line, a full stop or `QED` after it and numbers of lines are passed over.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from grading.errors import AnswerError, Place
from grading.maths import brackets
from grading.maths.comparisons import cases
from grading.maths.derivations.statements import comparisons
from grading.maths.derivations.wording import cut_reason, without_end, without_numbers, without_words
from grading.maths.functions import Function
from grading.maths.matrices.parser import MatrixParser
from grading.maths.matrices.places import Places
from grading.maths.matrices.programs import marks
from grading.maths.matrices.vocabulary import MatrixVocabulary, NamedShape
from grading.maths.parser import ENTRYWISE, PRODUCT, SIGN
from grading.maths.tokens import Token
from grading.maths.tree import Add, Call, Logic, Name, Power, Relation, Tree, names, nodes, sort
from grading.maths.trees import mapped
from grading.maths.vocabulary import Meaning, vocabulary
from grading.messages import _, say

MOMENTS = {"E": Function("E"), "Var": Function("Var"), "Cov": Function("Cov", 2, 2)}
_MOMENT_WORDS = {"E": "E", "Var": "Var", "var": "Var", "V": "Var", "Cov": "Cov", "cov": "Cov"}
_DIFF = Function("diff", 2, 2)
# A derivative by a name is, while a line is read, a function of its own: `Dwrt_x`.
_BY = "Dwrt_"

_ARROWS = {"<=>": "<=>", "⇔": "<=>", "⟺": "<=>", "<->": "<=>", "=>": "=>", "⇒": "=>", "⟹": "=>", "→": "=>"}
_ARROW_COMMANDS = {
    **dict.fromkeys(("iff", "Leftrightarrow", "Longleftrightarrow"), "<=>"),
    **dict.fromkeys(("implies", "Rightarrow", "Longrightarrow", "to"), "=>"),
}
_SIGNS = {"==": "=", "=": "=", "≤": "<=", "⩽": "<=", "<=": "<=", "≥": ">=", "⩾": ">=", ">=": ">=", "<": "<", ">": ">"}
_SIGN_COMMANDS = {
    **dict.fromkeys(("le", "leq", "leqslant"), "<="),
    **dict.fromkeys(("ge", "geq", "geqslant"), ">="),
    "lt": "<",
    "gt": ">",
}
_LINE_END = re.compile(r"(?P<environment>\\(?:begin|end)\{)|\\\\(?:\[[\d.]+em\])?|\n|\r")
# What LaTeX puts around lines and behind them, and the sign before which they are aligned.
_SURROUNDING = re.compile(
    r"\\(?:begin|end)\{(?:aligned|(?:align|gather|eqnarray|equation|multline)\*?|gathered|split|array)\}(?:\{[lcr]*\})?"
    r"|\\(?:tag|label)\*?\{[^{}]*\}|\\(?:nonumber|notag)(?![A-Za-z])"
)
_ALIGNED = re.compile(
    r"&\s*(?=[=<>≤≥]|\\(?:l|g)(?:e|t|eq|eqslant)(?![A-Za-z])|\\(?:iff|implies|(?:Long)?(?:left)?[Rr]ightarrow)(?![A-Za-z]))"
    r"|(?<=[=<>≤≥])\s*&"
)
_COMMAND = re.compile(r"\\(?P<name>[A-Za-z]+)\s*")
_SILENT = re.compile(r"(?:\s|&|\\(?:quad|qquad|,|;|!|:|displaystyle)(?![A-Za-z]))+")
# Before a bracket with a power nobody knows whether the logarithm is raised.
_OPEN_LOGARITHM = re.compile(
    r"\\(?:ln|log)(?![A-Za-z])|\\(?:mathrm|operatorname)\{(?:ln|log)\}|(?<![A-Za-z])(?:ln|log)\s+\("
)
_MEMBER = frozenset({"in", "∈", "∉"})
_BOTH_SIGNS = re.compile(r"±|\\pm(?![A-Za-z])|\+/-|\+-")
# What says of both values more than that one of them is meant.
_ORDER = re.compile(r"[<>≤≥⩽⩾≠]|!=|\\(?:leq?|geq?|lt|gt|neq?)(?:slant)?(?![A-Za-z])")
_COMPARED = re.compile(rf"=|{_ORDER.pattern}")
_JOINT = re.compile(r"\b(?:or|and)\b|[∧∨,;]|\\(?:land|lor|wedge|vee|text)(?![A-Za-z])")
_PARTIAL = re.compile(r"\\(?:partial|differentialD)(?![A-Za-z])\s*|\\mathrm\{d\}\s*|∂\s*")
_GROUP = r"(?:[^{}]|\{[^{}]*\})*"
_FRACTION = re.compile(rf"\\[dt]?frac\s*\{{\s*d\s*(?P<of>{_GROUP})\}}\s*\{{\s*d\s*(?P<by>{_GROUP})\}}")
_SLASHED = re.compile(
    r"(?<![A-Za-z0-9_\\])d\s*(?P<of>[A-Za-z]\w*)?\s*/\s*(?P<open>\(\s*)?d\s*(?P<by>\\?[A-Za-z]\w*(?:_\{\w+\})?)(?(open)\s*\))"
)


@dataclass(frozen=True)
class LineVocabulary(MatrixVocabulary):
    """random: whether moments are read."""

    random: bool = False

    def meaning(self, word: str, bound: tuple[str, ...] = ()) -> Meaning | None:
        if word.startswith(_BY):
            by = super().meaning(word.removeprefix(_BY), bound)
            return Meaning("function", _BY + by.name) if by and by.sort == "symbol" else None
        if word == "diff":
            return Meaning("function", "diff")
        if self.random and word in _MOMENT_WORDS and word not in self.spellings:
            return Meaning("function", _MOMENT_WORDS[word])
        return super().meaning(word, bound)

    def function(self, name: str) -> Function:
        if name.startswith(_BY):
            return Function(name)
        return _DIFF if name == "diff" else MOMENTS.get(name) or super().function(name)


@lru_cache(maxsize=512)
def line_vocabulary(
    symbols: tuple[str, ...], sizes: tuple[str, ...], shapes: tuple[NamedShape, ...], random: bool
) -> LineVocabulary:
    every = (*symbols, *(name for name in sizes if name not in symbols))
    return LineVocabulary(every, vocabulary(every).spellings, sizes, shapes, random)


@dataclass(frozen=True)
class Line:
    """One line as it was written.

    sign: the sign that it begins with, "" for none. tree: an expression or a relation. places: where its parts stand.
    other: what it may be instead, as `\\ln(a)^n` for the logarithm of a power.
    """

    text: str
    sign: str
    tree: Tree
    places: Places
    reason: str = ""
    other: Tree | None = None

    @property
    def terms(self) -> tuple[Tree, ...]:
        return self.tree.terms if isinstance(self.tree, Relation) else (self.tree,)

    @property
    def signs(self) -> tuple[str, ...]:
        return self.tree.signs if isinstance(self.tree, Relation) else ()


def read_line(text: str, known: LineVocabulary) -> Line:
    """Read one line. Raises AnswerError with the place in the line."""
    text = _ALIGNED.sub(lambda found: " " * len(found[0]), text)
    said, reason = cut_reason(without_words(text, known), known)
    sign, rest = leading_sign(without_end(said, known))
    if not rest.strip():
        raise AnswerError(
            say(_("Something must follow `%(sign)s`."), sign=sign or text.strip()), Place(text, 0, len(text))
        )
    _refuse_arrows(text, rest)
    tree, places = read_statement(rest, known)
    return Line(text, sign, tree, places, reason, _other_reading(rest, tree, known))


def _other_reading(text: str, tree: Tree, known: LineVocabulary) -> Tree | None:
    """With the powers behind `\\ln(a)` and `log (a)` inside of the logarithms; None where that makes no difference."""
    if not _OPEN_LOGARITHM.search(text) or "^" not in text:
        return None
    try:
        other = read_statement(text, known, powers_inside=True)[0]
    except AnswerError:
        return None
    return None if other == tree else other


def read_statement(text: str, known: LineVocabulary, *, powers_inside: bool = False) -> tuple[Tree, Places]:
    """An expression or a statement, and where its parts stand. Raises AnswerError."""
    plain = _with_derivatives(_with_both_signs(text))
    whole = Place(text, 0, len(text))
    parser = _LineParser(plain, known)
    parser.powers_inside = powers_inside
    try:
        tree = mapped(parser.whole(), _derivative)
    except AnswerError as problem:
        if plain == text or problem.place is None:
            raise
        raise AnswerError(problem.message, whole) from problem
    if isinstance(tree, Logic) and (tree.word == "not" or cases(tree) is None or not comparisons(tree)):
        raise AnswerError(say(_("Join equations and inequalities by `or` or `and`, a few of them in a line.")), whole)
    if sort(tree) == "collection":
        raise AnswerError(say(_("Write one expression or relation a line, without a comma.")), whole)
    return tree, Places(
        whole, parser.spans if plain == text else {}, replace(marks(parser), has_samples=False, is_numpy=False)
    )


def leading_sign(text: str) -> tuple[str, str]:
    """The sign that a line begins with and the rest: "=", "<=", "<", ">=", ">", "=>", "<=>" or ""."""
    found = _SILENT.match(text)
    rest = text[found.end() :] if found else text
    command = _COMMAND.match(rest)
    if command:
        sign = _ARROW_COMMANDS.get(command["name"]) or _SIGN_COMMANDS.get(command["name"], "")
        return (sign, rest[command.end() :]) if sign else ("", rest)
    for written, sign in (*_ARROWS.items(), *sorted(_SIGNS.items(), key=lambda item: -len(item[0]))):
        if rest.startswith(written):
            return sign, rest[len(written) :].lstrip(" \t&")
    return "", rest


def split_lines(raw: Any) -> list[str]:
    """The lines of a raw answer (a text, or a list of texts), without empty ones; `\\\\` ends a line, too."""
    texts: Iterable[Any] = raw if isinstance(raw, list | tuple) else (raw,)
    lines: list[str] = []
    for text in texts:
        if not isinstance(text, str):
            raise AnswerError(say(_("Enter lines of formulas.")))
        lines += _cut(_SURROUNDING.sub("", text))
    return without_numbers([line for line in lines if line.replace("&", "").strip()])


def _cut(text: str) -> list[str]:
    """The text at its ends of lines, but not at those in a matrix or between cases."""
    depth, start, found = 0, 0, list[str]()
    for sign in _LINE_END.finditer(text):
        depth += {"\\b": 1, "\\e": -1}.get(sign[0][:2], 0)
        if depth <= 0 and not sign["environment"]:
            found.append(text[start : sign.start()])
            start = sign.end()
    return [*found, text[start:]]


def _refuse_arrows(text: str, rest: str) -> None:
    arrows = [word for word in _ARROWS if len(word) != 2 and word in rest]
    # After a relation `=>` is no `>=`: `x^2 = 4 => x = 2`.
    arrows += ["=>"] if re.search(r"[=<>≤≥].*?(?<![<=])=>", rest) else []
    arrows += [f"\\{name}" for name in _ARROW_COMMANDS if re.search(rf"\\{name}(?![A-Za-z])", rest)]
    if arrows:
        start = text.find(arrows[0])
        message = say(_("Begin a new line at `%(sign)s`."), sign=arrows[0])
        raise AnswerError(message, Place(text, max(start, 0), max(start, 0) + len(arrows[0])))


def _with_both_signs(text: str) -> str:
    """`x = 1 ± 2` as `x = 1 + 2 or x = 1 - 2`."""
    if not _BOTH_SIGNS.search(text) or not _COMPARED.search(text):
        return text
    for part in _JOINT.split(text):
        found, compared = _BOTH_SIGNS.search(part), _ORDER.search(part)
        if found and compared:
            remedies = _("`±` has two readings here. Write `-3 <= x <= 3` or `|x| <= 3`, or both values with `and`.")
            raise AnswerError(say(remedies), Place(text, 0, len(text)))
    plus = _BOTH_SIGNS.sub(" + ", text)
    minus = _BOTH_SIGNS.sub(" - ", text)
    return f"{plus} or {minus}"


def _with_derivatives(text: str) -> str:
    """Derivatives that are written as fractions, as calls of a function by the name of the variable."""
    if "/" not in text and "frac" not in text:
        return text
    plain = _PARTIAL.sub("d ", text)
    changed = _SLASHED.sub(_as_function, _FRACTION.sub(_as_function, plain))
    return text if changed == plain else changed


def _as_function(found: re.Match[str]) -> str:
    of, by = (found["of"] or "").strip(), re.sub(r"[{}\\\s]", "", found["by"])
    if not by:
        text = _("A derivative names what it is taken by: write `diff(%(of)s, x)` for the derivative by x.")
        raise AnswerError(say(text, of=of or "f"), Place(found.string, *found.span()))
    return f" ({_BY}{by}({of})) " if of else f" {_BY}{by} "


def _derivative(tree: Tree) -> Tree:
    if isinstance(tree, Call) and tree.function.startswith(_BY):
        return Call("diff", (tree.arguments[0], Name(tree.function.removeprefix(_BY))))
    return tree


class _LineParser(MatrixParser):
    """Also `E[X]` with brackets, so that `E[X]^2` is the square of the mean."""

    vocabulary: LineVocabulary
    powers_inside = False

    def __init__(self, source: str, known: LineVocabulary) -> None:
        super().__init__(source, known)
        if not known.random:
            return
        self.tokens = [part for place, token in enumerate(self.tokens) for part in self.apart(place, token)]
        for place, token in enumerate(self.tokens[:-1]):
            opened = self.tokens[place + 1]
            if token.text in _MOMENT_WORDS and opened.text == "[":
                self.tokens[place + 1] = _as_parenthesis(opened, "(")
                closing = self.closing(place + 2)
                if closing is not None:
                    self.tokens[closing] = _as_parenthesis(self.tokens[closing], ")")

    def infix(self, left: Tree, binding: int, *, grows: bool) -> Tree:
        """Behind `in` brackets hold sets and intervals, and no rows of matrices."""
        outer = self.reads_matrices
        self.reads_matrices = outer and self.peek().text not in _MEMBER
        made = super().infix(left, binding, grows=grows)
        self.reads_matrices = outer
        return made

    def bracketed(self, opened: Token) -> Tree:
        return super().bracketed(opened) if self.reads_matrices else brackets.bracketed(self, opened)

    def braced(self, opened: Token) -> Tree:
        return super().braced(opened) if self.reads_matrices else brackets.braced(self, opened)

    def operand(self, above: int) -> Tree:
        first, token = self.raw(), self.peek()
        if token.sort == "function" and token.text.startswith(_BY):
            self.advance()
            return self.note(self.differentiated(token), first)
        made = super().operand(above)
        if token.text == "E" and self.next_is("^"):
            self.refuse_square_of_mean(made, first)
        if self.powers_inside and isinstance(made, Call) and made.function == "log" and self.next_is("^"):
            power = Power(made.arguments[0], self.script(self.advance()))
            return self.note(Call("log", (power, *made.arguments[1:])), first)
        return made

    def refuse_square_of_mean(self, made: Tree, first: Token) -> None:
        """`E(X - m)^2` is the mean of a square for some, the square of a mean for others; `E(X)^2` is for all."""
        closing = self.tokens[self.position - 1]
        is_round = self.text.plain[closing.start : closing.end].endswith(")")
        if is_round and isinstance(made, Call) and made.function == "E" and isinstance(made.arguments[0], Add):
            message = _("Say by brackets what is squared: `E[(X - m)^2]` or `(E[X - m])^2`.")
            self.refuse(say(message), first, self.peek())

    def differentiated(self, token: Token) -> Tree:
        """What `d/dx` is taken of: the factors that stand behind it, a bracket with its power.

        Of `d/dx (f) g` and `d/dx f*g` nobody knows whether g is differentiated; where it does not hang on x, it is
        the same.
        """
        by, start, is_bracket = token.text.removeprefix(_BY), self.position, self.next_is("(", "[")
        inner = self.expression(SIGN)
        behind, sign = self.position, self.peek()
        if self.binding(sign) == PRODUCT and by in names(self.rest_of_product()):
            if is_bracket or sign.text in ("*", "/"):
                message = _("Say by brackets what is differentiated: `d/d%(by)s (f*g)` or `(d/d%(by)s f)*g`.")
                self.refuse(say(message, by=by), token, sign)
            self.position = start
            return Call(token.text, (self.expression(ENTRYWISE),))
        self.position = behind
        return Call(token.text, (inner,))

    def rest_of_product(self) -> Tree:
        self.position += self.peek().text in ("*", "/")
        return self.expression(ENTRYWISE)

    def apart(self, place: int, token: Token) -> list[Token]:
        """`aE[X]` as a and E; `self.tokens` are the tokens before any is taken apart."""
        known, word = self.vocabulary, token.text
        moment = next((each for each in _MOMENT_WORDS if word.endswith(each) and word != each), None)
        if (
            token.sort != "word"
            or moment is None
            or known.meaning(word)
            or self.tokens[place + 1].text not in ("(", "[")
        ):
            return [token]
        before = word.removesuffix(moment)
        if not known.meaning(before) and not known.pieces(before):
            return [token]
        middle = token.end - len(moment)
        return [
            Token("word", before, token.start, middle, token.spaced),
            Token("word", moment, middle, token.end),
        ]

    def closing(self, start: int) -> int | None:
        depth = 1
        for place in range(start, len(self.tokens)):
            depth += {"[": 1, "]": -1}.get(self.tokens[place].text, 0)
            if not depth:
                return place
        return None


def _as_parenthesis(token: Token, sign: str) -> Token:
    return Token("sign", sign, token.start, token.end, token.spaced)


def has_moments(tree: Tree) -> bool:
    """Whether an expectation, a variance or a covariance stands in it."""
    return any(isinstance(node, Call) and node.function in MOMENTS for node in nodes(tree))
