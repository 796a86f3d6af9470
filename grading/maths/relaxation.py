"""Numbers at which functions are above 0, found about: each one that is not is stepped up its slope, in turn.

Source: Motzkin and Schoenberg, The relaxation method for linear inequalities, 1954; with slopes for what is not linear.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from math import isfinite
from random import Random

from flint import fmpq

from grading.maths.floats import Function

# Where a way begins and how far above 0 it leads; how long it is, and by how much more it goes than a slope says.
_SIZES, _MARGINS = (0.5, 2.0, 0.1, 6.0), (1e-2, 1e-5, 1e-6)
_STARTS, _STEPS, _FURTHER = 12, 40, 1.3
_FIRST, _CLIMBS, _SHORTER = 0.3, 140, 0.93
_NEAR, _FAR = 1e-6, 1e6
# Of the fractions that are given back.
_GRAIN = 2**24


def points_above(functions: Sequence[Function], size: int) -> Iterator[list[fmpq]]:
    """Points of this many numbers at which all functions are above 0, about; none where no way leads there."""
    generator = Random(size)  # noqa: S311 -- points to try are no secret
    for start in range(_STARTS):
        reach, margin = _SIZES[start % len(_SIZES)], _MARGINS[start % len(_MARGINS)]
        at = [generator.uniform(-reach, reach) for _number in range(size)]
        with suppress(ValueError, ArithmeticError):
            near, is_there = _led(functions, at, margin)
            found = near if is_there else _climbed(functions, near)
            if found is not None and all(isfinite(value) and abs(value) < _FAR for value in found):
                yield [fmpq(round(value * _GRAIN), _GRAIN) for value in found]


def _led(functions: Sequence[Function], at: list[float], margin: float) -> tuple[list[float], bool]:
    """Where the way leads, and whether all functions are above the margin there."""
    for _step in range(_STEPS):
        is_there = True
        for function in functions:
            missing = margin - function(at)
            if missing > 0:
                is_there = False
                at = _moved(at, function, missing * _FURTHER, by_length=False)
        if is_there:
            return at, True
    return at, False


def _climbed(functions: Sequence[Function], at: list[float]) -> list[float] | None:
    """Up the slope of what is lowest, in ever shorter steps: into corners that the way above passes by."""
    step = _FIRST
    for _step in range(_CLIMBS):
        lowest = min(functions, key=lambda function: function(at))
        if lowest(at) > 0:
            return at
        at = _moved(at, lowest, step, by_length=True)
        step *= _SHORTER
    return None


def _moved(at: list[float], function: Function, rise: float, *, by_length: bool) -> list[float]:
    """Up the slope: so far that the function rises so much, or by this length."""
    slope = [_slope(function, at, place) for place in range(len(at))]
    square = sum(each * each for each in slope)
    if not square:
        raise ArithmeticError
    factor = rise / (square**0.5 if by_length else square)
    return [value + factor * each for value, each in zip(at, slope, strict=True)]


def _slope(function: Function, at: list[float], place: int) -> float:
    """By the values on both sides."""
    step = _NEAR * (1 + abs(at[place]))
    above, below = list(at), list(at)
    above[place] += step
    below[place] -= step
    return (function(above) - function(below)) / (2 * step)
