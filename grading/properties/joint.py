"""Whether rounded entries fit all equations at once: each may fit alone, and the vector still be a unit off."""

from collections.abc import Sequence

from flint import fmpq

from grading.maths.linear import Matrix, Vector, dot, null_space, reduced
from grading.maths.reals import ball, centre
from grading.maths.values import Unsure, Value
from grading.properties.reading import EXACT, Reading

# Inequalities that are kept while unknowns are eliminated; with more, nothing is claimed.
_MOST = 600
_OF_LENGTH_1 = frozenset({"unit", "orthonormal"})
_OF_SPACE = frozenset({"eigenvector_of", "spans", "basis_of", "lies_in"})
# coefficients . t <= bound
Inequality = tuple[tuple[fmpq, ...], fmpq]


def fits(M: Matrix, x: Vector, b: Vector | None = None) -> bool:
    """Whether M y = b for a vector y within the balls of x. True too where that cannot be told.

    M: m by n and b: m, exact, zeros when missing; x: n values.
    """
    b = b or (fmpq(0),) * len(M)
    if not M or all(type(entry) is fmpq for entry in x) or not _is_exact(b, *M):
        return True
    rows, pivots = reduced(tuple((*row, right) for row, right in zip(M, b, strict=True)), EXACT.is_zero)
    if len(x) in pivots:  # a row 0 ... 0 | 1
        return False
    free = [j for j in range(len(x)) if j not in pivots]
    bounds: list[Inequality] = []
    for j, entry in enumerate(x):
        if j in pivots:
            row = rows[pivots.index(j)]
            bounds += _between(tuple(-row[k] for k in free), row[-1], entry)
        else:
            bounds += _between(tuple(fmpq(int(k == j)) for k in free), fmpq(0), entry)
    return _has_point(bounds, len(free))


def fits_with_length(answer: Reading, x: Vector, M: Matrix) -> bool:
    """Whether a vector of length 1 with M y = 0 is rounded to x, where both are required and x alone may be that long.

    True too where several directions are left, or that cannot be told. What brings credit of its own is judged alone.
    """
    both = answer.required & _OF_LENGTH_1 and answer.required & _OF_SPACE
    if not both or not answer.sight.rounded or not answer.sight.same(dot(x, x), fmpq(1)):
        return True
    try:
        space = null_space(M, EXACT.is_zero)
    except Unsure:
        return True
    if len(space) != 1:
        return True
    length = ball(dot(space[0], space[0])).sqrt()
    y = tuple(entry / length for entry in space[0])
    return any(all(map(answer.sight.same, x, each)) for each in (y, tuple(-entry for entry in y)))


def _is_exact(*rows: Sequence[Value]) -> bool:
    return all(type(entry) is fmpq for row in rows for entry in row)


def _between(coefficients: tuple[fmpq, ...], constant: fmpq, entry: Value) -> list[Inequality]:
    """coefficients . t + constant lies within the ball."""
    is_exact = type(entry) is fmpq
    low, high = (entry, entry) if is_exact else (centre(entry.lower()), centre(entry.upper()))
    return [(coefficients, high - constant), (tuple(-c for c in coefficients), constant - low)]


def _has_point(bounds: list[Inequality], unknowns: int) -> bool:
    """Elimination of one unknown after the other (Fourier and Motzkin)."""
    for last in reversed(range(unknowns)):
        above = [(row, bound) for row, bound in bounds if row[last] > 0]
        below = [(row, bound) for row, bound in bounds if row[last] < 0]
        if len(above) * len(below) > _MOST:
            return True
        rest = [(row[:last], bound) for row, bound in bounds if not row[last]]
        bounds = rest + [_together(one, other, last) for one in above for other in below]
    return all(bound >= 0 for _row, bound in bounds)


def _together(above: Inequality, below: Inequality, last: int) -> Inequality:
    (one, high), (other, low) = above, below
    first, second = 1 / one[last], -1 / other[last]
    row = tuple(first * a + second * b for a, b in zip(one[:last], other[:last], strict=True))
    return row, first * high + second * low
