"""Single points at which a line of a chain has no value, as `x^4/x^2` at 0: they are no mistake."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from flint import fmpq

from grading.maths.derivations.facts import Facts
from grading.maths.derivations.sights import Sight, sight_at
from grading.maths.derivations.undoing import Equation
from grading.maths.matrices.evaluation import Point
from grading.maths.values import Value

# Towards so many other points one looks to both sides, so near.
_OTHERS, _NEAR = 4, fmpq(1, 1000)


def is_hole_at(facts: Facts, sides: Equation, point: Point | None) -> bool:
    """Whether the right side alone has no value there, and has one in all directions beside it."""
    if point is None or sight_at(sides, "=", point) is not Sight.RIGHT_UNDEFINED:
        return False
    beside = [sight_at(sides, "=", near) for near in _beside(facts, point) if facts.holds(near)]
    return len(beside) > 1 and not any(sight in (Sight.RIGHT_UNDEFINED, Sight.NOTHING) for sight in beside)


def _beside(facts: Facts, point: Point) -> Iterator[Point]:
    """Points a little nearer to other ones, and a little farther away from them."""
    for other in islice(_others(facts, point), _OTHERS):
        for step in (_NEAR, -_NEAR):
            moved = {name: point.values[name] + (value - point.values[name]) * step for name, value in other.items()}
            yield replace(point, values={**point.values, **moved})


def _others(facts: Facts, point: Point) -> Iterator[dict[str, Value]]:
    """The values of other points, all of them others."""
    basic = facts.setting.basic
    for turn in range(2 * _OTHERS):
        there = facts.source.with_sizes(dict(point.sizes), turn).values
        values = {name: there[name] for name in (*basic.shaped, *basic.scalars) if name in point.values}
        if all(value != point.values[name] for name, value in values.items()):
            yield values
