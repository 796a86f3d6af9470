"""Marks as people read them, and marks shared out so that what is read adds up."""

from collections.abc import Sequence

from django.utils.formats import number_format


def marks_text(earned: float) -> str:
    """Marks with at most two decimals, in the reader's language."""
    rounded = round(earned, 2)
    decimals = 0 if rounded == int(rounded) else len(f"{rounded:g}".partition(".")[2])
    return str(number_format(rounded, decimals))


def shared_out(whole: float, weights: Sequence[float]) -> list[float]:
    """The whole in shares by weight, in hundredths, which together are the whole (the largest remainders round up).

    >>> shared_out(1, [1, 1, 1]), shared_out(13, [2, 1, 10]), shared_out(0, [1, 2]), shared_out(0, [])
    ([0.34, 0.33, 0.33], [2.0, 1.0, 10.0], [0.0, 0.0], [])
    """
    hundredths, all_weights = round(100 * whole), sum(weights)
    exact = [hundredths * weight / all_weights for weight in weights]
    shares = [int(share + 1e-9) for share in exact]
    by_remainder = sorted(range(len(shares)), key=lambda i: (shares[i] - exact[i], i))
    for i in by_remainder[: hundredths - sum(shares)]:
        shares[i] += 1
    return [share / 100 for share in shares]
