"""Slips in the sign between two sides, and lost cases: `<` for `<=`, an inequality not turned, `x = 2` for x^2 = 4."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise

from grading.errors import AnswerError
from grading.maths.derivations.course import Step, Task
from grading.maths.derivations.facts import Facts
from grading.maths.derivations.following import follows
from grading.maths.derivations.lost_solutions import why_lost
from grading.maths.derivations.setting import NOWHERE
from grading.maths.derivations.statements import Comparison, Statement, comparisons
from grading.maths.derivations.steps import Answer, compared_sides, differing_points
from grading.maths.derivations.undoing import value_at
from grading.maths.derivations.worlds import worlds
from grading.maths.tree import Logic, Relation, Tree
from grading.maths.values import TooMuch, Undefined, Unsure, bits
from grading.messages import Message, _, say

_WEAKER = {"<": "<=", ">": ">="}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_LATEX = {"<": "<", ">": ">", "<=": r"\le", ">=": r"\ge"}
_POINTS, _BITS, _PAIR, _DIGITS, _NEAR = 12, 256, 2, 9, 1e-6
# Both sides of a line, and of the next one.
Change = tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True)
class RelationSlip:
    """name: the slip's; says: to the learner."""

    name: str
    says: Message


def relation_slip(task: Task, before: Tree, step: Step) -> RelationSlip | None:
    """The slip that a wrong line shows in its signs or cases. before: the line before, or the start."""
    try:
        return next(_found(task, before, step), None)
    except AnswerError:
        return None


def _found(task: Task, before: Tree, step: Step) -> Iterator[RelationSlip]:
    decision = step.decision
    if decision is None:
        return
    if not decision.undefined and (failing := _failing(task, step.relation)) is not None:
        yield from _in_sign(task, failing, before)
    said = step.relation
    if isinstance(said, Logic) and said.word == "and" and _follows(task, Logic("or", said.parts)):
        yield RelationSlip("and-for-or", say(_("These are several cases: join them by `or`, not by `and`.")))
    if not task.is_chain and step.line.sign in ("", "=>", "<=>") and _loses_cases(task, step.relation):
        name, text = why_lost(task, before, said, undefined=decision.undefined)
        yield RelationSlip(name, say(text))


def _failing(task: Task, statement: Statement) -> Comparison | None:
    """The first comparison that does not follow, of those that must all hold."""
    if isinstance(statement, Logic) and statement.word == "or":
        return None
    pairs = comparisons(statement)
    if len(pairs) == 1:
        return pairs[0]
    return next((pair for pair in pairs if _answer(task, pair) is Answer.FAILS), None)


def _answer(task: Task, comparison: Comparison) -> Answer:
    left, sign, right = comparison
    if any(_fails_nearby(facts, comparison) for facts in task.worlds):
        return Answer.FAILS
    return follows(task.worlds, Relation((left, right), (sign,)), NOWHERE, stated=not task.is_chain).answer


def _fails_nearby(facts: Facts, comparison: Comparison) -> bool:
    """Whether it fails at one of a few points, which is soon seen."""
    left, sign, right = comparison
    return any(differing_points(facts, compared_sides(facts, left, sign, right, NOWHERE), sign, _POINTS))


def _in_sign(task: Task, failing: Comparison, before: Tree) -> Iterator[RelationSlip]:
    left, sign, right = failing

    def holds(other: str) -> bool:
        return _answer(task, (left, other, right)) is Answer.FOLLOWS

    if sign in _WEAKER and holds(_WEAKER[sign]):
        text = _("Both sides may be equal here: $%(right)s$ holds, $%(wrong)s$ is too strict.")
        yield RelationSlip("strict-sign", say(text, right=_LATEX[_WEAKER[sign]], wrong=_LATEX[sign]))
    turned = _TURNED.get(sign)
    right_sign = next(filter(holds, (turned, _WEAKER.get(turned, turned))), None) if turned is not None else None
    if right_sign is None:
        return
    if not task.is_chain and (text := _why_turned(_changes(task.facts, before, left, right))):
        yield RelationSlip("inequality-not-turned", say(text))
    else:
        text = _("The inequality points the wrong way: here $%(right)s$ holds.")
        yield RelationSlip("inequality-turned", say(text, right=_LATEX[right_sign]))


_TURNS = _("An inequality turns round when both sides are multiplied or divided by a negative number.")
_DECREASES = _(
    "An inequality turns round when both sides are multiplied by something negative, and with $1/x$ of positive "
    "numbers and every other decreasing function."
)


def _why_turned(changes: list[Change]) -> str:
    """What turned the inequality round, "" where nothing did: both sides were multiplied, or a function was taken."""
    ratios = {round((new[0] - new[1]) / (old[0] - old[1]), _DIGITS) for old, new in changes}
    if len(changes) < _PAIR or not ratios or max(ratios) >= 0:
        return ""
    if len(ratios) == 1:
        return _TURNS
    is_multiplied = all(
        abs(old[0] * new[1] - old[1] * new[0]) < _NEAR * (1 + abs(old[0] * new[1])) for old, new in changes
    )
    pairs = sorted({pair for old, new in changes for pair in zip(old, new, strict=True)})
    falls = all(other[1] < one[1] - _NEAR for one, other in pairwise(pairs))
    return _DECREASES if is_multiplied or falls else ""


def _changes(facts: Facts, before: Tree, left: Tree, right: Tree) -> list[Change]:
    """At some points, the sides of the line before and of this one where those differ; about."""
    pairs = comparisons(before)
    if len(pairs) != 1:
        return []
    sides = [facts.setting.expanded(side) for side in (pairs[0][0], pairs[0][2], left, right)]
    readings = [facts.setting.same_shape(side, side)[0] for side in sides]
    if not all(reading.sizes.is_scalar(reading.typed.shape) for reading in readings):
        return []
    found = []
    with bits(_BITS):
        for point in facts.points(_POINTS):
            with suppress(Undefined, Unsure, TooMuch):
                one, other, *new = (round(float(value_at(reading, point)), _DIGITS) for reading in readings)
                if one != other:
                    found.append(((one, other), (new[0], new[1])))
    return found


def _loses_cases(task: Task, statement: Statement) -> bool:
    """Whether the line leads back: all it allows is allowed, but not the other way round."""
    equations = all(sign == "=" for _left, sign, _right in comparisons(statement))
    if not equations or not isinstance(task.start, Relation | Logic):
        return False
    if any(sign != "=" for _left, sign, _right in comparisons(task.start)):
        return False
    back = worlds(task.setting, statement)
    is_possible = any(next(each.points(1), None) for each in back)
    return is_possible and follows(back, task.start, NOWHERE).answer is Answer.FOLLOWS


def _follows(task: Task, statement: Statement) -> bool:
    return follows(task.worlds, statement, NOWHERE).answer is Answer.FOLLOWS
