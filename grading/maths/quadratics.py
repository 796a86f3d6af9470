"""Polynomials of degree 2 that never change their sign: they are 0 where linear equations hold, as a variance is."""

from collections.abc import Sequence

from flint import fmpq, fmpq_mat

from grading.maths.polynomials import Polynomial

_DEGREE = 2


def linear_where_zero(polynomial: Polynomial) -> list[Polynomial]:
    """Linear polynomials that are all 0 just where this one is, each with a letter of its own; none of another one.

    v^T M v is 0 for a semidefinite M only where M v is.
    """
    if not polynomial or polynomial.total_degree() != _DEGREE:
        return []
    used = [place for place, degree in enumerate(polynomial.degrees()) if degree]
    entries = _form(polynomial, used)
    if not (_is_semidefinite(entries) or _is_semidefinite([[-entry for entry in row] for row in entries])):
        return []
    reduced, rank = fmpq_mat(entries).rref()
    generators = polynomial.context().gens()
    letters = [*(generators[place] for place in used), 1]
    rows = ([reduced[row, column] for column in range(len(letters))] for row in range(rank))
    return [sum((each * letter for each, letter in zip(row, letters, strict=True)), polynomial * 0) for row in rows]


def _form(polynomial: Polynomial, used: Sequence[int]) -> list[list[fmpq]]:
    """Twice the symmetric matrix M with which it is v^T M v, v the letters at these places and 1."""
    rows = [[fmpq(0)] * (len(used) + 1) for _row in range(len(used) + 1)]
    for powers, number in polynomial.to_dict().items():
        at = [row for row, place in enumerate(used) for _time in range(int(powers[place]))]
        first, second = (*at, len(used), len(used))[:2]
        rows[first][second] += number
        rows[second][first] += number
    return rows


def _is_semidefinite(rows: list[list[fmpq]]) -> bool:
    """Whether a symmetric matrix has no eigenvalue below 0, by Gauss's elimination."""
    if not rows:
        return True
    (pivot, *row), *below = rows
    if not pivot:
        return not any(row) and _is_semidefinite([rest for _first, *rest in below])
    reduced = [
        [entry - first * other / pivot for entry, other in zip(rest, row, strict=True)] for first, *rest in below
    ]
    return pivot > 0 and _is_semidefinite(reduced)
