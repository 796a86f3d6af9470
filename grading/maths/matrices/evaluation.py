"""Evaluate an expression with shapes at one point: exact where everything stays rational, else in balls."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flint import fmpq, fmpq_mat

from grading.maths import limits
from grading.maths.matrices import algebra
from grading.maths.matrices.algebra import MATRICES, Value, as_number, held
from grading.maths.matrices.blocks import below, side_by_side
from grading.maths.matrices.choosing import choose
from grading.maths.matrices.dims import Dim, Sizes
from grading.maths.matrices.inference import Reading
from grading.maths.matrices.typed import Typed
from grading.maths.reals import REAL
from grading.maths.slopes import ARGUMENTS
from grading.maths.tree import Tree
from grading.maths.values import Evaluator as FormulaEvaluator, TooMuch, Undefined, Unsure


@dataclass(frozen=True)
class Point:
    """One value of every name. sizes: name of a size -> number; values: name -> number or matrix, the sizes too."""

    sizes: Mapping[str, int]
    values: Mapping[str, Value]

    @cached_property
    def kept(self) -> dict[object, Any] | None:
        """What was found out at it, see `kept.py`."""
        return {}


# A part by cases with one comparison in it and what it is worth, two of these, or the places of two equal sides.
Met = tuple[Any, ...] | frozenset[Any]
# An entry, None for a number.
Place = tuple[int, int] | None


def evaluate(
    reading: Reading, point: Point, met: set[Met] | None = None, known: dict[int, Value] | None = None
) -> Value:
    """The value at the point, a number where the shape says so. Raises Undefined, Unsure or TooMuch.

    met: takes what became of the conditions, as far as values are known. known: keeps the values of parts, by their
    ids, for formulas that share parts.
    """
    if reading.kinks is not None and reading.kinks(point):
        raise Undefined
    evaluator = Evaluator(reading.sizes, point, met) if known is None else _Sharing(reading.sizes, point, known)
    value = evaluator.value(reading.typed)
    return as_number(value) if reading.sizes.is_scalar(reading.typed.shape) else value


def met(reading: Reading, point: Point) -> set[Met]:
    """What became of the conditions at the point, as far as values are known there."""
    found = set[Met]()
    with suppress(Undefined, Unsure, TooMuch):
        evaluate(reading, point, found)
    return found


class Evaluator:
    def __init__(self, sizes: Sizes, point: Point, met: set[Met] | None = None) -> None:
        self.sizes = sizes
        self.point = point
        self.values = dict(point.values)
        self.steps = limits.STEPS
        # Takes which conditions held and failed, and which comparisons were met where both sides are equal.
        self.met = met
        # What decided at each place: an entry, or None for what is a number, in one term of the sums around it, and in
        # all terms that begin so.
        self.noted: dict[tuple[int, ...], dict[Place, set[Met]]] = {}
        self.noted_within: dict[tuple[int, ...], dict[Place, set[Met]]] = {}
        self.term: tuple[int, ...] = ()

    def value(self, part: Typed) -> Value:
        self.steps -= 1
        if self.steps < 0:
            raise TooMuch
        return _RULES[part.op](self, part)

    def note(self, outcome: Met, place: Place) -> None:
        """What one comparison decides at an entry, also together with what others decide there."""
        if self.met is None:
            return
        here = self.noted.setdefault(self.term, {}).setdefault(place, set())
        if outcome in here:
            return
        around = [self.term[:length] for length in range(len(self.term))]
        related = [self.noted_within.get(self.term, {}), *(self.noted.get(term, {}) for term in around)]
        for places in related:
            for other in places if place is None else (place, None):
                self.met.update(frozenset((outcome, each)) for each in places.get(other, ()))
        here.add(outcome)
        for term in (*around, self.term):
            self.noted_within.setdefault(term, {}).setdefault(place, set()).add(outcome)
        self.met.add(outcome)

    def note_edges(self, edges: Iterable[Met]) -> None:
        """Comparisons of which both sides are equal."""
        if self.met is not None:
            self.met.update(edges)

    def size(self, dim: Dim) -> int:
        return self.sizes.settled(dim).value(self.point.sizes)

    def name(self, part: Typed) -> Value:
        return self.values[part.data]

    def constant(self, part: Typed) -> Value:
        return REAL.constants[part.data]()

    def add(self, part: Typed) -> Value:
        total = self.value(part.parts[0])
        for term in part.parts[1:]:
            total = algebra.plus(total, self.value(term))
        return held(total)

    def scale(self, part: Typed) -> Value:
        return held(algebra.scaled(self.value(part.parts[0]), self.value(part.parts[1])))

    def product(self, part: Typed) -> Value:
        first, second = self.value(part.parts[0]), self.value(part.parts[1])
        if isinstance(first, MATRICES) and isinstance(second, MATRICES):
            algebra.check_size(first.nrows(), second.ncols())
        made = held(first * second)
        # An inner product is a number from here on.
        return made[0, 0] if self.sizes.is_scalar(part.shape) and isinstance(made, MATRICES) else made

    def divide(self, part: Typed) -> Value:
        return held(algebra.divided(self.value(part.parts[0]), self.value(part.parts[1])))

    def scalar_power(self, part: Typed) -> Value:
        base, exponent = part.parts
        if base.op == "norm" and base.data == "2" and exponent.op == "number" and exponent.data == 2:
            return held(algebra.squared_norm(self.value(base.parts[0])))
        power = as_number(self.value(exponent))
        if base.op == "constant" and base.data == "e":
            return held(REAL.functions["exp"](power))
        return held(REAL.power(as_number(self.value(base)), power))

    def power(self, part: Typed) -> Value:
        value = self.value(part.parts[0])
        if not isinstance(value, MATRICES):
            return held(REAL.power(value, fmpq(part.data)))
        return held(algebra.power(value, part.data))

    def entrywise(self, part: Typed) -> Value:
        return held(algebra.entrywise(REAL.functions[part.data], self.value(part.parts[0])))

    def function(self, part: Typed) -> Value:
        function = REAL.functions.get(part.data)
        if function is None:
            raise Undefined
        return held(function(*[as_number(self.value(inner)) for inner in part.parts]))

    def slopes(self, part: Typed) -> Value:
        """The derivative of a function, written as a formula, at every entry."""
        value = self.value(part.parts[0])
        return held(algebra.entrywise(lambda entry: _formula(part.data, (entry,)), value))

    def formula(self, part: Typed) -> Value:
        return held(_formula(part.data, tuple(as_number(self.value(inner)) for inner in part.parts)))

    def hadamard(self, part: Typed) -> Value:
        total = self.value(part.parts[0])
        for factor in part.parts[1:]:
            total = algebra.hadamard(total, self.value(factor))
        return held(total)

    def dot(self, part: Typed) -> Value:
        first, second = map(self.value, part.parts)
        return held(algebra.total(algebra.hadamard(first, second)))

    def eye(self, part: Typed) -> Value:
        return algebra.eye(self.size(part.shape[0]))

    def ones(self, part: Typed) -> Value:
        return algebra.filled(self.size(part.shape[0]), self.size(part.shape[1]), 1)

    def zeros(self, part: Typed) -> Value:
        return algebra.filled(self.size(part.shape[0]), self.size(part.shape[1]), 0)

    def index(self, part: Typed, size: int) -> int:
        """An index that counts from 1, as a place that counts from 0."""
        value = as_number(self.value(part))
        if type(value) is not fmpq or value.q != 1 or not 1 <= value <= size:
            raise Undefined
        return int(value.p) - 1

    def row(self, part: Typed) -> Value:
        base = self.value(part.parts[0])
        row = self.index(part.parts[1], base.nrows())
        entries = [base[row, column] for column in range(base.ncols())]
        return entries[0] if self.sizes.is_scalar(part.shape) else type(base)(len(entries), 1, entries)

    def entry(self, part: Typed) -> Value:
        base = self.value(part.parts[0])
        row = self.index(part.parts[1], base.nrows())
        column = self.index(part.parts[2], base.ncols()) if len(part.parts) == 3 else 0
        return base[row, column]

    def fold(self, part: Typed) -> Value:
        """A sum or product of at most `limits.TERMS` terms; an empty one is 0 or 1."""
        kind, index = part.data
        low, high = as_number(self.value(part.parts[1])), as_number(self.value(part.parts[2]))
        if not (type(low) is fmpq and type(high) is fmpq and low.q == 1 and high.q == 1):
            raise Undefined
        first, last = int(low.p), int(high.p)
        if last - first > limits.TERMS:
            raise TooMuch
        total: Value = self.empty(part, kind)
        outer = self.values.get(index)
        around = self.term
        for place in range(first, last + 1):
            self.values[index] = fmpq(place)
            self.term = (*around, place)
            term = self.value(part.parts[0])
            total = held(algebra.plus(total, term) if kind == "Sum" else total * as_number(term))
        self.term = around
        if outer is not None:
            self.values[index] = outer
        return total

    def empty(self, part: Typed, kind: str) -> Value:
        if kind == "Product" or self.sizes.is_scalar(part.shape):
            return fmpq(0 if kind == "Sum" else 1)
        return fmpq_mat(self.size(part.shape[0]), self.size(part.shape[1]))


def _formula(tree: Tree, values: tuple[Value, ...]) -> Value:
    """A formula of numbers in `x` (and `y`)."""
    return FormulaEvaluator(REAL, dict(zip(ARGUMENTS, values, strict=False))).value(tree)


def _of_one(function: Callable[[Value], Value]) -> Callable[[Evaluator, Typed], Value]:
    def rule(evaluator: Evaluator, part: Typed) -> Value:
        return held(function(evaluator.value(part.parts[0])))

    return rule


class _Sharing(Evaluator):
    """Takes what is known of parts outside of sums; the formulas that have these parts must stay alive."""

    def __init__(self, sizes: Sizes, point: Point, known: dict[int, Value]) -> None:
        super().__init__(sizes, point)
        self.known = known

    def value(self, part: Typed) -> Value:
        if self.term:
            return super().value(part)
        if id(part) not in self.known:
            self.known[id(part)] = super().value(part)
        return self.known[id(part)]


_RULES: dict[str, Callable[[Evaluator, Any], Value]] = {
    "number": lambda _evaluator, part: part.data,
    "name": Evaluator.name,
    "constant": Evaluator.constant,
    "negate": lambda evaluator, part: -evaluator.value(part.parts[0]),
    "add": Evaluator.add,
    "scale": Evaluator.scale,
    "product": Evaluator.product,
    "divide": Evaluator.divide,
    "scalar_power": Evaluator.scalar_power,
    "power": Evaluator.power,
    "transpose": lambda evaluator, part: algebra.transposed(evaluator.value(part.parts[0])),
    "entrywise": Evaluator.entrywise,
    "function": Evaluator.function,
    "slopes": Evaluator.slopes,
    "formula": Evaluator.formula,
    "hadamard": Evaluator.hadamard,
    "dot": Evaluator.dot,
    "kron": lambda evaluator, part: held(algebra.kron(*map(evaluator.value, part.parts))),
    "eye": Evaluator.eye,
    "ones": Evaluator.ones,
    "zeros": Evaluator.zeros,
    "row": Evaluator.row,
    "entry": Evaluator.entry,
    "fold": Evaluator.fold,
    "where": choose,
    "norm": lambda evaluator, part: held(algebra.norm(evaluator.value(part.parts[0]), part.data)),
    "tr": _of_one(algebra.trace),
    "det": _of_one(algebra.determinant),
    "logdet": _of_one(algebra.log_determinant),
    "rank": _of_one(algebra.rank),
    "pinv": _of_one(algebra.pseudo_inverse),
    "sum": _of_one(algebra.total),
    "mean": _of_one(algebra.mean),
    "largest": _of_one(algebra.largest),
    "smallest": _of_one(algebra.smallest),
    "hstack": lambda evaluator, part: side_by_side([evaluator.value(block) for block in part.parts]),
    "vstack": lambda evaluator, part: below([evaluator.value(block) for block in part.parts]),
    "softmax": _of_one(algebra.softmax),
    "logsumexp": _of_one(algebra.log_sum_exp),
    "vec": _of_one(algebra.vec),
    "diagonal_matrix": _of_one(algebra.diagonal_matrix),
    "diagonal": _of_one(algebra.diagonal),
}
