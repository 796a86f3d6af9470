"""Fractions of Python as fractions of FLINT."""

from fractions import Fraction
from functools import lru_cache

from flint import fmpq


@lru_cache(maxsize=4096)
def as_fmpq(value: Fraction) -> fmpq:
    return fmpq(value.numerator, value.denominator)
