"""Logarithms: that of a product is a sum, where at most one factor may be negative."""

from fractions import Fraction

from flint import fmpq

from grading.maths.generic.letters import Exact, is_short
from grading.maths.generic.pieces import chosen
from grading.maths.generic.side import Rule, Side, held, not_zero, total
from grading.maths.tree import Add, Call, Constant, Divide, Multiply, Negate, Number, Power, Tree

_ONE = Number(Fraction(1))
# Of smaller numbers the primes are found at once.
_FACTORED = 10**12


def logarithm(side: Side, tree: Tree) -> Exact:
    tree = chosen(side, tree) if not isinstance(tree, Call) or tree.function != "abs" else tree
    match tree:
        case Constant("e"):
            return fmpq(1)
        case Number(number) if number and max(number.as_integer_ratio()) < _FACTORED:
            return _of_fraction(side, tree.exact)
        case Multiply(factors) if sum(not side.is_above(factor) for factor in factors) <= 1:
            return total(logarithm(side, factor) for factor in factors)
        case Divide(over, under) if side.is_above(over) or side.is_above(under):
            return logarithm(side, over) - logarithm(side, under)
        case Power(inner, exponent) if side.is_above(inner):
            return held(side.value(exponent) * logarithm(side, inner))
        case Power(inner, Number(number)) if number and number.denominator == 1 and not number % 2:
            return fmpq(int(number)) * logarithm(side, Call("abs", (inner,)))
        case Multiply() | Divide() if side.chooses:
            not_zero(side.value(tree))
            side.not_below(tree)
            return _of_size(side, tree)
        case Call("abs", ((Multiply() | Divide()) as inner,)):
            return _of_size(side, inner)
        case Call("exp", (inner,)):
            return side.value(inner)
        case Call("sqrt", (inner,)):
            return logarithm(side, inner) / 2
    value = not_zero(side.value(tree))
    _choose(side, value, tree)
    return _of_value(side, value, tree)


def _choose(side: Side, value: Exact, tree: Tree) -> None:
    """That the value is above 0, as far as signs are chosen at all."""
    if side.chooses and side.is_above(tree):
        # So is whatever else is equal to it.
        side.letters.learn(value)
    elif side.chooses:
        side.not_below(tree)


def _of_size(side: Side, tree: Multiply | Divide) -> Exact:
    """The logarithm of the absolute value, part by part."""
    if isinstance(tree, Divide):
        return logarithm(side, Call("abs", (tree.over,))) - logarithm(side, Call("abs", (tree.under,)))
    return total(logarithm(side, Call("abs", (factor,))) for factor in tree.factors)


def _of_value(side: Side, value: Exact, tree: Tree) -> Exact:
    """Units are taken out: `log(1 + exp(-x))` is `log(exp(x) + 1) - x`."""
    powers, rest = side.letters.parted(value)
    known = total(power * side.letters.logarithm(unit) for unit, power in powers.items())
    if is_short(rest) and rest > 0:
        return known + _of_fraction(side, rest)
    # log(1/v) is -log(v)
    sign, rest = (1, rest) if abs(rest) > 1 else (-1, 1 / rest)
    if side.is_above(tree):
        return known + sign * side.certain("log", rest)
    has_value = side.chooses and not side.is_strict
    return known + sign * (side.letter("log", rest) if has_value else side.partial("log", rest))


def _of_fraction(side: Side, number: Exact) -> Exact:
    return _of_whole(side, number.p) - _of_whole(side, number.q)


def _of_whole(side: Side, number: Exact) -> Exact:
    return total(power * side.letter("log", prime) for prime, power in number.factor())


def _to_base(side: Side, tree: Tree, base: Tree | None = None) -> Exact:
    found = logarithm(side, tree)
    if base is None:
        return found
    under = not_zero(logarithm(side, base))
    side.may_be_zero(under, Call("log", (base,)))
    return held(found / under)


def _one_plus(tree: Tree) -> Tree:
    return Add((_ONE, tree))


def _logit(side: Side, tree: Tree) -> Exact:
    return logarithm(side, tree) - logarithm(side, _one_plus(Negate(tree)))


def _artanh(side: Side, tree: Tree) -> Exact:
    return (logarithm(side, _one_plus(tree)) - logarithm(side, _one_plus(Negate(tree)))) / 2


LOGARITHMS: dict[str, Rule] = {
    "log": _to_base,
    "log1p": lambda side, tree: logarithm(side, _one_plus(tree)),
    "softplus": lambda side, tree: logarithm(side, _one_plus(Call("exp", (tree,)))),
    "logit": _logit,
    "artanh": _artanh,
}
