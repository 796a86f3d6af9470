"""Marks that are shared out add up, whatever the weights."""

from hypothesis import given
from hypothesis.strategies import floats, integers, lists

from exercises.pages.marks import shared_out

WEIGHTS = lists(floats(0.1, 20), min_size=1, max_size=30)


@given(hundredths=integers(0, 3000), weights=WEIGHTS)
def test_shares_are_the_whole(hundredths, weights) -> None:
    shares = shared_out(hundredths / 100, weights)
    assert round(100 * sum(shares)) == hundredths
    exact = [hundredths / 100 * weight / sum(weights) for weight in weights]
    assert all(abs(share - fair) < 0.011 for share, fair in zip(shares, exact, strict=True))
