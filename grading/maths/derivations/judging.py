"""Judge the lines of a derivation: each must follow, the goal must be reached, the asked steps must be shown.

A derivation that starts with an expression is a chain: every line is equal to the one before, or compared with it. One
that starts with a relation is a row of statements: each must hold wherever what is given and the start hold.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import pairwise

from grading.errors import AnswerError, DefinitionError, Place
from grading.maths.decisions import Policy
from grading.maths.derivations.course import Course, Step, Task, end_of
from grading.maths.derivations.exact import holds_nowhere
from grading.maths.derivations.facts import Facts
from grading.maths.derivations.following import follows
from grading.maths.derivations.goals import MANNERS, is_goal, is_part_of_goal
from grading.maths.derivations.language import Line
from grading.maths.derivations.setting import Setting
from grading.maths.derivations.statements import Statement, comparisons, relations
from grading.maths.derivations.steps import Answer, Decision
from grading.maths.derivations.worked_out import is_left_to_work_out
from grading.maths.derivations.worlds import worlds
from grading.maths.equivalence import compare
from grading.maths.tree import Add, Logic, Negate, Relation, Tree, names, sort
from grading.maths.trees import with_changed
from grading.messages import _, say


def follow(task: Task, lines: list[Line]) -> Course:
    """Judge line by line up to the first that does not follow. Raises AnswerError where a line has no meaning."""
    course = Course(task, (_Chain(task) if task.is_chain else _Statements(task)).read(lines))
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
    # What is asked together may be said line by line; these are no middle lines.
    if course.reached is not None and isinstance(kept[course.reached].relation, Relation):
        for step in kept[: course.reached]:
            step.is_repeated |= is_part_of_goal(task, step)
    middle = [step for step in kept[: course.reached] if not step.is_repeated]
    parts = [part for step in middle for part in _parts(step)]
    inside = () if course.reached is None else kept[: course.reached + 1]
    parts += [part for step in inside for part in _parts_inside(step)]
    course.shown = [any(task.shows(part, asked) for asked in asks for part in parts) for asks in task.through]
    return course


def _reached(task: Task, kept: list[Step], course: Course) -> int | None:
    """The first line that is the goal; a later one where that is written as the goal, as `x = b/a` behind
    `a x/a = b/a`, or works out what is left of it: `x = (10 - 4)/3`.
    """
    ends = ((place, manner) for manner in MANNERS for place in range(len(kept)))
    goals = (place for place, manner in ends if is_goal(task, kept[place], course, manner))
    first = next(goals, None)
    if first is None or _says_goal_out(task, kept[first]):
        return first
    later = sorted(place for place in {*goals} if place > first)
    if (said := next((place for place in later if _says_goal_out(task, kept[place])), None)) is not None:
        return said
    if not is_left_to_work_out(kept[first].line.tree):
        return first
    return next((place for place in later if not is_left_to_work_out(kept[place].line.tree)), first)


def _says_goal_out(task: Task, step: Step) -> bool:
    """Whether the goal is written as it is asked."""
    return task.is_written_as(_said(step, task.goal), task.goal) and not is_left_to_work_out(step.line.tree)


def check_shapes(setting: Setting, line: Line) -> None:
    """Raises AnswerError where parts of a line do not fit together."""
    pairs = [(left, right) for left, _sign, right in comparisons(line.tree)]
    for left, right in pairs or [(line.tree, line.tree)]:
        setting.check_shapes(left, right, line.places, closed=bool(pairs))


def in_line(problem: AnswerError, number: int, text: str) -> AnswerError:
    """What is wrong with one line of several."""
    message = say(_("Line %(number)d: %(problem)s"), number=number, problem=str(problem.message))
    return AnswerError(message, problem.place or Place(text, 0, len(text)))


def middle_lines(course: Course) -> int:
    """How many lines, or parts of a chain in one line, stand before the goal and say something new."""
    lines = sum(not step.is_repeated for step in course.steps[: course.reached])
    return lines + sum(
        len(step.inner) for step in course.steps if course.reached is None or step.place <= course.reached
    )


def _parts(step: Step) -> list[Tree]:
    if isinstance(step.line.tree, Relation | Logic):
        return [step.line.tree, *(term for relation in relations(step.line.tree) for term in relation.terms)]
    return [step.line.tree, step.relation]


def _parts_inside(step: Step) -> list[Tree]:
    """What a chain in one line shows before its end."""
    first = next(relations(step.relation)).terms[0] if step.inner else step.relation
    return [part for inner in step.inner for part in (inner, Relation((first, inner), ("=",)))]


def _judge(task: Task, step: Step, steps: list[Step]) -> None:
    step.decision = _follows(task, step)
    if step.decision.answer is Answer.UNSURE and not task.is_chain:
        step.decision = _follows_from_lines(task, step, steps[: step.place]) or step.decision
    step.mark = {Answer.FOLLOWS: "follows", Answer.FAILS: "broken", Answer.UNSURE: "unsure"}[step.decision.answer]
    if step.mark != "follows":
        _refuse_two_readings(task, step)
        _refuse_open_powers(task, step, steps[: step.place])
        return
    place = step.place
    before: list[Tree] = [task.start, *(other.relation for other in steps[:place])]
    if task.is_chain:
        before += [end_of(other) for other in steps[:place]]
    step.is_repeated = says_nothing(step.line, task) or any(
        task.is_written_as(known, _said(step, known)) for known in before
    )
    step.inner = _new_inside(task, step, before)
    if (step.line.sign == "<=>" or task.both_ways) and not task.is_chain:
        _judge_back(task, step, steps[place - 1].relation if place else task.start)
    if step.mark == "follows" and task.largest_step is not None and not step.is_repeated:
        known = task.start if task.is_chain or not place else steps[place - 1].relation
        if _distance(task, known, step.relation) > task.largest_step:
            step.mark = "leap"


def _new_inside(task: Task, step: Step, before: list[Tree]) -> tuple[Tree, ...]:
    """What stands between both ends of a chain in one line and was not there before."""
    if not isinstance(step.relation, Relation) or sort(step.line.tree) != "truth":
        return ()
    own = step.relation.terms[-len(step.line.terms) :]
    known, found = [*before, own[-1], *(() if task.is_chain else step.relation.terms[:1])], list[Tree]()
    for term in own[:-1]:
        if not any(task.is_written_as(term, other) for other in (*known, *found) if sort(other) == "value"):
            found.append(term)
    return tuple(found)


def _refuse_two_readings(task: Task, step: Step) -> None:
    """`= a = b` under an equation goes on from it; where only `a = b` itself follows that may be meant."""
    if task.is_chain or step.line.sign in ("", "=>", "<=>") or not isinstance(step.line.tree, Relation):
        return
    if follows(task.worlds, step.line.tree, step.line.places).answer is Answer.FOLLOWS:
        refuse(
            step.line, _("A line that begins with `%(sign)s` goes on from the line before. For a new one take it out.")
        )


def _refuse_open_powers(task: Task, step: Step, before: list[Step]) -> None:
    """`\\ln(1-p)^n` is read as a power of a logarithm; where only the logarithm of a power follows that is meant."""
    if step.line.other is None:
        return
    meant = replace(step.line, tree=step.line.other)
    lines = (_Chain(task) if task.is_chain else _Statements(task)).read([*(each.line for each in before), meant])
    if _follows(task, lines[-1]).answer is Answer.FOLLOWS:
        refuse(step.line, _OPEN_POWER)


_OPEN_POWER = _("Say by brackets what the power belongs to: `log((1-p)^n)` or `(log(1-p))^n`.")
_GOES_ON = _(
    "A line that begins with `%(sign)s` goes on from the line before. Take this sign out where a new equation begins."
)


def says_nothing(line: Line, task: Task) -> bool:
    """Whether a line is true whatever the names are, as `0 = 0` and `x = x` among statements about x."""
    pairs = comparisons(line.tree) if line.sign in ("", "=>", "<=>") else []
    is_about_names = bool(names(task.start))
    return bool(pairs) and all(
        task.same(left, right) or (is_about_names and not names(left) | names(right)) for left, _sign, right in pairs
    )


def _said(step: Step, known: Tree) -> Tree:
    return step.relation if sort(known) == "truth" else end_of(step)


def _follows(task: Task, step: Step) -> Decision:
    decision = follows(task.worlds, step.relation, step.line.places, stated=not task.is_chain)
    if decision.answer is Answer.FOLLOWS and task.is_impossible:
        return decision if _holds_as_little(task, step) else replace(decision, answer=Answer.UNSURE)
    if decision.answer is Answer.UNSURE and not task.is_chain and _is_plain(task, step):
        return Decision(Answer.FOLLOWS)
    return decision


def _follows_from_lines(task: Task, step: Step, before: list[Step]) -> Decision | None:
    """Whether it follows from what is given together with the lines before, which follow themselves."""
    held = [each.relation for each in before if isinstance(each.relation, Relation)]
    if not held:
        return None
    # Together they may be too long, or more than is read.
    with suppress(AnswerError, DefinitionError):
        found = follows(worlds(task.setting.assuming(*held), task.start), step.relation, step.line.places)
        return found if found.answer is Answer.FOLLOWS else None
    return None


def _holds_as_little(task: Task, step: Step) -> bool:
    """Whether a line behind a start that holds nowhere does not hold anywhere either, or holds without all that."""
    is_given = holds_nowhere(Facts(task.setting))
    if not (task.is_chain or is_given) and Task(task.setting, step.relation, step.relation).is_impossible:
        return True
    free = (Facts(replace(task.setting, facts=())),)
    return follows(free, step.relation, step.line.places, stated=False).answer is Answer.FOLLOWS


def _is_plain(task: Task, step: Step) -> bool:
    """Whether it holds without the start, or is the start times a number that is not 0."""
    without = Facts(task.setting)
    found = follows((without,), step.relation, step.line.places)
    return found.answer is Answer.FOLLOWS or is_multiple(task.setting, step.relation, task.start)


def is_multiple(setting: Setting, relation: Statement, other: Tree, *, signs: tuple[str, ...] = ("=",)) -> bool:
    """Whether an equation of numbers is another one times a number that is not 0, wherever the sides have values.

    signs: how the two sides are compared, () for any way.
    """
    both = (relation, other)
    if setting.symbols.shaped or any(not isinstance(each, Relation) or len(each.signs) != 1 for each in both):
        return False
    if signs and any(isinstance(each, Relation) and each.signs != signs for each in both):
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
    # What the line defines cannot be differentiated by.
    before = with_changed(before, task.setting.expanded)
    assert isinstance(before, Relation | Logic)
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
