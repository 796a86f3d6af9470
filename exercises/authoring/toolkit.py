"""The names that variant.py finds without importing them: SymPy, NumPy and a few ways to draw humane numbers."""

from collections.abc import Sequence
from fractions import Fraction
from random import Random
from typing import Any, TypeVar

import numpy as np
import sympy

from exercises.authoring.writing import all_different, latex, text

T = TypeVar("T")
MOST_DRAWS = 1000


class Redraw(Exception):
    """`require` was not met: the numbers drawn make a bad variant."""


def require(condition: Any) -> None:
    """Draw the numbers again, from where the generator stands, unless the condition holds."""
    if not bool(condition):
        raise Redraw


def integers(rng: Random, n: int, low: int, high: int, *, nonzero: bool = False, distinct: bool = False) -> list[int]:
    """n integers between low and high, both included."""
    pool = [k for k in range(low, high + 1) if k or not nonzero]
    return rng.sample(pool, n) if distinct else [rng.choice(pool) for _ in range(n)]


def integer_matrix(rng: Random, m: int, n: int, low: int, high: int, *, nonzero: bool = False) -> sympy.Matrix:
    """A matrix of shape (m, n) of integers between low and high, both included."""
    return sympy.Matrix(m, n, integers(rng, m * n, low, high, nonzero=nonzero))


def unimodular(rng: Random, n: int, size: int = 1) -> sympy.Matrix:
    """An integer matrix of shape (n, n) with determinant 1, so that its inverse is whole too.

    size: the factors L and U have entries between -size and size off their diagonals of ones.
    """
    L, U = sympy.eye(n), sympy.eye(n)
    for i in range(n):
        for j in range(i):
            L[i, j], U[j, i] = rng.randint(-size, size), rng.randint(-size, size)
    return sympy.Matrix(L * U)


def invertible(rng: Random, n: int, low: int, high: int) -> sympy.Matrix:
    """An invertible matrix of shape (n, n) of integers between low and high."""
    for _ in range(MOST_DRAWS):
        A = integer_matrix(rng, n, n, low, high)
        if A.det() != 0:
            return A
    raise Redraw


def inv(A: Any) -> Any:
    """The exact inverse of a SymPy matrix, NumPy's for an array."""
    return np.linalg.inv(A) if isinstance(A, np.ndarray) else sympy.Matrix(A).inv()


def null_space(A: Any) -> list[sympy.Matrix]:
    """A basis of the null space, columns scaled to whole numbers without a common factor."""
    return [_whole(v) for v in sympy.Matrix(A).nullspace()]


def column(entries: Sequence[Any]) -> sympy.Matrix:
    """A column vector."""
    return sympy.Matrix(list(entries))


def pick(rng: Random, choices: Sequence[T]) -> T:
    """One of the choices."""
    return rng.choice(list(choices))


def shuffled(rng: Random, entries: Sequence[T]) -> list[T]:
    """The entries in a random order, as a new list."""
    mixed = list(entries)
    rng.shuffle(mixed)
    return mixed


def _whole(v: sympy.Matrix) -> sympy.Matrix:
    if not all(entry.is_Rational for entry in v):
        return v
    scaled = v * sympy.ilcm(1, *(entry.q for entry in v))
    return scaled / sympy.igcd(*scaled)


OWN = {
    "np": np,
    "sympy": sympy,
    "Fraction": Fraction,
    "latex": latex,
    "text": text,
    **{
        tool.__name__: tool
        for tool in (
            all_different, column, integer_matrix, integers, inv, invertible, null_space, pick, require, shuffled,
            unimodular,
        )
    },
}  # fmt: skip
NAMES: dict[str, Any] = {name: getattr(sympy, name) for name in sympy.__all__} | OWN
