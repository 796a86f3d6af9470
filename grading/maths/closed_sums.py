"""Sums and products of fractions from one whole number to another, however many there are: 1 + 1/2 + ... + 1/10^60.

Polynomials are added by differences, fractions by digamma and the Hurwitz zeta function, products by gamma functions.
"""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from flint import acb, arb, fmpq, fmpq_poly

from grading.maths.rational_sums import fraction_total
from grading.maths.reals import REAL
from grading.maths.series import Series
from grading.maths.tree import Fold
from grading.maths.values import Evaluator, TooMuch, Undefined, Value


def closed_fold(fold: Fold, first: int, last: int, known: Mapping[str, Value]) -> Value:
    """The sum or the product of the terms from `first` to `last`.

    known: the values of the names in them. Raises TooMuch where they are no fractions, Undefined where one has no
    value.
    """
    found = Series(fold.index, Evaluator(REAL, known)).rational(fold.body)
    if found is None:
        raise TooMuch
    over, under = found
    if not under:
        raise Undefined
    if not over:
        return fmpq(0 if fold.kind == "Sum" or last >= first else 1)
    shared = over.gcd(under)
    over, under = over // shared, under // shared
    return (_total if fold.kind == "Sum" else _product)(over, under, first, last)


def _total(over: fmpq_poly, under: fmpq_poly, first: int, last: int) -> Value:
    whole, rest = divmod(over, under)
    total = _polynomial_total(whole, first, last)
    for factor, power in under.factor()[1] if rest else ():
        _refuse_zeros(fmpq_poly(factor), first, last)
        total += fraction_total(rest, under, factor, power, first) - fraction_total(
            rest, under, factor, power, last + 1
        )
    return total


def _polynomial_total(polynomial: fmpq_poly, first: int, last: int) -> Value:
    """By Newton's differences: those of p at `first`, each times a binomial coefficient."""
    row = [polynomial(fmpq(first + place)) for place in range(polynomial.degree() + 1)]
    count, total, share = arb(last - first + 1), arb(0), arb(1)
    for place in range(polynomial.degree() + 1):
        share = share * (count - place) / (place + 1)
        total += share * row[0]
        row = [after - before for before, after in pairwise(row)]
    return total


def _product(over: fmpq_poly, under: fmpq_poly, first: int, last: int) -> Value:
    scale = over[over.degree()] / under[under.degree()]
    if scale < 0:
        raise TooMuch
    _refuse_zeros(under, first, last)
    size = arb(scale).log() * arb(last - first + 1)
    return (size + _logarithm(over, first, last) - _logarithm(under, first, last)).exp()


def _logarithm(polynomial: fmpq_poly, first: int, last: int) -> arb:
    """Of the product of its values, without its leading coefficient. Raises TooMuch where one may be below 0."""
    total = acb(0)
    for factor, power in polynomial.factor()[1]:
        for zero in _zeros(fmpq_poly(factor)):
            if zero.imag == 0 and not zero.real < first:
                raise TooMuch
            total += power * ((last + 1 - zero).lgamma() - (first - zero).lgamma())
    return total.real


def _zeros(factor: fmpq_poly) -> list[acb]:
    if factor.degree() == 1:
        return [acb(arb(-factor[0] / factor[1]))]
    roots: list[Any] = factor.complex_roots()
    return [zero for zero, _times in roots]


def _refuse_zeros(polynomial: fmpq_poly, first: int, last: int) -> None:
    for factor, _power in polynomial.factor()[1]:
        zero = fmpq(-factor[0], 1) / factor[1] if factor.degree() == 1 else None
        if zero is not None and zero.q == 1 and first <= zero <= last:
            raise Undefined
