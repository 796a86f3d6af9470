"""Where a loss has a kink: its derivative jumps there, and nothing is asked of it."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise

from flint import fmpq

from grading.maths.matrices.algebra import MATRICES, Value, held
from grading.maths.matrices.differential import depends
from grading.maths.matrices.evaluation import Evaluator, Point, evaluate
from grading.maths.matrices.inference import Reading
from grading.maths.matrices.sampling import Points
from grading.maths.matrices.typed import Typed
from grading.maths.matrices.wanted import edges_met
from grading.maths.reals import ball
from grading.maths.values import TooMuch, Undefined, Unsure, bits

# Functions that change their formula at 0, or where two arguments are equal.
_BENT: dict[str, tuple[str, ...]] = {
    "entrywise": ("abs", "relu"),
    "function": ("abs", "relu", "max", "min"),
    "norm": ("1", "oo"),
}
# How far away it is looked for a jump, how often, how large one is, and in how many bits.
_NEAR, _TURNS, _JUMP, _BITS = fmpq(1, 2**40), 6, fmpq(1, 2**20), 256
# At so many points that are alike it is looked for one, too.
_ALIKE = 2


@dataclass(frozen=True, eq=False)
class Kinks:
    """loss: what is differentiated by the variables; slope: a formula of the derivative, which has values at kinks."""

    loss: Reading
    variables: tuple[str, ...]
    slope: Reading
    points: Points

    def __call__(self, point: Point) -> bool:
        """Whether the derivative jumps at the point, where a piece of the loss begins or ends."""
        with bits(_BITS):
            return self.is_bent(point) and (self.jumps(point) or any(map(self.jumps, self.alike(point))))

    def alike(self, point: Point) -> Iterator[Point]:
        """Points where a piece ends, too, with all other names drawn anew: at one alone jumps may cancel by chance."""
        kept = {name: point.values[name] for name in self.variables}
        for turn in range(_ALIKE):
            other = self.points.beside(point, turn, fmpq(1))
            drawn = Point(point.sizes, {**other.values, **kept})
            if self.is_bent(drawn):
                yield drawn

    def is_bent(self, point: Point) -> bool:
        evaluator = _Bends(self.loss, self.variables, point)
        with suppress(Undefined, Unsure, TooMuch):
            evaluator.value(self.loss.typed)
        return evaluator.is_met or bool(edges_met(evaluator.met or set()))

    def jumps(self, point: Point) -> bool:
        """Whether it does from one side of the point to the other, in any of some directions."""
        try:
            here = evaluate(self.slope, point)
            return any(_is_far(here, near) for turn in range(_TURNS) for near in self.around(point, turn))
        except (Undefined, Unsure, TooMuch):
            return True

    def around(self, point: Point, turn: int) -> Iterator[Value]:
        """The derivative on both sides; behind the point only where it has a value, as that may be outside."""
        yield evaluate(self.slope, self.points.beside(point, turn, _NEAR))
        with suppress(Undefined, Unsure, TooMuch):
            yield evaluate(self.slope, self.points.beside(point, turn, -_NEAR))


class _Bends(Evaluator):
    """is_met: whether a function of the variables was asked for its value where it changes its formula."""

    def __init__(self, loss: Reading, variables: tuple[str, ...], point: Point) -> None:
        super().__init__(loss.sizes, point, set())
        self.variables = {name: name for name in variables}
        self.is_met = False

    def value(self, part: Typed) -> Value:
        if not self.is_met and part.data in _BENT.get(part.op, ()) and depends(part, self.variables):
            inner = [super(_Bends, self).value(each) for each in part.parts]
            gaps = [one - other for one, other in pairwise(inner)] or inner
            self.is_met = any(map(_may_be_zero, gaps))
        return super().value(part)


def _entries(value: Value) -> list[Value]:
    return list(value.entries()) if isinstance(value, MATRICES) else [value]


def _may_be_zero(value: Value) -> bool:
    return any(not entry if type(entry) is fmpq else entry.contains(0) for entry in _entries(value))


def _is_far(one: Value, other: Value) -> bool:
    gaps = (ball(held(first - second)) for first, second in zip(_entries(one), _entries(other), strict=True))
    return any(abs(gap) > _JUMP for gap in gaps)
