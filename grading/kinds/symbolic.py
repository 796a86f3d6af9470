"""A formula, judged by what it is worth and, where asked, by its form."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction

from grading.errors import AnswerError, Place
from grading.kinds.base import Kind, Raw
from grading.kinds.slips import unseen_formulas
from grading.kinds.symbolic_derivative import (
    check_variables,
    derivative_slip,
)
from grading.kinds.symbolic_field import FREE, SymbolicField
from grading.maths import equivalence, forms, prepared, witness
from grading.maths.both_signs import with_both_signs
from grading.maths.bounds import ALL, bounds_of_real
from grading.maths.decisions import Decision, Outcome, Policy
from grading.maths.domains import Domain
from grading.maths.gatherings import (
    compare_collections,
    compare_in_unknown,
    compare_up_to_factor,
    said_of_parts,
    said_of_point,
)
from grading.maths.labels import refuse_label
from grading.maths.pairs import as_list, as_pair
from grading.maths.parser import parse as parse_text
from grading.maths.printing import to_latex, to_text
from grading.maths.proportions import said_of_proportion
from grading.maths.scripts import STAR
from grading.maths.set_builder import condition_of_set
from grading.maths.sorts import check_order, check_real, check_sort
from grading.maths.tree import (
    Add,
    Items,
    Name,
    Negate,
    Number,
    Tree,
    functions,
    has_order,
    names,
    sort,
)
from grading.maths.trees import substituted
from grading.messages import Message, _, say
from grading.slips import Slip
from grading.verdict import Verdict, correct, incorrect, partially_correct, undecided

# The letters for the imaginary unit.
_IMAGINARY = frozenset("iIjⅈ")
_HAS_BAR = re.compile(r"\\(?:overline|bar)\b")
# What is often written where nothing solves a relation: as a relation, and as a set.
_IN_WORDS = dict.fromkeys(
    ("no solution", "no solutions", "no real solution", "no real solutions", "none", "never", "empty set",
     "the empty set", "\\emptyset", "\\varnothing", "\\text{no solution}", "∅"),
    ("false", "{}"),
)  # fmt: skip


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
    if field.complex_names and has_order(tree):
        check_order(tree, field.domains)
    check_sort(tree, field.tree, None if field.is_pair else field.unknown)
    return tree


def _conjugates(tree: Tree) -> bool:
    return "conjugate" in functions(tree)


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
    lack = _lacking_form(field, answer) or _lacking_constant(field, answer)
    if lack is None:
        return correct()
    return partially_correct(field.form_credit, lack) if field.form_credit else incorrect(lack)


def _lacking_form(field: SymbolicField, answer: Tree) -> Message | None:
    return forms.lacking(answer, field.form, field.tree, field.domains_of(answer)) if field.form != "any" else None


def _witness(field: SymbolicField, answer: Tree, decision: Decision) -> Message | None:
    if not field.witness:
        return None
    if sort(field.tree) != "value":
        return (
            said_of_point(answer, field.tree, decision, field.domains_of(answer))
            or said_of_parts(answer, field.tree, field.compared_in(answer))
            or (said_of_proportion(answer, field.tree, _plainly(field, answer)) if field.up_to == "scale" else None)
        )
    if field.up_to == "none":
        return witness.message(answer, field.tree, field.domains, decision)
    domains = field.domains_of(answer)
    if field.up_to == "scale" and equivalence.compare(answer, Number(Fraction(0)), domains).equal:
        return say(_("This is zero everywhere. A right answer may be multiplied by any number but zero."))
    if decision.undefined and decision.point:
        return witness.of_missing(answer, field.tree, domains, decision.point)
    return witness.message_up_to(answer, field.tree, domains, _with_free_constants(field, answer))


def decide(field: SymbolicField, answer: Tree) -> Decision:
    """Compare the values, whatever the form."""
    domains = field.domains_of(answer)
    if sort(field.tree) == "value":
        return equivalence.compare(answer, field.tree, domains, _with_free_constants(field, answer))
    if "truth" in (sort(field.tree), sort(answer)):
        return compare_in_unknown(answer, field.tree, field.unknown, domains, field.policy)
    compared = field.compared_in(answer)
    if field.up_to != "scale":
        return compare_collections(answer, field.tree, compared, domains)
    return compare_up_to_factor(answer, field.tree, compared, _plainly(field, answer))


def _plainly(field: SymbolicField, answer: Tree) -> Callable[[Tree, Tree], Decision]:
    """How two values are compared, with no constant or factor free."""
    plain, domains = replace(field.policy, up_to="none", variables=()), field.domains_of(answer)
    return lambda one, other: equivalence.compare(one, other, domains, plain)


def _with_free_constants(field: SymbolicField, answer: Tree) -> Policy:
    """With a constant of integration in the answer, the difference may depend on it: only the declared symbols move."""
    free = (names(answer) | names(field.tree)).intersection(FREE) - field.symbols.keys()
    if not free or field.variable is not None:
        return field.policy
    return replace(field.policy, variables=tuple(field.symbols))


def _lacking_constant(field: SymbolicField, answer: Tree) -> Message | None:
    if field.up_to != "constant" or field.free_constant == "optional":
        return None
    domains = field.domains_of(answer)
    for name in names(answer).intersection(FREE) - field.symbols.keys():
        moved = substituted(answer, {name: Add((Name(name), Number(Fraction(1))))})
        if _takes_all_values(answer, name, domains) and not equivalence.compare(moved, answer, domains).equal:
            return None
    return say(_("Any constant may be added: write `+ C`."))


def _takes_all_values(tree: Tree, name: str, domains: Mapping[str, Domain]) -> bool:
    """Whether what is added may be any number: not so if it is `C^2`, `exp(C)` or `sin(C)`."""
    match tree:
        case Add(terms):
            return all(_takes_all_values(term, name, domains) for term in terms)
        case Negate(inner):
            return _takes_all_values(inner, name, domains)
    bounds = bounds_of_real(tree, domains) if names(tree) == {name} else ALL
    return (bounds.low, bounds.high) == (ALL.low, ALL.high)


def slip(field: SymbolicField, answer: Tree) -> Slip | None:
    """The known slip that leads from the loss, or from the reference, to a wrong answer."""
    if not field.names_slips:
        return None
    differentiated = _slip_of_derivative(field, answer)
    if differentiated and differentiated.name not in field.not_derived:
        return differentiated
    if sort(field.tree) != "value":
        return None
    domains, policy = field.domains_of(answer), _with_free_constants(field, answer)

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
    return to_latex(_as_read(field, answer))


def as_text(field: SymbolicField, answer: Tree) -> str:
    return to_text(_as_read(field, answer))


def _as_read(field: SymbolicField, answer: Tree) -> Tree:
    """Where a set is asked `2, -2` is one; shown as a tuple it could not be typed."""
    is_set = isinstance(field.tree, Items) and field.tree.kind == "set"
    return Items("set", answer.items) if is_set and isinstance(answer, Items) and answer.bare else answer


def reference(field: SymbolicField) -> Raw:
    if field.up_to == "constant" and field.free_constant == "required":
        return f"{field.answer_text} + C"
    return field.answer_text


def prepare(field: SymbolicField) -> None:
    if sort(field.tree) == "value":
        prepared.prepare(field.tree, field.domains_of(field.tree))


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
    prepare=prepare,
)
