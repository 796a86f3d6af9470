"""A line as it is when logarithms of products are taken apart and products of sums multiplied out."""

from itertools import product as pairings

from grading.maths.spots import TWO, Product, negated, product_of, terms_of, total
from grading.maths.tree import Add, Call, Multiply, Negate, Number, Power, Tree
from grading.maths.trees import with_changed

# Longer sums are left as they are.
_MOST = 16


def taken_apart(tree: Tree) -> Tree:
    """Worth the same wherever both have a value.

    >>> from grading.maths.parser import parse
    >>> from grading.maths.printing import to_text
    >>> to_text(taken_apart(parse("log(exp(a)/(b*c^2))", ("a", "b", "c"))))
    'a - log(b) - 2*log(c)'
    >>> to_text(taken_apart(parse("(a + b)*(a - b)", ("a", "b"))))
    'a*a - a*b + b*a - b*b'
    """
    inner = with_changed(tree, taken_apart)
    match inner:
        case Call("log", (argument,)):
            return _logarithm(product_of(argument), inner)
        case Call("transpose", (Add(),)):
            return Add(tuple(_turned(term) for term in terms_of(inner.arguments[0])))
        case Power(Add() as base, Number() as exponent) if exponent == TWO:
            return _multiplied_out(Product(False, (base, base)), inner)
        case Multiply():
            return _multiplied_out(product_of(inner), inner)
        case Add() | Negate():
            return total(terms_of(inner))
    return inner


def _logarithm(view: Product, whole: Tree) -> Tree:
    if view.negative or (len(view.over) + len(view.under) == 1 and not isinstance(view.over[0], Power | Call)):
        return whole
    above = tuple(_log(factor) for factor in view.over if not _is_one(factor))
    return total((*above, *(negated(_log(factor)) for factor in view.under)))


def _is_one(factor: Tree) -> bool:
    return isinstance(factor, Number) and factor.value == 1


def _log(factor: Tree) -> Tree:
    match factor:
        case Call("exp", (inner,)):
            return inner
        case Power(base, exponent):
            return Multiply((exponent, Call("log", (base,))))
    return Call("log", (factor,))


def _turned(term: Tree) -> Tree:
    view = product_of(term)
    if len(view.over) == 1:
        factor = view.over[0]
        is_turned = isinstance(factor, Call) and factor.function == "transpose"
        bare = factor.arguments[0] if isinstance(factor, Call) and is_turned else Call("transpose", (factor,))
        return Product(view.negative, (bare,), view.under).tree
    turned = tuple(_turned(factor) for factor in reversed(view.over))
    return Product(view.negative, turned, view.under).tree


def _multiplied_out(view: Product, whole: Tree) -> Tree:
    sums = [terms_of(factor) for factor in view.over]
    count = 1
    for terms in sums:
        count *= len(terms)
    if not 1 < count <= _MOST:
        return whole
    made = (Multiply(chosen) if len(chosen) > 1 else chosen[0] for chosen in pairings(*sums))
    parts = (product_of(tree) for tree in made)
    return Add(tuple(Product(part.negative != view.negative, part.over, view.under).tree for part in parts))
