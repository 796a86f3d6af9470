"""Answers that decide nothing in a matrix formula, wherever one has looked: see `grading.maths.pivots`.

`where(norm(x) <= 1, where(sum(x) < 1.4, x, 2x), 0)` asks for sum(x) both ways, but perhaps never inside of the ball.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flint import fmpq

from grading.maths.boundary import sign_or_zero
from grading.maths.comparisons import unchained
from grading.maths.contradictions import cannot_hold
from grading.maths.matrices.algebra import MATRICES
from grading.maths.matrices.cases import indices, names_in
from grading.maths.matrices.choice import Choice, places_of
from grading.maths.matrices.dims import SCALAR, Shape
from grading.maths.matrices.entries import Entries
from grading.maths.matrices.evaluation import Evaluator, Point
from grading.maths.matrices.inference import Reading
from grading.maths.matrices.symbols import Symbols
from grading.maths.matrices.typed import Typed
from grading.maths.pivots import where_not_zero
from grading.maths.tree import ALWAYS, NEVER, Logic, Relation, Tree, nodes
from grading.maths.trees import rational
from grading.maths.values import TooMuch, Undefined, Unsure

_PAIR = 2
_OF_ONE = frozenset({"abs", "relu", "sign"})
_BY_ENTRY = frozenset({"add", "negate", "scale", "hadamard", "divide", "entrywise", "function", "where"})
_PRODUCTS = frozenset({"scale", "hadamard", "dot"})
_ZERO: Tree = rational(0)
_ONE_COLUMN = SCALAR[1]
# So many parts around a question are compared with what they would be.
_MOST_AROUND = 4


@dataclass(frozen=True)
class Answer:
    """One answer to one question.

    turned: the formula with the other answer; asking, other: the part that asks, and what it is with the other answer.
    given: what holds where this answer decides. around: parts around it at one entry, as they are and turned.
    """

    turned: Typed
    asking: Typed
    other: Typed
    given: tuple[Tree, ...]
    around: tuple[tuple[Typed, Typed], ...]
    is_here: bool = True


def has_idle(readings: Sequence[Reading], points: Sequence[Point], symbols: Symbols) -> bool:
    """Whether an answer to some question decides at none of the points, though it may do so elsewhere."""
    return any(_Idle(reading, symbols).left(points) for reading in readings)


class _Idle:
    def __init__(self, reading: Reading, symbols: Symbols) -> None:
        self.reading = reading
        self.entries = Entries(symbols)
        self.counted = {*symbols.sizes, *indices(reading.typed)}

    def left(self, points: Sequence[Point]) -> bool:
        whole = self.reading.typed
        found = list(self.answers(whole))
        if len(found) <= _PAIR:
            return False
        for point in points:
            mine = self.value(whole, point)
            found = [answer for answer in found if not _differ(mine, self.value(answer.turned, point))]
            if not found:
                return False
        return not all(self.is_excused(answer) or self.decides_together(answer, points) for answer in found)

    def is_excused(self, answer: Answer) -> bool:
        """Whether it is never given, or the other one would come to the same."""
        pairs = [(self.entries.tree(one), self.entries.tree(other)) for one, other in answer.around]
        return cannot_hold(answer.given, self.entries.domains) or any(
            cannot_hold((*answer.given, Relation(pair, ("!=",))), self.entries.domains) for pair in pairs
        )

    def decides_together(self, answer: Answer, points: Sequence[Point]) -> bool:
        """Whether it decides where it is turned in all places at once: in relu(x)^T relu(x) one of two does not."""
        turned = _with_all(self.reading.typed, answer.asking, answer.other)
        return any(_differ(self.value(self.reading.typed, point), self.value(turned, point)) for point in points)

    def answers(self, part: Typed) -> Iterator[Answer]:
        yield from (Answer(other, part, other, given, ((part, other),)) for other, given in self.own(part))
        for place, inner in enumerate(part.parts):
            if part.op == "where" and place not in part.data.values:
                continue
            around = tuple(self.around(part, place))
            for each in self.answers(inner):
                turned = replace(part, parts=(*part.parts[:place], each.turned, *part.parts[place + 1 :]))
                yield self.inside(part, turned, each, around)

    def inside(self, part: Typed, turned: Typed, inner: Answer, around: tuple[Tree, ...]) -> Answer:
        """The same answer as one in a larger formula."""
        given = (*inner.given, *around) if inner.is_here else inner.given
        if not (inner.is_here and _is_by_entry(part)):
            return replace(inner, turned=turned, given=given, is_here=False)
        pairs = (*inner.around, (part, turned))[:_MOST_AROUND]
        return replace(inner, turned=turned, given=given, around=pairs)

    def own(self, part: Typed) -> Iterator[tuple[Typed, tuple[Tree, ...]]]:
        """What this part is with another answer to what it asks itself, and what holds where it has this one."""
        if part.op == "where":
            yield from self.of_condition(part)
        elif part.op in ("entrywise", "function") and part.data in _OF_ONE:
            yield from self.of_sign(part)
        elif part.op == "function" and part.data in ("max", "min") and len(part.parts) == _PAIR:
            sign = ">" if part.data == "max" else "<"
            for one, other in (part.parts, part.parts[::-1]):
                yield other, (Relation((self.entries.tree(one), self.entries.tree(other)), (sign,)),)

    def of_condition(self, part: Typed) -> Iterator[tuple[Typed, tuple[Tree, ...]]]:
        condition = _without_chains(part.data.condition)
        said = self.entries.condition(replace(part, data=replace(part.data, condition=condition)))
        for atom, relation in zip(_comparisons(condition), _comparisons(said), strict=True):
            sides = [part.parts[place] for place in places_of(atom)]
            if names_in(*sides) <= self.counted:
                continue
            for other, given in ((NEVER, relation), (ALWAYS, Logic("not", (relation,)))):
                turned = Choice(_replaced(condition, atom, other), part.data.values, part.data.same)
                yield replace(part, data=turned), (given, *_beside(said, relation))

    def of_sign(self, part: Typed) -> Iterator[tuple[Typed, tuple[Tree, ...]]]:
        (inner,) = part.parts
        above, below = {
            "abs": (inner, Typed("negate", (inner,), inner.shape)),
            "relu": (inner, _filled(0, inner.shape)),
            "sign": (_filled(1, inner.shape), _filled(-1, inner.shape)),
        }[part.data]
        for sign, other in ((">", below), ("<", above)):
            yield other, (Relation((self.entries.tree(inner), _ZERO), (sign,)),)

    def around(self, part: Typed, place: int) -> Iterator[Tree]:
        """What holds at an entry at which this part of the formula decides."""
        if part.op == "where":
            condition = self.entries.condition(part)
            yield condition if place == part.data.values[0] else Logic("not", (condition,))
        for other, inner in enumerate(_factors(part)):
            yield from where_not_zero(self.entries.tree(inner)) if other != place else ()

    def value(self, part: Typed, point: Point) -> Any:
        """The value, None where there is none, an exception where it is not known."""
        try:
            return Evaluator(self.reading.sizes, point).value(part)
        except Undefined:
            return None
        except (Unsure, TooMuch) as unknown:
            return unknown


def _is_by_entry(part: Typed) -> bool:
    """Whether each entry of it hangs on one entry of each of its parts; in a sum such as x^T y no longer."""
    if part.op == "transpose":
        return part.parts[0].shape[1] == _ONE_COLUMN
    if part.op == "product":
        return part.parts[0].op == "diagonal_matrix"
    return part.op in _BY_ENTRY or part.op == "diagonal_matrix"


def _factors(part: Typed) -> tuple[Typed, ...]:
    """What is multiplied entry by entry; also in x^T y and in A diag(x) y."""
    if part.op in _PRODUCTS:
        return part.parts
    if part.op == "product" and len(part.parts) == _PAIR and part.parts[1].shape[1] == _ONE_COLUMN:
        first, second = part.parts
        while first.op == "product":
            first = first.parts[-1]
        is_row = first is part.parts[0] and first.op == "transpose" and first.parts[0].shape[1] == _ONE_COLUMN
        if is_row or first.op == "diagonal_matrix":
            return first.parts[0], second
    return ()


def _with_all(part: Typed, asking: Typed, other: Typed) -> Typed:
    if part == asking:
        return other
    return replace(part, parts=tuple(_with_all(inner, asking, other) for inner in part.parts))


def _filled(number: int, shape: Shape) -> Typed:
    one = Typed("number", (), SCALAR, fmpq(number))
    return one if shape == SCALAR else Typed("scale", (one, Typed("ones", (), shape)), shape)


def _without_chains(condition: Tree) -> Tree:
    if isinstance(condition, Logic):
        return Logic(condition.word, tuple(map(_without_chains, condition.parts)))
    assert isinstance(condition, Relation)
    return unchained(condition)


def _comparisons(condition: Tree) -> Iterator[Relation]:
    if isinstance(condition, Relation):
        yield condition
    for part in condition.parts if isinstance(condition, Logic) else ():
        yield from _comparisons(part)


def _replaced(condition: Tree, atom: Tree, other: Tree) -> Tree:
    if condition is atom:
        return other
    if not isinstance(condition, Logic):
        return condition
    return Logic(condition.word, tuple(_replaced(part, atom, other) for part in condition.parts))


def _beside(condition: Tree, atom: Tree) -> Iterator[Tree]:
    """What else of the condition holds where the comparison decides."""
    if not isinstance(condition, Logic) or condition.word == "not":
        return
    inside = [part for part in condition.parts if any(node is atom for node in nodes(part))]
    for part in condition.parts:
        if part not in inside:
            yield part if condition.word == "and" else Logic("not", (part,))
    for part in inside:
        yield from _beside(part, atom)


def _differ(one: Any, other: Any) -> bool:
    if isinstance(one, Exception) or isinstance(other, Exception):
        return False
    if one is None or other is None:
        return one is not other
    if isinstance(one, MATRICES) != isinstance(other, MATRICES):
        return False
    gap = one - other
    entries = gap.entries() if isinstance(gap, MATRICES) else (gap,)
    return any(sign_or_zero(entry) in (1, -1) for entry in entries)
