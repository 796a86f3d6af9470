"""A formula, judged by what it is worth and, where asked, by its form."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from typing import Any, ClassVar, Literal

from pydantic import Field as Key, model_validator

from grading.errors import AnswerError, DefinitionError, Place
from grading.faults import unreadable
from grading.kinds.base import Kind, Raw
from grading.kinds.differentiated import DifferentiatedField
from grading.kinds.slips import unseen_formulas
from grading.kinds.symbolic_derivative import (
    check_variables,
    derivative_slip,
    read_loss,
    right_answer,
    without_kinks,
)
from grading.maths import equivalence, forms, mutations, witness
from grading.maths.both_signs import with_both_signs
from grading.maths.decisions import Decision, Outcome, Policy
from grading.maths.domains import Domain, read_domains
from grading.maths.gatherings import (
    compare_collections,
    compare_in_unknown,
    compare_up_to_factor,
    is_of_tuples,
    said_of_parts,
    said_of_point,
)
from grading.maths.labels import refuse_label
from grading.maths.pairs import as_list, as_pair, is_certain_pair
from grading.maths.parser import parse as parse_text, parse_reference
from grading.maths.piecewise import are_by_cases
from grading.maths.printing import to_latex, to_text
from grading.maths.recognition import LineUp
from grading.maths.scripts import STAR
from grading.maths.set_builder import condition_of_set
from grading.maths.sorts import check_real, check_sort
from grading.maths.tree import Add, Call, Constant, Items, Name, Number, Tree, names, nodes, sort
from grading.maths.trees import substituted
from grading.messages import Message, _, say
from grading.slips import Slip
from grading.verdict import Verdict, correct, incorrect, partially_correct, undecided

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
# The letters for the imaginary unit.
_IMAGINARY = frozenset("iIjⅈ")
_HAS_BAR = re.compile(r"\\(?:overline|bar)\b")
# The names under which a constant of integration may be added.
_FREE = ("C", "c", "K", "k", "C_0", "C_1", "const")
# What is often written where nothing solves a relation: as a relation, and as a set.
_IN_WORDS = dict.fromkeys(
    ("no solution", "no solutions", "no real solution", "no real solutions", "none", "never", "empty set",
     "the empty set", "\\emptyset", "\\varnothing", "\\text{no solution}", "∅"),
    ("false", "{}"),
)  # fmt: skip


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
        return compare_collections(tree, wanted, _compared_in(self, tree)).equal

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
        free = [name for name in _FREE if name not in self.symbols] if self.up_to == "constant" else []
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


def parse(field: SymbolicField, raw: Raw) -> Tree:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        raise AnswerError(say(_("Enter a formula.")))
    try:
        tree = _read(field, _written_out(field, str(raw)))
    except AnswerError as problem:
        if sort(field.tree) != "value":
            raise
        refuse_label(str(raw), problem)
    if _HAS_BAR.search(str(raw)) and not field.conjugates and _conjugates(tree):
        raise AnswerError(say(_("A bar stands above one name here. It is a conjugate beside complex numbers only.")))
    if field.is_pair:
        tree = as_pair(tree)
    if not _IMAGINARY.isdisjoint(str(raw)) and all(domain.sort != "complex" for domain in field.domains.values()):
        check_real(tree, field.tree)
    check_sort(tree, field.tree, None if field.is_pair else field.unknown)
    return tree


def _conjugates(tree: Tree) -> bool:
    return any(isinstance(node, Call) and node.function == "conjugate" for node in nodes(tree))


def _read(field: SymbolicField, text: str) -> Tree:
    """The tree of a text. What may also be written is tried where the declared names do not do, and not spoken of."""
    if not field.complex_names and (star := STAR.search(text)) is not None:
        place = Place(text, star.start(), star.end())
        raise AnswerError(say(_("`^*` is the conjugate of a complex number, and there is none here.")), place)
    asks_tuple = isinstance(field.tree, Items) and field.tree.kind == "tuple"
    try:
        return parse_text(text, field.own, asks_tuple=asks_tuple)
    except AnswerError:
        if field.conjugates:
            with suppress(AnswerError):
                return substituted(parse_text(text, field.known, asks_tuple=asks_tuple), field.conjugates)
        raise


def _written_out(field: SymbolicField, text: str) -> str:
    """The text with what stands for several values written out, where several are asked."""
    asked = sort(field.tree)
    if asked == "value":
        return text
    if said_in_words := _IN_WORDS.get(" ".join(text.lower().strip(" .").split())):
        return said_in_words[0 if asked == "truth" else 1]
    if isinstance(field.tree, Items) and field.tree.kind == "tuple":
        return as_list(text)
    return with_both_signs(condition_of_set(text), asks_relation=asked == "truth")


def grade(field: SymbolicField, answer: Tree) -> Verdict:
    decision = decide(field, answer)
    if decision.outcome is Outcome.UNDECIDED:
        return undecided(say(_("We could not decide this in the time we give ourselves.")))
    if not decision.equal:
        message = _witness(field, answer, decision)
        return incorrect(witness.shown(message, field.witness)) if message else incorrect()
    lack = forms.lacking(answer, field.form, field.tree, _domains_of(field, answer)) or _lacking_constant(field, answer)
    if lack is None:
        return correct()
    return partially_correct(field.form_credit, lack) if field.form_credit else incorrect(lack)


def _witness(field: SymbolicField, answer: Tree, decision: Decision) -> Message | None:
    if not field.witness:
        return None
    if sort(field.tree) != "value":
        return said_of_point(answer, field.tree, decision) or said_of_parts(
            answer, field.tree, _compared_in(field, answer)
        )
    if field.up_to == "none":
        return witness.message(answer, field.tree, field.domains, decision)
    domains = _domains_of(field, answer)
    if field.up_to == "scale" and equivalence.compare(answer, Number(Fraction(0)), domains).equal:
        return say(_("This is zero everywhere. A right answer may be multiplied by any number but zero."))
    if decision.undefined and decision.point:
        return witness.of_missing(answer, field.tree, domains, decision.point)
    return witness.message_up_to(answer, field.tree, domains, _with_free_constants(field, answer))


def decide(field: SymbolicField, answer: Tree) -> Decision:
    """Compare the values, whatever the form."""
    domains = _domains_of(field, answer)
    if sort(field.tree) == "value":
        return equivalence.compare(answer, field.tree, domains, _with_free_constants(field, answer))
    if "truth" in (sort(field.tree), sort(answer)):
        return compare_in_unknown(answer, field.tree, field.unknown, domains, field.policy)
    compared = _compared_in(field, answer)
    if field.up_to != "scale":
        return compare_collections(answer, field.tree, compared)
    plain = replace(field.policy, up_to="none", variables=())
    return compare_up_to_factor(
        answer, field.tree, compared, lambda one, other: equivalence.compare(one, other, domains, plain)
    )


def _compared_in(field: SymbolicField, answer: Tree) -> Callable[[Tree, Tree], Decision]:
    """How two parts of sets and tuples are compared."""
    domains = _domains_of(field, answer)
    return lambda found, wanted: equivalence.compare(found, wanted, domains, field.policy)


def _domains_of(field: SymbolicField, answer: Tree) -> dict[str, Domain]:
    """The declared domains, and the real numbers for a constant of integration."""
    return field.domains | {name: Domain() for name in (names(answer) | names(field.tree)) - set(field.domains)}


def _with_free_constants(field: SymbolicField, answer: Tree) -> Policy:
    """With a constant of integration in the answer, the difference may depend on it: only the declared symbols move."""
    free = (names(answer) | names(field.tree)) & set(_FREE) - set(field.symbols)
    if not free or field.variable is not None:
        return field.policy
    return replace(field.policy, variables=tuple(field.symbols))


def _lacking_constant(field: SymbolicField, answer: Tree) -> Message | None:
    if field.up_to != "constant" or field.free_constant == "optional":
        return None
    domains = _domains_of(field, answer)
    for name in names(answer) & set(_FREE) - set(field.symbols):
        moved = substituted(answer, {name: Add((Name(name), Number(Fraction(1))))})
        if not equivalence.compare(moved, answer, domains).equal:
            return None
    return say(_("Any constant may be added: write `+ C`."))


def slip(field: SymbolicField, answer: Tree) -> Slip | None:
    """The known slip that leads from the loss, or from the reference, to a wrong answer."""
    if not field.names_slips:
        return None
    differentiated = _slip_of_derivative(field, answer)
    if differentiated and differentiated.name not in field.not_derived:
        return differentiated
    if sort(field.tree) != "value":
        return None
    domains, policy = _domains_of(field, answer), _with_free_constants(field, answer)

    def same(tree: Tree) -> bool:
        # A mutant that has hardly any values, as (1 - n)!, explains none.
        both = (answer, tree), (tree, answer)
        return all(equivalence.compare(one, other, domains, policy).equal for one, other in both)

    found = field.line_up.find(answer, same)
    return Slip(found.name, found.says) if found else None


def _slip_of_derivative(field: SymbolicField, answer: Tree) -> Slip | None:
    if field.asked is None or sort(field.tree) != sort(answer):
        return None

    def same(found: Tree, candidate: Tree) -> bool:
        return equivalence.compare(found, candidate, field.domains, Policy(rtol=field.rtol)).equal

    variables = check_variables(field.variables, tuple(field.symbols))
    return derivative_slip(answer, field.asked[0], field.loss, variables, field.domains, same)


def unseen_slips(field: SymbolicField) -> Iterator[tuple[str, str]]:
    return unseen_formulas(field.slips, field.line_up.unseen)


def show(field: SymbolicField, answer: Tree) -> str:
    return to_latex(answer)


def as_text(field: SymbolicField, answer: Tree) -> str:
    return to_text(answer)


def reference(field: SymbolicField) -> Raw:
    if field.up_to == "constant" and field.free_constant == "required":
        return f"{field.answer_text} + C"
    return field.answer_text


KIND = Kind(
    "symbolic",
    _("Formula"),
    SymbolicField,
    parse,
    grade,
    show,
    reference,
    text=as_text,
    longest=3_000,
    slip=slip,
    unseen_slips=unseen_slips,
)
