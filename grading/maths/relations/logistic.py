"""Equations with `sigmoid` and `logit` as equations of odds: `y = sigmoid(x)` and `x = logit(y)` are y = e^x (1 - y).

That y lies between 0 and 1 follows, for e^x is positive; so where it is said besides it is left out. Comparisons of
logarithms alone, whatever their base, are comparisons of what stands in them.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import chain

from grading.maths.comparisons import unchained
from grading.maths.conditions import TURNED
from grading.maths.constants import certain_sign
from grading.maths.domains import Domain
from grading.maths.polynomials import NotRational, quotient
from grading.maths.relations.cleared import cleared
from grading.maths.relations.peeled import of_logarithms
from grading.maths.relations.same import are_same, is_multiple
from grading.maths.relations.zeros import have_same_zeros
from grading.maths.signs import signs_of
from grading.maths.tree import (
    ALWAYS,
    Add,
    Call,
    Divide,
    Logic,
    Multiply,
    Negate,
    Number,
    Relation,
    Tree,
    functions,
    names,
    nodes,
)
from grading.maths.trees import mapped

_ZERO, _ONE = Number(Fraction(0)), Number(Fraction(1))
_LOGISTIC = frozenset({"sigmoid", "logit"})
_CHANGED = _LOGISTIC | {"log"}
# Longer relations are left as they are.
_MOST = 120


def in_odds(answer: Tree, reference: Tree, domains: Mapping[str, Domain]) -> tuple[Tree, Tree]:
    """Both relations about real numbers with their logistic equations as equations of odds, if there are any."""
    both = answer, reference
    has_some = any(functions(tree) & _CHANGED for tree in both)
    if not has_some or sum(len(nodes(tree)) for tree in both) > _MOST:
        return both
    return _in_odds(answer, domains), _in_odds(reference, domains)


def are_same_in_odds(answer: Tree, reference: Tree, domains: Mapping[str, Domain]) -> bool:
    """Whether that shows that they are the same (False: not known)."""
    odds = in_odds(answer, reference, domains)
    if odds == (answer, reference):
        return False
    return are_same(cleared(odds[0], domains), cleared(odds[1], domains)) or have_same_zeros(*odds, domains)


def _in_odds(tree: Tree, domains: Mapping[str, Domain]) -> Tree:
    match unchained(tree):
        case Logic("or", parts) if parts:
            return Logic("or", tuple(_in_odds(part, domains) for part in parts))
        case Logic("and", parts) if parts:
            changed = [_in_odds(part, domains) for part in chain.from_iterable(map(_joined, parts))]
            return _without_implied([part for each in changed for part in _joined(each)], domains)
        case Relation((left, right), (sign,)):
            found = _of_comparison(left, sign, right)
            return _without_implied(found, domains) if found else tree
    return tree


def _of_comparison(left: Tree, sign: str, right: Tree) -> tuple[Tree, ...] | None:
    if sign == "=" and (found := _conditions(left, right) or _conditions(right, left)):
        return found
    left, right = (mapped(side, _as_logarithms) for side in (left, right))
    base = next((under for side in (left, right) for under in _bases(side)), None)
    if base is not None and (size := certain_sign(base)):
        left, right = (_times(side, base) for side in (left, right))
        sign = sign if size > 0 else TURNED[sign]
    plain = of_logarithms(left, sign, right)
    return None if plain is None else _joined(plain)


def _as_logarithms(node: Tree) -> Tree:
    match node:
        case Call("logit", (inner,)):
            return _minus(Call("log", (inner,)), Call("log", (_minus(_ONE, inner),)))
    return node


def _bases(side: Tree) -> Iterator[Tree]:
    """By what the logarithms in a sum are divided."""
    match side:
        case Negate(inner):
            yield from _bases(inner)
        case Add(terms):
            for term in terms:
                yield from _bases(term)
        case Divide(Call("log", (inner,)), under) if names(inner) and not names(under):
            yield under


def _times(side: Tree, base: Tree) -> Tree:
    """The side times what its logarithms are divided by."""
    match side:
        case Negate(inner):
            return Negate(_times(inner, base))
        case Add(terms):
            return Add(tuple(_times(term, base) for term in terms))
        case Divide(inner, under) if under == base:
            return inner
    return side if side == _ZERO else Multiply((side, base))


def _joined(tree: Tree) -> tuple[Tree, ...]:
    """What is joined by `and`."""
    tree = unchained(tree)
    if isinstance(tree, Logic) and tree.word == "and":
        return tuple(inner for part in tree.parts for inner in _joined(part))
    return (tree,)


def _conditions(side: Tree, other: Tree) -> tuple[Tree, ...] | None:
    """What is equal and what is positive, where side = other."""
    if functions(other) & _CHANGED:
        return None
    match side:
        case Call("sigmoid", (inner,)):
            return (_odds(other, _minus(_ONE, other), inner),)
        case Call("logit", (inner,)):
            return (_odds(inner, _minus(_ONE, inner), other),)
        case Call("log", (Divide(over, under),)) if _total(over, under):
            return (_odds(over, under, other),)
        case Add((Call("log", (over,)), Negate(Call("log", (under,))))):
            positive = (Relation((part, _ZERO), (">",)) for part in (over, under))
            return (_odds(over, under, other), *positive)
    return None


def _odds(over: Tree, under: Tree, exponent: Tree) -> Relation:
    return Relation((over, Multiply((Call("exp", (exponent,)), under))), ("=",))


def _minus(left: Tree, right: Tree) -> Tree:
    return Add((left, Negate(right)))


def _total(over: Tree, under: Tree) -> int:
    """The sign of what both are together, where that is a number; else 0. So not both of them are 0 anywhere."""
    both = Add((over, under))
    try:
        found, divisor = quotient(both, tuple(sorted(names(both))))
    except NotRational:
        return 0
    if not (found.is_constant() and divisor.is_constant()) or found.is_zero():
        return 0
    return 1 if found.leading_coefficient() / divisor.leading_coefficient() > 0 else -1


def _is_always(part: Tree, domains: Mapping[str, Domain]) -> bool:
    """Whether it is a condition that all numbers of the domains fulfil."""
    match part:
        case Relation((inner, Number(value)), (">",)) if not value:
            return signs_of(inner, domains) <= {1}
    return False


def _without_implied(parts: Sequence[Tree], domains: Mapping[str, Domain]) -> Tree:
    implied = [each for part in parts for each in _implied(part)]
    asked = [part for part in parts if not _is_always(part, domains)]
    kept = tuple(part for part in asked if not any(is_multiple(part, each) for each in implied))
    return ALWAYS if not kept else kept[0] if len(kept) == 1 else Logic("and", kept)


def _implied(part: Tree) -> Iterator[Tree]:
    """What follows from a = e^x b where a + b is a positive number: both of them are above 0."""
    match part:
        case Relation((over, Multiply((Call("exp", _), under))), ("=",)) if _total(over, under) > 0:
            for each in (over, under):
                yield from (Relation((each, _ZERO), (sign,)) for sign in (">", ">=", "!="))
