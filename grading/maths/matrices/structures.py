"""Random exact matrices of a declared structure: large ones to compare at, small whole ones to show."""

import random
from collections.abc import Callable
from math import isqrt

from flint import fmpq, fmpq_mat, fmpz_mat

# Entries are multiples of 1/_UNIT below 2.5 in size: many values, and exponentials of them stay moderate.
_UNIT = 4096
_REACH = 10_000

Draw = Callable[[random.Random, int, int], fmpq_mat]


def general(generator: random.Random, rows: int, columns: int) -> fmpq_mat:
    numbers = [2 * generator.randrange(_REACH) - _REACH + 1 for _entry in range(rows * columns)]
    return fmpq_mat(fmpz_mat(rows, columns, numbers)) * fmpq(1, _UNIT)


def positive(generator: random.Random, rows: int, columns: int) -> fmpq_mat:
    numbers = [1 + generator.randrange(_REACH) for _entry in range(rows * columns)]
    return fmpq_mat(fmpz_mat(rows, columns, numbers)) * fmpq(1, _UNIT)


def symmetric(generator: random.Random, rows: int, columns: int) -> fmpq_mat:
    A = general(generator, rows, columns)
    return (A + A.transpose()) * fmpq(1, 2)


def skew(generator: random.Random, rows: int, columns: int) -> fmpq_mat:
    A = general(generator, rows, columns)
    return (A - A.transpose()) * fmpq(1, 2)


def positive_definite(generator: random.Random, rows: int, columns: int) -> fmpq_mat:
    A = general(generator, rows, columns)
    return A * A.transpose() * fmpq(1, 4) + diagonal(generator, rows, columns, sign=1)


def diagonal(generator: random.Random, rows: int, columns: int, *, sign: int = 0) -> fmpq_mat:
    """Entries that are not zero; all of one sign, where it is given."""
    D = fmpq_mat(rows, columns)
    for index in range(rows):
        size = fmpq(1 + generator.randrange(_REACH), _UNIT)
        D[index, index] = size * (sign or generator.choice((1, -1)))
    return D


def orthogonal(generator: random.Random, rows: int, columns: int) -> fmpq_mat:
    """(I - S)(I + S)^-1 of a small skew S, some rows with the other sign, so that both determinants occur (Cayley)."""
    S = fmpq_mat(rows, rows)
    for row in range(rows):
        for column in range(row):
            entry = fmpq(2 * generator.randrange(60) - 59, 30)
            S[row, column], S[column, row] = entry, -entry
    eye = fmpq_mat(rows, rows, [int(row == column) for row in range(rows) for column in range(rows)])
    Q = (eye - S) * (eye + S).inv()
    signs = fmpq_mat(rows, rows)
    for index in range(rows):
        signs[index, index] = generator.choice((1, -1))
    return signs * Q


def orthonormal_columns(generator: random.Random, rows: int, columns: int) -> fmpq_mat:
    """rows >= columns."""
    if columns == 1:
        return unit_vector(generator, rows)
    Q = orthogonal(generator, rows, rows)
    return fmpq_mat(rows, columns, [Q[row, column] for row in range(rows) for column in range(columns)])


def unit_vector(generator: random.Random, rows: int) -> fmpq_mat:
    """A column of length 1, by stereographic projection of a vector that is about as long (no inverse is needed)."""
    flat = [2 * generator.randrange(_REACH) - _REACH + 1 for _entry in range(rows - 1)]
    length = sum(entry * entry for entry in flat)
    size = isqrt(length) + 1 + generator.randrange(_REACH)
    entries = [fmpq(2 * entry * size, length + size * size) for entry in flat]
    last = fmpq(generator.choice((1, -1)) * (length - size * size), length + size * size)
    return fmpq_mat(rows, 1, [*entries, last])


def projection(generator: random.Random, rows: int, columns: int) -> fmpq_mat:
    """An orthogonal projection on fewer dimensions; for 1 by 1 it is 0 or 1.

    Of an even number of rows it is on one dimension less, so that of a few projections not all have rank 1, by which
    det(I + P) is 1 + tr(P).
    """
    if rows == 1:
        return fmpq_mat(1, 1, [generator.randrange(2)])
    Q = orthonormal_columns(generator, rows, rows - 1 if rows % 2 == 0 else generator.randrange(1, rows))
    return Q * Q.transpose()


def invertible(generator: random.Random, rows: int, columns: int) -> fmpq_mat:
    while not (A := general(generator, rows, columns)).det():
        pass
    return A


def simplex(generator: random.Random, rows: int, columns: int) -> fmpq_mat:
    """Positive entries with the sum 1."""
    weights = [1 + generator.randrange(_REACH) for _entry in range(rows)]
    return fmpq_mat(rows, 1, [fmpq(weight, sum(weights)) for weight in weights])


def ones(generator: random.Random, rows: int, columns: int) -> fmpq_mat:
    return fmpq_mat(rows, columns, [1] * (rows * columns))


DRAW: dict[str, Draw] = {
    "general": general,
    "positive": positive,
    "symmetric": symmetric,
    "skew": skew,
    "positive_definite": positive_definite,
    "diagonal": diagonal,
    "orthogonal": orthogonal,
    "orthonormal_columns": orthonormal_columns,
    "projection": projection,
    "invertible": invertible,
    "simplex": simplex,
    "ones": ones,
}


# --- small whole matrices ---


def _small(generator: random.Random, rows: int, columns: int) -> fmpq_mat:
    return fmpq_mat(rows, columns, [generator.choice((1, 2, 0, -1, 3, 1, 2)) for _entry in range(rows * columns)])


def _small_positive(generator: random.Random, rows: int, columns: int) -> fmpq_mat:
    return fmpq_mat(rows, columns, [generator.choice((1, 2, 3)) for _entry in range(rows * columns)])


def _small_triangle(generator: random.Random, size: int, below: int) -> fmpq_mat:
    """Ones or twos on the diagonal, small numbers above it, and `below` times the same below it."""
    A = fmpq_mat(size, size)
    for row in range(size):
        A[row, row] = 0 if below == -1 else generator.choice((1, 2, 3))
        for column in range(row):
            A[column, row] = generator.choice((1, 0, -1, 2))
            A[row, column] = below * A[column, row]
    return A


def _small_definite(generator: random.Random, rows: int, columns: int) -> fmpq_mat:
    L = _small_triangle(generator, rows, 0)
    for index in range(rows):
        L[index, index] = 1
    return L * L.transpose() + fmpq_mat(
        rows, rows, [int(row == column) for row in range(rows) for column in range(rows)]
    )


def _small_orthogonal(generator: random.Random, rows: int, columns: int) -> fmpq_mat:
    """A permutation with signs; two by two also a turn by 90 degrees."""
    order = generator.sample(range(rows), rows)
    Q = fmpq_mat(rows, columns)
    for column in range(columns):
        Q[order[column], column] = generator.choice((1, -1))
    return Q


def _small_diagonal(generator: random.Random, rows: int, columns: int) -> fmpq_mat:
    D = fmpq_mat(rows, columns)
    for index in range(rows):
        D[index, index] = generator.choice((1, 2, 3, -1))
    return D


def _small_projection(generator: random.Random, rows: int, columns: int) -> fmpq_mat:
    P = fmpq_mat(rows, columns)
    for index in range(rows):
        P[index, index] = int(index % 2 == 0)
    return P


def _small_simplex(generator: random.Random, rows: int, columns: int) -> fmpq_mat:
    weights = [generator.choice((1, 2, 1, 3)) for _entry in range(rows)]
    return fmpq_mat(rows, 1, [fmpq(weight, sum(weights)) for weight in weights])


SMALL: dict[str, Draw] = {
    "general": _small,
    "positive": _small_positive,
    "symmetric": lambda generator, rows, _columns: _small_triangle(generator, rows, 1),
    "skew": lambda generator, rows, _columns: _small_triangle(generator, rows, -1),
    "positive_definite": _small_definite,
    "diagonal": _small_diagonal,
    "orthogonal": _small_orthogonal,
    "orthonormal_columns": _small_orthogonal,
    "projection": _small_projection,
    "invertible": lambda generator, rows, _columns: _small_triangle(generator, rows, 0),
    "simplex": _small_simplex,
    "ones": ones,
}


# --- matrices of any rank ---


def nilpotent(generator: random.Random, rows: int, columns: int) -> fmpq_mat:
    """Ones beside the diagonal only, so that every power of a square one has a rank of its own."""
    above = [int(column == row + 1) for row in range(rows) for column in range(columns)]
    return fmpq_mat(rows, columns, above) * generator.choice((1, -2))


def single(generator: random.Random, rows: int, columns: int) -> fmpq_mat:
    """One entry that is not zero: of two such matrices A B may be zero where B A is not."""
    A = fmpq_mat(rows, columns)
    A[generator.randrange(rows), generator.randrange(columns)] = generator.choice((1, -2))
    return A


def shifted(turn: int, generator: random.Random, rows: int, columns: int) -> fmpq_mat:
    """A triangle with whole numbers from -5 to 5 on its diagonal, turn by turn all of them: A + 3 I loses rank."""
    A = _sparse(generator, rows, columns) if rows != columns else nilpotent(generator, rows, columns)
    for index in range(min(rows, columns)):
        A[index, index] = (turn * 7 + index) % 11 - 5
    return A


# The sum and the product of two eigenvalues that are no whole numbers.
_PAIRS = ((1, -1), (2, -1), (0, 2), (0, 1), (-1, 1), (1, 1), (0, -2), (-1, -1))


def companion(turn: int, generator: random.Random, rows: int, columns: int) -> fmpq_mat:
    """Blocks that are roots of x^2 - a x + b, turn by turn for other a and b: A^2 - A - I loses rank."""
    A = nilpotent(generator, rows, columns)
    for index in range(0, min(rows, columns) - 1, 2):
        total, product = _PAIRS[(turn * 3 + index // 2) % len(_PAIRS)]
        A[index, index], A[index, index + 1] = 0, -product
        A[index + 1, index], A[index + 1, index + 1] = 1, total
    return A


def _sparse(generator: random.Random, rows: int, columns: int) -> fmpq_mat:
    """Entries that are mostly zero; some square ones are nilpotent."""
    if rows == columns and not generator.randrange(3):
        return nilpotent(generator, rows, columns)
    return fmpq_mat(rows, columns, [generator.choice((0, 0, 0, 1, -2)) for _entry in range(rows * columns)])


def _sparse_symmetric(generator: random.Random, rows: int, columns: int) -> fmpq_mat:
    A = _sparse(generator, rows, columns)
    return A + A.transpose()


def _sparse_skew(generator: random.Random, rows: int, columns: int) -> fmpq_mat:
    A = _sparse(generator, rows, columns)
    return A - A.transpose()


def _sparse_diagonal(generator: random.Random, rows: int, columns: int) -> fmpq_mat:
    entries = [generator.choice((0, 1, -2)) for _row in range(rows)]
    return fmpq_mat(rows, columns, [entries[i] if i == j else 0 for i in range(rows) for j in range(columns)])


SPARSE: dict[str, Draw] = {
    **SMALL,
    "diagonal": _sparse_diagonal,
    "general": _sparse,
    "symmetric": _sparse_symmetric,
    "skew": _sparse_skew,
    "projection": projection,
    "orthonormal_columns": orthonormal_columns,
}
