"""Rows and entries: `X[i]`, `x[2]`, `A[i, j]`, counted from 1."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from grading.maths.matrices.cases import nodes_of
from grading.maths.matrices.dims import ONE, SCALAR, Dim
from grading.maths.matrices.typed import Typed
from grading.maths.matrices.untyped import as_tree
from grading.maths.matrices.wording import brief, name_shape
from grading.maths.tree import Call, Name, Number, Tree, nodes
from grading.messages import Message, _, say

if TYPE_CHECKING:
    from grading.maths.matrices.inference import Inference, Reading

_SCALAR_ASKED = _("`%(part)s` is %(shape)s, but here a number is asked.")
_ZERO = Number(Fraction(0))
_FROM_1 = _("Rows and entries are counted from 1 here: the first is `[1]`.")
_SUM_FROM_0 = _("Rows and entries are counted from 1 here, and `%(index)s` begins at 0: let it run from 1.")


def infer_row_of(inference: Inference, tree: Call) -> Typed:
    """X[i], the i-th row as a column; an entry of a vector; X[i, j], an entry of a matrix."""
    base = inference.typed(tree.arguments[0])
    indices = tuple(inference.scalar(index, _SCALAR_ASKED) for index in tree.arguments[1:])
    rows, columns = inference.sizes.shape(base.shape)
    if (rows, columns) == SCALAR:
        message = _("`%(part)s` is a number and has no rows.")
        inference.refuse(say(message, part=brief(tree.arguments[0])), tree)
    _check_start(inference, tree)
    if len(indices) == 2:
        return Typed("entry", (base, *indices), SCALAR)
    if inference.places.has_samples:
        _check_samples(inference, tree, rows)
    if rows == ONE:
        return Typed("entry", (Typed("transpose", (base,), (columns, rows)), *indices), SCALAR)
    return Typed("row", (base, *indices), (columns, ONE))


def _check_start(inference: Inference, tree: Call) -> None:
    """Raises AnswerError for an index that is 0, or runs from 0."""
    for index in tree.arguments[1:]:
        if index == _ZERO:
            inference.refuse(say(_FROM_1), tree)
        if isinstance(index, Name) and _begins_at_0(inference, index):
            inference.refuse(say(_SUM_FROM_0, index=index.name), tree)


def beyond(reading: Reading) -> Message | None:
    """What is said of a formula with an entry that a vector or matrix of known size does not have; None without one."""
    for part in nodes_of(reading.typed):
        if part.op not in ("row", "entry"):
            continue
        base, *indices = part.parts
        for index, size in zip(indices, reading.sizes.shape(base.shape), strict=False):
            is_known = not (size.names or size.unknown or size.more)
            if index.op == "number" and is_known and index.data > size.factor:
                text = _("`%(part)s` is %(shape)s: it has nothing at the place %(index)s.")
                shown = brief(as_tree(base, reading.sizes))
                return say(text, part=shown, shape=name_shape(reading.sizes.shape(base.shape)), index=str(index.data))
    return None


def _begins_at_0(inference: Inference, index: Name) -> bool:
    """Whether the sum around it does; one by cases may leave out what has no value."""
    around = inference.folds.get(index.name)
    if around is None or around.low != _ZERO:
        return False
    return not any(isinstance(node, Call) and node.function == "where" for node in nodes(around.body))


def _check_samples(inference: Inference, tree: Call, rows: Dim) -> None:
    """Refuse `x_i` where i runs through another size than that of the rows: the samples may stand in columns."""
    matrix, index = tree.arguments[:2]
    around = inference.folds.get(index.name) if isinstance(index, Name) else None
    end: Tree | None = around.high if around is not None else None
    if isinstance(end, Name) and end.name in inference.symbols.sizes and rows != Dim(1, (end.name,)):
        name = brief(matrix)
        message = _(
            "`%(name)s` has %(rows)s rows, and the index runs to %(end)s. Write `%(name)s[i]` for a row, "
            "`(%(name)s^T)[i]` for a column."
        )
        inference.refuse(say(message, name=name, rows=str(rows), end=end.name), tree)
