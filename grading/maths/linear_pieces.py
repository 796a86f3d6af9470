"""Formulas that are linear in each of their pieces, as networks of `relu` are: there no corner is missed."""

from fractions import Fraction

from grading.maths.opaque import in_order
from grading.maths.tree import Add, Call, Divide, Logic, Multiply, Name, Negate, Number, Relation, Tree, is_where, names
from grading.maths.trees import mapped

_ZERO = Number(Fraction(0))
_CHOOSING = frozenset({"abs", "relu", "max", "min"})


def is_linear_in_pieces(tree: Tree) -> bool:
    """Whether it is put together from names and fractions by sums, multiples, `max` and the like, and linear cases."""
    match tree:
        case Number() | Name():
            return True
        case Negate(inner):
            return is_linear_in_pieces(inner)
        case Multiply(parts):
            return sum(map(bool, map(names, parts))) <= 1 and all(map(is_linear_in_pieces, parts))
        case Divide(over, under):
            return isinstance(under, Number) and is_linear_in_pieces(over)
        case Add(parts) | Relation(parts, _) | Logic(_, parts):
            return all(map(is_linear_in_pieces, parts))
        case Call(function, parts):
            return (function in _CHOOSING or is_where(tree)) and all(map(is_linear_in_pieces, parts))
    return False


def written_one_way(tree: Tree) -> Tree:
    """`max` and `min` alone, their parts in one order: max(0, x) for relu(x), max(-x, x) for |x|."""
    return in_order(mapped(tree, _as_largest))


def _as_largest(node: Tree) -> Tree:
    match node:
        case Call("relu", (inner,)):
            node = Call("max", (inner, _ZERO))
        case Call("abs", (inner,)):
            node = Call("max", (inner, Negate(inner)))
    if isinstance(node, Call) and node.function in ("max", "min"):
        return Call(node.function, tuple(sorted(node.arguments, key=repr)))
    return node
