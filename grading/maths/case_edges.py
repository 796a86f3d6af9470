"""Where formulas by cases change their case: on the edge `x > y` and `x >= y` differ, though no random point tells.

Edges are met along lines: all names but one get values, the last one is solved for, as a fraction or a narrow ball.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from itertools import chain, islice
from typing import Any

from flint import fmpq

from grading.maths.boundary import BITS, Boundary, is_certain, is_zero
from grading.maths.breakpoints import PIECEWISE, edges
from grading.maths.contradictions import cannot_hold, examples
from grading.maths.domains import Domain
from grading.maths.gaps import hides_gaps, leaves_out
from grading.maths.linear_pieces import is_linear_in_pieces, written_one_way
from grading.maths.lines import roots
from grading.maths.opaque import Letters
from grading.maths.piecewise import are_by_cases
from grading.maths.pivots import has_idle
from grading.maths.rationals import as_fmpq
from grading.maths.reals import REAL, centre
from grading.maths.sampling import Point, generator_for, plan, random_points
from grading.maths.tops import tops
from grading.maths.tree import Call, Relation, Tree, names, nodes
from grading.maths.trees import rational, substituted
from grading.maths.unmet import has_unmet
from grading.maths.values import TooMuch, Undefined, Unsure, bits

# Edges that are looked at, points that give the other names their values, and points on edges in all.
_MOST_EDGES, _OTHERS, _MOST_POINTS = 24, 10, 144
# A line through such a point with breaks of its own may meet an edge where another one does.
_SINGLE = 4
# How far beside an edge, as a part of its distance from 0.
_STEP = fmpq(1, 2**40)
# Denominators of simple fractions.
_GRAIN = 10**12
# Fewer pieces have no combinations that nobody has met.
_PAIR, _SEVERAL = 2, 3


class _Seen(Enum):
    """What one point shows. HOLE: only the answer has no value; NOTHING: it cannot be told."""

    SAME, DIFFERENT, HOLE, NOTHING = range(4)


@dataclass(frozen=True)
class Edges:
    """What the edges show. differing: a point of one at which both have values that certainly differ.

    is_hole: the answer has no value there. leaves_open: whether some case may hold at points that nobody has looked at.
    """

    differing: Point | None = None
    is_hole: bool = False
    leaves_open: bool = False


class _Differs(Exception):
    """The two differ at a point."""

    def __init__(self, edges: Edges) -> None:
        super().__init__()
        self.edges = edges


def look(
    answer: Tree,
    reference: Tree,
    domains: Mapping[str, Domain],
    seed: int,
    agreed: Sequence[Mapping[str, Any]],
    adjusted: Callable[[Any, Any, Point], tuple[Any, Any]],
) -> Edges:
    """agreed: points at which both are known to be equal. adjusted: both values up to what the field allows."""
    same, both = list(agreed), (answer, reference)
    said = edges(reference)

    def agree(point: Point) -> bool:
        seen = _look_at(answer, reference, point, adjusted, said)
        if seen is _Seen.NOTHING and (near := _simplified(point, domains)) != point:
            point, seen = near, _look_at(answer, reference, near, adjusted, said)
        if seen in (_Seen.DIFFERENT, _Seen.HOLE):
            raise _Differs(Edges(differing=point, is_hole=seen is _Seen.HOLE))
        same.extend([point] if seen is _Seen.SAME else [])
        return seen is _Seen.SAME

    def others() -> Iterator[Point]:
        return random_points(domains, generator_for(*both, seed))

    with bits(BITS):
        on_edges = _on_edges(both, domains, seed) if are_by_cases(*both) else ()
        at_tops = tops(both, domains, agreed)
        try:
            for point in chain(on_edges, at_tops):
                agree(point)
            differ = (Relation(both, ("!=",)),)
            for point in examples(differ, domains) if _has_linear_corners(both, domains) else ():
                agree(point)
            is_open = has_unmet(both, same, domains) or has_idle(both, same, domains, others, agree)
            is_proved = is_open and not hides_gaps(answer, reference, domains) and cannot_hold(differ, domains)
            return Edges(leaves_open=(is_open and not is_proved) or leaves_out(answer, reference, domains))
        except _Differs as found:
            return found.edges


def _simplified(point: Point, domains: Mapping[str, Domain]) -> Point:
    """With simple fractions for those that are next to one: an edge that was searched for is there, not just near."""
    return {name: _simple(value, domains[name]) if type(value) is fmpq else value for name, value in point.items()}


def _simple(value: fmpq, domain: Domain) -> fmpq:
    near = as_fmpq(Fraction(int(value.p), int(value.q)).limit_denominator(_GRAIN))
    return near if abs(near - value) * _GRAIN**4 < 1 and domain.contains(near) else value


def _has_linear_corners(trees: tuple[Tree, Tree], domains: Mapping[str, Domain]) -> bool:
    """Whether pieces may have combinations in which they differ though each was met, and all is linear in each."""
    pieces = sum(isinstance(node, Call) and node.function in PIECEWISE for tree in trees for node in nodes(tree))
    if len(domains) < _PAIR or pieces < _SEVERAL or not all(map(is_linear_in_pieces, trees)):
        return False
    ones, others = map(written_one_way, trees)
    letters = Letters.of(ones, others)
    return letters.quotient(ones) != letters.quotient(others)


def _value(tree: Tree, point: Point) -> Any:
    """The value on an edge, None where it has none. Raises Unsure or TooMuch."""
    try:
        return Boundary(REAL, point).value(tree)
    except Undefined:
        return None


def _is_met(part: Tree, point: Point) -> bool:
    try:
        found = _value(part, point)
    except (Unsure, TooMuch):
        return False
    return found is not None and is_zero(found, REAL)


def _look_at(
    answer: Tree,
    reference: Tree,
    point: Point,
    adjusted: Callable[[Any, Any, Point], tuple[Any, Any]],
    said: Sequence[Tree],
) -> _Seen:
    """said: what is zero where the reference says by a case what it is; there the answer needs a value."""
    try:
        wanted, found = _value(reference, point), _value(answer, point)
        if wanted is None or found is None:
            left_out = wanted is not None and any(_is_met(part, point) for part in said)
            return _Seen.HOLE if left_out else _Seen.NOTHING
        found, wanted = adjusted(found, wanted, point)
    except (Undefined, Unsure, TooMuch):
        return _Seen.NOTHING
    difference = found - wanted
    if is_zero(difference, REAL):
        return _Seen.SAME
    # What is smaller may come from a part that was taken for 0 near its root.
    return _Seen.DIFFERENT if is_certain(difference, REAL) else _Seen.NOTHING


def _on_edges(trees: tuple[Tree, Tree], domains: Mapping[str, Domain], seed: int) -> Iterator[Point]:
    """Points on the edges, then those beside edges that only one of the two has."""
    found = plan(*trees, domains, seed)
    others = [*islice(found.points, _OTHERS), *islice(found.single, _SINGLE)]
    yield from others
    shared, met = {*edges(trees[0])} & {*edges(trees[1])}, list[tuple[str, Point]]()
    for part, name, point in islice(_crossings(trees, domains, others), _MOST_POINTS):
        yield point
        met += [] if part in shared else [(name, point)]
    for name, point in met:
        yield from _beside(point, name, domains[name])


def _crossings(
    trees: tuple[Tree, Tree], domains: Mapping[str, Domain], others: Sequence[Point]
) -> Iterator[tuple[Tree, str, Point]]:
    """An edge, the name along which it is met, and the point."""
    for part in edges(*trees)[:_MOST_EDGES]:
        for name in sorted(names(part) & domains.keys()):
            alone = list(roots(part, name, domains[name])) if names(part) == {name} else None
            for point in others[: None if len(domains) > 1 else 1]:
                values = {other: rational(value) for other, value in point.items() if other != name}
                there = roots(substituted(part, values), name, domains[name]) if alone is None else alone
                yield from ((part, name, {**point, name: root}) for root in there)


def _beside(point: Point, name: str, domain: Domain) -> Iterator[Point]:
    """On both sides of an edge: the case of one formula may end where the other has a bend, or just not there."""
    root = centre(point[name])
    step = max(abs(root), fmpq(1)) * _STEP
    yield from ({**point, name: value} for value in (root - step, root + step) if domain.contains(value))
