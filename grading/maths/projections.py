"""Comparisons without the names that only stand between bounds, and values of these names when the others are known.

`f <= h - u` and `f >= h + v` hold for some f just where `h + v <= h - u`, which says nothing of h. Sources: Fourier,
Histoire de l'Académie, 1824; Schrijver, Theory of Linear and Integer Programming, 1986, section 12.2.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

from flint import fmpq

from grading.maths.certificates import TURNED, bounds_on
from grading.maths.comparisons import Case
from grading.maths.domains import Domain
from grading.maths.opaque import Letters
from grading.maths.reals import REAL, centre
from grading.maths.tree import Add, Divide, Negate, Number, Relation, Tree, names
from grading.maths.trees import rational, substituted
from grading.maths.values import Evaluator, TooMuch, Undefined, Unsure

_ZERO = Number(Fraction(0))


@dataclass(frozen=True)
class _Bound:
    """A name is above (or below) a value, or at it where this is not strict."""

    value: Tree
    is_below: bool
    is_strict: bool


@dataclass(frozen=True)
class Projection:
    """case: comparisons without some names. bounds: between what these lie, each in terms of those after it."""

    case: Case
    bounds: dict[str, list[_Bound]]

    def completed(self, point: Mapping[str, Any]) -> dict[str, Any]:
        """The point with values of the names that were left out, if there are any."""
        whole = dict(point)
        for name, bounds in reversed(self.bounds.items()):
            value = _between(bounds, whole)
            if value is not None:
                whole[name] = value
        return whole


def projected(case: Case, domains: Mapping[str, Domain]) -> Projection:
    """Without each name for which that makes no more comparisons."""
    left_out = dict[str, list[_Bound]]()
    for name in sorted(set().union(*map(names, case))):
        found = _without(name, case, domains) if _is_free(name, domains) else None
        if found is not None:
            case, left_out[name] = found
    return Projection(case, left_out)


def gap_of(relation: Relation) -> Tree:
    """What is above 0 where an inequality holds."""
    left, right = relation.terms
    return Add((right, Negate(left))) if relation.signs[0] in TURNED else Add((left, Negate(right)))


def _is_free(name: str, domains: Mapping[str, Domain]) -> bool:
    domain = domains.get(name)
    return domain is not None and domain.is_continuous and not domain.nonzero


def _without(name: str, case: Case, domains: Mapping[str, Domain]) -> tuple[Case, list[_Bound]] | None:
    """The case without a name, and its bounds; None where it does more than lie between some."""
    bounds, rest = list[_Bound](), list[Relation]()
    for relation in (*case, *bounds_on([name], domains)):
        match _read(relation, name) if name in names(Add(relation.terms)) else relation:
            case _Bound() as bound:
                bounds.append(bound)
            case Relation() as said:
                rest.append(said)
            case None:
                return None
    pairs = list(product((each for each in bounds if each.is_below), (each for each in bounds if not each.is_below)))
    if len(pairs) > len(bounds):
        return None
    return (*rest, *(_compared(low, high) for low, high in pairs)), bounds


def _read(relation: Relation, name: str) -> _Bound | Relation | None:
    """The bound that it sets to a name, or what it says without the name; None where the name is no bare term of it."""
    (sign,), gap = relation.signs, gap_of(relation)
    letters = Letters.of(gap)
    found = letters.quotient(gap) if sign not in ("=", "!=") else None
    if found is None or any(name in names(part) for part in letters.parts):
        return None
    (over, under), at = found, letters.all.index(name)
    slope = over.derivative(at)
    if under.degrees()[at] or over.degrees()[at] > 1:
        return None
    sign = TURNED.get(sign, sign)
    without = substituted(gap, {name: _ZERO})
    if not slope:
        return Relation((without, _ZERO), (sign,))
    factor = slope.leading_coefficient() / under.leading_coefficient()
    if slope != factor * under:
        return None
    return _Bound(Divide(without, rational(-factor)), factor > 0, sign == ">")


def _compared(low: _Bound, high: _Bound) -> Relation:
    """That one lies below the other, without what both have in common."""
    sign = ">" if low.is_strict or high.is_strict else ">="
    gap: Tree = Add((high.value, Negate(low.value)))
    letters = Letters.of(gap)
    found = letters.quotient(gap)
    if found is not None and found[1].is_constant():
        gap = letters.tree(found[0] / found[1].leading_coefficient())
    return Relation((gap, _ZERO), (sign,))


def _between(bounds: Sequence[_Bound], point: Mapping[str, Any]) -> Any | None:
    """A value between the bounds, in the middle where there are two; None where they have no values."""
    evaluator = Evaluator(REAL, point)
    with suppress(Undefined, Unsure, TooMuch):
        low = max((centre(evaluator.value(bound.value)) for bound in bounds if bound.is_below), default=None)
        high = min((centre(evaluator.value(bound.value)) for bound in bounds if not bound.is_below), default=None)
        if low is None:
            return fmpq(0) if high is None else high - 1
        return low + 1 if high is None else (low + high) / 2
    return None
