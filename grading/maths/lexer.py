"""Cut text or LaTeX into tokens. Both write the same tokens, so the parser has one grammar."""

import re
from collections.abc import Callable

from grading.errors import AnswerError, Place
from grading.maths import latex, limits, periods
from grading.maths.alphabet import GREEK, Text, normalise
from grading.maths.scripts import STAR, with_scripts, word_of
from grading.maths.spellings import NO_SIGNS, pieces
from grading.maths.styles import with_styles
from grading.maths.surroundings import behind_layer, is_module, readable
from grading.maths.tokens import Token, with_double_bars, with_primes_beside
from grading.messages import _, say

# They have one meaning wherever they stand.
_ONLY_SIGNS = frozenset("+-*/()[]{},=<>")
# What `X.shape` holds; signs behind a point, as MATLAB writes them: `A.^2`.
_SIDES, _BY_ENTRY = ("rows", "columns"), {"*": "∘", "/": "⊘", "^": "^∘"}
_SAME_SIGN = {"**": "^", "==": "=", "<>": "!=", "=<": "<=", "=>": ">=", ";": ",", **latex.IN_BRACES}
_SUBSCRIPT = re.compile(r"\s*_\s*(?:\{((?:[^{}]|\{[^{}]*\})*)\}|([A-Za-z0-9]))")
_BEFORE_SUBSCRIPT = ("_", " ")
_PROGRAM = {"~": "not", "&": "and", "&&": "and"}
_PROGRAM_SIGNS = re.compile(r"&&?|~")
_NOT_BEFORE = _("`~` has a meaning only before a condition in brackets, `~(x > 0)`. Take it out, or write `not`.")
# What stands behind the 1 of an indicator, not behind a column of ones.
_CONDITION = re.compile(
    r"\s*(?:_\s*\{?)?\s*(?:\\left)?\s*(?:\[|\(|\\?\{)\s*(?:[^()\[\]{}]|\{[^{}]*\}|\([^()]*\)|\[[^\[\]]*\])*?(?:[<>=≤≥≠]|\\(?:le|ge|lt|gt|ne)(?![a-df-pr-z]))"
)
_RIGHT_OF_NOTHING = re.compile(r"\\end\s*\{[a-z]+\}\s*\\right\s*\.")
# A full stop behind a case, or behind all of them.
_END_OF_ROW = re.compile(r"\.\s*\\(?:\\|end)")
# `(x)_+`, the positive part.
_POSITIVE = re.compile(r"_\s*(?:\+|\{\s*\+\s*\})")
_CLOSING, _JOINING = frozenset(")]}'"), frozenset({"and", "or", "not"})
# `sum_i`, typed without a backslash.
_SHORT_SUM = re.compile(r"sum_[A-Za-z]")
_FOLDS = {"sum": "Sum", "prod": "Product"}
_BIG = {"Σ": "Sum", "Π": "Product"}
# Functions whose subscript is a base, not a part of a name.
_SCRIPTED = frozenset({"log", "Log", "max", "min"})
_EMPTY_BOX = _("There is an empty box in the formula. Fill it.")
_NO_NAME = _("Nothing stands under the accent or in the name here.")
_NOT_A_WORD = re.compile(r"\\[A-Za-z]+|[^A-Za-z0-9_]")


def tokens(
    source: str, names: frozenset[str] = frozenset(), *, reads_matrices: bool = False
) -> tuple[Text, list[Token]]:
    """The normalised text and its tokens, the last of sort "end".

    names: the spellings of the symbols; reads_matrices: LaTeX's environments of matrices are known. Raises AnswerError
    at what cannot be a token.
    """
    if len(source) > limits.LENGTH:
        message = _("The answer has %(have)d characters; at most %(most)d are read.")
        raise AnswerError(say(message, have=len(source), most=limits.LENGTH))
    text = normalise(formula := readable(source))
    text = Text(source, text.plain, text.origin) if text.source == formula != source else text
    text = with_scripts(with_styles(text, names), reads_matrices=reads_matrices)
    found = with_primes_beside(_Lexer(text, names, reads_matrices=reads_matrices).run())
    return text, with_double_bars(found) if reads_matrices else found


class _Lexer:
    def __init__(self, text: Text, names: frozenset[str], *, reads_matrices: bool) -> None:
        self.text = text
        self.names = names
        self.plain = text.plain
        self.pattern = pieces(names)
        self.position = 0
        self.spaced = False
        self.side = ""
        self.reads_matrices = reads_matrices
        self.environments: list[str] = []
        self.found: list[Token] = []

    def run(self) -> list[Token]:
        while self.position < len(self.plain):
            match = self.pattern.match(self.plain, self.position)
            if match is None:
                self.odd_sign()
                continue
            start, self.position = self.position, match.end()
            sort = match.lastgroup or ""
            value = match[sort]
            if sort == "sign" and value in _ONLY_SIGNS:
                self.found.append(Token(sort, value, start, self.position, self.spaced))
                self.side, self.spaced = "", False
            else:
                _READ[sort](self, value, start)
        self.add("end", "", len(self.plain))
        return self.found

    def number(self, value: str, start: int) -> None:
        if "." in value:
            self.check_point(value, start)
        self.add("number", value, start)

    def check_point(self, number: str, start: int) -> None:
        """Raise AnswerError for a second point, and for brackets that may hold a period."""
        if self.plain.startswith(".", self.position):
            place = self.text.place(start, self.position + 1)
            raise AnswerError(say(_("A number has at most one point.")), place)
        if problem := periods.problem(number, self.plain, self.position):
            raise AnswerError(say(problem), self.place(start))

    def periodic(self, value: str, start: int) -> None:
        self.add("number", periods.short_form(value), start)

    def method(self, name: str, start: int) -> None:
        self.add("method", name, start)

    def transposed(self, _value: str, start: int) -> None:
        self.add("sign", "'", start)

    def size(self, side: str, start: int) -> None:
        self.add("size", _SIDES[int(side)], start)

    def nothing(self, _value: str, _start: int) -> None:
        """`norm(A, 'fro')` is the norm of a matrix, Maxima's `%pi` is pi."""
        self.spaced = True

    def sign(self, value: str, start: int) -> None:
        self.add(*self.meant(value, start), start)

    def meant(self, value: str, start: int) -> tuple[str, str]:
        """A sign by its one name; `!` before a bracket, where no operand ends, is the `not` of programs."""
        if value == "_" and self.ends_operand() and (found := _POSITIVE.match(self.plain, start)):
            self.position = found.end()
            return "sign", "₊"
        if value == "^" and not self.reads_matrices and (found := STAR.match(self.plain, start)):
            self.position = found.end()
            return "sign", "^*"
        if value == "!" and not self.ends_operand() and self.plain[self.position :].lstrip()[:1] == "(":
            return "word", "not"
        return "sign", _SAME_SIGN.get(value, value)

    def add(self, sort: str, text: str, start: int) -> None:
        if self.side and text in ("|", "‖"):
            text += self.side
        self.side = ""
        self.found.append(Token(sort, text, start, self.position, self.spaced))
        self.spaced = False

    def inverted(self, _value: str, start: int) -> None:
        """`A.I` is the inverse of a matrix, and nothing of a number."""
        if not self.reads_matrices:
            self.position = start
            raise self.no_meaning()
        self.add("size", "inv", start)

    def space(self, space: str, start: int) -> None:
        """Spaces; `~` and `&` are some in LaTeX only. In a program they mean `not` and `and`."""
        if "\\" in self.plain:
            for _column in range(space.count("&") if self.environments else 0):
                self.add("sign", "&", start)
        else:
            for sign in _PROGRAM_SIGNS.finditer(space):
                self.join(sign[0], start + sign.start())
        self.spaced = True

    def join(self, sign: str, start: int) -> None:
        """The word that `&` means between two conditions, and `~` before a bracket; not so in `x &= 3`."""
        ends_operand, behind = self.ends_operand(), self.plain[self.position : self.position + 1]
        if sign == "~" and not ends_operand and behind != "(":
            raise AnswerError(say(_NOT_BEFORE), self.text.place(start, start + 1))
        fits = not ends_operand if sign == "~" else ends_operand and behind not in ("", *"=<>")
        end, self.position = self.position, start + len(sign)
        if not fits:
            self.position = start
            raise self.no_meaning()
        self.add("word", _PROGRAM[sign], start)
        self.position = end

    def ends_operand(self) -> bool:
        """Whether an operand ends with the last token."""
        last = next(reversed(self.found), None)
        return last is not None and (last.sort != "sign" or last.text in _CLOSING) and last.text not in _JOINING

    def odd_sign(self) -> None:
        """Dollar signs around a formula and a full stop behind it say nothing; `.*` is an operation by entry."""
        rest = self.plain[self.position :].strip()
        ends = self.found and (rest == "." or _END_OF_ROW.match(rest))
        if ends or (rest[0] == "$" and (not self.found or not rest.strip("$"))):
            self.position += 1
        elif self.reads_matrices and (rest.startswith((".*", ".^", "./"))):
            self.position += 2
            for sign in _BY_ENTRY[rest[1]]:
                self.add("sign", sign, self.position - 2)
        else:
            raise self.no_meaning()

    def no_meaning(self) -> AnswerError:
        sign = self.plain[self.position]
        place = self.text.place(self.position, self.position + 1)
        pair = NO_SIGNS.get(self.plain[self.position : self.position + 2])
        text = pair or NO_SIGNS.get(sign, _("The sign `%(sign)s` has no meaning here. Take it out."))
        return AnswerError(say(text, sign=sign), place)

    def word(self, written: str, start: int) -> None:
        word = written.replace("\\", "")
        if word not in self.names and is_module(word, self.plain, self.position):
            self.position += 1  # the `np.` of `np.exp` says nothing
        elif word in _BIG and GREEK[word] not in self.names and self.plain.startswith(("_{", "^"), self.position):
            self.add("structure", _BIG[word], start)
        elif word[0] in GREEK:
            word = GREEK[word[0]] + word[1:]
            self.add("name", word + self.subscript(), start)
        elif word in _FOLDS and self.plain.startswith("_{", self.position):
            self.add("structure", _FOLDS[word], start)
        elif self.reads_matrices and _SHORT_SUM.fullmatch(word) and word not in self.names:
            self.position = start + 3
            self.add("structure", "Sum", start)
        elif word.startswith("log_") and word != "log_softmax":
            self.position = start + 3
            self.add("word", "log", start)
        else:
            self.add("word", word if word in _SCRIPTED else word + self.subscript(), start)
            self.position = behind_layer(word, self.plain, self.position)

    def subscript(self) -> str:
        """A LaTeX subscript that stands next, as part of a name: `_{old}` -> "_old"; "" when there is none."""
        if not self.plain.startswith(_BEFORE_SUBSCRIPT, self.position):
            return ""
        match = _SUBSCRIPT.match(self.plain, self.position)
        if match is None or _POSITIVE.match(self.plain, self.position):
            return ""
        start, self.position = self.position, match.end()
        script = match[1] if match[1] is not None else match[2]
        if "\\placeholder" in script or not script.strip(" {},"):
            raise AnswerError(say(_EMPTY_BOX), self.place(start))
        return "_" + word_of(script, self.place(start))

    def command(self, name: str, start: int) -> None:
        if self.divides(name, start):
            self.position = start + 1
            self.add("sign", "\\", start)
        elif name in latex.OLD_FONTS:
            self.old_font(start)
        elif name in latex.SILENT or name == " ":
            self.silent(name)
        elif self.displays(name):
            self.spaced = True
        elif name in latex.SIGNS:
            self.add("sign", latex.SIGNS[name], start)
        elif name in latex.WORDS:
            word = latex.letter(name, self.names)
            self.add("name", word if word in _SCRIPTED else word + self.subscript(), start)
        elif name in latex.CONSTANTS:
            self.add("constant", latex.CONSTANTS[name], start)
        elif name in latex.STRUCTURES:
            self.add("structure", latex.STRUCTURES[name], start)
        elif name in latex.ACCENTS or name in latex.WRAPPERS:
            self.styled(name, self.group(start), start)
        elif name == "begin" or (self.environments and name in ("end", "\\")):
            self.environment(name, start)
        else:
            self.unknown(name, start)

    def styled(self, name: str, word: str, start: int) -> None:
        """A word with an accent, or from another alphabet; 0 is that of vectors and matrices."""
        if word == "0":
            self.add("number", word, start)
        elif name in latex.ACCENTS:
            self.add("name", f"{word}_{latex.ACCENTS[name]}" + self.subscript(), start)
        elif self.is_indicator(word):
            self.add("structure", "indicator", start)
        else:
            word += "" if word in _SCRIPTED else self.subscript()
            sort = "word" if name in latex.SLANTED else "name"
            self.add(sort, "Reals" if (name, word) == ("mathbb", "R") else word, start)

    def old_font(self, start: int) -> None:
        r"""`{\rm exp}` is `\mathrm{exp}`."""
        found = latex.OLD_GROUP.match(self.plain, self.position)
        if found is None or self.found[-1:] == [] or self.found[-1].text != "{":
            self.spaced = True
            return
        self.found.pop()
        self.position = found.end()
        self.styled("mathrm", found[1], start)

    def is_indicator(self, word: str) -> bool:
        """Whether this letter from another alphabet is the 1 or the I of an indicator."""
        is_before = word in ("1", "I") and word not in self.names and _CONDITION.match(self.plain, self.position)
        return bool(is_before) or (word == "1" and not self.reads_matrices)

    def divides(self, name: str, start: int) -> bool:
        """Whether the backslash is MATLAB's division from the left: `A\\b`, `(A' A)\\(A' b)`."""
        if not self.reads_matrices or self.environments or not self.ends_operand():
            return False
        if name == " " and not self.plain.replace("\\ ", "").count("\\") and "{" not in self.plain:
            text = _("`\\` divides from the left here, or is a space of LaTeX. Write `inv(A)*b` or `A*b`.")
            raise AnswerError(say(text), self.text.place(start, start + 1))
        if name == "(":
            return bool(self.plain[self.position :].strip(" .$"))
        word = name.rstrip("*")
        return word in self.names and word not in latex.WORDS and word not in latex.SIGNS

    def displays(self, name: str) -> bool:
        """Whether this is `\\[` or `\\(` before a formula, or what closes it behind it."""
        return (name in "[(" and not self.found) or (name in "])" and not self.plain[self.position :].strip(" .$"))

    def environment(self, name: str, start: int) -> None:
        """Where a matrix or cases begin or end, or a row of them."""
        if name == "\\":
            self.add("sign", "\\\\", start)
            self.position += len(latex.gap_of_row(self.plain[self.position : self.position + 20]))
            return
        kind = self.kind_of_environment(name)
        found = (latex.MATRIX if kind == "matrix" else latex.CASES).match(self.plain, self.position)
        if found is None:
            self.unknown(name, start)
            return
        self.position = found.end()
        if name == "begin":
            self.environments.append(kind)
            if kind == "cases" and self.after_brace():
                self.found.pop()  # `\\left\\{\\begin{array}{ll} ... \\end{array}\\right.`
        elif self.environments:
            self.environments.pop()
        self.add("sign", f"{'[' if name == 'begin' else ']'}{kind}", start)

    def kind_of_environment(self, name: str) -> str:
        """Matrix or cases; an array behind a brace that nothing closes holds cases, beside matrices, too."""
        if not self.reads_matrices:
            return "cases"
        if name == "end" and self.environments:
            return self.environments[-1]
        is_array = self.plain.startswith("{array}", self.position)
        are_cases = latex.ONLY_CASES.match(self.plain, self.position) or (is_array and self.after_brace())
        return "cases" if are_cases else "matrix"

    def after_brace(self) -> bool:
        """Whether a brace stands before an environment that is closed by `\\right.` behind it."""
        is_open = bool(self.found) and self.found[-1].text == "{set"
        return is_open and _RIGHT_OF_NOTHING.search(self.plain, self.position) is not None

    def silent(self, name: str) -> None:
        self.spaced = True
        if name in ("left", "right", "mleft", "mright", "bigl", "bigr"):
            self.side = "open" if name in ("left", "mleft", "bigl") else "close"
            if self.plain.startswith(".", self.position):
                self.position += 1
                self.side = ""

    def group(self, start: int) -> str:
        """The word in the braces (or the one letter) after a command such as `\\mathrm` or `\\hat`."""
        nested = latex.NESTED.match(self.plain, self.position)
        if nested and nested[1] in (*latex.WRAPPERS, *latex.ACCENTS):
            return self.nested_group(nested, start)
        match = latex.GROUP.match(self.plain, self.position)
        if match is None:
            is_box = self.plain.startswith(("{\\placeholder", "{}"), self.position)
            raise AnswerError(say(_EMPTY_BOX if is_box else _NO_NAME), self.place(start))
        self.position = match.end()
        word = (match[1] if match[1] is not None else match[2]).strip()
        word = latex.letter(word.removeprefix("\\"), self.names)
        word = GREEK.get(word, _NOT_A_WORD.sub("", word))
        if not word:
            raise AnswerError(say(_EMPTY_BOX), self.place(start))
        return word

    def nested_group(self, nested: re.Match[str], start: int) -> str:
        """The word in `{\\mathbf{y}}` and `{\\hat{y}}`, the latter with its accent."""
        self.position = nested.start(2)
        word, self.position = self.group(start), nested.end()
        return f"{word}_{latex.ACCENTS[nested[1]]}" if nested[1] in latex.ACCENTS else word

    def unknown(self, name: str, start: int) -> None:
        if name == "placeholder":
            raise AnswerError(say(_EMPTY_BOX), self.place(start))
        raise AnswerError(latex.unknown(name), self.place(start))

    def place(self, start: int) -> Place:
        return self.text.place(start, self.position)


# What reads a piece of each sort.
_READ: dict[str, Callable[[_Lexer, str, int], None]] = {
    "space": _Lexer.space,
    "word": _Lexer.word,
    "command": _Lexer.command,
    "number": _Lexer.number,
    "periodic": _Lexer.periodic,
    "method": _Lexer.method,
    "sign": _Lexer.sign,
    "size": _Lexer.size,
    "transposed": _Lexer.transposed,
    "inverted": _Lexer.inverted,
    "order": _Lexer.nothing,
    "maxima": _Lexer.nothing,
}
