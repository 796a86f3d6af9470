"""A number beside a vector or matrix: `1/sqrt(2) (1, 1)`, `[[1, 2], [3, 4]]/5`, `\\frac12 \\begin{pmatrix}`."""

import re
from dataclasses import dataclass
from fractions import Fraction

_OPENING, _CLOSING = "([{", ")]}"
_TIMES = re.compile(r"(?:\s|\*|·|×|⋅|\\cdot(?![A-Za-z])|\\times(?![A-Za-z])|\\[,;! ])+$")
_BEHIND = re.compile(r"\s*(?P<sign>[*/·×⋅]|\\cdot(?![A-Za-z])|\\times(?![A-Za-z]))\s*(?P<number>.+)$", re.DOTALL)
_TURNED = re.compile(r"\s*(?:\^\s*\{?\s*(?:T|\\top)\s*\}?|\.T(?!\w)|')")
_NAMED = re.compile(r"[A-Za-z_][\w.]*$")
_ARRAY = re.compile(r"(?:[A-Za-z_]\w*\.)*(?:array|matrix|Matrix|asarray|tensor|Array)$")
# What would not be one number, or a relation.
_NO_NUMBER = re.compile(r"[,;&\[\]\n=<>]|\\(?:begin|end|operatorname|mathrm|text|mathbf)(?![A-Za-z])|\\\\")
# Between two terms, but not in 1e-3: the brackets belong to one of the terms only.
_SUM = re.compile(r"(?<=[^\s*/·×⋅^+−-])(?<!\d[eE])\s*[-+−]")
_BRACKETED = re.compile(r"[(\[{][^()\[\]{}]*[)\]}]")
# A longer text is not looked at: nobody types such a factor.
_LONGEST = 2_000
_PLAIN = {"0": "0", "1": "{}", "-1": "-({})"}
_NUMBER = re.compile(r"\d+(?:\.\d*)?|\.\d+")
_DECIMAL = re.compile(r"\d*\.\d+")
_ROUNDED = re.compile(r"\d*\.\d{2}")


@dataclass(frozen=True)
class Scaled:
    """What stands in brackets, and the number before it and the operation behind it: `(before)*cell behind`."""

    inner: str
    before: str = ""
    behind: str = ""

    @property
    def number(self) -> str:
        """The number as it was typed, with its sign of multiplication or division behind the brackets."""
        return f"{self.before} {self.behind}".strip()

    def cell(self, cell: str) -> str:
        """One entry times the number. A decimal times 1 stays a decimal, which may have been rounded."""
        if self.before and not self.behind and cell.strip() in _PLAIN and self.before not in "+-":
            return _PLAIN[cell.strip()].format(self.before)
        if self.before in ("-", "+") and not self.behind and _NUMBER.fullmatch(cell.strip()):
            return f"{self.before}{cell.strip()}"
        first = f"({self.before})*" if self.before not in ("", "-", "+") else self.before
        return f"{first}({cell}){self.behind}"


def may_be_rounded(scaled: Scaled, cells: list[str]) -> bool:
    """Whether a decimal is multiplied, so that how far it was rounded would be lost in the product."""
    if _ROUNDED.search(scaled.number) and not all(map(_is_exact, _DECIMAL.findall(scaled.number))):
        return any(cell.strip() not in _PLAIN for cell in cells) or bool(scaled.behind)
    return scaled.number not in ("-", "+") and any(_ROUNDED.search(cell) for cell in cells)


def _is_exact(decimal: str) -> bool:
    """Whether people mean a half, quarters or eighths by it: `0.25`."""
    return Fraction(decimal).denominator in (1, 2, 4, 8)


def split_number(text: str) -> Scaled | None:
    """The brackets in the text without the number that multiplies or divides them; None where there is none."""
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    return _number_before(text) or _number_behind(text)


def factor(before: str, behind: str) -> Scaled | None:
    """What stands around a LaTeX matrix as factors; None where it is something else, as a power."""
    number = _times_off(before)
    if number is None:
        return None
    if not behind:
        return Scaled("", number) if number else None
    found = _BEHIND.fullmatch(behind)
    if not found or not is_number(found["number"]):
        return None
    return Scaled("", number, _operation(found))


def is_number(text: str) -> bool:
    """Whether the text may be one number: no list, no relation, no bare sum, no spaces but around signs."""
    return (
        bool(text)
        and text.strip()[-1:] not in "*/+^-"
        and not _NO_NUMBER.search(text)
        and not _SUM.search(_without_brackets(text))
        and not re.search(r"[^\s*/+^-]\s+[^\s*/+^-]", text.strip())
    )


def _without_brackets(text: str) -> str:
    while (shorter := _BRACKETED.sub("_", text)) != text:
        text = shorter
    return text


def _times_off(before: str) -> str | None:
    number = _TIMES.sub("", before.strip()).strip()
    return number if not number or number in "+-" or is_number(number) else None


def _operation(found: re.Match[str]) -> str:
    return f"/({found['number']})" if found["sign"] == "/" and _is_simple(found["number"]) else _written(found)


def _written(found: re.Match[str]) -> str:
    return f"{'/' if found['sign'] == '/' else '*'}{found['number']}"


def _is_simple(number: str) -> bool:
    """Whether a divisor is a single factor, so that brackets around it change nothing."""
    return not re.search(r"[*/+·×⋅-]", number)


def _number_before(text: str) -> Scaled | None:
    turned = re.search(r"(?:\^\s*\{?\s*(?:T|\\top)\s*\}?|\.T|')\s*$", text)
    body = text[: turned.start()].rstrip() if turned else text
    start = _opening(body)
    if start is None or start == 0 or not _is_list(body[start + 1 : -1]):
        return None
    before = body[:start]
    call = _NAMED.search(before) if body[start] == "(" else None
    if call and not _ARRAY.fullmatch(call[0]):
        return None
    start = call.start() if call else start
    number = _times_off(body[:start])
    return Scaled(text[start:], number) if number else None


def _number_behind(text: str) -> Scaled | None:
    sign = "-" if text.startswith("-") else ""
    text = text.removeprefix("-").lstrip()
    opened = next((place for place, character in enumerate(text) if character in _OPENING), None)
    if opened is None or (opened and not _ARRAY.fullmatch(text[:opened].strip())):
        return None
    end = _closing(text, opened)
    if end is None or not _is_list(text[opened + 1 : end]):
        return None
    turned = _TURNED.match(text, end + 1)
    end = turned.end() if turned else end + 1
    found = _BEHIND.fullmatch(text, end)
    return Scaled(text[:end], sign, _operation(found)) if found and is_number(found["number"]) else None


def _is_list(inner: str) -> bool:
    """Whether brackets hold several numbers, rather than one such as (1 + 2)."""
    return bool(re.search(r"[,;&\n]|\\\\|[^\s*/+^-]\s+-?[^\s*/+^-]", inner.strip()))


def _opening(text: str) -> int | None:
    """Where the bracket that the text ends with is opened."""
    if not text or text[-1] not in _CLOSING:
        return None
    depth = 0
    for place in range(len(text) - 1, -1, -1):
        depth += (text[place] in _CLOSING) - (text[place] in _OPENING)
        if not depth:
            return place
    return None


def _closing(text: str, opened: int) -> int | None:
    depth = 0
    for place in range(opened, len(text)):
        depth += (text[place] in _OPENING) - (text[place] in _CLOSING)
        if not depth:
            return place
    return None
