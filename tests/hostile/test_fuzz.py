"""The decoder of the trusted side under fire; `python -m tests.hostile.fuzz 100000` fires longer."""

import pytest

from tests.hostile import fuzz


@pytest.mark.parametrize("seed", range(2))
def test_mutated_frames_raise_nothing_else_and_take_no_more_than_their_due(seed: int) -> None:
    found = fuzz.run(5000, seed)
    assert found.accepted > 300 and found.refused > 1000
