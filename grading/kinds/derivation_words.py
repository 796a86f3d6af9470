"""What is said of a derivation: a mark and the reasons for each line, and one sentence on the whole."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from grading.errors import AnswerError
from grading.kinds.derivation_slips import slips, slips_behind
from grading.kinds.derivation_witness import witness
from grading.maths.derivations.course import Course, Step, Task, end_of
from grading.maths.derivations.facts import Facts
from grading.maths.derivations.fixes import fixed_sides, fixes
from grading.maths.derivations.following import follows
from grading.maths.derivations.goals import goes_on_behind, sign_in_place_of_goals
from grading.maths.derivations.judging import is_multiple, middle_lines
from grading.maths.derivations.language import Line, read_line, split_lines
from grading.maths.derivations.one_sided import one_sided
from grading.maths.derivations.quick_look import QuickLook
from grading.maths.derivations.relation_slips import RelationSlip, relation_slip
from grading.maths.derivations.setting import NOWHERE
from grading.maths.derivations.slips import Slip, find_slip, says_which_way
from grading.maths.derivations.statements import Statement, comparisons
from grading.maths.derivations.steps import Answer, decide, fails_at
from grading.maths.derivations.worlds import worlds
from grading.maths.piecewise import are_by_cases
from grading.maths.printing import name_to_latex, to_latex, to_text
from grading.maths.tree import Call, Negate, Number, Power, Relation, Tree, names, nodes, sort
from grading.messages import Message, _, say
from grading.plain import message_as_data

if TYPE_CHECKING:
    from grading.kinds.derivation import DerivationField

# Under more equations a slip is looked for without them.
_FEW = 4
# At so many points it is looked whether a line fails behind a slip.
_SOON = 6
# So many slips that a few points do not exclude are looked at closely, which takes long.
_LOOKS = 10
_SIGNS = {"<=": r"\le", ">=": r"\ge", "=>": r"\Rightarrow", "<=>": r"\Leftrightarrow", "!=": r"\ne"}


@dataclass(frozen=True)
class Report:
    """messages: the sentence on the whole, then why; details: the lines with their marks, as plain data."""

    messages: tuple[Message, ...]
    details: Mapping[str, Any]
    misconceptions: tuple[str, ...] = ()


def report(field: "DerivationField", course: Course) -> Report:
    step = course.broken
    why, found = _why(field, course, step) if step is not None and step.mark == "broken" else ((), ())
    lines = [_line(each, course, why if each is step else ()) for each in course.steps]
    messages = tuple(_summary(field, course))
    details = {"lines": lines, "start": to_latex(course.task.start), "is_chain": course.task.is_chain}
    return Report((*messages, *why), details, found)


def _line(step: Step, course: Course, why: tuple[Message, ...]) -> dict[str, Any]:
    return {
        "number": step.place + 1,
        "sign": _sign(step.line, is_chain=sort(step.line.tree) == "value"),
        "latex": to_latex(step.line.tree),
        "mark": step.mark,
        "waits_for": course.broken.place + 1 if course.broken is not None and step.mark == "waits" else 0,
        "reason": step.line.reason,
        "messages": [message_as_data(message) for message in why],
    }


def _sign(line: Line, *, is_chain: bool) -> str:
    return _SIGNS.get(line.sign, line.sign) or ("=" if is_chain else "")


def lines_as_latex(lines: tuple[Line, ...]) -> str:
    rows = [f"{_SIGNS.get(line.sign, line.sign)} {to_latex(line.tree)}".strip() for line in lines]
    # Each line is set as large as a displayed formula, which those of an array are not.
    return rows[0] if len(rows) == 1 else r"\begin{aligned}&" + r" \\ &".join(rows) + r"\end{aligned}"


def lines_as_text(lines: tuple[Line, ...]) -> str:
    reasons = [f" # {line.reason}" if line.reason else "" for line in lines]
    return "\n".join(
        f"{line.sign} {to_text(line.tree)}{reason}".strip() for line, reason in zip(lines, reasons, strict=True)
    )


# --- the whole ---


def _summary(field: "DerivationField", course: Course) -> Iterator[Message]:
    step = course.broken
    if step is not None:
        yield _stopped(course.task, step)
    elif course.reached is None:
        yield from _not_reached(field, course)
    elif course.reached == 0 and (field.steps or field.through) and _is_goal_alone(course):
        yield say(_("Line 1 already is the goal. Show the lines that lead to it before."))
    elif not all(course.shown):
        yield _missing_step(field, course)
    elif middle_lines(course) < field.steps:
        one = _("Every line follows, but at least one line between the start and the goal is asked.")
        more = _("Every line follows, but at least %(steps)d lines between the start and the goal are asked.")
        yield say(one) if field.steps == 1 else say(more, steps=field.steps)
        repeated = (step for step in course.steps[1 : course.reached] if step.is_repeated)
        if (same := next(repeated, None)) is not None:
            yield say(_("Line %(line)d says the same as one before it and does not count."), line=same.place + 1)
    else:
        written = [each.line.tree for each in course.steps]
        again = [place for place, tree in enumerate(written) if tree in written[:place]]
        if again:
            yield say(_("Line %(line)d says nothing new."), line=again[0] + 1)


def _is_goal_alone(course: Course) -> bool:
    """Whether the first line is the goal and shows nothing before it, not even what is worth the same as the start."""
    line = course.steps[0].line
    return not middle_lines(course) and len(line.terms) <= (1 if line.sign else 2)


def _stopped(task: Task, step: Step) -> Message:
    values = {"line": step.place + 1, "before": step.place}
    if step.mark == "leap":
        if step.place:
            text = _("Line %(line)d follows, but the step from line %(before)d is too large. Show what lies between.")
            return say(text, **values)
        return say(_("Line 1 follows, but the step from the start is too large. Show what lies between."))
    if step.mark == "unsure" and task.is_impossible:
        return say(
            _("Nothing satisfies what line %(line)d starts from, so we could not decide whether it follows."), **values
        )
    if step.mark == "unsure":
        return say(_("We could not decide whether line %(line)d follows. Smaller steps may help."), line=step.place + 1)
    if not step.leads_back:
        return say(_("Line %(line)d follows, but it does not lead back to what stands before it."), line=step.place + 1)
    if not task.is_chain:
        return say(_("Line %(line)d does not follow."), line=step.place + 1)
    if step.place:
        return say(_("Line %(line)d does not follow from line %(before)d."), **values)
    return say(_("Line 1 does not follow from the start."))


def _not_reached(field: "DerivationField", course: Course) -> Iterator[Message]:
    task = course.task
    sign = sign_in_place_of_goals(task, course)
    if sign:
        text = _("Every line follows, but together they show only $%(start)s %(sign)s %(goal)s$; asked is $%(asked)s$.")
        ends = {"start": to_latex(task.start), "goal": to_latex(task.goal)}
        yield say(text, **ends, sign=_SIGNS.get(sign, sign), asked=_SIGNS.get(task.goal_sign, task.goal_sign))
    elif sign is not None:
        yield say(_("Every line follows, but the signs point both ways: they do not compare the start with the goal."))
    elif (behind := goes_on_behind(task, course)) is not None:
        text = _("Line %(line)d goes on behind the goal. End with it: $%(goal)s$.")
        yield say(text, line=behind.place + 1, goal=to_latex(task.goal))
    elif task.only is not None:
        allowed = ", ".join(f"${name_to_latex(name)}$" for name in task.only)
        yield say(_("Every line follows, but the end is not reached: it holds only %(names)s."), names=allowed)
        if field.form != "any":
            yield say(_("The last line is asked in another form: %(form)s."), form=field.form.replace("_", " "))
    else:
        yield say(_("Every line follows, but the goal is not reached yet: $%(goal)s$."), goal=to_latex(task.goal))


def _missing_step(field: "DerivationField", course: Course) -> Message:
    missing = next(step for step, shown in zip(field.through, course.shown, strict=True) if not shown)
    if missing.says:
        return Message(missing.says)
    return say(_("Every line follows, but a line between lacks the step that is asked. Show how you get to the goal."))


# --- one wrong line ---


def _why(field: "DerivationField", course: Course, step: Step) -> tuple[tuple[Message, ...], tuple[str, ...]]:
    """The author's words or those of a known slip, then a point at which it fails."""
    shown = witness(course.task, step) if field.witness else None
    more = (shown,) if shown else ()
    if not step.leads_back:
        return more, ()
    for misconception in field.misconceptions:
        if misconception.answer is not None and _is_said(course.task, step, misconception.answer):
            return (Message(misconception.says), *more), (misconception.name,)
    before = course.steps[step.place - 1].relation if step.place else course.task.start
    slip: Slip | RelationSlip | None = relation_slip(course.task, before, step)
    if slip is None and step.decision is not None and not step.decision.undefined:
        slip = _slip(course.task, course, step)
    return ((slip.says, *more), (slip.name,)) if slip else (more, ())


def _is_said(task: Task, step: Step, answer: Any) -> bool:
    """Whether the last of an author's lines says what the wrong line says."""
    try:
        line = read_line(split_lines(answer)[-1].strip(), task.setting.vocabulary)
        if sort(line.tree) == "truth":
            return _same_statement(task, step.relation, line.tree)
        return _are_equal(task, end_of(step), line.tree)
    except AnswerError:
        return False


def _same_statement(task: Task, relation: Statement, other: Tree) -> bool:
    if task.same(relation, other):
        return True
    if not isinstance(relation, Relation) or not isinstance(other, Relation):
        return False
    if len(relation.terms) != len(other.terms) or relation.signs != other.signs:
        return False
    return all(_are_equal(task, one, two) for one, two in zip(relation.terms, other.terms, strict=True))


def _are_equal(task: Task, first: Tree, second: Tree) -> bool:
    """Whether two are equal; under many equations, of which a hint is not worth the time, only what is so without."""
    if len(task.facts.equations) > _FEW:
        free = Facts(replace(task.setting, facts=(), given=()))
        return decide(free, first, "=", second, NOWHERE).answer is Answer.FOLLOWS
    return decide(task.facts, first, "=", second, NOWHERE).answer is Answer.FOLLOWS


def _slip(task: Task, course: Course, step: Step) -> Slip | None:
    if task.is_chain:
        sides = _failing(task, step)
        return _slip_in_chain(task, sides[0], sides[2]) if sides is not None and sides[1] == "=" else None
    before = course.steps[step.place - 1].relation if step.place else task.start
    if (one := one_sided(before, step.relation, task.same)) is not None:
        return one
    back, looks = cache(lambda: worlds(task.setting, step.relation)), iter(range(_LOOKS))

    def leads_to(slip: Slip) -> bool:
        is_likely = _may_lead_to(task, slip, step.relation)
        return is_likely and next(looks, None) is not None and _leads_to(task, slip.tree, step.relation, back())

    found = find_slip(partial(slips, task.setting), before, leads_to)
    if found is not None or not (_is_equation(before) and _is_equation(step.relation)):
        return found
    assert isinstance(step.relation, Relation)
    fixed = fixed_sides(step.relation)
    right = (fix for fix, relation in fixed if not task.forms.same(before, relation) and _is_right(task, relation))
    return next(right, None) or _slip_in_derivative(task, step.relation)


def _slip_in_derivative(task: Task, line: Relation) -> Slip | None:
    """The slip that leads from a derivative of what the start gives to what an equation says it is."""
    plain = replace(task, setting=task.facts.setting)
    for derivative, other in (line.terms, line.terms[::-1]):
        if isinstance(derivative, Call) and derivative.function == "diff" and not _count(other, "diff"):
            return _slip_in_chain(plain, derivative, other)
    return None


def _slip_in_chain(task: Task, before: Tree, line: Tree) -> Slip | None:
    """The slip that leads from one expression to the next, be it after a right step, or before one."""
    look, back = QuickLook(task.facts, line, before), QuickLook(task.facts, before, line)

    def leads_to(slip: Slip) -> bool:
        return _is_seen(task, slip, line) and look.may_be(slip.tree) and _is_line(task, slip, line)

    def sets_right(fix: Slip) -> bool:
        if fix.name.endswith("factor-2") and not _are_names_in(task, before, line):
            return False
        return back.may_be(fix.tree) and _are_equal(task, before, fix.tree) and not _is_zero(task, line)

    return (
        find_slip(partial(slips, task.setting), before, leads_to)
        or find_slip(fixes, line, sets_right)
        or find_slip(partial(slips_behind, task.setting), before, leads_to)
    )


def _is_equation(statement: Tree) -> bool:
    return isinstance(statement, Relation) and statement.signs == ("=",)


def _is_right(task: Task, relation: Relation) -> bool:
    """Whether an equation follows that is not true without the start."""
    try:
        points = list(task.facts.points(_SOON))
        if not points or fails_at(task.facts, relation, points) is not None:
            return False
        free = Facts(replace(task.setting, facts=(), given=()))
        if follows((free,), relation, NOWHERE).answer is not Answer.FAILS:
            return False
        return follows(task.worlds, relation, NOWHERE).answer is Answer.FOLLOWS
    except AnswerError:
        return False


def _is_line(task: Task, slip: Slip, line: Tree) -> bool:
    """Whether a slip leads to a line; one that is always 0 shows a slip only by how it is written, as much is 0."""
    return _are_equal(task, slip.tree, line) and (task.same(slip.tree, line) or not _is_zero(task, line))


def _is_zero(task: Task, line: Tree) -> bool:
    """Whether it is 0 for all values of its names, whatever is given of them."""
    symbols = task.setting.symbols
    shaped = {name: replace(said, structure="general") for name, said in symbols.shaped.items()}
    free = replace(task.setting, symbols=replace(symbols, shaped=shaped), facts=(), given=())
    return decide(Facts(free), line, "=", Number(Fraction(0)), NOWHERE).answer is Answer.FOLLOWS


def _is_seen(task: Task, slip: Slip, line: Tree) -> bool:
    """Whether a line may come from a slip by what stands in it: `= 0` has no x to see, `relu(x^2)` lost no function."""
    if not _are_names_in(task, slip.tree, line):
        return False
    if slip.name == "extra-inverse":
        return _has_inverse(line)
    if slip.name == "swapped-factors" and _count(line, "tr") > _count(slip.tree, "tr"):
        return False
    return slip.name != "lost-function" or _functions(line) <= _functions(slip.tree)


def _are_names_in(task: Task, tree: Tree, line: Tree) -> bool:
    return names(task.setting.expanded(tree)) <= names(task.setting.expanded(line))


def _has_inverse(tree: Tree) -> bool:
    """Whether one is written in it: of a projection that has an inverse all is true that is true of `I`."""
    return _count(tree, "inv") + _count(tree, "solve") > 0 or any(
        isinstance(node, Power) and isinstance(node.exponent, Negate) for node in nodes(tree)
    )


def _count(tree: Tree, function: str) -> int:
    return sum(isinstance(node, Call) and node.function == function for node in nodes(tree))


def _functions(tree: Tree) -> set[str]:
    return {node.function for node in nodes(tree) if isinstance(node, Call)}


def _may_lead_to(task: Task, slip: Slip, relation: Statement) -> bool:
    """Whether the wrong line may follow from a line with a slip, which a few points tell."""
    before = slip.tree
    if not (
        isinstance(before, Relation) and _is_seen(task, slip, relation) and _is_of_one_sort(task, before, relation)
    ):
        return False
    if says_which_way(slip) and not _is_kept(task, slip, relation):
        return False
    facts = Facts(task.setting.assuming(before), linear=True)
    points = list(facts.points(_SOON))
    return bool(points) and fails_at(facts, relation, points) is None


def _leads_to(task: Task, before: Tree, relation: Statement, back: tuple[Facts, ...]) -> bool:
    """Whether the wrong line follows from a line with a slip. back: the worlds in which that line holds."""
    if any(fails_at(there, before, there.points(_SOON)) is not None for there in back):
        return False
    # Much follows from a slip: it led to this line where the line does not say less, which is sooner seen.
    if follows(back, before, NOWHERE).answer is Answer.FAILS:
        return False
    assert isinstance(before, Relation)
    facts = Facts(task.setting.assuming(before), linear=True)
    return follows((facts,), relation, NOWHERE).answer is Answer.FOLLOWS


def _is_of_one_sort(task: Task, before: Relation, relation: Statement) -> bool:
    """Whether both are equations, or both are the same inequality with terms brought over: else a slip in a side of the
    one is not seen in the other.
    """
    signs = {sign for _left, sign, _right in comparisons(relation)}
    if signs <= {"="} or set(before.signs) <= {"="}:
        return signs <= {"="} and set(before.signs) <= {"="} and not are_by_cases(relation)
    return is_multiple(task.setting, relation, before, signs=())


def _is_kept(task: Task, slip: Slip, relation: Statement) -> bool:
    """Whether a line has the sides of one with a slip; where something got lost, also with terms brought over."""
    before = slip.tree
    assert isinstance(before, Relation)
    if slip.name.startswith("lost-") and is_multiple(task.setting, relation, before):
        return True
    return any(_same_statement(task, relation, each) for each in (before, replace(before, terms=before.terms[::-1])))


def _failing(task: Task, step: Step) -> tuple[Tree, str, Tree] | None:
    """The part of the wrong line that fails."""
    for left, sign, right in comparisons(step.relation):
        if decide(task.facts, left, sign, right, step.line.places).answer is Answer.FAILS:
            return left, sign, right
    return None
