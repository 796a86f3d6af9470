"""Inequalities of vectors and matrices: entry by entry towards where they are likeliest to fail."""

from collections.abc import Iterator
from itertools import chain, islice

from flint import arb, fmpq

from grading.maths.derivations.facts import Facts
from grading.maths.derivations.solving import put, units_of
from grading.maths.derivations.undoing import Equation, value_at
from grading.maths.matrices.algebra import Value
from grading.maths.matrices.evaluation import Point
from grading.maths.tree import names
from grading.maths.values import TooMuch, Undefined, Unsure, bits

# How many points of each kind are rated, how many are left from, in how many rounds, and how many entries may move.
_RATED, _WALKS, _ROUNDS, _MOST, _BITS = 30, 4, 6, 16, 128
_STEPS = (fmpq(1), fmpq(-1))
_FACTORS = (fmpq(31, 32), fmpq(7, 8), fmpq(3, 4), fmpq(1, 2), fmpq(1, 4))


def walked(facts: Facts, sides: Equation, sign: str) -> Iterator[Point]:
    """Points at which everything given holds, and where the inequality is tighter than where they come from."""
    basic = facts.setting.basic
    used = [name for name in basic.shaped if any(name in names(side.tree) for side in sides)]
    every = chain(facts.special(_RATED), islice(facts.points(_RATED), _RATED))
    with bits(_BITS):
        rated = sorted(
            (
                (slack, place, point)
                for place, point in enumerate(every)
                if (slack := _slack(sides, sign, point)) is not None
            ),
            key=lambda each: each[:2],
        )
        # From where the sides are equal, as at 0, it often leads nowhere.
        apart = [each for each in rated if each[0] > 0]
        for slack, _place, point in (*apart[:_WALKS], *rated[:_WALKS]):
            units = [(name, unit) for name in used for unit in units_of(name, basic, point)]
            if 0 < len(units) <= _MOST:
                yield from _down(facts, sides, sign, point, slack, units)


def _down(
    facts: Facts, sides: Equation, sign: str, point: Point, best: float, units: list[tuple[str, Value]]
) -> Iterator[Point]:
    size = fmpq(1)
    for _turn in range(_ROUNDS):
        before = best
        whole = [(name, point.values[name]) for name in dict(units)]
        for name, unit in (*units, *whole):
            for step in _STEPS:
                moved = put(point, name, point.values[name] + unit * (step * size))
                for there in (moved, *_drawn_in(facts, moved)):
                    slack = _slack(sides, sign, there)
                    if slack is not None and slack < best and facts.holds(there):
                        point, best = there, slack
                        break
        if best == before:
            size /= 2
        elif best < 0:
            yield point
            return


def _drawn_in(facts: Facts, point: Point) -> Iterator[Point]:
    """The point nearer to 0, where a bound such as `norm(x) + norm(y) <= 1` is no longer met."""
    shaped = facts.setting.basic.shaped
    for factor in _FACTORS if facts.bounds and not facts.equations else ():
        yield Point(point.sizes, {**point.values, **{name: point.values[name] * factor for name in shaped}})


def _slack(sides: Equation, sign: str, point: Point) -> float | None:
    """How far the inequality is from failing there, relative to its sides."""
    try:
        left, right = (float(arb(value_at(side, point))) for side in sides)
    except (Undefined, Unsure, TooMuch, OverflowError):
        return None
    gap = (left - right) if sign[0] == ">" else (right - left)
    return gap / (1 + abs(left) + abs(right))
