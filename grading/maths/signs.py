"""Which signs an expression may have on the domains of its names: `x^2 - x*y + y^2 + 1` is above 0."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import reduce
from typing import Any

from flint import fmpq, fmpq_mat

from grading.maths.bounds import Range, bounds_of, is_real, of_power
from grading.maths.domains import Domain
from grading.maths.opaque import Letters
from grading.maths.polynomials import Polynomial, factored, univariate
from grading.maths.tree import Add, Call, Name, Negate, Tree

_ANY = frozenset((-1, 0, 1))
_QUADRATIC = 2
# Longer polynomials are not taken apart.
_MOST_TERMS = 60
# On which side of their arguments these lie.
_LARGER = {"max": 1, "min": -1}


def signs_of(tree: Tree, domains: Mapping[str, Domain]) -> frozenset[int]:
    """A set that holds every sign it has where it has a value; perhaps more."""
    found = bounds_of(tree, domains).signs()
    if len(found) < len(_ANY):
        return frozenset(found)
    letters = Letters.of(tree)
    found_quotient = letters.quotient(tree) if is_real(tree, domains) else None
    if found_quotient is None or max(map(len, found_quotient)) > _MOST_TERMS:
        return _ANY
    ranges = [bounds_of(part, domains) for part in (*map(Name, letters.symbols), *letters.parts)]
    over, under = (_of_polynomial(polynomial, ranges) for polynomial in found_quotient)
    return _times(over, under - {0})


def signs_of_gap(first: Tree, second: Tree, domains: Mapping[str, Domain]) -> frozenset[int]:
    """Of the difference of two expressions; neither x nor y is above max(x, y)."""
    for one, other, sign in ((first, second, 1), (second, first, -1)):
        if isinstance(one, Call) and one.function in _LARGER and other in one.arguments:
            return frozenset((0, sign * _LARGER[one.function]))
    return signs_of(Add((first, Negate(second))), domains)


def _times(*found: frozenset[int]) -> frozenset[int]:
    made = frozenset((1,))
    for signs in found:
        made = frozenset(one * other for one in made for other in signs)
    return made


def _of_polynomial(polynomial: Polynomial, ranges: Sequence[Range]) -> frozenset[int]:
    """The signs of all its factors together. ranges: of its letters."""
    if not polynomial or polynomial.total_degree() <= 0:
        return frozenset((_sign(polynomial.leading_coefficient() if polynomial else fmpq(0)),))
    constant, factors = factored(polynomial)
    signs = (_of_power(_of_factor(factor, ranges), int(power)) for factor, power in factors)
    return _times(frozenset((_sign(constant),)), *signs)


def _of_power(signs: frozenset[int], exponent: int) -> frozenset[int]:
    return signs if exponent % 2 else frozenset(sign * sign for sign in signs)


def _of_factor(factor: Polynomial, ranges: Sequence[Range]) -> frozenset[int]:
    """Of an irreducible one: those in one name without a real zero, and quadratic ones that are definite, are known.

    Others by the bounds of their terms.
    """
    terms = [_of_term(powers, coefficient, ranges) for powers, coefficient in factor.to_dict().items()]
    return _of_form(factor) & frozenset(reduce(Range.__add__, terms).signs())


def _of_term(powers: tuple[Any, ...], coefficient: fmpq, ranges: Sequence[Range]) -> Range:
    value = Fraction(int(coefficient.p), int(coefficient.q))
    factors = (of_power(base, Fraction(int(power))) for base, power in zip(ranges, powers, strict=False) if power)
    return reduce(Range.__mul__, factors, Range(value, value))


def _of_form(factor: Polynomial) -> frozenset[int]:
    used = [name for name, degree in zip(factor.context().names(), factor.degrees(), strict=True) if degree]
    if len(used) == 1 and len(factor.context().names()) == 1:
        one = univariate(factor)
        if any(root.imag.contains(0) for root, _times in one.complex_roots()):
            return _ANY
        return frozenset((_sign(one[0]),))
    if factor.total_degree() == _QUADRATIC:
        return _of_quadratic(factor)
    return _ANY


def _of_quadratic(factor: Polynomial) -> frozenset[int]:
    """By elimination in the matrix of its form; a form of a name more stands for what is not of degree 2."""
    size = len(factor.context().names()) + 1
    matrix = fmpq_mat(size, size)
    for powers, coefficient in factor.to_dict().items():
        places = [place for place, power in enumerate(powers) for _each in range(int(power))]
        first, second = (*places, size - 1, size - 1)[:2]
        matrix[first, second] += coefficient / 2
        matrix[second, first] += coefficient / 2
    pivots = _pivots(matrix)
    if pivots is None or len(signs := {_sign(pivot) for pivot in pivots if pivot}) > 1:
        return _ANY
    # With a pivot of its own for the constant it is nowhere 0.
    return frozenset(signs if pivots[-1] else signs | {0})


def _pivots(matrix: Any) -> list[fmpq] | None:
    """Of the elimination without exchanges; None where a 0 stands above something else."""
    size, found = matrix.nrows(), list[fmpq]()
    for place in range(size):
        pivot = matrix[place, place]
        found.append(pivot)
        below = range(place + 1, size)
        if not pivot:
            if any(matrix[place, column] for column in below):
                return None
            continue
        for row in below:
            factor = matrix[row, place] / pivot
            for column in below:
                matrix[row, column] -= factor * matrix[place, column]
    return found


def _sign(value: fmpq) -> int:
    return (value > 0) - (value < 0)
