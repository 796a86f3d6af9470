"""The eigenvalues of a given matrix, so that rounded entries of an answer are compared with numbers that are not."""

from functools import lru_cache
from typing import Any

from flint import acb, arb, fmpq, fmpq_mat, fmpq_poly

from grading.maths.linear import Matrix, Vector, diagonal, difference, dot, null_space
from grading.maths.values import Unsure, Value
from grading.properties.reading import EXACT, Sight


def eigenvalues(A: Matrix) -> tuple[Value, ...] | None:
    """The eigenvalues, each once: fractions, real balls, then complex ones; None where entries are no fractions."""
    if any(type(entry) is not fmpq for row in A for entry in row):
        return None
    return _eigenvalues(A)


@lru_cache(maxsize=256)
def _eigenvalues(A: Matrix) -> tuple[Value, ...]:
    found: list[Value] = []
    _content, factors = fmpq_mat([list(row) for row in A]).charpoly().numer().factor()
    for factor, _times in factors:
        polynomial: Any = fmpq_poly(factor)
        if polynomial.degree() == 1:
            found.append(-polynomial[0] / polynomial[1])
            continue
        found += [root.real if root.imag == 0 else root for root, _same in polynomial.complex_roots()]
    return tuple(sorted(found, key=_place))


def _place(value: Value) -> tuple[bool, float]:
    return type(value) is acb, 0.0 if type(value) is acb else float(arb(value).mid())


def without(A: Matrix, value: Value) -> Matrix:
    """A - lam I: a vector must enter each of its rows once, or its rounding would count twice."""
    return difference(A, diagonal([value] * len(A)))


def unit_eigenvector(A: Matrix, value: Value) -> Vector | None:
    """The eigenvector of length 1 of a symmetric matrix, but for its sign; None where there are several."""
    try:
        space = null_space(without(A, value), EXACT.is_zero)
    except Unsure:
        return None
    if len(space) != 1:
        return None
    length = arb(dot(space[0], space[0])).sqrt()
    return tuple(arb(entry) / length for entry in space[0])


def is_eigenpair(sight: Sight, A: Matrix, value: Value, v: Vector) -> bool:
    """Whether A v = lam v. Where lam is rounded, for an eigenvalue of A that it may stand for."""
    known = eigenvalues(A) if sight.rounded else None
    candidates = (value,) if known is None else tuple(each for each in known if sight.same(value, each))
    return any(sight.all_zero([dot(row, v) for row in without(A, each)]) for each in candidates)


def is_eigenvector(sight: Sight, A: Matrix, v: Vector) -> bool:
    """Whether A v is a multiple of v, which is not zero."""
    known = eigenvalues(A) if sight.rounded else None
    if known is not None:
        return any(sight.all_zero([dot(row, v) for row in without(A, each)]) for each in known)
    image = [dot(row, v) for row in A]
    return sight.all_zero([image[i] * v[j] - image[j] * v[i] for j in range(len(v)) for i in range(j)])
