"""Parts and shapes in messages, as people write them."""

from grading.maths.matrices.dims import ONE, SCALAR, Shape
from grading.maths.printing import to_text
from grading.maths.tree import Tree


def brief(tree: Tree) -> str:
    """A part as it may be typed, short: `A^T (A x - b)`."""
    return to_text(tree).replace(".T", "^T").replace("^(-1)", "^-1").replace("*", " ").replace("absolute(", "abs(")


def name_shape(shape: Shape) -> str:
    """`m by n`; a 1 by 1 matrix is "a number"."""
    if shape == SCALAR:
        return "a number"
    if shape[0].unknown and shape[0] == shape[1]:
        return "square"
    if shape[0].unknown or shape[1].unknown:
        return "a column" if shape[1] == ONE else "a row" if shape[0] == ONE else "a matrix of unknown size"
    return f"{shape[0]} by {shape[1]}"


def shape_to_text(shape: Shape) -> str:
    """`m × n`, or "scalar", for the chip behind the reading."""
    return "scalar" if shape == SCALAR else f"{shape[0]} × {shape[1]}"
