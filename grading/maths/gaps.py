"""Gaps that hide in a piece: `where((x-5)^2 + y^2 > 1/10^6, x, x + 0 log(-2))` is x, but has no value in a small disc.

That two formulas are the same wherever both have a value says nothing about such gaps.
"""

from collections.abc import Iterator, Mapping

from grading.maths.bounds import bounds_of
from grading.maths.breakpoints import PIECEWISE
from grading.maths.contradictions import cannot_hold
from grading.maths.domains import Domain
from grading.maths.functions import words
from grading.maths.opaque import Letters, factors_of
from grading.maths.piecewise import is_open
from grading.maths.pivots import needed_by
from grading.maths.tree import (
    Call,
    Constant,
    Divide,
    Fold,
    Logic,
    Negate,
    Number,
    Power,
    Tree,
    children,
    functions,
    is_where,
    names,
    nodes,
)

# What holds where a part stands.
Given = tuple[Tree, ...]
_TOTAL = frozenset(words("exp sigmoid tanh sinh cosh sin cos arctan arsinh abs max min relu sign floor ceil"))
# A condition, a value, and another value for all else.
_WITH_ELSE = 3


def hides_gaps(answer: Tree, reference: Tree, domains: Mapping[str, Domain]) -> bool:
    """Whether one of them may have no value in a piece where the other has one (False: certainly not)."""
    ones, others = set(_may_lack_value(answer, domains)), set(_may_lack_value(reference, domains))
    return ones != others


def leaves_out(answer: Tree, reference: Tree, domains: Mapping[str, Domain]) -> bool:
    """Whether a case without `otherwise` may leave out a piece in which the reference has a value."""
    known = set(nodes(reference))
    wanted = tuple(needed_by(reference))
    return any(
        len(names(node.arguments[0])) > 1
        and not cannot_hold((Logic("not", node.arguments[:1]), *given, *wanted), domains)
        for given, node in _behind(answer, ())
        if is_open(node) and node not in known
    )


def _may_lack_value(tree: Tree, domains: Mapping[str, Domain]) -> Iterator[tuple[Given, Tree]]:
    """The parts behind conditions, with these, or with pieces inside, that may lack a value elsewhere than on lines."""
    for given, node in _behind(tree, ()):
        if (given or _has_pieces(node)) and not _has_value(node, domains):
            yield given, node


def _behind(tree: Tree, given: Given) -> Iterator[tuple[Given, Tree]]:
    """All parts, each with the conditions of the cases in which it stands; those of a condition stand behind it."""
    yield given, tree
    parts = children(tree)
    if is_where(tree):
        condition = parts[0]
        behind = (condition, condition, Logic("not", (condition,)))
        for part, also in zip(parts, behind, strict=False):
            yield from _behind(part, (*given, also))
        return
    for part in parts:
        yield from _behind(part, given)


def _has_pieces(tree: Tree) -> bool:
    return bool(functions(tree) & PIECEWISE)


def _has_value(node: Tree, domains: Mapping[str, Domain]) -> bool:
    """Whether it has one wherever its own parts have, but perhaps for points on lines."""
    match node:
        case Divide(_, under) | Power(under, Negate(Number())):
            return all(_is_seldom_zero(factor, domains) for factor in factors_of(under, through_powers=True)[0])
        case Power(base, Number(exponent)) if exponent.denominator != 1:
            return bounds_of(base, domains).low >= 0
        case Power(Constant("e"), _) | Power(_, Number()):
            return True
        case Power(base, _) | Call("log", (base,)):
            return bounds_of(base, domains).signs() == {1}
        case Call("sqrt", (inner,)):
            return bounds_of(inner, domains).low >= 0
        case Call("where", values):
            return len(values) == _WITH_ELSE
        case Call(function, _):
            return function in _TOTAL
    return not isinstance(node, Fold)


def _is_seldom_zero(factor: Tree, domains: Mapping[str, Domain]) -> bool:
    """Whether it is 0 nowhere, or where a polynomial is."""
    if 0 not in bounds_of(factor, domains).signs():
        return True
    match factor:
        case Call("abs" | "sqrt", (inner,)):
            return _is_seldom_zero(inner, domains)
    letters = Letters.of(factor)
    found = letters.quotient(factor)
    return not letters.parts and found is not None and not found[0].is_zero()
