"""The places of a formula, each with a way to put something else there.

A product with its sign and its denominator is one place, however it was nested while it was written; so is a sum.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from grading.maths.tree import Add, Call, Divide, Fold, Multiply, Name, Negate, Number, Power, Tree, is_value, nodes

Put = Callable[[Tree], Tree]

ONE = Number(Fraction(1))
TWO = Number(Fraction(2))
HALF = Number(Fraction(1, 2))


def number(value: Fraction | int) -> Tree:
    """The tree of a rational number, with its sign.

    >>> number(-3)
    Negate(inner=Number(value=Fraction(3, 1)))
    """
    value = Fraction(value)
    whole = Number(Fraction(abs(value.numerator)))
    size = whole if value.denominator == 1 else Divide(whole, Number(Fraction(value.denominator)))
    return size if value >= 0 else Negate(size)


def has_names(tree: Tree) -> bool:
    return any(type(node) is Name for node in nodes(tree))


def negated(tree: Tree) -> Tree:
    return tree.inner if isinstance(tree, Negate) else Negate(tree)


@dataclass(frozen=True, slots=True)
class Product:
    """A sign, factors above and factors below; the order above is the one in which they were written."""

    negative: bool
    over: tuple[Tree, ...]
    under: tuple[Tree, ...] = ()

    @property
    def tree(self) -> Tree:
        top = product(self.over)
        size = Divide(top, product(self.under)) if self.under else top
        return Negate(size) if self.negative else size

    def without(self, index: int) -> "Product":
        """Without one factor; those below come after those above."""
        return self.changed(index, None)

    def changed(self, index: int, new: Tree | None) -> "Product":
        above = len(self.over)
        put = () if new is None else (new,)
        if index < above:
            return replace(self, over=(*self.over[:index], *put, *self.over[index + 1 :]))
        index -= above
        return replace(self, under=(*self.under[:index], *put, *self.under[index + 1 :]))


def product(factors: tuple[Tree, ...]) -> Tree:
    if len(factors) == 1:
        return factors[0]
    return Multiply(factors) if factors else ONE


def total(terms: tuple[Tree, ...]) -> Tree:
    return terms[0] if len(terms) == 1 else Add(terms)


def product_of(tree: Tree) -> Product:
    """A tree as one product; what is no product is its only factor."""
    negative, over, under = _gathered(tree)
    return Product(negative, tuple(over), tuple(under))


def _gathered(tree: Tree) -> tuple[bool, list[Tree], list[Tree]]:
    match tree:
        case Negate(inner):
            negative, over, under = _gathered(inner)
            return not negative, over, under
        case Divide(first, second):
            negative, over, under = _gathered(first)
            below, under_over, under_under = _gathered(second)
            return negative != below, over + under_under, under + under_over
        case Multiply(factors):
            negative, over, under = False, list[Tree](), list[Tree]()
            for factor in factors:
                each, above, below_it = _gathered(factor)
                negative, over, under = negative != each, over + above, under + below_it
            return negative, over, under
    return False, [tree], []


def terms_of(tree: Tree) -> tuple[Tree, ...]:
    """The terms of a sum; what is no sum is its only term."""
    if isinstance(tree, Add):
        return tuple(part for term in tree.terms for part in terms_of(term))
    if isinstance(tree, Negate) and isinstance(tree.inner, Add):
        return tuple(negated(part) for part in terms_of(tree.inner))
    return (tree,)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of a formula. role: what it is there: "whole", "term", "factor", "denominator", "base", "exponent",
    "argument", "case", "body" or "bound"; function: of what it is the argument. put: the whole with another tree here.
    """

    tree: Tree
    put: Put
    role: str = "whole"
    function: str = ""
    depth: int = 0


def spots(tree: Tree) -> list[Spot]:
    """All places, the outermost first."""
    found = [Spot(tree, lambda new: new)]
    for spot in found:
        found.extend(_inner(spot))
    return found


def _inner(spot: Spot) -> Iterator[Spot]:
    match spot.tree:
        case Add():
            yield from _terms(spot)
        case Negate() | Multiply() | Divide():
            yield from _factors(spot)
        case Power(base, exponent):
            yield _below(spot, base, lambda new: Power(new, exponent), "base")
            yield _below(spot, exponent, lambda new: Power(base, new), "exponent")
        case Call(name, arguments):
            for index, argument in enumerate(arguments):
                if is_value(argument):  # the condition of a case is none
                    role = "case" if name == "where" else "argument"
                    yield _below(spot, argument, _argument(spot.tree, index), role, name)
        case Fold(kind, body, index_name, low, high):
            yield _below(spot, body, lambda new: Fold(kind, new, index_name, low, high), "body", kind)


def _terms(spot: Spot) -> Iterator[Spot]:
    terms = terms_of(spot.tree)
    for index, term in enumerate(terms):
        yield _below(spot, term, _term(terms, index), "term")


def _factors(spot: Spot) -> Iterator[Spot]:
    view = product_of(spot.tree)
    if len(view.over) + len(view.under) == 1 and not view.under and not view.negative:
        return
    for index, factor in enumerate((*view.over, *view.under)):
        if not isinstance(factor, Number):
            role = "factor" if index < len(view.over) else "denominator"
            yield _below(spot, factor, _factor(view, index), role)


def _below(spot: Spot, tree: Tree, put: Put, role: str, function: str = "") -> Spot:
    outer = spot.put
    return Spot(tree, lambda new: outer(put(new)), role, function, spot.depth + 1)


def _term(terms: tuple[Tree, ...], index: int) -> Put:
    return lambda new: Add((*terms[:index], new, *terms[index + 1 :]))


def _factor(view: Product, index: int) -> Put:
    return lambda new: view.changed(index, new).tree


def _argument(call: Call, index: int) -> Put:
    arguments = call.arguments
    return lambda new: Call(call.function, (*arguments[:index], new, *arguments[index + 1 :]))
