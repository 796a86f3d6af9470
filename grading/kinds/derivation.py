"""A derivation: lines that each follow from what is given, from a start to a goal, through the steps that are asked.

What a field says:

- `start`: an expression, then every line is equal to the one before or compared with it (a chain); or a relation, then
  every line is a relation that holds wherever the start and what is given hold (statements), and has values there.
  Statements may have cases: `x = 1 or x = -1` (`x = ±1`), `x = 2 and y = 1`; so may the goal, in any order.
- `goal`: the last line. For a chain an expression, with a sign before it where it is no equality (`<= (a^2 + b^2)/2`);
  for statements a relation. The last line must have the goal's form, whatever the order of terms and commuting factors.
  `only`: instead, any expression in these names alone is an end, if it has the `form` that is asked (`factored` ...).
  A goal such as `p = k/n` is reached by any right expression for p in the names of the right side.
  Another notation of one thing is the same, here and in `through`: `eye(n)` for `I`, `0` for `zeros(n, 1)`, `dot(x, y)`
  for `x.T*y`, `log(det(P))` for `logdet(P)`; as a line of its own it says nothing new. So is another spelling of the
  result: `x.T*x` for `norm(x)^2`, `y.T*x` for `x.T*y`, `inv(A.T)` for `inv(A).T`, `ones(n).T*x` for `sum(x)`; not where
  that joins the goal and the start or an asked step, nor for sums where start and goal write them in different ways.
- `symbols`: as for formulas and matrix formulas; `random` for a random variable (`{is: random, shape: [n, 1]}` for a
  vector). `independent`: the random names that are independent of each other; a list among them is a group that is not
  independent within. All random names that are not listed are one more such group.
- `given`: relations that hold. `name = expression` makes the name an abbreviation; `E[e] = 0`, `A v = lam v`, `a > c`
  and the like are conditions: lines are judged where they hold. Structures (`is: orthonormal_columns`, a unit vector
  when it has one column) say most of what is given of matrices.
- `through`: the steps that some middle line must show, each a part that must stand in it, a list of parts of which one
  must, or `{contains: ..., says: ...}` with what is said where it is missing.
- `steps`: how many middle lines there must be at least; one that is written as the start, the goal or a line before is
  none, whatever the order, brackets, signs, and numbers put in above and below. `largest_step`: how many names and
  numbers may change from one line to the next; what changes more is asked to be shown.
- `each`: `follows` or, for statements, `equivalent` (every line must lead back to the one before).
- `credit`: `prefix` (each asked step that is shown before the first wrong line earns its share; the goal has a share,
  too) or `all`. `reference`: lines that earn everything, which exercises need. `witness`: show a point at which a
  wrong line fails.
- `misconceptions`: the `answer` is lines of which the last is the wrong one; a wrong line worth the same is explained.

In lines: `E[..]`, `Var(..)`, `Cov(.., ..)`, `d/dx`, `dL/dx`, `diff(f, x)` (derivatives of numbers by numbers),
relations, and all of matrix formulas. What cannot be decided is `undecided`: equations whose solutions are not found,
for instance.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field as Key, field_validator, model_validator

from grading.errors import AnswerError, DefinitionError
from grading.faults import unreadable
from grading.kinds import derivation_words as words
from grading.kinds.base import Field, Kind, Raw
from grading.kinds.symbolic_field import Form
from grading.maths import forms
from grading.maths.derivations.course import Course, Task
from grading.maths.derivations.declared import read_setting
from grading.maths.derivations.judging import check_shapes, follow, in_line, middle_lines
from grading.maths.derivations.language import Line, leading_sign, read_line, read_statement, split_lines
from grading.maths.derivations.setting import Setting
from grading.maths.tree import Tree, names, sort
from grading.messages import _, say
from grading.verdict import Verdict, correct, incorrect, invalid, partially_correct, undecided

_LINES = 40


class AskedStep(BaseModel):
    """A step that a middle line must show. contains: the parts of which one must stand in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    contains: tuple[str, ...]
    says: str = ""

    @model_validator(mode="before")
    @classmethod
    def short_forms(cls, said: Any) -> Any:
        """A part alone, or a list of parts."""
        if isinstance(said, str):
            return {"contains": (said,)}
        if isinstance(said, list | tuple):
            return {"contains": tuple(said)}
        if isinstance(said, Mapping) and isinstance(said.get("contains"), str):
            return {**said, "contains": (said["contains"],)}
        return said


class DerivationField(Field):
    """See the module for what each key means."""

    start: str = Key(description="An expression (lines are a chain) or a relation (lines are statements).")
    goal: str = Key(description="What the last line says; for a chain with a sign where it is no equality.")
    reference: str | tuple[str, ...] = Key(default=(), description="Lines that earn everything.")
    symbols: Mapping[str, Any] = Key(
        default={}, description="Name -> domain, {shape: [m, n], is: symmetric}, or random."
    )
    given: tuple[str, ...] = Key(default=(), description="Relations that hold; `name = ...` makes an abbreviation.")
    independent: tuple[str | tuple[str, ...], ...] = Key(default=(), description="Independent random names or groups.")
    through: tuple[AskedStep, ...] = Key(default=(), description="Parts that must stand in a middle line.")
    steps: int = Key(default=1, ge=0, le=20, description="How many middle lines there are at least.")
    largest_step: int | None = Key(default=None, ge=1, description="How many names and numbers may change in a line.")
    only: tuple[str, ...] | None = Key(default=None, description="The end: any expression in these names alone.")
    form: Form = "any"
    each: Literal["follows", "equivalent"] = "follows"
    credit: Literal["prefix", "all"] = "prefix"
    witness: bool = Key(default=True, description="Show a point at which a wrong line fails.")

    @field_validator("given", "through", mode="before")
    @classmethod
    def one_is_a_list(cls, said: Any) -> Any:
        return (said,) if isinstance(said, str | Mapping) else said

    @model_validator(mode="after")
    def task_is_readable(self) -> "DerivationField":
        try:
            next(self.task.facts.points(1), None)
        except AnswerError as problem:
            raise self._unreadable(problem) from problem
        for key, text, tree in (("start", self.start, self.task.start), ("goal", self.goal, self.task.goal)):
            try:
                self.setting.expanded(tree)
                self.setting.check(tree)
            except AnswerError as problem:
                raise unreadable(f"the {key}", text, problem, key, named=True) from problem
        return self

    def _unreadable(self, problem: AnswerError) -> DefinitionError:
        """The key whose text cannot be read: a place knows the text."""
        texts = {"start": (self.start,), "goal": (self.goal,), "given": self.given}
        if problem.place is None or not problem.place.source:
            key = "given" if self.given else "start"
            return unreadable("the formula", "; ".join(texts[key]), problem, key, named=True)
        source = problem.place.source
        where = next((key for key, said in texts.items() if any(source in one for one in said)), "through")
        return unreadable("the formula", source, problem, where, named=True)

    @cached_property
    def setting(self) -> Setting:
        return read_setting(self.symbols, self.independent, self.given)

    @cached_property
    def task(self) -> Task:
        sign, text = leading_sign(self.goal)
        start, goal = (
            self.setting.as_read(*read_statement(each, self.setting.vocabulary)) for each in (self.start, text)
        )
        if sort(start) != sort(goal) or (sign and sort(goal) == "truth"):
            raise DefinitionError(
                "start and goal are of different sorts", where="goal", remedy="Give two expressions or two relations."
            )
        through = tuple(
            tuple(read_statement(part, self.setting.vocabulary)[0] for part in step.contains) for step in self.through
        )
        whole = Task(
            self.setting, start, goal, sign or "=", self.only, self._has_form, through, self.steps, self.largest_step,
            both_ways=self.each == "equivalent",
        )  # fmt: skip
        return whole.among(frozenset())

    def _has_form(self, tree: Tree) -> bool:
        return sort(tree) == "value" and forms.lacking(tree, self.form) is None


def parse(field: DerivationField, raw: Raw) -> tuple[Line, ...]:
    texts = split_lines(raw)
    if len(texts) > _LINES:
        raise AnswerError(say(_("At most %(most)d lines are read."), most=_LINES))
    if not texts:
        raise AnswerError(say(KIND.blank))
    return tuple(_read(field, text, number, texts) for number, text in enumerate(texts, start=1))


def _read(field: DerivationField, text: str, number: int, texts: list[str]) -> Line:
    try:
        line = read_line(text.strip(), field.setting.vocabulary)
        check_shapes(field.setting, line)
        other = None if line.other is None else field.setting.as_read(line.other, line.places)
        return replace(line, tree=field.setting.as_read(line.tree, line.places), other=other)
    except AnswerError as problem:
        raise problem if len(texts) == 1 else in_line(problem, number, text) from problem


def grade(field: DerivationField, answer: tuple[Line, ...]) -> Verdict:
    try:
        course = follow(_task_of(field, answer), list(answer))
    except AnswerError as problem:
        return invalid(problem)
    return _verdict(field, course)


def _task_of(field: DerivationField, answer: tuple[Line, ...]) -> Task:
    """The task with the names that an answer brings in."""
    said = frozenset().union(*(names(line.tree) for line in answer))
    more = said & {*field.setting.symbols.names} - {*field.task.setting.symbols.names}
    return replace(field.task, setting=field.setting).among(more) if more else field.task


def _verdict(field: DerivationField, course: Course) -> Verdict:
    report = words.report(field, course)
    broken = course.broken
    if broken is not None and broken.mark == "unsure":
        return undecided(*report.messages, details=report.details)
    if broken is None and is_complete(field, course):
        return correct(*report.messages, details=report.details)
    score = _share(field, course)
    more = {"details": report.details, "misconceptions": report.misconceptions}
    return partially_correct(score, *report.messages, **more) if score else incorrect(*report.messages, **more)


def is_complete(field: DerivationField, course: Course) -> bool:
    return course.reached is not None and all(course.shown) and middle_lines(course) >= field.steps


def _share(field: DerivationField, course: Course) -> float:
    """What the asked steps earn that are shown before the first wrong line."""
    if field.credit == "all" or not course.shown:
        return 0.0
    return sum(course.shown) / (len(course.shown) + 1)


def show(field: DerivationField, answer: tuple[Line, ...]) -> str:
    return words.lines_as_latex(answer)


def as_text(field: DerivationField, answer: tuple[Line, ...]) -> str:
    return words.lines_as_text(answer)


def reference(field: DerivationField) -> Raw:
    """Lines that earn everything; where none are given, the goal alone, which does not."""
    lines = field.reference or (field.goal,)
    return lines if isinstance(lines, str) else "\n".join(lines)


KIND = Kind(
    "derivation", _("Derivation"), DerivationField, parse, grade, show, reference, text=as_text, longest=6_000,
    blank=_("The answer is empty: there is no line yet. Write the first line, as in `= ...` or `y = ...`."),
    explains_itself=True,
)  # fmt: skip
