"""Pieces of a matrix formula that nobody has met: `x*(1 + relu(1/10^6 - (y^T x - 7)^2 - t^2))` is x nearly everywhere.

As for scalars (`grading.maths.unmet`), with every entry of a matrix for itself.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

from flint import fmpq

from grading.maths.boundary import sign_or_zero
from grading.maths.contradictions import cannot_hold
from grading.maths.matrices.algebra import MATRICES
from grading.maths.matrices.cases import names_in, nodes_of
from grading.maths.matrices.dims import SCALAR
from grading.maths.matrices.entries import Entries
from grading.maths.matrices.evaluation import Evaluator, Point
from grading.maths.matrices.inference import Reading
from grading.maths.matrices.ranges import range_of, signs_between
from grading.maths.matrices.symbols import Symbols
from grading.maths.matrices.typed import Typed
from grading.maths.tree import Relation
from grading.maths.values import TooMuch, Undefined, Unsure

_OF_ONE = frozenset({"abs", "relu", "sign"})
_FUNCTIONS, _PRODUCTS = frozenset({"function", "entrywise"}), frozenset({"scale", "hadamard"})
_STEPS = frozenset({"floor", "ceil", "mod"})
_ZERO = Typed("number", (), SCALAR, fmpq(0))
_BOTH = frozenset({-1, 1})
_SAID = {-1: "<", 0: "=", 1: ">"}


def has_unmet(readings: Sequence[Reading], points: Sequence[Point], symbols: Symbols) -> bool:
    """Whether some piece may be left in which none of the points lies; pieces inside of sums are left out."""
    return any(_Met(reading, points, symbols).lacks_any() for reading in readings)


class _Met:
    """What the points have shown of one formula."""

    def __init__(self, reading: Reading, points: Sequence[Point], symbols: Symbols) -> None:
        self.reading = reading
        self.points = points
        self.symbols = symbols

    def lacks_any(self) -> bool:
        known = self.points[0].values.keys() if self.points else ()
        every = [node for node in nodes_of(self.reading.typed) if names_in(node) <= set(known)]
        return any(self.lacks(node) for node in every if node.op in _FUNCTIONS) or any(
            self.lacks_product(node) for node in every if node.op in _PRODUCTS
        )

    def lacks_product(self, node: Typed) -> bool:
        """Whether factors with pieces, each on names of its own, were never all other than 0 at once."""
        chosen, used = list[Typed](), set[str]()
        for factor in _factors(node):
            has_pieces = any(inner.op == "where" or inner.op in _FUNCTIONS for inner in nodes_of(factor))
            if has_pieces and (said := names_in(factor)) and used.isdisjoint(said):
                chosen.append(factor)
                used |= said
        return len(chosen) > 1 and not any(
            all(any(map(sign_or_zero, self.entries(factor, point))) for factor in chosen) for point in self.points
        )

    def lacks(self, node: Typed) -> bool:
        """Whether one of the pieces of a function was not met."""
        if node.data in _STEPS:
            return self.lacks_step(node)
        if node.data in ("max", "min"):
            return any(self.lacks_side(*pair) for pair in combinations(node.parts, 2))
        return node.data in _OF_ONE and node.parts[0].op != "name" and self.lacks_side(node.parts[0], _ZERO, node.data)

    def lacks_side(self, first: Typed, second: Typed, function: str = "") -> bool:
        """Whether an entry of one may be on the other side of the other somewhere, or equal, where a sign jumps."""
        seen = self.signs(first, second)
        if seen >= _BOTH or seen == {0}:
            return False
        possible = signs_between(first, second, self.symbols)
        wanted = possible if function == "sign" and not possible >= _BOTH else possible & _BOTH
        return any(self.may_lie(first, second, sign) for sign in wanted - seen)

    def may_lie(self, first: Typed, second: Typed, sign: int) -> bool:
        """Whether an entry of one may lie so beside that of the other."""
        entries = Entries(self.symbols)
        relation = Relation((entries.tree(first), entries.tree(second)), (_SAID[sign],))
        return not cannot_hold((relation,), entries.domains)

    def lacks_step(self, node: Typed) -> bool:
        """Whether only one step was seen, though there may be others."""
        step = (
            node if node.data != "mod" else Typed("function", (Typed("divide", node.parts, SCALAR),), SCALAR, "floor")
        )
        values = (entry for point in self.points for entry in self.entries(step, point))
        first = next(values, None)
        same = all(value == first for value in values)
        return same and not range_of(step, self.symbols).is_one_number

    def signs(self, first: Typed, second: Typed) -> set[int | None]:
        """The signs of the difference at the points, until both have been seen; None for those that are not known."""
        seen = set[int | None]()
        gap = first if second is _ZERO else Typed("add", (first, Typed("negate", (second,), second.shape)), first.shape)
        for point in self.points:
            seen.update(map(sign_or_zero, self.entries(gap, point)))
            if seen >= _BOTH:
                break
        return seen

    def entries(self, part: Typed, point: Point) -> Iterator[Any]:
        try:
            value = Evaluator(self.reading.sizes, point).value(part)
        except (Undefined, Unsure, TooMuch):
            return
        yield from value.entries() if isinstance(value, MATRICES) else (value,)


def _factors(node: Typed) -> Iterator[Typed]:
    if node.op not in _PRODUCTS:
        yield node
        return
    for part in node.parts:
        yield from _factors(part)
