"""Answers of another sort than the reference are no wrong answers: they are refused, with what to enter instead."""

from collections.abc import Mapping
from typing import NoReturn

from flint import acb

from grading.errors import AnswerError, Place
from grading.maths.complexes import COMPLEX
from grading.maths.domains import Domain
from grading.maths.infinity import infinite_sign
from grading.maths.membership import as_relation
from grading.maths.printing import to_text
from grading.maths.sampling import Point, generator_for, random_points
from grading.maths.tree import (
    SET_FUNCTIONS,
    Call,
    Interval,
    Items,
    Logic,
    Name,
    Relation,
    Tree,
    children,
    constants,
    is_value,
    names,
    sort,
    walk,
)
from grading.maths.values import Evaluator, TooMuch, Undefined, Unsure, bits
from grading.messages import _, say

# `(0, 1)` is an open interval where an inequality is asked.
_PAIR = 2
_EQUALITIES = frozenset(("=", "!="))
_BITS = 128
_BRACKETS = _("Write an interval in brackets, like `(0, 1)` or `[0, 1]`.")


def check_sort(tree: Tree, reference: Tree, unknown: str | None) -> None:
    """Refuse an answer of another sort than the reference: a list where one value is asked, a relation for it.

    In one unknown a set may stand for a relation, and a relation for a set.
    """
    if _holds_infinity(tree):
        raise AnswerError(say(_("Infinity belongs to no interval: write `(` before `-oo` and `)` after `oo`.")))
    if sort(reference) == "truth":
        return _check_relation(tree, reference, unknown)
    if sort(tree) == "truth":
        if unknown is not None and as_relation(reference, Name(unknown)) is not None:
            return None
        if isinstance(tree, Relation) and set(tree.signs) == {"="}:
            raise AnswerError(say(_("Enter only the expression, without `=`.")))
        raise AnswerError(say(_("Enter an expression, not a relation. `1[...]` is 1 where a relation holds, else 0.")))
    if sort(reference) == "value" and sort(tree) == "collection":
        if isinstance(tree, Items) and tree.kind == "set":
            raise AnswerError(say(_("Enter one expression, without braces.")))
        if not isinstance(tree, Items):
            raise AnswerError(say(_("Enter one expression, not an interval.")))
        raise AnswerError(say(_("Enter one expression, without a comma; decimals take a point, as in `0.5`.")))
    _check_pair(tree, reference)
    if isinstance(reference, Items) and reference.kind == "tuple" and sort(tree) == "value":
        raise AnswerError(say(_("Enter %(count)d values, parted by commas."), count=len(reference.items)))
    if _is_range(reference) and sort(tree) == "value":
        raise AnswerError(say(_("Enter an interval, like `[0, 1)`, or a union of intervals.")))
    return None


def _is_range(reference: Tree) -> bool:
    return isinstance(reference, Interval) or (isinstance(reference, Call) and reference.function == "union")


def _check_pair(tree: Tree, reference: Tree) -> None:
    """Refuse `0, 1` where an interval is asked, and `(0, 1)` where a set of numbers is: who knows what is meant."""
    if not isinstance(tree, Items) or tree.kind != "tuple" or len(tree.items) != _PAIR:
        return
    if not all(map(is_value, tree.items)):
        return
    if tree.bare and _is_range(reference):
        raise AnswerError(say(_BRACKETS))
    if not tree.bare and isinstance(reference, Items) and reference.kind == "set" and _holds_numbers(reference):
        raise AnswerError(say(_("`(1, 2)` may be an interval. Write a set in braces, like `{1, 2}`.")))


def _holds_numbers(reference: Items) -> bool:
    return bool(reference.items) and all(map(is_value, reference.items))


def _check_relation(tree: Tree, reference: Tree, unknown: str | None) -> None:
    is_tuple = isinstance(tree, Items) and tree.kind == "tuple"
    is_bare = isinstance(tree, Items) and tree.bare
    # With an infinite end it can only be an interval.
    is_range = is_tuple and not is_bare and any(infinite_sign(part) is not None for part in children(tree))
    is_listed = is_tuple and (is_bare or (_only_equations(reference) and not is_range) or len(children(tree)) != _PAIR)
    if sort(tree) == "collection" and unknown in names(tree):
        raise AnswerError(say(_("The set of all `%(name)s` cannot hold `%(name)s` itself."), name=unknown or ""))
    if sort(tree) == "truth" or (sort(tree) == "collection" and unknown is not None and not is_listed):
        return
    if is_bare and unknown is not None and not _only_equations(reference):
        raise AnswerError(say(_BRACKETS))
    if is_listed and unknown is not None:
        raise AnswerError(say(_("Write an equation for each solution and join them by `or`, or write a set `{...}`.")))
    signs = reference.signs if isinstance(reference, Relation) else ()
    if set(signs) == {"="}:
        raise AnswerError(say(_("Enter an equation, with `=`.")))
    raise AnswerError(
        say(_("Enter a relation, like `%(name)s < 1` or `%(name)s = 1 or %(name)s = 2`."), name=unknown or "x")
    )


def check_real(tree: Tree, reference: Tree) -> None:
    """Refuse `x = i` where the unknowns are real numbers."""
    if sort(tree) == "truth" and _holds_i(tree) and not _holds_i(reference):
        raise AnswerError(say(_("The unknowns are real numbers here. `i` has no place in the answer.")))


def check_order(tree: Tree, domains: Mapping[str, Domain]) -> None:
    """Refuse `z <= 1` where z is a complex number; `|z| <= 1` and `z conj(z) <= 1` compare real ones."""
    generic = next(random_points(domains, generator_for(tree, tree, 0)))
    for node, _depth in walk(tree):
        if isinstance(node, Relation) and not _EQUALITIES.issuperset(node.signs):
            for term in node.terms:
                if _is_complex(term, generic):
                    message = _(
                        "`%(part)s` is a complex number, and these have no order. Compare real ones: `|z| <= 1`."
                    )
                    raise AnswerError(say(message, part=to_text(term)))


def _is_complex(term: Tree, point: Point) -> bool:
    """Whether its value at the point is certainly no real number."""
    try:
        with bits(_BITS):
            value = Evaluator(COMPLEX, point).value(term)
    except (Undefined, Unsure, TooMuch, KeyError):
        return False
    return type(value) is acb and not value.imag.contains(0)


def _holds_i(tree: Tree) -> bool:
    return "i" in constants(tree)


def _only_equations(tree: Tree) -> bool:
    return all(set(node.signs) == {"="} for node, _depth in walk(tree) if isinstance(node, Relation))


def _holds_infinity(tree: Tree) -> bool:
    """Whether an infinite end of an interval is written as if it belonged to it."""
    match tree:
        case Interval(low, high, closed_low, closed_high):
            return (closed_low and infinite_sign(low) is not None) or (closed_high and infinite_sign(high) is not None)
        case Call(function, parts) if function in SET_FUNCTIONS:
            return any(map(_holds_infinity, parts))
    return False


def refuse_misplaced(node: Tree, part: Tree, whole: Place) -> NoReturn:
    """Refuse a part that cannot stand where it does, such as a set under a root."""
    message = _("`%(part)s` cannot be a part of a formula.")
    match node:
        case Call("where") if is_value(part):
            message = _("A case needs a condition like `x > 0`; `%(part)s` is none.")
        case Logic(word):
            message = _("`%(word)s` joins relations, like `x < 1`; `%(part)s` is none.")
            raise AnswerError(say(message, word=word, part=to_text(part)), whole)
        case Items() if isinstance(part, Relation | Logic):
            message = _("Join `%(part)s` to the other relations by `or` or `and`, not by a comma.")
    raise AnswerError(say(message, part=to_text(part)), whole)
