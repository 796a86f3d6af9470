"""What is asked of a derivation, and how far its lines lead."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain, combinations

from grading.maths.derivations.as_written import PlainlyWritten, Written
from grading.maths.derivations.exact import holds_nowhere
from grading.maths.derivations.facts import Facts
from grading.maths.derivations.language import Line
from grading.maths.derivations.setting import Setting
from grading.maths.derivations.shapes import Forms
from grading.maths.derivations.spelled import Alike, Results, Spelling, ways_to_sum
from grading.maths.derivations.statements import Statement, relations
from grading.maths.derivations.steps import Decision
from grading.maths.derivations.worlds import worlds
from grading.maths.matrices.dims import SCALAR
from grading.maths.tree import ALWAYS, Tree, names, sort


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

    def among(self, more: frozenset[str]) -> "Task":
        """The same without names that occur nowhere, of which nobody asks anything; more: those of an answer."""
        said = (self.start, self.goal, *self.setting.given, *chain.from_iterable(self.through))
        known = more.union(self.only or (), *map(names, said))
        return replace(self, setting=self.setting.among(known))

    @property
    def is_chain(self) -> bool:
        return sort(self.start) == "value"

    @cached_property
    def worlds(self) -> tuple[Facts, ...]:
        """What is given, with each case of the start."""
        return worlds(self.setting, ALWAYS if self.is_chain else self.start)

    @cached_property
    def is_impossible(self) -> bool:
        """Whether the start holds nowhere, so that anything would follow."""
        return all(map(holds_nowhere, self.worlds))

    @property
    def facts(self) -> Facts:
        return self.worlds[0]

    @cached_property
    def forms(self) -> Forms:
        return Forms(self._is_number)

    def same(self, first: Tree, second: Tree) -> bool:
        """Whether two have the same form, or would have in one notation."""
        return any(forms.same(first, second) for forms in (self.forms, *self._plain))

    def is_written_as(self, first: Tree, second: Tree) -> bool:
        """Whether one is written as the other, up to order and notation."""
        return any(forms.same(first, second) for forms in self._written)

    def is_same_result(self, result: Tree, other: Tree) -> bool:
        """Whether two say the same result: `norm(x)^2` and `x.T x` where the exercise does not ask for just that."""
        return any(forms.same(result, other) for forms in self._results)

    def shows(self, part: Tree, asked: Tree) -> bool:
        """Whether what is asked stands in it, as it is asked or in another notation that the start does not have."""
        known = (self.start, self.goal)
        more = (forms for forms in self._plain if not any(forms.contains(each, asked) for each in known))
        return any(forms.contains(part, asked) for forms in (self.forms, *more))

    def plain(self, tree: Tree) -> Tree:
        """A tree in one notation for each thing."""
        return self.spelling.plain(tree) if self._plain else tree

    @cached_property
    def spelling(self) -> Spelling:
        return Spelling(self.setting.shape_of, sums=ways_to_sum(self.start) == ways_to_sum(self.goal))

    @cached_property
    def _plain(self) -> tuple[Forms, ...]:
        return self._telling(Alike(self._is_number, self.spelling.plain))

    @cached_property
    def _written(self) -> tuple[Forms, ...]:
        plain = (PlainlyWritten(self._is_number, self.spelling.plain),) if self._plain else ()
        return (Written(self._is_number), *plain)

    @cached_property
    def _results(self) -> tuple[Forms, ...]:
        return self._telling(Results(self._is_number, self.spelling.result)) if self._plain else ()

    def _telling(self, forms: Forms) -> tuple[Forms, ...]:
        """The forms, unless they join what the exercise tells apart."""
        said = (self.start, self.goal, *chain.from_iterable(self.through))
        joins = (forms.same(*pair) and not self.forms.same(*pair) for pair in combinations(said, 2))
        return (forms,) if self.setting.symbols.shaped and not any(joins) else ()

    def _is_number(self, tree: Tree) -> bool:
        return not self.setting.symbols.shaped or self.setting.shape_of(tree) == SCALAR


@dataclass
class Step:
    """A line with what it states.

    relation: the end of the line before with this one. mark: follows, broken, leap, unsure or waits. inner: what is new
    between both ends of a chain in one line, `= a b = b a`.
    """

    line: Line
    relation: Statement
    mark: str = "waits"
    place: int = 0
    decision: Decision | None = None
    leads_back: bool = True
    is_repeated: bool = False
    inner: tuple[Tree, ...] = ()


@dataclass
class Course:
    """How far the lines lead.

    task: of what they were judged. reached: the index of the first line that is the goal, None where there is none.
    """

    task: Task
    steps: list[Step] = field(default_factory=list)
    reached: int | None = None
    shown: list[bool] = field(default_factory=list)

    @property
    def broken(self) -> Step | None:
        return next((step for step in self.steps if step.mark in ("broken", "leap", "unsure")), None)


def end_of(step: Step) -> Tree:
    """The last expression of a line of a chain."""
    return next(reversed(list(relations(step.relation)))).terms[-1]
