"""Infinite sums of numbers, where there are no matrices: each is a formula in its names."""

from collections.abc import Callable

from grading.maths.matrices.dims import SCALAR
from grading.maths.matrices.typed import Typed
from grading.maths.slopes import ARGUMENTS
from grading.maths.tree import Constant, Fold, Name, Negate, Tree, names, nodes
from grading.maths.trees import substituted

_INFINITY = Constant("oo")
# No name of a formula.
_INDEX = "k"


def is_endless(fold: Fold) -> bool:
    """Whether terms are added up to infinity, with names that a formula has places for."""
    is_simple = not any(isinstance(node, Fold) for node in nodes(fold.body)) and not names(fold.low) | names(fold.high)
    is_infinite = fold.high == _INFINITY or fold.low == Negate(_INFINITY)
    return fold.kind == "Sum" and is_infinite and is_simple and len(names(fold)) <= len(ARGUMENTS)


def endless(fold: Fold, typed: Callable[[Tree], Typed]) -> Typed:
    used = sorted(names(fold))
    new: dict[str, Tree] = {**dict(zip(used, map(Name, ARGUMENTS), strict=False)), fold.index: Name(_INDEX)}
    formula = Fold(fold.kind, substituted(fold.body, new), _INDEX, fold.low, fold.high)
    return Typed("formula", tuple(typed(Name(name)) for name in used), SCALAR, formula)
