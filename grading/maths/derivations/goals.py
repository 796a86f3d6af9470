"""Whether a line of a derivation says what is asked at the end."""

from dataclasses import dataclass

from grading.maths.comparisons import unchained
from grading.maths.derivations.course import Course, Step, Task, end_of
from grading.maths.derivations.facts import Facts
from grading.maths.derivations.setting import NOWHERE
from grading.maths.derivations.statements import comparisons, implies, relations, sign_of_chain
from grading.maths.derivations.steps import Answer, decide
from grading.maths.tree import Logic, Name, Relation, Tree, children, names


@dataclass(frozen=True)
class Manner:
    """How a line may say the goal. apart: the equalities that show it need not stand in one chain. freely: it may say
    the same result in another way.
    """

    apart: bool = False
    freely: bool = False

    def same(self, task: Task, first: Tree, second: Tree) -> bool:
        return task.is_same_result(first, second) if self.freely else task.same(first, second)


MANNERS = tuple(Manner(apart, freely) for freely in (False, True) for apart in (False, True))


def is_goal(task: Task, step: Step, course: Course, manner: Manner) -> bool:
    """Whether a line says what is asked."""
    if isinstance(task.goal, Logic):
        return is_goal_of_cases(task, task.goal, unchained(step.relation)) or _completes(task, task.goal, step, course)
    if isinstance(task.goal, Relation):
        if isinstance(step.relation, Logic):
            return task.same(step.relation, unchained(task.goal))
        return isinstance(step.relation, Relation) and _is_goal_relation(task, task.goal, step.relation, manner)
    end = end_of(step)
    if task.only is not None:
        is_end = names(end) <= set(task.only) and task.has_form(end)
    else:
        is_end = manner.same(task, end, task.goal)
    return is_end and _links(task, step, course, apart=manner.apart)


def _links(task: Task, step: Step, course: Course, *, apart: bool) -> bool:
    """Whether the chain from the start to here says what the goal says."""
    first, signs = _traced(task, step, course)
    if task.same(first, task.start):
        return implies(sign_of_chain(signs), task.goal_sign)
    if not apart or task.goal_sign != "=" or sign_of_chain(signs) != "=":
        return False
    return decide(task.facts, task.start, "=", end_of(step), step.line.places).answer is Answer.FOLLOWS


def _traced(task: Task, step: Step, course: Course) -> tuple[Tree, list[str]]:
    """Where the chain that ends here begins, and its signs."""
    signs: list[str] = []
    wanted = end_of(step)
    for other in reversed(course.steps[: step.place + 1]):
        if task.same(end_of(other), wanted):
            relation = next(relations(other.relation))
            signs += relation.signs
            wanted = relation.terms[0]
    return wanted, signs


def sign_in_place_of_goals(task: Task, course: Course) -> str | None:
    """How a chain to the goal compares the start with it where that is not as asked, "" for not at all; else None."""
    if not task.is_chain or not course.steps or not task.same(end_of(course.steps[-1]), task.goal):
        return None
    first, signs = _traced(task, course.steps[-1], course)
    sign = sign_of_chain(signs)
    return None if not task.same(first, task.start) or implies(sign, task.goal_sign) else sign


def goes_on_behind(task: Task, course: Course) -> Step | None:
    """The last line, where the goal stands in its chain and is not its end."""
    last = course.steps[-1] if task.is_chain and task.only is None else None
    return last if last is not None and any(task.same(term, task.goal) for term in last.line.terms[:-1]) else None


def _is_goal_relation(task: Task, goal: Relation, relation: Relation, manner: Manner) -> bool:
    if manner.same(task, relation, goal):
        return True
    if len(relation.terms) > 2:
        ends = (relation.terms[0], sign_of_chain(list(relation.signs)) or "!=", relation.terms[-1])
        pairs = (ends, *comparisons(relation))
        return any(
            _is_goal_relation(task, goal, Relation((left, right), (sign,)), manner) for left, sign, right in pairs
        )
    if goal.signs != ("=",) or relation.signs != ("=",):
        return False
    for name, value in (goal.terms, goal.terms[::-1]):
        for left, right in (relation.terms, relation.terms[::-1]):
            allowed = set(task.only) if task.only is not None else names(value)
            is_solved = isinstance(name, Name) and left == name and name.name not in names(right)
            is_ended = task.only is not None and task.same(left, name) and task.has_form(right)
            if (is_solved or is_ended) and names(task.plain(right)) <= allowed:
                return True
    return False


def _completes(task: Task, goal: Logic, step: Step, course: Course) -> bool:
    """Whether this line is one of several relations that are asked together, and lines before are the others."""
    if goal.word != "and" or task.both_ways or not isinstance(step.relation, Relation):
        return False
    lines = [each.relation for each in course.steps[: step.place + 1]]
    found = [[_says_part(task, line, part) for line in lines] for part in goal.parts]
    return all(map(any, found)) and any(each[-1] for each in found)


def is_part_of_goal(task: Task, step: Step) -> bool:
    """Whether a line is written as one of several relations that are asked together."""
    goal = task.goal
    is_joined = isinstance(goal, Logic) and goal.word == "and" and isinstance(step.relation, Relation)
    return is_joined and any(task.is_written_as(step.relation, part) for part in children(goal))


def _says_part(task: Task, line: Tree, part: Tree) -> bool:
    return task.same(line, part) or _is_same_value(task, _solved(line), _solved(part))


def is_goal_of_cases(task: Task, goal: Logic, statement: Tree) -> bool:
    """Whether a line has the same solved cases, in any order: `x = sqrt(4) or x = -2` for `x = -2 or x = 2`."""
    if task.same(statement, goal):
        return True
    if not isinstance(statement, Logic) or statement.word != goal.word:
        return False
    ours, theirs = list(map(_solved, statement.parts)), list(map(_solved, goal.parts))
    pairs = [each for each in (*ours, *theirs) if each is not None]
    if len(pairs) < len(ours) + len(theirs) or len({name for name, _value in pairs}) > len(
        {pair[0] for pair in theirs if pair}
    ):
        return False
    found = [[_is_same_value(task, mine, other) for other in theirs] for mine in ours]
    return all(map(any, found)) and all(map(any, zip(*found, strict=True)))


def _solved(part: Tree) -> tuple[Name, Tree] | None:
    """The name and the value of `x = 2`."""
    if isinstance(part, Relation) and part.signs == ("=",):
        for name, value in (part.terms, part.terms[::-1]):
            if isinstance(name, Name) and name.name not in names(value):
                return name, value
    return None


def _is_same_value(task: Task, one: tuple[Name, Tree] | None, other: tuple[Name, Tree] | None) -> bool:
    if one is None or other is None or one[0] != other[0] or not names(one[1]) <= names(other[1]):
        return False
    return decide(Facts(task.setting), one[1], "=", other[1], NOWHERE).answer is Answer.FOLLOWS
