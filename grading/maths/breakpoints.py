"""Where |x - 3|, max(x, 2) or sign(x) change their formula, so that every piece between two of them is looked at."""

from itertools import combinations, pairwise

from flint import fmpq

from grading.maths.polynomials import NotRational, quotient
from grading.maths.tree import Add, Call, Negate, Tree, names, walk

_PIECEWISE = frozenset({"abs", "norm", "sign", "max", "min", "relu", "floor", "ceil", "mod", "sqrt"})
_MOST = 8


def between_breaks(*trees: Tree) -> dict[str, list[fmpq]]:
    """For each name that alone decides on a piece: a point between each two breaks, and one outside each end."""
    found: dict[str, set[fmpq]] = {}
    for tree in trees:
        for node, _depth in walk(tree):
            if isinstance(node, Call) and node.function in _PIECEWISE:
                for part in _deciding(node):
                    _add_break(part, found)
    return {name: _pieces(sorted(breaks)[:_MOST]) for name, breaks in found.items()}


def _deciding(node: Call) -> list[Tree]:
    """The expressions at whose zeros the function changes."""
    if node.function in ("max", "min"):
        return [Add((first, Negate(second))) for first, second in combinations(node.arguments, 2)]
    return list(node.arguments)


def _add_break(part: Tree, found: dict[str, set[fmpq]]) -> None:
    """Add the zero of an expression that is linear in its only name."""
    symbols = tuple(names(part))
    if len(symbols) != 1:
        return
    try:
        over, under = quotient(part, symbols)
    except NotRational:
        return
    if under.is_constant() and over.total_degree() == 1:
        found.setdefault(symbols[0], set()).add(-over[(0,)] / over[(1,)])


def _pieces(breaks: list[fmpq]) -> list[fmpq]:
    odd = fmpq(5, 11)
    inner = [low + (high - low) * odd for low, high in pairwise(breaks)]
    return [breaks[0] - odd, *inner, breaks[-1] + odd]
