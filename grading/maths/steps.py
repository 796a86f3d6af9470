"""Steps of other functions as formulas by cases, of which it is asked what they are where cases end. All is real."""

from fractions import Fraction

from grading.maths.tree import Call, Divide, Negate, Number, Relation, Tree, nodes
from grading.maths.trees import mapped

_ZERO, _ONE = Number(Fraction(0)), Number(Fraction(1))


def steps_as_cases(tree: Tree) -> Tree:
    """With cases for `sign(u)`, and for |u| in fractions such as |u|/u."""
    has_steps = any(isinstance(node, Call) and node.function in ("sign", "abs") for node in nodes(tree))
    return mapped(tree, _as_cases) if has_steps else tree


def sign_by_cases(tree: Tree) -> Tree:
    return _by_sign(tree, _ONE, _by_sign(Negate(tree), Negate(_ONE), _ZERO))


def _as_cases(node: Tree) -> Tree:
    match node:
        case Call("sign", (inner,)):
            return sign_by_cases(inner)
        case Divide():
            return mapped(node, _size_as_cases)
    return node


def _size_as_cases(node: Tree) -> Tree:
    match node:
        case Call("abs", (inner,)):
            return _by_sign(inner, inner, Negate(inner))
    return node


def _by_sign(tree: Tree, above: Tree, otherwise: Tree) -> Tree:
    return Call("where", (Relation((tree, _ZERO), (">",)), above, otherwise))
