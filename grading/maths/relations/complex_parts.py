"""Relations in complex numbers as relations in their real and imaginary parts: `|z| = 1` is a circle in the plane."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from functools import reduce
from itertools import pairwise

from flint import acb, arb

from grading.maths.conditions import TURNED
from grading.maths.decisions import Decision
from grading.maths.domains import Domain
from grading.maths.equivalence import compare
from grading.maths.polynomials import NotRational, quotient
from grading.maths.tree import (
    Add,
    Call,
    Constant,
    Divide,
    Logic,
    Multiply,
    Name,
    Negate,
    Number,
    Power,
    Relation,
    Tree,
    functions,
    is_whole,
    names,
)
from grading.maths.values import Value

# Real part and imaginary part, as formulas in real names.
Parts = tuple[Tree, Tree]
_ZERO, _TWO = Number(Fraction(0)), Number(Fraction(2))
# Higher powers are not multiplied out.
_HIGHEST = 6
# What these are asked of real numbers, they answer with one.
_REAL = frozenset(("exp", "sin", "cos", "sinh", "cosh", "arctan", "abs", "max", "min", "sign"))
_OF_PARTS = frozenset(("re", "im", "conjugate", "abs", "norm"))


class NoParts(Exception):
    """A function of complex numbers whose parts are not known here, such as log(z)."""


def speaks_of_parts(tree: Tree) -> bool:
    """Whether `|z|`, `re(z)` and the like stand in it, which change where no polynomial in z does."""
    return bool(functions(tree) & _OF_PARTS)


def real_names(domains: Mapping[str, Domain]) -> dict[str, Domain]:
    """Two real names for each complex one; nobody can declare a name with a space."""
    found: dict[str, Domain] = {}
    for name, domain in domains.items():
        found |= {f"re {name}": Domain(), f"im {name}": Domain()} if domain.sort == "complex" else {name: domain}
    return found


def in_parts(tree: Tree, domains: Mapping[str, Domain]) -> Tree:
    """The same relation between real numbers. Raises NoParts."""
    match tree:
        case Logic(word, parts):
            return Logic(word, tuple(in_parts(part, domains) for part in parts))
        case Relation(terms, signs):
            sides = [_parts(term, domains) for term in terms]
            pairs = [_compared(*pair, sign, domains) for pair, sign in zip(pairwise(sides), signs, strict=True)]
            return pairs[0] if len(pairs) == 1 else Logic("and", tuple(pairs))
    raise NoParts


def put_together(decision: Decision, domains: Mapping[str, Domain]) -> Decision:
    """The decision with its point in the complex names."""
    if decision.point is None:
        return decision
    real = dict.fromkeys(real_names(domains), _ZERO.exact) | decision.point
    return replace(decision, point={name: _number(name, real, domain) for name, domain in domains.items()})


def _number(name: str, real: Mapping[str, Value], domain: Domain) -> Value:
    return real[name] if domain.sort != "complex" else acb(arb(real[f"re {name}"]), arb(real[f"im {name}"]))


def _compared(left: Parts, right: Parts, sign: str, domains: Mapping[str, Domain]) -> Tree:
    real = _squared(left[0], sign, right[0])
    if _is_nothing(_plus(left[1], _negated(right[1]))):
        return real
    if sign in ("=", "!="):
        imaginary = Relation((left[1], right[1]), (sign,))
        return Logic("and" if sign == "=" else "or", (real, imaginary))
    if all(compare(part, _ZERO, real_names(domains)).equal for part in (left[1], right[1])):
        return real
    raise NoParts


def _squared(left: Tree, sign: str, right: Tree) -> Tree:
    """`|z| < 2` as `x^2 + y^2 < 4`, with the number on the right."""
    if not names(left) and names(right):
        left, sign, right = right, TURNED[sign], left
    match left, right:
        case Call("sqrt", (inner,)), Number(value):
            return Relation((inner, Number(value * value)), (sign,))
    return Relation((left, right), (sign,))


def _is_nothing(tree: Tree) -> bool:
    """Whether this is zero as a polynomial, as the imaginary part x y - y x of z times its conjugate is."""
    try:
        over, _under = quotient(tree, tuple(sorted(names(tree))))
    except NotRational:
        return tree == _ZERO
    return bool(over.is_zero())


def _parts(tree: Tree, domains: Mapping[str, Domain]) -> Parts:
    match tree:
        case Name(name) if name in domains and domains[name].sort == "complex":
            return Name(f"re {name}"), Name(f"im {name}")
        case Constant("i"):
            return _ZERO, Number(Fraction(1))
        case Number() | Name() | Constant():
            return tree, _ZERO
        case Negate(inner):
            real, imaginary = _parts(inner, domains)
            return _negated(real), _negated(imaginary)
        case Add(terms):
            return reduce(_sum, (_parts(term, domains) for term in terms))
        case Multiply(factors):
            return reduce(_product, (_parts(factor, domains) for factor in factors))
        case Divide(over, under):
            return _quotient(_parts(over, domains), _parts(under, domains))
        case Power(base, exponent):
            return _power(tree, _parts(base, domains), exponent, domains)
        case Call(function, arguments):
            return _call(function, [_parts(argument, domains) for argument in arguments])
    raise NoParts


def _call(function: str, parts: list[Parts]) -> Parts:
    real, imaginary = parts[0]
    match function:
        case "re":
            return real, _ZERO
        case "im":
            return imaginary, _ZERO
        case "conjugate":
            return real, _negated(imaginary)
        case "abs" | "norm" if imaginary != _ZERO:
            return Call("sqrt", (_plus(Power(real, _TWO), Power(imaginary, _TWO)),)), _ZERO
        case "exp":
            return _exponential(real, imaginary)
        case "sqrt" if imaginary == _ZERO and _is_sum_of_squares(real):
            return Call("sqrt", (real,)), _ZERO
    if function in _REAL and all(part == _ZERO for _real, part in parts):
        return Call(function, tuple(part for part, _imaginary in parts)), _ZERO
    raise NoParts


def _exponential(real: Tree, imaginary: Tree) -> Parts:
    size = Call("exp", (real,))
    if imaginary == _ZERO:
        return size, _ZERO
    return _times(size, Call("cos", (imaginary,))), _times(size, Call("sin", (imaginary,)))


def _is_sum_of_squares(tree: Tree) -> bool:
    match tree:
        case Add(terms) | Multiply(terms):
            return all(map(_is_sum_of_squares, terms))
        case Power(_, Number(value)):
            return value.denominator == 1 and value.numerator % 2 == 0
        case Number() | Call("sqrt" | "abs" | "exp", _):
            return True
    return False


def _power(tree: Power, base: Parts, exponent: Tree, domains: Mapping[str, Domain]) -> Parts:
    if tree.base == Constant("e"):
        return _exponential(*_parts(exponent, domains))
    if not is_whole(exponent):
        raise NoParts
    if base[1] == _ZERO:
        return Power(base[0], exponent), _ZERO
    negative = isinstance(exponent, Negate)
    whole = exponent.inner if isinstance(exponent, Negate) else exponent
    if not isinstance(whole, Number) or not 0 < whole.value <= _HIGHEST:
        raise NoParts
    found = reduce(_product, [base] * int(whole.value))
    return _quotient((Number(Fraction(1)), _ZERO), found) if negative else found


def _sum(one: Parts, two: Parts) -> Parts:
    return _plus(one[0], two[0]), _plus(one[1], two[1])


def _product(one: Parts, two: Parts) -> Parts:
    real = _plus(_times(one[0], two[0]), _negated(_times(one[1], two[1])))
    return real, _plus(_times(one[0], two[1]), _times(one[1], two[0]))


def _quotient(over: Parts, under: Parts) -> Parts:
    if names(under[0]) or names(under[1]):
        # It is zero at single points of the plane, which no line meets.
        raise NoParts
    if under[1] == _ZERO:
        return Divide(over[0], under[0]), _ZERO if over[1] == _ZERO else Divide(over[1], under[0])
    size = _plus(Power(under[0], _TWO), Power(under[1], _TWO))
    real, imaginary = _product(over, (under[0], _negated(under[1])))
    return Divide(real, size), Divide(imaginary, size)


def _plus(one: Tree, two: Tree) -> Tree:
    if _ZERO in (one, two):
        return two if one == _ZERO else one
    return Add((one, two))


def _times(one: Tree, two: Tree) -> Tree:
    return _ZERO if _ZERO in (one, two) else Multiply((one, two))


def _negated(tree: Tree) -> Tree:
    if isinstance(tree, Negate):
        return tree.inner
    return tree if tree == _ZERO else Negate(tree)
