"""What a sum or a product up to a name is where that is large: in a ball, or about, by an integral."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from math import exp, fsum, isfinite, log

from flint import arb, fmpq

from grading.maths.closed_sums import closed_fold
from grading.maths.floats import Function, NoFloats, as_function
from grading.maths.reals import REAL, ball
from grading.maths.tree import Fold, functions, names
from grading.maths.values import Evaluator, TooMuch, Undefined, Unsure, Value

# So many terms are added one by one, in so many steps; so few where they change with the name.
_TERMS, _STEPS, _FEW = 10_000, 160_000, 300
# After so many terms that are so much smaller than what was added no more are; nor where that is so large or small.
_NOTHING, _TINY, _HUGE = 8, fmpq(1, 2**300), fmpq(2**3000)
# Between whole numbers such functions say nothing of what they are at these.
_WAVES = frozenset({"sin", "cos", "tan"})
# The nodes and weights of Gauss and Legendre on each side of the middle, for pieces in which k grows by e^(1/2).
_PIECE = 0.5
_NODES = (
    (0.1834346424956498, 0.3626837833783620),
    (0.5255324099163290, 0.3137066458778873),
    (0.7966664774136267, 0.2223810344533745),
    (0.9602898564975363, 0.1012285362903763),
)


@dataclass
class Total:
    """A sum or product whose last index is slope * name + shift. known: the values of other names in it.

    so_far: the totals of the terms that were added one by one. is_over: whether no more are to be added. small: how
    many of the last terms were next to nothing.
    """

    fold: Fold
    name: str
    first: int
    slope: int
    shift: int
    known: Mapping[str, Value]
    so_far: list[Value] = field(default_factory=list)
    is_over: bool = False
    small: int = 0

    @cached_property
    def evaluator(self) -> Evaluator:
        return Evaluator(REAL, self.known, steps=_STEPS)

    @property
    def changes(self) -> bool:
        """Whether the terms themselves change with the name."""
        return self.name in names(self.fold.body)

    @cached_property
    def is_closed(self) -> bool:
        """Whether the terms are fractions, so that any number of them is added at once."""
        with suppress(TooMuch, Undefined, Unsure):
            closed_fold(self.fold, self.first, self.first + 2, {**self.known, self.name: fmpq(2)})
            return True
        return False

    @cached_property
    def smooth(self) -> Function | None:
        """The terms between whole numbers, of a product their logarithms; None where these are not known."""
        body = self.fold.body
        if names(body) != {self.fold.index} or functions(body) & _WAVES:
            return None
        with suppress(NoFloats):
            found = as_function(body, (self.fold.index,))
            return found if self.fold.kind == "Sum" else lambda at: log(found(at))
        return None

    def last(self, value: int) -> int:
        return self.slope * value + self.shift

    def at(self, value: int) -> Value:
        """In a ball. Raises TooMuch where it is too far, Undefined or Unsure where it has no value there."""
        known = {**self.known, self.name: fmpq(value)}
        if self.is_closed:
            return closed_fold(self.fold, self.first, self.last(value), known)
        if not self.changes:
            return self.added(self.last(value) - self.first + 1)
        if value > _FEW:
            raise TooMuch
        return Evaluator(REAL, known).value(self.fold)

    def about(self, value: int) -> Value:
        """In a ball where that can be, else about. Raises the same."""
        with suppress(TooMuch):
            return self.at(value)
        if self.changes or self.smooth is None or len(self.so_far) < _TERMS:
            raise TooMuch
        more = arb(_beyond(self.smooth, self.first + len(self.so_far), self.last(value)))
        return self.so_far[-1] + more if self.fold.kind == "Sum" else self.so_far[-1] * more.exp()

    def added(self, count: int) -> Value:
        """The first so many terms. Raises TooMuch where they are too many."""
        if count <= 0:
            return fmpq(0 if self.fold.kind == "Sum" else 1)
        while len(self.so_far) < count and not self.is_over:
            self._add()
        if len(self.so_far) < count and self.small < _NOTHING:
            raise TooMuch
        return self.so_far[min(count, len(self.so_far)) - 1]

    def _add(self) -> None:
        self.evaluator.point[self.fold.index] = fmpq(self.first + len(self.so_far))
        try:
            term = ball(self.evaluator.value(self.fold.body))
        except TooMuch:
            self.is_over = True
            return
        total, is_sum = (self.so_far[-1] if self.so_far else None), self.fold.kind == "Sum"
        new = term if total is None else total + term if is_sum else total * term
        is_small = bool(abs(term if is_sum else term - 1) <= (abs(new) if is_sum else 1) * _TINY)
        self.small = self.small + 1 if is_small else 0
        self.so_far.append(new)
        is_far = len(self.so_far) >= _TERMS or self.small >= _NOTHING
        self.is_over = is_far or bool(abs(new) > _HUGE) or bool(0 < abs(new) < 1 / _HUGE)


def _beyond(function: Function, first: int, last: int) -> float:
    """The sum of the values from `first` to `last` about: the integral from halves to halves, with one correction.

    Source: the formula of Euler and Maclaurin. Raises TooMuch where there is a value that is not known.
    """
    try:
        slopes = (function((last + 0.5,)) - function((last - 0.5,))) - (function((first,)) - function((first - 1.0,)))
        found = fsum(_pieces(function, log(first - 0.5), log(last + 0.5))) - slopes / 24
    except (ValueError, ArithmeticError, TypeError):
        raise TooMuch from None
    if not isfinite(found):
        raise TooMuch
    return found


def _pieces(function: Function, low: float, high: float) -> Iterator[float]:
    """The integral over the logarithm of k, piece by piece."""
    count = int((high - low) / _PIECE) + 1
    half = (high - low) / count / 2
    for place in range(count):
        middle = low + (2 * place + 1) * half
        for node, weight in _NODES:
            for at in (exp(middle + node * half), exp(middle - node * half)):
                yield weight * half * at * function((at,))
