"""Matrices made of blocks: side by side (`hstack`), below each other (`vstack`), or both, as in `[[A, b], [b^T, 1]]`.

A bare `0` is a zero block of the size that fits.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING, NoReturn

from grading.maths.matrices.algebra import MATRICES, Value, matrix
from grading.maths.matrices.dims import Dim
from grading.maths.matrices.typed import Typed
from grading.maths.matrices.wording import brief
from grading.maths.tree import Call, Items, Number, Tree
from grading.messages import _, say

if TYPE_CHECKING:
    from grading.maths.matrices.inference import Inference

ZERO = Number(Fraction(0))


def from_rows(rows: list[list[Tree]]) -> Tree:
    """The tree of a matrix with these rows of blocks; one block alone is itself."""
    stacked = [row[0] if len(row) == 1 else Call("hstack", tuple(row)) for row in rows]
    return stacked[0] if len(stacked) == 1 else Call("vstack", tuple(stacked))


def from_call(name: str, arguments: tuple[Tree, ...]) -> Tree:
    """`np.block([[A, B]])`, `hstack([A, B])`, `vstack((A, B))`, `hstack(A, B)`: a list alone holds the blocks."""
    if name == "block" or len(arguments) > 1:
        return arguments[0] if len(arguments) == 1 else Call(name, arguments)
    match arguments[0]:
        case Items("tuple", blocks) | Call("hstack", blocks):
            return Call(name, blocks)
        case Call("vstack", blocks) if name == "vstack":
            return Call(name, blocks)
    return arguments[0]


def infer_row(inference: Inference, tree: Call) -> Typed:
    """Blocks side by side. Raises AnswerError naming the block that is taller or shorter than the first."""
    parts = [_block(inference, block) for block in tree.arguments]
    for index, part in enumerate(parts[1:], start=1):
        if not inference.sizes.same(parts[0].shape[0], part.shape[0]):
            message = _(
                "`%(left)s` is %(left_shape)s and `%(right)s` is %(right_shape)s: "
                "blocks side by side need the same number of rows."
            )
            _refuse(inference, message, tree, (0, index), (parts[0], part))
    return Typed("hstack", tuple(parts), (parts[0].shape[0], _total([part.shape[1] for part in parts])))


def infer_column(inference: Inference, tree: Call) -> Typed:
    """Blocks or rows of blocks below each other, in columns that fit. Raises AnswerError naming the block."""
    parts = [_block(inference, block) for block in tree.arguments]
    for index, part in enumerate(parts[1:], start=1):
        if not (_in_columns(inference, parts[0], part) or inference.sizes.same(parts[0].shape[1], part.shape[1])):
            message = _(
                "`%(left)s` is %(left_shape)s and `%(right)s` is %(right_shape)s: "
                "blocks below each other need the same number of columns."
            )
            _refuse(inference, message, tree, (0, index), (parts[0], part))
    return Typed("vstack", tuple(parts), (_total([part.shape[0] for part in parts]), parts[0].shape[1]))


def _in_columns(inference: Inference, above: Typed, below: Typed) -> bool:
    """Whether two rows have as many blocks and each is as wide as the one above; else nothing is changed."""
    if above.op != "hstack" or below.op != "hstack" or len(above.parts) != len(below.parts):
        return False
    before = dict(inference.sizes.known)
    pairs = zip(above.parts, below.parts, strict=True)
    if all(inference.sizes.same(one.shape[1], other.shape[1]) for one, other in pairs):
        return True
    inference.sizes.known = before
    return False


def _block(inference: Inference, tree: Tree) -> Typed:
    if tree == ZERO:
        return Typed("zeros", (), (inference.opened(tree), inference.opened(tree)))
    return inference.typed(tree)


def _refuse(
    inference: Inference, message: str, tree: Call, places: tuple[int, int], parts: tuple[Typed, Typed]
) -> NoReturn:
    left, right = (tree.arguments[place] for place in places)
    values = {
        "left": brief(left),
        "left_shape": inference.shown(parts[0]),
        "right": brief(right),
        "right_shape": inference.shown(parts[1]),
    }
    inference.refuse(say(message, **values), left, right)


def _total(dims: list[Dim]) -> Dim:
    total = dims[0]
    for dim in dims[1:]:
        total = total.plus(dim)
    return total


def side_by_side(blocks: list[Value]) -> Value:
    return _from_entries([list(chain.from_iterable(parts)) for parts in zip(*map(_rows, blocks), strict=True)])


def below(blocks: list[Value]) -> Value:
    return _from_entries([row for block in blocks for row in _rows(block)])


def _from_entries(rows: list[list[Value]]) -> Value:
    return matrix(len(rows), len(rows[0]), list(chain.from_iterable(rows)))


def _rows(block: Value) -> list[list[Value]]:
    if not isinstance(block, MATRICES):
        return [[block]]
    entries, width = block.entries(), block.ncols()
    return [entries[start : start + width] for start in range(0, len(entries), width)]
