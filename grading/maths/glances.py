"""The first look at two formulas: at small numbers, with few bits. Most wrong answers differ there."""

from collections.abc import Mapping

from flint import fmpq

from grading.maths import sampling
from grading.maths.domains import Domain
from grading.maths.kept import kept_for
from grading.maths.reals import REAL
from grading.maths.sampling import Point
from grading.maths.tree import Tree
from grading.maths.values import Evaluator, TooMuch, Undefined, Unsure, Value, bits

_BITS = 64
_STEPS = 300


def differ_at(answer: Tree, reference: Tree, domains: Mapping[str, Domain]) -> Point | None:
    """Small numbers at which two formulas of real numbers certainly differ; None says nothing."""
    point = sampling.small_point(domains)
    if point is None:
        return None
    with bits(_BITS):
        wanted = kept_for(reference, differ_at, point, lambda: _value(reference, point))
        found = None if wanted is None else _value(answer, point)
        return point if wanted is not None and found is not None and _is_not_zero(found - wanted) else None


def prepare(reference: Tree, domains: Mapping[str, Domain]) -> None:
    """Look at a right answer before any other comes."""
    differ_at(reference, reference, domains)


def _is_not_zero(value: Value) -> bool:
    return bool(value) if type(value) is fmpq else not REAL.has_zero(value)


def _value(tree: Tree, point: Point) -> Value | None:
    try:
        return Evaluator(REAL, point, steps=_STEPS).value(tree)
    except (Undefined, Unsure, TooMuch):
        return None
