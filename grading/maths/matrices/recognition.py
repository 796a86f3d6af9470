"""Which known slip does a wrong matrix formula show? Values at one point find the candidates, the judge decides."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from grading.maths.matrices.algebra import Value
from grading.maths.matrices.comparison import compare, differs
from grading.maths.matrices.evaluation import Point, evaluate
from grading.maths.matrices.inference import Reading
from grading.maths.matrices.mutations import ShapedMutant, mutants
from grading.maths.matrices.sampling import Points
from grading.maths.matrices.slips import turned
from grading.maths.tree import Tree, names
from grading.maths.values import TooMuch, Undefined, Unsure, bits

_BITS = 96
# How many points are tried for one at which both have a value; at the first ones all sizes differ and none is 1.
_TRIED = 6


@dataclass(frozen=True)
class LineUp:
    """The mutants of one reference.

    first: names of slips that come before all others; without: those that are left out. valued: number of a point ->
    the mutants with their values there, as far as they were asked for.
    """

    reference: Reading
    points: Points
    first: tuple[str, ...] = ()
    without: Sequence[str] = ()
    valued: dict[int, list[tuple[ShapedMutant, Value]]] = field(default_factory=dict)

    def find(self, answer: Reading) -> ShapedMutant | None:
        """The first slip that leads to a wrong answer; none for an answer that takes too long to be computed."""
        try:
            with bits(_BITS):
                candidates = self.candidates(answer)
        except TooMuch:
            return None
        return next((mutant for mutant in candidates if compare(answer, mutant.reading, self.points).equal), None)

    def candidates(self, answer: Reading) -> list[ShapedMutant]:
        """The mutants that have the value of the answer at the first point at which it has one."""
        for turn in range(_TRIED):
            point = self.points.point(turn)
            wanted, found = _value(self.reference, point), _defined(answer, point)
            if wanted is None or found is None:
                continue
            if answer.shape == self.reference.shape and not differs(found, wanted):
                continue
            said = names(answer.tree).union(self.points.symbols.sizes)
            return [
                mutant
                for mutant, value in self.values(turn)
                if mutant.reading.shape == answer.shape and names(mutant.tree) <= said and not differs(found, value)
            ]
        return []

    def values(self, turn: int) -> list[tuple[ShapedMutant, Value]]:
        """The mutants that have a value at this point, and are not worth the same as the reference there."""
        if turn not in self.valued:
            point = self.points.point(turn)
            wanted = _value(self.reference, point)
            known: dict[int, Value] = {}
            pairs = ((mutant, _value(mutant.reading, point, known)) for mutant in self.all)
            self.valued[turn] = [
                (mutant, value)
                for mutant, value in pairs
                if value is not None and (mutant.turned or differs(value, wanted))
            ]
        return self.valued[turn]

    @cached_property
    def all(self) -> tuple[ShapedMutant, ...]:
        """All mutants but the transposed whole, of which the layout of the field speaks."""
        whole = turned(self.reference.tree)
        return tuple(
            mutant
            for mutant in mutants(self.reference, self.points.symbols, self.first)
            if mutant.name not in self.without and not (mutant.turned and mutant.tree == whole)
        )

    def unseen(self, name: str) -> tuple[Tree, ...] | None:
        """The mutants of this name that are worth the same as the reference; None where there is no mutant at all."""
        named = [mutant for mutant in self.all if mutant.name == name]
        if not named:
            return None
        same = (each for each in named if not each.turned and compare(each.reading, self.reference, self.points).equal)
        return tuple(mutant.tree for mutant in same)


def _value(reading: Reading, point: Point, known: dict[int, Value] | None = None) -> Value | None:
    try:
        return _defined(reading, point, known)
    except TooMuch:
        return None


def _defined(reading: Reading, point: Point, known: dict[int, Value] | None = None) -> Value | None:
    """Raises TooMuch."""
    try:
        return evaluate(reading, point, known=known)
    except (Undefined, Unsure):
        return None
