"""Is this the gradient, the Jacobian or the Hessian? Asked at random points, in one random direction each.

The gradient G of f at X is the only matrix for which the sum of the entries of G ∘ E is the differential of f in the
direction E, whatever E is. With entries of E drawn from 10 000 values, a wrong G passes at a point with a chance of at
most 1/10 000 (2/10 000 for a Hessian, which is asked in two directions).

The gradient has the shape of the variable. The Jacobian has a row for each entry of the outputs and a column for each
entry of the variable, matrices in the order of `vec`, column by column; so has the Hessian. The entries of a symmetric
variable are moved one by one, like those of any other.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from grading.errors import DefinitionError
from grading.maths.decisions import Outcome
from grading.maths.matrices import algebra
from grading.maths.matrices.algebra import MATRICES, Value, as_number, transposed
from grading.maths.matrices.comparison import same
from grading.maths.matrices.differential import differential
from grading.maths.matrices.dims import ONE, SCALAR, Dim, Shape
from grading.maths.matrices.evaluation import Evaluator, Point
from grading.maths.matrices.inference import Reading
from grading.maths.matrices.sampling import LED, Points
from grading.maths.matrices.structures import general
from grading.maths.matrices.symbols import Symbols
from grading.maths.matrices.typed import Typed
from grading.maths.values import TooMuch, Undefined, Unsure, bits

_BITS = (256, 1024)
_NEEDED, _MOST = 4, 16
# What may be moved entry by entry, although the points have the structure.
_FREE = frozenset({"general", "invertible", "positive", "symmetric", "positive_definite"})


@dataclass(frozen=True)
class Derivative:
    """What is asked: "gradient_of", "jacobian_of" or "hessian_of" of a loss, by one variable or a list of scalars."""

    key: str
    loss: Reading
    variables: tuple[str, ...]
    symbols: Symbols

    def __post_init__(self) -> None:
        self.check()

    def check(self) -> None:
        shaped = [name for name in self.variables if name in self.symbols.shaped]
        if not self.variables:
            raise DefinitionError("with respect to what?", where="variable", remedy="Name a symbol.")
        unknown = [name for name in self.variables if name not in self.symbols.names]
        if unknown:
            raise DefinitionError(f"`{unknown[0]}` is not declared", where="variable", remedy="Add it to symbols.")
        if shaped and len(self.variables) > 1:
            raise DefinitionError("a list of variables holds scalars only", where="variable", remedy="Name one matrix.")
        structure = self.symbols.shaped[shaped[0]].structure if shaped else "general"
        if structure not in _FREE:
            remedy = f"Declare it as one of {', '.join(sorted(_FREE))}."
            raise DefinitionError(
                f"the entries of a {structure} matrix cannot be moved", where="variable", remedy=remedy
            )
        if self.key != "jacobian_of" and self.loss.shape != SCALAR:
            raise DefinitionError("the loss is no number", where=self.key, remedy="Use jacobian_of.")

    @property
    def variable_shape(self) -> Shape:
        if len(self.variables) == 1:
            return self.symbols.shape(self.variables[0])
        return Dim(len(self.variables)), ONE

    @property
    def shape(self) -> Shape:
        """The shape of the derivative."""
        rows, columns = self.variable_shape
        entries = rows.times(columns)
        if self.key == "gradient_of":
            return rows, columns
        above = self.loss.shape[0].times(self.loss.shape[1])
        return (entries if self.key == "hessian_of" else above), entries

    @cached_property
    def directions(self) -> dict[str, str]:
        return {name: f"d {name}" for name in self.variables}

    @cached_property
    def change(self) -> Typed | None:
        """What the derivative does to its directions; None where it is 0. Raises DefinitionError."""
        first = differential(self.loss.typed, self.directions)
        if self.key != "hessian_of" or first is None:
            return first
        return differential(first, {name: f"d2 {name}" for name in self.variables})


def moved(variables: tuple[str, ...], shape: Shape, point: Point, turn: int) -> tuple[dict[str, Value], Value, Value]:
    """Two random directions: what their names stand for, and each as one matrix of the shape of the variable."""
    generator = random.Random(f"{turn}")  # noqa: S311 -- points to try are no secret
    rows, columns = (dim.value(point.sizes) for dim in shape)
    first, second = general(generator, rows, columns), general(generator, rows, columns)
    values: dict[str, Value] = {}
    for mark, direction in (("d", first), ("d2", second)):
        if len(variables) == 1:
            values[f"{mark} {variables[0]}"] = direction
        else:
            values.update({f"{mark} {name}": direction[place, 0] for place, name in enumerate(variables)})
    return values, first, second


def contracted(key: str, value: Value, first: Value, second: Value) -> Value:
    """What a gradient, Jacobian or Hessian does to the directions; a plain value stays what it is."""
    if key == "value":
        return value
    if key == "gradient_of":
        return algebra.total(algebra.hadamard(value, first))
    made = times(value, algebra.vec(first))
    return made if key == "jacobian_of" else algebra.total(algebra.hadamard(made, algebra.vec(second)))


def times(first: Value, second: Value) -> Value:
    is_product = isinstance(first, MATRICES) and isinstance(second, MATRICES)
    return first * second if is_product else algebra.scaled(as_number(first), second)


def value_of(typed: Typed | None, reading: Reading, point: Point, more: Mapping[str, Value]) -> Value:
    """The value of a part of the reading, with further names."""
    if typed is None:
        return algebra.filled(1, 1, 0)[0, 0]
    return Evaluator(reading.sizes, Point(point.sizes, {**point.values, **more})).value(typed)


def agrees(derivative: Derivative, answer: Reading, points: Points, *, turned: bool = False) -> Outcome:
    """Whether the answer (turned: its transpose) is the derivative, decided at points where the loss has a value."""
    agreed = 0
    for turn, point in enumerate(chain(map(points.point, range(_MOST)), map(points.led, range(LED)))):
        found = _agrees_at(derivative, answer, point, turn, turned=turned)
        if found is False:
            return Outcome.DIFFERENT
        agreed += found is True
        if agreed == _NEEDED:
            return Outcome.AGREED
    return Outcome.UNDECIDED


def _agrees_at(derivative: Derivative, answer: Reading, point: Point, turn: int, *, turned: bool) -> bool | None:
    for count in _BITS:
        with bits(count):
            try:
                value_of(derivative.loss.typed, derivative.loss, point, {})
                names, first, second = moved(derivative.variables, derivative.variable_shape, point, turn)
                wanted = value_of(derivative.change, derivative.loss, point, names)
                found = value_of(answer.typed, answer, point, {})
            except (Undefined, TooMuch):
                return None
            except Unsure:
                continue
            value = contracted(derivative.key, transposed(found) if turned else found, first, second)
            decided = same(value, algebra.vec(wanted) if derivative.key == "jacobian_of" else wanted)
            if decided is not None:
                return decided
    return None
