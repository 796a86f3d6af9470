"""Quotients of vectors and matrices, which are taken entry by entry where nothing else can be meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flint import fmpq

from grading.maths.matrices import terms
from grading.maths.matrices.building import divided_by_entries
from grading.maths.matrices.dims import ONE, SCALAR
from grading.maths.matrices.typed import Typed
from grading.maths.matrices.wording import brief
from grading.maths.tree import Call, Divide, Tree
from grading.messages import _, say

if TYPE_CHECKING:
    from grading.maths.matrices.inference import Inference

_BY_MATRIX = _(
    "`%(part)s` is %(shape)s, and there is no division by a matrix. "
    "Multiply with `inv(...)` from the side that is meant, or divide by entry with `divide(..., ...)`."
)
_BY_VECTOR = _(
    "`%(part)s` is %(shape)s, and there is no division by a vector. Divide by a number, such as a norm "
    "or a sum; `divide(x, y)` divides entry by entry."
)
_OTHER_SHAPES = _(
    "`%(left)s` is %(left_shape)s and `%(right)s` is %(right_shape)s: a quotient by entry needs the same shape twice."
)


def infer_divide(inference: Inference, tree: Divide) -> Typed:
    """A number, or what has the same shape, is divided entry by entry where something else by entry stands."""
    over, under = inference.typed(tree.over), inference.typed(tree.under)
    if not inference.is_scalar(under):
        if _is_by_entry(inference, under) and inference.sizes.shape(over.shape) in (
            inference.sizes.shape(under.shape),
            SCALAR,
        ):
            return divided_by_entries(over, under)
        message = _BY_VECTOR if ONE in inference.sizes.shape(under.shape) else _BY_MATRIX
        inference.refuse(say(message, part=brief(tree.under), shape=inference.shown(under)), tree.under)
    return Typed("divide", (over, under), over.shape)


def _is_by_entry(inference: Inference, under: Typed) -> bool:
    rows, columns = inference.sizes.shape(under.shape)
    if rows.unknown or columns.unknown:
        return False
    is_column = columns == ONE and inference.is_by_entry
    return is_column or terms.is_of_entries(under, inference.sizes)


def infer_quotient(inference: Inference, tree: Call) -> Typed:
    """`A ⊘ B` and `np.divide(A, B)`, which say that each entry is divided."""
    with inference.by_entry(True):
        over, under = map(inference.typed, tree.arguments)
    if inference.is_scalar(under):
        return Typed("divide", (over, under), over.shape)
    if not inference.is_scalar(over) and not inference.sizes.same_shape(over.shape, under.shape):
        values = {
            "left": brief(tree.arguments[0]),
            "left_shape": inference.shown(over),
            "right": brief(tree.arguments[1]),
            "right_shape": inference.shown(under),
        }
        inference.refuse(say(_OTHER_SHAPES, **values), tree)
    return divided_by_entries(over, under)


def infer_reciprocal(inference: Inference, base: Tree) -> Typed:
    """`exp(z)^-1` of a column."""
    return divided_by_entries(Typed("number", (), SCALAR, fmpq(1)), inference.typed(base))
