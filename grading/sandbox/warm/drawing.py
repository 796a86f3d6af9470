"""Hypothesis, used once, before any process is forked that draws with it."""

from typing import Any

import hypothesis
from hypothesis import strategies
from hypothesis.internal.conjecture import providers


def warm() -> None:
    """Draw something of each sort."""
    # Hypothesis reads all loaded sources for constants to try: slow, and a verdict would depend on what is installed.
    providers._get_local_constants = providers.Constants  # type: ignore[attr-defined]

    @hypothesis.settings(max_examples=5, database=None, deadline=None)
    @hypothesis.given(strategies.lists(strategies.integers(0, 9)), strategies.floats(0, 1), strategies.data())
    def once(items: Any, number: Any, data: Any) -> None:
        data.draw(strategies.permutations(range(3)))

    once()


warm()
