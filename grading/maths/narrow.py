"""Narrow places: exp(-10^6 x^2) is seen at 0 alone, and tanh(10^20 x) is the sign of x but very near to 0."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import islice

from flint import fmpq

from grading.maths.domains import Domain
from grading.maths.polynomials import NotRational, quotient, univariate
from grading.maths.reals import REAL, ball, centre
from grading.maths.tree import Add, Call, Negate, Number, Power, Tree, children, names, nodes
from grading.maths.trees import rational, substituted, with_changed
from grading.maths.values import Evaluator, TooMuch, Undefined, Unsure, Value, bits

# Functions that leave 0, 1 or a line only where what is in them is small.
_STEEP = frozenset({"exp", "expm1", "sigmoid", "softplus", "tanh", "coth", "sech", "csch", "erf", "erfc"})
# A number that makes them steep, and an exponent that does so.
_LARGE, _POWER = 100, 50
# Of a larger number exp(-u) is not seen.
_SEEN = 10_000
# So many expressions are looked at, and so many of their zeros; polynomials of a higher degree are not.
_MOST, _MOST_ZEROS, _MOST_DEGREES = 4, 6, 8
# Powers of 1/2 between which the distance from a zero is searched for at which something is about 1.
_WIDEST, _NEAREST = -200, 1400
_BITS, _STEPS = 320, 200
_ONE = Number(Fraction(1))


def narrow_points(
    trees: tuple[Tree, ...], domains: Mapping[str, Domain], others: Iterator[dict[str, Value]]
) -> Iterator[dict[str, Value]]:
    """Points at the zeros of what makes a function steep, and beside them. others: values for the other names."""
    for inner in islice(dict.fromkeys(part for tree in trees for part in _steep_parts(tree)), _MOST):
        name = next((each for each in sorted(names(inner)) if each in domains and domains[each].is_continuous), None)
        if name is None:
            continue
        point = next(others)
        line = substituted(inner, {other: rational(value) for other, value in point.items() if other != name})
        with bits(_BITS):
            values = list(_places(line, name))
        yield from ({**point, name: value} for value in values if domains[name].contains(value))


def _steep_parts(tree: Tree) -> Iterator[Tree]:
    for node in nodes(tree):
        match node:
            case Call(function, (inner,)) if function in _STEEP and names(inner) and _has_large(inner):
                yield inner
            case Power(_, exponent) if names(exponent) and _has_large(exponent):
                yield exponent
            case Power(base, exponent) if names(base) and not names(exponent) and _size(exponent) >= _POWER:
                yield from (Add((base, one)) for one in (Negate(_ONE), _ONE))


def _has_large(tree: Tree) -> bool:
    """Whether a number in it is large, or small."""
    if not names(tree):
        size = _size(tree)
        return bool(size >= _LARGE or 0 < size * _LARGE <= 1)
    return any(map(_has_large, children(tree)))


def _size(tree: Tree) -> fmpq:
    """About the absolute value of a number; 0 where it is not known."""
    if isinstance(tree, Number):
        return fmpq(tree.value.numerator, tree.value.denominator)
    value = _value(tree, {})
    return fmpq(0) if value is None else abs(_exact(value))


def _exact(value: Value) -> fmpq:
    return value if type(value) is fmpq else centre(value)


def _value(tree: Tree, point: Mapping[str, Value]) -> Value | None:
    try:
        return Evaluator(REAL, dict(point), steps=_STEPS).value(tree)
    except (Undefined, Unsure, TooMuch):
        return None


def _places(line: Tree, name: str) -> Iterator[fmpq]:
    """The zeros of an expression in one name, and where it is about 1 beside them."""
    for zero in islice(_zeros(_with_rationals(line), name), _MOST_ZEROS):
        if not _is_below(line, name, zero, _SEEN):
            continue
        yield zero
        for sign in (1, -1):
            yield from (zero + sign * step for step in _steps_to_one(line, name, zero, sign))


def _zeros(line: Tree, name: str) -> Iterator[fmpq]:
    """The real parts of all zeros: of (x - 1)^2 + 3 that is where it is smallest."""
    try:
        over, _under = quotient(line, (name,))
    except NotRational:
        return
    if over and 0 < over.total_degree() <= _MOST_DEGREES:
        found = (centre(root.real) for root, _times in univariate(over).complex_roots())
        yield from dict.fromkeys(found)


def _with_rationals(tree: Tree) -> Tree:
    """With a fraction near it for each number that is none, such as sqrt(2)."""
    if isinstance(tree, Number):
        return tree
    if names(tree):
        return with_changed(tree, _with_rationals)
    value = _value(tree, {})
    return tree if value is None else rational(_exact(value))


def _steps_to_one(line: Tree, name: str, zero: fmpq, sign: int) -> Iterator[fmpq]:
    """How far from a zero the expression is about 1: the widest power of 1/2 at which it is smaller than 2."""
    wide, near = _WIDEST, _NEAREST
    if not _is_below(line, name, zero + sign * _half_to(near)):
        return
    while near - wide > 1:
        middle = (near + wide) // 2
        if _is_below(line, name, zero + sign * _half_to(middle)):
            near = middle
        else:
            wide = middle
    yield _half_to(near)


def _half_to(power: int) -> fmpq:
    return fmpq(1, 2**power) if power >= 0 else fmpq(2**-power)


def _is_below(line: Tree, name: str, value: fmpq, bound: int = 2) -> bool:
    found = _value(line, {name: value})
    return found is not None and bool(abs(ball(found)) < bound)
