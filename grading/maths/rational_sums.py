"""Infinite sums of rational functions, by partial fractions: values of the Hurwitz zeta function and of digamma."""

from typing import Any

from flint import acb, arb, fmpq, fmpq_poly

from grading.maths import limits
from grading.maths.values import TooMuch, Undefined, Value

_K = fmpq_poly([0, 1])


def rational_total(over: fmpq_poly, under: fmpq_poly, start: int) -> Value:
    """The sum of over(k)/under(k) from k = start."""
    if not under:
        raise Undefined
    if not over:
        return fmpq(0)
    shared = over.gcd(under)
    full, (over, under) = under, (over // shared, under // shared)
    if under.degree() - over.degree() < 2:
        raise Undefined
    first = max(start, beyond(under))
    if first - start > limits.TERMS:
        raise TooMuch
    if any(not full(fmpq(place)) for place in range(start, max(start, beyond(full)))):
        raise Undefined
    early = sum((over(fmpq(place)) / under(fmpq(place)) for place in range(start, first)), fmpq(0))
    return arb(early) + sum((fraction_total(over, under, *factor, first) for factor in under.factor()[1]), arb(0))


def fraction_total(over: fmpq_poly, under: fmpq_poly, factor: fmpq_poly, power: int, first: int) -> arb:
    """What the partial fractions of one factor of the denominator contribute; logarithms of all of them cancel."""
    if factor.degree() == 1:
        zero = fmpq(-fmpq_poly(factor)[0], 1) / fmpq_poly(factor)[1]
        moved = _K + zero
        others = (under // (_K - zero) ** power)(moved)
        parts = _series_quotient(over(moved), others, power)
        simple = -arb(parts[power - 1]) * arb(first - zero).digamma()
        higher = [arb(part) * arb(power - place).zeta(arb(first - zero)) for place, part in enumerate(parts[:-1])]
        return sum(higher, simple)
    if power > 1:
        raise TooMuch
    slope, total = under.derivative(), acb(0)
    zeros: list[Any] = fmpq_poly(factor).complex_roots()
    for zero, _multiplicity in zeros:
        total -= _at(over, zero) / _at(slope, zero) * (first - zero).digamma()
    return total.real


def _at(polynomial: fmpq_poly, place: acb) -> acb:
    total = acb(0)
    for power in range(polynomial.degree(), -1, -1):
        total = total * place + arb(polynomial[power])
    return total


def _series_quotient(over: fmpq_poly, under: fmpq_poly, count: int) -> list[fmpq]:
    """The first Taylor coefficients of over/under at 0."""
    found: list[fmpq] = []
    for place in range(count):
        known = sum((found[earlier] * under[place - earlier] for earlier in range(place)), fmpq(0))
        found.append((over[place] - known) / under[0])
    return found


def beyond(polynomial: fmpq_poly) -> int:
    """A place beyond all real zeros (Cauchy's bound)."""
    leading = polynomial[polynomial.degree()]
    largest = max((abs(polynomial[place] / leading) for place in range(polynomial.degree())), default=fmpq(0))
    return int((largest + 1).ceil()) + 1
