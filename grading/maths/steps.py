"""Steps of other functions as formulas by cases, of which it is asked what they are where cases end. All is real."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TypeGuard

from grading.maths.bounds import bounds_of
from grading.maths.domains import Domain
from grading.maths.tree import (
    Call,
    Divide,
    Fold,
    Negate,
    Number,
    Power,
    Relation,
    Tree,
    names,
    nodes,
    types,
)
from grading.maths.trees import mapped, size

_ZERO, _ONE = Number(Fraction(0)), Number(Fraction(1))
# Nodes of what is taken by cases.
_LARGEST = 100


def steps_as_cases(tree: Tree, *, several: bool = True) -> Tree:
    """With cases for `sign(u)`, and for |u| in fractions such as |u|/u; several: only where u holds several names.

    Where one name alone decides, every piece is looked at anyway.
    """
    fewest = 2 if several else 0
    found = (node for node in nodes(tree) if type(node) is Call and node.function in ("sign", "abs"))
    return mapped(tree, _rule(fewest)) if any(len(names(node)) >= fewest for node in found) else tree


def sign_by_cases(tree: Tree) -> Tree:
    return _by_sign(tree, _ONE, _by_sign(Negate(tree), Negate(_ONE), _ZERO))


def powers_of_zero_as_cases(tree: Tree, domains: Mapping[str, Domain]) -> Tree:
    """With cases for 0^u, which is 1 where u is 0, 0 where it is above, and has no value where it is below."""
    if Power not in types(tree) or not any(map(_is_power_of_zero, nodes(tree))):
        return tree
    # What an index may be is not known here.
    indices = {node.index for node in nodes(tree) if isinstance(node, Fold)}

    def as_cases(node: Tree) -> Tree:
        if not _is_power_of_zero(node) or not indices.isdisjoint(names(node.exponent)):
            return node
        above = Call("where", (Relation((node.exponent, _ZERO), (">",)), _ZERO))
        rest = _ZERO if bounds_of(node.exponent, domains).low >= 0 else above
        return Call("where", (Relation((node.exponent, _ZERO), ("=",)), _ONE, rest))

    return mapped(tree, as_cases)


def _is_power_of_zero(node: Tree) -> TypeGuard[Power]:
    is_of_zero = type(node) is Power and type(node.base) is Number and not node.base.value
    return is_of_zero and isinstance(node, Power) and bool(names(node.exponent))


def _rule(fewest: int) -> Callable[[Tree], Tree]:
    known: dict[int, tuple[Tree, int]] = {}

    def is_asked(inner: Tree) -> bool:
        # By cases it stands there twice, and so on for each one around it.
        return size(inner, known) <= _LARGEST and len(names(inner)) >= fewest

    def size_as_cases(node: Tree) -> Tree:
        match node:
            case Call("abs", (inner,)) if is_asked(inner):
                return _by_sign(inner, inner, Negate(inner))
        return node

    def as_cases(node: Tree) -> Tree:
        match node:
            case Call("sign", (inner,)) if is_asked(inner):
                return sign_by_cases(inner)
            case Divide():
                return mapped(node, size_as_cases)
        return node

    return as_cases


def _by_sign(tree: Tree, above: Tree, otherwise: Tree) -> Tree:
    return Call("where", (Relation((tree, _ZERO), (">",)), above, otherwise))
