"""Where a function is lowest under conditions, found about: what is proposed here is then looked at exactly.

By sequential quadratic programming, and by least squares of what is missing. Sources: Kraft, A software package for
sequential quadratic programming, 1988; More, The Levenberg-Marquardt algorithm, 1978.
"""

import importlib
import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import chain, cycle, islice
from math import dist, hypot, inf, isfinite, nan
from random import Random
from typing import Any

from grading.maths.domains import Domain
from grading.maths.floats import Function, as_float

Place = list[float]
# So many places are looked at to begin with.
_SIZES, _STARTS, _TINY = (0.5, 2.0, 0.1, 6.0), 60, -12
# From so many of the best, of some others, and of full ones; fewer in many numbers, where a way takes long.
_WAYS, _MANY = 4, 6
_ROUNDS, _EXACT = 60, 1e-12
# By how much numbers are moved for a slope, in relation to their size.
_STEP = 2.0**-18
# How far all functions are wanted above 0, and how far from 0 those may be that must be 0.
_WANTED, _NEAR, _FAR = 0.5, 1e-7, 1e6
# How near to open ends one comes, how near to edges on purpose, and to 0 when one starts on edges.
_INSIDE, _EDGE, _FULL = 1e-12, 1e-4, 0.05
# From so many places what is missing is made small, until all is so far above 0, with so many looks; a little is
# always there if anything is, much keeps away from where all is 0.
_SQUARED, _MISSING, _LOOKS = 20, (0.01, 0.5), 60
# Places that are the same to so many digits count once.
_DIGITS = 6


@dataclass(frozen=True)
class Conditions:
    """above: functions that are wanted above 0. equal: those that must be 0. box: between which bounds each number
    lies.
    """

    above: Sequence[Function]
    equal: Sequence[Function]
    box: Sequence[tuple[float, float]]

    def worst(self, at: Sequence[float]) -> float:
        """How much is missing, below 0; NaN where something has no value."""
        below = [_at(function, at) for function in self.above]
        beside = [-abs(_at(function, at)) for function in self.equal]
        return min(min(below, default=0.0), sum(beside)) if all(map(isfinite, (*below, *beside))) else nan

    def inside(self, at: Sequence[float]) -> tuple[float, ...]:
        """The place, with numbers below a bound as far above it."""
        mirrored = (value if value > low else 2 * low - value for value, (low, _high) in zip(at, self.box, strict=True))
        return tuple(min(max(value, low), high) for value, (low, high) in zip(mirrored, self.box, strict=True))


def box_of(names: Sequence[str], domains: Mapping[str, Domain]) -> list[tuple[float, float]]:
    """The bounds of names, a little inside of those that are never reached."""
    return [_bounds(domains[name]) for name in names]


def _bounds(domain: Domain) -> tuple[float, float]:
    low, high = (None if end is None else as_float(end) for end in (domain.low, domain.high))
    inside = _INSIDE if domain.open_ends else 0.0
    if low is not None and high is not None:
        inside = min(inside, (high - low) / 4)
    return -inf if low is None else low + inside, inf if high is None else high - inside


@cache
def scipy_optimize() -> Any:
    """`scipy.optimize`, which takes half a second to load and which few answers need.

    Its OpenBLAS takes kernels for the processor that it finds; those for AVX-512 end ways where they began. The
    plainest are quick enough, and end at the same places everywhere.
    """
    variable, before = "OPENBLAS_CORETYPE", os.environ.get("OPENBLAS_CORETYPE")
    if platform.machine().lower() in ("x86_64", "amd64"):
        os.environ[variable] = "Nehalem"
    try:
        return importlib.import_module("scipy.optimize")
    finally:
        os.environ.pop(variable, None)
        os.environ.update({} if before is None else {variable: before})


def lowest(goal: Function, conditions: Conditions, start: Sequence[float]) -> Place | None:
    """Where the way down from a place ends, what is wanted above 0 at least 0 there; None where it leads nowhere."""
    said: list[dict[str, Any]] = []
    for kind, functions in (("ineq", conditions.above), ("eq", conditions.equal)):
        if functions:
            said.append({"type": kind, "fun": partial(_all_at, functions), "jac": partial(_slopes, functions)})
    minimize = scipy_optimize().minimize
    options = {"maxiter": _ROUNDS, "ftol": _EXACT}
    found = minimize(
        partial(_at, goal),
        start,
        jac=lambda at: list(_gradient(goal, at)),
        bounds=conditions.box,
        constraints=said,
        method="SLSQP",
        options=options,
    )
    place = [float(value) for value in found.x]
    is_there = conditions.worst(place) > -_NEAR and isfinite(_at(goal, place))
    return place if is_there and all(abs(value) < _FAR for value in place) else None


def points_above(conditions: Conditions) -> Iterator[Place]:
    """Places at which all is above 0 that is wanted so, and all is 0 that must be."""
    if not conditions.above or not conditions.box:
        return
    worth = {place: conditions.worst(place) for place in map(conditions.inside, _starts(len(conditions.box)))}
    ordered = sorted((place for place in worth if isfinite(worth[place])), key=lambda place: -worth[place])
    # Products are flat where a factor is 0.
    full = [place for place in ordered if min(map(abs, place)) > _FULL] or ordered
    few = _WAYS if len(conditions.box) <= _MANY else 2
    ways = (*ordered[:few], *ordered[few :: 1 + len(ordered) // few])
    edges = islice(_on_edges(conditions, full), few)
    spheres = ((_on_sphere(conditions, start), start) for start in full[:few])
    pushed = (
        _pushed(conditions, each, much) for each, much in zip(full[:: 1 + len(full) // _SQUARED], cycle(_MISSING))
    )
    plain = ((conditions, each) for each in chain(ways, edges))
    led = (_farthest(under, start) for under, start in chain(plain, spheres))
    seen = set[tuple[float, ...]]()
    for found in filter(None, chain(pushed, led)):
        about = tuple(round(value, _DIGITS) for value in found)
        if about not in seen:
            seen.add(about)
            yield found


def _pushed(conditions: Conditions, start: Sequence[float], wanted: float) -> Place | None:
    """Where nothing is missing, led there by squares of what is: ways along levels may end where two meet."""
    if not all(low < value < high for value, (low, high) in zip(start, conditions.box, strict=True)):
        return None
    above = (partial(_missing, function, wanted) for function in conditions.above)
    gaps = [*above, *(partial(_near, function) for function in conditions.equal)]
    # MINPACK asks for as many gaps as there are numbers.
    padding = [0.0] * max(0, len(start) - len(gaps))

    def missing(at: Sequence[float]) -> Place:
        return [*_all_at(gaps, conditions.inside(at)), *padding]

    end, *_said = scipy_optimize().leastsq(missing, start, full_output=True, maxfev=_LOOKS * (1 + len(start)))
    found = [float(value) for value in conditions.inside(end)]
    is_there = all(_at(function, found) > 0 for function in conditions.above) and conditions.worst(found) > -_NEAR
    return found if is_there and all(abs(value) < _FAR for value in found) else None


def _missing(function: Function, wanted: float, at: Sequence[float]) -> float:
    """How far it is below what is wanted, a large number where it has no value or that is far."""
    value = _at(function, at)
    return min(max(0.0, wanted - value), _FAR) if isfinite(value) else _FAR


def _near(function: Function, at: Sequence[float]) -> float:
    return value if abs(value := _at(function, at)) < _FAR else _FAR


def _on_sphere(conditions: Conditions, start: Sequence[float]) -> Conditions:
    """The conditions as far from 0 as the start: where all hangs on proportions, ways would lead to 0 otherwise."""
    size = hypot(*start)
    return replace(conditions, equal=[*conditions.equal, lambda at: hypot(*at) - size])


def _starts(size: int) -> Iterator[tuple[float, ...]]:
    """Places near 0, those with numbers of all sizes, those with one that is tiny; each also with signs left out."""
    generator = Random(size)  # noqa: S311 -- points to try are no secret
    for turn in range(_STARTS):
        kind, place = divmod(turn, len(_SIZES))
        start = [generator.uniform(-1, 1) * _SIZES[place] for _number in range(size)]
        if kind % 4 == 1:
            start = [value * 10 ** generator.uniform(_TINY, 0) for value in start]
        if kind % 4 == 3:
            start[kind // 4 % size] *= 10**_TINY
        yield tuple(start)
        yield tuple(map(abs, start))


def _on_edges(conditions: Conditions, starts: Sequence[Sequence[float]]) -> Iterator[Place]:
    """The nearest places at which one of them is just above 0: much is largest or smallest where a bound is met."""
    for start, function in zip(cycle(starts), conditions.above):
        on_edge = replace(conditions, above=(), equal=[*conditions.equal, partial(_beyond_edge, function)])
        found = lowest(partial(dist, start), on_edge, start)
        if found is not None and isfinite(conditions.worst(found)):
            yield found


def _beyond_edge(function: Function, at: Sequence[float]) -> float:
    return function(at) - _EDGE


def _farthest(conditions: Conditions, start: Sequence[float]) -> Place | None:
    """Where the least of what is wanted above 0 is largest, as far as it need be."""
    level, least = len(start), min(function(start) for function in conditions.above)
    if least > 0 and not conditions.equal:
        return list(start)
    risen = [partial(_above_level, function, level) for function in conditions.above]
    higher = Conditions([*risen, lambda at: _WANTED - at[level]], conditions.equal, [*conditions.box, (-inf, inf)])
    found = lowest(lambda at: -at[level], higher, [*start, least])
    place = found[:level] if found is not None else []
    return place if place and all(_at(function, place) > 0 for function in conditions.above) else None


def _above_level(function: Function, level: int, at: Sequence[float]) -> float:
    """How far it is above the number at this place."""
    return function(at) - at[level]


def _all_at(functions: Sequence[Function], at: Sequence[float]) -> list[float]:
    return [_at(function, at) for function in functions]


def _slopes(functions: Sequence[Function], at: Sequence[float]) -> list[list[float]]:
    """How each function changes with each number, row by row."""
    return [list(_gradient(function, at)) for function in functions]


def _gradient(function: Function, at: Sequence[float]) -> Iterator[float]:
    """By differences to both sides, or to the one where there is a value; NaN where there is none on both."""
    place = list(map(float, at))
    here = _value(function, place)
    for index, value in enumerate(place):
        ends = [(value, here)]
        for step in (_STEP, -_STEP):
            place[index] = value + step * max(1.0, abs(value))
            ends.append((place[index], _value(function, place)))
        place[index] = value
        known = [end for end in ends[::-1] if isfinite(end[1])]
        yield (known[1][1] - known[0][1]) / (known[1][0] - known[0][0]) if len(known) > 1 else nan


def _at(function: Function, at: Sequence[float]) -> float:
    """The value, NaN where there is none; NumPy's floats would warn where Python's raise."""
    return _value(function, list(map(float, at)))


def _value(function: Function, at: Place) -> float:
    try:
        value = function(at)
    except (ValueError, ArithmeticError):
        return nan
    return value if isfinite(value) else nan
