"""Logarithms: that of a product is a sum, where at most one factor may be negative."""

from fractions import Fraction

from flint import fmpq

from grading.maths.generic.side import Exact, Rule, Side, held, not_zero, total
from grading.maths.tree import Add, Call, Constant, Divide, Multiply, Negate, Number, Power, Tree

_ONE = Number(Fraction(1))
# Of smaller numbers the primes are found at once.
_FACTORED = 10**12


def logarithm(side: Side, tree: Tree, base: Tree | None = None) -> Exact:
    if base is not None:
        under = not_zero(logarithm(side, base))
        side.may_be_zero(under, Call("log", (base,)))
        return held(logarithm(side, tree) / under)
    match tree:
        case Constant("e"):
            return fmpq(1)
        case Number(number) if number and max(number.as_integer_ratio()) < _FACTORED:
            return _of_whole(side, tree.exact.p) - _of_whole(side, tree.exact.q)
        case Multiply(factors) if sum(not side.is_above(factor) for factor in factors) <= 1:
            return total(logarithm(side, factor) for factor in factors)
        case Divide(over, under) if side.is_above(over) or side.is_above(under):
            return logarithm(side, over) - logarithm(side, under)
        case Power(inner, exponent) if side.is_above(inner):
            return held(side.value(exponent) * logarithm(side, inner))
        case Call("exp", (inner,)):
            return side.value(inner)
        case Call("sqrt", (inner,)):
            return logarithm(side, inner) / 2
    return _letter(side, not_zero(side.value(tree)), tree)


def _letter(side: Side, value: Exact, tree: Tree) -> Exact:
    """log(1/v) is -log(v)."""
    sign, value = (1, value) if abs(value) > 1 else (-1, 1 / value)
    return sign * (side.letter("log", value) if side.is_above(tree) else side.partial("log", value))


def _of_whole(side: Side, number: Exact) -> Exact:
    return total(power * side.letter("log", prime) for prime, power in number.factor())


def _plus_one(tree: Tree) -> Tree:
    return Add((_ONE, tree))


LOGARITHMS: dict[str, Rule] = {
    "log": logarithm,
    "log1p": lambda side, tree: logarithm(side, _plus_one(tree)),
    "logit": lambda side, tree: logarithm(side, tree) - logarithm(side, _plus_one(Negate(tree))),
    # Of whole numbers and others alike.
    "factorial": lambda side, tree: side.partial("gamma", side.value(tree) + 1),
}
