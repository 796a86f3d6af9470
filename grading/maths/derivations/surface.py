"""Inequalities where equations bind several symbols: where they are likeliest to fail on the surface that is left.

Such places are found with floating-point numbers, which proves nothing: points near them are then met exactly.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from flint import arb, fmpq

from grading.maths.derivations.facts import Facts
from grading.maths.derivations.solving import is_inside
from grading.maths.derivations.undoing import Equation
from grading.maths.domains import Domain
from grading.maths.floats import Function, NoFloats, as_function
from grading.maths.matrices.evaluation import Point
from grading.maths.optima import Place, lowest
from grading.maths.tree import names
from grading.maths.values import Value, bits

_STARTS = 6
_SIMPLE, _BITS = 12, 1400
# Sides nearer to each other than this may be equal somewhere; open ends nearer than this are touched, farther numbers
# are near infinity.
_TOUCHING, _AT_END, _FAR = 1e-7, 1e-4, 1e4
_KINDS = (("<=", ">="), ("<", ">"), ("=",))
# Denominators of the fractions that are put in the place of a number, 0 for the root of a simple fraction.
_ROUNDINGS = (1, 2, 0, 6, 12, 1000, 10**6, 2**24, 2**40)


@dataclass(frozen=True)
class Lowest:
    """points: where everything given holds and the line is likeliest to fail. touches: whether both sides may be
    equal, inside of the domains.
    """

    points: list[Point]
    touches: bool


def walk_down(facts: Facts, sides: Equation, sign: str) -> Lowest | None:
    """None where the surface is not made of numbers, or no way on it led anywhere."""
    surface = _surface(facts, sides, sign)
    if surface is None:
        return None
    points, touches, is_found = list[Point](), False, False
    for turn, start in enumerate(facts.points(_STARTS)):
        first = [float(start.values[name]) for name in surface.names]
        place = lowest(surface.gap, [*surface.above, *surface.open], surface.equal, first)
        if place is not None:
            is_found = True
            touches = touches or (surface.gap(place) < _TOUCHING and surface.is_inner(place))
            points += near_points(facts, dict(zip(surface.names, place, strict=True)), start, turn)
    return Lowest(points, touches) if is_found else None


def near_points(facts: Facts, place: Mapping[str, float], start: Point, turn: int) -> Iterator[Point]:
    """Points near a place at which everything given holds exactly. start: the values of all other symbols."""
    scalars = facts.setting.basic.scalars
    for size in _ROUNDINGS:
        near = {name: _rounded(value, size) for name, value in place.items()}
        moved = {name: value for name, value in near.items() if is_inside(value, scalars[name])}
        yield from facts.completed(replace(start, values={**start.values, **moved}), turn)


def _rounded(value: float, size: int) -> Value:
    """A fraction near it; for 0 the root of a simple fraction."""
    if size:
        near = Fraction(value).limit_denominator(size)
        return fmpq(near.numerator, near.denominator)
    square = Fraction(value * value).limit_denominator(_SIMPLE)
    with bits(_BITS):
        root = arb(fmpq(square.numerator, square.denominator)).sqrt()
        return root if value > 0 else -root


@dataclass(frozen=True)
class _Surface:
    """names: the symbols that are bound or stand in the line. gap: how far the line is from failing, relative to its
    sides. above, open: what is given to be at least 0, and above 0. equal: what is given to be 0.
    """

    names: list[str]
    gap: Function
    above: list[Function]
    open: list[Function]
    equal: list[Function]

    def is_inner(self, place: Place) -> bool:
        """Whether it is away from what is never reached, and from infinity."""
        return all(function(place) > _AT_END for function in self.open) and all(abs(value) < _FAR for value in place)


def _surface(facts: Facts, sides: Equation, sign: str) -> _Surface | None:
    scalars = facts.setting.basic.scalars
    given = [*((each, "=") for each, _names in facts.equations), *facts.bounds]
    trees = [side.tree for each in (sides, *(each for each, _sign in given)) for side in each]
    used = [name for name in scalars if any(name in names(tree) for tree in trees)]
    is_known = not facts.setting.basic.shaped and all(names(tree) <= scalars.keys() for tree in trees)
    if not is_known or any(scalars[name].sort != "real" or scalars[name].values for name in used):
        return None
    try:
        gap = _relative(*_compiled(sides, used), sign)
        between = [(_difference(*_compiled(each, used), said), said) for each, said in given]
    except NoFloats:
        return None
    between += [each for place, name in enumerate(used) for each in _ends(place, scalars[name])]
    above, strict, equal = ([each for each, said in between if said in signs] for signs in _KINDS)
    return _Surface(used, gap, above, strict, equal)


def _compiled(sides: Equation, used: list[str]) -> tuple[Function, Function]:
    left, right = (as_function(side.tree, used) for side in sides)
    return left, right


def _difference(left: Function, right: Function, sign: str) -> Function:
    """What is above 0 where they compare so."""
    return (lambda at: right(at) - left(at)) if sign[0] == "<" else (lambda at: left(at) - right(at))


def _relative(left: Function, right: Function, sign: str) -> Function:
    """The same in relation to their sizes; for `!=` how far they are apart."""
    between = _difference(left, right, sign)

    def gap(at: Sequence[float]) -> float:
        size = 1 + abs(left(at)) + abs(right(at))
        return (abs(between(at)) if sign == "!=" else between(at)) / size

    return gap


def _ends(place: int, domain: Domain) -> Iterator[tuple[Function, str]]:
    """What is above 0 inside of a domain, and whether it may be 0."""
    sign = ">" if domain.open_ends else ">="
    if domain.low is not None:
        low = float(domain.low)
        yield (lambda at: at[place] - low), sign
    if domain.high is not None:
        high = float(domain.high)
        yield (lambda at: high - at[place]), sign
