"""Where a relation in one unknown can change its truth: the zeros of its sides' difference and of its denominators."""

from collections.abc import Callable, Iterator
from fractions import Fraction

from grading.maths.infinity import infinite_sign
from grading.maths.polynomials import NotRational, quotient
from grading.maths.reals import REAL
from grading.maths.relations.balance import balance
from grading.maths.relations.critical import NotAlgebraic, zeros
from grading.maths.relations.monotone import factors, zeros_by_slopes
from grading.maths.relations.periodic import Window, periodic_zeros
from grading.maths.tree import (
    Add,
    Call,
    Divide,
    Fold,
    Logic,
    Multiply,
    Negate,
    Number,
    Power,
    Relation,
    Tree,
    is_whole,
    names,
    nodes,
    types,
)
from grading.maths.values import Arithmetic, Value

_BREAKING = frozenset({Divide, Power, Call})
_ZERO, _ONE = Number(Fraction(0)), Number(Fraction(1))


def critical_points(
    tree: Tree, name: str, arithmetic: Arithmetic, window: Window | None = None, *, slopes: bool = False
) -> list[Value]:
    """All values of the unknown at which the relation may change, in any order. Raises NotAlgebraic.

    window: where the unknown may be, so that of the infinitely many zeros of a sine only some are asked for. slopes:
    whether to look at slopes, too, which takes its time.
    """
    found: list[Value] = []
    has_terms = Fold in types(tree)
    for part in deciding(tree, name, balance if arithmetic is REAL else _difference):
        if has_terms and not names(part) <= {name}:
            raise NotAlgebraic  # a part of a term of a sum, with its index
        try:
            found += zeros(part, name, arithmetic)
        except NotAlgebraic:
            if arithmetic is not REAL:
                raise
            found += _zeros_of_others(part, name, window, slopes=slopes)
    return found


def _zeros_of_others(part: Tree, name: str, window: Window | None, *, slopes: bool) -> list[Value]:
    """The zeros of what is not algebraic."""
    try:
        if window is None:
            raise NotAlgebraic
        return periodic_zeros(part, name, window)
    except NotAlgebraic:
        if not slopes:
            raise
        return zeros_by_slopes(part, name)


def _difference(left: Tree, right: Tree) -> Tree:
    # exp(z) = exp(0) has more complex solutions than z = 0
    return Add((left, Negate(right)))


def atoms(tree: Tree) -> Iterator[tuple[Tree, Tree, str]]:
    """Each single comparison: left side, right side, sign."""
    if isinstance(tree, Logic):
        for part in tree.parts:
            yield from atoms(part)
    if isinstance(tree, Relation):
        yield from zip(tree.terms, tree.terms[1:], tree.signs, strict=False)


def deciding(tree: Tree, name: str, between: Callable[[Tree, Tree], Tree]) -> dict[Tree, None]:
    """The expressions at whose zeros the relation may change, each once. between: zero where two sides are equal."""
    found: dict[Tree, None] = {}
    for left, right, _sign in atoms(tree):
        inner = [node for side in (left, right) for node in nodes(side) if type(node) in _BREAKING]
        if any(map(_is_nowhere, inner)):
            continue
        if left != right and infinite_sign(left) is None and infinite_sign(right) is None:
            gap = between(left, right)
            found.update(dict.fromkeys(factors(gap)) if _ZERO in (left, right) else {gap: None})
        found.update({part: None for node in inner for part in _breaking(node)})
    return {part: None for part in found if name in names(part)}


def _is_nowhere(node: Tree) -> bool:
    """Whether it divides by zero wherever one looks, as x/0 on the line y = 0."""
    match node:
        case Divide(_, Number(value)):
            return not value
        case Divide(_, Add() | Multiply() as under):
            try:
                return bool(quotient(under, tuple(sorted(names(under))))[0].is_zero())
            except NotRational:
                return False
    return False


def _breaking(node: Tree) -> tuple[Tree, ...]:
    """At whose zeros this node has no value, or jumps."""
    match node:
        case Divide(_, under):
            return (under,)
        case Power(base, exponent) if not (is_whole(exponent) and isinstance(exponent, Number)):
            return (base,)
        case Call("sqrt" | "root" | "sign", (inner, *_)):
            return (inner,)
        case Call("log", arguments):
            return (*arguments, *(Add((part, Negate(_ONE))) for part in arguments[1:]))
        case Call("arcsin" | "arccos" | "artanh" | "arcosh", (inner,)):
            return Add((inner, _ONE)), Add((inner, Negate(_ONE)))
    return ()
