"""Functions that were pulled apart, exchanged or read in another unit."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from grading.maths.misread import in_other_bases
from grading.maths.spots import ONE, Product, Spot, negated, number, product_of, terms_of
from grading.maths.tree import Add, Call, Constant, Divide, Fold, Multiply, Negate, Number, Power, Tree, children

_ANGLES = ("sin", "cos", "tan")
_EXCHANGED = {"sin": "cos", "cos": "sin", "sinh": "cosh", "cosh": "sinh"}
_PULLED = frozenset({*_EXCHANGED, "tan", "tanh", "exp", "log", "sqrt", "sigmoid", "softplus"})
_SPLIT = frozenset(
    {"sin", "cos", "tan", "tanh", "abs", "relu", "sigmoid", "softplus", "factorial", "det", "logdet", "norm", "softmax"}
)
_EXTREMES = {"max": "min", "min": "max"}


def _each(term: Tree, function: str) -> Tree:
    """A function of a term of a sum, with the sign of the term before it."""
    return Negate(Call(function, (term.inner,))) if isinstance(term, Negate) else Call(function, (term,))


def log_of_a_sum(spot: Spot) -> Iterator[Tree]:
    match spot.tree:
        case Call("log", (Add() as inner,)):
            terms = tuple(term for term in terms_of(inner) if term != ONE)
            logs = tuple(_each(term, "log") for term in terms)
            yield Add(logs) if len(logs) > 1 else logs[0]
        case Call("log1p", (inner,)):
            yield Call("log", (inner,))
        case Call("log", (Fold("Sum", body, index, low, high),)):
            yield Fold("Sum", Call("log", (body,)), index, low, high)
        case Add(terms) if all(isinstance(term, Call) and term.function == "log" for term in terms):
            yield Call("log", (Add(tuple(children(term)[0] for term in terms)),))


def log_of_a_product(spot: Spot) -> Iterator[Tree]:
    """The product of the logarithms, or their quotient."""
    match spot.tree:
        case Call("log", (Multiply() | Divide() as inner,)):
            view = product_of(inner)
            over, under = (tuple(Call("log", (factor,)) for factor in part) for part in (view.over, view.under))
            if not view.negative and len(over) + len(under) > 1 and view.over != (ONE,):
                yield Product(False, over, under).tree
        case Call("log", (Power(base, exponent),)):
            yield Power(Call("log", (base,)), exponent)


def exp_of_a_sum(spot: Spot) -> Iterator[Tree]:
    match spot.tree:
        case Call("exp", (Add() as inner,)):
            yield Add(tuple(_each(term, "exp") for term in terms_of(inner)))
        case Power(base, Add() as inner) if isinstance(base, Constant | Number):
            yield Add(tuple(Power(base, term) for term in terms_of(inner)))


def function_of_a_sum(spot: Spot) -> Iterator[Tree]:
    """sin(a) + sin(b) for sin(a + b), det(A) + det(B) for det(A + B)."""
    match spot.tree:
        case Call(name, (Add() as inner,)) if name in _SPLIT:
            yield Add(tuple(_each(term, name) for term in terms_of(inner)))


def power_inside(spot: Spot) -> Iterator[Tree]:
    """The sum of the squares for the square of the sum, f(x^2) for f(x)^2, and the reverse."""
    match spot.tree:
        case Fold("Sum", Power(base, exponent), index, low, high):
            yield Power(Fold("Sum", base, index, low, high), exponent)
        case Power(Fold("Sum", body, index, low, high), exponent):
            yield Fold("Sum", Power(body, exponent), index, low, high)
        case Power(Call(name, (inner,)), exponent) if name in (*_PULLED, "E"):
            yield Call(name, (Power(inner, exponent),))
        case Call(name, (Power(inner, exponent),)) if name in (*_PULLED, "E"):
            yield Power(Call(name, (inner,)), exponent)


def pulled_out(spot: Spot) -> Iterator[Tree]:
    """2 sin(x) for sin(2 x)."""
    match spot.tree:
        case Call(name, (inner,)) if name in _PULLED:
            view = product_of(inner)
            for index, factor in enumerate((*view.over, *view.under)):
                if isinstance(factor, Number) and len(view.over) + len(view.under) > 1 and factor != ONE:
                    rest = Call(name, (view.without(index).tree,))
                    yield Multiply((factor, rest)) if index < len(view.over) else Divide(rest, factor)


def sine_for_cosine(spot: Spot) -> Iterator[Tree]:
    match spot.tree:
        case Call(name, arguments) if name in _EXCHANGED:
            yield Call(_EXCHANGED[name], arguments)


def degrees(spot: Spot) -> Iterator[Tree]:
    match spot.tree:
        case Call(name, (angle,)) if name in _ANGLES:
            yield Call(name, (Divide(Multiply((Constant("pi"), angle)), Number(Fraction(180))),))


def base_of_the_log(spot: Spot) -> Iterator[Tree]:
    """Another base: of all logarithms together, and of each alone."""
    if spot.role == "whole" or (isinstance(spot.tree, Call) and spot.tree.function == "log"):
        yield from in_other_bases(spot.tree)


def largest_for_smallest(spot: Spot) -> Iterator[Tree]:
    match spot.tree:
        case Call(name, arguments) if name in _EXTREMES and len(arguments) > 1:
            yield Call(_EXTREMES[name], arguments)


def swapped_arguments(spot: Spot) -> Iterator[Tree]:
    match spot.tree:
        case Call("binomial" | "mod" | "root", (first, second)):
            yield Call(spot.tree.function, (second, first))


def bounds_off_by_one(spot: Spot) -> Iterator[Tree]:
    if not isinstance(spot.tree, Fold):
        return
    low, high = spot.tree.low, spot.tree.high
    yield replace(spot.tree, high=_moved(high, -1))
    yield replace(spot.tree, high=_moved(high, 1))
    yield replace(spot.tree, low=_moved(low, 1))
    yield replace(spot.tree, low=_moved(low, -1))


def _moved(bound: Tree, step: int) -> Tree:
    return number(bound.value + step) if isinstance(bound, Number) else Add((bound, number(step)))


def split_denominator(spot: Spot) -> Iterator[Tree]:
    """a/b + a/c for a/(b + c)."""
    view = product_of(spot.tree)
    for index, factor in enumerate(view.under):
        if isinstance(factor, Add):
            rest = replace(view, under=(*view.under[:index], *view.under[index + 1 :]))
            parts = tuple(replace(rest, under=(*rest.under, term)).tree for term in terms_of(factor))
            yield Add(parts)


def lost_parentheses(spot: Spot) -> Iterator[Tree]:
    """What a formula says when the parentheses of one sum or product in it are left out."""
    match spot.tree:
        case Negate(Add() as inner):
            first, *rest = terms_of(inner)
            yield Add((negated(first), *rest))
        case Add(terms):
            yield from _minus_on_the_first(terms)
        case Power(base, Add() as exponent):
            yield _after_the_power(base, exponent)
        case Call("exp", (Add() as exponent,)):
            yield _after_the_power(Constant("e"), exponent)
        case Power(base, Negate() | Multiply() | Divide() as exponent):
            yield from _out_of_the_exponent(base, product_of(exponent))
        case Power(Add() as base, exponent):
            *others, last = terms_of(base)
            yield Add(
                (*others, Negate(Power(last.inner, exponent)) if isinstance(last, Negate) else Power(last, exponent))
            )
        case Negate() | Multiply() | Divide():
            yield from _without_parentheses(product_of(spot.tree))


def _minus_on_the_first(terms: tuple[Tree, ...]) -> Iterator[Tree]:
    """a - b + c for a - (b + c)."""
    for index, term in enumerate(terms):
        if isinstance(term, Negate) and isinstance(term.inner, Add):
            first, *rest = terms_of(term.inner)
            yield Add((*terms[:index], negated(first), *rest, *terms[index + 1 :]))


def _without_parentheses(view: Product) -> Iterator[Tree]:
    yield from _powers_without_parentheses(view)
    for index, factor in enumerate((*view.over, *view.under)):
        if not isinstance(factor, Add):
            continue
        first, *rest = terms_of(factor)
        yield Add((view.changed(index, first).tree, *rest))
        if index < len(view.over):
            *rest, last = terms_of(factor)
            yield Add((*rest, view.changed(index, last).tree))
    if len(view.under) > 1 or (len(view.under) == 1 and isinstance(view.under[0], Multiply)):
        *others, last = view.under
        above = (*view.over, last)
        yield Product(view.negative, above, tuple(others)).tree


def _after_the_power(base: Tree, exponent: Add) -> Tree:
    """x^n + 1 for x^(n + 1)."""
    first, *rest = terms_of(exponent)
    return Add((Power(base, first), *rest))


def _out_of_the_exponent(base: Tree, exponent: Product) -> Iterator[Tree]:
    """x^2/3 for x^(2/3)."""
    first, *rest = exponent.over
    if rest or exponent.under:
        power = Power(base, negated(first) if exponent.negative else first)
        yield Product(False, (power, *rest), exponent.under).tree


def _powers_without_parentheses(view: Product) -> Iterator[Tree]:
    """x^n + 1/(n + 1) for x^(n + 1)/(n + 1), and with the other parentheses lost, too."""
    for index, factor in enumerate(view.over):
        if not (isinstance(factor, Power) and isinstance(factor.exponent, Add)):
            continue
        power, *between, last = terms_of(factor.exponent)
        before = Product(view.negative, (*view.over[:index], Power(factor.base, power))).tree
        after = product_of(last)
        for under, *behind in _unders(view.under):
            behind_it = Product(after.negative, (*after.over, *view.over[index + 1 :]), (*after.under, *under)).tree
            yield Add((before, *between, behind_it, *behind))


def _unders(under: tuple[Tree, ...]) -> Iterator[tuple[tuple[Tree, ...], *tuple[Tree, ...]]]:
    """What stands below, and what comes behind it: of a sum as it is, then of its first term alone."""
    yield (under,)
    if len(under) == 1 and isinstance(under[0], Add):
        first, *rest = terms_of(under[0])
        yield ((first,), *rest)
