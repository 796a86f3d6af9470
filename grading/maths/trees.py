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
    children,
)


def with_children(tree: Tree, change: Callable[[Tree], Tree]) -> Tree:
    """The tree with every direct sub-expression changed; the very same tree where nothing changes."""
    before = children(tree)
    parts = tuple(map(change, before))
    if all(part is old for part, old in zip(parts, before, strict=True)):
        return tree
    match tree:
        case Add() | Multiply():
            return type(tree)(parts)
        case Negate() | Divide() | Power():
            return type(tree)(*parts)
        case Call(name):
            return Call(name, parts)
        case Fold(kind, _, index):
            return Fold(kind, parts[0], index, parts[1], parts[2])
        case Relation(_, signs):
            return Relation(parts, signs)
        case Logic(word):
            return Logic(word, parts)
        case Items(kind):
            return Items(kind, parts)
        case Interval():
            return replace(tree, low=parts[0], high=parts[1])
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
