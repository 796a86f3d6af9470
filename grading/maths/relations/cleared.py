"""Comparisons without denominators and factors whose sign is known: `0 < x/(a + b) < 1` is x > 0 and x < a + b."""

from collections.abc import Mapping

from flint import fmpq

from grading.maths.conditions import TURNED
from grading.maths.domains import Domain
from grading.maths.everywhere import has_value_everywhere
from grading.maths.opaque import Letters
from grading.maths.polynomials import factored
from grading.maths.signs import signs_of
from grading.maths.tree import (
    Add,
    Call,
    Constant,
    Divide,
    Logic,
    Multiply,
    Negate,
    Power,
    Relation,
    Tree,
    is_whole,
    names,
    nodes,
)
from grading.maths.trees import rational

_ZERO, _ONE, _INFINITY = rational(0), rational(1), Constant("oo")
_ORDERED = frozenset(TURNED) - {"=", "!="}
# Longer chains, and longer comparisons, are left as they are.
_LONGEST, _MOST_NODES = 8, 80


def cleared(tree: Tree, domains: Mapping[str, Domain]) -> Tree:
    """The same statement about real numbers, its comparisons multiplied by what has one sign and is never 0."""
    match tree:
        case Logic(word, parts):
            return Logic(word, tuple(cleared(part, domains) for part in parts))
        case Relation(terms, signs) if len(terms) <= _LONGEST and any(map(_has_denominator, terms)):
            pairs = zip(terms, signs, terms[1:], strict=False)
            found = tuple(_cleared(*pair, domains) for pair in pairs)
            return found[0] if len(found) == 1 else Logic("and", found)
    return tree


def _has_denominator(tree: Tree) -> bool:
    for node in nodes(tree):
        match node:
            case Divide(_, under) if names(under):
                return True
            case Power(base, Negate(exponent)) if names(base) and is_whole(exponent):
                return True
    return False


def _cleared(left: Tree, sign: str, right: Tree, domains: Mapping[str, Domain]) -> Tree:
    relation = Relation((left, right), (sign,))
    parts = (*nodes(left), *nodes(right))
    is_plain = len(parts) <= _MOST_NODES and _INFINITY not in parts
    if sign not in _ORDERED or not is_plain or not all(has_value_everywhere(side, domains) for side in (left, right)):
        return relation
    if (parted := _of_extreme(left, sign, right) or _of_extreme(right, TURNED[sign], left)) is not None:
        return cleared(parted, domains)
    letters = Letters.of(left, right)
    found = letters.quotient(Add((left, Negate(right))))
    if found is None or found[0].is_zero():
        return relation
    constant, factors = factored(found[0] * found[1])
    known = [(letters.tree(factor), power) for factor, power in factors]
    return _by_factors(constant, known, sign, domains)


def _of_extreme(side: Tree, sign: str, other: Tree) -> Tree | None:
    """max(u, v) < w is u < w and v < w."""
    match side:
        case Call("max" | "min" as function, parts):
            word = "and" if (function == "max") == (sign in ("<", "<=")) else "or"
            return Logic(word, tuple(Relation((part, other), (sign,)) for part in parts))
    return None


def _by_factors(constant: fmpq, factors: list[tuple[Tree, int]], sign: str, domains: Mapping[str, Domain]) -> Tree:
    """That the product of factors with their powers is above 0, or the like, without those whose sign is known."""
    kept: list[Tree] = [rational(abs(constant))]
    is_turned = constant < 0
    for factor, power in factors:
        signs = signs_of(factor, domains)
        is_known = 0 not in signs and (len(signs) == 1 or power % 2 == 0)
        if not is_known:
            kept.append(Power(factor, rational(power)) if power > 1 else factor)
        elif signs == {-1} and power % 2:
            is_turned = not is_turned
    return Relation((Multiply((*kept, _ONE)), _ZERO), (TURNED[sign] if is_turned else sign,))
