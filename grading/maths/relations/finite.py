"""Systems of equations in two unknowns with finitely many solutions: `x^2 + y^2 = 5 and x y = 2` has four.

Both coordinates of a solution are zeros of resultants. At each pair of such coordinates both sides are looked at.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations, product
from typing import Any

from flint import fmpq, fmpq_poly

from grading.maths.comparisons import Case
from grading.maths.domains import Domain
from grading.maths.polynomials import NotRational, Polynomial, quotient
from grading.maths.reals import REAL
from grading.maths.relations.look import Look, belongs
from grading.maths.tree import Add, Name, Negate, Relation, Tree, names
from grading.maths.values import Evaluator, TooMuch, Undefined, Unsure, Value

# Two curves meet in at most as many points as the product of their degrees; so many are looked at in all.
_PRODUCT, _MOST = 16, 300
# The possible values of one unknown after the other.
Coordinates = dict[str, list[Value]]


def agree_at_solutions(look: Look, cases: Sequence[Case]) -> bool:
    """Whether both sides agree at all solutions; False where not all of them are found. Raises Differs."""
    found = [_coordinates(case, look.domains) for case in cases]
    known = [each for each in found if each is not None]
    if len(known) < len(found):
        return False
    points = [dict(zip(each, values, strict=True)) for each in known for values in product(*each.values())]
    if len(points) > _MOST:
        return False
    try:
        for point in points:
            if all(belongs(value, look.domains[name]) for name, value in point.items()):
                look.at(point, {})
    except (Unsure, TooMuch):
        return False
    return True


def _coordinates(case: Case, domains: Mapping[str, Domain]) -> Coordinates | None:
    """Among which values of each unknown every solution of the case lies; None where that is not known."""
    symbols = tuple(sorted(domains))
    given = {name: value for part in case for name, value in _given(part).items()}
    if set(given) == set(symbols):
        return {name: [given[name]] for name in symbols}
    curves = [curve for part in case if part.signs == ("=",) and (curve := _curve(part, symbols)) is not None]
    for one, two in combinations(curves, 2):
        if one.gcd(two).is_constant() and one.total_degree() * two.total_degree() <= _PRODUCT:
            first, second = symbols
            return {first: _real_roots(one.resultant(two, second)), second: _real_roots(one.resultant(two, first))}
    return None


def _given(part: Relation) -> dict[str, Value]:
    """What `x = sqrt(2)` says that x is."""
    for one, other in (part.terms, part.terms[::-1]):
        if part.signs == ("=",) and isinstance(one, Name) and not names(other):
            try:
                return {one.name: Evaluator(REAL, {}).value(other)}
            except (Undefined, Unsure, TooMuch):
                return {}
    return {}


def _curve(part: Relation, symbols: tuple[str, ...]) -> Polynomial | None:
    """The polynomial that is zero wherever the equation holds."""
    left, right = part.terms
    difference: Tree = Add((left, Negate(right)))
    try:
        over, _under = quotient(difference, symbols)
    except NotRational:
        return None
    return None if over.is_zero() else over


def _real_roots(polynomial: Polynomial) -> list[Value]:
    """The zeros of a polynomial in which only one of the names stands."""
    degree = int(polynomial.total_degree())
    if degree < 1:
        return []
    coefficients = [fmpq(0)] * (degree + 1)
    for powers, coefficient in polynomial.terms():
        coefficients[sum(map(int, powers))] = coefficient
    roots: list[Value] = []
    for factor, _power in fmpq_poly(coefficients).factor()[1]:
        plain: Any = factor
        if plain.degree() == 1:
            roots.append(-plain[0] / plain[1])
        else:
            roots += [root.real for root, _times in plain.complex_roots() if root.imag == 0]
    return roots
