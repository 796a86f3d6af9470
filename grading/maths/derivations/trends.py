"""Bounds that may fail farther than one can look: tr(A) <= 12 norm(A) for 145 rows, log(t) <= 7000000 at e^7000000.

Where the sides come nearer to each other, and no slower, as far as one looks, a bound that holds so far says nothing.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise, product
from math import log2

from flint import arb, fmpq

from grading.maths.derivations.facts import Facts
from grading.maths.derivations.farthest import FARTHEST, power_told, rows_told
from grading.maths.derivations.solving import is_inside, put
from grading.maths.derivations.special import growing_points, rows_at_most
from grading.maths.derivations.undoing import Equation, value_at
from grading.maths.matrices.dims import SCALAR
from grading.maths.matrices.evaluation import Point
from grading.maths.tree import names
from grading.maths.values import TooMuch, Undefined, Unsure, bits

_BITS, _SIGNS = 256, ("<", "<=", ">", ">=")
# By which share of itself the gap must shrink; how much faster one side grows, and how nearly as much as before.
_SHRINKS, _FASTER, _STEADY = 1e-9, 0.05, 0.999
# What floats of both sides do not tell from 0, in relation to their size.
_ROUNDED = 1e-11
_PARTS = (4, 2, 1)


def may_fail_farther(facts: Facts, sides: Equation, sign: str) -> bool:
    """Whether a bound that holds wherever one looked seems to fail beyond: only with numbers that ask to look there."""
    if sign not in _SIGNS or sides[0].shape != SCALAR or facts.equations:
        return False
    small, large = sides if sign[0] == "<" else sides[::-1]
    for points in (*_in_rows(facts, sides), *_in_powers(facts, sides)):
        if all(map(facts.holds, points)) and _come_nearer((small, large), points):
            return True
    return False


def _in_rows(facts: Facts, sides: Equation) -> Iterator[tuple[Point, ...]]:
    basic = facts.setting.basic
    used = set().union(*map(names, (sides[0].tree, sides[1].tree, *facts.setting.facts)))
    if basic.sizes and used & basic.shaped.keys() and rows_told(sides) ** 2 + 1 > rows_at_most(basic, used):
        yield from growing_points(basic, used)


def _in_powers(facts: Facts, sides: Equation) -> Iterator[tuple[Point, ...]]:
    scalars, base = facts.setting.basic.scalars, facts.source.point(0)
    used = names(sides[0].tree) | names(sides[1].tree)
    if facts.setting.basic.shaped or power_told(sides) < FARTHEST:
        return
    for name, turned in product(used & scalars.keys(), (False, True)):
        values = [fmpq(10) ** (FARTHEST // part) for part in _PARTS]
        values = [1 / value for value in values] if turned else values
        if all(is_inside(value, scalars[name]) for value in values):
            yield tuple(put(base, name, value) for value in values)


def _come_nearer(sides: Equation, points: Sequence[Point]) -> bool:
    """Whether the gap shrinks and does so no slower, or the smaller side grows faster, and as much faster as before."""
    try:
        with bits(_BITS):
            small, large = ([float(arb(value_at(side, point)).mid()) for point in points] for side in sides)
    except (Undefined, Unsure, TooMuch, OverflowError):
        return False
    return narrows(small, large)


def narrows(small: Sequence[float], large: Sequence[float]) -> bool:
    """The same of the values of both sides at three places, each farther than the one before in the same way."""
    gaps = [more - less for less, more in zip(small, large, strict=True)]
    shrinks = [one - other for one, other in pairwise(gaps)]
    is_seen = shrinks[-1] > _ROUNDED * (abs(small[-1]) + abs(large[-1]))
    if is_seen and len(shrinks) > 1 and shrinks[-1] >= shrinks[0] * _STEADY > _SHRINKS * abs(gaps[0]):
        return True
    if min(*small, *large) <= 0 or len(small) < len(_PARTS):
        return False
    sizes = [[log2(value) for value in side] for side in (small, large)]
    faster = [(less - before) - (more - so_far) for (before, less), (so_far, more) in _both(*sizes)]
    return faster[-1] > _FASTER and faster[-1] >= faster[0] * _STEADY


def _both(small: Sequence[float], large: Sequence[float]) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    return zip(pairwise(small), pairwise(large), strict=True)
