"""Where a sign changes: the one loop that halves."""

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
