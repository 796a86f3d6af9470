"""Single points that no random line meets: `(x - 1)*(x^2 + y^2) = 0` holds at the origin, too, and `x = 1` does not.

Where two of the curves at which something changes meet, or one of them meets itself, both coordinates are zeros of
resultants and discriminants. All pairs of such coordinates are looked at, and each of them with numbers of the other.
"""

from collections.abc import Iterator, Mapping
from itertools import combinations, islice, product
from random import Random
from typing import Any

from flint import fmpq, fmpq_poly

from grading.maths.domains import Domain
from grading.maths.polynomials import NotRational, Polynomial, quotient
from grading.maths.relations.balance import balance
from grading.maths.relations.changes import deciding
from grading.maths.relations.look import belongs
from grading.maths.sampling import Point
from grading.maths.tree import Tree, names, nodes
from grading.maths.trees import rational, substituted
from grading.maths.values import Value

# More curves, or curves of a higher degree, and more of their points are not looked at.
_CURVES, _DEGREE, _POINTS = 8, 6, 150
# Nor are meetings of curves whose degrees have a larger product, and coordinates of a higher degree.
_PRODUCT, _ROOTS = 16, 6
# Nor are longer relations.
_NODES = 300
# So many coordinates of each name, and so many planes where there are more than two names.
_COORDINATES, _PLANES = 10, 3
_SMALL = tuple(map(fmpq, (0, 1, -1, 2, -2)))
_BESIDE = fmpq(2)


def single_points(trees: tuple[Tree, ...], domains: Mapping[str, Domain], generator: Random) -> Iterator[Point]:
    """Points of the domains at which relations in several unknowns may differ, though no line shows it."""
    for pair in islice(combinations(sorted(domains), 2), _PLANES):
        others = [name for name in sorted(domains) if name not in pair]
        for numbers in _planes(others, domains, generator):
            put = {name: rational(value) for name, value in numbers.items()}
            inside = tuple(substituted(tree, put) for tree in trees) if put else trees
            plane = {name: domains[name] for name in pair}
            yield from ({**numbers, **point} for point in islice(_in_plane(inside, plane, generator), _POINTS))


def are_short(trees: tuple[Tree, ...]) -> bool:
    """Whether the relations are short enough to be looked at in this way."""
    return sum(len(nodes(tree)) for tree in trees) <= _NODES


def _planes(others: list[str], domains: Mapping[str, Domain], generator: Random) -> Iterator[dict[str, fmpq]]:
    """Values of the other names: 0, 1, and any."""
    if not others:
        yield {}
        return
    for value in _SMALL[:2]:
        if all(domains[name].contains(value) for name in others):
            yield dict.fromkeys(others, value)
    yield {name: domains[name].sample(generator, _BESIDE, 1) for name in others}


def _in_plane(trees: tuple[Tree, ...], domains: Mapping[str, Domain], generator: Random) -> Iterator[Point]:
    found, is_complete = curves(trees, domains)
    first, second = domains
    places = {
        name: [value for value in coordinates(found, name, other)[0] if belongs(value, domains[name])][:_COORDINATES]
        for name, other in ((first, second), (second, first))
    }
    beside = {name: [domain.sample(generator, _BESIDE, sign) for sign in (1, -1)] for name, domain in domains.items()}
    yield from _pairs(first, places[first], second, [*places[second], *beside[second]])
    yield from _pairs(first, beside[first], second, places[second])
    if not is_complete:
        small = {name: [value for value in _SMALL if domain.contains(value)] for name, domain in domains.items()}
        yield from _pairs(first, small[first], second, small[second])


def _pairs(first: str, ones: list[Value], second: str, others: list[Value]) -> Iterator[Point]:
    yield from ({first: one, second: other} for one, other in product(ones, others))


def curves(trees: tuple[Tree, ...], domains: Mapping[str, Domain]) -> tuple[list[Polynomial], bool]:
    """Irreducible polynomials at whose zeros something may change, and whether that is all of them."""
    symbols = tuple(sorted(domains))
    parts = {part: None for tree in trees for name in symbols for part in deciding(tree, name, balance)}
    found: dict[str, Polynomial] = {}
    is_complete = True
    for part in parts:
        try:
            sides = quotient(part, symbols) if names(part) <= set(symbols) else ()
        except NotRational:
            sides = ()
        is_complete = is_complete and bool(sides)
        for side in sides:
            if side and not side.is_constant() and side.total_degree() <= _DEGREE:
                found.update({str(factor): factor for factor, _power in side.factor()[1]})
            is_complete = is_complete and side.total_degree() <= _DEGREE
    return list(found.values())[:_CURVES], is_complete and len(found) <= _CURVES


def coordinates(
    curves: list[Polynomial], name: str, other: str, *, asymptotes: bool = False
) -> tuple[list[Value], bool]:
    """The values of one name at which curves meet each other or themselves, or run straight along the other one.

    asymptotes: also those at which they run away. The second value: whether these are all.
    """
    straight = [curve for curve in curves if not _degree(curve, other)]
    bent = [curve for curve in curves if _degree(curve, other)]
    turning = [curve for curve in bent if _degree(curve, other) > 1]
    meeting = list(combinations(bent, 2))
    meetings = [curve.discriminant(other) for curve in turning if _is_small(curve, curve)]
    meetings += [one.resultant(two, other) for one, two in meeting if _is_small(one, two)]
    is_complete = len(meetings) == len(turning) + len(meeting)
    meetings += [_leading(curve, other) for curve in bent] if asymptotes else []
    factors: dict[str, Polynomial] = {}
    for polynomial in (*straight, *meetings):
        if polynomial and not polynomial.is_constant():
            factors.update({str(factor): factor for factor, _power in polynomial.factor()[1]})
    few = [factor for factor in factors.values() if _degree(factor, name) <= _ROOTS]
    return [root for factor in few for root in _real_roots(factor, name)], is_complete and len(few) == len(factors)


def _leading(curve: Polynomial, name: str) -> Polynomial:
    """What the highest power of a name is multiplied by."""
    place, degree = curve.context().names().index(name), _degree(curve, name)
    terms = {
        tuple(0 if at == place else power for at, power in enumerate(powers)): coefficient
        for powers, coefficient in curve.to_dict().items()
        if powers[place] == degree
    }
    return curve.context().from_dict(terms)


def _is_small(one: Polynomial, two: Polynomial) -> bool:
    """Whether what they meet in can be worked out quickly: squares of conics, but no two dense curves of degree 5."""
    return bool(one.total_degree() * two.total_degree() <= _PRODUCT or len(one) * len(two) <= _PRODUCT**2 // 4)


def _degree(curve: Polynomial, name: str) -> int:
    return int(curve.degrees()[curve.context().names().index(name)])


def _real_roots(factor: Polynomial, name: str) -> list[Value]:
    """The real zeros of an irreducible polynomial in one name."""
    coefficients = [fmpq(0)] * (_degree(factor, name) + 1)
    place = factor.context().names().index(name)
    for powers, coefficient in factor.terms():
        coefficients[int(powers[place])] = coefficient
    if len(coefficients) == 2:
        return [-coefficients[0] / coefficients[1]]
    polynomial: Any = fmpq_poly(coefficients)
    return [root.real for root, _times in polynomial.complex_roots() if root.imag == 0]
