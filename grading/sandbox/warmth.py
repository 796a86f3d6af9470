"""What a first use would compute in every child is computed once, before any is forked."""

import importlib
from collections.abc import Sequence
from typing import Any

import hypothesis
import numpy as np
from hypothesis import strategies
from hypothesis.internal.conjecture import providers


def warm(names: Sequence[str]) -> list[str]:
    """Import what jobs will want and use it once; returns the names that cannot be imported here."""
    missing = []
    for name in names:
        try:
            importlib.import_module(name)
        except ImportError:
            missing.append(name)
    _warm_hypothesis()
    np.linalg.solve(np.eye(2), np.ones(2))
    # Every fork begins with the same generators: the same code gets the same verdict.
    np.random.seed(0)  # noqa: NPY002 - the generator that learners' code may still use
    return missing


def _warm_hypothesis() -> None:
    # Hypothesis reads all loaded sources for constants to try: slow, and a verdict would depend on what is installed.
    providers._get_local_constants = providers.Constants  # type: ignore[attr-defined]

    @hypothesis.settings(max_examples=5, database=None, deadline=None)
    @hypothesis.given(strategies.lists(strategies.integers(0, 9)), strategies.floats(0, 1), strategies.data())
    def once(items: Any, number: Any, data: Any) -> None:
        data.draw(strategies.permutations(range(3)))

    once()
