"""Linear algebra on exact rationals and balls, as rows of values; what counts as zero is for the caller to say."""

from collections.abc import Callable, Sequence

from flint import arb, fmpq

from grading.maths.reals import ball
from grading.maths.values import Value

Vector = tuple[Value, ...]
Matrix = tuple[Vector, ...]
IsZero = Callable[[Value], bool]


def transposed(A: Matrix) -> Matrix:
    return tuple(zip(*A, strict=True))


def shape(A: Matrix) -> tuple[int, int]:
    return len(A), len(A[0])


def dot(u: Sequence[Value], v: Sequence[Value]) -> Value:
    return sum((x * y for x, y in zip(u, v, strict=True)), fmpq(0))


def product(A: Matrix, B: Matrix) -> Matrix:
    """A times B; their shapes must fit."""
    columns = transposed(B)
    return tuple(tuple(dot(row, column) for column in columns) for row in A)


def difference(A: Matrix, B: Matrix) -> Matrix:
    return tuple(tuple(x - y for x, y in zip(row, other, strict=True)) for row, other in zip(A, B, strict=True))


def identity(n: int) -> Matrix:
    return diagonal([fmpq(1)] * n)


def diagonal(entries: Sequence[Value]) -> Matrix:
    return tuple(tuple(entry if i == j else fmpq(0) for j in range(len(entries))) for i, entry in enumerate(entries))


def reduced(A: Matrix, is_zero: IsZero) -> tuple[Matrix, tuple[int, ...]]:
    """The reduced row echelon form without its zero rows, and the columns of its pivots."""
    rows = [list(row) for row in A]
    pivots: list[int] = []
    for column in range(len(A[0])):
        candidates = [i for i in range(len(pivots), len(rows)) if not is_zero(rows[i][column])]
        if not candidates:
            continue
        top = len(pivots)
        best = max(candidates, key=lambda i: _size(rows[i][column]))
        rows[top], rows[best] = rows[best], rows[top]
        pivot = rows[top][column]
        rows[top] = [entry / pivot for entry in rows[top]]
        for i, row in enumerate(rows):
            if i != top:
                factor = row[column]
                rows[i] = [entry - factor * above for entry, above in zip(row, rows[top], strict=True)]
                rows[i][column] = fmpq(0)
        pivots.append(column)
    return tuple(map(tuple, rows[: len(pivots)])), tuple(pivots)


def rank(A: Matrix, is_zero: IsZero) -> int:
    return len(reduced(A, is_zero)[1])


def null_space(A: Matrix, is_zero: IsZero) -> Matrix:
    """A basis of the x with A x = 0, one vector a row; () when there is only zero."""
    rows, pivots = reduced(A, is_zero)
    width = len(A[0])
    basis = []
    for free in (column for column in range(width) if column not in pivots):
        vector: list[Value] = [fmpq(0)] * width
        vector[free] = fmpq(1)
        for row, pivot in zip(rows, pivots, strict=True):
            vector[pivot] = -row[free]
        basis.append(tuple(vector))
    return tuple(basis)


def pivots_of_cholesky(A: Matrix) -> list[Value]:
    """The pivots of elimination without row swaps, up to the first that is not certainly positive."""
    rows = [list(row) for row in A]
    found: list[Value] = []
    for k in range(len(rows)):
        pivot = rows[k][k]
        found.append(pivot)
        if not pivot > 0:
            break
        for i in range(k + 1, len(rows)):
            factor = rows[i][k] / pivot
            rows[i] = [entry - factor * above for entry, above in zip(rows[i], rows[k], strict=True)]
    return found


def _size(value: Value) -> arb:
    return abs(ball(value)).mid()
