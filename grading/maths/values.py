"""Evaluate a tree at an exact point: exactly as long as it stays rational, else in balls that hold the true value.

An `Evaluator` walks the tree; `reals.py` and `complexes.py` say what powers and functions mean. A ball is never wrong,
only wide: when its width keeps a question open, `Unsure` asks for more bits.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from flint import arb, ctx, fmpq

from grading.maths import limits
from grading.maths.conditions import has_signs, holds
from grading.maths.tree import (
    Add,
    Call,
    Constant,
    Divide,
    Fold,
    Logic,
    Multiply,
    Name,
    Negate,
    Number,
    Power,
    Relation,
    Tree,
)

# fmpq, or a ball: arb (real) or acb (complex). python-flint has no common type for them.
Value = Any


class Undefined(Exception):
    """The expression has no value here: division by zero, the logarithm of a negative number."""


class Pole(Undefined):
    """The gamma function at 0, -1, -2 and so on: no value, but 1 over it is 0, as in n!/(k! (n - k)!) for k > n."""


class Unsure(Exception):
    """A ball is too wide to go on; more bits may help."""


class TooMuch(Exception):
    """The budget of steps or terms is used up."""


# flint's precision is one for the whole process.
_precision = threading.RLock()


class bits:  # noqa: N801 - it is used as a function
    """Compute balls with so many bits."""

    __slots__ = ("before", "count")

    def __init__(self, count: int) -> None:
        self.count = count

    def __enter__(self) -> None:
        _precision.acquire()
        self.before, ctx.prec = ctx.prec, self.count

    def __exit__(self, *_raised: object) -> None:
        ctx.prec = self.before
        _precision.release()


@dataclass(frozen=True)
class Arithmetic:
    """What differs between the real and the complex numbers.

    ball: make a ball of a rational. power: (base, exponent) -> value. functions: name -> function of its values.
    constants: name -> its value at the present precision. has_zero: whether a ball may be zero. sign: -1, 0 or 1; 2
    for what is neither above nor below zero. size: the absolute value, as a real ball. series: a sum without end, or
    of very many terms.
    """

    name: str
    ball: Callable[[Value], Value]
    power: Callable[[Value, Value], Value]
    functions: Mapping[str, Callable[..., Value]]
    constants: Mapping[str, Callable[[], Value]]
    has_zero: Callable[[Value], bool]
    sign: Callable[[Value], int]
    size: Callable[[Value], arb]
    series: Callable[[Fold, "Evaluator"], Value]


def is_infinite(tree: Tree) -> bool:
    """Whether this is written as infinity, with or without a sign."""
    return (isinstance(tree, Constant) and tree.name == "oo") or (isinstance(tree, Negate) and is_infinite(tree.inner))


class Evaluator:
    """Evaluates trees at one point: name -> exact rational (or ball)."""

    def __init__(self, arithmetic: Arithmetic, point: Mapping[str, Value], *, steps: int = limits.STEPS) -> None:
        self.arithmetic = arithmetic
        self.point = dict(point)
        self.steps = steps
        self.is_adding = False

    def value(self, tree: Tree) -> Value:
        """The value: fmpq where it is exactly known, else a ball. Raises Undefined, Unsure or TooMuch."""
        self.steps -= 1
        if self.steps < 0:
            raise TooMuch
        return _RULES[type(tree)](self, tree)

    def number(self, tree: Number) -> Value:
        return tree.exact

    def name(self, tree: Name) -> Value:
        return self.point[tree.name]

    def constant(self, tree: Constant) -> Value:
        found = self.arithmetic.constants.get(tree.name)
        if found is None:
            raise Unsure  # an identity among numbers, whose size is not told here
        return found()

    def negate(self, tree: Negate) -> Value:
        return -self.value(tree.inner)

    def add(self, tree: Add) -> Value:
        total = self.value(tree.terms[0])
        for term in tree.terms[1:]:
            total = total + self.value(term)
        return self.held(total)

    def multiply(self, tree: Multiply) -> Value:
        total = self.value(tree.factors[0])
        for factor in tree.factors[1:]:
            total = self.held(total * self.value(factor))
        return total

    def divide(self, tree: Divide) -> Value:
        match tree:
            case Divide(Call("log", (inner,)), Call("log", (base,))) if self.arithmetic.name == "real":
                return self.call(Call("log", (inner, base)))  # which is exact where it is whole
        over = self.value(tree.over)
        try:
            under = self.value(tree.under)
        except Pole:
            return fmpq(0)
        return self.quotient(over, under)

    def quotient(self, over: Value, under: Value) -> Value:
        if type(under) is fmpq:
            if not under:
                raise Undefined
        elif self.arithmetic.has_zero(under):
            raise Unsure
        return self.held(over / under)

    def power(self, tree: Power) -> Value:
        exponent = self.value(tree.exponent)
        if type(tree.base) is Constant and tree.base.name == "e":
            return self.arithmetic.functions["exp"](exponent)
        return self.held(self.arithmetic.power(self.value(tree.base), exponent))

    def call(self, tree: Call) -> Value:
        if tree.function == "where":
            return self.where(tree)
        function = self.arithmetic.functions.get(tree.function)
        if function is None:
            raise Undefined
        return self.held(function(*[self.value(part) for part in tree.arguments]))

    def where(self, tree: Call) -> Value:
        """The value of the case that holds; the others need not have one."""
        condition, *values = tree.arguments
        chosen = holds(condition, self.chain)
        if chosen is None or (not chosen and len(values) == 1):
            raise Undefined
        return self.value(values[0 if chosen else 1])

    def no_value(self, tree: Tree) -> Value:
        """A condition holds or not; it has no value of its own."""
        raise Undefined

    def chain(self, tree: Relation) -> bool | None:
        """Whether a chain of comparisons holds; None where a side has no value."""
        try:
            sides = [self.value(term) for term in tree.terms]
            signs = [self.arithmetic.sign(self.held(first - second)) for first, second in pairwise(sides)]
        except Undefined:
            return None
        return has_signs(tree, signs)

    def fold(self, tree: Fold) -> Value:
        """A sum or product of at most `limits.TERMS` terms, or without end; an empty one is 0 or 1."""
        if is_infinite(tree.low) or is_infinite(tree.high):
            return self.held(self.arithmetic.series(tree, self))
        low, high = self.value(tree.low), self.value(tree.high)
        if not (type(low) is fmpq and type(high) is fmpq and low.q == 1 and high.q == 1):
            raise Undefined
        first, last = int(low.p), int(high.p)
        if last - first > limits.FEW_TERMS and tree.kind == "Sum":
            try:
                return self.held(self.arithmetic.series(tree, self))
            except TooMuch:
                if last - first > limits.TERMS:
                    raise
        if last - first > limits.TERMS:
            raise TooMuch
        outer, inside = self.point.get(tree.index), self.is_adding
        self.is_adding = True
        total: Value = fmpq(0 if tree.kind == "Sum" else 1)
        for index in range(first, last + 1):
            self.point[tree.index] = fmpq(index)
            term = self.value(tree.body)
            total = self.held(total + term if tree.kind == "Sum" else total * term)
        self.is_adding = inside
        if outer is not None:
            self.point[tree.index] = outer
        return total

    def held(self, value: Value) -> Value:
        """The value, as a ball where the exact rational grows too large; balls without bounds are refused."""
        if type(value) is fmpq:
            return value if value.height_bits() <= limits.EXACT_BITS else self.arithmetic.ball(value)
        if not value.is_finite():
            raise Unsure
        if self.is_adding and abs(self.arithmetic.size(value).mid().man_exp()[1]) > limits.SIZE:
            raise TooMuch  # many such terms would take long, and nobody could compare their sum
        return value


_RULES: dict[type, Callable[[Evaluator, Any], Value]] = {
    Number: Evaluator.number,
    Name: Evaluator.name,
    Constant: Evaluator.constant,
    Negate: Evaluator.negate,
    Add: Evaluator.add,
    Multiply: Evaluator.multiply,
    Divide: Evaluator.divide,
    Power: Evaluator.power,
    Call: Evaluator.call,
    Fold: Evaluator.fold,
    Relation: Evaluator.no_value,
    Logic: Evaluator.no_value,
}
