"""Functions of pieces: the larger of two is half their sum and distance, and cases are letters."""

from fractions import Fraction
from typing import Any

from grading.maths.generic.side import Exact, Rule, Side
from grading.maths.tree import Logic, Negate, Number, Relation, Tree

_ZERO = Number(Fraction(0))


def _size(side: Side, tree: Tree) -> Exact:
    value = side.value(tree)
    return value if side.is_not_below(tree) else _size_of(side, value)


def _size_of(side: Side, value: Exact) -> Exact:
    return side.letter("abs", abs(value)) if value else value


def _largest(side: Side, *trees: Tree) -> Exact:
    values = sorted({side.value(tree) for tree in trees})
    if len(values) > 2:
        return side.letter("max", *values)
    low, high = values[0], values[-1]
    return (low + high + _size_of(side, high - low)) / 2


def _smallest(side: Side, *trees: Tree) -> Exact:
    return -_largest(side, *map(Negate, trees))


def _by_cases(side: Side, *parts: Tree) -> Exact:
    """What a case needs is asked in this case only, and there at single points, too."""
    return side.partial("where", *(_in_case(side.inside(), part) for part in parts))


def _in_case(side: Side, part: Tree) -> Any:
    return _meaning(side, part), frozenset(side.needs)


def _meaning(side: Side, part: Tree) -> Any:
    if isinstance(part, Relation):
        return part.signs, *map(side.value, part.terms)
    if isinstance(part, Logic):
        return part.word, *(_meaning(side, inner) for inner in part.parts)
    return side.value(part)


PIECES: dict[str, Rule] = {
    "abs": _size,
    "norm": _size,
    "max": _largest,
    "min": _smallest,
    "relu": lambda side, tree: _largest(side, tree, _ZERO),
    "where": _by_cases,
}
