"""The gradient of a loss as a formula, by going through it backwards: each part gets what the loss gains by each entry.

Only what the language can write comes out; where it cannot, the author gives the reference. `gradients.agrees` checks
the formula, so that a slip in here costs an author an error, never a learner a wrong verdict.
"""

from collections.abc import Callable

from flint import fmpq

from grading.errors import DefinitionError
from grading.maths.derivatives import derivative
from grading.maths.matrices.building import (
    RECIPROCAL,
    REMEDY,
    SLOPES,
    TWO,
    UNIT,
    a_number,
    a_size,
    divided,
    entrywise,
    inner_product,
    inverse,
    negative,
    not_written,
    product,
    scaled,
    summed,
    turned,
    unit,
)
from grading.maths.matrices.cases import values_of, with_values
from grading.maths.matrices.differential import POWER, depends
from grading.maths.matrices.dims import SCALAR, Sizes
from grading.maths.matrices.typed import Typed
from grading.maths.parser import parse
from grading.maths.slopes import ARGUMENTS, slope


def gradient(loss: Typed, variable: str, sizes: Sizes) -> Typed:
    """The gradient of a number with respect to one name. Raises DefinitionError where it cannot be written."""
    return _Backwards(variable, sizes).gradient(loss)


# The slopes of numbers that have a kink, with a value there: what is asked there is known by the loss.
# So many factors of a power are written one by one.
_MOST_FACTORS = 8
_STEPS = {
    "relu": ("where(x > 0, 1, 0)",),
    "abs": ("sign(x)",),
    "max": ("where(x > y, 1, 0)", "where(x > y, 0, 1)"),
    "min": ("where(x < y, 1, 0)", "where(x < y, 0, 1)"),
}


class _Backwards:
    def __init__(self, variable: str, sizes: Sizes) -> None:
        self.variable = variable
        self.sizes = sizes

    def gradient(self, loss: Typed) -> Typed:
        terms = self.terms(loss, UNIT)
        if not terms:
            raise DefinitionError("the loss does not depend on the variable", where="variable")
        return summed(terms)

    def terms(self, part: Typed, gain: Typed) -> list[Typed]:
        """What a part with this gain contributes to the gradient."""
        if not depends(part, {self.variable: self.variable}):
            return []
        if part.op == "name":
            return [gain]
        if part.op == "add":
            return [term for inner in part.parts for term in self.terms(inner, gain)]
        if part.op == "fold":
            return self.fold(part, gain)
        rule = _RULES.get(part.op)
        if rule is None:
            raise not_written("the gradient through", part)
        return [term for inner, its_gain in rule(self, part, gain) for term in self.terms(inner, its_gain)]

    def is_scalar(self, part: Typed) -> bool:
        return self.sizes.is_scalar(part.shape)

    def fold(self, part: Typed, gain: Typed) -> list[Typed]:
        kind, _index = part.data
        body, low, high = part.parts
        if kind != "Sum" or any(depends(bound, {self.variable: ""}) for bound in (low, high)):
            raise DefinitionError("the gradient of a product cannot be written", where="reference", remedy=REMEDY)
        return [Typed("fold", (term, low, high), term.shape, part.data) for term in self.terms(body, gain)]

    def scale(self, part: Typed, gain: Typed) -> "_Gains":
        number, value = part.parts
        inner = scaled(value, gain) if self.is_scalar(value) else inner_product(value, gain)
        return [(number, inner), (value, scaled(number, gain))]

    def product(self, part: Typed, gain: Typed) -> "_Gains":
        first, second = part.parts
        if self.is_scalar(part):
            return [(first, scaled(gain, turned(second))), (second, scaled(gain, turned(first)))]
        return [(first, product(gain, turned(second))), (second, product(turned(first), gain))]

    def divide(self, part: Typed, gain: Typed) -> "_Gains":
        over, under = part.parts
        inner = scaled(over, gain) if self.is_scalar(over) else inner_product(over, gain)
        square = Typed("scalar_power", (under, TWO), SCALAR)
        return [(over, divided(gain, under)), (under, negative(divided(inner, square)))]

    def hadamard(self, part: Typed, gain: Typed) -> "_Gains":
        own = () if gain.op == "ones" else (gain,)
        gains = []
        for place, inner in enumerate(part.parts):
            rest = (*part.parts[:place], *part.parts[place + 1 :], *own)
            gains.append((inner, rest[0] if len(rest) == 1 else Typed("hadamard", rest, part.shape)))
        return gains

    def dot(self, part: Typed, gain: Typed) -> "_Gains":
        first, second = part.parts
        return [(first, scaled(gain, second)), (second, scaled(gain, first))]

    def scalar_power(self, part: Typed, gain: Typed) -> "_Gains":
        base, exponent = part.parts
        if base.op == "norm" and base.data == "2" and exponent == TWO:
            return [(base.parts[0], scaled(scaled(TWO, gain), base.parts[0]))]
        if exponent.op == "number":
            return [(base, scaled(scaled(exponent, _one_power_less(base, exponent.data)), gain))]
        slopes = [Typed("formula", part.parts, SCALAR, derivative(POWER, name)) for name in ARGUMENTS]
        return [(base, scaled(slopes[0], gain)), (exponent, scaled(slopes[1], gain))]

    def formula(self, part: Typed, gain: Typed) -> "_Gains":
        pairs = zip(part.parts, ARGUMENTS, strict=False)
        slopes = ((inner, Typed("formula", part.parts, SCALAR, derivative(part.data, name))) for inner, name in pairs)
        return [(inner, scaled(each, gain)) for inner, each in slopes]

    def function(self, part: Typed, gain: Typed) -> "_Gains":
        count = len(part.parts)
        steps = _STEPS.get(part.data, ()) if count <= len(ARGUMENTS) else ()
        found = (parse(steps[place], ARGUMENTS) if steps else slope(part.data, place, count) for place in range(count))
        slopes = (Typed("formula", part.parts, SCALAR, each) for each in found)
        return [(inner, scaled(each, gain)) for inner, each in zip(part.parts, slopes, strict=True)]

    def entrywise(self, part: Typed, gain: Typed) -> "_Gains":
        inner = part.parts[0]
        if self.is_scalar(part):
            return self.function(Typed("function", part.parts, SCALAR, part.data), gain)
        if part.data == "relu" and _holds_factor(gain, part):
            # relu(v) is 0 wherever its slope is.
            return [(inner, gain)]
        rule = SLOPES.get(part.data)
        if rule is None:
            problem = f"the slope of `{part.data}` by entry cannot be written"
            raise DefinitionError(problem, where="reference", remedy=REMEDY)
        return [(inner, Typed("hadamard", (rule(inner), gain), part.shape))]

    def slopes(self, part: Typed, gain: Typed) -> "_Gains":
        """Of a quotient by entry, as no formula that is typed has other slopes."""
        if part.data != RECIPROCAL:
            raise not_written("the gradient through", part)
        return [(part.parts[0], negative(Typed("hadamard", (part, part, gain), part.shape)))]

    def where(self, part: Typed, gain: Typed) -> "_Gains":
        """Each value gains in its own case only."""
        return [(value, self.in_case(part, place, gain)) for place, value in enumerate(values_of(part))]

    def in_case(self, part: Typed, place: int, gain: Typed) -> Typed:
        values = values_of(part)
        others = [a_number(fmpq(0))] * len(values)
        others[place] = gain
        made = with_values(part, others)
        spread = self.is_scalar(values[place]) and not self.is_scalar(part)
        return Typed("sum", (made,), SCALAR) if spread else made

    def entry(self, part: Typed, gain: Typed) -> "_Gains":
        base, *indices = part.parts
        first, *second = (unit(size, index) for size, index in zip(self.sizes.shape(base.shape), indices, strict=False))
        place = product(first, turned(second[0])) if second else first
        return [(base, scaled(gain, place))]

    def row(self, part: Typed, gain: Typed) -> "_Gains":
        base, index = part.parts
        first = unit(self.sizes.shape(base.shape)[0], index)
        return [(base, scaled(gain, first) if self.is_scalar(part) else product(first, turned(gain)))]

    def norm(self, part: Typed, gain: Typed) -> "_Gains":
        inner = part.parts[0]
        if part.data == "oo":
            raise DefinitionError("there is no derivative of a maximum norm", remedy=REMEDY)
        if part.data == "1":
            return [(inner, scaled(gain, entrywise("sign", inner)))]
        return [(inner, scaled(divided(gain, part), inner))]

    def trace(self, part: Typed, gain: Typed) -> "_Gains":
        return [(part.parts[0], scaled(gain, Typed("eye", (), part.parts[0].shape)))]

    def total(self, part: Typed, gain: Typed) -> "_Gains":
        return [(part.parts[0], scaled(gain, Typed("ones", (), part.parts[0].shape)))]

    def mean(self, part: Typed, gain: Typed) -> "_Gains":
        inner = part.parts[0]
        rows, columns = self.sizes.shape(inner.shape)
        return [(inner, divided(scaled(gain, Typed("ones", (), inner.shape)), a_size(rows.times(columns))))]

    def determinant(self, part: Typed, gain: Typed) -> "_Gains":
        inner = part.parts[0]
        factor = gain if part.op == "logdet" else scaled(gain, part)
        return [(inner, scaled(factor, turned(inverse(inner))))]

    def power(self, part: Typed, gain: Typed) -> "_Gains":
        inner = part.parts[0]
        if part.data == -1:
            back = turned(part)
            return [(inner, negative(product(back, product(gain, back))))]
        if 0 < part.data <= _MOST_FACTORS:
            powers = [_power_of(turned(inner), exponent) for exponent in range(part.data)]
            return [(inner, _between(before, gain, after)) for before, after in zip(powers, powers[::-1], strict=True)]
        raise DefinitionError("the gradient of a power cannot be written", where="reference", remedy=REMEDY)

    def softmax(self, part: Typed, gain: Typed) -> "_Gains":
        own = Typed("hadamard", (part, gain), part.shape)
        others = scaled(Typed("dot", (part, gain), SCALAR), part)
        return [(part.parts[0], Typed("add", (own, negative(others)), part.shape))]

    def logsumexp(self, part: Typed, gain: Typed) -> "_Gains":
        inner = part.parts[0]
        return [(inner, scaled(gain, Typed("softmax", part.parts, inner.shape)))]


def _power_of(base: Typed, exponent: int) -> Typed | None:
    """None for the power 0, which changes nothing."""
    return None if not exponent else base if exponent == 1 else Typed("power", (base,), base.shape, exponent)


def _between(before: Typed | None, gain: Typed, after: Typed | None) -> Typed:
    inner = gain if after is None else product(gain, after)
    return inner if before is None else product(before, inner)


def _one_power_less(base: Typed, exponent: fmpq) -> Typed:
    return base if exponent == 2 else Typed("scalar_power", (base, a_number(exponent - 1)), SCALAR)


def _holds_factor(gain: Typed, factor: Typed) -> bool:
    """Whether each entry of the gain is a multiple of that of the factor."""
    match gain.op:
        case "scale":
            return _holds_factor(gain.parts[1], factor)
        case "negate":
            return _holds_factor(gain.parts[0], factor)
        case "divide":
            return _holds_factor(gain.parts[0], factor)
        case "hadamard":
            return any(_holds_factor(each, factor) for each in gain.parts)
    return gain == factor


# Each inner part with its gain.
_Gains = list[tuple[Typed, Typed]]


_RULES: dict[str, Callable[[_Backwards, Typed, Typed], _Gains]] = {
    "negate": lambda _self, part, gain: [(part.parts[0], negative(gain))],
    "transpose": lambda _self, part, gain: [(part.parts[0], turned(gain))],
    "diagonal": lambda _self, part, gain: [(part.parts[0], Typed("diagonal_matrix", (gain,), part.parts[0].shape))],
    "diagonal_matrix": lambda _self, part, gain: [(part.parts[0], Typed("diagonal", (gain,), part.parts[0].shape))],
    "scale": _Backwards.scale,
    "product": _Backwards.product,
    "divide": _Backwards.divide,
    "hadamard": _Backwards.hadamard,
    "dot": _Backwards.dot,
    "scalar_power": _Backwards.scalar_power,
    "function": _Backwards.function,
    "formula": _Backwards.formula,
    "entrywise": _Backwards.entrywise,
    "slopes": _Backwards.slopes,
    "entry": _Backwards.entry,
    "row": _Backwards.row,
    "norm": _Backwards.norm,
    "where": _Backwards.where,
    "tr": _Backwards.trace,
    "sum": _Backwards.total,
    "mean": _Backwards.mean,
    "det": _Backwards.determinant,
    "logdet": _Backwards.determinant,
    "power": _Backwards.power,
    "softmax": _Backwards.softmax,
    "logsumexp": _Backwards.logsumexp,
}
