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
from grading.maths.derivations.following import follows
from grading.maths.derivations.language import Line
from grading.maths.derivations.setting import NOWHERE, Setting
from grading.maths.derivations.shapes import Forms, has_numbers_to_multiply
from grading.maths.derivations.statements import Statement, comparisons, implies, relations, sign_of_chain, unchained
from grading.maths.derivations.steps import Answer, Decision, decide
from grading.maths.derivations.worlds import worlds
from grading.maths.equivalence import Policy, compare
from grading.maths.matrices.dims import SCALAR
from grading.maths.tree import Add, Logic, Name, Negate, Relation, Tree, names, sort
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
        return sort(self.start) == "value"

    @cached_property
    def worlds(self) -> tuple[Facts, ...]:
        """What is given, with each case of the start."""
        return (Facts(self.setting),) if self.is_chain else worlds(self.setting, self.start)

    @property
    def facts(self) -> Facts:
        return self.worlds[0]

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
    relation: Statement
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
    course.reached = _reached(task, kept, course)
    middle = [step for step in kept[: course.reached] if not step.is_repeated]
    course.shown = [
        any(task.forms.contains(part, asked) for asked in asks for step in middle for part in _parts(step))
        for asks in task.through
    ]
    return course


def _reached(task: Task, kept: list[Step], course: Course) -> int | None:
    """The first line that is the goal; a later one where that multiplies out what is left of it: `3 (1 - x)^2 (-1)`."""
    ends = ((place, apart) for apart in (False, True) for place in range(len(kept)))
    goals = (place for place, apart in ends if _is_goal(task, kept[place], course, apart=apart))
    first = next(goals, None)
    if first is None or not task.is_chain or sort(task.goal) != "value":
        return first
    if not has_numbers_to_multiply(end_of(kept[first])):
        return first
    later = (place for place in goals if place > first and not has_numbers_to_multiply(end_of(kept[place])))
    return next(later, first)


def check_shapes(task: Task, line: Line) -> None:
    """Raises AnswerError where parts of a line do not fit together."""
    pairs = [(left, right) for left, _sign, right in comparisons(line.tree)]
    for left, right in pairs or [(line.tree, line.tree)]:
        task.setting.check_shapes(left, right, line.places, closed=bool(pairs))


def in_line(problem: AnswerError, number: int, text: str) -> AnswerError:
    """What is wrong with one line of several."""
    message = say(_("Line %(number)d: %(problem)s"), number=number, problem=str(problem.message))
    return AnswerError(message, problem.place or Place(text, 0, len(text)))


def middle_lines(course: Course) -> int:
    """How many lines stand before the goal that say something new."""
    return sum(not step.is_repeated for step in course.steps[: course.reached])


def _parts(step: Step) -> list[Tree]:
    if isinstance(step.line.tree, Relation | Logic):
        return [step.line.tree, *(term for relation in relations(step.line.tree) for term in relation.terms)]
    return [step.line.tree, step.relation]


def _judge(task: Task, step: Step, steps: list[Step]) -> None:
    step.decision = _follows(task, step)
    step.mark = {Answer.FOLLOWS: "follows", Answer.FAILS: "broken", Answer.UNSURE: "unsure"}[step.decision.answer]
    if step.mark != "follows":
        return
    place = step.place
    before: list[Tree] = [task.start, *(other.relation for other in steps[:place])]
    if task.is_chain:
        before += [end_of(other) for other in steps[:place]]
    step.is_repeated = says_nothing(step.line, task) or any(
        task.forms.same(known, _said(step, known)) for known in before
    )
    if (step.line.sign == "<=>" or task.both_ways) and not task.is_chain:
        _judge_back(task, step, steps[place - 1].relation if place else task.start)
    if step.mark == "follows" and task.largest_step is not None and not step.is_repeated:
        known = task.start if task.is_chain or not place else steps[place - 1].relation
        if _distance(task, known, step.relation) > task.largest_step:
            step.mark = "leap"


def says_nothing(line: Line, task: Task) -> bool:
    """Whether a line is true whatever the names are, as `0 = 0` and `x = x` among statements about x."""
    pairs = comparisons(line.tree) if line.sign in ("", "=>", "<=>") else []
    is_about_names = bool(names(task.start))
    return bool(pairs) and all(
        task.forms.same(left, right) or (is_about_names and not names(left) | names(right))
        for left, _sign, right in pairs
    )


def _said(step: Step, known: Tree) -> Tree:
    return step.relation if sort(known) == "truth" else end_of(step)


def end_of(step: Step) -> Tree:
    """The last expression of a line of a chain."""
    return next(reversed(list(relations(step.relation)))).terms[-1]


def _follows(task: Task, step: Step) -> Decision:
    decision = follows(task.worlds, step.relation, step.line.places, stated=not task.is_chain)
    if decision.answer is Answer.UNSURE and not task.is_chain and _is_plain(task, step):
        return Decision(Answer.FOLLOWS)
    return decision


def _is_plain(task: Task, step: Step) -> bool:
    """Whether it holds without the start, or is the start times a number that is not 0."""
    without = Facts(task.setting)
    found = follows((without,), step.relation, step.line.places)
    return found.answer is Answer.FOLLOWS or is_multiple(task.setting, step.relation, task.start)


def is_multiple(setting: Setting, relation: Statement, other: Tree) -> bool:
    """Whether an equation of numbers is another one times a number that is not 0, wherever the sides have values."""
    both = (relation, other)
    if setting.symbols.shaped or any(not isinstance(each, Relation) or each.signs != ("=",) for each in both):
        return False
    gaps = [
        Add((setting.expanded(each.terms[0]), Negate(setting.expanded(each.terms[1]))))
        for each in both
        if isinstance(each, Relation)
    ]
    return compare(gaps[0], gaps[1], setting.basic.scalars, Policy(up_to="scale")).equal


def _judge_back(task: Task, step: Step, before: Tree) -> None:
    """Whether the line before follows from this one."""
    if not isinstance(before, Relation | Logic):
        return
    back = Task(task.setting, step.relation, step.relation)
    found = _follows(back, Step(step.line, before))
    if found.answer is not Answer.FOLLOWS:
        step.leads_back = False
        step.decision = found
        step.mark = "broken" if found.answer is Answer.FAILS else "unsure"


def _distance(task: Task, before: Tree, relation: Statement) -> int:
    if isinstance(relation, Logic) or isinstance(before, Logic):
        known = [term for each in relations(before) for term in each.terms]
        anew = [term for each in relations(relation) for term in each.terms]
        return sum(min(task.forms.distance(old, term) for old in known) for term in anew)
    if isinstance(before, Relation) and len(before.terms) < len(relation.terms):
        return task.forms.distance(*relation.terms[-2:])
    if isinstance(before, Relation) and len(before.terms) == len(relation.terms):
        return sum(task.forms.distance(*pair) for pair in zip(before.terms, relation.terms, strict=True))
    return max(task.forms.distance(left, right) for left, right in pairwise(relation.terms))


# --- the goal ---


def _is_goal(task: Task, step: Step, course: Course, *, apart: bool) -> bool:
    """Whether a line says what is asked. apart: the equalities that show it need not stand in one chain."""
    if isinstance(task.goal, Logic):
        return is_goal_of_cases(task, task.goal, unchained(step.relation))
    if isinstance(task.goal, Relation):
        if isinstance(step.relation, Logic):
            return task.forms.same(step.relation, unchained(task.goal))
        return isinstance(step.relation, Relation) and _is_goal_relation(task, task.goal, step.relation)
    end = end_of(step)
    if not _links(task, step, course, apart=apart):
        return False
    if task.only is not None:
        return names(end) <= set(task.only) and task.has_form(end)
    return task.forms.same(end, task.goal)


def _links(task: Task, step: Step, course: Course, *, apart: bool) -> bool:
    """Whether the chain from the start to here says what the goal says."""
    first, signs = _traced(task, step, course)
    if task.forms.same(first, task.start):
        return implies(sign_of_chain(signs), task.goal_sign)
    if not apart or task.goal_sign != "=" or sign_of_chain(signs) != "=":
        return False
    return decide(task.facts, task.start, "=", end_of(step), step.line.places).answer is Answer.FOLLOWS


def _traced(task: Task, step: Step, course: Course) -> tuple[Tree, list[str]]:
    """Where the chain that ends here begins, and its signs."""
    signs: list[str] = []
    wanted = end_of(step)
    for other in reversed(course.steps[: step.place + 1]):
        if task.forms.same(end_of(other), wanted):
            relation = next(relations(other.relation))
            signs += relation.signs
            wanted = relation.terms[0]
    return wanted, signs


def sign_in_place_of_goals(task: Task, course: Course) -> str | None:
    """How a chain to the goal compares the start with it where that is not as asked, "" for not at all; else None."""
    if not task.is_chain or not course.steps or not task.forms.same(end_of(course.steps[-1]), task.goal):
        return None
    first, signs = _traced(task, course.steps[-1], course)
    sign = sign_of_chain(signs)
    return None if not task.forms.same(first, task.start) or implies(sign, task.goal_sign) else sign


def _is_goal_relation(task: Task, goal: Relation, relation: Relation) -> bool:
    if task.forms.same(relation, goal):
        return True
    if len(relation.terms) > 2:
        ends = Relation((relation.terms[0], relation.terms[-1]), (sign_of_chain(list(relation.signs)) or "!=",))
        return _is_goal_relation(task, goal, ends)
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


def is_goal_of_cases(task: Task, goal: Logic, statement: Statement) -> bool:
    """Whether a line has the same solved cases, in any order: `x = sqrt(4) or x = -2` for `x = -2 or x = 2`."""
    if task.forms.same(statement, goal):
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
        if isinstance(line.tree, Logic):
            refuse(line, _("`or` and `and` join equations; these lines are a chain of expressions. Begin with `=`."))
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
            current = self.statement(line, current)
            steps.append(Step(line, current, place=place))
        return steps

    def statement(self, line: Line, current: Tree) -> Statement:
        if line.sign in ("", "=>", "<=>"):
            if not isinstance(line.tree, Relation | Logic):
                refuse(line, _("Write an equation or an inequality, or begin the line with `=`."))
            assert isinstance(line.tree, Relation | Logic)
            return line.tree
        if not isinstance(current, Relation):
            refuse(line, _("The line before has several cases. Write the whole statement instead of `%(sign)s`."))
        assert isinstance(current, Relation)
        return Relation((*current.terms, *line.terms), (*current.signs, line.sign, *line.signs))


def refuse(line: Line, message: str) -> None:
    raise AnswerError(say(message, sign=line.sign) if line.sign else say(message), line.places.whole)
