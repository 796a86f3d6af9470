"""What is said of a sum or a product whose shapes do not fit, with what may be meant."""

from contextlib import suppress
from typing import TYPE_CHECKING

from grading.errors import AnswerError
from grading.maths.matrices import remedies
from grading.maths.matrices.dims import SCALAR, Shape
from grading.maths.matrices.wording import brief, name_shape
from grading.maths.tree import Constant, Multiply, Tree
from grading.messages import Message, _, say

if TYPE_CHECKING:
    from grading.maths.matrices.inference import Inference

_SUM = (
    _("`%(left)s` is %(left_shape)s and `%(right)s` is %(right_shape)s: they cannot be added."),
    _(
        "`%(left)s` is %(left_shape)s and `%(right)s` is %(right_shape)s: they cannot be added; "
        "did you mean `%(remedy)s`?"
    ),
    _(
        "`%(left)s` is %(left_shape)s and `%(right)s` is %(right_shape)s: they cannot be added; "
        "did you mean `%(remedy)s` or `%(other)s`?"
    ),
)
_PRODUCT = (
    _("`%(left)s` is %(left_shape)s and `%(right)s` is %(right_shape)s: `%(product)s` is not defined."),
    _(
        "`%(left)s` is %(left_shape)s and `%(right)s` is %(right_shape)s: `%(product)s` is not defined; "
        "did you mean `%(remedy)s`?"
    ),
    _(
        "`%(left)s` is %(left_shape)s and `%(right)s` is %(right_shape)s: `%(product)s` is not defined; "
        "did you mean `%(remedy)s` or `%(other)s`?"
    ),
)
_SIZE = _("The size of `%(part)s` is not clear here. Write it, as in `%(example)s`.")


def of_size(part: Tree) -> Message:
    """What is said of an `I` or `ones` whose size nothing tells."""
    return say(_SIZE, part=brief(part), example="I(n)" if part == Constant("I") else "ones(n)")


def of_sum(inference: "Inference", left: Tree, right: Tree, first: Shape, second: Shape) -> Message:
    """first, second: the shapes of the two."""
    meant = remedies.for_sum(left, right, first, second)
    for number, shape, other in ((left, first, second), (right, second, first)):
        if shape == SCALAR and (turned := remedies.without_last(number)) is not None:
            meant = (brief(turned),) if _shape(inference, turned) == other else ()
    return _said(_SUM, meant, left, right, first, second)


def _shape(inference: "Inference", tree: Tree) -> Shape | None:
    with suppress(AnswerError):
        return inference.sizes.shape(inference.typed(tree).shape)
    return None


def of_product(left: Tree, right: Tree, first: Shape, second: Shape) -> Message:
    """first, second: the shapes of the two."""
    return _said(_PRODUCT, remedies.for_product(left, right, first, second), left, right, first, second)


def _said(
    texts: tuple[str, ...], meant: tuple[str, ...], left: Tree, right: Tree, first: Shape, second: Shape
) -> Message:
    """The text with as many remedies as there are."""
    values = {
        "left": brief(left),
        "left_shape": name_shape(first),
        "right": brief(right),
        "right_shape": name_shape(second),
        "product": brief(Multiply((left, right))),
    }
    return say(texts[len(meant)], **values, **dict(zip(("remedy", "other"), meant, strict=False)))
