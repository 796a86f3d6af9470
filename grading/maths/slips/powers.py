"""Squares, exponents and roots that got lost, and powers that were spread over sums and products."""

from collections.abc import Iterator
from dataclasses import replace

from grading.maths.spots import ONE, TWO, Product, Spot, negated, number, product, product_of, terms_of
from grading.maths.tree import Add, Call, Constant, Divide, Multiply, Name, Negate, Number, Power, Tree, names, nodes
from grading.maths.trees import substituted

# Names that usually stand for a standard deviation; and one that does so beside these, or where pi is.
_DEVIATIONS, _MAYBE_DEVIATION = ("sigma", "tau", "std", "sd"), "s"
_BESIDE_DEVIATIONS = frozenset({"mu", "sigma", "xbar", "x_bar", "n", "m", "N", "mean"})


def _is_deviation(tree: Tree, whole: Tree) -> bool:
    if not isinstance(tree, Name):
        return False
    stem = tree.name.partition("_")[0].rstrip("0123456789")
    beside = stem == _MAYBE_DEVIATION and (names(whole) & _BESIDE_DEVIATIONS or Constant("pi") in nodes(whole))
    return stem in _DEVIATIONS or bool(beside)


def deviation_for_variance(spot: Spot) -> Iterator[Tree]:
    match spot.tree:
        case Power(base, Number() as exponent) if exponent == TWO and _is_deviation(base, spot.put(spot.tree)):
            yield base


def deviation_everywhere(spot: Spot) -> Iterator[Tree]:
    """s for s^2 at all places, so that s becomes its root: in a density with s^2 twice, in log(s) + 1/2 log(2 pi)."""
    if spot.role != "whole":
        return
    parts = nodes(spot.tree)
    found = (part for part in parts if isinstance(part, Name) and _is_deviation(part, spot.tree))
    for deviation in dict.fromkeys(found):
        squares = sum(isinstance(part, Power) and part.base == deviation and part.exponent == TWO for part in parts)
        if (squares and parts.count(deviation) > 1) or (not squares and Constant("pi") in parts):
            yield substituted(spot.tree, {deviation.name: Call("sqrt", (deviation,))})


def variance_for_deviation(spot: Spot) -> Iterator[Tree]:
    if spot.role != "base" and _is_deviation(spot.tree, spot.put(spot.tree)):
        yield Power(spot.tree, TWO)


def lost_square(spot: Spot) -> Iterator[Tree]:
    match spot.tree:
        case Power(base, Number() as exponent) if exponent == TWO:
            yield base
        case Power(base, Negate(exponent)) if exponent == TWO:
            yield Divide(ONE, base)


def extra_square(spot: Spot) -> Iterator[Tree]:
    """A square where none belongs: on a symbol, a denominator or a function; that of exp(x) is exp(2 x)."""
    is_exponential = isinstance(spot.tree, Call) and spot.tree.function == "exp"
    is_one = isinstance(spot.tree, Name | Call | Add) and not is_exponential
    if spot.role in ("factor", "denominator", "term", "whole") and is_one:
        yield Power(spot.tree, TWO)


def exponent_off_by_one(spot: Spot) -> Iterator[Tree]:
    match spot.tree:
        case Power(base, Number(value)) if value.denominator == 1 and value >= 2:
            yield Power(base, number(value + 1))
            if value > 2:
                yield Power(base, number(value - 1))
        case Power(base, Negate(Number(value))) if value.denominator == 1:
            yield Power(base, number(-value - 1))
            yield Power(base, number(1 - value)) if value > 2 else Divide(ONE, base)
        case Power(base, Name() as exponent):
            yield Power(base, Add((exponent, ONE)))
            yield Power(base, Add((exponent, Negate(ONE))))
        case Power(base, Add((Name() as first, second))) if second in (ONE, Negate(ONE)):
            yield Power(base, first)


def power_of_a_sum(spot: Spot) -> Iterator[Tree]:
    """a^k + b^k for (a + b)^k."""
    match spot.tree:
        case Power(Add() as base, exponent) if exponent != ONE:
            yield Add(tuple(_signed_power(term, exponent) for term in terms_of(base)))


def _signed_power(term: Tree, exponent: Tree) -> Tree:
    """The power of a term: the minus of a difference stays before an even power only when it is forgotten there."""
    return negated(Power(term.inner, exponent)) if isinstance(term, Negate) else Power(term, exponent)


def square_of_a_difference(spot: Spot) -> Iterator[Tree]:
    """a^2 + b^2 for (a - b)^2, and (a + b)^2 for it."""
    match spot.tree:
        case Power(Add() as base, exponent) if exponent == TWO:
            terms = terms_of(base)
            if any(isinstance(term, Negate) for term in terms):
                bare = tuple(term.inner if isinstance(term, Negate) else term for term in terms)
                yield Add(tuple(Power(term, TWO) for term in bare))


def power_of_a_product(spot: Spot) -> Iterator[Tree]:
    """a b^k for (a b)^k: the power is given to the last factor only, or to all but the numbers."""
    if not (isinstance(spot.tree, Power) and isinstance(spot.tree.base, Negate | Multiply | Divide)):
        return
    view, exponent = product_of(spot.tree.base), spot.tree.exponent
    if len(view.over) > 1:
        yield replace(view, over=(*view.over[:-1], Power(view.over[-1], exponent))).tree
    if view.under:
        yield Product(view.negative, (Power(product(view.over), exponent),), view.under).tree
        yield Product(view.negative, view.over, (Power(product(view.under), exponent),)).tree


def root_of_a_sum(spot: Spot) -> Iterator[Tree]:
    match spot.tree:
        case Call("sqrt", (Add() as inner,)):
            yield Add(tuple(_rooted(term) for term in terms_of(inner)))


def _rooted(term: Tree) -> Tree:
    """The root of a term, with its sign before the root; of a square, its base."""
    if isinstance(term, Negate):
        return Negate(_rooted(term.inner))
    if isinstance(term, Power) and term.exponent == TWO:
        return term.base
    return term if term == ONE else Call("sqrt", (term,))


def swapped_power(spot: Spot) -> Iterator[Tree]:
    match spot.tree:
        case Power(Name() | Number() as base, Name() | Number() as exponent) if base != exponent:
            yield Power(exponent, base)
