"""Inequalities with sums and products up to a whole number, looked at for far larger ones than terms can be added.

`Sum(1/k, (k, 1, n)) <= 10` fails at n = 12367, where 1/k is added by digamma; what no ball tells is seen about.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise

from flint import fmpq

from grading.maths.conditions import HOLDS
from grading.maths.derivations.facts import Facts
from grading.maths.derivations.farthest import power_told
from grading.maths.derivations.solving import is_inside, put
from grading.maths.derivations.totals import Total
from grading.maths.derivations.trends import narrows
from grading.maths.derivations.undoing import Equation
from grading.maths.matrices.evaluation import Point
from grading.maths.polynomials import NotRational, quotient, univariate
from grading.maths.reals import REAL, ball
from grading.maths.tree import Fold, Name, Tree, names, nodes
from grading.maths.trees import mapped
from grading.maths.values import Evaluator, TooMuch, Undefined, Unsure, Value, bits

_BITS, _SIGNS = 512, ("<", "<=", ">", ">=")
# All whole numbers up to this are looked at, then larger and larger ones; as powers of 10 beyond. Each of the last
# three is the square of the one before.
_ALL, _NEAR, _POWERS = 100, 10_000, (5, 6, 8, 10, 12, 16, 25, 50, 100)
_SLOPE, _LONG = 4, 10**13
# What is known about is told from 0 where it is so large in relation to both sides.
_TOLD = 1e-11
# Of six parts of what was looked at, those that are compared.
_PARTS = (3, 4, 5)
_FAILURES = (TooMuch, Undefined, Unsure, OverflowError)
Pair = tuple[Value, Value]


@dataclass(frozen=True)
class Far:
    """point: where the inequality certainly fails. is_open: whether it seems to fail beyond what is certain."""

    point: Point | None = None
    is_open: bool = False


def looked_at_far(facts: Facts, sides: Equation, sign: str) -> Far:
    """What large values of the one name show, up to which a sum or a product is taken."""
    growing = _growing(facts, sides) if sign in _SIGNS else None
    if growing is None:
        return Far()
    with bits(_BITS):
        value = growing.first_failing(sign)
        if value is not None:
            return Far(growing.point(value))
        return Far(is_open=growing.seems_to_fail(sign))


def _growing(facts: Facts, sides: Equation) -> "_Growing | None":
    basic, trees = facts.setting.basic, (sides[0].tree, sides[1].tree)
    used = names(trees[0]) | names(trees[1])
    if len(used) != 1 or not used <= basic.scalars.keys() or basic.shaped or facts.equations:
        return None
    (name,) = used
    if basic.scalars[name].sort != "integer":
        return None
    folds = dict.fromkeys(fold for tree in trees for fold in _outer(tree) if name in names(fold))
    totals = {f"{name}\0{place}": _total(fold, name) for place, fold in enumerate(folds)}
    found = {new: total for new, total in totals.items() if total is not None}
    if not found or len(found) < len(totals):
        return None
    new_names: dict[Tree, Tree] = {total.fold: Name(new) for new, total in found.items()}
    left, right = (mapped(tree, lambda part: new_names.get(part, part)) for tree in trees)
    return _Growing(facts, name, left, right, found, 10 ** power_told(sides))


def _outer(tree: Tree) -> Iterator[Fold]:
    return (node for node in nodes(tree) if isinstance(node, Fold))


def _total(fold: Fold, name: str) -> Total | None:
    """None unless it begins at a whole number and ends at one that grows with the name."""
    with suppress(NotRational, *_FAILURES):
        low = Evaluator(REAL, {}).value(fold.low) if not names(fold.low) else None
        over, under = quotient(fold.high, (name,))
        line = univariate(over)
        if type(low) is fmpq and low.q == 1 and line.degree() == 1 and under.is_constant():
            slope, shift = (fmpq(line[place]) / fmpq(under.leading_coefficient()) for place in (1, 0))
            if slope.q == 1 and shift.q == 1 and 0 < slope <= _SLOPE:
                return Total(fold, name, int(low.p), int(slope.p), int(shift.p), {})
    return None


@dataclass(frozen=True)
class _Growing:
    """left, right: both sides with a name for each sum. farthest: how far one must look for slow logarithms."""

    facts: Facts
    name: str
    left: Tree
    right: Tree
    totals: dict[str, Total]
    farthest: int

    def point(self, value: int) -> Point:
        return put(self.facts.source.point(0), self.name, fmpq(value))

    def holds(self, value: int) -> bool:
        """Whether everything given holds there."""
        domain = self.facts.setting.basic.scalars[self.name]
        return is_inside(fmpq(value), domain) and self.facts.holds(self.point(value))

    def both(self, value: int, *, about: bool = False) -> Pair | None:
        try:
            found = {new: total.about(value) if about else total.at(value) for new, total in self.totals.items()}
            evaluator = Evaluator(REAL, {**found, self.name: fmpq(value)})
            return evaluator.value(self.left), evaluator.value(self.right)
        except _FAILURES:
            return None

    def fails(self, value: int, sign: str) -> bool:
        pair = self.both(value)
        gap = None if pair is None else ball(pair[0] - pair[1])
        found = None if gap is None else 1 if gap > 0 else -1 if gap < 0 else None
        return found is not None and found not in HOLDS[sign] and self.holds(value)

    def first_failing(self, sign: str) -> int | None:
        """A whole number at which it certainly fails; the first one, where it is not too long to be shown."""
        before = 0
        for value in (*_places(), *(10**power for power in _POWERS), self.farthest):
            if self.fails(value, sign):
                return self._between(before, value, sign)
            before = value
        return None

    def _between(self, low: int, high: int, sign: str) -> int:
        while high - low > 1 and high < _LONG:
            middle = (low + high) // 2
            low, high = (low, middle) if self.fails(middle, sign) else (middle, high)
        return high

    def seems_to_fail(self, sign: str) -> bool:
        values = [10**power for power in _POWERS if self.holds(10**power)]
        pairs = [pair for value in values if (pair := self.both(value, about=True)) is not None]
        ordered = [pair if sign[0] == "<" else pair[::-1] for pair in pairs]
        if any(_is_above(small, large) for small, large in ordered):
            return True
        if len(pairs) < len(values) or len(pairs) < len(_POWERS):
            return bool(values) and not pairs and self._comes_nearer(sign)
        return narrows(*([float(ball(pair[side]).mid()) for pair in ordered[-3:]] for side in (0, 1)))

    def _comes_nearer(self, sign: str) -> bool:
        """Whether the sides come nearer to each other than they ever were, and will meet if they go on so."""
        gaps = [gap for value in _places() if (gap := self._gap(value, sign)) is not None]
        if len(gaps) < len(_PARTS):
            return False
        parts = [min(gaps[len(gaps) * low // 6 : len(gaps) * (low + 1) // 6]) for low in _PARTS]
        (one, two), left = (before - after for before, after in pairwise(parts)), parts[-1]
        is_lowest = left < min(gaps[: len(gaps) // 2])
        return is_lowest and two > _TOLD * abs(parts[0]) and (two >= one or two * two > left * (one - two))

    def _gap(self, value: int, sign: str) -> float | None:
        """How far the larger side is above the other one; None where that is not seen."""
        pair = self.both(value)
        gap = None if pair is None else ball(pair[1] - pair[0])
        if gap is None or gap.contains(0):
            return None
        with suppress(OverflowError):
            return float(gap.mid()) if sign[0] == "<" else -float(gap.mid())
        return None


def _places() -> Iterable[int]:
    """All whole numbers to begin with, then pairs of neighbours that are farther and farther apart."""
    yield from range(1, _ALL)
    value = _ALL
    while value < _NEAR:
        yield from (value, value + 1)
        value += value // 10
    yield _NEAR


def _is_above(small: Value, large: Value) -> bool:
    """Whether the side that ought to be smaller is larger, though both are known only about."""
    small, large = ball(small).mid(), ball(large).mid()
    return bool(small - large > (abs(small) + abs(large)) * _TOLD)
