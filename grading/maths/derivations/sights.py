"""What one point shows of a relation: whether it holds there, fails for certain, or has no value."""

from collections.abc import Callable
from enum import Enum

from flint import arb, arb_mat, fmpq

from grading.maths.boundary import BITS, Boundary, sign_or_zero
from grading.maths.conditions import HOLDS
from grading.maths.derivations.undoing import Equation, value_at
from grading.maths.matrices.comparison import difference
from grading.maths.matrices.evaluation import Point
from grading.maths.reals import REAL
from grading.maths.resolution import may_hide
from grading.maths.values import TooMuch, Undefined, Unsure, Value, bits

_BITS, _EQUAL = (256, 1024), 600
_SIMPLE = 12
STRICT = ("<", ">", "!=")


class Sight(Enum):
    HOLDS = 1
    FAILS = 2
    RIGHT_UNDEFINED = 3
    NOTHING = 4
    UNSURE = 5


def sight_at(sides: Equation, sign: str, point: Point) -> Sight:
    for count in _BITS:
        with bits(count):
            sight = _sight_now(sides, sign, point)
        if sight is not Sight.UNSURE:
            return sight
    return Sight.UNSURE


def sight_where_zero(sides: Equation, sign: str, point: Point) -> Sight:
    """The same at a point at which something is known to be 0: among numbers what is smaller than 2^-600 is that."""
    found = sight_at(sides, sign, point)
    return _sight_of_boundary(sides, sign, point) if found is Sight.UNSURE else found


def _sight_of_boundary(sides: Equation, sign: str, point: Point) -> Sight:
    evaluator, undefined = Boundary(REAL, point.values), Sight.NOTHING
    try:
        with bits(BITS):
            left = evaluator.value(sides[0].tree)
            undefined = Sight.RIGHT_UNDEFINED
            gap = sign_or_zero(left - evaluator.value(sides[1].tree))
    except Undefined:
        return undefined
    except (Unsure, TooMuch, KeyError, TypeError):
        # vectors and matrices among them
        return Sight.UNSURE
    if gap is None:
        return Sight.UNSURE
    return Sight.HOLDS if gap in HOLDS[sign] else Sight.FAILS


def _sight_now(sides: Equation, sign: str, point: Point) -> Sight:
    undefined = Sight.NOTHING
    try:
        left = value_at(sides[0], point)
        undefined = Sight.RIGHT_UNDEFINED
        right = value_at(sides[1], point)
    except Undefined:
        return undefined
    except Unsure:
        return Sight.UNSURE
    except TooMuch:
        return Sight.NOTHING
    same = difference(left, right).name
    if sign == "=":
        return {"SAME": Sight.HOLDS, "DIFFERENT": Sight.FAILS}.get(same, Sight.UNSURE)
    return _compared(left - right, sign, is_zero=same == "SAME")


def _compared(gap: Value, sign: str, *, is_zero: bool) -> Sight:
    holds = _SIGNS[sign]
    if type(gap) is fmpq:
        return Sight.HOLDS if holds(gap) else Sight.FAILS
    if is_zero:
        # Nearly 0: equal as far as can be seen, which settles `<=` but not `<`.
        return Sight.HOLDS if sign in ("<=", ">=") else Sight.UNSURE
    if gap.contains(0):
        return Sight.UNSURE
    return Sight.HOLDS if holds(gap) else Sight.FAILS


_SIGNS: dict[str, Callable[[Value], bool]] = {
    "<": lambda gap: bool(gap < 0),
    "<=": lambda gap: bool(gap <= 0),
    ">": lambda gap: bool(gap > 0),
    ">=": lambda gap: bool(gap >= 0),
    "!=": lambda gap: bool(gap != 0),
}


def is_near(point: Point) -> bool:
    """Whether all numbers are moderate: at larger ones tanh and 1 cannot be told apart."""
    return all(abs(value) <= _SIMPLE for value in point.values.values())


def meet(sides: Equation, point: Point) -> bool:
    """Whether both sides are equal there to hundreds of digits."""
    with bits(_BITS[-1]):
        try:
            gap = value_at(sides[0], point) - value_at(sides[1], point)
        except (Undefined, Unsure, TooMuch):
            return False
        return bool(gap == 0 if type(gap) is fmpq else gap.contains(0) and abs(gap).abs_upper() * 2**_EQUAL <= 1)


def meet_simply(sides: Equation, point: Point) -> bool:
    """Whether both sides are equal at simple numbers, and no term is too small to be seen there."""
    numbers = [value for value in point.values.values() if type(value) is fmpq]
    if len(numbers) < len(point.values) or any(max(abs(value.p), value.q) > _SIMPLE for value in numbers):
        return False
    return not any(may_hide(side.tree) for side in sides) and meet(sides, point)


def fails(sides: Equation, sign: str, point: Point) -> bool:
    """Whether it certainly fails, or both sides of a strict sign meet at numbers that are known exactly."""
    sight = sight_at(sides, sign, point)
    if sight is not Sight.UNSURE or sign not in STRICT:
        return sight is Sight.FAILS
    is_exact = not any(isinstance(value, arb | arb_mat) for value in point.values.values())
    return is_exact and not any(may_hide(side.tree) for side in sides) and meet(sides, point)
