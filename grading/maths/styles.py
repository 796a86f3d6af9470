r"""Fonts and accents over more than one name: `\mathbf{x + y}` is x + y, `\overline{z w}` a conjugate.

What stands over or around a single name is left: with its accent it is a name of its own, as `\bar{x}`.
"""

import re
from collections.abc import Set

from grading.errors import AnswerError
from grading.maths import latex
from grading.maths.alphabet import Text
from grading.maths.periods import begins_period
from grading.messages import _, say

_STYLED = re.compile(r"\\(?P<name>[A-Za-z]+\*?)\s*(?=\{)")
# A name, words, or a name with a style of its own.
_PLAIN = re.compile(
    r"\s*(?:[A-Za-z](?:[A-Za-z0-9.,:;'~\s]|\\[,;:! _])*|\d|[^\W_A-Za-z0-9]|\\[A-Za-z]+\s*(?:\{[^{}]*\}|\s[A-Za-z])?)\s*"
)
_BLANK = re.compile(r"(?:[\s~]|\\[,;:! ])+")
_LETTERS = re.compile(r"\s*[A-Za-z](?:\s*[A-Za-z])+\s*")
_BAR = re.compile(r"\s*\\(?:overline|bar)\b")
# Words that begin or end a case, and whatever stands behind them.
_OF_A_CASE = re.compile(r"\s*(?:if|for|when|where|and|or|otherwise|else)\b")
_ONE_NAME = _("An accent stands above one name. Write what is meant by one above several.")


def with_styles(text: Text, names: Set[str]) -> Text:
    """The text with formulas in the place of styled ones. Raises AnswerError at an accent over what is no name."""
    plain = text.plain
    if "\\" not in plain:
        return text
    kept, origin, before = list[str](), list[int](), 0
    for found in _STYLED.finditer(plain):
        start, end = found.end(), _end_of_group(plain, found.end())
        inside = plain[start + 1 : end - 1]
        written = _written(found["name"], inside, names)
        if found["name"] in latex.WRAPPERS and _BLANK.fullmatch(inside) and start > before:
            kept += [plain[before : found.start()], " "]
            origin += [*text.origin[before : found.start()], text.origin[found.start()]]
            before = end
            continue
        if written is None or start < before or begins_period(plain, found.start()):
            continue
        if written == "?":
            raise AnswerError(say(_ONE_NAME), text.place(found.start(), end))
        kept += [plain[before : found.start()], written]
        origin += [*text.origin[before : found.start()], *([text.origin[found.start()]] * len(written))]
        before = start
        if _OF_A_CASE.match(inside):
            kept += [inside, " "]
            origin += [*text.origin[start + 1 : end - 1], text.origin[end - 1]]
            before = end
    if not before:
        return text
    return Text(text.source, "".join([*kept, plain[before:]]), (*origin, *text.origin[before:]))


def _written(command: str, inside: str, names: Set[str]) -> str | None:
    """What takes the place of the command; None for one that stays, "?" for one without a meaning."""
    if command in latex.WRAPPERS:
        return None if _PLAIN.fullmatch(inside) or "\\placeholder" in inside or not inside.strip() else " "
    if command not in latex.ACCENTS:
        return None
    accent = latex.ACCENTS[command]
    word = "".join(inside.split())
    is_name = _PLAIN.fullmatch(inside) and not (_LETTERS.fullmatch(inside) or _BAR.match(inside))
    is_vector = accent == "vec" and word.isalpha()
    if is_name or is_vector or not word or "\\placeholder" in inside or f"{word}_{accent}" in names:
        return None
    return " conj" if accent == "bar" else "?"


def _end_of_group(plain: str, start: int) -> int:
    """Behind the brace that closes the one that stands at the start."""
    depth = 0
    for place in range(start, len(plain)):
        depth += (plain[place] == "{") - (plain[place] == "}")
        if not depth:
            return place + 1
    return len(plain)
