"""Tuples with numbers beside them: `2 (x, y)` is (2x, 2y), `(x, y)/2 + (1, 0)` is (x/2 + 1, y/2)."""

from collections.abc import Iterable

from grading.maths.tree import Add, Divide, Interval, Items, Multiply, Name, Negate, Tree, is_value
from grading.maths.trees import mapped


def spread(tree: Tree) -> Tree:
    """The formula with its tuples taken part by part; `f (x, y)` may be a function of two and stays what it is."""
    return mapped(tree, _spread)


def _spread(node: Tree) -> Tree:
    match node:
        case Negate(inner) if parts := _parts(inner):
            return _tuple(Negate(part) for part in parts)
        case Divide(over, under) if (parts := _parts(over)) and is_value(under):
            return _tuple(Divide(part, under) for part in parts)
        case Multiply(factors):
            return _product(node, factors)
        case Add(terms):
            several = [_parts(term) for term in terms]
            if all(several) and len(set(map(len, several))) == 1:
                return _tuple(map(Add, zip(*several, strict=True)))
    return node


def _product(node: Tree, factors: tuple[Tree, ...]) -> Tree:
    places = [place for place, factor in enumerate(factors) if _parts(factor)]
    others = [factor for factor in factors if is_value(factor)]
    if len(places) != 1 or len(others) != len(factors) - 1 or isinstance(factors[places[0] - 1], Name):
        return node
    before, behind = factors[: places[0]], factors[places[0] + 1 :]
    return _tuple(Multiply((*before, part, *behind)) for part in _parts(factors[places[0]]))


def _parts(tree: Tree) -> tuple[Tree, ...]:
    """Those of a tuple of values; `[x, y]` is one beside a number."""
    match tree:
        case Items("tuple", items, bare=False) if all(map(is_value, items)):
            return items
        case Interval(low, high, True, True):
            return low, high
    return ()


def _tuple(parts: Iterable[Tree]) -> Tree:
    return Items("tuple", tuple(parts))
