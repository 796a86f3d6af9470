"""Where expressions divide by zero: single points that no random point meets, such as 1 for (x^2 - 1)/(x - 1)."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

from flint import fmpq, fmpq_poly

from grading.maths.domains import Domain
from grading.maths.polynomials import NotRational, Polynomial, factored, quotient
from grading.maths.rationals import as_fmpq
from grading.maths.reals import centre
from grading.maths.tree import Call, Divide, Multiply, Negate, Number, Power, Tree, names, walk
from grading.maths.values import bits

# Factors of denominators that are looked at, values that the other names get, and bits of a root.
_MOST, _OTHERS, _BITS = 12, 2, 128
_SIZE = fmpq(3)
# Numbers that are tried together, for so many names.
_SMALL, _MOST_NAMES = (fmpq(0), fmpq(1), fmpq(-1)), 3
# What is zero where a function has a pole.
_POLES = {"tan": "cos", "sec": "cos", "cot": "sin", "csc": "sin", "coth": "sinh", "csch": "sinh"}


@dataclass(frozen=True)
class Hole:
    """A point where only one side has a value. point: name -> fmpq, or a ball around a root that is no fraction."""

    point: dict[str, Any]
    in_answer: bool


def zeros(trees: tuple[Tree, ...], domains: Mapping[str, Domain]) -> Iterator[dict[str, fmpq]]:
    """Exact points of the domains at which a denominator, or what stands in a logarithm, is zero, and their ends."""
    generator = random.Random(0)  # noqa: S311 -- points to try are no secret
    for name, end in _closed_ends(domains):
        yield {**{other: domains[other].sample(generator, _SIZE, 1) for other in domains}, name: end}
    if 1 < len(domains) <= _MOST_NAMES:
        yield from _small_points(domains)
    factors = {str(factor): (factor, symbols) for tree in trees for factor, symbols in _factors(tree)}
    for factor, symbols in islice(factors.values(), _MOST):
        for name in symbols:
            for _turn in range(_OTHERS if len(symbols) > 1 else 1):
                others = {
                    other: domains[other].sample(generator, _SIZE, generator.choice((1, -1))) for other in domains
                }
                root = _rational_root(factor, symbols, name, others)
                if root is not None and domains[name].contains(root):
                    yield {**others, name: root}


def _small_points(domains: Mapping[str, Domain]) -> Iterator[dict[str, fmpq]]:
    """The origin, which alone is left out by x^2 + y^2, and its neighbours."""
    for values in product(_SMALL, repeat=len(domains)):
        point = dict(zip(domains, values, strict=True))
        if all(domains[name].contains(value) for name, value in point.items()):
            yield point


def hole_at_root(answer: Tree, reference: Tree, domains: Mapping[str, Domain]) -> Hole | None:
    """For rational functions of one name: a root that is no fraction of a denominator of one side only."""
    if len(domains) != 1 or not all(_is_rational(tree) for tree in (answer, reference)):
        return None
    (name,) = domains
    sides = [{str(factor): factor for factor, symbols in _factors(tree) if symbols} for tree in (answer, reference)]
    for one, other, in_answer in ((sides[0], sides[1], True), (sides[1], sides[0], False)):
        for text, factor in one.items():
            point = None if text in other else _root(factor, domains[name])
            if point is not None:
                return Hole({name: point}, in_answer)
    return None


def _closed_ends(domains: Mapping[str, Domain]) -> Iterator[tuple[str, fmpq]]:
    for name, domain in domains.items():
        for end in (domain.low, domain.high):
            if domain.sort == "real" and end is not None and domain.contains(end):
                yield name, as_fmpq(end)


def _is_rational(tree: Tree) -> bool:
    try:
        quotient(tree, tuple(sorted(names(tree))))
    except NotRational:
        return False
    return True


def _factors(tree: Tree) -> Iterator[tuple[Polynomial, tuple[str, ...]]]:
    """The irreducible factors of the denominators that are polynomials, with the names in them."""
    for under in denominators(tree):
        symbols = tuple(sorted(names(under)))
        try:
            over, below = quotient(under, symbols)
        except NotRational:
            continue
        for polynomial in (over, below):
            if polynomial and not polynomial.is_constant():
                yield from ((factor, symbols) for factor, _power in factored(polynomial)[1])


def denominators(tree: Tree) -> Iterator[Tree]:
    """What must not be zero: under a fraction, below a negative power, in a logarithm, and the cosine of a tangent."""
    for node, _depth in walk(tree):
        match node:
            case Divide(_, under) if names(under):
                yield from _inside(under)
            case Power(base, Negate(Number())) if names(base):
                yield from _inside(base)
            case Call("log", (inner, *_)) if names(inner):
                yield inner
            case Call(function, (inner,)) if function in _POLES and names(inner):
                yield Call(_POLES[function], (inner,))


def _inside(under: Tree) -> Iterator[Tree]:
    """What is zero where this is: the factors, without roots, powers and bars around them."""
    match under:
        case Multiply(parts):
            for part in parts:
                yield from _inside(part)
        case Power(base, Number()) | Call("sqrt" | "cbrt" | "abs", (base,)) | Negate(base):
            yield from _inside(base)
        case _ if names(under):
            yield under


def _rational_root(factor: Polynomial, symbols: tuple[str, ...], name: str, others: Mapping[str, fmpq]) -> fmpq | None:
    """Where the factor is zero for these values of the other names, if it is linear in this one."""
    place = symbols.index(name)
    if factor.degrees()[place] != 1:
        return None
    at_0, at_1 = (
        factor(*[value if other == name else others[other] for other in symbols]) for value in (fmpq(0), fmpq(1))
    )
    return -at_0 / (at_1 - at_0) if at_1 != at_0 else None


def _root(factor: Polynomial, domain: Domain) -> Any | None:
    """A real root of a factor in one name that is not linear, inside the domain."""
    degree = factor.total_degree()
    if degree < 2:
        return None
    coefficients = [fmpq(0)] * (int(degree) + 1)
    for (power,), coefficient in factor.terms():
        coefficients[int(power)] = coefficient
    polynomial: Any = fmpq_poly(coefficients)
    with bits(_BITS):
        for root, _times in polynomial.complex_roots():
            if root.imag.contains(0) and domain.contains(centre(root.real)):
                return root.real
    return None
