"""A formula with sizes and largest parts as the formulas that it may be: |x| - 1 is x - 1 or -x - 1."""

from collections.abc import Iterator
from itertools import islice, product

from flint import fmpq

from grading.maths.reals import REAL
from grading.maths.tree import Call, Fold, Negate, Power, Tree, children, functions, names, types, with_children
from grading.maths.trees import mapped, rational
from grading.maths.values import Evaluator, TooMuch, Undefined, Unsure

_CHOOSING = frozenset({"abs", "norm", "relu", "max", "min"})
# So many are told apart.
_MOST = 8
_STEPS = 50


def branches(tree: Tree) -> list[Tree]:
    """The formulas that it may be; itself alone where there are too many."""
    if not functions(tree) & _CHOOSING:
        return [tree]
    found = list(islice(_branches(tree), _MOST + 1))
    return found if len(found) <= _MOST else [tree]


def with_small_powers(tree: Tree) -> Tree:
    """With powers of numbers as numbers: 10^-100."""
    return mapped(tree, _as_number) if Power in types(tree) else tree


def _as_number(node: Tree) -> Tree:
    if type(node) is not Power or names(node):
        return node
    try:
        value = Evaluator(REAL, {}, steps=_STEPS).value(node)
    except (Undefined, Unsure, TooMuch):
        return node
    return rational(value) if type(value) is fmpq else node


def _branches(tree: Tree) -> Iterator[Tree]:
    if isinstance(tree, Fold):
        yield tree
        return
    for parts in product(*(list(islice(_branches(part), _MOST + 1)) for part in children(tree))):
        match tree:
            case Call("abs" | "norm") if len(parts) == 1:
                yield from (parts[0], Negate(parts[0]))
            case Call("relu"):
                yield from (parts[0], rational(0))
            case Call("max" | "min"):
                yield from parts
            case _:
                yield with_children(tree, parts) if parts else tree
