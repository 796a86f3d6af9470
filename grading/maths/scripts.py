r"""What stands below a name: letters and digits of its own, or, below vectors and matrices, where an entry stands.

`x_{i+1}` is `x[i+1]`, `A_{:,j}` a column and `A_{i,:}` a row; `x_i^T` may be `x^T_i`, and a norm `\|x\|^2_2`.
"""

import re

from grading.errors import AnswerError, Place
from grading.maths import latex
from grading.maths.alphabet import GREEK, Text
from grading.messages import _, say

_NO_WORD = _("Below a name stand only letters and digits, as in `x_{12}`.")

# Commands that only say in which letters something is set.
_LETTERS = re.compile(r"\\(?:text|math|operatorname|rm|it|bf|sf|tt|displaystyle|textstyle)[a-z]*\*?|\\[,;:! ]|\\quad")
_COMMAND = re.compile(r"\\([A-Za-z]+)")
_BETWEEN = re.compile(r"[\s{},$]+")
# What is raised behind a complex number for its conjugate.
STAR = re.compile(r"\^\s*(?:\{\s*(?:\*|\\ast)\s*\}|\\ast(?![A-Za-z])|\*(?!\*))")
_BELOW = r"_\s*(?:\{[^{}]*\}|[A-Za-z0-9])"
_RAISED = r"\^\s*(?:\{\s*(?:T|\\top|\\intercal|⊤|\d+)\s*\}|T(?![A-Za-z])|\\top(?![A-Za-z])|⊤|\d)"
_BARS = r"(?:\\\||\\r?Vert(?![A-Za-z])|‖|\|\|)"
# A lower-case name or the end of a norm, what is raised, and what stands below: these have one meaning in any order.
_RAISED_FIRST = re.compile(
    rf"((?<![A-Za-z0-9_\\])(?:[a-z]|\\(?!sum|prod|int|lim)[a-z]+)|{_BARS})({_RAISED})\s*({_BELOW})"
)
# Not inside a name, but right behind a number or an index.
_START = r"(?:(?<![A-Za-z_\\])(?<![A-Za-z_][0-9])(?<![A-Za-z_][0-9][0-9])|(?<=_[A-Za-z0-9]))"
_NAME = _START + r"(?P<name>\\[a-z]+\s*\{[A-Za-z]\}|\\[A-Za-z]+|[A-Za-z][A-Za-z0-9]*)"
_INDEXED = re.compile(rf"{_NAME}(?:\s*_\s*\{{(?P<below>[^{{}}]*)\}}|\[(?P<beside>[^\[\]]*)\])")
# Below these stands no index.
_BIG = re.compile(r"\\?(?:sum|prod|int|lim|log|ln|max|min|sup|inf|arg(?:max|min)|nabla|partial|mathbb\s*\{[A-Z]\}|E|P)")
_ALL = r"(:|\*|\\cdot|\\bullet|·|⋅|\.)"
_FIRST = re.compile(rf"{_ALL}\s*(?P<comma>,?)\s*(?P<place>[^,]+)")
_LAST = re.compile(rf"(?P<place>[^,]+?)(?P<comma>,?)\s*{_ALL}")
_TOGETHER = re.compile(r"[A-Za-z]{2}")
_COMPUTED = re.compile(r"[A-Za-z0-9\s,+-]*[+-][A-Za-z0-9\s,+-]*")


def with_indices(text: Text) -> Text:
    """`A_{:,j}`, the column, as `(A^T)[j]`, `A_{i,:}`, the row, as `(A[i]^T)`, and `x_{i+1}` as `x[i+1]`."""
    pieces, origin, before = list[str](), list[int](), 0
    for found in _INDEXED.finditer(text.plain):
        parts = [] if _BIG.fullmatch(found["name"]) else _indexed(found)
        if not parts:
            continue
        for piece, place in ((text.plain[before : found.start()], before), *parts):
            pieces.append(piece)
            inside = text.plain.startswith(piece, place)
            origin += text.origin[place : place + len(piece)] if inside else [text.origin[place]] * len(piece)
        before = found.end()
    if not pieces:
        return text
    return Text(text.source, "".join([*pieces, text.plain[before:]]), (*origin, *text.origin[before:]))


def _indexed(found: re.Match[str]) -> list[tuple[str, int]]:
    """Pieces of text, each with the place that it stands for; none where the name has no index, or keeps its own."""
    group = "beside" if found["below"] is None else "below"
    index, start = found[group].strip(), found.start()
    place = found.start(group) + len(found[group]) - len(found[group].lstrip())
    name = (found["name"], start)
    if (column := _FIRST.fullmatch(index)) is not None and _is_told(column, group):
        return [("(", start), name, ("^T)[", start), (column["place"], place + column.start("place")), ("]", start)]
    if (row := _LAST.fullmatch(index)) is not None and _is_told(row, group):
        return [("(", start), name, ("[", start), (row["place"], place), ("]^T)", start)]
    if group == "below" and _COMPUTED.fullmatch(index) and not _TOGETHER.search(index):
        return [name, ("[", start), (index, place), ("]", start)]
    return []


def _is_told(found: re.Match[str], group: str) -> bool:
    """`A_{:,j}`, and `A_{:j}` without a comma; `x[:k]` and `x_{2:}` are parts of a vector, which are not read."""
    place = found["place"].strip()
    return bool(found["comma"]) or (group == "below" and len(place) == 1 and place.isalpha())


def with_scripts(text: Text, *, reads_matrices: bool) -> Text:
    """The text with what stands below names before what is raised, and with indices in brackets beside matrices."""
    text = with_scripts_first(text)
    return with_indices(text) if reads_matrices else text


def word_of(script: str, place: Place) -> str:
    """The letters and digits that stand below a name. Raises AnswerError where something else stands there."""
    plain = _COMMAND.sub(lambda found: latex.WORDS.get(found[1], found[1]), _LETTERS.sub("", script))
    plain = "".join(GREEK.get(sign, sign) for sign in _BETWEEN.sub("", plain))
    if not (plain.isascii() and plain.replace("_", "").isalnum()):
        raise AnswerError(say(_NO_WORD), place)
    return plain


def with_scripts_first(text: Text) -> Text:
    """`x^T_i` as `x_i^T`."""
    plain = text.plain
    if "^" not in plain or "_" not in plain:
        return text
    origin = list(text.origin)
    for found in reversed(list(_RAISED_FIRST.finditer(plain))):
        (start, middle), end = found.span(2), found.end()
        turned = [*range(found.start(3), end), *range(start, middle)]
        plain = plain[:start] + "".join(found.string[place] for place in turned) + plain[end:]
        origin[start:end] = [text.origin[place] for place in turned]
    return text if plain == text.plain else Text(text.source, plain, tuple(origin))
