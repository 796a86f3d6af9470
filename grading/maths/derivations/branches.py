"""Cases that a given equation stands for: `(x - 3)(x^2 + y^2) = 0` is x = 3, or x = 0 and y = 0.

Where an equation is a product, random points lie on some factors only and never on isolated solutions of another one,
and a square is zero so flatly that no solution can be proved. So each factor is a case of its own.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import islice, product
from math import gcd
from typing import Any

from flint import fmpq_poly

from grading.maths.comparisons import Case
from grading.maths.derivations.setting import Setting
from grading.maths.domains import Domain
from grading.maths.polynomials import NotRational, as_tree, factored, quotient
from grading.maths.relations.definite import is_never_met, parted
from grading.maths.tree import Add, Call, Divide, Logic, Multiply, Name, Negate, Number, Power, Relation, Tree, names

# Larger polynomials are left as they are: to factor them costs more than it settles.
_TERMS, _DEGREE, _NAMES, _MOST = 40, 9, 6, 12
_SQUARE, _PAIR = 2, 2
_ZERO = Number(Fraction(0))
Polynomial = Any
# The factors of what is no polynomial, or too large a one.
_UNKNOWN: list[tuple[Polynomial, int]] = [(None, 1)]


def branches(setting: Setting, case: Case) -> list[Setting]:
    """The setting with the case, once for each way in which its equations and the given ones hold."""
    whole = setting.assuming(*case)
    facts = whole.facts
    ways = [_ways(fact, whole, alone=len(facts) == 1) for fact in facts]
    if all(way is None for way in ways):
        return [whole]
    kept = replace(whole, facts=tuple(fact for fact, way in zip(facts, ways, strict=True) if way is None))
    chosen = list(islice(product(*(way for way in ways if way is not None)), _MOST + 1))
    if len(chosen) > _MOST:
        return [whole]
    return [kept.assuming(*(relation for part in parts for relation in part)) for parts in chosen]


def _ways(fact: Relation, setting: Setting, *, alone: bool) -> list[tuple[Relation, ...]] | None:
    """The factors one of which must be zero, each as equations; None where the relation is no product."""
    scalars, used = setting.basic.scalars, tuple(sorted(names(fact)))
    if (vectors := _of_outer_product(fact, setting)) is not None:
        return vectors
    if fact.signs != ("=",) or not set(used) <= scalars.keys() or (alone and len(used) == 1):
        return None
    if _ZERO in fact.terms and (bases := _bases(fact.terms[fact.terms[0] == _ZERO])):
        return [tuple(Relation((base, _ZERO), ("=",)) for base in bases)]
    found = _factors(Add((fact.terms[0], Negate(fact.terms[1]))), used)
    if found == _UNKNOWN:
        return None
    domains = {name: scalars[name] for name in used}
    factors = (factor for factor, _times in found if not _is_never_zero(factor, used, domains))
    ways = [_equations(factor, used) for factor in factors]
    possible = [way for way in ways if way is not None]
    is_as_before = len(found) == 1 and found[0][1] == 1 and (not possible or len(possible[0]) == 1)
    return None if is_as_before else possible or None


def _bases(tree: Tree) -> tuple[Tree, ...]:
    """What must be 0 where an average of squares is, as `E((X - Y)^2)`; nothing for what is no average of squares."""
    match tree:
        case Divide(Add(terms), Number(count)) if count > 0:
            found = [_base(term) for term in terms]
            return tuple(base for base in found if base is not None) if None not in found else ()
    return ()


def _base(square: Tree) -> Tree | None:
    match square:
        case Power(Add() | Name() as base, Number(value)) if value > 0 and value % _PAIR == 0:
            return base
        case Multiply((one, other)) if one == other and isinstance(one, Add | Name):
            return one
    return None


def _of_outer_product(fact: Relation, setting: Setting) -> list[tuple[Relation, ...]] | None:
    """x y^T = 0 for vectors or numbers x and y: one of them is 0."""
    match fact:
        case Relation((Multiply((Name(x), Call("transpose", (Name(y),)))), zero), ("=",)) if zero == _ZERO:
            shaped = setting.basic.shaped
            are_columns = all(shaped[name].columns == 1 for name in (x, y) if name in shaped)
            return [(Relation((Name(name), _ZERO), ("=",)),) for name in (x, y)] if are_columns else None
    return None


def _equations(factor: Polynomial, used: tuple[str, ...]) -> tuple[Relation, ...] | None:
    """That a factor is zero, by linear equations where it is a sum of squares; None where that cannot be."""
    whole = (Relation((as_tree(factor, used), _ZERO), ("=",)),)
    if (both := _of_two_alike(factor)) is not None:
        return tuple(Relation((Name(used[place]), _ZERO), ("=",)) for place in both)
    if factor.total_degree() != _SQUARE:
        return tuple(_relations(parted(*whole)))
    slopes, rest = _squares(factor, len(used))
    signs = {slope.derivative(place).leading_coefficient() > 0 for place, slope in slopes}
    if not rest.is_constant() or len(signs) != 1:
        return whole
    if not rest:
        return tuple(Relation((as_tree(slope, used), _ZERO), ("=",)) for _place, slope in slopes)
    return None if (rest.leading_coefficient() > 0) in signs else whole


def _squares(quadric: Polynomial, count: int) -> tuple[list[tuple[int, Polynomial]], Polynomial]:
    """Linear polynomials and a rest: the quadric is a sum of multiples of their squares and the rest."""
    slopes = list[tuple[int, Polynomial]]()
    for place in range(count):
        slope = quadric.derivative(place)
        square = slope.derivative(place)
        if square:
            slopes.append((place, slope))
            quadric = quadric - slope * slope / (2 * square.leading_coefficient())
    return slopes, quadric


def _factors(tree: Tree, used: tuple[str, ...]) -> list[tuple[Polynomial, int]]:
    """The irreducible factors with their exponents; the whole where it is no polynomial or too large."""
    try:
        over, under = quotient(tree, used)
    except NotRational:
        return _UNKNOWN
    if not under.is_constant() or len(over) > _TERMS or over.total_degree() > _DEGREE or len(used) > _NAMES:
        return _UNKNOWN
    found = factored(over)[1] if over else []
    return [(factor, int(times)) for factor, times in found] or _UNKNOWN


def _is_never_zero(factor: Polynomial, used: tuple[str, ...], domains: Mapping[str, Domain]) -> bool:
    terms = factor.to_dict()
    if is_never_met(Relation((as_tree(factor, used), _ZERO), ("=",)), domains) or _is_of_one_sign(terms, used, domains):
        return True
    along = _along_one_monomial(terms)
    return along is not None and not _has_real_root(along)


def _along_one_monomial(terms: Mapping[Any, Any]) -> dict[int, Any] | None:
    """Power -> coefficient, for a polynomial in one monomial, as x^2 y^2 + x y + 1 in x y; None for any other."""
    every = [tuple(map(int, powers)) for powers in terms]
    largest = max(every, key=sum)
    monomial = tuple(power // max(gcd(*largest), 1) for power in largest)
    found = {sum(powers) // max(sum(monomial), 1): powers for powers in every}
    if any(powers != tuple(times * power for power in monomial) for times, powers in found.items()):
        return None
    if len(found) != len(every):
        return None
    return {times: terms[powers] for times, powers in found.items()}


def _of_two_alike(factor: Polynomial) -> tuple[int, ...] | None:
    """The places of two names of which both must be 0, as in x^4 + x^3 y + x^2 y^2 + x y^3 + y^4 = 0."""
    terms = factor.to_dict()
    places = sorted({place for powers in terms for place, power in enumerate(powers) if power})
    if len(places) != _PAIR or len({sum(map(int, powers)) for powers in terms}) != 1:
        return None
    by_power = {int(powers[places[0]]): coefficient for powers, coefficient in terms.items()}
    # a highest and a lowest power: neither name alone is a factor
    is_whole = {0, factor.total_degree()} <= by_power.keys()
    return tuple(places) if is_whole and not _has_real_root(by_power) else None


def _has_real_root(coefficients: Mapping[int, Any]) -> bool:
    one = fmpq_poly([coefficients.get(power, 0) for power in range(max(coefficients) + 1)])
    roots: list[Any] = one.complex_roots()
    return any(root.imag.contains(0) for root, _times in roots)


def _is_of_one_sign(terms: Mapping[Any, Any], used: tuple[str, ...], domains: Mapping[str, Domain]) -> bool:
    """Whether all terms have one sign: x + y for positive x and y."""
    positive = {place for place, name in enumerate(used) if _is_positive(domains[name])}
    signs = {coefficient > 0 for coefficient in terms.values()}
    odd = {place for powers in terms for place, power in enumerate(powers) if power}
    return len(signs) == 1 and odd <= positive


def _is_positive(domain: Domain) -> bool:
    low = domain.low
    return low is not None and (low > 0 or (low == 0 and (domain.open_ends or domain.nonzero)))


def _relations(tree: Tree) -> Iterator[Relation]:
    parts: Iterable[Tree] = tree.parts if isinstance(tree, Logic) else (tree,)
    for part in parts:
        if isinstance(part, Logic):
            yield from _relations(part)
        elif isinstance(part, Relation):
            yield part
