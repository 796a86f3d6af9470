"""Where an inequality about one real number is tightest: at the lowest points of a walk along the line.

`x^100 - x^102 <= 0.003` fails only beside 0.99 and -0.99, `sin(x) + sin(sqrt(2) x) <= 1.97` first at 45.4. Such places
are found with floating-point numbers, which proves nothing: the points are then met exactly.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import lru_cache
from math import inf, isfinite

from grading.maths.derivations.facts import Facts
from grading.maths.derivations.solving import is_inside, put
from grading.maths.derivations.surface import gap_between
from grading.maths.derivations.undoing import Equation
from grading.maths.domains import Domain
from grading.maths.floats import NoFloats
from grading.maths.matrices.evaluation import Point
from grading.maths.rationals import as_fmpq
from grading.maths.tree import names

# How far apart the places are up to where; then so many to each power of 10.
_GRID = ((0.02, 2.0), (0.06, 12.0), (0.3, 60.0))
_TO_A_POWER, _POWERS = 6, 8
# So many places lie between two ends; so many of the lowest are walked down from, in so many steps.
_BETWEEN, _LOWEST, _STEPS = 300, 4, 24
_DENOMINATORS = (10, 1000, 10**6, 10**12)


def valleys(facts: Facts, sides: Equation, sign: str) -> Iterator[Point]:
    """Points beside which the line fails in floating-point numbers; none for what is not about one real number."""
    used, basic = names(sides[0].tree) | names(sides[1].tree), facts.setting.basic
    if len(used) != 1 or sign == "!=" or not used <= basic.scalars.keys() or basic.shaped:
        return
    (name,) = used
    domain = basic.scalars[name]
    if domain.sort != "real" or domain.values:
        return
    try:
        between = gap_between(sides, [name], sign)
    except NoFloats:
        return

    def gap(at: float) -> float:
        try:
            value = between((at,))
        except (ValueError, ArithmeticError):
            return inf
        return value if isfinite(value) else inf

    for place in _lowest(gap, _grid(domain)):
        if gap(place) < 0:
            near = (as_fmpq(Fraction(place).limit_denominator(size)) for size in _DENOMINATORS)
            points = (put(facts.source.point(0), name, value) for value in near if is_inside(value, domain))
            yield from filter(facts.holds, points)


def _lowest(gap: Callable[[float], float], grid: tuple[float, ...]) -> Iterator[float]:
    """The bottoms of the lowest dips between neighbours."""
    heights = list(map(gap, grid))
    dips = [
        place
        for place in range(1, len(grid) - 1)
        if heights[place] < inf and heights[place - 1] >= heights[place] <= heights[place + 1]
    ]
    for place in sorted(dips, key=heights.__getitem__)[:_LOWEST]:
        yield _bottom(gap, grid[place - 1], grid[place + 1])


def _bottom(gap: Callable[[float], float], low: float, high: float) -> float:
    """By thirds."""
    for _step in range(_STEPS):
        third = (high - low) / 3
        if gap(low + third) <= gap(high - third):
            high -= third
        else:
            low += third
    return (low + high) / 2


def _grid(domain: Domain) -> tuple[float, ...]:
    low = None if domain.low is None else float(domain.low)
    high = None if domain.high is None else float(domain.high)
    if low is not None and high is not None:
        return tuple(low + (high - low) * step / _BETWEEN for step in range(_BETWEEN + 1))
    every = _line()
    return tuple(at for at in every if (low is None or at >= low) and (high is None or at <= high))


@lru_cache(maxsize=1)
def _line() -> tuple[float, ...]:
    above, at = [0.0], 0.0
    for step, end in _GRID:
        while at < end:
            at += step
            above.append(at)
    above += [at * 10 ** (step / _TO_A_POWER) for step in range(1, _TO_A_POWER * _POWERS)]
    return (*(-at for at in reversed(above[1:])), *above)
