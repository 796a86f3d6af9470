"""Solutions of equations without negative numbers, exactly, by the simplex method.

Source: Bland, New finite pivoting rules for the simplex method, 1977; with them it always ends.
"""

from collections.abc import Sequence

from flint import fmpq

Row = list[fmpq]
# Larger systems, and longer ways, are given up.
_MOST_NUMBERS, _MOST_STEPS = 6000, 60


def solution(A: Sequence[Sequence[fmpq]], b: Sequence[fmpq]) -> Row | None:
    """Some x >= 0 with A x = b (None: there is none, or it is not found in time). b: numbers >= 0."""
    columns = len(A[0]) if A else 0
    if len(A) * columns > _MOST_NUMBERS:
        return None
    rows = [[*row, value] for row, value in zip(A, b, strict=True)]
    # What is missing: the sum of all rows, which sinks to 0 where there is a solution.
    missing = [sum(column, fmpq(0)) for column in zip(*rows, strict=True)]
    basis = [columns + place for place in range(len(rows))]
    for _step in range(_MOST_STEPS):
        if not missing[-1]:
            values = dict(zip(basis, (row[-1] for row in rows), strict=True))
            return [values.get(place, fmpq(0)) for place in range(columns)]
        entering = next((place for place in range(columns) if missing[place] > 0), None)
        leaving = None if entering is None else _leaving(rows, basis, entering)
        if entering is None or leaving is None:
            return None
        _turn(rows, missing, leaving, entering)
        basis[leaving] = entering
    return None


def _leaving(rows: list[Row], basis: list[int], entering: int) -> int | None:
    """The row that becomes 0 first as the entering number grows."""
    limits = [(row[-1] / row[entering], basis[place], place) for place, row in enumerate(rows) if row[entering] > 0]
    return min(limits)[2] if limits else None


def _turn(rows: list[Row], missing: Row, leaving: int, entering: int) -> None:
    """One step of elimination; numbers that left the basis of missing ones never come back."""
    pivot = rows[leaving][entering]
    turned = [value / pivot if value else value for value in rows[leaving]]
    rows[leaving] = turned
    for row in (*(row for place, row in enumerate(rows) if place != leaving), missing):
        factor = row[entering]
        if factor:
            row[:] = [value - factor * other if other else value for value, other in zip(row, turned, strict=True)]
