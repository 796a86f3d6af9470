"""Solve an equation in which the unknown stands once, by undoing one operation after the other: all its solutions."""

from collections.abc import Callable
from dataclasses import replace

from flint import arb, fmpq

from grading.maths.matrices.algebra import Value, as_number
from grading.maths.matrices.evaluation import Evaluator, Point
from grading.maths.matrices.inference import Reading
from grading.maths.matrices.typed import Typed
from grading.maths.values import TooMuch, Undefined, Unsure

Equation = tuple[Reading, Reading]


class CannotUndo(Exception):
    """The unknown stands more than once, or in an operation that is not undone here."""


def value_at(reading: Reading, point: Point) -> Value:
    """The value of a side, a number where its shape says so."""
    found = Evaluator(reading.sizes, point).value(reading.typed)
    return as_number(found) if reading.sizes.is_scalar(reading.typed.shape) else found


def undone(equation: Equation, name: str, point: Point) -> list[Value]:
    """All values of a number at which the equation holds; the other symbols have the values of the point.

    Raises CannotUndo.
    """
    holding = [side for side in equation if _count(side.typed, name)]
    if len(holding) != 1 or _count(holding[0].typed, name) != 1:
        raise CannotUndo
    other = equation[1] if holding[0] is equation[0] else equation[0]
    try:
        return _Undoing(holding[0], name, point).solve(holding[0].typed, value_at(other, point))
    except Undefined:
        # What stands beside the unknown has no value, whatever the unknown is.
        return []
    except (Unsure, TooMuch, ZeroDivisionError) as problem:
        raise CannotUndo from problem


def _count(part: Typed, name: str) -> int:
    return (part.op == "name" and part.data == name) + sum(_count(inner, name) for inner in part.parts)


class _Undoing:
    def __init__(self, reading: Reading, name: str, point: Point) -> None:
        self.reading, self.name, self.point = reading, name, point

    def value(self, part: Typed) -> Value:
        return value_at(replace(self.reading, typed=part), self.point)

    def solve(self, part: Typed, wanted: Value) -> list[Value]:
        """The values of the name at which the part has the wanted value."""
        if part.op == "name":
            return [wanted]
        if part.op == "fold":
            raise CannotUndo  # its terms have no value without an index
        inner = next(each for each in part.parts if _count(each, self.name))
        others = [self.value(each) for each in part.parts if each is not inner]
        return [found for value in _undo(part, inner, others, wanted) for found in self.solve(inner, value)]


def _undo(part: Typed, inner: Typed, others: list[Value], wanted: Value) -> list[Value]:
    match part.op:
        case "negate":
            return [-wanted]
        case "add":
            return [wanted - sum(others[1:], others[0])]
        case "scale":
            return [wanted / _certain(others[0])]
        case "divide":
            return [wanted * _certain(others[0])] if inner is part.parts[0] else [others[0] / _certain(wanted)]
        case "scalar_power":
            return _undo_power(part, inner, others[0], wanted)
        case "entrywise" | "function" if part.data in _INVERSES and len(part.parts) == 1:
            return _INVERSES[part.data](arb(wanted))
    raise CannotUndo


def _certain(value: Value) -> Value:
    """A number by which may be divided."""
    if not isinstance(value, fmpq | arb):
        raise CannotUndo
    if (isinstance(value, fmpq) and not value) or (isinstance(value, arb) and value.contains(0)):
        raise CannotUndo
    return value


def _undo_power(part: Typed, inner: Typed, other: Value, wanted: Value) -> list[Value]:
    if inner is part.parts[1]:
        # other^x = wanted has one solution for a positive base that is not 1.
        if not (other > 0 and wanted > 0):
            raise CannotUndo
        return [arb(wanted).log() / _certain(arb(other).log())]
    if type(other) is not fmpq or other.q != 1 or not other:
        raise CannotUndo
    if type(wanted) is fmpq and not wanted:
        return [fmpq(0)] if other > 0 else []
    return _roots(arb(wanted), int(other.p))


def _roots(wanted: arb, exponent: int) -> list[Value]:
    """All real solutions of x^exponent = wanted."""
    if exponent < 0:
        wanted, exponent = 1 / _certain(wanted), -exponent
    if wanted > 0:
        root = (wanted.log() / exponent).exp()
        return [root] if exponent % 2 else [root, -root]
    if wanted < 0:
        return [-(((-wanted).log() / exponent).exp())] if exponent % 2 else []
    raise CannotUndo


Test = Callable[[arb], bool]


def _where(is_inside: Test, inverse: Callable[[arb], arb], is_outside: Test) -> Callable[[arb], list[Value]]:
    """The inverse of a function that is strictly monotone, none outside its range."""

    def rule(wanted: arb) -> list[Value]:
        if is_inside(wanted):
            return [inverse(wanted)]
        if is_outside(wanted):
            return []
        raise CannotUndo

    return rule


def _both_signs(wanted: arb) -> list[Value]:
    """All x with |x| = wanted."""
    if wanted == 0:
        return [fmpq(0)]
    if wanted.contains(0):
        raise CannotUndo
    return [wanted, -wanted] if wanted > 0 else []


_INVERSES: dict[str, Callable[[arb], list[Value]]] = {
    **dict.fromkeys(("abs", "absolute", "bars"), _both_signs),
    "exp": _where(lambda y: y > 0, lambda y: y.log(), lambda y: y <= 0),
    "log": _where(lambda y: True, lambda y: y.exp(), lambda y: False),
    "sqrt": _where(lambda y: y >= 0, lambda y: y * y, lambda y: y < 0),
    "tanh": _where(lambda y: abs(y) < 1, lambda y: ((1 + y) / (1 - y)).log() / 2, lambda y: abs(y) >= 1),
    "sigmoid": _where(lambda y: 0 < y < 1, lambda y: (y / (1 - y)).log(), lambda y: y <= 0 or y >= 1),
    "arctan": _where(lambda y: abs(y) < arb.pi() / 2, lambda y: y.tan(), lambda y: abs(y) >= arb.pi() / 2),
}
