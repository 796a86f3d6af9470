"""Where a sign changes: the one loop that halves, and the simplest number between its ends."""

from collections.abc import Callable

from flint import fmpq


def halved(
    sign_at: Callable[[fmpq], int | None], low: fmpq, high: fmpq, sign: int | None, times: int
) -> tuple[fmpq, fmpq]:
    """Two points with the change between them, 2^times nearer; twice the same point where one has no sign.

    sign: that at `low`; `high` has the other one. sign_at: 0 or None for no sign.

    >>> halved(lambda x: -1 if x < 1 else 1, fmpq(0), fmpq(3), -1, 2)
    (3/4, 3/2)
    """
    for _halving in range(times):
        middle = (low + high) / 2
        found = sign_at(middle)
        if not found:
            return middle, middle
        low, high = (middle, high) if found == sign else (low, middle)
    return low, high


def simplest_between(low: fmpq, high: fmpq) -> fmpq:
    """The fraction with the smallest denominator strictly between two different numbers.

    >>> simplest_between(fmpq(2, 7), fmpq(2, 5))
    1/3
    """
    start = fmpq(low.floor())
    if start + 1 < high:
        return fmpq(0) if low < 0 < high else start + 1
    # Both lie in one unit: the reciprocals of what is left are looked at the other way round.
    rest = 1 / (high - start)
    inner = simplest_between(rest, 1 / (low - start)) if low > start else fmpq(rest.floor()) + 1
    return start + 1 / inner
