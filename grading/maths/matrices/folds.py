"""Sums and products over an index. Infinite sums of numbers, beside no matrices, are formulas in their names."""

from typing import TYPE_CHECKING

from grading.maths.matrices.dims import SCALAR
from grading.maths.matrices.typed import Typed
from grading.maths.slopes import ARGUMENTS
from grading.maths.tree import Constant, Fold, Name, Negate, Tree, names, nodes
from grading.maths.trees import substituted
from grading.messages import _, say

if TYPE_CHECKING:
    from grading.maths.matrices.inference import Inference

_INFINITY = Constant("oo")
# No name of a formula.
_INDEX = "k"


def infer_fold(inference: "Inference", tree: Fold) -> Typed:
    if not inference.symbols.shaped and _is_endless(tree):
        return _endless(inference, tree)
    asked = _("`%(part)s` is %(shape)s, but a sum runs from a number to a number.")
    low, high = inference.scalar(tree.low, asked), inference.scalar(tree.high, asked)
    if tree.index in inference.symbols.shaped:
        inference.refuse(say(_("`%(name)s` is a matrix and cannot be an index."), name=tree.index), tree)
    inference.folds[tree.index] = tree
    body = inference.typed(tree.body)
    if tree.kind == "Product" and not inference.is_scalar(body):
        inference.refuse(say(_("A product over an index is read for numbers only.")), tree)
    return Typed("fold", (body, low, high), body.shape, (tree.kind, tree.index))


def _is_endless(fold: Fold) -> bool:
    """Whether terms are added up to infinity, with names that a formula has places for."""
    is_simple = not any(isinstance(node, Fold) for node in nodes(fold.body)) and not names(fold.low) | names(fold.high)
    is_infinite = fold.high == _INFINITY or fold.low == Negate(_INFINITY)
    return fold.kind == "Sum" and is_infinite and is_simple and len(names(fold)) <= len(ARGUMENTS)


def _endless(inference: "Inference", fold: Fold) -> Typed:
    used = sorted(names(fold))
    new: dict[str, Tree] = {**dict(zip(used, map(Name, ARGUMENTS), strict=False)), fold.index: Name(_INDEX)}
    formula = Fold(fold.kind, substituted(fold.body, new), _INDEX, fold.low, fold.high)
    return Typed("formula", tuple(inference.typed(Name(name)) for name in used), SCALAR, formula)
