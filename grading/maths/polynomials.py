"""Exact normal forms: a tree that is a rational function over Q becomes a quotient of two polynomials."""

from functools import lru_cache
from typing import Any

from flint import Ordering, fmpq, fmpq_mpoly_ctx, fmpq_poly

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
    types,
)
from grading.maths.trees import rational

# Above this degree or number of terms a normal form costs more than it settles.
_DEGREE = 60
_TERMS = 600
# In two names, above these degrees together, its factors are not looked for.
_PLANE, _PARTED = 2, 32
# A ring has at least one letter.
_NO_NAMES = ("_",)

# fmpq_mpoly, which has no public type.
Polynomial = Any
Quotient = tuple[Polynomial, Polynomial]


class NotRational(Exception):
    """The tree is no rational function, or too large a one."""


@lru_cache(maxsize=512)
def _ring(symbols: tuple[str, ...]) -> tuple[Any, dict[str, Polynomial]]:
    context = fmpq_mpoly_ctx.get(symbols or _NO_NAMES, Ordering.lex)
    return context, dict(zip(symbols, context.gens(), strict=False))


_NOT_RATIONAL = frozenset({Call, Fold, Constant})


def same_rational_function(first: Tree, second: Tree) -> bool:
    """Whether both are rational functions and equal; removable singularities do not count."""
    if not (_may_be_rational(first) and _may_be_rational(second)):
        return False
    symbols = tuple(sorted(names(first) | names(second)))
    try:
        over, under = quotient(first, symbols)
        other_over, other_under = quotient(second, symbols)
        return bool(_held(over * other_under) == _held(other_over * under))
    except NotRational:
        return False


def _may_be_rational(tree: Tree) -> bool:
    return types(tree).isdisjoint(_NOT_RATIONAL)


def factored(polynomial: Polynomial) -> tuple[fmpq, list[tuple[Polynomial, int]]]:
    """The constant and the irreducible factors with their powers; a large polynomial in two names counts as one factor.

    To part x^30 + y^30 - 1 takes seconds.
    """
    degrees = [int(degree) for degree in polynomial.degrees() if degree]
    if len(degrees) == _PLANE and sum(degrees) > _PARTED:
        return fmpq(1), [(polynomial, 1)]
    constant, factors = polynomial.factor()
    return constant, [(factor, int(power)) for factor, power in factors]


def as_tree(polynomial: Polynomial, symbols: tuple[str, ...]) -> Tree:
    """A polynomial written out."""
    terms: list[Tree] = []
    for powers, coefficient in polynomial.to_dict().items():
        factors = [
            Power(Name(name), rational(int(power)))
            for name, power in zip(symbols or _NO_NAMES, powers, strict=True)
            if power
        ]
        terms.append(Multiply((rational(coefficient), *factors)) if factors else rational(coefficient))
    return Add(tuple(terms)) if len(terms) > 1 else (terms or [rational(0)])[0]


def univariate(polynomial: Polynomial) -> Any:
    """A polynomial in one name as an fmpq_poly, which knows its roots."""
    terms = {int(power): coefficient for (power,), coefficient in polynomial.to_dict().items()}
    return fmpq_poly([terms.get(power, 0) for power in range(max(terms, default=-1) + 1)])


def quotient(tree: Tree, symbols: tuple[str, ...]) -> Quotient:
    """Numerator and denominator, not cancelled. Raises NotRational."""
    context, generators = _ring(symbols)
    return _Reader(context, generators).read(tree)


class _Reader:
    def __init__(self, context: Any, generators: dict[str, Polynomial]) -> None:
        self.context = context
        self.generators = generators
        self.one = context.constant(1)

    def read(self, tree: Tree) -> Quotient:
        match tree:
            case Number():
                return self.context.constant(tree.exact), self.one
            case Name(name):
                return self.generators[name], self.one
            case Negate(inner):
                over, under = self.read(inner)
                return -over, under
            case Add(terms):
                return self.add(terms)
            case Multiply(factors):
                over, under = self.one, self.one
                for factor in factors:
                    more_over, more_under = self.read(factor)
                    over, under = _held(over * more_over), _held(under * more_under)
                return over, under
            case Divide(above, below):
                (over, under), (other_over, other_under) = self.read(above), self.read(below)
                if not other_over:
                    raise NotRational
                return _held(over * other_under), _held(under * other_over)
            case Power(base, exponent):
                return self.power(self.read(base), _whole(exponent))
        raise NotRational

    def add(self, terms: tuple[Tree, ...]) -> Quotient:
        over, under = self.read(terms[0])
        for term in terms[1:]:
            more_over, more_under = self.read(term)
            if more_under == under:
                over = over + more_over
            else:
                over, under = _held(over * more_under) + _held(more_over * under), _held(under * more_under)
        return over, under

    def power(self, base: Quotient, exponent: int) -> Quotient:
        over, under = base
        if exponent < 0:
            if not over:
                raise NotRational
            over, under, exponent = under, over, -exponent
        longest = max(len(over), len(under))
        degree = max(over.total_degree(), under.total_degree(), 0)
        if exponent > _DEGREE or degree * exponent > _DEGREE or longest**exponent > 10**7:
            raise NotRational
        return _held(over**exponent), _held(under**exponent)


def _whole(tree: Tree) -> int:
    match tree:
        case Number(value) if value.denominator == 1 and value <= _DEGREE:
            return int(value)
        case Negate(inner):
            return -_whole(inner)
    raise NotRational


def _held(polynomial: Polynomial) -> Polynomial:
    if len(polynomial) > _TERMS or polynomial.total_degree() > _DEGREE:
        raise NotRational
    return polynomial
