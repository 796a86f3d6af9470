"""Relations between polynomials in two unknowns, decided in the whole plane: cell by cell.

The curves at which something may change cut the plane into cells, in each of which both relations are true or false
throughout. Between the coordinates at which curves meet, turn or run straight along the other axis, one vertical line
crosses every region and every arc; what is left are pairs of such coordinates, and the pieces of straight lines.
Source: Collins, Quantifier elimination by cylindrical algebraic decomposition, 1975.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise, product

from flint import fmpq

from grading.maths.bisection import simplest_between
from grading.maths.complexes import COMPLEX
from grading.maths.domains import Domain
from grading.maths.polynomials import Polynomial, quotient
from grading.maths.reals import centre
from grading.maths.relations.critical import NotAlgebraic
from grading.maths.relations.look import Differs, Line, Look, belongs
from grading.maths.relations.single import coordinates, curves
from grading.maths.relations.truth import truth
from grading.maths.sampling import Point
from grading.maths.tree import Add, Name, Negate, Number
from grading.maths.values import TooMuch, Undefined, Unsure, Value

# More lines, and more points, are not looked at.
_LINES, _POINTS = 40, 400
_PLANE = 2


def agree_in_cells(look: Look, *, holes: bool) -> bool:
    """Whether both relations are the same in all cells; False where not all of them are known. Raises Differs.

    holes: whether a side without a value counts at a single point.
    """
    if len(look.domains) != _PLANE or look.arithmetic is COMPLEX:
        return False
    if any(domain.sort != "real" or domain.values for domain in look.domains.values()):
        return False
    known = _cuts(look)
    if known is None:
        return False
    (first, across), (second, up) = known.items()
    points = len(across) * (2 * len(up) + 1)
    if len(across) > _LINES or points > _POINTS:
        return False
    try:
        for value in between(across):
            if look.domains[first].contains(value):
                look.along(Line(second, {first: value}, {}))
        points_above = _vertices(look, first, across, second, up)
        return all(_agree_at(look, point, holes=holes or not is_single) for point, is_single in points_above)
    except (NotAlgebraic, Unsure, TooMuch, Undefined):
        return False


def _cuts(look: Look) -> Mapping[str, list[Value]] | None:
    """For each unknown the values at which the cells change, in order; None where not all of them are known."""
    found, is_complete = curves((look.answer, look.reference), look.domains)
    if not is_complete:
        return None
    first, second = sorted(look.domains)
    found += [curve for curve in _ends(look.domains) if curve not in found]
    cuts: dict[str, list[Value]] = {}
    for name, other in ((first, second), (second, first)):
        values, is_complete = coordinates(found, name, other, asymptotes=True)
        if not is_complete:
            return None
        cuts[name] = sorted(values, key=centre)
    return cuts


def _ends(domains: Mapping[str, Domain]) -> Iterator[Polynomial]:
    """The lines along which the domains end, or leave out 0: what lies inside must be looked at up to them."""
    symbols = tuple(sorted(domains))
    for name, domain in domains.items():
        ends = [end for end in (domain.low, domain.high) if end is not None]
        for end in {*ends, *([Fraction(0)] if domain.nonzero else [])}:
            yield quotient(Add((Name(name), Negate(Number(Fraction(end))))), symbols)[0]


def _vertices(
    look: Look, first: str, across: list[Value], second: str, up: list[Value]
) -> Iterator[tuple[Point, bool]]:
    """Points on the vertical lines, and whether each of them stands alone: both its coordinates are cuts."""
    for heights, is_single in ((up, True), (between(up), False)):
        for one, other in product(across, heights):
            if belongs(one, look.domains[first]) and belongs(other, look.domains[second]):
                yield {first: one, second: other}, is_single


def _agree_at(look: Look, point: Point, *, holes: bool) -> bool:
    """True, or Differs is raised. Raises Unsure or TooMuch where it cannot be told."""
    mine, right = (truth(tree, point, look.arithmetic) for tree in (look.answer, look.reference))
    if look.common and None in (mine, right):
        return True
    if bool(mine) != bool(right) and (holes or None not in (mine, right)):
        raise Differs(point)
    look.spots.append(point)
    return True


def between(values: list[Value]) -> list[fmpq]:
    """The simplest number below all values in order, between each two and above all."""
    exact = [centre(value) for value in values]
    if not exact:
        return [fmpq(1)]
    inner = (simplest_between(low, high) for low, high in pairwise(exact))
    return [fmpq(exact[0].floor()) - 1, *inner, fmpq(exact[-1].ceil()) + 1]
