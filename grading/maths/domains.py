"""What values a symbol may take, and exact rational points to try."""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from math import ceil, floor
from typing import Any

from flint import fmpq

from grading.errors import DefinitionError
from grading.maths.rationals import as_fmpq
from grading.nearest import did_you_mean

# name -> (sort, lowest, highest, may it be lowest or highest). The bounds of a real domain are open where they say so.
_NAMED: dict[str, tuple[str, int | None, int | None, bool]] = {
    "real": ("real", None, None, False),
    "positive": ("real", 0, None, False),
    "nonnegative": ("real", 0, None, True),
    "negative": ("real", None, 0, False),
    "nonpositive": ("real", None, 0, True),
    "nonzero": ("real", None, None, False),
    "probability": ("real", 0, 1, False),
    "integer": ("integer", None, None, True),
    "natural": ("integer", 1, None, True),
    "positive_integer": ("integer", 1, None, True),
    "nonnegative_integer": ("integer", 0, None, True),
    "complex": ("complex", None, None, False),
}

# So few values are all looked at; so many may be listed.
_FEW, _MANY = 8, 24

# Such a bound would take for ever to write out, and nobody means it.
_HUGE = re.compile(r"[eE][-+]?\d{4}|\d{400}")


@dataclass(frozen=True)
class Domain:
    """What values a symbol may take.

    sort: "real", "integer" or "complex". low, high: bounds or None; open_ends: whether real bounds are left out.
    values: the only values, where they are listed. nonzero: whether 0 is left out.
    """

    sort: str = "real"
    low: Fraction | None = None
    high: Fraction | None = None
    open_ends: bool = True
    values: tuple[Fraction, ...] = ()
    nonzero: bool = False

    def __hash__(self) -> int:
        """Of what is quick to hash, which fractions are not."""
        return hash((self.sort, self.open_ends, self.nonzero, len(self.values)))

    @cached_property
    def kept(self) -> dict[object, Any] | None:
        """What was found out about it, see `kept.py`."""
        return {}

    def contains(self, value: Fraction | fmpq) -> bool:
        exact = value if type(value) is fmpq else as_fmpq(value)
        if self.values:
            return exact in self.exact_values
        if (self.sort == "integer" and exact.q != 1) or (self.nonzero and not exact):
            return False
        low, high = self.exact_bounds
        above = low is None or exact > low or (exact == low and not self.open_ends)
        below = high is None or exact < high or (exact == high and not self.open_ends)
        return above and below

    @cached_property
    def exact_bounds(self) -> tuple[fmpq | None, fmpq | None]:
        """The bounds for evaluation."""
        return None if self.low is None else as_fmpq(self.low), None if self.high is None else as_fmpq(self.high)

    @cached_property
    def exact_values(self) -> tuple[fmpq, ...]:
        return tuple(map(as_fmpq, self.values))

    @property
    def is_continuous(self) -> bool:
        """Whether there are other values near each one."""
        return self.sort == "real" and not self.values and (self.low is None or self.low != self.high)

    def options(self) -> tuple[fmpq, ...]:
        """All the values, where they are so few that each should be looked at; else none."""
        few = self.sort == "integer" and self.low is not None and self.high is not None and self.high - self.low < _FEW
        if few and not self.values and self.low is not None and self.high is not None:
            return tuple(map(fmpq, range(ceil(self.low), floor(self.high) + 1)))
        return self.exact_values[:_MANY]

    def sample(self, generator: random.Random, magnitude: fmpq, sign: int) -> fmpq:
        """A random exact point of about this magnitude and sign, as far as the domain has such points."""
        if self.values:
            return generator.choice(self.exact_values)
        if self.sort == "integer":
            return self._sample_integer(generator, magnitude, sign)
        part, (low, high) = generator.randint(1, 996), self.exact_bounds
        if low is not None and high is not None:
            return low + (high - low) * fmpq(part, 997)
        size = magnitude * fmpq(7 * part + 997, 7 * 997)
        if low is not None:
            return low + size
        if high is not None:
            return high - size
        return size if sign > 0 else -size

    def _sample_integer(self, generator: random.Random, magnitude: fmpq, sign: int) -> fmpq:
        reach = max(3, min(30, int((magnitude * 3).floor())))
        if self.low is not None:
            low = int(self.low)
            return fmpq(generator.randint(low, int(self.high) if self.high is not None else low + reach))
        if self.high is not None:
            return fmpq(generator.randint(int(self.high) - reach, int(self.high)))
        return fmpq(sign * generator.randint(0, reach))


def read_domains(symbols: Mapping[str, Any]) -> dict[str, Domain]:
    """The domains of a field's `symbols` mapping. Raises DefinitionError naming the symbol."""
    return {name: _read_domain(name, said) for name, said in symbols.items()}


def _read_domain(name: str, said: Any) -> Domain:
    more = dict(said) if isinstance(said, Mapping) else {}
    word = more.pop("is", "real") if isinstance(said, Mapping) else said
    if not isinstance(word, str) or word not in _NAMED:
        raise DefinitionError(f"`{word}` is no domain", where=f"symbols.{name}", remedy=did_you_mean(str(word), _NAMED))
    low, high, values = more.pop("min", None), more.pop("max", None), more.pop("values", None)
    if more:
        raise _unknown_key(name, str(next(iter(more))))
    if values is not None:
        return _listed(name, word, values)
    return _bounded(name, word, _bound(name, low), _bound(name, high))


def _unknown_key(name: str, key: str) -> DefinitionError:
    remedy = did_you_mean(key, ("is", "min", "max", "values", "shape"))
    if key == "shape":
        remedy = "Symbols with a shape are for fields of kind matrix_expression or derivation."
    return DefinitionError(f"there is no key `{key}` here", where=f"symbols.{name}", remedy=remedy)


def _listed(name: str, word: str, values: Any) -> Domain:
    if not isinstance(values, list | tuple) or not 0 < len(values) <= _MANY:
        remedy = f"Write 1 to {_MANY} numbers in brackets."
        raise DefinitionError("`values` is no such list", where=f"symbols.{name}", remedy=remedy)
    found = tuple(sorted(bound for value in values if (bound := _bound(name, value)) is not None))
    if _NAMED[word][0] == "complex" or (_NAMED[word][0] == "integer" and any(value % 1 for value in found)):
        raise DefinitionError(
            f"the values are not {word}", where=f"symbols.{name}", remedy="Change `is`, or list others."
        )
    return Domain(_NAMED[word][0], found[0], found[-1], open_ends=False, values=found)


@lru_cache(maxsize=1024)
def _bounded(name: str, word: str, low: Fraction | None, high: Fraction | None) -> Domain:
    sort, lowest, highest, closed = _NAMED[word]
    own_bounds = low is not None or high is not None
    low = low if low is not None else (None if lowest is None else Fraction(lowest))
    high = high if high is not None else (None if highest is None else Fraction(highest))
    if low is not None and high is not None and low > high:
        raise DefinitionError("min is larger than max", where=f"symbols.{name}", remedy="Swap them.")
    return Domain(sort, low, high, open_ends=not (closed or own_bounds), nonzero=word == "nonzero")


def _bound(name: str, value: Any) -> Fraction | None:
    if value is None:
        return None
    try:
        if isinstance(value, bool) or _HUGE.search(str(value)):
            raise ValueError
        return Fraction(str(value))
    except (ValueError, ZeroDivisionError) as problem:
        raise DefinitionError(
            f"`{str(value)[:40]}` is no number", where=f"symbols.{name}", remedy="Write one such as 3 or 1/2."
        ) from problem
