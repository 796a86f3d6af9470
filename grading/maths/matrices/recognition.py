"""Which known slip does a wrong matrix formula show? Values at one point find the candidates, the judge decides."""

from collections.abc import Sequence
from dataclasses import dataclass
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
# How many points are tried for one at which the reference has a value.
_TRIED = 6


@dataclass(frozen=True)
class LineUp:
    """The mutants of one reference.

    first: names of slips that come before all others; without: those that are left out.
    """

    reference: Reading
    points: Points
    first: tuple[str, ...] = ()
    without: Sequence[str] = ()

    def find(self, answer: Reading) -> ShapedMutant | None:
        """The first slip that leads to a wrong answer."""
        if self.point is None:
            return None
        with bits(_BITS):
            found = _value(answer, self.point)
            if found is None or (answer.shape == self.reference.shape and not differs(found, self.wanted)):
                return None
            said = names(answer.tree)
            candidates = [
                mutant
                for mutant, value in self.mutants
                if mutant.reading.shape == answer.shape and names(mutant.tree) <= said and not differs(found, value)
            ]
        return next((mutant for mutant in candidates if compare(answer, mutant.reading, self.points).equal), None)

    @cached_property
    def point(self) -> Point | None:
        """One at which the reference has a value; at the first ones all sizes differ and none is 1."""
        with bits(_BITS):
            tried = map(self.points.point, range(_TRIED))
            return next((point for point in tried if _value(self.reference, point) is not None), None)

    @cached_property
    def wanted(self) -> Value:
        return _value(self.reference, self.point) if self.point is not None else None

    @cached_property
    def all(self) -> tuple[ShapedMutant, ...]:
        """All mutants but the transposed whole, of which the layout of the field speaks."""
        whole = turned(self.reference.tree)
        return tuple(
            mutant
            for mutant in mutants(self.reference, self.points.symbols, self.first)
            if mutant.name not in self.without and not (mutant.turned and mutant.tree == whole)
        )

    @cached_property
    def mutants(self) -> tuple[tuple[ShapedMutant, Value], ...]:
        """Those that have a value and differ from the reference, with their values."""
        if self.point is None:
            return ()
        valued = ((mutant, _value(mutant.reading, self.point)) for mutant in self.all)
        return tuple(
            (mutant, value)
            for mutant, value in valued
            if value is not None and (mutant.turned or differs(value, self.wanted))
        )

    def unseen(self, name: str) -> tuple[Tree, ...] | None:
        """The mutants of this name that are worth the same as the reference; None where there is no mutant at all."""
        named = [mutant for mutant in self.all if mutant.name == name]
        if not named:
            return None
        same = (each for each in named if not each.turned and compare(each.reading, self.reference, self.points).equal)
        return tuple(mutant.tree for mutant in same)


def _value(reading: Reading, point: Point) -> Value | None:
    try:
        return evaluate(reading, point)
    except (Undefined, Unsure, TooMuch):
        return None
