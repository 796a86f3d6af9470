r"""Periodic decimals: `0.(3)`, `0.\overline{3}` and `0.1\bar6` are exact numbers; `0.1(6)` may be a product."""

import re
from fractions import Fraction

from grading.messages import _

_BAR = r"\\(?:overline|bar)\s*(?:\{\s*\d+\s*\}|\d)"
PERIODIC = rf"\d+\.(?:(?:\\left)?\(\s*\d+\s*(?:\\right)?\)|\d*(?:\s*{_BAR})+)"
_PARTS = re.compile(r"(?P<whole>\d+)\.(?P<fixed>\d*)\((?P<period>\d+)\)")
_FIXED = re.compile(r"\d+\.\d*")
_BEFORE_BAR = re.compile(r"\d\.\d*\s*$")
_DIGITS = re.compile(r"(?:\\left)?\(\s*\d+\s*(?:\\right)?\)(?!\s*[\^!])")
_BRACKET = re.compile(r"(?:\\left)?[(\[]")
# The digits before a bar are looked for so far back.
_WINDOW = 80
_ONLY_DIGITS = _("Write `*` before the bracket, or only digits in it for a periodic decimal, as in `0.(3)`.")
_TWO_READINGS = _("Write a product with `*`, as in `0.1*6`, and a periodic decimal as a fraction, as in `1/6`.")


def short_form(written: str) -> str:
    r"""A periodic decimal with its period in brackets.

    >>> short_form(r"0.1\overline{6}")
    '0.1(6)'
    """
    fixed = _FIXED.match(written)
    digits = fixed[0] if fixed else ""
    return f"{digits}({''.join(filter(str.isdigit, written[len(digits) :]))})"


def is_short_form(number: str) -> bool:
    return number.endswith(")")


def value(number: str) -> Fraction:
    """What a short form is worth.

    >>> value("0.1(6)")
    Fraction(1, 6)
    """
    parts = _PARTS.fullmatch(number)
    if parts is None:
        raise ValueError(number)
    whole, fixed, period = parts.groups()
    shifted = int(whole + fixed + period) - int(whole + fixed)
    return Fraction(shifted, 10 ** len(fixed) * (10 ** len(period) - 1))


def begins_period(plain: str, start: int) -> bool:
    """Whether the bar that begins here stands over digits behind a point."""
    return _BEFORE_BAR.search(plain[max(0, start - _WINDOW) : start]) is not None


def problem(number: str, plain: str, end: int) -> str:
    """What is unclear about a bracket directly behind a number with a point, "" for nothing."""
    if number.endswith(".") and _BRACKET.match(plain, end):
        return _ONLY_DIGITS
    return _TWO_READINGS if "." in number and _DIGITS.match(plain, end) else ""
