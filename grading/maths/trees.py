"""Trees made from trees: every part mapped, names replaced."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from grading.maths.tree import (
    Add,
    Call,
    Divide,
    Fold,
    Interval,
    Items,
    Logic,
    Multiply,
    Name,
    Negate,
    Power,
    Relation,
    Tree,
)


def with_children(tree: Tree, change: Callable[[Tree], Tree]) -> Tree:
    """The tree with every direct sub-expression changed."""
    match tree:
        case Negate(inner):
            return Negate(change(inner))
        case Add(parts):
            return Add(tuple(map(change, parts)))
        case Multiply(parts):
            return Multiply(tuple(map(change, parts)))
        case Divide(over, under):
            return Divide(change(over), change(under))
        case Power(base, exponent):
            return Power(change(base), change(exponent))
        case Call(name, parts):
            return Call(name, tuple(map(change, parts)))
        case Fold(kind, body, index, low, high):
            return Fold(kind, change(body), index, change(low), change(high))
        case Relation(parts, signs):
            return Relation(tuple(map(change, parts)), signs)
        case Logic(word, parts):
            return Logic(word, tuple(map(change, parts)))
        case Items(kind, parts):
            return Items(kind, tuple(map(change, parts)))
        case Interval(low, high):
            return replace(tree, low=change(low), high=change(high))
    return tree


def mapped(tree: Tree, change: Callable[[Tree], Tree]) -> Tree:
    """The tree with `change` applied to every part, from the leaves up."""
    return change(with_children(tree, lambda part: mapped(part, change)))


def substituted(tree: Tree, values: Mapping[str, Tree]) -> Tree:
    """The tree with names replaced; the index of a sum hides a name of the same spelling."""
    if isinstance(tree, Name):
        return values.get(tree.name, tree)
    if isinstance(tree, Fold) and tree.index in values:
        inner = {name: value for name, value in values.items() if name != tree.index}
        return Fold(
            tree.kind,
            substituted(tree.body, inner),
            tree.index,
            substituted(tree.low, values),
            substituted(tree.high, values),
        )
    return with_children(tree, lambda part: substituted(part, values))
