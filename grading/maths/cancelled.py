"""What is left of a difference when the terms on both sides are taken away: of 1 - exp(-10^5) and 1, exp(-10^5)."""

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from flint import fmpq

from grading.maths.spots import number, terms_of
from grading.maths.tree import Add, Negate, Number, Tree
from grading.maths.values import Arithmetic, Evaluator, TooMuch, Undefined, Unsure


def leaves_something(first: Tree, second: Tree, point: Mapping[str, Any], arithmetic: Arithmetic) -> bool:
    """Whether what is not on both sides is certainly not 0 at the point, however small (False: not known)."""
    try:
        left = Evaluator(arithmetic, dict(point)).value(cancelled(first, second))
    except (Undefined, Unsure, TooMuch):
        return False
    return bool(left) if type(left) is fmpq else not arithmetic.has_zero(left)


def cancelled(first: Tree, second: Tree) -> Tree:
    """`first` less `second`, without the terms that are written in both; numbers are added up."""
    total, left = Fraction(0), Counter[Tree]()
    for tree, sign in ((first, 1), (second, -1)):
        for term in terms_of(tree):
            inner, turned = (term.inner, -sign) if isinstance(term, Negate) else (term, sign)
            if isinstance(inner, Number):
                total += turned * inner.value
            else:
                left[inner] += turned
    terms = [each for inner, times in left.items() for each in _times(inner, times)]
    terms += [number(total)] if total else []
    return Add(tuple(terms)) if len(terms) > 1 else terms[0] if terms else number(0)


def _times(inner: Tree, times: int) -> list[Tree]:
    return [inner if times > 0 else Negate(inner)] * abs(times)
