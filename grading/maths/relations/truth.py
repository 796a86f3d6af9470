"""Is a relation true at a point? At its boundaries too, where both sides are equal but known only as balls."""

from collections.abc import Mapping
from itertools import pairwise

from flint import fmpq

from grading.maths.infinity import infinite_sign
from grading.maths.reals import sign_of
from grading.maths.tree import Logic, Relation, Tree
from grading.maths.values import Arithmetic, Evaluator, Undefined, Unsure, Value

# A ball around zero that is smaller than 2^-600 is taken for zero; balls have 1280 bits.
BITS = 1280
_ZERO = 600
_HOLDS = {"=": (0,), "!=": (-1, 1), "<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (0, 1)}


class Boundary(Evaluator):
    """Evaluates at points that solve an equation, where what is exactly zero comes out as a tiny ball around it."""

    def held(self, value: Value) -> Value:
        found = super().held(value)
        return fmpq(0) if is_zero(found, self.arithmetic) else found


def is_zero(value: Value, arithmetic: Arithmetic) -> bool:
    """Exactly zero, or a ball around it that is smaller than 2^-600."""
    if type(value) is fmpq:
        return not value
    return bool(arithmetic.has_zero(value) and arithmetic.size(value).abs_upper() * 2**_ZERO <= 1)


def truth(tree: Tree, point: Mapping[str, Value], arithmetic: Arithmetic) -> bool | None:
    """Whether the relation is true at the point; None where a side of it has no value. Raises Unsure or TooMuch."""
    return _truth(tree, Boundary(arithmetic, point))


def _truth(tree: Tree, evaluator: Evaluator) -> bool | None:
    match tree:
        case Logic("not", (part,)):
            found = _truth(part, evaluator)
            return None if found is None else not found
        case Logic(word, parts):
            return _joined(word, [_truth(part, evaluator) for part in parts])
        case Relation(terms, signs):
            return _chain(terms, signs, evaluator)
    raise TypeError(tree)


def _joined(word: str, found: list[bool | None]) -> bool | None:
    """`1/x > 0 or x = 0` is true at 0: what has no value only counts where nothing else decides."""
    settling = word == "or"
    if settling in found:
        return settling
    return None if None in found else not settling


def _chain(terms: tuple[Tree, ...], signs: tuple[str, ...], evaluator: Evaluator) -> bool | None:
    try:
        sides = [_side(term, evaluator) for term in terms]
        signs_found = [_compared(*pair, evaluator) for pair in pairwise(sides)]
    except Undefined:
        return None
    return all(found in _HOLDS[sign] for found, sign in zip(signs_found, signs, strict=True))


# A finite value, or 1 and -1 for infinities.
_Side = tuple[Value, int]


def _side(term: Tree, evaluator: Evaluator) -> _Side:
    infinite = infinite_sign(term)
    return (fmpq(0), infinite) if infinite else (evaluator.value(term), 0)


def _compared(first: _Side, second: _Side, evaluator: Evaluator) -> int:
    """The sign of first - second; for complex numbers only whether they are equal: 0 or 1."""
    if first[1] != second[1]:
        return 1 if first[1] > second[1] else -1
    difference = evaluator.held(first[0] - second[0])
    if type(difference) is fmpq:
        return sign_of(difference)
    if evaluator.arithmetic.name == "real":
        return sign_of(difference)
    if evaluator.arithmetic.has_zero(difference):
        raise Unsure
    return 1
