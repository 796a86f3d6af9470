"""The zeros of expressions such as log(x) - x + 1: between two zeros of its slope a function has at most one.

Where the signs at both ends of such a piece differ, there is one; where the function moves away from zero, none. Both
are certain. A piece at whose end the function comes near zero and no change of sign is met leaves it open.
"""

from collections.abc import Container, Iterator
from contextlib import suppress
from fractions import Fraction
from itertools import pairwise

from flint import arb, fmpq

from grading.errors import DefinitionError
from grading.maths.bisection import halved
from grading.maths.boundary import is_zero
from grading.maths.bounds import bounds_of
from grading.maths.derivatives import derivative
from grading.maths.polynomials import NotRational, quotient
from grading.maths.reals import REAL, sign_of
from grading.maths.relations.critical import NotAlgebraic, middle, zeros
from grading.maths.relations.peeled import is_total
from grading.maths.tree import (
    Add,
    Call,
    Constant,
    Divide,
    Fold,
    Multiply,
    Name,
    Negate,
    Number,
    Power,
    Tree,
    names,
    nodes,
)
from grading.maths.trees import mapped, substituted
from grading.maths.values import Evaluator, TooMuch, Undefined, Unsure, Value

_ZERO = Number(Fraction(0))
# Functions that are smooth wherever they have a value.
_SMOOTH = frozenset(("exp", "log", "sqrt", "sigmoid", "tanh", "softplus", "arctan", "sinh", "cosh", "erf", "logit"))
_WAVES = _SMOOTH | {"sin", "cos"}
# Slopes of slopes that are looked at, and how long an expression may be.
_DEPTH, _NODES = 3, 80
# Steps towards the end of a piece, each with twice the power of two; halvings; steps of Newton's method.
_STEPS, _HALVINGS, _NEWTON = 11, 24, 10
# A zero is known to 2^-1000.
_FINE = fmpq(1, 2**1000)
_MOST = 20
# A name that nobody can declare, for the one exponential or logarithm.
_KERNEL = "_k"
# Where in a piece it is looked first.
_PARTS = (fmpq(1, 2), fmpq(1, 3), fmpq(5, 8))


def zeros_by_slopes(tree: Tree, name: str, depth: int = _DEPTH) -> list[Value]:
    """All zeros of an expression in one name, and perhaps more points. Raises NotAlgebraic."""
    parts = list(factors(tree))
    if len(parts) > 1:
        return [zero for part in parts if name in names(part) for zero in zeros_by_slopes(part, name, depth)]
    tree = parts[0]
    try:
        return zeros(tree, name, REAL)
    except NotAlgebraic:
        if not depth or not _is_smooth(tree, _WAVES):
            raise
    if (pieces := _without_kernel(tree, name)) is not None:
        return [zero for part in pieces if name in names(part) for zero in zeros_by_slopes(part, name, depth - 1)]
    try:
        slope = derivative(tree, name)
    except DefinitionError as problem:
        raise NotAlgebraic from problem
    points = [] if _is_monotone(tree, slope) else _turns(tree, slope, name, depth)
    piece = _Function(tree, slope, name)
    found = [piece.zero_between(low, high) for low, high in pairwise([None, *points, None])]
    return [*points, *(zero for zero in found if zero is not None)]


def _turns(tree: Tree, slope: Tree, name: str, depth: int) -> list[Value]:
    """The zeros of the slope, and where pieces of the domain end. Raises NotAlgebraic."""
    if not _is_smooth(tree, _SMOOTH):
        raise NotAlgebraic
    ends = [zero for part in _borders(tree) if name in names(part) for zero in zeros(part, name, REAL)]
    return _sorted([*ends, *zeros_by_slopes(slope, name, depth - 1)])


def _is_monotone(tree: Tree, slope: Tree) -> bool:
    """Whether it has values everywhere, and a slope that never changes its sign, as that of `x - sin(x)`."""
    if not is_total(tree):
        return False
    found = bounds_of(slope, {})
    return found.low >= 0 or found.high <= 0


def factors(tree: Tree) -> Iterator[Tree]:
    """What a product is made of: it is zero where one of them is, `x*sin(x)` where x or the sine is."""
    match tree:
        case Add((left, Negate(right))) if right == _ZERO:
            yield from factors(left)
        case Add((left, Negate(right))) if left == _ZERO:
            yield from factors(right)
        case Negate(inner) | Divide(inner, _) | Power(inner, Number()):
            yield from factors(inner)
        case Multiply(parts):
            for part in parts:
                yield from factors(part)
        case _:
            yield tree


def _without_kernel(tree: Tree, name: str) -> tuple[Tree, Tree] | None:
    """For a + b exp(v): b, and v - log(-a/b), whose slope is rational; for a + b log(u): b, and log(u) + a/b."""
    kernels = {node for node in nodes(tree) if _is_kernel(node) and name in names(node)}
    if len(kernels) != 1:
        return None
    (kernel,) = kernels
    plain = mapped(tree, lambda part: Name(_KERNEL) if part == kernel else part)
    constants = {part: Name(f"_c{place}") for place, part in enumerate(filter(_is_constant, nodes(plain)))}
    try:
        symbols = (name, _KERNEL, *(each.name for each in constants.values()))
        over, under = quotient(mapped(plain, lambda part: constants.get(part, part)), symbols)
    except NotRational:
        return None
    if over.degrees()[1] != 1 or under.degrees()[1]:
        return None
    start, end = (substituted(plain, {_KERNEL: Number(Fraction(value))}) for value in (0, 1))
    factor = Add((end, Negate(start)))
    ratio = Divide(Negate(start), factor)
    match kernel:
        case Call("log", _):
            slope = over.derivative(1)
            is_number = slope * under.leading_coefficient() == under * slope.leading_coefficient()
            return None if is_number else (factor, Add((kernel, Negate(ratio))))
        case Call(_, (inner,)) | Power(_, inner):
            return factor, Add((inner, Negate(Call("log", (ratio,)))))
    return None


def _is_kernel(node: Tree) -> bool:
    match node:
        case Call("exp" | "log", (_,)) | Power(Constant("e"), _):
            return True
    return False


def _is_constant(node: Tree) -> bool:
    """A number that is no fraction: e, log(2)."""
    return isinstance(node, Constant | Call) and not names(node)


def _is_smooth(tree: Tree, functions: Container[str]) -> bool:
    every = nodes(tree)
    return len(every) <= _NODES and not any(
        isinstance(node, Fold) or (isinstance(node, Call) and node.function not in functions) for node in every
    )


def _borders(tree: Tree) -> Iterator[Tree]:
    """At whose zeros a part has no value, or has one on one side only."""
    for node in nodes(tree):
        match node:
            case Divide(_, under):
                yield under
            case Power(base, exponent) if not (isinstance(exponent, Number) and exponent.value.denominator == 1):
                yield base
            case Call("log", (inner, *base)) if not base:
                yield inner
            case Call("sqrt", (inner,)):
                yield inner
            case Call("logit", (inner,)):
                raise NotAlgebraic
            case Call("log", _):
                raise NotAlgebraic


def _sorted(points: list[Value]) -> list[Value]:
    """In order, each once. Raises NotAlgebraic where two cannot be told apart."""
    distinct: list[Value] = []
    for point in points:
        if not any(is_zero(point - other, REAL) for other in distinct):
            distinct.append(point)
    if len(distinct) > _MOST:
        raise NotAlgebraic
    return sorted(distinct, key=middle)


class _Function:
    """A function with its slope, monotone on each piece that is asked for."""

    def __init__(self, tree: Tree, slope: Tree, name: str) -> None:
        self.tree, self.slope, self.name = tree, slope, name

    def zero_between(self, low: Value | None, high: Value | None) -> Value | None:
        """The one zero strictly between two points, None standing for infinity; None where there is none."""
        inner, sign = self.somewhere(low, high)
        if sign is None:
            return None  # no value on this piece
        if not sign:
            return inner
        rise = self.rise(inner)
        if not rise:
            raise NotAlgebraic
        # towards which end it comes nearer to zero
        end, outward = (high, 1) if sign * rise < 0 else (low, -1)
        if end is not None and (at_end := self.sign_at(end)) is not None and at_end in (0, sign):
            return None
        for place in _towards(inner, end, outward):
            found = self.sign(place)
            if found == 0:
                return place
            if found == -sign:
                return self.narrowed(*((inner, place) if outward > 0 else (place, inner)))
        raise NotAlgebraic

    def somewhere(self, low: Value | None, high: Value | None) -> tuple[fmpq, int | None]:
        """A point between the two at which the sign is certain, and the sign."""
        for part in _PARTS:
            inner = _inside(low, high, part)
            with suppress(NotAlgebraic):
                return inner, self.sign(inner)
        raise NotAlgebraic

    def value(self, tree: Tree, place: Value) -> Value:
        # No `Boundary`: what is tiny is not zero, as log(1 + exp(x)) - x for a large x.
        return Evaluator(REAL, {self.name: place}).value(tree)

    def sign(self, place: Value) -> int | None:
        """None where there is no value. Raises NotAlgebraic where it is not certain."""
        try:
            return sign_of(self.value(self.tree, place))
        except Undefined:
            return None
        except (Unsure, TooMuch) as problem:
            raise NotAlgebraic from problem

    def sign_at(self, end: Value) -> int | None:
        """The sign at an end of a piece, None where it has no value there."""
        try:
            value = self.value(self.tree, end)
            return 0 if is_zero(value, REAL) else sign_of(value)
        except (Undefined, Unsure, TooMuch):
            return None

    def rise(self, place: Value) -> int:
        try:
            return sign_of(self.value(self.slope, place))
        except (Undefined, Unsure, TooMuch):
            return 0

    def narrowed(self, low: fmpq, high: fmpq) -> Value:
        """The zero between two points with different signs, as a small ball."""
        sign = self.sign(low)
        low, high = halved(self.sign_at, low, high, sign, _HALVINGS)
        if low == high:
            return low
        place = (low + high) / 2
        for _step in range(_NEWTON):
            try:
                place = middle(arb(place) - arb(self.value(self.tree, place)) / arb(self.value(self.slope, place)))
            except (Undefined, Unsure, TooMuch, ZeroDivisionError) as problem:
                raise NotAlgebraic from problem
            if not low <= place <= high:
                raise NotAlgebraic
        if self.sign(place - _FINE) != sign or self.sign(place + _FINE) != -(sign or 0):
            raise NotAlgebraic
        return arb(place) + arb(0, 1) * arb(_FINE)


def _inside(low: Value | None, high: Value | None, part: fmpq) -> fmpq:
    if low is None and high is None:
        return 2 * part - 1
    if low is None:
        return fmpq(middle(high).floor()) - 2 * part
    if high is None:
        return fmpq(middle(low).ceil()) + 2 * part
    return middle(low) + (middle(high) - middle(low)) * part


def _towards(start: fmpq, end: Value | None, outward: int) -> Iterator[fmpq]:
    """Points that come nearer and nearer to the end, or go farther and farther."""
    for step in range(_STEPS):
        if end is None:
            if step < _STEPS // 2 + 1:
                yield start + outward * fmpq(2) ** (2**step)
        else:
            yield middle(end) + (start - middle(end)) / fmpq(2) ** (2**step)
