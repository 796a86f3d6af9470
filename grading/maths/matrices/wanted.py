"""What must be met before two matrix formulas by cases count as equal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from itertools import chain, combinations, product
from typing import TYPE_CHECKING, Any

from grading.maths.conditions import HOLDS
from grading.maths.matrices.cases import indices, names_in, parts_by_cases, sides_of, values_of
from grading.maths.matrices.ranges import outcomes, signs_between
from grading.maths.matrices.symbols import Symbols
from grading.maths.matrices.typed import Typed

if TYPE_CHECKING:
    from grading.maths.matrices.evaluation import Met

# A part and the places of two equal sides, as an evaluator notes them; of what held there are only two pieces.
_EDGE = 3
# Of so many parts of one formula any two are looked at together.
_MOST_PAIRED = 5

_SWAPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
_REST = {"<": ">=", "<=": ">", "!=": "="}


class Wanted:
    """What must be met before two formulas count as equal.

    Each condition holds somewhere and fails somewhere, on each pair of its sides; so do any two on different names, at
    one place; and the edges that only one of the formulas has are met. only_counts: whether all conditions are on
    indices and sizes, as `i = j`.
    """

    def __init__(self, readings: Sequence[Typed], symbols: Symbols) -> None:
        """Conditions on sizes and on indices of sums are met as they are."""
        parts = [list(dict.fromkeys(parts_by_cases(reading, symbols))) for reading in readings]
        counted = {*symbols.sizes, *(index for reading in readings for index in indices(reading))}
        compared = {name for part in chain(*parts) for name in names_in(*sides_of(part))}
        self.only_counts = compared <= counted
        self.outcomes = {each for found in parts for part in found for each in _outcomes(part, symbols, counted)}
        self.outcomes |= {pair for found in parts for pair in _together(found, symbols)}
        edges = [{key for part in found for key in _edges(part, symbols)} for found in parts]
        # Of two comparisons of the same sides with other signs in one formula each has its own say on the edge.
        sides = [Counter(key[:2] for key in found) for found in edges]
        several = {key for found, many in zip(edges, sides, strict=True) for key in found if many[key[:2]] > 1}
        alone = (edges[0] ^ edges[1]) | several
        self.edges: dict[Any, set[Met]] = {}
        for part in chain(*parts):
            for key, pair in _edges(part, symbols).items():
                if key in alone:
                    self.edges.setdefault(key, set()).add((id(part), *pair))

    def is_left(self, met: Set[Met]) -> bool:
        """Whether some of it was not met. met: what the evaluators of both noted at points where the two agree."""
        return bool(self.outcomes - met) or any(places.isdisjoint(met) for places in self.edges.values())


def edges_met(met: Set[Met]) -> set[Met]:
    """The comparisons of which both sides are equal."""
    return {each for each in met if len(each) == _EDGE}


def _together(parts: Sequence[Typed], symbols: Symbols) -> Iterator[Met]:
    """Pairs of outcomes of the first few parts that have no names in common, so that both may be worth anything."""
    for one, other in combinations(parts[:_MOST_PAIRED], 2):
        if names_in(*sides_of(one)).isdisjoint(names_in(*sides_of(other))):
            yield from (frozenset(pair) for pair in product(_outcomes(one, symbols), _outcomes(other, symbols)))


def _outcomes(part: Typed, symbols: Symbols, counted: Set[str] = frozenset()) -> Iterator[Met]:
    """What the condition may be worth by each pair of its sides; without a value for all else it must hold."""
    is_open = len(values_of(part)) == 1
    worth = outcomes(part.data.condition, part, symbols) - ({False} if is_open else set())
    found = part.data.groups
    for index, group in enumerate(found):
        (first, second, _sign), _turned = group[0]
        if len(found) > 1 and names_in(part.parts[first], part.parts[second]) <= counted:
            continue
        if len(signs_between(part.parts[first], part.parts[second], symbols)) > 1 or len(worth) == 1:
            yield from ((id(part), index, "held" if held else "failed", None) for held in worth)


def _edges(part: Typed, symbols: Symbols) -> dict[Any, tuple[int, int]]:
    """Both sides of each comparison in the condition, with what belongs together at them -> the places of the sides."""
    found = {}
    for first, second, sign in part.data.atoms:
        sides = [part.parts[first], part.parts[second]]
        if len({each in HOLDS[sign] for each in signs_between(sides[0], sides[1], symbols)}) < 2:
            continue  # it always holds, or never
        if repr(sides[0]) > repr(sides[1]):
            sides, sign = sides[::-1], _SWAPPED.get(sign, sign)
        # a < b is all that is left of a >= b
        found[*sides, _REST.get(sign, sign)] = first, second
    return found
