"""Inequalities where equations bind several symbols: where they are likeliest to fail on the surface that is left.

Such places are found with floating-point numbers, which proves nothing: points near them are then met exactly.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

from flint import arb

from grading.maths.derivations.facts import Facts
from grading.maths.derivations.solving import is_inside
from grading.maths.derivations.undoing import Equation
from grading.maths.domains import Domain
from grading.maths.floats import Function, NoFloats, as_float, as_function
from grading.maths.matrices.evaluation import Point
from grading.maths.optima import Conditions, box_of, lowest
from grading.maths.rationals import as_fmpq
from grading.maths.tree import names
from grading.maths.values import Value, bits

# From how many points ways lead down; those that end at the same place to so many digits count once.
_STARTS, _DIGITS = 6, 6
_SIMPLE, _BITS = 12, 1400
# Sides nearer to each other than this may be equal somewhere; open ends nearer than this are touched, farther numbers
# are near infinity.
_TOUCHING, _AT_END, _FAR = 1e-7, 1e-4, 1e2
# How far one looks aside, and by how much the sides must have parted there.
_ASIDE, _APART = 0.05, 1e-5
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
    found = dict[tuple[float, ...], tuple[bool, list[Point]]]()
    for turn, start in enumerate(facts.points(_STARTS)):
        place = lowest(surface.gap, surface.conditions, [float(start.values[name]) for name in surface.names])
        about = tuple(round(value, _DIGITS) for value in place or ())
        if place is not None and about not in found:
            near = near_points(facts, dict(zip(surface.names, place, strict=True)), start, turn)
            found[about] = surface.is_touched(place), list(near)
    points = [point for _touched, several in found.values() for point in several]
    return Lowest(points, any(is_touched for is_touched, _points in found.values())) if found else None


def near_points(facts: Facts, place: Mapping[str, float], start: Point, turn: int) -> Iterator[Point]:
    """Points near a place at which everything given holds exactly. start: the values of all other symbols."""
    scalars, seen = facts.setting.basic.scalars, set[str]()
    for size in _ROUNDINGS:
        near = {name: _rounded(value, size) for name, value in place.items()}
        moved = {name: value for name, value in near.items() if is_inside(value, scalars[name])}
        if str(moved) not in seen:
            seen.add(str(moved))
            yield from facts.completed(replace(start, values={**start.values, **moved}), turn)


def _rounded(value: float, size: int) -> Value:
    """A fraction near it; for 0 the root of a simple fraction."""
    if size:
        near = Fraction(value).limit_denominator(size)
        return as_fmpq(near)
    square = Fraction(value * value).limit_denominator(_SIMPLE)
    with bits(_BITS):
        root = arb(as_fmpq(square)).sqrt()
        return root if value > 0 else -root


@dataclass(frozen=True)
class _Surface:
    """names: the symbols that are bound or stand in the line. gap: how far the line is from failing, relative to its
    sides. conditions: what is given. open: the part of it that must be more than 0.
    """

    names: list[str]
    gap: Function
    conditions: Conditions
    open: list[Function]

    def is_touched(self, place: Sequence[float]) -> bool:
        """Whether both sides are nearly equal, away from what is never reached and from infinity."""
        is_inner = all(function(place) > _AT_END for function in self.open)
        is_near = is_inner and all(abs(value) < _FAR for value in place) and self.gap(place) < _TOUCHING
        return is_near and (bool(self.conditions.equal) or any(map(partial(self.is_dip, place), range(len(place)))))

    def is_dip(self, place: Sequence[float], index: int) -> bool:
        """Whether the sides part on both ways along one number; where they come ever nearer, they may never meet."""
        steps = (sign * _ASIDE * (1 + abs(place[index])) for sign in (1, -1))
        beside = ([*place[:index], place[index] + step, *place[index + 1 :]] for step in steps)
        return all(self.conditions.worst(at) < 0 or self.gap(at) > _APART for at in beside)


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
        between = [(gap_between(each, used, said), said) for each, said in given]
        ends = [each for at, name in enumerate(used) if scalars[name].open_ends for each in _ends(at, scalars[name])]
        box = box_of(used, scalars)
    except NoFloats:
        return None
    above, strict, equal = ([each for each, said in between if said in signs] for signs in _KINDS)
    conditions = Conditions([*above, *strict], equal, box)
    return _Surface(used, gap, conditions, [*strict, *ends])


def _compiled(sides: Equation, used: Sequence[str]) -> tuple[Function, Function]:
    left, right = (as_function(side.tree, used) for side in sides)
    return left, right


def gap_between(sides: Equation, used: Sequence[str], sign: str) -> Function:
    """What is above 0 where the sides compare so, as a function of the numbers used. Raises NoFloats."""
    return _difference(*_compiled(sides, used), sign)


def _difference(left: Function, right: Function, sign: str) -> Function:
    return (lambda at: right(at) - left(at)) if sign[0] == "<" else (lambda at: left(at) - right(at))


def _relative(left: Function, right: Function, sign: str) -> Function:
    """The same in relation to their sizes; for `!=` how far they are apart."""
    between = _difference(left, right, sign)

    def gap(at: Sequence[float]) -> float:
        size = 1 + abs(left(at)) + abs(right(at))
        return (abs(between(at)) if sign == "!=" else between(at)) / size

    return gap


def _ends(place: int, domain: Domain) -> Iterator[Function]:
    """What is above 0 inside of a domain."""
    if domain.low is not None:
        low = as_float(domain.low)
        yield lambda at: at[place] - low
    if domain.high is not None:
        high = as_float(domain.high)
        yield lambda at: high - at[place]
