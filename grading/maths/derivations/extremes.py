"""Where an inequality is likeliest to fail: many magnitudes, equal coordinates, bounds, and downhill from the worst."""

import random
import zlib
from collections.abc import Iterator
from fractions import Fraction
from itertools import chain, islice, pairwise, product

from flint import arb, fmpq

from grading.maths.derivations.facts import Facts
from grading.maths.derivations.farthest import power_told, rows_told
from grading.maths.derivations.inside import inner_points
from grading.maths.derivations.outcomes import is_outcome
from grading.maths.derivations.solving import critical_values, is_inside, put
from grading.maths.derivations.special import long_points, vast_points
from grading.maths.derivations.undoing import Equation, value_at
from grading.maths.domains import Domain
from grading.maths.floats import NoFloats, as_function
from grading.maths.matrices.evaluation import Point
from grading.maths.printing import to_text
from grading.maths.rationals import as_fmpq
from grading.maths.reals import whole_in
from grading.maths.tree import Tree, names
from grading.maths.values import TooMuch, Undefined, Unsure, Value, bits

_MAGNITUDES = (*map(fmpq, (1, 2, 9, 60, 900)), fmpq(1, 3), fmpq(1, 40), fmpq(1, 1000))
# By how much matrices are multiplied, and how many points of them are.
_FACTORS, _TURNS = (fmpq(1, 10**5), fmpq(10**5)), 4
_SPREAD, _CONSTRAINED, _SPECIAL = 240, 60, 240
_HUMANE = (*map(fmpq, (0, 1, 2, -1)), fmpq(1, 2))
_MOST_HUMANE, _MOST_CRITICAL = 130, 1500
# A number at one outcome and at all others.
_RARE = tuple((fmpq(one), fmpq(rest)) for one, rest in ((1, 0), (0, 1), (7, 1), (1, -1)))
_POWERS = (-4, -9, -16, -30, 4, 9)
# How many of the points are walked downhill from, and how far.
_WALKS, _ROUNDS = 6, 12
_GRAIN = 2**24
_LARGE, _LONG = 50, 1000
# Where a number has fewer values, what bounds leave is narrow.
_VARIED = 6
# From how many points one symbol at a time is moved.
_BASES = 8


def hard_points(facts: Facts, sides: Equation) -> Iterator[Point]:
    """Points at which everything given holds."""
    used = _used(facts, sides)
    if facts.equations or facts.setting.basic.shaped:
        yield from facts.points(_CONSTRAINED)
        yield from facts.small(_CONSTRAINED)
        yield from facts.special(_SPECIAL)
        yield from _scaled(facts)
        defined = (each.reading.tree for each in facts.defined)
        every = set().union(*map(names, (sides[0].tree, sides[1].tree, *facts.setting.facts, *defined)))
        for turn, point in enumerate(long_points(facts.setting.basic, every)):
            yield from facts.completed(point, turn)
        yield from filter(facts.holds, vast_points(facts.setting.basic, every, rows_told(sides)))
        return
    seen = []
    for point in chain(
        _rare(facts),
        _humane(used, facts),
        _at_ends(used, facts, sides),
        _spread(used, facts, *(side.tree for side in sides)),
    ):
        if facts.holds(point):
            seen.append(point)
            yield point
    if _is_narrow(seen, used, facts):
        yield from inner_points(facts, used)
    if _have_slopes(used, facts, sides):
        return
    critical = islice(_critical(seen, used, facts, sides), _MOST_CRITICAL)
    for point in chain(critical, _downhill(seen, used, facts, sides)):
        if facts.holds(point):
            yield point


def points_within(facts: Facts, sides: Equation) -> list[Point]:
    """Points inside of what bounds leave, the same for all equations in these symbols, at which everything given holds.

    All of them are to be looked at: at the first ones, with small numbers, most symbols have the same values.
    """
    if facts.setting.basic.shaped:
        return list(hard_points(facts, sides))
    used = _used(facts, sides)
    key = "within", *used
    if key not in facts.within:
        seen = list(
            filter(facts.holds, chain(_rare(facts), _humane(used, facts), _spread(used, facts, *facts.setting.facts)))
        )
        facts.within[key] = [*(inner_points(facts, used) if _is_narrow(seen, used, facts) else ()), *seen]
    return [*facts.within[key], *filter(facts.holds, _at_ends(used, facts, sides))]


def _used(facts: Facts, sides: Equation) -> list[str]:
    """The numbers in both sides, and those in what is given behind them."""
    scalars = facts.setting.basic.scalars
    used = [name for name in scalars if name in names(sides[0].tree) | names(sides[1].tree)]
    given = set[str]().union(*map(names, facts.setting.facts))
    return [*used, *(name for name in scalars if name not in used and name in given)]


def _is_narrow(seen: list[Point], used: list[str], facts: Facts) -> bool:
    """Whether some number has hardly any other values at the points that were met."""
    numbers = (name for name in used if facts.setting.basic.scalars[name].is_continuous)
    return any(len({point.values[name] for point in seen[:_MOST_HUMANE]}) < _VARIED for name in numbers)


def _have_slopes(used: list[str], facts: Facts, sides: Equation) -> bool:
    """Whether slopes lead to where it fails, which needs no more points: not those of floor(x) or of whole numbers."""
    if not all(facts.setting.basic.scalars[name].is_continuous for name in used):
        return False
    try:
        for side in (*sides, *chain.from_iterable(each for each, _sign in facts.bounds)):
            as_function(side.tree, used)
    except NoFloats:
        return False
    return True


def _scaled(facts: Facts) -> Iterator[Point]:
    """Vectors and matrices that are tiny or huge, all of them and one by one."""
    shaped = facts.setting.basic.shaped
    for turn, factor, name in product(range(_TURNS), _FACTORS, ("", *shaped) if shaped else ()):
        yield from facts.completed(facts.source.times(facts.source.point(turn), factor, only=name), turn)


def _critical(seen: list[Point], used: list[str], facts: Facts, sides: Equation) -> Iterator[Point]:
    """Where one symbol is moved: the values at which an inequality changes, and values between them.

    For rational inequalities in one symbol these are all the cases there are.
    """
    scalars = facts.setting.basic.scalars
    bases = seen[:: max(1, len(seen) // _BASES)][:_BASES] or [facts.source.point(0)]
    for base in bases:
        for name in used:
            found = [
                value
                for each in (sides, *(bound for bound, _sign in facts.bounds))
                for value in critical_values(each, name, scalars[name], base)
            ]
            yield from (put(base, name, value) for value in _beside(found) if is_inside(value, scalars[name]))


def _beside(values: list[Value]) -> list[Value]:
    """The exact ones, and points between all of them and beyond."""
    exact = [value for value in values if type(value) is fmpq]
    near = sorted({_rounded(value) for value in values})
    if not near:
        return []
    between = [(low + high) / 2 for low, high in pairwise(near)]
    close = [value + step for value in near for step in (fmpq(1, 10**6), fmpq(-1, 10**6))]
    return [*exact, *between, near[0] - 1, near[-1] + 1, *close]


def _rounded(value: Value) -> fmpq:
    return value if type(value) is fmpq else (whole_in((value * _GRAIN).mid().floor()) or fmpq(0)) / _GRAIN


def _whole(values: dict[str, fmpq], facts: Facts) -> Point:
    base = facts.source.point(0)
    return Point(base.sizes, {**base.values, **values})


def _rare(facts: Facts) -> Iterator[Point]:
    """Random names that are another number at one outcome than at all others, and 1 where they do not hang together."""
    outcomes = [name.rpartition(".") for name in facts.setting.basic.scalars if is_outcome(name)]
    numbers = sorted({number for _name, _dot, number in outcomes})
    for group, rare, (one, rest) in product(facts.setting.random, numbers, _RARE):
        values = {
            f"{name}.{number}": (one if number == rare else rest) if name in group else fmpq(1)
            for name, _dot, number in outcomes
        }
        yield _whole(values, facts)


def _humane(used: list[str], facts: Facts) -> Iterator[Point]:
    scalars = facts.setting.basic.scalars
    allowed = [[value for value in _near(scalars[name]) if is_inside(value, scalars[name])] for name in used]
    for count, values in enumerate(product(*allowed)):
        if count >= _MOST_HUMANE:
            return
        yield _whole(dict(zip(used, values, strict=True)), facts)


def _at_ends(used: list[str], facts: Facts, sides: Equation) -> Iterator[Point]:
    """One name at a time very near to an end of its domain or to 0, or very large."""
    far = power_told(sides)
    for turn, (name, power) in enumerate(product(used, (*_POWERS, far, -far))):
        domain = facts.setting.basic.scalars[name]
        low, high = (None if end is None else as_fmpq(end) for end in (domain.low, domain.high))
        size = fmpq(10) ** abs(power) if power > 0 else 1 / fmpq(10) ** abs(power)
        tried = (low + size if low is not None else size, high - size if high is not None else -size)
        base = facts.source.point(turn % _BASES)
        yield from (put(base, name, value) for value in tried if is_inside(value, domain))


def _near(domain: Domain) -> tuple[fmpq, ...]:
    """Small numbers, and the bounds of a domain that is closed."""
    bounds = (Fraction(bound) for bound in (domain.low, domain.high) if bound is not None)
    return (*_HUMANE, *(as_fmpq(bound) for bound in bounds))


def _spread(used: list[str], facts: Facts, *about: Tree) -> Iterator[Point]:
    generator = random.Random(zlib.crc32("\0".join(map(to_text, about)).encode()))  # noqa: S311 -- points to try are no secret
    scalars = facts.setting.basic.scalars
    for turn in range(_SPREAD):
        size = _MAGNITUDES[turn % len(_MAGNITUDES)]
        values = {
            name: scalars[name].sample(
                generator, size if turn % 3 else generator.choice(_MAGNITUDES), generator.choice((1, -1))
            )
            for name in used
        }
        if turn % 5 == 0 and len(used) > 1:
            values = _nearly_equal(values, facts, generator)
        yield _whole(values, facts)


def _nearly_equal(values: dict[str, fmpq], facts: Facts, generator: random.Random) -> dict[str, fmpq]:
    """Two of the names with the same value, or nearly the same."""
    first, second = generator.sample(sorted(values), 2)
    value = values[first] * (1 + generator.choice((fmpq(0), fmpq(1, 1000))))
    return {**values, second: value} if is_inside(value, facts.setting.basic.scalars[second]) else values


def _downhill(points: list[Point], used: list[str], facts: Facts, sides: Equation) -> Iterator[Point]:
    """From the points where the sides are nearest to each other, in steps that bring them nearer still."""
    with bits(128):
        rated = sorted(((gap, place) for place, point in enumerate(points) if (gap := _gap(sides, point)) is not None))
    for gap, place in rated[:_WALKS]:
        point, best = points[place], gap
        for turn in range(_ROUNDS):
            with bits(128):
                point, best = _step(point, best, used, facts, sides, fmpq(1, 2 ** (turn // 2 + 1)))
        yield point


def _step(point: Point, best: float, used: list[str], facts: Facts, sides: Equation, size: fmpq) -> tuple[Point, float]:
    for name in used:
        value = point.values[name]
        domain = facts.setting.basic.scalars[name]
        for trial in (value * (1 + size), value * (1 - size), value + size, value - size):
            rounded = fmpq((trial * _GRAIN).floor(), _GRAIN) if domain.sort != "integer" else fmpq(trial.floor())
            if not is_inside(rounded, domain):
                continue
            there = put(point, name, rounded)
            gap = _gap(sides, there)
            if gap is not None and gap < best:
                point, best = there, gap
    return point, best


def _gap(sides: Equation, point: Point) -> float | None:
    """How far apart the sides are there, relative to their size."""
    try:
        left, right = (value_at(side, point) for side in sides)
    except (Undefined, Unsure, TooMuch):
        return None
    return abs(float(arb(left - right))) / (1 + abs(float(arb(left))) + abs(float(arb(right))))


def is_extreme(point: Point) -> bool:
    """Whether a number is so large, or so near to 0 or to an end, that what is strictly less may look equal."""
    numbers = [abs(value) for value in point.values.values() if type(value) is fmpq]
    return any(value > _LARGE or 0 < value < fmpq(1, _LARGE) or value.height_bits() > _LONG for value in numbers)
