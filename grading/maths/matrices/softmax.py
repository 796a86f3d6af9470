"""Softmax and logsumexp: of a vector, and the softmax of a matrix row by row, as in `softmax(Q K^T/sqrt(d)) V`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grading.maths.matrices.building import entrywise, inverse, product, turned
from grading.maths.matrices.dims import ONE, SCALAR
from grading.maths.matrices.typed import Typed
from grading.maths.matrices.wording import brief
from grading.maths.tree import Call, Negate, Number, nodes
from grading.messages import _, say

if TYPE_CHECKING:
    from grading.maths.matrices.inference import Inference

# So many of them may stand in each other.
_MOST = 4
_HAS_NONE = _("`%(function)s` takes one vector, without another axis; `%(part)s` is %(shape)s.")
_HAS_AXES = _("`%(part)s` is %(shape)s: the axis of `%(function)s` is 1, for each row, or 0, for each column.")


def infer_softmax(inference: Inference, tree: Call) -> Typed:
    """Raises AnswerError where it is of another shape, or along no axis of it."""
    with inference.by_entry(True):
        inner = inference.typed(tree.arguments[0])
    is_vector, axis = ONE in inference.sizes.shape(inner.shape), _axis(tree)
    if not is_vector and tree.function == "softmax" and axis is not None:
        _check_depth(inference, tree)
        return _along(inner, axis)
    if not is_vector or axis not in (-1, 0):
        part, shape = brief(tree.arguments[0]), inference.shown(inner)
        message = _HAS_AXES if tree.function == "softmax" and not is_vector else _HAS_NONE
        inference.refuse(say(message, function=tree.function, part=part, shape=shape), tree)
    if tree.function == "logsumexp":
        return Typed("logsumexp", (inner,), SCALAR)
    return Typed("softmax", (inner,), inner.shape)


def _check_depth(inference: Inference, tree: Call) -> None:
    """What is inside is written twice for a matrix."""
    if sum(isinstance(node, Call) and node.function == "softmax" for node in nodes(tree)) > _MOST:
        inference.refuse(say(_("The answer is too long to be judged. Write it shorter.")), tree)


def _axis(tree: Call) -> int | None:
    """The axis that is written, -1 for the last one where none is; None for what is no axis."""
    match tree.arguments[1:]:
        case () | (Negate(Number(value=1)),):
            return -1
        case (Number(value=(0 | 1) as axis),):
            return int(axis)
    return None


def _along(value: Typed, axis: int) -> Typed:
    """Of each row of a matrix (axis 1 or -1), or of each column (axis 0)."""
    if axis == 0:
        return turned(_along(turned(value), 1))
    rows, columns = value.shape
    powers = entrywise("exp", value)
    sums = Typed("product", (powers, Typed("ones", (), (columns, ONE))), (rows, ONE))
    return product(inverse(Typed("diagonal_matrix", (sums,), (rows, rows))), powers)
