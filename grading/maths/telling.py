"""Points and values as they are said: small fractions as they are, others to a few digits, with ≈ where rounded."""

from decimal import Decimal
from fractions import Fraction

from flint import acb, arb, ctx, fmpq

from grading.maths.printing import name_to_latex
from grading.maths.rationals import as_fmpq
from grading.maths.sampling import Point
from grading.maths.turns import in_turns, share_of_pi
from grading.maths.values import Value

# A fraction with more digits than this is shown as a decimal.
_HUMANE_DIGITS = 4
# A decimal that has at most so many digits is shown as it is.
_EXACT_DIGITS = 12
# Digits of the coordinates of a point, and of those that are not exact.
_POINT_DIGITS, _BALL_DIGITS = 16, 6


def place(point: Point) -> str:
    """The point in LaTeX; what is no exact number is given to a few digits."""
    return ", ".join(f"{name_to_latex(name)} {_equals(value)} {show_near(value)}" for name, value in point.items())


def _equals(value: Value) -> str:
    return "=" if _is_exact(value) and not is_rounded(value, show_near(value)) else r"\approx"


def _is_exact(value: Value) -> bool:
    """Whether it is known exactly; of a complex number, both parts."""
    if share_of_pi(value) is not None:
        return True
    return type(value) is fmpq or (type(value) is acb and bool(value.is_exact()))


def show_near(value: Value) -> str:
    """A number in LaTeX, to a few digits where it is no exact one."""
    if (share := share_of_pi(value)) is not None:
        return in_turns(share)
    return show(value, _POINT_DIGITS if _is_exact(value) else _BALL_DIGITS)


def show(value: Value, digits: int = 4) -> str:
    """A value in LaTeX: a small fraction as it is, else so many significant digits."""
    if type(value) is acb:
        return _show_complex(value, digits)
    if type(value) is fmpq and max(len(str(value.p).lstrip("-")), len(str(value.q))) <= _HUMANE_DIGITS:
        if value.q == 1:
            return str(value.p)
        return f"{'-' if value < 0 else ''}\\frac{{{abs(value.p)}}}{{{value.q}}}"
    number = arb(value) if type(value) is fmpq else value
    if number.contains(0) and number.abs_upper() < arb(2) ** -(ctx.prec * 3 // 4):
        return "0"
    short = number.str(_EXACT_DIGITS, radius=False)
    if type(value) is fmpq and value == decimal_as_fmpq(short):
        digits = _EXACT_DIGITS
    mantissa, _e, exponent = number.str(digits, radius=False).partition("e")
    if -4 <= int(exponent or 0) <= 6:
        text = f"{Decimal(mantissa).scaleb(int(exponent or 0)):f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}"


def _show_complex(value: acb, digits: int) -> str:
    real, imaginary = show(value.real, digits), show(value.imag, digits)
    if imaginary == "0":
        return real
    sign, size = ("-", imaginary[1:]) if imaginary.startswith("-") else ("+", imaginary)
    unit = "i" if size == "1" else f"{size} i"
    if real == "0":
        return unit if sign == "+" else f"-{unit}"
    return f"{real} {sign} {unit}"


def is_rounded(value: Value, text: str) -> bool:
    """Whether a number that is shown as a decimal or a whole number is certainly another one."""
    try:
        return type(value) is not acb and bool(value - decimal_as_fmpq(text) != 0)
    except ArithmeticError:
        return False


def show_rounded(value: Value, digits: int) -> str:
    """A value in LaTeX; with ≈ where it looks like a whole number and is none: 1133000 for 1133278.4."""
    text = show(value, digits)
    is_whole = text.removeprefix("-").isdigit()
    return rf"\approx {text}" if is_whole and is_rounded(value, text) else text


def decimal_as_fmpq(text: str) -> fmpq:
    found = Fraction(Decimal(text))
    return as_fmpq(found)
