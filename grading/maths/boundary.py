"""Evaluation at points that solve an equation: there a ball around zero that is small enough is taken for zero."""

from flint import arb, fmpq

from grading.maths.reals import REAL, sign_of, whole_in
from grading.maths.values import Arithmetic, Evaluator, Unsure, Value

# A ball around zero that is smaller than 2^-600 is taken for zero; balls have 1280 bits.
BITS = 1280
_ZERO = 600


class Boundary(Evaluator):
    """Evaluates at points that solve an equation, where what is exactly zero comes out as a tiny ball around it.

    So does any other whole number: floor(sin(x)^2) is 1 where sin(x)^2 is.
    """

    def held(self, value: Value) -> Value:
        found = super().held(value)
        if is_zero(found, self.arithmetic):
            return fmpq(0)
        return _whole(found) if type(found) is arb else found


def _whole(value: arb) -> Value:
    """The whole number in a ball that is smaller than 2^-600; any other ball as it is."""
    whole = whole_in(value) if value.rad() * 2**_ZERO <= 1 else None
    return value if whole is None else whole


def is_zero(value: Value, arithmetic: Arithmetic) -> bool:
    """Exactly zero, or a ball around it that is smaller than 2^-600."""
    if type(value) is fmpq:
        return not value
    return bool(arithmetic.has_zero(value) and arithmetic.size(value).abs_upper() * 2**_ZERO <= 1)


def is_certain(difference: Value, arithmetic: Arithmetic) -> bool:
    """Whether it is larger than what is taken for zero."""
    size = arithmetic.size(arithmetic.ball(difference) if type(difference) is fmpq else difference)
    return bool(size.abs_lower() * 2**_ZERO > 1)


def sign_or_zero(value: Value) -> int | None:
    """The sign of a real number, 0 for a ball around zero that is small enough, None where it is not known."""
    if is_zero(value, REAL):
        return 0
    try:
        return sign_of(value)
    except Unsure:
        return None
