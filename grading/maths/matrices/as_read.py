"""A formula as it was read: `*` of NumPy as the entrywise product, `x @ A @ x` with the row of x."""

from collections.abc import Mapping

from grading.maths.tree import Call, Multiply, Tree
from grading.maths.trees import with_changed


def as_read(tree: Tree, products: Mapping[Tree, Tree]) -> Tree:
    """products: what a product was read as, where that is another than it looks like."""
    return with_changed(products.get(tree, tree), lambda part: as_read(part, products))


def times(before: Tree, factor: Tree, mark: str) -> Tree:
    """One factor more. mark: the function that multiplies it, "" for the product of matrices."""
    if mark:
        return Call(mark, (before, factor))
    return Multiply((*before.factors, factor)) if isinstance(before, Multiply) else Multiply((before, factor))
