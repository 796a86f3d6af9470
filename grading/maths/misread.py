"""Numbers whose functions were read in another way: angles in degrees, logarithms in another base."""

from collections.abc import Callable, Iterator
from fractions import Fraction

from grading.maths.tree import Call, Constant, Divide, Multiply, Number, Tree, functions
from grading.maths.trees import mapped

_ANGLES = frozenset({"sin", "cos", "tan", "cot", "sec", "csc"})
_HALF_TURN = Number(Fraction(180))
_IN_DEGREES, _FROM_DEGREES = Divide(Constant("pi"), _HALF_TURN), Divide(_HALF_TURN, Constant("pi"))
# What stands behind a comma in a logarithm to this base.
_BASES: tuple[tuple[Tree, ...], ...] = ((), (Number(Fraction(2)),), (Number(Fraction(10)),))


def misread(tree: Tree) -> Iterator[tuple[str, Tree]]:
    """The names of slips, and the tree with all its angles in degrees, or all its logarithms in one other base."""
    used = functions(tree)
    if used & _ANGLES:
        for factor in (_IN_DEGREES, _FROM_DEGREES):
            yield "degrees-for-radians", mapped(tree, _with_angles_times(factor))
    yield from (("base-of-the-logarithm", found) for found in in_other_bases(tree))


def in_other_bases(tree: Tree) -> Iterator[Tree]:
    """With all logarithms to base e, 2 or 10; those in which nothing changes are left out."""
    if "log" not in functions(tree):
        return
    for base in _BASES:
        changed = mapped(tree, _with_base(base))
        if changed != tree:
            yield changed


def _with_angles_times(factor: Tree) -> Callable[[Tree], Tree]:
    def changed(node: Tree) -> Tree:
        match node:
            case Call(name, (angle,)) if name in _ANGLES:
                return Call(name, (Multiply((angle, factor)),))
        return node

    return changed


def _with_base(base: tuple[Tree, ...]) -> Callable[[Tree], Tree]:
    def changed(node: Tree) -> Tree:
        match node:
            case Call("log", (inner, *_other)):
                return Call("log", (inner, *base))
        return node

    return changed
