"""Infinite constants: which trees are plus or minus infinity."""

from grading.maths.reals import REAL, sign_of
from grading.maths.tree import Add, Constant, Divide, Multiply, Negate, Tree, names
from grading.maths.values import Evaluator, TooMuch, Undefined, Unsure, bits


def infinite_sign(tree: Tree) -> int | None:
    """1 or -1 for plus or minus infinity, None for what is finite, has no value, or is not known to be infinite."""
    match tree:
        case Constant("oo"):
            return 1
        case Negate(inner):
            sign = infinite_sign(inner)
            return None if sign is None else -sign
        case Add(terms):
            signs = {infinite_sign(term) for term in terms} - {None}
            return signs.pop() if len(signs) == 1 else None
        case Multiply(factors):
            return _of_product(factors)
        case Divide(over, under):
            sign = infinite_sign(over)
            return None if sign is None or infinite_sign(under) is not None else _times(sign, under)
    return None


def _of_product(factors: tuple[Tree, ...]) -> int | None:
    signs = [infinite_sign(factor) for factor in factors]
    if not any(signs):
        return None
    result: int | None = 1
    for factor, sign in zip(factors, signs, strict=True):
        result = None if result is None else result * sign if sign is not None else _times(result, factor)
    return result


def _times(sign: int, factor: Tree) -> int | None:
    """The sign of infinity times a finite constant; None for zero and for what holds names."""
    if names(factor):
        return None
    with bits(64):
        try:
            return sign * sign_of(Evaluator(REAL, {}).value(factor)) or None
        except (Undefined, Unsure, TooMuch):
            return None
