"""Comparisons of products of powers of numbers: `3^x = 5*2^x` is x log(3) = log(5) + x log(2).

Both sides are above 0 wherever they have a value, so that their logarithms compare as they do.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from fractions import Fraction

from flint import fmpz

from grading.maths.constants import as_number, certain_sign
from grading.maths.tree import Add, Call, Constant, Divide, Multiply, Negate, Number, Power, Relation, Tree, names
from grading.maths.trees import rational

_E, _ZERO, _ONE = Constant("e"), Number(Fraction(0)), Number(Fraction(1))
# One power is undone by itself.
_SEVERAL = 2
# Of larger numbers the primes are not looked for.
_LARGEST = 10**9

# For each base its exponents, which are added.
Exponents = Mapping[Tree, list[Tree]]


class _NoPowers(Exception):
    """Something else is multiplied, or it may be 0 or below."""


def of_powers(left: Tree, sign: str, right: Tree) -> Tree | None:
    """The comparison of both logarithms; None where a side is no such product, or nothing is to be joined."""
    sides = _without_minus(left, right)
    if sides is None or sum(1 for side in sides for _each in _moving(side)) < _SEVERAL:
        return None
    try:
        mine, others = (_exponents(side) for side in sides)
    except _NoPowers:
        return None
    bases = list(dict.fromkeys((*mine, *others)))
    is_one = len(bases) == 1 and isinstance(bases[0], Number)
    sums = (_sum(found, is_one=is_one) for found in (mine, others))
    return Relation(tuple(sums), (sign,))


def _without_minus(left: Tree, right: Tree) -> tuple[Tree, Tree] | None:
    """`3^x - 2^x > 0` as 3^x > 2^x: the one term that is added, and the one that is taken away."""
    terms = [*_terms(left, 1), *_terms(right, -1)]
    added, taken = ([term for sign, term in terms if sign == wanted] for wanted in (1, -1))
    return (added[0], taken[0]) if len(added) == len(taken) == 1 else None


def _terms(side: Tree, sign: int) -> Iterator[tuple[int, Tree]]:
    match side:
        case Add(terms):
            for term in terms:
                yield from _terms(term, sign)
        case Negate(inner):
            yield from _terms(inner, -sign)
        case _ if side != _ZERO:
            yield sign, side


def _moving(side: Tree) -> Iterator[Tree]:
    """Its powers in whose exponent a name stands."""
    match side:
        case Multiply(factors):
            for factor in factors:
                yield from _moving(factor)
        case Divide(over, under):
            yield from (*_moving(over), *_moving(under))
        case Call("exp", (inner,)) | Power(_, inner) if names(inner):
            yield side


def _exponents(side: Tree) -> Exponents:
    """Raises _NoPowers."""
    found = defaultdict[Tree, list[Tree]](list)
    for base, exponent in _powers(side):
        primes = _primes(base)
        if not primes and names(exponent):
            raise _NoPowers  # 1^(1/x) has no value at 0
        for prime, times in primes:
            found[prime].append(Multiply((rational(times), exponent)))
    return found


def _powers(side: Tree) -> Iterator[tuple[Tree, Tree]]:
    """The bases and exponents that are multiplied in a side. Raises _NoPowers."""
    match side:
        case Multiply(factors):
            for factor in factors:
                yield from _powers(factor)
        case Divide(over, under) if names(side):
            yield from _powers(over)
            yield from ((base, Negate(exponent)) for base, exponent in _powers(under))
        case Call("exp", (inner,)):
            yield _E, inner
        case Power(base, exponent) if not names(base):
            yield base, exponent
        case _ if not names(side):
            yield side, _ONE
        case _:
            raise _NoPowers


def _primes(base: Tree) -> list[tuple[Tree, int]]:
    """A positive fraction as powers of primes; any other positive number as itself. Raises _NoPowers."""
    if base != _E and not certain_sign(base) > 0:
        raise _NoPowers
    number = None if base == _E else as_number(base)
    if number is None or max(number.p, number.q) > _LARGEST:
        return [(base, 1)]
    return [
        (rational(int(prime)), sign * int(times))
        for whole, sign in ((number.p, 1), (number.q, -1))
        for prime, times in fmpz(whole).factor()
    ]


def _sum(found: Exponents, *, is_one: bool) -> Tree:
    """is_one: whether all has the same base, whose logarithm may be left out."""
    terms = [
        Multiply((exponent, _ONE if is_one or base == _E else Call("log", (base,))))
        for base, exponents in found.items()
        for exponent in exponents
    ]
    return Add((*terms, _ZERO))
