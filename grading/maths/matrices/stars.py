"""What `*` cannot mean in a text of NumPy, where it is the entrywise product."""

from itertools import pairwise
from typing import TYPE_CHECKING

from grading.maths.matrices.dims import ONE
from grading.maths.matrices.typed import Typed
from grading.maths.matrices.wording import brief
from grading.maths.tree import Multiply
from grading.messages import _, say

if TYPE_CHECKING:
    from grading.maths.matrices.inference import Inference


SPREADS = _("In NumPy `*` spreads a vector over a matrix. Write `%(one)s @ %(other)s` for the product.")
_BY_ENTRY = _(
    "In NumPy `*` multiplies entry by entry. Write `%(one)s @ %(other)s` for the product of matrices, "
    "`hadamard(%(one)s, %(other)s)` for the entrywise one."
)


def check_stars(inference: "Inference", tree: Multiply, factors: list[Typed]) -> None:
    """Raises AnswerError for `A * B` of two square matrices, and for `A * v` of a sum along an axis."""
    if not inference.places.marks.is_program:
        return
    for index, pair in enumerate(pairwise(factors), start=1):
        before, behind = tree.factors[index - 1], tree.factors[index]
        if inference.places.is_starred(behind) and not inference.places.is_by_entry(behind):
            message = _of_pair(inference, *pair)
            if message:
                inference.refuse(say(message, one=brief(before), other=brief(behind)), before, behind)


def _of_pair(inference: "Inference", left: Typed, right: Typed) -> str:
    """What must be said of two factors with a `*` between them, "" for nothing."""
    shape, other = inference.sizes.shape(left.shape), inference.sizes.shape(right.shape)
    if inference.places.has_axes and ONE not in shape and other[1] == ONE and not inference.is_scalar(right):
        return SPREADS
    return _BY_ENTRY if shape[0] == shape[1] != ONE and shape == other else ""
