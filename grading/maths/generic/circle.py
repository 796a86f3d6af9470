"""Cosine and sine are the point of the unit circle at an angle; sums of angles turn it further."""

from fractions import Fraction
from functools import reduce

from flint import fmpq

from grading.maths.generic.letters import Exact
from grading.maths.generic.pieces import chosen
from grading.maths.generic.powers import root
from grading.maths.generic.side import Rule, Side, held, multiplied, not_zero
from grading.maths.tree import Add, Call, Constant, Multiply, Negate, Number, Power, Tree

_ONE, _ZERO = fmpq(1), fmpq(0)
_NUMBER, _TWO = Number(Fraction(1)), Number(Fraction(2))
# So often an angle is turned at most.
_OFTEN = 64

Point = tuple[Exact, Exact]


def point(side: Side, angle: Tree) -> Point:
    """The cosine and the sine, by the tangent of half the angle."""
    angle = chosen(side, angle)
    match angle:
        case Negate(inner):
            cosine, sine = point(side, inner)
            return cosine, -sine
        case Add(terms):
            return reduce(_turned, (point(side, term) for term in terms))
        case Multiply((Number(value), *rest)) if value.denominator == 1 and value <= _OFTEN:
            return _turned_often(point(side, multiplied(rest)), int(value))
        case Constant("pi"):
            return -_ONE, _ZERO
        case Call("arctan", (inner,)):
            far = root(side, Add((_NUMBER, Power(inner, _TWO))))
            return 1 / far, held(side.value(inner) / far)
        case Call("arccos", (inner,)):
            return side.value(inner), root(side, Add((_NUMBER, Negate(Power(inner, _TWO)))))
        case Call("arcsin", (inner,)):
            return root(side, Add((_NUMBER, Negate(Power(inner, _TWO))))), side.value(inner)
    value = side.value(angle)
    if not value:
        return _ONE, _ZERO
    half = side.letter("half tangent", abs(value))
    square = half * half
    sine = 2 * half / (1 + square)
    return (1 - square) / (1 + square), sine if value > 0 else -sine


def _turned_often(once: Point, times: int) -> Point:
    """By doubling."""
    if times <= 1:
        return once if times else (_ONE, _ZERO)
    half = _turned_often(once, times // 2)
    twice = _turned(half, half)
    return _turned(twice, once) if times % 2 else twice


def _turned(first: Point, second: Point) -> Point:
    (cosine, sine), (other_cosine, other_sine) = first, second
    return held(cosine * other_cosine - sine * other_sine), held(sine * other_cosine + cosine * other_sine)


def _ratio(side: Side, over: Exact, under: Exact) -> Exact:
    side.need("under", abs(not_zero(under)))
    return held(over / under)


def _tangent(side: Side, angle: Tree) -> Exact:
    cosine, sine = point(side, angle)
    return _ratio(side, sine, cosine)


def _cotangent(side: Side, angle: Tree) -> Exact:
    cosine, sine = point(side, angle)
    return _ratio(side, cosine, sine)


CIRCLE: dict[str, Rule] = {
    "cos": lambda side, angle: point(side, angle)[0],
    "sin": lambda side, angle: point(side, angle)[1],
    "tan": _tangent,
    "cot": _cotangent,
    "sec": lambda side, angle: _ratio(side, _ONE, point(side, angle)[0]),
    "csc": lambda side, angle: _ratio(side, _ONE, point(side, angle)[1]),
}
