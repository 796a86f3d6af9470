"""Where formulas by cases change their case: on the edge `x > y` and `x >= y` differ, though no random point tells.

Edges are met along lines: all names but one get values, the last one is solved for, as a fraction or a narrow ball.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import chain, islice, pairwise
from typing import Any

from grading.maths.boundary import BITS, Boundary, is_zero
from grading.maths.breakpoints import edges
from grading.maths.conditions import holds
from grading.maths.domains import Domain
from grading.maths.lines import is_tame, roots
from grading.maths.piecewise import are_by_cases
from grading.maths.reals import REAL, ball
from grading.maths.sampling import Point, plan
from grading.maths.tops import tops
from grading.maths.tree import Add, Negate, Relation, Tree, is_where, names, nodes
from grading.maths.trees import rational, substituted
from grading.maths.values import TooMuch, Undefined, Unsure, bits

# Edges that are looked at, points that give the other names their values, and points on edges in all.
_MOST_EDGES, _OTHERS, _MOST_POINTS = 24, 10, 144
# A line through such a point with breaks of its own may meet an edge where another one does.
_SINGLE = 4


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
    with bits(BITS):
        said = edges(reference)
        on_edges = _on_edges(both, domains, seed) if are_by_cases(*both) else ()
        for point in chain(islice(on_edges, _MOST_POINTS), tops(both, domains, agreed)):
            seen = _look_at(answer, reference, point, adjusted, said)
            if seen in (_Seen.DIFFERENT, _Seen.HOLE):
                return Edges(differing=point, is_hole=seen is _Seen.HOLE)
            same += [point] if seen is _Seen.SAME else []
        return Edges(leaves_open=_leaves_open(both, same, domains))


def _leaves_open(trees: tuple[Tree, Tree], points: Sequence[Mapping[str, Any]], domains: Mapping[str, Domain]) -> bool:
    """A curve that two conditions share, or the one point of `x^2 + y^2 = 0`, may be met by no line."""
    for node in {node for tree in trees for node in nodes(tree)}:
        if not is_where(node) or not names(node.arguments[0]) <= domains.keys():
            continue
        condition, *values = node.arguments
        met = {_holds(condition, at) for at in points} if _is_hard_to_meet(condition) else {True, False}
        if not {True, False}.issubset({*met, *([] if len(values) > 1 else [False])}):
            return True
    return False


def _is_hard_to_meet(condition: Tree) -> bool:
    """Whether it may change where nobody looks."""
    chains = [node for node in nodes(condition) if isinstance(node, Relation)]
    pairs = (pair for chain in chains for pair in pairwise(chain.terms))
    return not all(is_tame(part, tuple(names(part))) for part in (Add((left, Negate(right))) for left, right in pairs))


def _holds(condition: Tree, point: Mapping[str, Any]) -> bool | None:
    try:
        return holds(condition, Boundary(REAL, point).chain)
    except (Unsure, TooMuch):
        return None


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
    return _Seen.NOTHING if REAL.has_zero(ball(difference)) else _Seen.DIFFERENT


def _on_edges(trees: tuple[Tree, Tree], domains: Mapping[str, Domain], seed: int) -> Iterator[Point]:
    found = plan(*trees, domains, seed)
    others = [*islice(found.points, _OTHERS), *islice(found.single, _SINGLE)]
    yield from others
    for part in edges(*trees)[:_MOST_EDGES]:
        for name in sorted(names(part) & domains.keys()):
            alone = list(roots(part, name, domains[name])) if names(part) == {name} else None
            for point in others[: None if len(domains) > 1 else 1]:
                values = {other: rational(value) for other, value in point.items() if other != name}
                there = roots(substituted(part, values), name, domains[name]) if alone is None else alone
                yield from ({**point, name: root} for root in there)
