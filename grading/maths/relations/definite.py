"""A sum of squares or absolute values is zero only where each of them is: `x^2 + y^2 = 0` is two equations.

A product is not zero where none of its factors is.
"""

from collections.abc import Mapping
from fractions import Fraction

from grading.maths.bounds import bounds_of
from grading.maths.domains import Domain
from grading.maths.relations.peeled import is_total
from grading.maths.signs import signs_of_gap
from grading.maths.tree import Add, Call, Divide, Logic, Multiply, Number, Power, Relation, Tree
from grading.maths.trees import mapped

_PAIR = 2
_ZERO = Number(Fraction(0))


def parted(tree: Tree) -> Tree:
    """The relation with each equation of that kind parted; for real numbers only."""
    match tree:
        case Logic("not", (part,)) if not has_value(part):
            # Where it has no value it is no solution; `sqrt(x) = 0 and 1 = 0` is false there, and not even unknown.
            return tree
        case Logic(word, parts):
            return Logic(word, tuple(map(parted, parts)))
        case Relation((left, right), (sign,)):
            for side, other in ((left, right), (right, left)):
                if other == _ZERO and (
                    sign == "=" or (sign == "<=" and side is left) or (sign == ">=" and side is right)
                ):
                    return _all_zero(side) or tree
                if other == _ZERO and sign == "!=" and isinstance(side, Multiply) and is_total(side):
                    return Logic("and", tuple(Relation((factor, _ZERO), ("!=",)) for factor in side.factors))
    return tree


def has_value(tree: Tree) -> bool:
    """Whether all sides have a value for all real numbers, as far as can be seen; a norm has one."""
    match tree:
        case Logic(_, parts) | Relation(parts, _):
            return all(map(has_value, parts))
    return is_total(mapped(tree, _without_root))


def _without_root(tree: Tree) -> Tree:
    match tree:
        case Call("sqrt", (inner,)) if _is_never_negative(inner):
            return inner
    return tree


def is_never_met(relation: Relation, domains: Mapping[str, Domain]) -> bool:
    """Whether two sides are equal for no values of the domains, as in `x^2 + y^2 > -1`."""
    left, right = relation.terms
    return 0 not in signs_of_gap(left, right, domains)


def _all_zero(side: Tree) -> Tree | None:
    parts = _parts(side)
    if len(parts) < _PAIR or not all(map(_is_never_negative, parts)):
        return None
    return Logic("and", tuple(parted(Relation((_root(part), _ZERO), ("=",))) for part in parts))


def _root(tree: Tree) -> Tree:
    """What is zero where the term is: x for 3 x^2."""
    match tree:
        case Power(base, Number()) | Call("abs" | "sqrt", (base,)):
            return _root(base)
        case Multiply((Number(value), rest)) if value:
            return _root(rest)
        case Divide(over, Number()):
            return _root(over)
    return tree


def _parts(side: Tree) -> tuple[Tree, ...]:
    """The terms of a sum, the values of a maximum, what stands in a root."""
    match side:
        case Add(terms):
            return terms
        case Divide(inner, Number(value)) | Multiply((Number(value), inner)) if value > 0:
            return _parts(inner)
        case Call("max", parts):
            return parts
        case Call("sqrt" | "abs", (inner,)):
            return _parts(inner)
    return ()


def _is_never_negative(tree: Tree) -> bool:
    return bounds_of(tree, {}).low >= 0
