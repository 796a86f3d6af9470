"""The Jacobian of a column and the Hessian of a number as formulas, where the author gives only the loss.

Like the gradient (see `adjoint`) they are checked by `gradients.agrees` before anybody is judged by them.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import reduce

from flint import fmpq

from grading.errors import DefinitionError
from grading.maths.matrices.adjoint import gradient
from grading.maths.matrices.building import (
    REMEDY,
    SLOPES,
    TWO,
    a_number,
    divided,
    negative,
    not_written,
    product,
    scaled,
    summed,
    turned,
)
from grading.maths.matrices.by_number import slope_by_number
from grading.maths.matrices.cases import sides_of, values_of, with_values
from grading.maths.matrices.differential import depends
from grading.maths.matrices.dims import ONE, SCALAR, Dim, Sizes
from grading.maths.matrices.typed import Typed


def jacobian(loss: Typed, variables: Sequence[str], shape: tuple[Dim, Dim], sizes: Sizes) -> Typed:
    """A row for each output, a column for each entry of the variable, or for each of several numbers.

    shape: of the variable. Raises DefinitionError where it cannot be written.
    """
    if shape == SCALAR or len(variables) > 1:
        return _by_numbers(loss, variables, sizes)
    if shape[1] != ONE:
        raise _not_written("by a matrix")
    if sizes.is_scalar(loss.shape):
        return turned(gradient(loss, variables[0], sizes))
    if sizes.shape(loss.shape)[1] != ONE:
        raise _not_written("of a matrix")
    found = _Forwards(variables[0], shape[0], sizes).of(loss)
    assert found is not None
    return found


def hessian(loss: Typed, variables: Sequence[str], shape: tuple[Dim, Dim], sizes: Sizes) -> Typed:
    """The Jacobian of the gradient. Raises DefinitionError where it cannot be written."""
    if shape == SCALAR or len(variables) > 1:
        slopes = [_by_number(loss, name, sizes) for name in variables]
        return _below([_beside([_by_number(slope, name, sizes) for name in variables]) for slope in slopes])
    return jacobian(gradient(loss, variables[0], sizes), variables, shape, sizes)


def column_gradient(loss: Typed, variables: Sequence[str], sizes: Sizes) -> Typed:
    """The gradient by several numbers, one below the other."""
    return _below([_by_number(loss, name, sizes) for name in variables])


def _by_numbers(loss: Typed, variables: Sequence[str], sizes: Sizes) -> Typed:
    outputs = loss.parts if loss.op == "vstack" else (loss,)
    if not all(sizes.is_scalar(output.shape) for output in outputs):
        return _beside([slope_by_number(loss, name, sizes) for name in variables])
    return _below([_beside([_by_number(output, name, sizes) for name in variables]) for output in outputs])


def _by_number(output: Typed, name: str, sizes: Sizes) -> Typed:
    if not depends(output, {name: name}):
        return a_number(fmpq(0))
    # Backwards it is shorter; forwards there is more that can be written.
    with suppress(DefinitionError):
        return gradient(output, name, sizes)
    return slope_by_number(output, name, sizes)


def _beside(parts: list[Typed]) -> Typed:
    return parts[0] if len(parts) == 1 else Typed("hstack", tuple(parts), (parts[0].shape[0], Dim(len(parts))))


def _below(parts: list[Typed]) -> Typed:
    return parts[0] if len(parts) == 1 else Typed("vstack", tuple(parts), (Dim(len(parts)), parts[0].shape[1]))


def _diagonal(weights: Typed) -> Typed:
    size = weights.shape[0]
    return Typed("diagonal_matrix", (weights,), (size, size))


def _not_written(what: str) -> DefinitionError:
    problem = f"the derivative {what} cannot be written"
    return DefinitionError(problem, where="reference", remedy=REMEDY)


class _Forwards:
    """The Jacobians of the parts of a column, from the variable on."""

    def __init__(self, variable: str, entries: Dim, sizes: Sizes) -> None:
        self.variable = variable
        self.entries = entries
        self.sizes = sizes

    def of(self, part: Typed) -> Typed | None:
        """None for a part that does not depend on the variable."""
        if not depends(part, {self.variable: self.variable}):
            return None
        rule = _RULES.get(part.op)
        if rule is None:
            raise not_written("the derivative of", part)
        found = [term for term in rule(self, part) if term is not None]
        return summed(found) if found else None

    def column(self, part: Typed) -> Typed:
        """Zeros for a part that does not."""
        return self.of(part) or Typed("zeros", (), (part.shape[0], self.entries))

    def row(self, number: Typed) -> Typed | None:
        """The slopes of a number, side by side."""
        if not depends(number, {self.variable: self.variable}):
            return None
        return turned(gradient(number, self.variable, self.sizes))

    def weighted(self, weights: Typed, part: Typed) -> Typed | None:
        """Each row of the Jacobian times a weight."""
        inner = self.of(part)
        if inner is None:
            return None
        first, *rest = inner.parts if inner.op == "product" else (inner,)
        if first.op == "diagonal_matrix":
            weights = Typed("hadamard", (weights, first.parts[0]), weights.shape)
            return reduce(product, rest, _diagonal(weights))
        return product(_diagonal(weights), inner)

    def scale(self, part: Typed) -> "_Terms":
        number, value = part.parts
        inner, row = self.of(value), self.row(number)
        return [None if inner is None else scaled(number, inner), None if row is None else product(value, row)]

    def product(self, part: Typed) -> "_Terms":
        first, second = part.parts
        if not depends(first, {self.variable: self.variable}):
            return [product(first, self.column(second))]
        if first.op == "diagonal_matrix":
            return self.hadamard(Typed("hadamard", (first.parts[0], second), part.shape))
        if first.op == "power" and first.data == -1 and first.parts[0].op == "diagonal_matrix":
            return self.quotient(part)
        if first.op != "product":
            raise _not_written("of a product of matrices")
        one, other = first.parts
        inner = product(other, second)
        if self.sizes.is_scalar(inner.shape):
            return [self.of(Typed("scale", (inner, one), one.shape))]
        return [self.of(Typed("product", (one, inner), part.shape))]

    def quotient(self, part: Typed) -> "_Terms":
        """A column divided by another one, entry by entry."""
        inverse, over = part.parts
        under = inverse.parts[0].parts[0]
        inner, below = self.of(over), self.weighted(part, under)
        return [
            None if inner is None else product(inverse, inner),
            None if below is None else negative(product(inverse, below)),
        ]

    def divide(self, part: Typed) -> "_Terms":
        over, under = part.parts
        inner, row = self.of(over), self.row(under)
        square = Typed("scalar_power", (under, TWO), SCALAR)
        return [
            None if inner is None else divided(inner, under),
            None if row is None else negative(divided(product(over, row), square)),
        ]

    def hadamard(self, part: Typed) -> "_Terms":
        found: _Terms = []
        for place, inner in enumerate(part.parts):
            rest = (*part.parts[:place], *part.parts[place + 1 :])
            found.append(self.weighted(rest[0] if len(rest) == 1 else Typed("hadamard", rest, part.shape), inner))
        return found

    def fold(self, part: Typed) -> "_Terms":
        body, *ends = part.parts
        if part.data[0] != "Sum":
            raise _not_written("of a product")
        inner = self.column(body)
        return [Typed("fold", (inner, *ends), inner.shape, part.data)]

    def where(self, part: Typed) -> "_Terms":
        """Each value counts in its own case only."""
        values = values_of(part)
        found: _Terms = []
        for place, value in enumerate(values):
            chosen = with_values(part, [a_number(fmpq(int(each == place))) for each in range(len(values))])
            if self.sizes.is_scalar(value.shape):
                row = self.row(value)
                found.append(None if row is None else product(chosen, row))
            elif all(self.sizes.is_scalar(side.shape) for side in sides_of(part)):
                inner = self.of(value)
                found.append(None if inner is None else scaled(replace(chosen, shape=SCALAR), inner))
            else:
                found.append(self.weighted(chosen, value))
        return found

    def entrywise(self, part: Typed) -> "_Terms":
        rule = SLOPES.get(part.data)
        if rule is None:
            raise _not_written(f"of `{part.data}` by entry")
        return [self.weighted(rule(part.parts[0]), part.parts[0])]

    def softmax(self, part: Typed) -> "_Terms":
        size = part.shape[0]
        own = Typed("diagonal_matrix", (part,), (size, size))
        both = Typed("add", (own, negative(product(part, turned(part)))), (size, size))
        return [product(both, self.column(part.parts[0]))]


_Terms = list[Typed | None]
_RULES: dict[str, Callable[[_Forwards, Typed], _Terms]] = {
    "name": lambda self, _part: [Typed("eye", (), (self.entries, self.entries))],
    "negate": lambda self, part: [negative(self.column(part.parts[0]))],
    "add": lambda self, part: [self.of(term) for term in part.parts],
    "scale": _Forwards.scale,
    "product": _Forwards.product,
    "divide": _Forwards.divide,
    "fold": _Forwards.fold,
    "hadamard": _Forwards.hadamard,
    "entrywise": _Forwards.entrywise,
    "softmax": _Forwards.softmax,
    "where": _Forwards.where,
}
