"""Solve an equation for one symbol at a point: exactly where it is linear in it, else by enclosing the roots.

Matrices are unknowns, too: their entries are solved for, as far as their structure is made of independent entries.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import pairwise
from math import isqrt
from typing import Any

from flint import arb, fmpq, fmpq_mat

from grading.maths.derivations.undoing import CannotUndo, Equation, undone, value_at
from grading.maths.domains import Domain
from grading.maths.matrices.algebra import MATRICES, Value, as_number, squared_norm
from grading.maths.matrices.dims import SCALAR
from grading.maths.matrices.evaluation import Point
from grading.maths.matrices.symbols import Symbols
from grading.maths.polynomials import NotRational, quotient, univariate
from grading.maths.rationals import as_fmpq
from grading.maths.reals import centre
from grading.maths.tree import Add, Negate, Tree, names
from grading.maths.trees import rational, substituted
from grading.maths.values import TooMuch, Undefined, Unsure, bits

# Bits in which roots are enclosed: more than the judging of a line works with.
_BITS = 1400
_LARGEST = 36
_FAILURES = (Undefined, Unsure, TooMuch)
# Where sign changes are looked for, besides the bounds of the domain.
_GRID = tuple(fmpq(n, 8) * sign for n in (0, 1, 2, 3, 5, 8, 12, 18, 28, 45, 80, 200, 800) for sign in (1, -1))
# To so many bits behind the point; into how many parts an interval is cut at least, and how often.
_WIDTH, _PARTS, _STEPS = 700, 4, 1500
_QUICK_BITS, _QUICK_WIDTH = 200, 60


def entries(value: Value) -> list[Value]:
    return list(value.entries()) if isinstance(value, MATRICES) else [value]


def put(point: Point, name: str, value: Value) -> Point:
    return replace(point, values={**point.values, name: value})


def solve_linear(
    equation: Equation, name: str, symbols: Symbols, point: Point, generator: random.Random
) -> Iterator[Point]:
    """The point with another value of the symbol, at which the equation holds; none where it is not linear in it."""
    basis = units_of(name, symbols, point)
    if not basis or len(basis) > _LARGEST:
        return
    try:
        solved = _solution(equation, name, basis, point, generator)
    except _FAILURES:
        return
    if solved is not None:
        yield put(point, name, solved)


def solve_along(
    equation: Equation, name: str, symbols: Symbols, point: Point, generator: random.Random
) -> Iterator[Point]:
    """From a point at which an equation of numbers holds, the other one on a random line through it: quadrics only."""
    basis = units_of(name, symbols, point)
    if not basis or len(basis) > _LARGEST or equation[0].shape != SCALAR:
        return
    direction = _combined(basis, [fmpq(generator.randint(-9, 9) or 1, 4) for _unit in basis])

    def gap(step: int) -> Value:
        return _gap(equation, put(point, name, point.values[name] + direction * fmpq(step)))

    with suppress(*_FAILURES):
        first, second, third = gap(1), gap(2), gap(3)
        if all(type(each) is fmpq for each in (first, second, third)):
            square = (second - 2 * first) / 2
            if square and third == 9 * square + 3 * (first - square):
                yield put(point, name, point.values[name] + direction * ((square - first) / square))


def _gap(equation: Equation, point: Point) -> Value:
    """Left minus right; of the squares where both sides are norms, which are no polynomials."""
    inner = [replace(side, typed=side.typed.parts[0]) for side in equation if side.typed.op == "norm"]
    if len(inner) == len(equation) and all(side.typed.data == "2" for side in equation):
        one, other = (squared_norm(value_at(side, point)) for side in inner)
    else:
        one, other = (as_number(value_at(side, point)) for side in equation)
    return one - other


def units_of(name: str, symbols: Symbols, point: Point) -> list[Value]:
    """Values of which every value of the symbol is a combination; empty where its structure has no such basis."""
    if name in symbols.scalars:
        return [fmpq(1)]
    shaped = symbols.shaped[name]
    like = point.values[name]
    rows, columns = like.nrows(), like.ncols()
    places = [(row, column) for row in range(rows) for column in range(columns)]
    match shaped.structure:
        case "general" | "invertible":
            return [_unit(rows, columns, ((place, 1),)) for place in places]
        case "symmetric":
            return [_unit(rows, columns, ((at, 1), (at[::-1], 1))) for at in places if at[0] <= at[1]]
        case "diagonal":
            return [_unit(rows, columns, ((at, 1),)) for at in places if at[0] == at[1]]
        case "skew":
            return [_unit(rows, columns, ((at, 1), (at[::-1], -1))) for at in places if at[0] < at[1]]
    return []


def _unit(rows: int, columns: int, said: tuple[tuple[tuple[int, int], int], ...]) -> fmpq_mat:
    made = fmpq_mat(rows, columns)
    for (row, column), value in said:
        made[row, column] = value
    return made


def _solution(
    equation: Equation, name: str, basis: list[Value], point: Point, generator: random.Random
) -> Value | None:
    """A random solution of the affine system, None where there is none, where it is 0, or where it is not affine."""

    def gap(weights: list[fmpq]) -> list[fmpq] | None:
        at = put(point, name, _combined(basis, weights))
        found = [one - other for one, other in zip(*(entries(value_at(side, at)) for side in equation), strict=True)]
        return found if all(type(entry) is fmpq for entry in found) else None

    count = len(basis)
    # Away from 0, where quotients may have no value.
    origin = [fmpq(generator.randint(2, 90), 7) for _unit in basis]
    start = gap(origin)
    columns = [gap([weight + (place == k) for place, weight in enumerate(origin)]) for k in range(count)]
    if start is None or any(column is None for column in columns):
        return None
    slopes = [[entry - first for entry, first in zip(column or (), start, strict=True)] for column in columns]
    trial = [fmpq(generator.randint(-20, 20), 3) for _unit in basis]
    expected = [
        first + sum(((trial[k] - origin[k]) * slopes[k][row] for k in range(count)), fmpq(0))
        for row, first in enumerate(start)
    ]
    if gap(trial) != expected:
        return None
    steps = _solve_system(slopes, [-first for first in start], generator)
    if steps is None:
        return None
    weights = [weight + step for weight, step in zip(origin, steps, strict=True)]
    return _combined(basis, weights) if any(weights) else None


def _combined(basis: list[Value], weights: list[fmpq]) -> Value:
    total = basis[0] * weights[0]
    for value, weight in zip(basis[1:], weights[1:], strict=True):
        total = total + value * weight
    return total


def _solve_system(slopes: list[list[fmpq]], right: list[fmpq], generator: random.Random) -> list[fmpq] | None:
    """A solution of sum_k w_k slopes[k] = right, with random values where it is free."""
    unknowns, equations = len(slopes), len(right)
    rows = [[*(slopes[k][row] for k in range(unknowns)), right[row]] for row in range(equations)]
    reduced, rank = fmpq_mat(equations, unknowns + 1, [entry for row in rows for entry in row]).rref()
    pivots = [next(column for column in range(unknowns + 1) if reduced[row, column]) for row in range(rank)]
    if unknowns in pivots or not pivots:
        return None
    found = [fmpq(generator.randint(-60, 60) * 2 + 1, 16) for _k in range(unknowns)]
    for row, pivot in enumerate(pivots):
        known = sum((reduced[row, k] * found[k] for k in range(unknowns) if k != pivot), fmpq(0))
        found[pivot] = reduced[row, unknowns] - known
    return found


def solve_roots(equation: Equation, name: str, domain: Domain, point: Point) -> tuple[list[Value], bool]:
    """The values of a scalar symbol in its domain at which the equation holds, and whether these are all."""
    with bits(_BITS):
        try:
            return _polynomial_roots(equation, name, domain, point), True
        except NotRational:
            pass
        try:
            found = [_exactly(root) for root in undone(equation, name, point)]
            return [root for root in found if is_inside(root, domain)], True
        except CannotUndo:
            return list(_sign_changes(equation, name, domain, point)), False


def _exactly(value: Value) -> Value:
    """A ball that holds one number as this number: the root of a ball around 0 may have no value, that of 0 is 0."""
    is_small = type(value) is arb and value.is_exact() and value.is_finite() and abs(value.man_exp()[1]) < _BITS
    return centre(value) if is_small else value


def critical_values(equation: Equation, name: str, domain: Domain, point: Point) -> list[Value]:
    """Where the sides change their order, as far as a quick look tells."""
    with bits(_QUICK_BITS):
        try:
            return _polynomial_roots(equation, name, domain, point)
        except NotRational:
            return list(_sign_changes(equation, name, domain, point, width=_QUICK_WIDTH))


def _polynomial_roots(equation: Equation, name: str, domain: Domain, point: Point) -> list[Value]:
    tree = Add((equation[0].tree, Negate(equation[1].tree)))
    over, under = quotient(_with_numbers(tree, name, point), (name,))
    polynomial, denominator = univariate(over), univariate(under)
    if not polynomial:
        raise NotRational
    common = polynomial.gcd(denominator)
    polynomial = polynomial / common if common.degree() > 0 else polynomial
    found: list[Value] = []
    for factor, _multiplicity in polynomial.factor()[1]:
        if factor.degree() == 1:
            found.append(-factor[0] / factor[1])
        elif factor.degree() > 1:
            roots: Any = factor.complex_roots()
            found += [root.real for root, _multiplicity in roots if root.imag == 0]
    return [root for root in found if is_inside(root, domain)]


def _with_numbers(tree: Tree, name: str, point: Point) -> Tree:
    values = {}
    for other in names(tree) - {name}:
        value = point.values[other]
        if type(value) is not fmpq:
            raise NotRational
        values[other] = rational(value)
    return substituted(tree, values)


def is_inside(value: Value, domain: Domain) -> bool:
    """Whether a value is certainly in the domain."""
    if type(value) is fmpq:
        return domain.contains(value)
    if domain.sort == "integer" or domain.values:
        return False
    low = domain.low is None or value > as_fmpq(domain.low)
    high = domain.high is None or value < as_fmpq(domain.high)
    return bool(low and high)


def _sign_changes(
    equation: Equation, name: str, domain: Domain, point: Point, *, width: int = _WIDTH
) -> Iterator[Value]:
    """Roots between points at which the difference of the sides has different signs, about 2^-width wide."""
    try:
        known = [None if name in names(side.tree) else value_at(side, point) for side in equation]
    except _FAILURES:
        return

    def gap(at: Value) -> Value | None:
        here = put(point, name, at)
        try:
            left, right = (
                value_at(side, here) if value is None else value for side, value in zip(equation, known, strict=True)
            )
        except _FAILURES:
            return None
        found: Value = left - right
        return found

    values = {place: gap(place) for place in sorted(set(_grid(domain)))}
    yield from (place for place, value in values.items() if value == 0)
    for (low, below), (high, above) in pairwise(values.items()):
        if below is not None and above is not None and _sign(below) * _sign(above) < 0:
            root = _Bracket(gap, low, high, below, above).root(width)
            if root is not None:
                yield root


def _grid(domain: Domain) -> Iterator[fmpq]:
    if domain.low is not None and domain.high is not None:
        low, high = (as_fmpq(bound) for bound in (domain.low, domain.high))
        yield from (low + (high - low) * fmpq(part, 61) for part in range(1, 61))
        return
    yield from (at for at in _GRID if is_inside(at, domain))


def _sign(value: Value | None) -> int:
    if value is None:
        return 0
    return 1 if value > 0 else -1 if value < 0 else 0


@dataclass
class _Bracket:
    """Two numbers at which a function has different signs, and its values there.

    Quadratic interval refinement: of so many equal parts the one that a line through both values meets is looked at;
    if the root is there, it is cut into the square of so many next time. Source: Abbott, Quadratic interval refinement
    for real roots, 2006.
    """

    gap: Callable[[Value], Value | None]
    low: fmpq
    high: fmpq
    below: Value
    above: Value
    parts: int = _PARTS

    def root(self, width: int) -> Value | None:
        """The root, or a ball around it; None where the difference jumps over 0 or cannot be told."""
        whole = self.whole()
        for _step in range(_STEPS):
            # It is continuous where it has a bounded value on an interval around the root.
            if whole is not None and not whole.is_finite():
                return None
            if self.low == self.high or (self.high - self.low) * fmpq(2) ** width < 1:
                break
            if not self.narrow(width) and not self.cut((self.low + self.high) / 2):
                return None
            whole = self.whole() if whole is None else whole
        return self.low if self.low == self.high else None if whole is None else self.ball()

    def ball(self) -> arb:
        return arb((self.low + self.high) / 2, (self.high - self.low) / 2)

    def whole(self) -> Value | None:
        return self.gap(self.ball())

    def narrow(self, width: int) -> bool:
        """Whether the root is in one of the two parts beside the place that a line through both values points to."""
        share = arb(self.below / (self.below - self.above))
        if not share.is_finite():
            return False
        part = (self.high - self.low) / self.parts
        place = (centre(share) * self.parts + fmpq(1, 2)).floor()
        middle = self.low + part * place
        is_found = 0 < place < self.parts and self.cut(middle)
        is_found = is_found and (self.low == self.high or self.cut(middle + (part if self.low == middle else -part)))
        is_found = is_found and self.high - self.low <= part
        most = 1 << int(((self.high - self.low) * fmpq(2) ** width).ceil()).bit_length()
        self.parts = max(_PARTS, min(self.parts**2, most) if is_found else isqrt(self.parts))
        return is_found

    def cut(self, at: fmpq) -> bool:
        """Keep the side of a number on which the root is; False where its sign there cannot be told."""
        value = self.gap(at)
        if value is None or not (value == 0 or _sign(value)):
            return False
        is_below = _sign(value) != _sign(self.above)
        is_above = _sign(value) != _sign(self.below)
        if is_below:
            self.low, self.below = at, value
        if is_above:
            self.high, self.above = at, value
        return True
