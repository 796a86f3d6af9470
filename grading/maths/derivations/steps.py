"""Does one relation follow? Looked at where everything given holds: one certain exception refutes it.

Agreement at all points, a good many for inequalities, is "follows"; what cannot be told is never called wrong.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum

from flint import fmpq

from grading.errors import AnswerError
from grading.maths.derivations.extremes import hard_points
from grading.maths.derivations.facts import Facts
from grading.maths.derivations.undoing import Equation, value_at
from grading.maths.equivalence import Outcome
from grading.maths.matrices.comparison import compare, difference
from grading.maths.matrices.dims import ONE, SCALAR
from grading.maths.matrices.evaluation import Point
from grading.maths.matrices.parser import Places
from grading.maths.tree import Call, Tree, walk
from grading.maths.values import TooMuch, Undefined, Unsure, Value, bits
from grading.messages import _, say

_BITS = (256, 1024)
# At how few points an equation under conditions may hold where they leave few points.
_FEWEST, _MOST = 3, 32
# The same for inequalities.
_INEQUALITY_NEEDED, _INEQUALITY_FEWEST = 60, 12


class Answer(Enum):
    FOLLOWS = "follows"
    FAILS = "does not follow"
    UNSURE = "undecided"


@dataclass(frozen=True)
class Decision:
    """sides, sign: what was looked at. point: where it fails; undefined: the right side has no value there."""

    answer: Answer
    point: Point | None = None
    undefined: bool = False
    sides: Equation | None = None
    sign: str = "="


class _Sight(Enum):
    HOLDS = 1
    FAILS = 2
    RIGHT_UNDEFINED = 3
    NOTHING = 4
    UNSURE = 5


def decide(facts: Facts, left: Tree, sign: str, right: Tree, places: Places) -> Decision:
    """Whether `left sign right` follows from what is given. Raises AnswerError where the shapes do not fit."""
    sides = read_sides(facts, left, right, places)
    if sign != "=" and sides[0].shape != SCALAR:
        raise AnswerError(say(_("Only numbers can be compared with `%(sign)s`."), sign=sign), places.whole)
    found = _decide(facts, sides, sign)
    if found.answer is Answer.FOLLOWS and sides[0].tree != sides[1].tree and _may_fail_elsewhere(facts, sides, sign):
        found = Decision(Answer.UNSURE)
    return replace(found, sides=sides, sign=sign)


def _may_fail_elsewhere(facts: Facts, sides: Equation, sign: str) -> bool:
    """Whether the points that were looked at leave out those at which such a line typically fails.

    A strict sign fails where both sides are equal, which given equations may allow at single points only; a rank falls
    at single matrices; and points that satisfy an equation of several matrices are made with invertible ones.
    """
    if sign in ("<", ">", "!=") and facts.equations and not facts.is_finite:
        return True
    if any(_calls(side.tree, "rank") for side in sides):
        return True
    return any(_binds_matrices(facts, names, equation) for equation, names in facts.equations)


def _binds_matrices(facts: Facts, names: set[str], equation: Equation) -> bool:
    """Whether an equation ties two matrices to each other, or one to its determinant or rank."""
    shapes = [facts.setting.basic.shape(name) for name in names if name in facts.setting.basic.names]
    matrices = [shape for shape in shapes if shape != SCALAR and ONE not in shape]
    return len(matrices) > 1 or any(_calls(side.tree, "det", "logdet", "rank", "tr") for side in equation)


def _calls(tree: Tree, *functions: str) -> bool:
    return any(isinstance(node, Call) and node.function in functions for node, _depth in walk(tree))


def _decide(facts: Facts, sides: Equation, sign: str) -> Decision:
    if sign == "=" and facts.free:
        return _as_equivalence(facts, sides)
    if sign != "=" or facts.is_bounded:
        return _at(hard_points(facts, sides), sides, sign, needed=_INEQUALITY_NEEDED, fewest=_INEQUALITY_FEWEST)
    fewest = 1 if facts.is_finite else _FEWEST
    found = _at(facts.points(_MOST), sides, sign, needed=facts.needed, fewest=fewest)
    if found.answer is Answer.FOLLOWS and not facts.is_complete:
        # Where some solutions may be missing, what holds at the others proves nothing.
        return Decision(Answer.UNSURE)
    return found


def read_sides(facts: Facts, left: Tree, right: Tree, places: Places) -> Equation:
    """Both sides in basic symbols, with their shapes. Raises AnswerError where they do not fit."""
    setting = facts.setting
    return setting.same_shape(setting.expanded(left), setting.expanded(right), places)


def _as_equivalence(facts: Facts, sides: Equation) -> Decision:
    found = compare(sides[1], sides[0], facts.source)
    if found.equal:
        return Decision(Answer.FOLLOWS)
    if found.outcome is Outcome.UNDECIDED:
        return Decision(Answer.UNSURE)
    values = dict(found.point or {})
    sizes = {name: int(values[name].p) for name in facts.setting.basic.sizes if name in values}
    return Decision(Answer.FAILS, Point(sizes, values), found.undefined)


def _at(points: Iterable[Point], sides: Equation, sign: str, *, needed: int, fewest: int) -> Decision:
    agreed, missing, unsure = 0, None, False
    for point in points:
        sight = sight_at(sides, sign, point)
        if sight is _Sight.FAILS:
            return Decision(Answer.FAILS, point)
        agreed += sight is _Sight.HOLDS
        unsure = unsure or sight is _Sight.UNSURE
        if sight is _Sight.RIGHT_UNDEFINED:
            missing = missing or point
        if agreed >= needed and sign == "=":
            break
    if missing is not None:
        return Decision(Answer.FAILS, missing, undefined=True)
    return Decision(Answer.FOLLOWS if agreed >= fewest and not unsure else Answer.UNSURE)


def sight_at(sides: Equation, sign: str, point: Point) -> _Sight:
    for count in _BITS:
        with bits(count):
            sight = _sight_now(sides, sign, point)
        if sight is not _Sight.UNSURE:
            return sight
    return _Sight.UNSURE


def _sight_now(sides: Equation, sign: str, point: Point) -> _Sight:
    undefined = _Sight.NOTHING
    try:
        left = value_at(sides[0], point)
        undefined = _Sight.RIGHT_UNDEFINED
        right = value_at(sides[1], point)
    except Undefined:
        return undefined
    except Unsure:
        return _Sight.UNSURE
    except TooMuch:
        return _Sight.NOTHING
    same = difference(left, right).name
    if sign == "=":
        return {"SAME": _Sight.HOLDS, "DIFFERENT": _Sight.FAILS}.get(same, _Sight.UNSURE)
    return _compared(left - right, sign, is_zero=same == "SAME")


def _compared(gap: Value, sign: str, *, is_zero: bool) -> _Sight:
    holds = _SIGNS[sign]
    if type(gap) is fmpq:
        return _Sight.HOLDS if holds(gap) else _Sight.FAILS
    if is_zero:
        # Nearly 0: equal as far as can be seen, which settles `<=` but not `<`.
        return _Sight.HOLDS if sign in ("<=", ">=") else _Sight.UNSURE
    if gap.contains(0):
        return _Sight.UNSURE
    return _Sight.HOLDS if holds(gap) else _Sight.FAILS


_SIGNS: dict[str, Callable[[Value], bool]] = {
    "<": lambda gap: bool(gap < 0),
    "<=": lambda gap: bool(gap <= 0),
    ">": lambda gap: bool(gap > 0),
    ">=": lambda gap: bool(gap >= 0),
    "!=": lambda gap: bool(gap != 0),
}


def differing_points(facts: Facts, sides: Equation, sign: str, most: int) -> Iterator[Point]:
    """Points with small numbers at which the relation certainly fails."""
    for point in facts.small(most):
        if sight_at(sides, sign, point) is _Sight.FAILS:
            yield point
