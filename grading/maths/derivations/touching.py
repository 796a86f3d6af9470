"""Where both sides of a strict inequality may be equal: there it fails, though it holds all around."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import chain, islice

from grading.errors import AnswerError, DefinitionError
from grading.maths.derivations.facts import Facts
from grading.maths.derivations.statements import relations
from grading.maths.derivations.systems import System
from grading.maths.derivations.undoing import Equation
from grading.maths.derivations.zeros import ZERO
from grading.maths.derivatives import derivative
from grading.maths.matrices.evaluation import Point
from grading.maths.relations.definite import parted
from grading.maths.tree import Add, Logic, Negate, Relation, names

# Points that are asked for of each kind, turns to find them, and symbols in which slopes are looked at.
_MOST, _TURNS, _STARTS, _NAMES = 3, 6, 8, 4


def meetings(facts: Facts, sides: Equation) -> Iterator[tuple[Facts, Point]]:
    """Points of numbers at which the sides are likely to be equal, with the facts that hold there."""
    equal = Relation((sides[0].tree, sides[1].tree), ("=",))
    apart = parted(equal)
    held_apart = tuple(relations(apart)) if isinstance(apart, Logic) else ()
    for held, turns in (((equal,), _TURNS), (held_apart, _TURNS), (_level(facts, sides), 1)):
        if held:
            there = Facts(facts.setting.assuming(*held), turns=turns)
            yield from ((there, point) for point in islice(there.points(_MOST), _MOST))
    if not facts.equations:
        yield from ((facts, point) for point in level_points(facts, sides))


def _level(facts: Facts, sides: Equation) -> tuple[Relation, ...]:
    """That the difference has no slope in one of the names: along a whole line it may be lowest."""
    gap = Add((sides[0].tree, Negate(sides[1].tree)))
    used = sorted(names(gap))
    if not 1 < len(used) <= _NAMES or not set(used) <= facts.setting.basic.scalars.keys():
        return ()
    with suppress(DefinitionError):
        return (Relation((derivative(gap, used[0]), ZERO), ("=",)),)
    return ()


def level_points(facts: Facts, sides: Equation) -> Iterator[Point]:
    """Where no slope of the difference leads up or down: at its lowest point, if it has one inside."""
    gap, setting = Add((sides[0].tree, Negate(sides[1].tree))), facts.setting
    used = sorted(names(gap))
    if not 1 < len(used) <= _NAMES or not set(used) <= setting.basic.scalars.keys():
        return
    with suppress(DefinitionError, AnswerError):
        slopes = [setting.same_shape(derivative(gap, name), ZERO) for name in used]
        system = System(slopes, setting.basic)
        # What has a slope that never changes has no lowest point inside.
        starts = chain(facts.small(_STARTS), facts.points(_STARTS)) if system.is_finite else ()
        for point in starts:
            place = system.solved_near(point, is_telling=False)
            if place is not None and facts.holds(place):
                yield place
