"""Judge the lines of a derivation: each must follow, the goal must be reached, the asked steps must be shown.

A derivation that starts with an expression is a chain: every line is equal to the one before, or compared with it. One
that starts with a relation is a row of statements: each must hold wherever what is given and the start hold.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from grading.errors import AnswerError, Place
from grading.maths.derivations.facts import Facts
from grading.maths.derivations.language import Line
from grading.maths.derivations.setting import Setting, adjacent
from grading.maths.derivations.shapes import Forms
from grading.maths.derivations.steps import Answer, Decision, decide
from grading.maths.equivalence import Policy, compare
from grading.maths.matrices.dims import SCALAR
from grading.maths.tree import Add, Name, Negate, Relation, Tree, names
from grading.messages import _, say


@dataclass(frozen=True)
class Task:
    """What is asked. only: the names that the end may hold where any form of it will do, None where its form counts.

    goal: an expression (goal_sign: how the start compares with it) or a relation. through: for each asked step the
    parts of which a middle line must contain one. both_ways: every line must lead back to the one before.
    """

    setting: Setting
    start: Tree
    goal: Tree
    goal_sign: str = "="
    only: tuple[str, ...] | None = None
    has_form: Callable[[Tree], bool] = lambda tree: True
    through: tuple[tuple[Tree, ...], ...] = ()
    steps: int = 1
    largest_step: int | None = None
    both_ways: bool = False

    @property
    def is_chain(self) -> bool:
        return not isinstance(self.start, Relation)

    @cached_property
    def facts(self) -> Facts:
        if isinstance(self.start, Relation):
            return Facts(self.setting.assuming(self.start))
        return Facts(self.setting)

    @cached_property
    def forms(self) -> Forms:
        if not self.setting.symbols.shaped:
            return Forms(lambda tree: True)
        return Forms(lambda tree: self.setting.shape_of(tree) == SCALAR)


@dataclass
class Step:
    """A line with what it states.

    relation: the end of the line before with this one. mark: follows, broken, leap, unsure or waits.
    """

    line: Line
    relation: Relation
    mark: str = "waits"
    place: int = 0
    decision: Decision | None = None
    leads_back: bool = True
    is_repeated: bool = False


@dataclass
class Course:
    """How far the lines lead. reached: the index of the first line that is the goal, None where there is none."""

    steps: list[Step] = field(default_factory=list)
    reached: int | None = None
    shown: list[bool] = field(default_factory=list)

    @property
    def broken(self) -> Step | None:
        return next((step for step in self.steps if step.mark in ("broken", "leap", "unsure")), None)


def follow(task: Task, lines: list[Line]) -> Course:
    """Judge line by line up to the first that does not follow. Raises AnswerError where a line has no meaning."""
    course = Course(steps=(_Chain(task) if task.is_chain else _Statements(task)).read(lines))
    stopped = False
    for step in course.steps:
        if not stopped:
            try:
                _judge(task, step, course.steps)
            except AnswerError as problem:
                raise in_line(problem, step.place + 1, step.line.text) from problem
            stopped = step.mark != "follows"
    kept = [step for step in course.steps if step.mark == "follows"]
    course.reached = next((place for place, step in enumerate(kept) if _is_goal(task, step, course)), None)
    middle = [step for step in kept[: course.reached] if not step.is_repeated]
    course.shown = [
        any(task.forms.contains(part, asked) for asked in asks for step in middle for part in _parts(step))
        for asks in task.through
    ]
    return course


def check_shapes(task: Task, line: Line) -> None:
    """Raises AnswerError where parts of a line do not fit together."""
    pairs = list(pairwise(line.terms)) or [(line.tree, line.tree)]
    for left, right in pairs:
        setting = task.setting
        setting.same_shape(setting.expanded(left), setting.expanded(right), line.places, closed=len(line.terms) > 1)


def in_line(problem: AnswerError, number: int, text: str) -> AnswerError:
    """What is wrong with one line of several."""
    message = say(_("Line %(number)d: %(problem)s"), number=number, problem=str(problem.message))
    return AnswerError(message, problem.place or Place(text, 0, len(text)))


def middle_lines(course: Course) -> int:
    """How many lines stand before the goal that say something new."""
    return sum(not step.is_repeated for step in course.steps[: course.reached])


def _parts(step: Step) -> list[Tree]:
    return (
        [step.line.tree, *step.line.terms] if isinstance(step.line.tree, Relation) else [step.line.tree, step.relation]
    )


def _judge(task: Task, step: Step, steps: list[Step]) -> None:
    step.decision = _follows(task, step)
    step.mark = {Answer.FOLLOWS: "follows", Answer.FAILS: "broken", Answer.UNSURE: "unsure"}[step.decision.answer]
    if step.mark != "follows":
        return
    place = step.place
    before: list[Tree] = [task.start, *(other.relation for other in steps[:place])]
    if task.is_chain:
        before += [other.relation.terms[-1] for other in steps[:place]]
    step.is_repeated = any(task.forms.same(known, _said(step, known)) for known in before)
    if (step.line.sign == "<=>" or task.both_ways) and not task.is_chain:
        _judge_back(task, step, steps[place - 1].relation if place else task.start)
    if step.mark == "follows" and task.largest_step is not None and not step.is_repeated:
        known = task.start if task.is_chain or not place else steps[place - 1].relation
        if _distance(task, known, step.relation) > task.largest_step:
            step.mark = "leap"


def _said(step: Step, known: Tree) -> Tree:
    return step.relation if isinstance(known, Relation) else step.relation.terms[-1]


def _follows(task: Task, step: Step) -> Decision:
    decision = Decision(Answer.FOLLOWS)
    relation = step.relation
    for left, sign, right in adjacent(relation):
        decision = decide(task.facts, left, sign, right, step.line.places)
        if decision.answer is not Answer.FOLLOWS:
            break
    if decision.answer is Answer.UNSURE and not task.is_chain and _is_plain(task, step):
        return Decision(Answer.FOLLOWS)
    return decision


def _is_plain(task: Task, step: Step) -> bool:
    """Whether it holds without the start, or is the start times a number that is not 0."""
    without = Facts(task.setting)
    found = [decide(without, *each, step.line.places).answer for each in adjacent(step.relation)]
    return all(answer is Answer.FOLLOWS for answer in found) or _is_multiple(task, step.relation)


def _is_multiple(task: Task, relation: Relation) -> bool:
    """Whether an equation of numbers is the start times a number that is not 0, wherever its sides have values."""
    both = (relation, task.start)
    if task.setting.symbols.shaped or any(not isinstance(each, Relation) or each.signs != ("=",) for each in both):
        return False
    gaps = [
        Add((task.setting.expanded(each.terms[0]), Negate(task.setting.expanded(each.terms[1]))))
        for each in both
        if isinstance(each, Relation)
    ]
    return compare(gaps[0], gaps[1], task.setting.basic.scalars, Policy(up_to="scale")).equal


def _judge_back(task: Task, step: Step, before: Tree) -> None:
    """Whether the line before follows from this one."""
    if not isinstance(before, Relation):
        return
    back = Task(task.setting, step.relation, step.relation)
    found = _follows(back, Step(step.line, before))
    if found.answer is not Answer.FOLLOWS:
        step.leads_back = False
        step.decision = found
        step.mark = "broken" if found.answer is Answer.FAILS else "unsure"


def _distance(task: Task, before: Tree, relation: Relation) -> int:
    if isinstance(before, Relation) and len(before.terms) < len(relation.terms):
        return task.forms.distance(*relation.terms[-2:])
    if isinstance(before, Relation) and len(before.terms) == len(relation.terms):
        return sum(task.forms.distance(*pair) for pair in zip(before.terms, relation.terms, strict=True))
    return max(task.forms.distance(left, right) for left, right in pairwise(relation.terms))


# --- the goal ---


def _is_goal(task: Task, step: Step, course: Course) -> bool:
    if isinstance(task.goal, Relation):
        return _is_goal_relation(task, task.goal, step)
    end = step.relation.terms[-1]
    if not _links(task, step, course):
        return False
    if task.only is not None:
        return names(end) <= set(task.only) and task.has_form(end)
    return task.forms.same(end, task.goal)


def _links(task: Task, step: Step, course: Course) -> bool:
    """Whether the chain from the start to here says what the goal says; equalities may also stand apart."""
    if task.goal_sign == "=":
        found = decide(task.facts, task.start, "=", step.relation.terms[-1], step.line.places)
        return found.answer is Answer.FOLLOWS
    signs: list[str] = []
    wanted: Tree = step.relation.terms[-1]
    for other in reversed(course.steps[: step.place + 1]):
        if task.forms.same(other.relation.terms[-1], wanted):
            signs += other.relation.signs
            wanted = other.relation.terms[0]
    return task.forms.same(wanted, task.start) and implies(combined(signs), task.goal_sign)


def combined(signs: list[str]) -> str:
    """The sign between the ends of a chain; "" where the chain turns around."""
    directions = {sign[0] for sign in signs if sign != "="}
    if len(directions) > 1 or "!=" in signs:
        return ""
    if not directions:
        return "="
    direction = directions.pop()
    return direction if direction in signs else direction + "="


def implies(sign: str, wanted: str) -> bool:
    return sign == wanted or (wanted in ("<=", ">=") and sign in ("=", wanted[0]))


def _is_goal_relation(task: Task, goal: Relation, step: Step) -> bool:
    relation = step.relation
    if task.forms.same(relation, goal):
        return True
    if len(relation.terms) > 2:
        ends = Relation((relation.terms[0], relation.terms[-1]), (combined(list(relation.signs)) or "!=",))
        return _is_goal_relation(task, goal, Step(step.line, ends))
    if goal.signs != ("=",) or relation.signs != ("=",):
        return False
    for name, value in (goal.terms, goal.terms[::-1]):
        for left, right in (relation.terms, relation.terms[::-1]):
            allowed = set(task.only) if task.only is not None else names(value)
            is_solved = isinstance(name, Name) and left == name and name.name not in names(right)
            is_ended = task.only is not None and task.forms.same(left, name) and task.has_form(right)
            if (is_solved or is_ended) and names(right) <= allowed:
                return True
    return False


# --- reading lines as statements ---


@dataclass
class _Chain:
    """Lines from an expression: `= ...`, `<= ...`, a bare expression, or a relation."""

    task: Task

    def read(self, lines: list[Line]) -> list[Step]:
        current, steps = self.task.start, list[Step]()
        for place, line in enumerate(lines):
            relation = self.statement(line, current, place)
            steps.append(Step(line, relation, place=place))
            current = relation.terms[-1]
        return steps

    def statement(self, line: Line, current: Tree, place: int) -> Relation:
        if line.sign in ("=>", "<=>") and not isinstance(line.tree, Relation):
            refuse(line, _("`%(sign)s` stands between statements. Write `=` or `>=` between expressions."))
        if isinstance(line.tree, Relation) and line.sign in ("", "=>", "<=>"):
            return line.tree
        return Relation((current, *line.terms), (line.sign or "=", *line.signs))


@dataclass
class _Statements:
    """Lines from a relation: each a relation, or a sign with an expression that goes on from the line before."""

    task: Task

    def read(self, lines: list[Line]) -> list[Step]:
        current, steps = self.task.start, list[Step]()
        for place, line in enumerate(lines):
            assert isinstance(current, Relation)
            current = self.statement(line, current)
            steps.append(Step(line, current, place=place))
        return steps

    def statement(self, line: Line, current: Relation) -> Relation:
        if line.sign in ("", "=>", "<=>"):
            if not isinstance(line.tree, Relation):
                refuse(line, _("Write an equation or an inequality, or begin the line with `=`."))
            assert isinstance(line.tree, Relation)
            return line.tree
        return Relation((*current.terms, *line.terms), (*current.signs, line.sign, *line.signs))


def refuse(line: Line, message: str) -> None:
    raise AnswerError(say(message, sign=line.sign) if line.sign else say(message), line.places.whole)
