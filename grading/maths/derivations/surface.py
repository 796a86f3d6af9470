"""Inequalities where equations bind several symbols: walk downhill on the surface that the equations leave.

The walk is done with floating-point numbers and proves nothing: it proposes points, which are then met exactly.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from flint import arb, fmpq

from grading.maths.derivations.facts import Facts
from grading.maths.derivations.solving import is_inside
from grading.maths.derivations.undoing import Equation
from grading.maths.domains import Domain
from grading.maths.matrices.evaluation import Point
from grading.maths.tree import Add, Call, Constant, Divide, Multiply, Name, Negate, Number, Power, Tree, names
from grading.maths.values import Value, bits

Numbers = np.ndarray[tuple[int], np.dtype[np.float64]]
Function = Callable[[Mapping[str, float]], float]
_FAILURES = (ValueError, OverflowError, ZeroDivisionError)
_STARTS, _ROUNDS, _RESTORING = 6, 60, 8
_STEP = 1e-6
_SIMPLE, _BITS = 12, 1400
# Sides nearer to each other than this may be equal somewhere; bounds nearer than this are touched.
_TOUCHING, _AT_BOUND, _FAR = 1e-7, 1e-4, 1e4
_ROUNDINGS = (1, 2, 0, 6, 12, 1000, 10**6, 2**24)


@dataclass(frozen=True)
class Lowest:
    """points: where everything given holds and the line is likeliest to fail. touches: whether both sides may be
    equal, inside of the domains.
    """

    points: list[Point]
    touches: bool


def walk_down(facts: Facts, sides: Equation, sign: str) -> Lowest | None:
    """None where the surface is not made of numbers, or no walk on it was possible."""
    if facts.setting.basic.shaped:
        return None
    surface = _Surface.of(facts, sides, sign)
    if surface is None:
        return None
    points, touches, walked = list[Point](), False, False
    for turn, start in enumerate(facts.points(_STARTS)):
        place = surface.descended(np.array([float(start.values[name]) for name in surface.names]))
        if place is None:
            continue
        walked = True
        touches = touches or (surface.gap(place) < _TOUCHING and surface.is_inner(place))
        points += _met(facts, surface, place, start, turn)
    return Lowest(points, touches) if walked else None


def _met(facts: Facts, surface: "_Surface", place: Numbers, start: Point, turn: int) -> Iterator[Point]:
    """Exact points of the surface near a place."""
    for size in _ROUNDINGS:
        near = [(name, _rounded(float(value), size)) for name, value in zip(surface.names, place, strict=True)]
        moved = {name: value for name, value in near if is_inside(value, surface.domains[name])}
        yield from facts.completed(replace(start, values={**start.values, **moved}), turn)


def _rounded(value: float, size: int) -> Value:
    """A fraction near it; for 0 the root of a simple fraction."""
    if size:
        near = Fraction(value).limit_denominator(size)
        return fmpq(near.numerator, near.denominator)
    square = Fraction(value * value).limit_denominator(_SIMPLE)
    with bits(_BITS):
        root = arb(fmpq(square.numerator, square.denominator)).sqrt()
        return root if value > 0 else -root


@dataclass(frozen=True)
class _Surface:
    """names: the symbols that are bound or stand in the line. rest: how far the equations are from holding."""

    names: list[str]
    domains: Mapping[str, Domain]
    sign: str
    left: Function
    right: Function
    rest: list[tuple[Function, Function]]

    @classmethod
    def of(cls, facts: Facts, sides: Equation, sign: str) -> "_Surface | None":
        scalars = facts.setting.basic.scalars
        trees = [side.tree for side in sides]
        bound = [side.tree for equation, _names in facts.equations for side in equation]
        used = [name for name in scalars if any(name in names(tree) for tree in (*trees, *bound))]
        are_known = all(names(tree) <= scalars.keys() for tree in (*trees, *bound))
        if not are_known or any(scalars[name].sort != "real" or scalars[name].values for name in used):
            return None
        try:
            left, right, *others = map(compiled, (*trees, *bound))
        except KeyError:
            return None
        return cls(used, scalars, sign, left, right, list(zip(others[::2], others[1::2], strict=True)))

    def at(self, place: Numbers) -> dict[str, float]:
        return dict(zip(self.names, map(float, place), strict=True))

    def gap(self, place: Numbers) -> float:
        """How far the line is from failing, relative to its sides."""
        point = self.at(place)
        left, right = self.left(point), self.right(point)
        size = 1 + abs(left) + abs(right)
        if self.sign == "!=":
            return abs(left - right) / size
        return (left - right if self.sign[0] == ">" else right - left) / size

    def missing(self, place: Numbers) -> Numbers:
        point = self.at(place)
        return np.array([left(point) - right(point) for left, right in self.rest])

    def is_inner(self, place: Numbers) -> bool:
        """Whether it is away from open ends of the domains, and from infinity."""
        for name, value in zip(self.names, place, strict=True):
            domain = self.domains[name]
            ends = [float(end) for end in (domain.low, domain.high) if end is not None and domain.open_ends]
            if abs(value) > _FAR or any(abs(value - end) < _AT_BOUND for end in ends):
                return False
        return True

    def clipped(self, place: Numbers) -> Numbers:
        kept = place.copy()
        for index, name in enumerate(self.names):
            domain = self.domains[name]
            low, high = (None if end is None else float(end) for end in (domain.low, domain.high))
            margin = 1e-9 if domain.open_ends else 0.0
            kept[index] = max(kept[index], -math.inf if low is None else low + margin)
            kept[index] = min(kept[index], math.inf if high is None else high - margin)
        return kept

    def restored(self, place: Numbers) -> Numbers | None:
        """Back on the surface, by Newton's steps."""
        for _turn in range(_RESTORING):
            missing = self.missing(place)
            if float(np.abs(missing).max()) < 1e-12:
                return place
            place = self.clipped(place - np.linalg.pinv(self.slopes(self.missing, place)) @ missing)
        return place if float(np.abs(self.missing(place)).max()) < 1e-9 else None

    def slopes(self, function: Callable[[Numbers], Numbers], place: Numbers) -> Numbers:
        columns = []
        for index in range(len(place)):
            step = np.zeros(len(place))
            step[index] = _STEP * (1 + abs(place[index])) * (1e-3 if self.is_near_end(index, place) else 1)
            columns.append((function(place + step) - function(place)) / step[index])
        return np.array(columns).T

    def is_near_end(self, index: int, place: Numbers) -> bool:
        domain = self.domains[self.names[index]]
        return domain.high is not None and float(domain.high) - place[index] < 10 * _STEP

    def descended(self, place: Numbers) -> Numbers | None:
        """Downhill from here; None where the formulas have no values."""
        try:
            found = self.restored(place)
            return None if found is None else self._walked(found)
        except (*_FAILURES, np.linalg.LinAlgError):
            return None

    def _walked(self, place: Numbers) -> Numbers:
        size = 0.5
        for _turn in range(_ROUNDS):
            slope = self.slopes(lambda at: np.array([self.gap(at)]), place)[0]
            across = self.slopes(self.missing, place)
            # The part of the slope along the surface.
            along = slope - np.linalg.pinv(across) @ (across @ slope)
            length = float(np.linalg.norm(along))
            if length < 1e-12 or size < 1e-12:
                break
            moved = self._tried(self.clipped(place - along * (size / length)))
            if moved is not None and self.gap(moved) < self.gap(place):
                place, size = moved, size * 1.5
            else:
                size /= 3
        return place

    def _tried(self, place: Numbers) -> Numbers | None:
        try:
            return self.restored(place)
        except _FAILURES:
            return None


# --- formulas of floating-point numbers ---

_FUNCTIONS: dict[str, Callable[..., float]] = {
    "exp": math.exp, "log": math.log, "sqrt": math.sqrt, "abs": abs, "max": max, "min": min, "tanh": math.tanh,
    "sin": math.sin, "cos": math.cos, "bars": abs, "absolute": abs, "arctan": math.atan, "log1p": math.log1p,
    "transpose": float, "sigmoid": lambda x: 1 / (1 + math.exp(-x)),
}  # fmt: skip
_CONSTANTS = {"e": math.e, "pi": math.pi}


def compiled(tree: Tree) -> Function:
    """The formula as a function of floating-point numbers. Raises KeyError at a function that is not known here."""
    match tree:
        case Number(value):
            number = float(value)
            return lambda _point: number
        case Name(name):
            return lambda point: point[name]
        case Constant(name):
            constant = _CONSTANTS[name]
            return lambda _point: constant
        case Negate(inner):
            only = compiled(inner)
            return lambda point: -only(point)
        case Add(terms):
            every = list(map(compiled, terms))
            return lambda point: sum(each(point) for each in every)
        case Multiply(factors):
            every = list(map(compiled, factors))
            return lambda point: math.prod(each(point) for each in every)
        case Divide(over, under):
            first, second = compiled(over), compiled(under)
            return lambda point: first(point) / second(point)
        case Power(base, exponent):
            first, second = compiled(base), compiled(exponent)
            return lambda point: math.pow(first(point), second(point))
        case Call(function, arguments):
            named, every = _FUNCTIONS[function], list(map(compiled, arguments))
            return lambda point: float(named(*[each(point) for each in every]))
    raise KeyError(tree)
