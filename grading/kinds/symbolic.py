"""A formula, judged by what it is worth and, where asked, by its form."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Literal

from pydantic import Field as Key, model_validator

from grading.errors import AnswerError
from grading.kinds.base import Field, Kind, Raw
from grading.maths import equivalence, witness
from grading.maths.domains import Domain, read_domains
from grading.maths.equivalence import Outcome
from grading.maths.parser import parse as parse_text, parse_reference
from grading.maths.printing import to_latex
from grading.maths.tree import Items, Relation, Tree, is_value
from grading.messages import Message, _, say
from grading.verdict import Verdict, correct, incorrect, undecided


class SymbolicField(Field):
    reference: str | int | float
    symbols: Mapping[str, Any] = Key(default={}, description="Name -> domain: real, positive, integer, probability, complex ...")
    witness: bool = Key(default=True, description="Show a point at which a wrong answer differs, with both values.")

    @model_validator(mode="after")
    def reference_is_readable(self) -> "SymbolicField":
        try:
            parse_reference(str(self.reference), self.names)
        except AnswerError as problem:
            raise ValueError(f"the reference {self.reference!r} cannot be read: {problem}") from problem
        return self

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(self.symbols)

    @cached_property
    def domains(self) -> dict[str, Domain]:
        return read_domains(self.symbols)

    @cached_property
    def tree(self) -> Tree:
        return parse_reference(str(self.reference), self.names)


def parse(field: SymbolicField, raw: Raw) -> Tree:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        raise AnswerError(say(_("Enter a formula.")))
    tree = parse_text(str(raw), field.names)
    if is_value(field.tree) and not is_value(tree):
        raise AnswerError(_not_a_value(tree))
    return tree


def _not_a_value(tree: Tree) -> Message:
    if isinstance(tree, Relation) and set(tree.signs) == {"="}:
        return say(_("Enter only the expression, without `=`."))
    if isinstance(tree, Items):
        return say(_("Enter one expression, without a comma; decimals take a point, as in `0.5`."))
    return say(_("Enter an expression, not a relation or a set."))


def grade(field: SymbolicField, answer: Tree) -> Verdict:
    decision = equivalence.compare(answer, field.tree, field.domains)
    if decision.equal:
        return correct()
    if decision.outcome is Outcome.UNDECIDED:
        return undecided(say(_("We could not decide this in the time we give ourselves.")))
    message = witness.message(answer, field.tree, field.domains, decision) if field.witness else None
    return incorrect(message) if message else incorrect()


def show(field: SymbolicField, answer: Tree) -> str:
    return to_latex(answer)


def reference(field: SymbolicField) -> Raw:
    return str(field.reference)


KIND = Kind("symbolic", _("Formula"), SymbolicField, parse, grade, show, reference, longest=3_000)
