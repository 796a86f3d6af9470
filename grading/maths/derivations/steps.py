"""Does one relation follow? Looked at where everything given holds: one certain exception refutes it.

Agreement at all points, a good many for inequalities, is "follows"; what cannot be told is never called wrong.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction
from functools import partial
from itertools import chain, islice
from typing import cast

from grading.errors import AnswerError
from grading.maths.decisions import Outcome
from grading.maths.derivations.beyond import looked_at_far
from grading.maths.derivations.defined import may_be_undefined
from grading.maths.derivations.degenerate import degenerate, is_doubtful, may_vanish_elsewhere, vanishing, where_zero
from grading.maths.derivations.entries import walked
from grading.maths.derivations.exact import decide_exactly
from grading.maths.derivations.extremes import hard_points, is_extreme, points_within
from grading.maths.derivations.facts import Facts
from grading.maths.derivations.holes import is_hole_at
from grading.maths.derivations.setting import NOWHERE
from grading.maths.derivations.sights import (
    STRICT,
    Sight,
    fails,
    is_near,
    meet,
    meet_simply,
    sight_at,
    sight_where_zero,
)
from grading.maths.derivations.special import is_empty
from grading.maths.derivations.statements import adjacent, cases_of
from grading.maths.derivations.surface import walk_down
from grading.maths.derivations.touching import level_points, meetings
from grading.maths.derivations.trends import may_fail_farther
from grading.maths.derivations.undoing import Equation
from grading.maths.derivations.valleys import valleys
from grading.maths.matrices.comparison import compare
from grading.maths.matrices.dims import SCALAR
from grading.maths.matrices.evaluation import Point
from grading.maths.matrices.places import Places
from grading.maths.resolution import may_hide
from grading.maths.tree import Add, Call, Multiply, Negate, Number, Relation, Tree, names, walk
from grading.messages import _, say

# At how few points an equation under conditions may hold where they leave few points.
_FEWEST, _MOST, _MOST_TIED = 3, 32, 80
# So many points are looked at for one without a value, and so many denominators.
_NEAR, _MOST_HOLES, _TURNS = 12, 6, 6
# The same for inequalities.
_INEQUALITY_NEEDED, _INEQUALITY_FEWEST, _EVERY = 60, 12, 10_000


class Answer(Enum):
    FOLLOWS = "follows"
    FAILS = "does not follow"
    UNSURE = "undecided"


@dataclass(frozen=True)
class Decision:
    """sides, sign, facts: what was looked at, and under what. point: where it fails; undefined: without a value.
    agreed: whether a strict sign that is undecided held wherever it was looked at.
    """

    answer: Answer
    point: Point | None = None
    undefined: bool = False
    agreed: bool = False
    sides: Equation | None = None
    sign: str = "="
    facts: Facts | None = None


def decide(facts: Facts, left: Tree, sign: str, right: Tree, places: Places, *, stated: bool = False) -> Decision:
    """Whether `left sign right` follows from what is given. Raises AnswerError where the shapes do not fit."""
    key = left, sign, right, stated
    if key not in facts.decisions:
        sides = compared_sides(facts, left, sign, right, places)
        found = _decided(facts, sides, sign, stated=stated)
        facts.keep(key, replace(found, sides=sides, sign=sign, facts=facts))
    return cast(Decision, facts.decisions[key])


def _decided(facts: Facts, sides: Equation, sign: str, *, stated: bool) -> Decision:
    if stated or sign != "=" or not facts.free:
        claim = Relation((sides[0].tree, sides[1].tree), (sign,))
        exactly = decide_exactly(facts, claim, () if stated else (sides[0].tree,))
        is_hole = exactly is not None and exactly.undefined and not stated and is_hole_at(facts, sides, exactly.point)
        if exactly is not None and not is_hole:
            return Decision(
                Answer.FOLLOWS if exactly.holds else Answer.FAILS, exactly.point, undefined=exactly.undefined
            )
    found = _beyond(facts, sides, sign, _decide(facts, sides, sign, stated=stated))
    if found.answer is Answer.FAILS:
        return found
    if stated and (hole := undefined_at(facts, sides)) is not None:
        return Decision(Answer.FAILS, hole, undefined=True)
    at_zero = _at_degenerate(facts, sides, sign) if facts.equations else None
    if at_zero is not None and at_zero.answer is Answer.FAILS:
        return at_zero
    if found.answer is Answer.FOLLOWS and (at_zero is not None or _is_in_doubt(facts, sides, stated=stated)):
        found = Decision(Answer.UNSURE)
    if sign in STRICT and (place := _touching(facts, sides) or _on_an_edge(facts, sides, sign)) is not None:
        return Decision(Answer.FAILS, place)
    if sign != "=" and facts.equations and not facts.is_finite:
        found = _on_the_surface(facts, sides, sign, found)
        # Where some solutions may be missing, an inequality that holds at the others proves nothing.
        return found if found.answer is not Answer.FOLLOWS or facts.is_complete else Decision(Answer.UNSURE)
    if found.answer is Answer.FOLLOWS and sign in STRICT and not facts.equations:
        lowest = walk_down(facts, sides, sign)
        found = Decision(Answer.UNSURE) if lowest is not None and lowest.touches else found
    if sign != "=" and not facts.equations and (place := _where_tight(facts, sides, sign)) is not None:
        return Decision(Answer.FAILS, place)
    if found.answer is not Answer.FOLLOWS or sides[0].tree == sides[1].tree:
        return found
    is_doubtful_still = _may_fail_elsewhere(facts, sides) or may_fail_farther(facts, sides, sign)
    return Decision(Answer.UNSURE) if is_doubtful_still else found


def _beyond(facts: Facts, sides: Equation, sign: str, found: Decision) -> Decision:
    """What was found, looked at farther where sums have more and more terms."""
    if found.answer is Answer.FAILS:
        return found
    far = looked_at_far(facts, sides, sign)
    if far.point is not None:
        return Decision(Answer.FAILS, far.point)
    return Decision(Answer.UNSURE) if far.is_open else found


def _is_in_doubt(facts: Facts, sides: Equation, *, stated: bool) -> bool:
    """Whether something by which was divided may be 0 where nobody looked."""
    return (stated and may_vanish_elsewhere(facts, sides)) or (bool(facts.equations) and is_doubtful(facts))


def _where_tight(facts: Facts, sides: Equation, sign: str) -> Point | None:
    """Where an inequality fails, of the places at which its sides are nearest."""
    tight = chain(level_points(facts, sides), walked(facts, sides, sign), valleys(facts, sides, sign))
    return next((point for point in tight if sight_at(sides, sign, point) is Sight.FAILS), None)


def decide_any(facts: Facts, statement: Tree, places: Places) -> Decision:
    """Whether one of several cases holds wherever everything given holds."""
    exactly = decide_exactly(facts, facts.setting.expanded(statement))
    if exactly is not None:
        return Decision(Answer.FOLLOWS if exactly.holds else Answer.FAILS, exactly.point, undefined=exactly.undefined)
    cases = _read_cases(facts, statement, places)
    every = [each for case in cases for each in case]
    most = _MOST_TIED if facts.ties_matrices else _MOST
    hard = [facts.points(most)] if facts.equations else [hard_points(facts, sides) for sides, _sign in every]
    used = set().union(*(names(side.tree) for sides, _sign in every for side in sides))
    # Those of one case may know nothing of the names in another.
    points = (point for point in chain(facts.small(_NEAR), *hard) if used <= {*point.values, *point.sizes})
    agreed, unsure = 0, not facts.is_complete or is_doubtful(facts)
    for point in points:
        sights = [_joined([sight_at(sides, sign, point) for sides, sign in case]) for case in cases]
        if all(sight is Sight.FAILS for sight in sights):
            return Decision(Answer.FAILS, point)
        agreed += Sight.HOLDS in sights
        unsure = unsure or Sight.HOLDS not in sights
    for there, point in chain(*degenerate(facts).values(), _where_equal(facts, statement)):
        if fails_at(there, statement, [point]) is not None:
            return Decision(Answer.FAILS, there.with_defined(point))
    enough = agreed >= (_FEWEST if facts.equations else _INEQUALITY_FEWEST)
    return Decision(Answer.FOLLOWS if enough and not unsure and facts.is_complete else Answer.UNSURE)


def _where_equal(facts: Facts, statement: Tree) -> Iterator[tuple[Facts, Point]]:
    """Points at which each `!=` among the cases of a statement fails."""
    single = (case[0] for case in cases_of(statement) if len(case) == 1 and case[0].signs == ("!=",))
    equal = [Relation(tuple(map(facts.setting.expanded, case.terms)), ("=",)) for case in single]
    if equal:
        there = Facts(facts.setting.assuming(*equal), turns=_TURNS)
        yield from ((there, point) for point in chain(islice(there.small(_FEWEST), _FEWEST), there.points(_FEWEST)))


def fails_at(facts: Facts, statement: Tree, points: Iterable[Point]) -> Point | None:
    """The first at which everything given certainly holds, and each case of the statement has a part that fails."""
    cases = _read_cases(facts, statement, NOWHERE)
    for point in points:
        if facts.holds(point):
            every = (any(fails(sides, sign, point) for sides, sign in case) for case in cases)
            if all(every):
                return point
    return None


def _read_cases(facts: Facts, statement: Tree, places: Places) -> list[list[tuple[Equation, str]]]:
    pairs = [[adjacent(each)[0] for each in case] for case in cases_of(statement)]
    return [[(compared_sides(facts, *pair, places), pair[1]) for pair in case] for case in pairs]


def compared_sides(facts: Facts, left: Tree, sign: str, right: Tree, places: Places) -> Equation:
    """Both sides; of vectors and matrices that differ, the square of what is between them, and 0."""
    sides = read_sides(facts, left, right, places)
    if sign == "=" or sides[0].shape == SCALAR:
        return sides
    if sign != "!=":
        raise AnswerError(say(_("Only numbers can be compared with `%(sign)s`."), sign=sign), places.whole)
    zero = Number(Fraction(0))
    gap = right if left == zero else left if right == zero else Add((left, Negate(right)))
    square = Call("tr", (Multiply((Call("transpose", (gap,)), gap)),))
    return read_sides(facts, square, zero, places)


def _joined(sights: list[Sight]) -> Sight:
    """What holds together; a part without a value does not hold."""
    if any(sight in (Sight.FAILS, Sight.RIGHT_UNDEFINED, Sight.NOTHING) for sight in sights):
        return Sight.FAILS
    return Sight.HOLDS if all(sight is Sight.HOLDS for sight in sights) else Sight.UNSURE


def undefined_at(facts: Facts, sides: Equation) -> Point | None:
    """A point at which everything given holds and one of the sides has no value, as far as one is found."""
    if not any(may_be_undefined(side.tree) for side in sides):
        return None
    for point in chain(facts.small(_NEAR), facts.special(2 * _NEAR), facts.points(_NEAR)):
        if sight_at(sides, "=", point) in (Sight.RIGHT_UNDEFINED, Sight.NOTHING):
            return point
    return next(holes(facts, sides), None)


def holes(facts: Facts, sides: Equation) -> Iterator[Point]:
    """Points at which everything given holds and a denominator, or what stands in a logarithm, is 0."""
    for there, point in where_zero(facts, vanishing(sides)):
        moved = read_sides(there, sides[0].tree, sides[1].tree, NOWHERE)
        if sight_where_zero(moved, "=", point) in (Sight.RIGHT_UNDEFINED, Sight.NOTHING):
            yield there.with_defined(point)


def _touching(facts: Facts, sides: Equation) -> Point | None:
    """Where both sides are equal, at moderate numbers, while everything given holds."""
    if facts.setting.basic.shaped or any(may_hide(side.tree) for side in sides):
        return None
    for there, point in meetings(facts, sides):
        moved = read_sides(there, sides[0].tree, sides[1].tree, NOWHERE)
        if is_near(point) and meet(moved, point):
            return there.with_defined(point)
    return None


def _at_degenerate(facts: Facts, sides: Equation, sign: str) -> Decision | None:
    """Where a line fails because what a symbol is multiplied by is 0: `a x = b` does not tell x for a = 0.

    What has no value just there is no exception where both sides are equal without what is given, as `b x/x` and `b`.
    """
    doubt = None
    for there, point in chain.from_iterable(degenerate(facts).values()):
        moved = read_sides(there, sides[0].tree, sides[1].tree, NOWHERE)
        sight = sight_where_zero(moved, sign, point)
        if sight is Sight.FAILS:
            return Decision(Answer.FAILS, there.with_defined(point))
        if sight is Sight.RIGHT_UNDEFINED and not compare(sides[1], sides[0], facts.source).equal:
            return Decision(Answer.FAILS, there.with_defined(point), undefined=True)
        if sight is Sight.UNSURE:
            doubt = Decision(Answer.UNSURE)
    return doubt


def _on_the_surface(facts: Facts, sides: Equation, sign: str, found: Decision) -> Decision:
    """An inequality where equations bind several symbols: looked at where it is likeliest to fail."""
    lowest = walk_down(facts, sides, sign)
    if lowest is None:
        if found.answer is not Answer.FOLLOWS or _may_fail_elsewhere(facts, sides):
            return Decision(Answer.UNSURE)
        return Decision(Answer.UNSURE, agreed=True) if sign in STRICT else found
    for point in lowest.points:
        is_strict = sign in STRICT
        if sight_at(sides, sign, point) is Sight.FAILS or (is_strict and is_near(point) and meet(sides, point)):
            return Decision(Answer.FAILS, point)
    if lowest.touches and sign in STRICT:
        return Decision(Answer.UNSURE)
    return found if found.answer is Answer.FOLLOWS or not facts.is_complete else Decision(Answer.FOLLOWS)


def _on_an_edge(facts: Facts, sides: Equation, sign: str) -> Point | None:
    """Where a strict inequality fails while a given bound is met exactly: both sides may be equal just there."""
    for there in facts.edges if not facts.equations else ():
        moved = read_sides(there, sides[0].tree, sides[1].tree, NOWHERE)
        found = _on_the_surface(there, moved, sign, Decision(Answer.UNSURE))
        if found.answer is Answer.FAILS and found.point is not None:
            return there.with_defined(found.point)
    return None


def _may_fail_elsewhere(facts: Facts, sides: Equation) -> bool:
    """Whether given equations are met at few of the points at which such a line may fail."""
    return any(_calls(side.tree, "det", "logdet") for equation, _names in facts.equations for side in equation)


def _calls(tree: Tree, *functions: str) -> bool:
    return any(isinstance(node, Call) and node.function in functions for node, _depth in walk(tree))


def _decide(facts: Facts, sides: Equation, sign: str, *, stated: bool) -> Decision:
    if sign == "=" and facts.free:
        found = _as_equivalence(facts, sides, stated=stated)
        if found.answer is Answer.FOLLOWS and any(_calls(side.tree, "rank", "det") for side in sides):
            return _at(facts.special(_INEQUALITY_NEEDED), sides, sign, needed=_INEQUALITY_NEEDED, fewest=_FEWEST)
        return found
    if sign != "=":
        forgiven = None if stated else partial(is_hole_at, facts, sides)
        points = hard_points(facts, sides)
        return _at(points, sides, sign, needed=_EVERY, fewest=_INEQUALITY_FEWEST, forgiven=forgiven)
    if facts.is_bounded:
        every = points_within(facts, sides)
        found = _at(every, sides, sign, needed=_EVERY, fewest=_INEQUALITY_FEWEST)
        return Decision(Answer.UNSURE) if found.answer is Answer.FOLLOWS and _is_stuck(facts, sides, every) else found
    fewest = 1 if facts.is_finite else _FEWEST
    most = _MOST_TIED if facts.ties_matrices else _MOST
    found = _at(facts.points(most), sides, sign, needed=facts.needed, fewest=fewest)
    if found.answer is Answer.FOLLOWS and not facts.is_complete:
        # Where some solutions may be missing, what holds at the others proves nothing.
        return Decision(Answer.UNSURE)
    return found


def _is_stuck(facts: Facts, sides: Equation, points: list[Point]) -> bool:
    """Whether a number in an equation that may have several values has the same one wherever was looked."""
    scalars = facts.setting.basic.scalars
    moving = [name for name, domain in scalars.items() if domain.low is None or domain.low != domain.high]
    used = names(sides[0].tree) | names(sides[1].tree)
    return any(len({point.values[name] for point in points}) == 1 for name in moving if name in used)


def read_sides(facts: Facts, left: Tree, right: Tree, places: Places) -> Equation:
    """Both sides in basic symbols, with their shapes. Raises AnswerError where they do not fit."""
    setting = facts.setting
    return setting.same_shape(setting.expanded(left), setting.expanded(right), places)


def _as_equivalence(facts: Facts, sides: Equation, *, stated: bool) -> Decision:
    found = compare(sides[1], sides[0], facts.source)
    if found.equal:
        return Decision(Answer.FOLLOWS)
    if found.outcome is Outcome.UNDECIDED:
        return Decision(Answer.UNSURE)
    values = dict(found.point or {})
    sizes = {name: int(values[name].p) for name in facts.setting.basic.sizes if name in values}
    point = Point(sizes, values)
    if found.undefined and not stated and is_hole_at(facts, sides, point):
        points = chain(facts.points(_INEQUALITY_NEEDED), facts.special(_INEQUALITY_NEEDED))
        forgiven = partial(is_hole_at, facts, sides)
        return _at(points, sides, "=", needed=_EVERY, fewest=_INEQUALITY_FEWEST, forgiven=forgiven)
    return Decision(Answer.FAILS, point, found.undefined)


def _at(
    points: Iterable[Point],
    sides: Equation,
    sign: str,
    *,
    needed: int,
    fewest: int,
    forgiven: Callable[[Point], bool] | None = None,
) -> Decision:
    """What points show. forgiven: where the right side need not have a value."""
    agreed, telling, missing, unsure = 0, 0, None, False
    sizes: dict[str, int] = {}
    for point in points:
        sight = sight_at(sides, sign, point)
        if sight is Sight.FAILS or (sight is Sight.UNSURE and sign in STRICT and meet_simply(sides, point)):
            return Decision(Answer.FAILS, point)
        agreed += sight is Sight.HOLDS
        sizes = {name: max(size, sizes.get(name, 1)) for name, size in point.sizes.items()}
        # tanh(900) is no longer told from 1.
        unsure = unsure or (sight is Sight.UNSURE and not is_extreme(point))
        if sight is Sight.RIGHT_UNDEFINED and not (forgiven and forgiven(point)):
            missing = missing or point
        telling += sight is Sight.HOLDS and not is_empty(point)
        if telling >= needed and sign == "=":
            break
    if missing is not None:
        return Decision(Answer.FAILS, missing, undefined=True)
    # Of single rows alone too much holds, and of numbers where always something is 0.
    is_empty_everywhere = agreed > 0 and telling == 0 and sides[0].shape == SCALAR
    unsure = unsure or 1 in sizes.values() or is_empty_everywhere
    return Decision(Answer.FOLLOWS if agreed >= fewest and not unsure else Answer.UNSURE)


def differing_points(facts: Facts, sides: Equation, sign: str, most: int, special: int = 0) -> Iterator[Point]:
    """Points with small numbers at which the relation certainly fails."""
    for point in chain(facts.small(most), facts.special(special)):
        if sight_at(sides, sign, point) is Sight.FAILS:
            yield point
