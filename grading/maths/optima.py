"""Where a function is lowest under conditions, found about: what is proposed here is then looked at exactly.

By sequential quadratic programming. Source: Kraft, A software package for sequential quadratic programming, 1988.
"""

import importlib
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain, cycle
from math import dist, isfinite, nan
from random import Random
from typing import Any

from grading.maths.floats import Function

Place = list[float]
# So many places are looked at to begin with, and from the best and some others of them ways lead down.
_SIZES, _STARTS, _TINY = (0.5, 2.0, 0.1, 6.0), 60, -12
_BEST, _OTHERS = 4, 4
_ROUNDS, _EXACT = 60, 1e-12
# How far all functions are wanted above 0, and how far from 0 those may be that must be 0.
_WANTED, _NEAR, _FAR = 0.5, 1e-7, 1e6
_EDGE = 1e-4


def lowest(goal: Function, above: Sequence[Function], equal: Sequence[Function], start: Place) -> Place | None:
    """Where the way down from a place ends, none of `above` below 0 there and all of `equal` 0; None where it fails."""
    conditions: list[dict[str, Any]] = []
    for kind, functions in (("ineq", above), ("eq", equal)):
        if functions:
            conditions.append({"type": kind, "fun": lambda at, several=functions: [_at(each, at) for each in several]})
    # It takes half a second to load, and few answers need it.
    minimize = importlib.import_module("scipy.optimize").minimize
    options = {"maxiter": _ROUNDS, "ftol": _EXACT}
    found = minimize(lambda at: _at(goal, at), start, constraints=conditions, method="SLSQP", options=options)
    place = [float(value) for value in found.x]
    is_there = all(_at(each, place) > -_NEAR for each in above) and all(abs(_at(each, place)) < _NEAR for each in equal)
    return place if is_there and all(isfinite(value) and abs(value) < _FAR for value in place) else None


def points_above(functions: Sequence[Function], equal: Sequence[Function], size: int) -> Iterator[Place]:
    """Points of this many numbers at which all functions are above 0, and those of `equal` are 0."""
    worth = {place: _worst(functions, equal, place) for place in _starts(size)}
    ordered = sorted((place for place in worth if isfinite(worth[place])), key=lambda place: -worth[place])
    ways = [list(place) for place in (*ordered[:_BEST], *ordered[_BEST :: 1 + len(ordered) // _OTHERS])]
    for start in chain(ways, _on_edges(functions, equal, ways)):
        found = _farthest(functions, equal, start)
        if found is not None:
            yield found


def _on_edges(functions: Sequence[Function], equal: Sequence[Function], starts: Sequence[Place]) -> Iterator[Place]:
    """The nearest places at which one of them is just above 0: much is largest or smallest where a bound is met."""
    for start, function in zip(cycle(starts), functions):
        found = lowest(partial(dist, start), (), [*equal, partial(_beside, function)], start)
        if found is not None and isfinite(_worst(functions, equal, found)):
            yield found


def _beside(function: Function, at: Sequence[float]) -> float:
    return function(at) - _EDGE


def _starts(size: int) -> Iterator[tuple[float, ...]]:
    """Places near 0, those with numbers of all sizes, those with one that is tiny; each also with signs left out."""
    generator = Random(size)  # noqa: S311 -- points to try are no secret
    for turn in range(_STARTS):
        start = [generator.uniform(-1, 1) * _SIZES[turn % len(_SIZES)] for _number in range(size)]
        if turn % 2:
            start = [value * 10 ** generator.uniform(_TINY, 0) for value in start]
        if turn % 4 == 0:
            start[turn // 4 % size] *= 10**_TINY
        yield tuple(start)
        yield tuple(map(abs, start))


def _worst(functions: Sequence[Function], equal: Sequence[Function], at: Sequence[float]) -> float:
    """How much is missing, below 0; NaN where something has no value."""
    below = [_at(function, at) for function in functions]
    beside = [-abs(_at(function, at)) for function in equal]
    return min(min(below, default=0.0), sum(beside)) if all(map(isfinite, (*below, *beside))) else nan


def _farthest(functions: Sequence[Function], equal: Sequence[Function], start: Place) -> Place | None:
    """Where the least of the functions is largest, as far as it need be."""
    level = len(start)
    least = min(function(start) for function in functions)
    if least > 0 and not equal:
        return start
    risen = [_above(function, level) for function in functions]
    found = lowest(lambda at: -at[level], [*risen, lambda at: _WANTED - at[level]], equal, [*start, least])
    place = found[:level] if found is not None else []
    return place if place and all(_at(function, place) > 0 for function in functions) else None


def _above(function: Function, level: int) -> Function:
    """How far it is above the number at this place."""
    return lambda at: function(at) - at[level]


def _at(function: Function, at: Sequence[float]) -> float:
    """The value, NaN where there is none."""
    try:
        return function(at)
    except (ValueError, ArithmeticError):
        return nan
