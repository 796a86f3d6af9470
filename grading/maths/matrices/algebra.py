"""Matrices of exact rationals (fmpq_mat) or of balls (arb_mat): what python-flint does not mix, and what it lacks."""

from collections.abc import Callable, Iterable
from typing import Any

from flint import arb, arb_mat, fmpq, fmpq_mat

from grading.maths import limits
from grading.maths.reals import REAL, ball, logarithm, sign_of, square_root
from grading.maths.values import TooMuch, Undefined, Unsure

# fmpq or arb for a number, fmpq_mat or arb_mat for a matrix; python-flint has no common type for them.
Value = Any
MATRICES = (fmpq_mat, arb_mat)
# Entries of one matrix.
_MOST_ENTRIES = 3000


def is_matrix(value: Value) -> bool:
    return isinstance(value, MATRICES)


def matrix(rows: int, columns: int, entries: list[Value]) -> Value:
    """A matrix of these entries, exact when all of them are."""
    check_size(rows, columns)
    if all(type(entry) is fmpq for entry in entries):
        return fmpq_mat(rows, columns, entries)
    return arb_mat(rows, columns, [ball(entry) for entry in entries])


def check_size(rows: int, columns: int) -> None:
    if rows * columns > _MOST_ENTRIES:
        raise TooMuch


def held(value: Value) -> Value:
    """The value in balls where its exact entries grow too large; balls without bounds are refused."""
    if isinstance(value, fmpq_mat):
        if any(entry.height_bits() > limits.EXACT_BITS for entry in value.entries()):
            return arb_mat(value)
    elif isinstance(value, arb_mat):
        if not all(entry.is_finite() for entry in value.entries()):
            raise Unsure
    elif type(value) is fmpq:
        return value if value.height_bits() <= limits.EXACT_BITS else arb(value)
    elif not value.is_finite():
        raise Unsure
    return value


def as_number(value: Value) -> Value:
    """A number; a 1 by 1 matrix is one."""
    return value[0, 0] if isinstance(value, MATRICES) else value


def plus(first: Value, second: Value) -> Value:
    if isinstance(first, MATRICES) != isinstance(second, MATRICES):
        first, second = as_number(first), as_number(second)
    return first + second


def scaled(number: Value, value: Value) -> Value:
    number = as_number(number)
    if isinstance(value, fmpq_mat) and type(number) is arb:
        return arb_mat(value) * number
    return value * number


def divided(value: Value, number: Value) -> Value:
    number = as_number(number)
    if type(number) is fmpq:
        if not number:
            raise Undefined
    elif number.contains(0):
        raise Unsure
    if isinstance(value, fmpq_mat) and type(number) is arb:
        value = arb_mat(value)
    return value / number


def transposed(value: Value) -> Value:
    return value.transpose() if isinstance(value, MATRICES) else value


def inverse(value: Value) -> Value:
    """The inverse. Undefined where the matrix is singular, Unsure where balls cannot tell."""
    try:
        return value.inv()
    except ZeroDivisionError as problem:
        if isinstance(value, fmpq_mat):
            raise Undefined from problem
        raise Unsure from problem


def pseudo_inverse(value: Value) -> Value:
    """The inverse of Moore and Penrose, of any rank where the entries are exact; Unsure of balls without full rank.

    Of A = C R, with the columns C at which A has pivots and the rows R of its echelon form that are not 0, it is
    R^T (R R^T)^-1 (C^T C)^-1 C^T (A. Ben-Israel and T. N. E. Greville, Generalized Inverses, 2nd ed., 2003, 1.6).
    """
    if not isinstance(value, MATRICES):
        return fmpq(0) if type(value) is fmpq and not value else divided(fmpq(1), value)
    if isinstance(value, arb_mat):
        return _one_sided(value)
    echelon, rank = value.rref()
    if not rank:
        return value.transpose()
    rows, columns = range(value.nrows()), range(value.ncols())
    pivots = [next(column for column in columns if echelon[row, column]) for row in range(rank)]
    right = fmpq_mat(rank, value.ncols(), [echelon[row, column] for row in range(rank) for column in columns])
    left = fmpq_mat(value.nrows(), rank, [value[row, column] for row in rows for column in pivots])
    return _one_sided(right) * _one_sided(left)


def _one_sided(value: Value) -> Value:
    """The pseudo-inverse of a matrix with independent columns or rows."""
    turned = value.transpose()
    if value.nrows() >= value.ncols():
        return inverse(turned * value) * turned
    return turned * inverse(value * turned)


def power(value: Value, exponent: int) -> Value:
    if exponent < 0:
        value, exponent = inverse(value), -exponent
    if exponent == 1:
        return value
    if isinstance(value, fmpq_mat):
        bits = max(entry.height_bits() for entry in value.entries())
        if bits * exponent > limits.EXACT_BITS:
            value = arb_mat(value)
    return value**exponent


def entrywise(function: Callable[..., Value], value: Value) -> Value:
    if not isinstance(value, MATRICES):
        return function(value)
    return matrix(value.nrows(), value.ncols(), [function(entry) for entry in value.entries()])


def hadamard(first: Value, second: Value) -> Value:
    if not isinstance(first, MATRICES) or not isinstance(second, MATRICES):
        return as_number(first) * as_number(second)
    pairs: Iterable[tuple[Value, Value]] = zip(first.entries(), second.entries(), strict=True)
    return matrix(first.nrows(), first.ncols(), [one * other for one, other in pairs])


def kron(first: Value, second: Value) -> Value:
    rows, columns = first.nrows() * second.nrows(), first.ncols() * second.ncols()
    check_size(rows, columns)
    tall, wide = second.nrows(), second.ncols()
    entries = [
        first[row // tall, column // wide] * second[row % tall, column % wide]
        for row in range(rows)
        for column in range(columns)
    ]
    return matrix(rows, columns, entries)


def total(value: Value) -> Value:
    return _sum(value.entries()) if isinstance(value, MATRICES) else value


def mean(value: Value) -> Value:
    return total(value) / len(value.entries()) if isinstance(value, MATRICES) else value


def _sum(entries: Iterable[Value]) -> Value:
    result: Value = fmpq(0)
    for entry in entries:
        result = result + entry
    return result


def trace(value: Value) -> Value:
    return _sum(value[index, index] for index in range(value.nrows())) if isinstance(value, MATRICES) else value


def determinant(value: Value) -> Value:
    return value.det() if isinstance(value, MATRICES) else value


def log_determinant(value: Value) -> Value:
    return logarithm(determinant(value))


def rank(value: Value) -> Value:
    if isinstance(value, fmpq_mat):
        return fmpq(value.rank())
    if isinstance(value, arb_mat):
        raise Unsure
    return fmpq(1 if sign_of(value) else 0)


def vec(value: Value) -> Value:
    """The columns below each other."""
    if not isinstance(value, MATRICES):
        return value
    entries = value.transpose().entries()
    return matrix(len(entries), 1, entries)


def diagonal_matrix(value: Value) -> Value:
    if not isinstance(value, MATRICES):
        return value
    entries = value.entries()
    size = len(entries)
    check_size(size, size)
    zero: Value = fmpq(0) if isinstance(value, fmpq_mat) else arb(0)
    return matrix(
        size, size, [entries[row] if row == column else zero for row in range(size) for column in range(size)]
    )


def diagonal(value: Value) -> Value:
    if not isinstance(value, MATRICES):
        return value
    return matrix(value.nrows(), 1, [value[index, index] for index in range(value.nrows())])


def softmax(value: Value) -> Value:
    if not isinstance(value, MATRICES):
        return fmpq(1)
    powers = [ball(entry).exp() for entry in value.entries()]
    under = _sum(powers)
    return arb_mat(value.nrows(), value.ncols(), [entry / under for entry in powers])


def log_sum_exp(value: Value) -> Value:
    if not isinstance(value, MATRICES):
        return value
    return _sum(ball(entry).exp() for entry in value.entries()).log()


def squared_norm(value: Value) -> Value:
    """The sum of the squares of the entries."""
    return _sum(entry * entry for entry in value.entries()) if isinstance(value, MATRICES) else value * value


def norm(value: Value, order: str) -> Value:
    entries = value.entries() if isinstance(value, MATRICES) else [value]
    if order == "1":
        return _sum(abs(entry) for entry in entries)
    if order == "oo":
        return REAL.functions["max"](*[abs(entry) for entry in entries])
    return square_root(squared_norm(value))


def largest(value: Value) -> Value:
    """The largest entry."""
    return REAL.functions["max"](*value.entries()) if isinstance(value, MATRICES) else value


def smallest(value: Value) -> Value:
    """The smallest entry."""
    return -largest(-value)


def eye(size: int) -> fmpq_mat:
    check_size(size, size)
    return fmpq_mat(size, size, [int(row == column) for row in range(size) for column in range(size)])


def filled(rows: int, columns: int, number: int) -> fmpq_mat:
    check_size(rows, columns)
    return fmpq_mat(rows, columns, [number] * (rows * columns))
