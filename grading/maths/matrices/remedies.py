"""What may be meant by a sum or a product whose shapes do not fit."""

from grading.maths.matrices.dims import ONE, SCALAR, Dim, Shape
from grading.maths.matrices.wording import brief
from grading.maths.tree import Call, Multiply, Name, Number, Tree


def for_sum(left: Tree, right: Tree, one: Shape, other: Shape) -> tuple[str, ...]:
    """The identity, or ones, for a number; a transpose; a vector that is spread over a matrix."""
    if one == (other[1], other[0]):
        return (brief(turned(right)),)
    for number, matrix in ((left, other), (right, one)):
        if SCALAR in (one, other) and (one == SCALAR) == (number is left):
            return _spread_number(number, matrix)
    spread = _spread(left, one, other) or _spread(right, other, one)
    return (spread,) if spread else ()


def _spread_number(number: Tree, matrix: Shape) -> tuple[str, ...]:
    times = "" if isinstance(number, Number) and number.value == 1 else f"{brief(number)} "
    if matrix[0].open or matrix[1].open:
        return (f"{times}I",) if matrix[0] == matrix[1] else ()
    sizes = f"{matrix[0]}" if matrix[1] == ONE else f"{matrix[0]}, {matrix[1]}"
    everywhere = f"{times}ones({sizes})"
    return (f"{times}I", everywhere) if matrix[0] == matrix[1] else (everywhere,)


def _spread(vector: Tree, shape: Shape, matrix: Shape) -> str:
    """A vector that may be meant to be added to each row or column of a matrix."""
    rows, columns = matrix
    if ONE not in shape or ONE in matrix or rows.open or columns.open:
        return ""
    is_row = shape[0] == ONE
    length = shape[1] if is_row else shape[0]
    if length == columns:
        return brief(Multiply((_ones(rows), vector if is_row else turned(vector))))
    if length == rows:
        return brief(Multiply((turned(vector) if is_row else vector, turned(_ones(columns)))))
    return ""


def _ones(size: Dim) -> Tree:
    return Call("ones", (Name(str(size)),))


def for_product(left: Tree, right: Tree, first: Shape, second: Shape) -> tuple[str, ...]:
    """The same two factors with a transpose, entry by entry, or the other way round."""
    (rows, columns), (more_rows, more_columns) = first, second
    if rows == more_rows:
        gram = brief(Multiply((turned(left), right)))
        is_same_shape = columns == more_columns and not rows.open
        return (gram, f"hadamard({brief(left)}, {brief(right)})") if is_same_shape else (gram,)
    if columns == more_columns:
        return (brief(Multiply((left, turned(right)))),)
    if more_columns == rows:
        return (brief(Multiply((right, left))),)
    return ()


def without_last(number: Tree) -> Tree | None:
    """What is left of `2 b^T A x` where x was to go, as a column: `2 A^T b`; None for what is no such product."""
    if not isinstance(number, Multiply) or not isinstance(number.factors[-1], Name):
        return None
    start = next((i for i, factor in enumerate(number.factors) if _is_transpose(factor)), None)
    if start is None or start + 1 >= len(number.factors):
        return None
    rest = [turned(factor) for factor in reversed(number.factors[start:-1])]
    made = (*number.factors[:start], *rest)
    return made[0] if len(made) == 1 else Multiply(made)


def _is_transpose(factor: Tree) -> bool:
    return isinstance(factor, Call) and factor.function == "transpose"


def turned(tree: Tree) -> Tree:
    """The transpose, of a transpose what it was made of."""
    return tree.arguments[0] if isinstance(tree, Call) and tree.function == "transpose" else Call("transpose", (tree,))
