"""The least sum of squares within bounds, in few numbers, by steps between Gauss's and the steepest.

In plain Python the ways are the same on every machine, and quicker than with arrays for so few numbers. Source:
Marquardt, An algorithm for least-squares estimation of nonlinear parameters, 1963.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import mul

Place = list[float]
Function = Callable[[Sequence[float]], float]
# By what the steps are damped at first, how that grows where they lead up and falls where they lead down, and its end.
_DAMPED, _GROWS, _FALLS, _MOST = 1e-3, 4.0, 0.2, 1e12
# Squares below this are 0; a smaller share of them is not worth a step.
_NOTHING, _LITTLE = 1e-24, 1e-8
_TINY = 1e-12


@dataclass
class Descent:
    """gaps: what is to be 0. slope: how a gap changes with each number. looks: how often all gaps may be looked at."""

    gaps: Sequence[Function]
    slope: Callable[[Function, Sequence[float]], Sequence[float]]
    box: Sequence[tuple[float, float]]
    looks: int

    def end(self, start: Sequence[float]) -> Place:
        """Where the way down from a place ends."""
        place, damped = list(start), _DAMPED
        values, left = [gap(place) for gap in self.gaps], self.looks - 1
        square = sum(map(mul, values, values))
        while left > 0 and square > _NOTHING:
            system = self.system(place, values)
            before, is_down = square, False
            while left > 0 and not is_down and damped < _MOST:
                there = self.moved(place, system, damped)
                if there == place:
                    return place
                new, left = [gap(there) for gap in self.gaps], left - 1
                is_down = sum(map(mul, new, new)) < square
                damped *= _FALLS if is_down else _GROWS
            if not is_down:
                return place
            place, values, square = there, new, sum(map(mul, new, new))
            if before - square < _LITTLE * before:
                return place
        return place

    def system(self, place: Place, values: Sequence[float]) -> list[Place]:
        """The normal equations, of the gaps that are not 0: how the squares change, and the way down."""
        rows = [(self.slope(gap, place), value) for gap, value in zip(self.gaps, values, strict=True) if value]
        rows = [(slope, value) for slope, value in rows if all(each == each for each in slope)]
        size = range(len(place))
        table = [[sum(slope[i] * slope[j] for slope, _value in rows) for j in size] for i in size]
        return [[*table[i], -sum(slope[i] * value for slope, value in rows)] for i in size]

    def moved(self, place: Place, system: list[Place], damped: float) -> Place:
        """One damped step on, as far as the bounds let."""
        table = [row[:] for row in system]
        for at, row in enumerate(table):
            row[at] += damped * row[at] + _TINY
        try:
            step = _solved(table)
        except ZeroDivisionError:
            return place  # flat to as many digits as there are
        return [
            min(max(value + each, low), high) for value, each, (low, high) in zip(place, step, self.box, strict=True)
        ]


def _solved(table: list[Place]) -> Place:
    """The solution of symmetric positive definite equations, by elimination; the table is used up."""
    size = len(table)
    for at in range(size):
        pivot = table[at]
        for row in table[at + 1 :]:
            factor = row[at] / pivot[at]
            if factor:
                for column in range(at, size + 1):
                    row[column] -= factor * pivot[column]
    found = [0.0] * size
    for at in reversed(range(size)):
        row = table[at]
        known = sum(row[column] * found[column] for column in range(at + 1, size))
        found[at] = (row[size] - known) / row[at]
    return found
