"""What an author says of a formula that is asked for."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cached_property
from typing import Any, ClassVar, Literal

from pydantic import Field as Key, model_validator

from grading.errors import AnswerError, DefinitionError
from grading.faults import unreadable
from grading.kinds.differentiated import DifferentiatedField
from grading.kinds.symbolic_derivative import (
    check_variables,
    read_loss,
    right_answer,
    without_kinks,
)
from grading.maths import equivalence, mutations
from grading.maths.decisions import Decision, Policy
from grading.maths.domains import Domain, read_domains
from grading.maths.gatherings import (
    compare_collections,
    is_of_tuples,
)
from grading.maths.pairs import is_certain_pair
from grading.maths.parser import parse_reference
from grading.maths.piecewise import are_by_cases
from grading.maths.printing import to_text
from grading.maths.recognition import LineUp
from grading.maths.tree import (
    Call,
    Constant,
    Items,
    Name,
    Tree,
    names,
    nodes,
    sort,
)
from grading.maths.trees import substituted

Form = Literal[
    "any",
    "expanded",
    "factored",
    "single_fraction",
    "lowest_terms",
    "partial_fractions",
    "completed_square",
    "simplified",
]
# Slips that say nothing where a factor is free: `x^2 - 1` for `x^2 - 2` has no factor 2 too many.
_FACTORS = ("lost-factor-2", "lost-half", "extra-factor-2")
# The names under which a constant of integration may be added.
FREE = ("C", "c", "K", "k", "C_0", "C_1", "const")
_REAL = Domain()


class SymbolicField(DifferentiatedField):
    """The reference is an expression, a relation, a set, a tuple or an interval in the declared symbols, or a
    derivative."""

    known_slips: ClassVar[tuple[str, ...]] = mutations.NAMES

    symbols: Mapping[str, Any] = Key(
        default={}, description="Name -> domain: real, positive, integer, probability, complex, or {is, min, max}."
    )
    form: Form = "any"
    form_credit: float = Key(default=0.0, ge=0, lt=1, description="What the right value in a wrong form earns.")
    up_to: Literal["none", "constant", "scale"] = "none"
    free_constant: Literal["optional", "required"] = "optional"
    rtol: float | None = Key(default=None, ge=0, lt=1, description="Relative error allowed at each point.")
    domain: Literal["reference", "same", "common"] = Key(
        default="reference", description="Where the answer must have a value: at least where the reference has."
    )
    witness: bool | Literal["answer"] = Key(
        default=True,
        description="Show a point at which a wrong answer differs, with both values; `answer` hides the right one.",
    )

    @model_validator(mode="after")
    def reference_is_readable(self) -> "SymbolicField":
        try:
            tree = self.tree
        except AnswerError as problem:
            raise unreadable("the reference", self.answer_text, problem, "reference", named=True) from problem
        read_domains(self.symbols)
        if sort(tree) == "truth" and (self.form != "any" or self.up_to != "none" or self.rtol is not None):
            raise ValueError("form, up_to and rtol are for expressions; the reference is a relation")
        if self.up_to == "scale" and not is_of_tuples(tree):
            raise ValueError("up_to: scale is for an expression, a tuple or a set of tuples")
        if self.variables:
            check_variables(self.variables, tuple(self.symbols))
        if self.asked and self.reference != "" and not self._is_derivative(self.written):
            shown = to_text(self.derivative)
            raise DefinitionError("the reference is not the derivative", where="reference", remedy=f"That is {shown}.")
        return self

    def _is_derivative(self, tree: Tree) -> bool:
        """At a kink it may have any value."""
        if sort(tree) != sort(self.derivative):
            return False
        wanted = without_kinks(self.derivative, self.loss)
        return compare_collections(tree, wanted, self.compared_in(tree)).equal

    @cached_property
    def loss(self) -> Tree:
        assert self.asked is not None
        return read_loss(*self.asked, tuple(self.symbols))

    @cached_property
    def derivative(self) -> Tree:
        """What `gradient_of` and the like ask for."""
        assert self.asked is not None
        variables = check_variables(self.variables, tuple(self.symbols))
        return right_answer(self.asked[0], self.loss, variables)

    @cached_property
    def answer_text(self) -> str:
        """The reference, or the derivative where only the loss is given."""
        return to_text(self.derivative) if self.asked and self.reference == "" else str(self.reference)

    @cached_property
    def known(self) -> tuple[str, ...]:
        """The names that may be written."""
        return (*self.own, *self.conjugates)

    @cached_property
    def own(self) -> tuple[str, ...]:
        """The declared names, and those of a constant of integration where one is free."""
        free = [name for name in FREE if name not in self.symbols] if self.up_to == "constant" else []
        return (*self.symbols, *free)

    @cached_property
    def conjugates(self) -> dict[str, Tree]:
        """What may be written beside complex numbers, where it is no declared name: `\\bar{z}`, and j for i."""
        bars: dict[str, Tree] = {f"{name}_bar": Call("conjugate", (Name(name),)) for name in self.complex_names}
        unit: dict[str, Tree] = {"j": Constant("i")} if self.complex_names or self.has_unit else {}
        return {name: tree for name, tree in {**bars, **unit}.items() if name not in self.symbols}

    @cached_property
    def complex_names(self) -> tuple[str, ...]:
        return tuple(name for name, domain in self.domains.items() if domain.sort == "complex")

    @cached_property
    def has_unit(self) -> bool:
        """Whether the imaginary unit stands in the right answer."""
        with suppress(AnswerError):
            return Constant("i") in nodes(parse_reference(self.answer_text, tuple(self.symbols)))
        return False

    @cached_property
    def domains(self) -> dict[str, Domain]:
        return read_domains(self.symbols)

    @cached_property
    def written(self) -> Tree:
        """The reference as it is written."""
        return substituted(parse_reference(self.answer_text, self.known), self.conjugates)

    @cached_property
    def tree(self) -> Tree:
        """What is right. Of a derivative by cases nothing is asked at its kinks, whatever the reference says there."""
        if not self.asked:
            return self.written
        return without_kinks(self.derivative if are_by_cases(self.written) else self.written, self.loss)

    @cached_property
    def unknown(self) -> str | None:
        """The one name for which a set may stand; None where there are several."""
        found = self.symbols if len(self.symbols) == 1 else names(self.tree)
        return next(iter(found)) if len(found) == 1 else None

    @cached_property
    def is_pair(self) -> bool:
        """Whether two values are asked, and no open interval."""
        is_told = bool(self.asked) or self.up_to == "scale"
        return (is_told and isinstance(self.tree, Items)) or is_certain_pair(self.tree, self.domains)

    @cached_property
    def policy(self) -> Policy:
        variables = () if self.asked else self.variables
        return Policy(up_to=self.up_to, variables=variables, rtol=self.rtol, domain=self.domain)

    @cached_property
    def line_up(self) -> LineUp:
        """The known slips, for references that have one value."""
        extra = tuple(name for name in self.known if name not in self.symbols and name not in self.conjugates)
        without = (*self.not_derived, *(_FACTORS if self.up_to == "scale" else ()))
        return LineUp(self.tree, self.domains, self.policy, extra, first=self.slips, without=without)

    def domains_of(self, answer: Tree) -> dict[str, Domain]:
        """The declared domains, and the real numbers for a constant of integration."""
        free = (names(answer) | names(self.tree)) - self.domains.keys()
        return self.domains | dict.fromkeys(free, _REAL) if free else self.domains

    def compared_in(self, answer: Tree) -> Callable[[Tree, Tree], Decision]:
        """How two parts of sets and tuples are compared."""
        domains = self.domains_of(answer)
        return lambda found, wanted: equivalence.compare(found, wanted, domains, self.policy)
