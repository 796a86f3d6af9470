"""Expressions without names: their signs, as balls tell them."""

from fractions import Fraction

from flint import fmpq

from grading.maths.conditions import HOLDS
from grading.maths.reals import REAL, sign_of
from grading.maths.tree import Add, Negate, Number, Relation, Tree, names
from grading.maths.trees import rational
from grading.maths.values import Evaluator, TooMuch, Undefined, Unsure, bits

_BITS = 256
_ZERO = Number(Fraction(0))


def certain_sign(tree: Tree) -> int:
    """1 or -1; 0 where it is zero or not certain."""
    try:
        with bits(_BITS):
            return sign_of(Evaluator(REAL, {}).value(tree))
    except (Undefined, Unsure, TooMuch):
        return 0


def as_number(tree: Tree) -> fmpq | None:
    """Its value, where that is rational."""
    try:
        with bits(_BITS):
            value = Evaluator(REAL, {}).value(tree)
    except (Undefined, Unsure, TooMuch):
        return None
    return value if type(value) is fmpq else None


def short(tree: Tree) -> Tree:
    """A number as itself, where it is rational."""
    value = as_number(tree)
    return tree if value is None else rational(value)


def constant_truth(relation: Relation) -> bool | None:
    """Whether a relation of numbers holds; None for one with names, and where it is not certain."""
    if names(relation):
        return None
    found: set[bool | None] = set()
    for left, right, sign in zip(relation.terms, relation.terms[1:], relation.signs, strict=False):
        difference = short(Add((left, Negate(right))))
        size = certain_sign(difference)
        found.add(size in HOLDS[sign] if size or difference == _ZERO else None)
    return False if False in found else None if None in found else True


def without_constants(case: tuple[Relation, ...]) -> tuple[Relation, ...] | None:
    """What is said together, without relations of numbers such as 1 = 1; None where one does not hold: 0 = 1."""
    told = [(relation, constant_truth(relation)) for relation in case]
    if any(truth is False for _relation, truth in told):
        return None
    return tuple(relation for relation, truth in told if truth is None)
