"""Whole numbers at which steps are told apart: floor(1.03 n) is n up to n = 33, and floor(n + n/10^9) far beyond."""

import random
from collections.abc import Iterator, Mapping
from functools import lru_cache

from flint import fmpq

from grading.maths.domains import Domain
from grading.maths.tree import Tree, functions

_STEPS = frozenset({"floor", "ceil", "mod"})
# All up to the first are looked at; then those beside powers of 2 and of 10, and one of each length.
_RUN = 130
_POWERS_OF_TWO, _POWERS_OF_TEN = (*range(8, 65, 4), 100), (*range(3, 13), 15, 20, 30)
_LENGTHS = (*range(3, 16), 18, 24, 30)


def whole_numbers(trees: tuple[Tree, ...], domains: Mapping[str, Domain]) -> Iterator[tuple[str, fmpq]]:
    """Names and numbers for them, where something steps and a name has very many whole numbers."""
    if not any(functions(tree) & _STEPS for tree in trees):
        return
    for name in sorted(domains):
        if _is_long(domains[name]):
            yield from ((name, value) for value in _numbers() if domains[name].contains(value))


def _is_long(domain: Domain) -> bool:
    if domain.sort != "integer" or domain.values:
        return False
    return domain.low is None or domain.high is None or domain.high - domain.low > _RUN


@lru_cache(maxsize=1)
def _numbers() -> tuple[fmpq, ...]:
    generator = random.Random(0)  # noqa: S311 -- numbers to try are no secret
    powers = [2**power for power in _POWERS_OF_TWO] + [10**power for power in _POWERS_OF_TEN]
    found = [*range(_RUN), *(power + step for power in powers for step in (-1, 0, 1))]
    found += [generator.randrange(10**length, 10 ** (length + 1)) for length in _LENGTHS]
    return tuple(fmpq(sign * value) for value in found for sign in (1, -1) if value or sign > 0)
