"""Put expressions in the place of names."""

from collections.abc import Mapping
from typing import cast

from grading.maths.tree import (
    Add,
    Call,
    Constant,
    Divide,
    Fold,
    Interval,
    Items,
    Logic,
    Multiply,
    Name,
    Negate,
    Number,
    Power,
    Relation,
    Tree,
)


def substituted(tree: Tree, values: Mapping[str, Tree]) -> Tree:
    """The tree with each name that has a value replaced by it; the index of a sum stays itself.

    >>> from grading.maths.parser import parse
    >>> from grading.maths.printing import to_text
    >>> to_text(substituted(parse("2a + b", ("a", "b")), {"a": parse("x - 1", ("x",))}))
    '2*(x - 1) + b'
    """
    match tree:
        case Name(name):
            return values.get(name, tree)
        case Number() | Constant():
            return tree
        case Negate(inner):
            return Negate(substituted(inner, values))
        case Divide(over, under):
            return Divide(substituted(over, values), substituted(under, values))
        case Power(base, exponent):
            return Power(substituted(base, values), substituted(exponent, values))
        case Fold(kind, body, index, low, high):
            inside = {name: value for name, value in values.items() if name != index}
            return Fold(kind, substituted(body, inside), index, substituted(low, values), substituted(high, values))
    return _in_parts(tree, values)


def _in_parts(tree: Tree, values: Mapping[str, Tree]) -> Tree:
    """In the nodes that have any number of parts."""

    def each(parts: tuple[Tree, ...]) -> tuple[Tree, ...]:
        return tuple(substituted(part, values) for part in parts)

    match tree:
        case Add(parts):
            return Add(each(parts))
        case Multiply(parts):
            return Multiply(each(parts))
        case Call(function, parts):
            return Call(function, each(parts))
        case Relation(parts, signs):
            return Relation(each(parts), signs)
        case Logic(word, parts):
            return Logic(word, each(parts))
        case Items(kind, parts):
            return Items(kind, each(parts))
    interval = cast(Interval, tree)
    low, high = each((interval.low, interval.high))
    return Interval(low, high, interval.closed_low, interval.closed_high)
