"""Where the parser stands among the tokens: looking, stepping, resolving words, and refusing with a place."""

from abc import ABC, abstractmethod
from typing import NoReturn

from grading.errors import AnswerError
from grading.maths import limits
from grading.maths.degrees import DEGREES, IN_DEGREES
from grading.maths.functions import words
from grading.maths.lexer import tokens
from grading.maths.program_signs import loose, mixed, with_or
from grading.maths.surroundings import RESULT
from grading.maths.tokens import Token, cut
from grading.maths.tree import Tree
from grading.maths.trees import size
from grading.maths.vocabulary import Meaning, Vocabulary, is_joined
from grading.messages import Message, _, say

# Words between two operands.
_BETWEEN = frozenset({"mod", "choose"})
# Words between two sets, and what stands on either side of them.
_BETWEEN_SETS = {"U": "∪", "u": "∪", "union": "∪", "Union": "∪", "intersection": "∩", "intersect": "∩", "cap": "∩"}
_ENDS_OF_SETS, _STARTS_OF_SETS = frozenset({")", "]", "[", "}", "}set"}), frozenset({"(", "[", "]", "{", "{set"})

# Other names of functions with a condition in them.
_CASES = frozenset({"piecewise", "select", "If", "cases", "switch"})
# What is said of functions that begin like none.
_EXAMPLES = ("exp", "log", "sqrt", "abs", "max")
_LOOSE = _(
    "In Python `&` and `|` bind more strongly than `<` and `>`. Put brackets around each condition, as in "
    "`(x > 0) & (y > 0)`, or write `and`, `or` and `not`."
)
_BESIDE_NUMBER = _("Unknown name `%(word)s`. Write `%(name)s*%(number)s` or `%(name)s^%(number)s`.")
_E = Meaning("constant", "e")
_EXPECTATION = _("Expectations are not worked out here. Write the result; the number e is `e`.")
# Of what only the result is asked.
_WORKED_OUT = frozenset(
    words("diff Derivative integrate Integral limit Limit lim limsup liminf argmin argmax solve minimize maximize")
) | {"quad", "trapz"}

# What ends a box of the formula editor, whose users have never seen it.
_UNSEEN = frozenset({"}", "&", "\\\\", "]cases", "]matrix"})
_KEYWORDS = frozenset({"in", "or"})
_RECIPROCALS = frozenset({"inv", "inverse"})
# Words of the template of `where` that are to be replaced.
_SLOTS = frozenset({"condition", "value"})
# What undeclared words mean before a bracket.
_CALLED = {
    "sigma": Meaning("function", "sigmoid"),
    "C": Meaning("function", "binomial"),
    **dict.fromkeys(("LSE", "lse"), Meaning("constructor", "logsumexp")),
    **{name: Meaning("constructor", name) for name in ("array", "tensor", "Matrix", "S", "Phi", "logsumexp")},
}


class Cursor(ABC):
    """The tokens of one source. Words are resolved only when they are reached: a sum may have bound its index by then.

    The abstract methods are what the rules of operands ask of the parser. open_bars: how many `|` are open, for each
    bracket around; opening_bar: where a bar stands that opens, though it could close another.
    """

    # Whether LaTeX's environments of matrices are read.
    reads_matrices = False

    def __init__(self, source: str, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.text, found = tokens(source, vocabulary.names, reads_matrices=self.reads_matrices)
        self.tokens = with_or(found) if "|" in self.text.plain or "\\" in self.text.plain else found
        self.is_latex = "\\" in self.text.source and "\\" in source  # degrees are written out with a command
        self.position = 0
        self.depth = 0
        self.bound: tuple[str, ...] = ()
        self.open_bars = [0]
        # The sizes of parts; none before an operand may stand in a part several times.
        self.counted: dict[int, tuple[Tree, int]] = {}
        self.opening_bar: int | None = None
        if (sign := mixed(self.tokens, self.text.plain)) is not None:
            self.refuse(say(_("Write all conditions with `and`, `or` and `not`, or all with `&` and `|`.")), sign)
        if (sign := loose(self.tokens, self.text.plain)) is not None:
            self.refuse(say(_LOOSE), sign)

    @abstractmethod
    def expression(self, above: int = 0) -> Tree:
        """Read as far as operators bind more strongly than `above`."""

    @abstractmethod
    def operand(self, above: int) -> Tree:
        """Read one operand, with its sign."""

    @abstractmethod
    def inside(self, opened: Token) -> Tree:
        """Read one expression up to the sign that closes `opened`."""

    @abstractmethod
    def items(self, closing: tuple[str, ...]) -> list[Tree]:
        """Read expressions parted by commas, up to a closing sign, which stays."""

    @abstractmethod
    def absolute(self, opened: Token) -> Tree:
        """Read up to the bar that closes `opened`."""

    @abstractmethod
    def binding(self, token: Token) -> int:
        """How strongly the operator binds that begins with the token."""

    @abstractmethod
    def refuse_neighbours(self, before: Token, token: Token) -> None:
        """Refuse two operands that stand side by side and can be read in two ways."""

    def peek(self) -> Token:
        token = self.tokens[self.position]
        if token.sort in ("word", "name"):
            self.resolve(token)
            token = self.tokens[self.position]
        return token

    def raw(self, ahead: int = 0) -> Token:
        """The token as it was cut, its word not resolved."""
        place = self.position + ahead
        return self.tokens[place] if not ahead or place < len(self.tokens) else self.tokens[-1]

    def advance(self) -> Token:
        token = self.peek()
        self.position += token.sort != "end"  # which is the last one
        return token

    def next_is(self, *signs: str) -> bool:
        token = self.tokens[self.position]
        return token.sort == "sign" and token.text in signs

    def take(self, *signs: str) -> bool:
        """Step over one of the signs if it stands next."""
        token = self.tokens[self.position]
        found = token.sort == "sign" and token.text in signs
        self.position += found
        return found

    def expect(self, sign: str, opened: Token) -> None:
        """Step over the sign that closes what `opened` opened."""
        if self.take(sign):
            return
        token = self.peek()
        if token.sort == "end" or (token.text in _UNSEEN and opened.text not in ("[cases", "[matrix")):
            self.refuse(say(_("`%(sign)s` is not closed here."), sign=self.written(opened)), opened)
        problem = say(
            _("`%(sign)s` cannot stand here; `%(other)s` is still open."),
            sign=self.written(token),
            other=self.written(opened),
        )
        self.refuse(problem, token)

    def resolve(self, token: Token) -> None:
        """Replace the word that stands next by the one or more names that it is made of."""
        meaning = self.vocabulary.meaning(token.text, self.bound)
        if token.sort == "name" and meaning is not None and is_joined(token.text, meaning.name):
            meaning = None
        if meaning is None or meaning.sort != "symbol":
            meaning = self.meaning_here(token) or meaning
        if token.text in _KEYWORDS and self.is_latex and self.vocabulary.pieces(token.text, self.bound):
            meaning = None  # LaTeX has commands for these words
        if token.text == "E" and meaning == _E and self.may_be_expectation(token):
            self.refuse(say(_EXPECTATION), token)
        if meaning is not None:
            self.tokens[self.position] = Token(meaning.sort, meaning.name, token.start, token.end, token.spaced)
            return
        may_hold_number = self.is_latex and not self.reads_matrices and token.sort == "word"
        if may_hold_number and (head := self.vocabulary.before_number(token.text, self.bound)):
            self.replace(cut(token, head))
            self.resolve(self.raw())
            return
        # `sin2x` is sin of 2x, but `atan2(y, x)` is a function of its own.
        is_call = token.text[-1].isdigit() and self.raw(1).text == "("
        is_short = len(token.text) <= limits.WORD
        pieces = self.vocabulary.pieces(token.text, self.bound, numbers=not is_call) if is_short else ()
        if not pieces or (token.sort == "name" and not self.vocabulary.begins_in_function(pieces)):
            self.refuse_word(token)
        start, parts = token.start, list[Token]()
        for index, piece in enumerate(pieces):
            found = self.vocabulary.meaning(piece, self.bound) or Meaning("number", piece)
            end = token.end if index == len(pieces) - 1 else min(start + len(piece), token.end)
            parts.append(Token(found.sort, found.name, start, end, token.spaced and not index))
            start = end
        self.replace(parts)

    def replace(self, made: list[Token]) -> None:
        """Put other tokens in the place of the one that stands next."""
        self.tokens[self.position : self.position + 1] = made

    def may_be_expectation(self, token: Token) -> bool:
        """Whether this undeclared E is no number e: `\\mathbb{E}`, `E[x]`, `E(x)`."""
        return self.written(token).startswith("\\mathbb") or self.raw(1).text in ("[", "(")

    def meaning_here(self, token: Token) -> Meaning | None:
        """What an undeclared word means by what stands beside it: `[0, 1) U {2}`, `2j`, `σ(x)`."""
        before, behind = self.tokens[self.position - 1] if self.position else None, self.raw(1)
        is_call = behind.text == "(" and self.written(token) not in ("\\bmod", "\\mod")
        if token.text in _BETWEEN and not is_call and before is not None and ends_operand(before):
            return Meaning("sign", token.text)
        if not self.reads_matrices and before is not None and before.sort == "sign" and before.text in _ENDS_OF_SETS:
            opens = behind.sort == "sign" and behind.text in _STARTS_OF_SETS
            if opens and token.text in _BETWEEN_SETS:
                return Meaning("sign", _BETWEEN_SETS[token.text])
        if token.text == "j" and before is not None and before.sort == "number" and before.end == token.start:
            return Meaning("constant", "i")
        if behind.sort == "sign" and behind.text == "(":
            return None if self.reads_matrices and token.text != "sigma" else _CALLED.get(token.text)
        if token.text == "sigma" and self.is_raised_call():
            return _CALLED["sigma"]
        is_set = before is None or before.text in ("∈", "in")
        is_whole = behind.sort == "end" or behind.text == "∖"
        return Meaning("constructor", "Reals") if token.text == "R" and is_set and is_whole else None

    def is_raised_call(self) -> bool:
        """Whether a whole exponent and a bracket follow: `σ^2(z)`, as `sin^2(z)`."""
        behind = [self.raw(place).text for place in range(1, 5)]
        inner, after = (behind[2], behind[3:]) if behind[1] == "{" else (behind[1], behind[2:])
        after = [self.raw(5).text] if behind[1] == "{" and after == ["}"] else after[:1]
        return behind[0] == "^" and inner.isdigit() and after == ["("]

    def refuse_word(self, token: Token) -> NoReturn:
        word = token.text if len(token.text) <= limits.WORD else token.text[: limits.WORD] + "…"
        symbols = ", ".join(f"`{name}`" for name in self.vocabulary.symbols[:12])
        nearest = self.vocabulary.nearest(word, is_function=False)
        opened = self.raw(1).text if self.raw(1).sort == "sign" else ""
        if opened == "(" or (opened == "[" and word in _CASES):
            self.refuse(self.unknown_function(word), token)
        if token.text in _SLOTS and any(other.text == "where" for other in self.tokens):
            message = say(
                _("Write your own in the place of the word `%(word)s`, as in `where(x > 0, 1, 0)`."), word=word
            )
        elif word in DEGREES:
            message = say(IN_DEGREES)
        elif word.partition("_")[0] in _WORKED_OUT:
            message = say(RESULT, name=word)
        elif head := self.vocabulary.before_number(word, self.bound):
            message = say(_BESIDE_NUMBER, word=word, name=head, number=word[len(head) :])
        elif nearest:
            message = say(_("Unknown name `%(word)s`; did you mean `%(nearest)s`?"), word=word, nearest=nearest)
        elif symbols:
            message = say(_("Unknown name `%(word)s`. The names here are %(symbols)s."), word=word, symbols=symbols)
        else:
            message = say(_("Unknown name `%(word)s`. Here only numbers are asked."), word=word)
        self.refuse(message, token)

    def unknown_function(self, word: str) -> Message:
        """What is said of `word(x)`."""
        if word.partition("_")[0] in _WORKED_OUT:
            return say(RESULT, name=word)
        if word in _CASES:
            return say(_("`%(word)s` is not read here. Write cases as `where(x > 0, 1, 0)`."), word=word)
        if word in _RECIPROCALS and not self.reads_matrices:
            return say(_("Unknown function `%(word)s`. Write `1/x`, or the name of the inverse function."), word=word)
        if close := self.vocabulary.like_function(word):
            nearest = " or ".join(f"`{name}`" for name in close)
            return say(_("Unknown function `%(word)s`; did you mean %(nearest)s?"), word=word, nearest=nearest)
        if not self.vocabulary.symbols and not self.reads_matrices:
            return say(_("Unknown function `%(word)s`. Here only numbers are asked."), word=word)
        known = ", ".join(f"`{name}`" for name in (len(word) == 1 and self.vocabulary.beginning(word)) or _EXAMPLES)
        message = _(
            "Unknown function `%(word)s`. Write out what it stands for, or take a known one, such as %(known)s."
        )
        return say(message, word=word, known=known)

    def written(self, token: Token) -> str:
        """A token as it stands in the source, where it does."""
        place = self.text.place(token.start, token.end)
        text = self.text.source[place.start : place.end].strip()
        return text if 0 < len(text) <= limits.SHOWN else shown(token)

    def refuse(self, message: Message, first: Token, last: Token | None = None) -> NoReturn:
        raise AnswerError(message, self.text.place(first.start, (last or first).end))

    def enter(self) -> None:
        self.depth += 1
        if self.depth > limits.DEPTH:
            problem = say(_("The answer is nested too deeply here. Write it with fewer parentheses."))
            self.refuse(problem, self.tokens[self.position])

    def leave(self) -> None:
        self.depth -= 1

    def check_size(self, tree: Tree) -> Tree:
        """The tree itself, if it is not too large; asked wherever one operand may stand in it several times."""
        if size(tree, self.counted) > limits.NODES:
            self.refuse_size()
        return tree

    def refuse_size(self) -> NoReturn:
        whole = self.text.place(0, len(self.text.plain))
        raise AnswerError(say(_("The answer is too long to be judged. Write it shorter.")), whole)


def ends_operand(token: Token) -> bool:
    """Whether an operand may end with this token."""
    return token.sort in ("number", "symbol", "constant") or token.text in (")", "]", "}", "!")


def shown(token: Token) -> str:
    """A sign as people know it: the parser's own names of brackets and bars are shortened."""
    return {
        "{set": "{",
        "}set": "}",
        "|open": "|",
        "|close": "|",
        "‖open": "‖",
        "‖close": "‖",
        "[matrix": "\\begin",
        "]matrix": "\\end",
        "[cases": "\\begin",
        "]cases": "\\end",
        "\\\\": "\\\\",
    }.get(token.text, token.text)
