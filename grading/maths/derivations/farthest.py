"""How far one must look for a bound to fail: for so many rows, or at such powers of 10, as its numbers say."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from math import ceil, exp, isfinite

from grading.maths.derivations.undoing import Equation
from grading.maths.floats import NoFloats, as_function
from grading.maths.tree import Add, Call, Divide, Multiply, Tree, children, names, nodes, with_children

# More entries than e to this power are not looked at.
_MANY_ENTRIES = 10
# Logarithms grow slowly: -log(p) <= 100 fails below 10^-44 only.
_OF_LOGARITHMS, FARTHEST = 5000, 10**6
_LOGARITHMS = frozenset({"log", "logsumexp"})


def rows_told(sides: Equation) -> int:
    """The number whose square tells how many entries a bound needs to fail: logsumexp(x) <= max(x) + 8 at e^8."""
    largest = _largest(sides)
    is_slow = any(_depth(side.tree) for side in sides)
    return ceil(max(largest, exp(min(largest, _MANY_ENTRIES) / 2)) if is_slow else largest)


def power_told(sides: Equation) -> int:
    """Of 10: log(10^n) is more than n; a logarithm of a logarithm is looked at as far as can be."""
    if any(_depth(side.tree) > 1 for side in sides):
        return FARTHEST
    return ceil(min(max(_largest(sides), _OF_LOGARITHMS), FARTHEST))


def _largest(sides: Equation) -> float:
    """The largest number that is written, times what something is divided by: log(t)/100 <= 120 fails at e^12000."""
    trees = [side.tree for side in sides]
    largest = max(chain.from_iterable(map(_numbers, trees)), default=0.0)
    under = (node.under for tree in trees for node in nodes(tree) if isinstance(node, Divide) and names(node.over))
    divisor = max(chain.from_iterable(map(_numbers, under)), default=1.0)
    return min(largest * max(divisor, 1.0), float(FARTHEST))


def _numbers(tree: Tree) -> Iterator[float]:
    """The sizes of its parts without names, and those of their parts; 60 stands in 2 30 x, too."""
    if names(tree):
        parts = children(tree)
        bare = tuple(part for part in parts if not names(part))
        together = with_children(tree, bare) if isinstance(tree, Add | Multiply) and len(bare) > 1 else None
        yield from chain.from_iterable(map(_numbers, (*parts, *((together,) if together else ()))))
        return
    for part in nodes(tree):
        with suppress(NoFloats, ValueError, ArithmeticError):
            value = abs(as_function(part, ())(()))
            if isfinite(value):
                yield value


def _depth(tree: Tree) -> int:
    """How many logarithms stand one in another."""
    inner = max(map(_depth, children(tree)), default=0)
    return inner + (isinstance(tree, Call) and tree.function in _LOGARITHMS)
