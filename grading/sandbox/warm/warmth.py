"""What a first use would compute in every child is computed once, before any is forked."""

import importlib
from collections.abc import Sequence

import numpy as np


def warm(names: Sequence[str]) -> list[str]:
    """Import what jobs will want and use it once; returns the names that cannot be imported here."""
    missing = []
    for name in names:
        try:
            importlib.import_module(name)
        except ImportError:
            missing.append(name)
    np.linalg.solve(np.eye(2), np.ones(2))
    # Every fork begins with the same generators: the same code gets the same verdict.
    np.random.seed(0)  # noqa: NPY002 - the generator that learners' code may still use
    return missing
