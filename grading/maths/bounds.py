"""Between which numbers an expression lies, as far as its operations tell: `exp(x) + y^2` is above 0 everywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import partial, reduce
from math import ceil, floor, inf
from typing import Any

from grading.maths.domains import Domain
from grading.maths.functions import words
from grading.maths.kept import kept
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
    is_where,
    nodes,
)
from grading.records import record

# A bound: exact, or infinite as a float.
Bound = Fraction | float

_ZERO, _ONE = Fraction(0), Fraction(1)
_INTEGER = Domain("integer")
# Higher powers of numbers, and those of longer numbers, are not worked out.
_MOST_POWER, _LONG = 12, 2**64


@record
class Range:
    """low, high: bounds; open_low, open_high: whether they are never reached."""

    low: Bound = -inf
    high: Bound = inf
    open_low: bool = False
    open_high: bool = False

    def __neg__(self) -> Range:
        return Range(-self.high, -self.low, self.open_high, self.open_low)

    def __add__(self, other: Range) -> Range:
        low, high = _plus(self.low, other.low), _plus(self.high, other.high)
        return Range(low, high, self.open_low or other.open_low, self.open_high or other.open_high)

    def __mul__(self, other: Range) -> Range:
        corners = [_corner(one, two) for one in self._ends() for two in other._ends()]
        low, high = min(value for value, _open in corners), max(value for value, _open in corners)
        return Range(low, high, (low, False) not in corners, (high, False) not in corners)

    def _ends(self) -> tuple[tuple[Bound, bool], tuple[Bound, bool]]:
        return (self.low, self.open_low), (self.high, self.open_high)

    def inverse(self) -> Range:
        """Of 1 divided by it, where that has a value."""
        if self.low < 0 < self.high or self.low == self.high == 0:
            return Range()
        if self.high <= 0:
            return -(-self).inverse()
        low: Bound = _ZERO if self.high == inf else 1 / Fraction(self.high)
        high: Bound = inf if not self.low else 1 / Fraction(self.low)
        return Range(low, high, self.open_high or self.high == inf, self.open_low)

    def power(self, exponent: int) -> Range:
        """Its powers with a whole exponent that is positive."""
        if exponent % 2 or self.low >= 0:
            return Range(self.low**exponent, self.high**exponent, self.open_low, self.open_high)
        if self.high <= 0:
            return (-self).power(exponent)
        inside = (-self).larger(self)
        return Range(_ZERO, inside.high**exponent, open_high=inside.open_high)

    def joined(self, other: Range) -> Range:
        """Values of the one or the other."""
        low, open_low = min((each.low, each.open_low) for each in (self, other))
        high, closed_high = max((each.high, not each.open_high) for each in (self, other))
        return Range(low, high, open_low, not closed_high)

    def larger(self, other: Range) -> Range:
        """Of the larger of two values."""
        low, open_low = max((each.low, each.open_low) for each in (self, other))
        high, closed_high = max((each.high, not each.open_high) for each in (self, other))
        return Range(low, high, open_low, not closed_high)

    def floored(self) -> Range:
        """Of its values, rounded down."""
        low = self.low if self.low == -inf else Fraction(floor(self.low))
        if self.high == inf:
            return Range(low)
        highest = ceil(self.high) - 1 if self.open_high else floor(self.high)
        return Range(low, Fraction(highest))

    @property
    def is_one_number(self) -> bool:
        return self.low == self.high

    @property
    def is_above_zero(self) -> bool:
        low = self.low.numerator if type(self.low) is Fraction else self.low  # comparing fractions takes long
        return low > 0 or (low == 0 and self.open_low)

    def signs(self) -> set[int]:
        """Which signs its values may have."""
        found = {-1, 0, 1}
        if self.low >= 0:
            found -= {-1, 0} if self.low > 0 or self.open_low else {-1}
        if self.high <= 0:
            found -= {1, 0} if self.high < 0 or self.open_high else {1}
        return found


def _corner(one: tuple[Bound, bool], two: tuple[Bound, bool]) -> tuple[Bound, bool]:
    """A product of two bounds, and whether it is never reached."""
    (first, first_open), (second, second_open) = one, two
    if first and second:
        return _times(first, second), first_open or second_open
    return _ZERO, not ((not first and not first_open) or (not second and not second_open))


def _plus(one: Bound, other: Bound) -> Bound:
    """Without floats for long fractions, which would be rounded."""
    return next((bound for bound in (one, other) if isinstance(bound, float)), None) or one + other


def _times(one: Bound, other: Bound) -> Bound:
    """Of two that are not 0."""
    if isinstance(one, float) or isinstance(other, float):
        return inf if (one > 0) == (other > 0) else -inf
    return one * other


ALL = Range()
NOT_NEGATIVE, POSITIVE = Range(_ZERO), Range(_ZERO, open_low=True)
# Of what functions have as values, whatever is put into them.
_OF_FUNCTIONS = {
    **dict.fromkeys(words("abs norm sqrt relu"), NOT_NEGATIVE),
    **dict.fromkeys(words("exp softplus"), POSITIVE),
    **dict.fromkeys(words("sin cos sign"), Range(-_ONE, _ONE)),
    "cosh": Range(_ONE),
    "sech": Range(_ZERO, _ONE, open_low=True),
    "sigmoid": Range(_ZERO, _ONE, open_low=True, open_high=True),
    "erfc": Range(_ZERO, Fraction(2), open_low=True, open_high=True),
    **dict.fromkeys(words("tanh erf"), Range(-_ONE, _ONE, open_low=True, open_high=True)),
    "arctan": Range(Fraction(-2), Fraction(2), open_low=True, open_high=True),
}
# Odd ones that rise.
_KEEPING_SIGNS = frozenset(words("tanh erf arctan sinh arcsin cbrt"))
OF_CONSTANTS = {
    "pi": Range(Fraction(3), Fraction(22, 7), True, True),
    "e": Range(Fraction(2), Fraction(3), True, True),
}


def bounds_of(tree: Tree, domains: Mapping[str, Domain]) -> Range:
    """Bounds of an expression on the domains of its names, where it has a value; none of what may be no real number."""
    if is_real(tree, domains):
        return bounds_of_real(tree, domains)
    return NOT_NEGATIVE if isinstance(tree, Call) and tree.function == "abs" else ALL


def is_real(tree: Tree, domains: Mapping[str, Domain]) -> bool:
    """Whether it is made of real numbers."""
    complexes = {name for name, domain in domains.items() if domain.sort == "complex"}
    return not any(node.name in complexes if isinstance(node, Name) else node == Constant("i") for node in nodes(tree))


def bounds_of_real(tree: Tree, domains: Mapping[str, Domain]) -> Range:
    """The same of what is known to be made of real numbers."""
    match tree:
        case Number(value):
            return Range(value, value)
        case Constant(name):
            return OF_CONSTANTS.get(name, ALL)
        case Name(name):
            return of_domain(domains.get(name))
        case Negate(inner):
            return -bounds_of_real(inner, domains)
        case Add(terms):
            return reduce(Range.__add__, (bounds_of_real(term, domains) for term in terms))
        case Multiply(factors):
            return product_of(factors, partial(bounds_of_real, domains=domains))
        case Divide(over, under):
            return bounds_of_real(over, domains) * bounds_of_real(under, domains).inverse()
        case Power(base, exponent):
            return _of_power(bounds_of_real(base, domains), exponent)
        case Fold(kind="Sum"):
            within = {**domains, tree.index: _INTEGER}
            return NOT_NEGATIVE if bounds_of_real(tree.body, within).low >= 0 else ALL
        case Call():
            return _of_call(tree, domains)
    return ALL


def is_positive(tree: Tree, domains: Mapping[str, Domain]) -> bool:
    """Whether its values are certainly above 0 (False: not known)."""
    return bounds_of(tree, domains).is_above_zero


def of_domain(domain: Domain | None) -> Range:
    return ALL if domain is None else _of_domain(domain)


@kept
def _of_domain(domain: Domain) -> Range:
    if domain.sort == "complex":
        return ALL
    low, high = (-inf if domain.low is None else domain.low), (inf if domain.high is None else domain.high)
    is_open = domain.open_ends and domain.sort == "real"
    return Range(low, high, is_open, is_open)


def _of_power(base: Range, exponent: Tree) -> Range:
    match exponent:
        case Number(value):
            return of_power(base, value)
        case Negate(Number(value)):
            return of_power(base, -value)
    return POSITIVE if base.signs() == {1} else ALL


def of_power(base: Range, exponent: Fraction) -> Range:
    if exponent.denominator == 1 and exponent:
        size = _power(base, abs(int(exponent)))
        return size if exponent > 0 else size.inverse()
    if base.signs() == {1}:
        return POSITIVE
    return NOT_NEGATIVE if base.low >= 0 or exponent.denominator % 2 == 0 else ALL


def _power(base: Range, exponent: int) -> Range:
    if exponent == 1:
        return base
    if exponent <= _MOST_POWER and all(map(_is_short, (base.low, base.high))):
        return base.power(exponent)
    return NOT_NEGATIVE if exponent % 2 == 0 or base.low >= 0 else ALL


def _is_short(bound: Bound) -> bool:
    return isinstance(bound, float) or max(map(abs, bound.as_integer_ratio())) < _LONG


def product_of(factors: Iterable[Hashable], bounds: Callable[[Any], Range]) -> Range:
    """Of a product; equal factors are powers, which are never negative where their exponent is even."""
    counted = Counter(factors).items()
    return reduce(Range.__mul__, (_power(bounds(factor), times) for factor, times in counted))


def _of_call(tree: Call, domains: Mapping[str, Domain]) -> Range:
    values = tree.arguments[1:] if is_where(tree) else tree.arguments
    return of_function(tree.function, [bounds_of_real(value, domains) for value in values])


def of_function(function: str, found: Sequence[Range]) -> Range:
    """Of a function of something between such bounds; of `where` by the bounds of its values."""
    inner = found[0] if len(found) == 1 else ALL
    match function:
        case "where":
            return reduce(Range.joined, found)
        case "max" | "min" if len(found) > 1:
            return (
                reduce(Range.larger, found) if function == "max" else -reduce(Range.larger, map(Range.__neg__, found))
            )
        case "mod":
            return Range(_ZERO, found[1].high, open_high=True) if found[1].low >= 0 else ALL
        case "relu":
            return inner.larger(Range(_ZERO, _ZERO))
        case "abs" | "norm" if len(found) == 1:
            return inner.larger(-inner).larger(Range(_ZERO, _ZERO))
        case "floor":
            return inner.floored()
        case "ceil":
            return -(-inner).floored()
    return _of_rising(function, inner)


def _of_rising(function: str, inner: Range) -> Range:
    """Of functions that rise, by the sign of what is put into them; of others by all their values."""
    values = _OF_FUNCTIONS.get(function, ALL)
    if function == "exp":
        return _of_exponential(inner)
    if function == "log":
        return _of_logarithm(inner)
    if function == "sqrt":
        return POSITIVE if inner.signs() == {1} else values
    if function in ("gamma", "factorial"):
        return POSITIVE if inner.signs() == {1} or (function == "factorial" and inner.low >= 0) else ALL
    if function in _KEEPING_SIGNS and inner.low >= 0:
        return values.larger(Range(_ZERO, _ZERO, open_low=inner.signs() == {1}))
    return -_of_rising(function, -inner) if function in _KEEPING_SIGNS and inner.high <= 0 else values


def _of_logarithm(inner: Range) -> Range:
    if inner.low >= 1:
        return Range(_ZERO, open_low=inner.low > 1 or inner.open_low)
    return Range(high=_ZERO, open_high=inner.high < 1 or inner.open_high) if inner.high <= 1 else ALL


def _of_exponential(inner: Range) -> Range:
    if inner.high <= 0:
        return Range(_ZERO, _ONE, open_low=True, open_high=inner.high < 0 or inner.open_high)
    return Range(_ONE, open_low=inner.low > 0 or inner.open_low) if inner.low >= 0 else POSITIVE
