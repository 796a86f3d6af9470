"""What tests.py draws its inputs from: Hypothesis's strategies, and arrays whose sizes may be named."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from hypothesis import assume
from hypothesis.strategies import (
    SearchStrategy,
    booleans,
    builds,
    composite,
    floats as any_floats,
    integers,
    just,
    lists,
    one_of,
    permutations as any_permutations,
    sampled_from,
    tuples,
)

# An int, a range (low, high), or a name: the same name is the same size in all of one test.
Size = int | tuple[int, int] | str
USUAL: Final = (1, 5)


@dataclass(frozen=True)
class Shaped:
    """A strategy that waits for its sizes. make: from the sizes to what is drawn."""

    sizes: tuple[Size, ...]
    make: Any

    def named(self) -> list[str]:
        return [size for size in self.sizes if isinstance(size, str)]

    def resolve(self, names: dict[str, int]) -> "SearchStrategy[Any]":
        lengths = [just(names[size]) if isinstance(size, str) else _length(size) for size in self.sizes]
        return tuples(*lengths).flatmap(lambda drawn: self.make(*drawn))


def _length(size: int | tuple[int, int]) -> "SearchStrategy[int]":
    return just(size) if isinstance(size, int) else integers(*size)


def floats(low: float = -1e3, high: float = 1e3) -> "SearchStrategy[float]":
    """Finite floats in [low, high]."""
    return any_floats(low, high, allow_nan=False, allow_infinity=False, allow_subnormal=False)


def quarters(low: int = -10, high: int = 10) -> "SearchStrategy[float]":
    """Multiples of 1/4 in [low, high]: exact in binary and easy to read."""
    return integers(4 * low, 4 * high).map(lambda quarter: quarter / 4)


def _elements(elements: Any, dtype: Any) -> "SearchStrategy[Any]":
    if elements is not None:
        chosen: SearchStrategy[Any] = elements
        return chosen
    return integers(-10, 10) if np.dtype(dtype).kind in "iu" else quarters()


def arrays(shape: Sequence[Size] | Size, *, elements: Any = None, dtype: Any = float) -> Shaped:
    """Arrays of this shape; each size as in the module's text."""
    sizes = (shape,) if isinstance(shape, (int, str)) else tuple(shape)
    entries = _elements(elements, dtype)

    def make(*lengths: int) -> "SearchStrategy[Any]":
        count = int(np.prod(lengths))
        drawn = lists(entries, min_size=count, max_size=count)
        return drawn.map(lambda values: np.array(values, dtype=dtype).reshape(lengths))

    return Shaped(sizes, make)


def vectors(low: Size = USUAL, high: int | None = None, *, elements: Any = None, dtype: Any = float) -> Shaped:
    """Vectors of a size, or of a length from low to high."""
    size = (low, high) if isinstance(low, int) and high is not None else low
    return arrays((size,), elements=elements, dtype=dtype)


def matrices(rows: Size = USUAL, cols: Size = USUAL, *, elements: Any = None, dtype: Any = float) -> Shaped:
    return arrays((rows, cols), elements=elements, dtype=dtype)


def square_matrices(n: Size = USUAL, *, elements: Any = None, dtype: Any = float) -> Shaped:
    return Shaped((n,), lambda size: arrays((size, size), elements=elements, dtype=dtype).resolve({}))


def symmetric_matrices(n: Size = USUAL) -> Shaped:
    return _from_square(n, lambda A: (A + A.T) / 2)


def spd_matrices(n: Size = USUAL) -> Shaped:
    """Symmetric positive definite: B B^T / 10 + I."""
    return _from_square(n, lambda B: B @ B.T / 10 + np.eye(len(B)))


def well_conditioned(n: Size = USUAL) -> Shaped:
    """2I + noise in [-1/2, 1/2] / n, the rows shuffled and with random signs."""

    def make(size: int) -> "SearchStrategy[Any]":
        noise = arrays((size, size), elements=any_floats(-0.5, 0.5, width=16)).resolve({})
        signs = lists(sampled_from((1.0, -1.0)), min_size=size, max_size=size)
        order = any_permutations(range(size))
        return builds(
            lambda N, s, p: (np.array(s)[:, None] * (2 * np.eye(size) + N / size))[list(p)], noise, signs, order
        )

    return Shaped((n,), make)


def _from_square(n: Size, build: Any) -> Shaped:
    return Shaped((n,), lambda size: arrays((size, size)).resolve({}).map(build))


def probabilities(n: Size = USUAL) -> Shaped:
    """Vectors of numbers >= 0 that sum to 1."""

    def make(size: int) -> "SearchStrategy[Any]":
        counts = lists(integers(0, 20), min_size=size, max_size=size).filter(any)
        return counts.map(lambda drawn: np.array(drawn) / sum(drawn))

    return Shaped((n,), make)


def labels(n: Size = USUAL, classes: int = 3) -> Shaped:
    """Integer vectors with entries 0 .. classes - 1."""
    return arrays((n,), elements=integers(0, classes - 1), dtype=int)


def one_hot(n: Size = USUAL, classes: int = 3) -> Shaped:
    """Shape (n, classes), a single 1 in each row."""
    return Shaped((n,), lambda size: labels(size, classes).resolve({}).map(lambda y: np.eye(classes)[y]))


def graphs(n: Size = USUAL, *, directed: bool = False) -> Shaped:
    """Adjacency matrices of simple graphs on n nodes: shape (n, n), entries 0 and 1, a diagonal of zeros."""

    def make(size: int) -> "SearchStrategy[Any]":
        edges = arrays((size, size), elements=integers(0, 1), dtype=int).resolve({}).map(lambda A: np.triu(A, 1))
        if not directed:
            return edges.map(lambda A: A + A.T)
        return builds(lambda A, B: A + B.T, edges, edges)

    return Shaped((n,), make)


def permutations(n: Size = USUAL) -> Shaped:
    """The numbers 0 .. n-1 in some order, as an index array."""
    return Shaped((n,), lambda size: any_permutations(range(size)).map(lambda p: np.array(p, dtype=int)))


def generators() -> "SearchStrategy[np.random.Generator]":
    """Seeded generators of random numbers."""
    return integers(0, 2**16).map(np.random.default_rng)


__all__ = [
    "Shaped",
    "arrays",
    "assume",
    "booleans",
    "composite",
    "floats",
    "generators",
    "graphs",
    "integers",
    "just",
    "labels",
    "lists",
    "matrices",
    "one_hot",
    "one_of",
    "permutations",
    "probabilities",
    "quarters",
    "sampled_from",
    "spd_matrices",
    "square_matrices",
    "symmetric_matrices",
    "tuples",
    "vectors",
    "well_conditioned",
]
