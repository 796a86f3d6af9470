"""The part of a domain in which what is given leaves a name: sines have too many zeros to be looked at elsewhere."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction

from flint import arb

from grading.maths.boundary import Boundary
from grading.maths.conditions import TURNED
from grading.maths.domains import Domain
from grading.maths.reals import REAL
from grading.maths.tree import Name, Relation, Tree, names
from grading.maths.values import TooMuch, Undefined, Unsure, Value

# Bounds beyond this are none: nobody can look at all zeros of a sine that lie inside.
_FAR = 10_000
_NEAR = Fraction(14)


def narrowed(name: str, domain: Domain, given: Iterable[Tree]) -> Domain:
    """The domain between whole numbers just outside of the bounds that are given for the name."""
    lows, highs = [domain.low], [domain.high]
    for sign, value in _bounds(name, given):
        if sign in (">", ">=", "="):
            lows.append(_below(value))
        if sign in ("<", "<=", "="):
            below = _below(-value)
            highs.append(None if below is None else -below)
    low = max((each for each in lows if each is not None), default=None)
    high = min((each for each in highs if each is not None), default=None)
    return domain if low is not None and high is not None and low >= high else replace(domain, low=low, high=high)


def bounded(domain: Domain) -> Domain:
    """The part of a domain that lies near 0, or near its one bound, for a look at some of the zeros of a sine."""
    if domain.high is not None:
        return replace(domain, low=domain.high - 2 * _NEAR)
    low = -_NEAR if domain.low is None else domain.low
    return replace(domain, low=low, high=low + 2 * _NEAR)


def _bounds(name: str, given: Iterable[Tree]) -> Iterator[tuple[str, Value]]:
    for part in given:
        if isinstance(part, Relation) and len(part.signs) == 1:
            left, right = part.terms
            for side, other, sign in ((left, right, part.signs[0]), (right, left, TURNED[part.signs[0]])):
                if side == Name(name) and not names(other):
                    with suppress(Undefined, Unsure, TooMuch):
                        yield sign, Boundary(REAL, {}).value(other)


def _below(value: Value) -> Fraction | None:
    """A whole number below; None where it is far."""
    whole = arb(value).lower().floor().unique_fmpz()
    return None if whole is None or abs(whole) > _FAR else Fraction(int(whole) - 1)
