"""Signs, numbers and factors that got lost, or came in."""

from collections.abc import Iterator
from fractions import Fraction

from grading.maths.spots import HALF, ONE, TWO, Product, Spot, has_names, negated, number, product_of, terms_of, total
from grading.maths.tree import Add, Call, Divide, Multiply, Negate, Number, Power, Tree, is_where, names

_EXPONENTIAL = ("exp", "expm1")
# What puts blocks beside each other, and below.
BLOCKS = ("hstack", "vstack")
_LOGARITHMS = ("log", "log1p", "logdet")


def sign(spot: Spot) -> Iterator[Tree]:
    if spot.role == "whole":
        yield negated(spot.tree)


def sign_of_a_term(spot: Spot) -> Iterator[Tree]:
    if spot.role == "term":
        yield negated(spot.tree)


def is_exponent(spot: Spot) -> bool:
    return spot.role == "exponent" or (spot.role == "argument" and spot.function in _EXPONENTIAL)


def sign_of_the_exponent(spot: Spot) -> Iterator[Tree]:
    if is_exponent(spot) and not _is_two(spot.tree):
        yield negated(spot.tree)


def sign_inside(spot: Spot) -> Iterator[Tree]:
    without = (*_LOGARITHMS, "transpose", "inv", *BLOCKS)
    if spot.role == "argument" and not is_exponent(spot) and spot.function not in without:
        yield negated(spot.tree)


def _is_two(tree: Tree) -> bool:
    return isinstance(tree, Number) and tree.value in (2, Fraction(1, 2))


def _numbers(spot: Spot, *, above: bool) -> Iterator[tuple[Product, int, Fraction]]:
    """The numbers in a product, with their places."""
    if isinstance(spot.tree, Number | Add):
        return
    view = product_of(spot.tree)
    start, parts = (0, view.over) if above else (len(view.over), view.under)
    for index, factor in enumerate(parts):
        if isinstance(factor, Number) and factor.value not in (0, 1) and len(view.over) + len(view.under) > 1:
            yield view, start + index, factor.value


def lost_two(spot: Spot) -> Iterator[Tree]:
    """A factor 2 that is written, or a half of the whole or of a term."""
    for view, index, value in _numbers(spot, above=True):
        if value == 2:
            yield view.without(index).tree


def lost_half(spot: Spot) -> Iterator[Tree]:
    for view, index, value in _numbers(spot, above=False):
        if value == 2:
            yield view.without(index).tree
    for view, index, value in _numbers(spot, above=True):
        if value == Fraction(1, 2):
            yield view.without(index).tree


def lost_coefficient(spot: Spot) -> Iterator[Tree]:
    for above in (True, False):
        for view, index, value in _numbers(spot, above=above):
            if value not in (2, Fraction(1, 2)):
                yield view.without(index).tree


def halved(spot: Spot) -> Iterator[Tree]:
    if _is_large(spot):
        yield Multiply((HALF, spot.tree))


def doubled(spot: Spot) -> Iterator[Tree]:
    if _is_large(spot):
        yield Multiply((TWO, spot.tree))


def _is_large(spot: Spot) -> bool:
    """The whole, or a term of it."""
    return spot.role == "whole" or (spot.role == "term" and spot.depth == 1 and has_names(spot.tree))


def coefficient_not_squared(spot: Spot) -> Iterator[Tree]:
    """Of (2x)^2 = 4x^2: a square number whose root is taken where the squares of the symbols stay."""
    for above in (True, False):
        for view, index, value in _numbers(spot, above=above):
            root = round(float(value) ** 0.5)
            if value.denominator == 1 and value > 1 and root * root == value and len(view.over + view.under) > 1:
                yield view.changed(index, number(root)).tree


def lost_factor(spot: Spot) -> Iterator[Tree]:
    view = _compound(spot)
    for index, factor in enumerate(view.over if view else ()):
        if view and not isinstance(factor, Number) and (len(view.over) > 1 or view.under):
            yield view.without(index).tree


def lost_denominator(spot: Spot) -> Iterator[Tree]:
    """The whole denominator, or one factor of it."""
    view = _compound(spot)
    if view is None or not any(names(factor) or not isinstance(factor, Number) for factor in view.under):
        return
    if any(names(factor) for factor in view.over):
        yield Product(view.negative, view.over).tree
    for index, factor in enumerate(view.under):
        if not isinstance(factor, Number) and len(view.under) > 1:
            yield view.without(len(view.over) + index).tree


def _compound(spot: Spot) -> Product | None:
    return product_of(spot.tree) if isinstance(spot.tree, Negate | Multiply | Divide) else None


def upside_down(spot: Spot) -> Iterator[Tree]:
    """1/f for the whole, b/a for a quotient inside; in an exponent also of numbers, as in x^2 for x^(1/2)."""
    view = product_of(spot.tree)
    if spot.role == "whole" and not isinstance(spot.tree, Add) and not is_where(spot.tree):
        yield Divide(ONE, spot.tree)
    elif view.under and (spot.role == "exponent" or any(not isinstance(factor, Number) for factor in view.under)):
        yield Product(view.negative, view.under, view.over).tree


def number_on_the_wrong_side(spot: Spot) -> Iterator[Tree]:
    """x/2 for 2x and the reverse."""
    for above in (True, False):
        for view, index, value in _numbers(spot, above=above):
            rest = view.without(index).tree
            yield Divide(rest, number(value)) if above else Multiply((number(value), rest))


def lost_term(spot: Spot) -> Iterator[Tree]:
    if not isinstance(spot.tree, Add):
        return
    terms = terms_of(spot.tree)
    for index in range(len(terms)):
        yield total((*terms[:index], *terms[index + 1 :]))


def lost_function(spot: Spot) -> Iterator[Tree]:
    if isinstance(spot.tree, Call) and len(spot.tree.arguments) == 1 and spot.tree.function in _LOST:
        yield spot.tree.arguments[0]


_LOST = frozenset({"log", "exp", "abs", "relu", "sigmoid", "tanh", "softplus"})


def lost_root(spot: Spot) -> Iterator[Tree]:
    match spot.tree:
        case Call("sqrt", (inner,)):
            yield inner
        case Power(base, exponent) if exponent in (HALF, Divide(ONE, TWO)):
            yield base
