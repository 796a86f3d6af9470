"""Where a wrong line of a derivation fails: the humanest point that was found, with what the line says there."""

import math
from collections.abc import Iterator
from itertools import chain, islice, zip_longest

from flint import arb, fmpq

from grading.maths.derivations.course import Step, Task
from grading.maths.derivations.facts import Facts
from grading.maths.derivations.outcomes import is_outcome
from grading.maths.derivations.steps import Decision, differing_points
from grading.maths.derivations.undoing import Equation, value_at
from grading.maths.matrices.algebra import MATRICES, Value
from grading.maths.matrices.evaluation import Point
from grading.maths.matrices.witness import show_value
from grading.maths.printing import name_to_latex
from grading.maths.reals import REAL
from grading.maths.telling import show
from grading.maths.tree import Tree, names, sort
from grading.maths.values import Evaluator, TooMuch, Undefined, Unsure, bits
from grading.messages import Message, _, say

_WITNESSES, _SPECIAL = 40, 24
# The same where it fails at small fractions, too.
_FEW = 6
# The shortest of so many is shown.
_CHOICES = 4
_LONGEST_VALUE, _LONGEST_PLACE = 240, 240
_BITS = 1400
# So many digits are shown, and more where it takes more to see that two values differ.
_FEWEST_DIGITS, _MOST_DIGITS = 4, 30
_HUMANE = 12


def witness(task: Task, step: Step) -> Message | None:
    """A point at which the line fails, and what its sides are there; None where none can be shown."""
    decision = step.decision
    if decision is None or decision.facts is None:
        return None
    points: Iterator[Point] = iter(filter(None, [decision.point]))
    if decision.sides is not None and not decision.undefined and not _has_small(decision, 1):
        most = (_FEW, 0) if _has_small(decision, _HUMANE) else (_WITNESSES, _SPECIAL)
        points = chain(differing_points(decision.facts, decision.sides, decision.sign, *most), points)
    said = (_said_at(task, step, decision, decision.facts, point) for point in points)
    found = list(islice((message for message in said if message is not None), _CHOICES))
    return min(found, key=lambda message: len(str(message)), default=None)


def _has_small(decision: Decision, largest: int) -> bool:
    """Whether it fails at small numbers. largest: how large a denominator may be."""
    values = decision.point.values.values() if decision.point is not None else ()
    numbers = all(type(value) is fmpq and value.q <= largest and abs(value.p) <= _HUMANE for value in values)
    return decision.point is not None and numbers


def _said_at(task: Task, step: Step, decision: Decision, facts: Facts, point: Point) -> Message | None:
    with bits(_BITS):
        place = _place(task, step, decision, facts, point)
        if not place or len(place) > _LONGEST_PLACE:
            return None
        if not step.leads_back:
            text = _("At $%(point)s$ line %(line)d holds, but not what stands before it.")
            return say(text, point=place, line=step.place + 1)
        if decision.sides is None:
            return say(_("At $%(point)s$ what is given holds, but none of these cases."), point=place)
        return _sides_at(step, decision.sides, decision.sign, point, place)


def _sides_at(step: Step, sides: Equation, sign: str, point: Point, place: str) -> Message | None:
    called = _names_of_sides(step)
    values = [_value(side, point) for side in sides]
    for name, value in zip(called, values, strict=True):
        if isinstance(value, Undefined):
            return say(_("At $%(point)s$ %(side)s has no value."), point=place, side=name)
    if any(isinstance(value, Exception) for value in values):
        return None
    one, two = _told_apart(values)
    if one == two and sign == "=":
        return None
    if one == two:
        text = _("At $%(point)s$ %(first)s and %(second)s are both $%(one)s$.")
        return say(text, point=place, first=called[0], second=called[1], one=one)
    text = _("At $%(point)s$ %(first)s is $%(one)s$ and %(second)s is $%(two)s$.")
    return say(text, point=place, first=called[0], one=one, second=called[1], two=two)


def _value(side: object, point: Point) -> Value | Exception:
    try:
        return value_at(side, point)  # type: ignore[arg-type]
    except (Undefined, Unsure, TooMuch) as problem:
        return problem


def _told_apart(values: list[Value]) -> tuple[str, str]:
    """Both values with as many digits as it takes to see that they differ."""
    if any(isinstance(value, MATRICES) for value in values):
        return show_value(values[0]), show_value(values[1])
    gap, size = (abs(float(arb(value))) for value in (values[0] - values[1], values[0]))
    apart = math.log10(size) - math.log10(gap) if gap and size and math.isfinite(size) else 0
    digits = min(_FEWEST_DIGITS + int(max(apart, 0)), _MOST_DIGITS)
    return show(values[0], digits), show(values[1], digits)


def _place(task: Task, step: Step, decision: Decision, facts: Facts, point: Point) -> str:
    """The values of the names that occur, those of random ones as a list."""
    sides = decision.sides or ()
    used = {name for side in sides for name in names(side.tree)} | names(step.relation)
    if not task.is_chain:
        used |= {name for fact in facts.premise for name in names(fact)}
    used |= facts.setting.values.keys()
    full = facts.with_defined(point)
    basic = task.setting.symbols
    shown = [name for name in (*basic.sizes, *basic.names) if name in used and name in full.values]
    random = facts.setting.random_names
    plain = [_entry(name, full.values[name]) for name in shown if name not in random and not is_outcome(name)]
    groups = zip_longest(facts.setting.random, facts.setting.weights, fillvalue=())
    spread = [
        _outcomes([name for name in group if f"{name}.0" in used], full, weights)
        for group, weights in groups
        if any(f"{name}.0" in used for name in group)
    ]
    return r",\; ".join((*plain, *spread))


def _entry(name: str, value: Value) -> str:
    text = show_value(value)
    exact = not isinstance(value, MATRICES) and type(value) is fmpq and max(value.p, value.q) < 10**6
    sign = "=" if isinstance(value, MATRICES) or exact else r"\approx"
    return f"{name_to_latex(name)} {sign} {text}"


def _outcomes(group: list[str], point: Point, weights: tuple[Tree, ...]) -> str:
    r"""`X \in \{0, 1, 1, 3\}`: the outcomes, which are equally likely; with weights the chance of each."""
    rows = []
    for number in range(len([name for name in point.values if name.startswith(f"{group[0]}.")])):
        values = [show_value(point.values[f"{name}.{number}"]) for name in group]
        rows.append(values[0] if len(values) == 1 else f"({', '.join(values)})")
    called = ", ".join(map(name_to_latex, group))
    whole = called if len(group) == 1 else f"({called})"
    if weights:
        return _chances(whole, rows, [Evaluator(REAL, point.values).value(weight) for weight in weights])
    listed = r",\, ".join(rows)
    return rf"{whole} \in \{{{listed}\}} \text{{ (equally likely)}}"


def _chances(whole: str, rows: list[str], weights: list[Value]) -> str:
    r"""`P(X = 1) = 1/100,\; P(X = 0) = 99/100`."""
    chances: dict[str, Value] = {}
    for row, weight in zip(rows, weights, strict=True):
        chances[row] = chances.get(row, fmpq(0)) + weight
    told = (rf"P({whole} = {row}) = {show_value(chance)}" for row, chance in chances.items())
    return r",\; ".join(told)


def _names_of_sides(step: Step) -> tuple[str, str]:
    before = say(_("line %(line)d"), line=step.place) if step.place else say(_("the start"))
    if sort(step.line.tree) == "truth":
        return str(say(_("the left side"))), str(say(_("the right side")))
    return str(before), str(say(_("line %(line)d"), line=step.place + 1))
