"""Is a relation true at a point? At its boundaries too, where both sides are equal but known only as balls."""

from collections.abc import Mapping
from functools import partial
from itertools import pairwise

from flint import fmpq

from grading.maths.boundary import Boundary
from grading.maths.conditions import has_signs, holds
from grading.maths.infinity import infinite_sign
from grading.maths.reals import sign_of
from grading.maths.tree import Name, Number, Relation, Tree
from grading.maths.values import Arithmetic, Evaluator, Undefined, Unsure, Value


def truth(tree: Tree, point: Mapping[str, Value], arithmetic: Arithmetic) -> bool | None:
    """Whether the relation is true at the point; None where a side of it has no value. Raises Unsure or TooMuch."""
    return truth_by(Boundary(arithmetic, point), tree)


def truth_by(evaluator: Evaluator, tree: Tree) -> bool | None:
    """The same by an evaluator, which counts the steps."""
    return holds(tree, partial(_chain, evaluator=evaluator))


def _chain(tree: Relation, evaluator: Evaluator) -> bool | None:
    try:
        sides = [_side(term, evaluator) for term in tree.terms]
        return has_signs(tree, [_compared(*pair, evaluator) for pair in pairwise(sides)])
    except Undefined:
        return None


# A finite value, or 1 and -1 for infinities.
_Side = tuple[Value, int]


def _side(term: Tree, evaluator: Evaluator) -> _Side:
    if type(term) is Name or type(term) is Number:
        return evaluator.value(term), 0
    infinite = infinite_sign(term)
    return (fmpq(0), infinite) if infinite else (evaluator.value(term), 0)


def _compared(first: _Side, second: _Side, evaluator: Evaluator) -> int:
    """The sign of first - second; where that is no real number only that they are not equal: 1."""
    if first[1] != second[1]:
        return 1 if first[1] > second[1] else -1
    difference = evaluator.held(first[0] - second[0])
    if type(difference) is fmpq:
        return sign_of(difference)
    if evaluator.arithmetic.name == "real":
        return sign_of(difference)
    if evaluator.arithmetic.has_zero(difference):
        raise Unsure
    return sign_of(difference.real) if difference.imag.is_zero() else 1
