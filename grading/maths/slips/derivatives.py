"""Slips of differentiation, found on the derivative alone: the numbers tell which factor is the slope of which part.

The slope of a part is measured by a central difference with so many bits that no other factor is taken for it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain, combinations, islice

from flint import arb, fmpq

from grading.maths.reals import REAL, ball
from grading.maths.spots import Product, Spot, product, product_of, terms_of
from grading.maths.tree import Add, Call, Constant, Divide, Fold, Name, Negate, Number, Power, Tree, names, walk
from grading.maths.values import Evaluator, TooMuch, Undefined, Unsure, bits

_BITS = 256
_STEP = fmpq(1, 2**60)
# A central difference is off by the square of the step.
_NEAR = arb(2) ** -90
_STEPS = 400
_MOST_FACTORS, _MOST_PARTS = 6, 8
# Points with which most formulas can live: logarithms, roots and probabilities too.
_POINTS = ((fmpq(3, 7), fmpq(5, 13), fmpq(8, 11), fmpq(2, 9)), (fmpq(4, 17), fmpq(9, 14), fmpq(1, 6), fmpq(7, 12)))


@dataclass(frozen=True)
class _Slopes:
    """Values and slopes of the parts of one formula at two points."""

    tree: Tree

    @cached_property
    def points(self) -> tuple[Mapping[str, fmpq], ...]:
        used = sorted(names(self.tree))
        return tuple({name: values[i % 4] + i // 4 for i, name in enumerate(used)} for values in _POINTS)

    def values(self, tree: Tree) -> tuple[arb, ...] | None:
        """The values at the points; None where it has none."""
        try:
            return tuple(ball(Evaluator(REAL, point, steps=_STEPS).value(tree)) for point in self.points)
        except (Undefined, Unsure, TooMuch):
            return None

    def slopes(self, tree: Tree, name: str) -> tuple[arb, ...] | None:
        try:
            return tuple(self.slope(tree, name, point) for point in self.points)
        except (Undefined, Unsure, TooMuch):
            return None

    def slope(self, tree: Tree, name: str, point: Mapping[str, fmpq]) -> arb:
        right, left = (
            ball(Evaluator(REAL, {**point, name: point[name] + step}, steps=_STEPS).value(tree))
            for step in (_STEP, -_STEP)
        )
        return (right - left) / arb(2 * _STEP)


def _same(first: tuple[arb, ...], second: tuple[arb, ...]) -> bool:
    return all(bool(abs(one - other) < _NEAR * (1 + abs(one))) for one, other in zip(first, second, strict=True))


def _is_one(values: tuple[arb, ...]) -> bool:
    return _same(values, tuple(arb(1) for _value in values))


def inner_derivative(spot: Spot) -> Iterator[Tree]:
    """Without the factors that are the slope of what stands inside another factor."""
    view = product_of(spot.tree)
    factors = (*view.over, *view.under)
    if spot.role not in ("whole", "term", "body") or not 2 <= len(factors) <= _MOST_FACTORS or not _has_inside(factors):
        return
    with bits(_BITS):
        found = list(_without_slopes(_Slopes(spot.tree), view))
    yield from found


def _has_inside(factors: tuple[Tree, ...]) -> bool:
    return any(True for factor in factors for _part in _inside(factor))


def _inside(tree: Tree) -> Iterator[Tree]:
    """The parts with symbols that a function or a power is taken of."""
    for node, _depth in walk(tree):
        match node:
            # No derivative of a common function is a logarithm: x log(x y) is no chain rule.
            case Call(function, arguments) if function not in ("log", "where"):
                yield from (part for part in arguments if not isinstance(part, Name) and names(part))
            case Power(Constant(), part) | Power(part, Number() | Negate() | Divide()):
                if not isinstance(part, Name) and names(part):
                    yield part
            case Fold():
                return


def _without_slopes(slopes: _Slopes, view: Product) -> Iterator[Tree]:
    factors = (*view.over, *view.under)
    values = [slopes.values(factor) for factor in factors]
    if any(each is None for each in values):
        return
    parts = dict.fromkeys(part for factor in factors for part in _inside(factor))
    measured = [
        slope
        for part in islice(parts, _MOST_PARTS)
        for name in sorted(names(part))
        if (slope := slopes.slopes(part, name)) is not None and not _is_one(slope)
    ]
    count = len(view.over)
    for chosen in _subsets(len(factors)):
        value = [arb(1) for _point in slopes.points]
        for index in chosen:
            each = values[index] or ()
            value = [v * e if index < count else v / e for v, e in zip(value, each, strict=True)]
        for sign in (1, -1):
            signed = tuple(sign * v for v in value)
            if any(_same(slope, signed) for slope in measured):
                yield _left(view, chosen, flip=sign < 0)


def _left(view: Product, chosen: tuple[int, ...], *, flip: bool) -> Tree:
    count = len(view.over)
    over = tuple(factor for i, factor in enumerate(view.over) if i not in chosen)
    under = tuple(factor for i, factor in enumerate(view.under, start=count) if i not in chosen)
    return Product(view.negative != flip, over, under).tree


def _subsets(count: int) -> Iterator[tuple[int, ...]]:
    return chain.from_iterable(combinations(range(count), size) for size in range(1, min(count - 1, 3) + 1))


def product_rule(spot: Spot) -> Iterator[Tree]:
    """f' g' for f' g + f g'."""
    if spot.role == "whole" and isinstance(spot.tree, Add):
        yield from _slopes_of_both(spot.tree)


@lru_cache(maxsize=64)
def _slopes_of_both(tree: Add) -> tuple[Tree, ...]:
    """The products of the slopes in what comes from the product rule; none for other sums."""
    terms = terms_of(tree)
    if len(terms) != 2:
        return ()
    with bits(_BITS):
        return tuple(_products_of_slopes(_Slopes(tree), product_of(terms[0]), product_of(terms[1])))


def _products_of_slopes(slopes: _Slopes, first: Product, second: Product) -> Iterator[Tree]:
    """g is a factor of the first term and f of the second; what is left of each must be the slope of the other's."""
    for i, g in enumerate(first.over):
        for j, f in enumerate(second.over):
            rest, other_rest = first.without(i).tree, second.without(j).tree
            if any(_is_slope(slopes, rest, f, name) and _is_slope(slopes, other_rest, g, name) for name in names(f)):
                yield product((rest, other_rest))


def _is_slope(slopes: _Slopes, tree: Tree, part: Tree, name: str) -> bool:
    values = slopes.values(tree)
    slope = slopes.slopes(part, name)
    return values is not None and slope is not None and _same(slope, values)


def half_of_the_product_rule(spot: Spot) -> Iterator[Tree]:
    """f' g alone for f' g + f g': one of the two terms is lost."""
    if next(product_rule(spot), None) is not None:
        yield from terms_of(spot.tree)
