"""Factors that a matrix has but once: every typed decimal must be what such a factor is rounded to.

The product of rounded factors leaves much open: where an entry of R is 10 and one of Q has three digits, the product is
the same within the bounds of rounding though R is ten units of its last digit off.
"""

from collections.abc import Callable

from flint import fmpq

from grading.maths.linear import Matrix, Vector, diagonal, dot, product, shape, transposed
from grading.maths.reals import ball
from grading.maths.values import Value
from grading.messages import _, say
from grading.properties.reading import Reading
from grading.properties.said import HOLDS, Finding, fails
from grading.properties.spectrum import eigenvalues, unit_eigenvector

# Name of a factor -> its entries as they really are, as far as there is no choice; fewer rows or columns than typed
# where the others are free.
Factors = dict[str, Matrix]


def agree(answer: Reading, form: str, A: Matrix) -> Finding:
    """Whether every decimal is right, as far as the factors are not for the learner to choose."""
    if not answer.sight.rounded:
        return HOLDS
    typed = dict(zip(_NAMES[form][-len(answer.parts) :], answer.parts, strict=True))
    for name, right in (_FACTORS[form](typed, A) or {}).items():
        for i, row in enumerate(right):
            for j, entry in enumerate(row):
                if not answer.sight.same(typed[name][i][j], entry):
                    text = _("%(name)s is not right to all its digits in row %(row)d, column %(column)d.")
                    return fails(say(text, name=name, row=i + 1, column=j + 1))
    return HOLDS


def _cholesky(typed: Factors, A: Matrix) -> Factors | None:
    L = _lower_root(A)
    return None if L is None else {"L": L}


def _lower_root(A: Matrix) -> Matrix | None:
    """L with L L^T = A and a positive diagonal; None where A is not surely positive definite."""
    L: list[list[Value]] = []
    for i, row in enumerate(A):
        L.append([])
        for j in range(i):
            L[i].append((row[j] - dot(L[i][:j], L[j][:j])) / L[j][j])
        square = ball(row[i] - dot(L[i], L[i]))
        if not square > 0:
            return None
        L[i].append(square.sqrt())
    return tuple((*row, *[fmpq(0)] * (len(A) - len(row))) for row in map(tuple, L))


def _qr(typed: Factors, A: Matrix) -> Factors | None:
    """The first columns of Q and rows of R; their signs are free."""
    lower = _lower_root(product(transposed(A), A))
    if lower is None:
        return None
    columns: list[Vector] = []
    for j, column in enumerate(transposed(A)):
        rest = [entry - sum((lower[j][k] * columns[k][i] for k in range(j)), fmpq(0)) for i, entry in enumerate(column)]
        columns.append(tuple(entry / lower[j][j] for entry in rest))
    signs = [_sign(typed["R"][j][j]) for j in range(len(columns))]
    Q = transposed(tuple(tuple(sign * entry for entry in column) for sign, column in zip(signs, columns, strict=True)))
    return {"R": _with_signs(transposed(lower), signs), "Q": Q}


def _with_signs(rows: Matrix, signs: list[int]) -> Matrix:
    return tuple(tuple(sign * entry for entry in row) for sign, row in zip(signs, rows, strict=True))


def _sign(value: Value) -> int:
    return -1 if ball(value).mid() < 0 else 1


def _lu(typed: Factors, A: Matrix) -> Factors | None:
    """Where one factor has an exact diagonal, such as ones; the rows are in the order of P."""
    if "P" in typed and not _is_exact(*typed["P"]):
        return None
    rows = product(transposed(typed["P"]), A) if "P" in typed else A
    if len(rows) != len(rows[0]):
        return None
    split = _eliminated(rows)
    if split is None:
        return None
    L, U = split
    sizes = [row[i] for i, row in enumerate(typed["L"])]
    if not _is_exact(tuple(sizes)):
        diagonal = [row[i] for i, row in enumerate(typed["U"])]
        if not _is_exact(tuple(diagonal)) or 0 in diagonal:
            return None
        sizes = [U[i][i] / entry for i, entry in enumerate(diagonal)]
    if 0 in sizes:
        return None
    scaled = tuple(tuple(entry * size for entry, size in zip(row, sizes, strict=True)) for row in L)
    return {"L": scaled, "U": tuple(tuple(entry / size for entry in row) for row, size in zip(U, sizes, strict=True))}


def _is_exact(*rows: Vector) -> bool:
    return all(type(entry) is fmpq for row in rows for entry in row)


def _eliminated(A: Matrix) -> tuple[Matrix, Matrix] | None:
    """L with ones on its diagonal, and U; None where a pivot is not surely different from 0."""
    U = [list(row) for row in A]
    L = [[fmpq(int(i == j)) for j in range(len(A))] for i in range(len(A))]
    for k, pivots in enumerate(U):
        if not (pivots[k] > 0 or pivots[k] < 0):
            return None
        for i in range(k + 1, len(U)):
            L[i][k] = U[i][k] / pivots[k]
            U[i] = [entry - L[i][k] * above for entry, above in zip(U[i], pivots, strict=True)]
            U[i][k] = fmpq(0)
    return tuple(map(tuple, L)), tuple(map(tuple, U))


def _svd(typed: Factors, A: Matrix) -> Factors | None:
    """The singular values in the typed order, with their vectors up to a common sign, where each value occurs once."""
    gram = product(transposed(A), A)
    squares = [square for square in eigenvalues(gram) or () if square > 0]
    S, V = typed["S"], transposed(typed["V"])
    is_list = min(shape(S)) == 1
    wanted = [entry for row in S for entry in row] if is_list else [S[i][i] for i in range(min(shape(S)))]
    pairs: list[tuple[Value, Vector]] = []
    for value, typed_v in zip(wanted[: len(squares)], V, strict=False):
        square = min(squares, key=lambda one: float(abs(ball(value) ** 2 - one).mid()))
        v = unit_eigenvector(gram, square)
        if v is None:
            return None
        largest = max(range(len(v)), key=lambda i: float(abs(v[i]).mid()))
        sign = _sign(v[largest]) * _sign(typed_v[largest])
        pairs.append((ball(square).sqrt(), tuple(sign * entry for entry in v)))
    if not pairs:
        return None
    U = tuple(tuple(dot(row, v) / root for row in A) for root, v in pairs)
    return {
        "S": _as_typed([root for root, _v in pairs], S),
        "U": transposed(U),
        "V": transposed(tuple(v for _r, v in pairs)),
    }


def _as_typed(values: list[Value], S: Matrix) -> Matrix:
    """The singular values in a row, a column or a diagonal, as they were typed."""
    if len(S) == 1:
        return (tuple(values),)
    return tuple((value,) for value in values) if len(S[0]) == 1 else diagonal(values)


_NAMES = {"lu": ("P", "L", "U"), "qr": ("Q", "R"), "cholesky": ("L",), "svd": ("U", "S", "V")}
_FACTORS: dict[str, Callable[[Factors, Matrix], Factors | None]] = {
    "lu": _lu,
    "qr": _qr,
    "cholesky": _cholesky,
    "svd": _svd,
}
