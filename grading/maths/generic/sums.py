"""Sums and products from one whole number to another that have a closed form.

Polynomials are added by Newton's differences: sum_j binomial(N, j + 1) (D^j f)(low) for N terms. Geometric sums are
(f(low) - f(high + 1))/(1 - r) wherever r is not 1, and so everywhere, as both are polynomials in r.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from fractions import Fraction
from itertools import pairwise
from typing import Any, Protocol

from flint import fmpq

from grading.maths.bounds import bounds_of_real
from grading.maths.domains import Domain
from grading.maths.generic.letters import Exact, Unfit
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
    is_whole_in,
    names,
)
from grading.maths.trees import rational, substituted
from grading.maths.values import is_infinite

_ONE = Number(Fraction(1))
# Polynomials of higher degree are not added.
_MOST = 6


class Valued(Protocol):
    """What is asked of the side on which a sum stands."""

    domains: Mapping[str, Domain]
    needs: set[Any]

    def value(self, tree: Tree) -> Exact: ...

    def is_above(self, tree: Tree) -> bool: ...


def closed(side: Valued, tree: Fold) -> Exact | None:
    """The value of a sum or product; None where there is no closed form here, or there may be less than no terms."""
    if is_infinite(tree.high):
        return _without_end(side, tree)
    if not (_is_whole(tree.low, side.domains) and _is_whole(tree.high, side.domains)):
        return None
    count = Add((tree.high, Negate(tree.low), _ONE))
    fewest = bounds_of_real(count, side.domains).low
    find = _total if tree.kind == "Sum" else _product
    if fewest < 1:
        return _without_needs(side, lambda: find(side, tree, count)) if fewest >= 0 else None
    return find(side, tree, count)


def _without_needs(side: Valued, find: Callable[[], Exact | None]) -> Exact | None:
    """What is found if nothing in it may lack a value: there may be no terms, whose sum has one."""
    before = set(side.needs)
    with suppress(Unfit):
        found = find()
        if side.needs == before:
            return found
    side.needs = before
    return None


def _total(side: Valued, tree: Fold, count: Tree) -> Exact | None:
    degree = _degree(tree.body, tree.index)
    if degree is not None:
        return _of_polynomial(side, tree, count, degree) if degree <= _MOST else None
    ratio = _ratio(side, tree)
    if ratio is None:
        return None
    rest = _term(side, tree, tree.low) - _term(side, tree, Add((tree.high, _ONE)))
    return rest / (1 - ratio[1])


def _of_polynomial(side: Valued, tree: Fold, count: Tree, degree: int) -> Exact:
    row = [_term(side, tree, _moved(tree.low, step)) for step in range(degree + 1)]
    terms, total, share = side.value(count), fmpq(0), fmpq(1)
    for place in range(degree + 1):
        share = share * (terms - place) / (place + 1)
        total += share * row[0]
        row = [after - before for before, after in pairwise(row)]
    return total


def _without_end(side: Valued, tree: Fold) -> Exact | None:
    """Of a geometric sum whose ratio is certainly below 1."""
    ratio = _ratio(side, tree) if tree.kind == "Sum" and isinstance(tree.high, Constant) else None
    if ratio is None or not _is_whole(tree.low, side.domains):
        return None
    bounds = bounds_of_real(ratio[0], side.domains)
    is_small = bounds.high < 1 or (bounds.high == 1 and bounds.open_high)
    is_small &= bounds.low > -1 or (bounds.low == -1 and bounds.open_low)
    return _term(side, tree, tree.low) / (1 - ratio[1]) if is_small else None


def _product(side: Valued, tree: Fold, count: Tree) -> Exact | None:
    """Of equal factors above 0."""
    if tree.index in names(tree.body) or not side.is_above(tree.body):
        return None
    return side.value(Power(tree.body, count))


def _term(side: Valued, tree: Fold, place: Tree) -> Exact:
    return side.value(substituted(tree.body, {tree.index: place}))


def _moved(tree: Tree, step: int) -> Tree:
    if isinstance(tree, Number):
        return Number(tree.value + step)
    return Add((tree, rational(step))) if step else tree


def _is_whole(tree: Tree, domains: Mapping[str, Domain]) -> bool:
    """Whether its values are certainly whole numbers."""
    return is_whole_in(tree, {name for name, domain in domains.items() if domain.sort == "integer"})


def _degree(tree: Tree, index: str) -> int | None:
    """Its degree as a polynomial in the index; None where it is none."""
    if index not in names(tree):
        return 0
    match tree:
        case Name():
            return 1
        case Negate(inner):
            return _degree(inner, index)
        case Add(terms):
            return _put_together(max, terms, index)
        case Multiply(factors):
            return _put_together(sum, factors, index)
        case Divide(over, under) if index not in names(under):
            return _degree(over, index)
        case Power(base, Number(value)) if value.denominator == 1 and value <= _MOST:
            inner_degree = _degree(base, index)
            return None if inner_degree is None else inner_degree * int(value)
        case Fold("Sum", body, inner_index, low, high) if index not in names(low) | names(high):
            return _degree(body, index) if inner_index != index else None
    return None


def _put_together(how: Callable[[list[int]], int], parts: tuple[Tree, ...], index: str) -> int | None:
    found = [_degree(part, index) for part in parts]
    known = [degree for degree in found if degree is not None]
    return how(known) if len(known) == len(found) else None


def _ratio(side: Valued, tree: Fold) -> tuple[Tree, Exact] | None:
    """What each term is multiplied by for the next, which is not 1; None where that is not the same."""
    ratio = _growth(side, tree.body, tree)
    value = None if ratio is None else side.value(ratio)
    return None if ratio is None or value is None or value == 1 else (ratio, value)


def _growth(side: Valued, tree: Tree, fold: Fold) -> Tree | None:
    index = fold.index
    if index not in names(tree):
        return _ONE
    match tree:
        case Negate(inner):
            return _growth(side, inner, fold)
        case Multiply(factors):
            found = [_growth(side, factor, fold) for factor in factors]
            known = [each for each in found if each is not None and each != _ONE]
            return None if None in found else Multiply(tuple(known)) if len(known) > 1 else known[0]
        case Divide(over, under):
            above, below = _growth(side, over, fold), _growth(side, under, fold)
            return None if above is None or below is None else Divide(above, below)
        case Power(base, exponent) if index not in names(base):
            slope = _slope(exponent, index)
            has_values = side.is_above(base) or _is_natural(side, exponent, slope, fold)
            return None if slope is None or not has_values else Power(base, slope)
        case Call("exp", (exponent,)):
            slope = _slope(exponent, index)
            return None if slope is None else Call("exp", (slope,))
    return None


def _is_natural(side: Valued, exponent: Tree, slope: Tree | None, fold: Fold) -> bool:
    """Whether an exponent is a whole number that is not below 0 at the first term, and grows: 0^0 is 1."""
    first = substituted(exponent, {fold.index: fold.low})
    grows = isinstance(slope, Number) and slope.value.denominator == 1
    return grows and _is_whole(first, side.domains) and bounds_of_real(first, side.domains).low >= 0


def _slope(tree: Tree, index: str) -> Tree | None:
    """By how much it grows with each step of the index; None where that is not the same."""
    if index not in names(tree):
        return Number(Fraction(0))
    match tree:
        case Name():
            return _ONE
        case Negate(inner):
            found = _slope(inner, index)
            return None if found is None else Negate(found)
        case Add(terms):
            slopes = [_slope(term, index) for term in terms if index in names(term)]
            known = [slope for slope in slopes if slope is not None]
            return None if len(known) < len(slopes) else Add(tuple(known)) if len(known) > 1 else known[0]
        case Multiply(factors) if sum(index in names(factor) for factor in factors) == 1:
            moved = [_slope(factor, index) if index in names(factor) else factor for factor in factors]
            made = [each for each in moved if each is not None]
            return Multiply(tuple(made)) if len(made) == len(moved) else None
        case Divide(over, under) if index not in names(under):
            found = _slope(over, index)
            return None if found is None else Divide(found, under)
    return None
