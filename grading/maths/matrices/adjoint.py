"""The gradient of a loss as a formula, by going through it backwards: each part gets what the loss gains by each entry.

Only what the language can write comes out; where it cannot, the author gives the reference. `gradients.agrees` checks
the formula, so that a slip in here costs an author an error, never a learner a wrong verdict.
"""

from collections.abc import Callable

from flint import fmpq

from grading.errors import DefinitionError
from grading.maths.derivatives import derivative
from grading.maths.matrices.cases import values_of, with_values
from grading.maths.matrices.differential import POWER, depends
from grading.maths.matrices.dims import SCALAR, Sizes
from grading.maths.matrices.typed import Typed
from grading.maths.slopes import ARGUMENTS, slope

_ONE = Typed("number", (), SCALAR, fmpq(1))
_TWO = Typed("number", (), SCALAR, fmpq(2))
_REMEDY = "Give a reference instead."


def gradient(loss: Typed, variable: str, sizes: Sizes) -> Typed:
    """The gradient of a number with respect to one name. Raises DefinitionError where it cannot be written."""
    return _Backwards(variable, sizes).gradient(loss)


class _Backwards:
    def __init__(self, variable: str, sizes: Sizes) -> None:
        self.variable = variable
        self.sizes = sizes

    def gradient(self, loss: Typed) -> Typed:
        terms = self.terms(loss, _ONE)
        if not terms:
            raise DefinitionError("the loss does not depend on the variable", where="variable")
        return _sum(terms)

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
            raise DefinitionError(
                f"the gradient through `{part.op}` cannot be written", where="reference", remedy=_REMEDY
            )
        return [term for inner, its_gain in rule(self, part, gain) for term in self.terms(inner, its_gain)]

    def is_scalar(self, part: Typed) -> bool:
        return self.sizes.is_scalar(part.shape)

    def fold(self, part: Typed, gain: Typed) -> list[Typed]:
        kind, _index = part.data
        body, low, high = part.parts
        if kind != "Sum" or any(depends(bound, {self.variable: ""}) for bound in (low, high)):
            raise DefinitionError("the gradient of a product cannot be written", where="reference", remedy=_REMEDY)
        return [Typed("fold", (term, low, high), term.shape, part.data) for term in self.terms(body, gain)]

    def scale(self, part: Typed, gain: Typed) -> "_Gains":
        number, value = part.parts
        inner = _scaled(value, gain) if self.is_scalar(value) else Typed("dot", (value, gain), SCALAR)
        return [(number, inner), (value, _scaled(number, gain))]

    def product(self, part: Typed, gain: Typed) -> "_Gains":
        first, second = part.parts
        if self.is_scalar(part):
            return [(first, _scaled(gain, _turned(second))), (second, _scaled(gain, _turned(first)))]
        return [(first, _product(gain, _turned(second))), (second, _product(_turned(first), gain))]

    def divide(self, part: Typed, gain: Typed) -> "_Gains":
        over, under = part.parts
        inner = _scaled(over, gain) if self.is_scalar(over) else Typed("dot", (over, gain), SCALAR)
        square = Typed("scalar_power", (under, _TWO), SCALAR)
        return [(over, _divided(gain, under)), (under, _negative(_divided(inner, square)))]

    def hadamard(self, part: Typed, gain: Typed) -> "_Gains":
        own = () if gain.op == "ones" else (gain,)
        gains = []
        for place, inner in enumerate(part.parts):
            rest = (*part.parts[:place], *part.parts[place + 1 :], *own)
            gains.append((inner, rest[0] if len(rest) == 1 else Typed("hadamard", rest, part.shape)))
        return gains

    def dot(self, part: Typed, gain: Typed) -> "_Gains":
        first, second = part.parts
        return [(first, _scaled(gain, second)), (second, _scaled(gain, first))]

    def scalar_power(self, part: Typed, gain: Typed) -> "_Gains":
        base, exponent = part.parts
        if base.op == "norm" and base.data == "2" and exponent == _TWO:
            return [(base.parts[0], _scaled(_scaled(_TWO, gain), base.parts[0]))]
        slopes = [Typed("formula", part.parts, SCALAR, derivative(POWER, name)) for name in ARGUMENTS]
        return [(base, _scaled(slopes[0], gain)), (exponent, _scaled(slopes[1], gain))]

    def function(self, part: Typed, gain: Typed) -> "_Gains":
        count = len(part.parts)
        slopes = [Typed("formula", part.parts, SCALAR, slope(part.data, place, count)) for place in range(count)]
        return [(inner, _scaled(each, gain)) for inner, each in zip(part.parts, slopes, strict=True)]

    def entrywise(self, part: Typed, gain: Typed) -> "_Gains":
        inner = part.parts[0]
        if self.is_scalar(part):
            return self.function(Typed("function", part.parts, SCALAR, part.data), gain)
        rule = _SLOPES.get(part.data)
        if rule is None:
            problem = f"the slope of `{part.data}` by entry cannot be written"
            raise DefinitionError(problem, where="reference", remedy=_REMEDY)
        return [(inner, Typed("hadamard", (rule(inner), gain), part.shape))]

    def where(self, part: Typed, gain: Typed) -> "_Gains":
        """Each value gains in its own case only."""
        return [(value, self.in_case(part, place, gain)) for place, value in enumerate(values_of(part))]

    def in_case(self, part: Typed, place: int, gain: Typed) -> Typed:
        values = values_of(part)
        others = [_number(fmpq(0))] * len(values)
        others[place] = gain
        made = with_values(part, others)
        spread = self.is_scalar(values[place]) and not self.is_scalar(part)
        return Typed("sum", (made,), SCALAR) if spread else made

    def norm(self, part: Typed, gain: Typed) -> "_Gains":
        inner = part.parts[0]
        if part.data == "oo":
            raise DefinitionError("there is no derivative of a maximum norm", remedy=_REMEDY)
        if part.data == "1":
            return [(inner, _scaled(gain, _entrywise("sign", inner)))]
        return [(inner, _scaled(_divided(gain, part), inner))]

    def trace(self, part: Typed, gain: Typed) -> "_Gains":
        return [(part.parts[0], _scaled(gain, Typed("eye", (), part.parts[0].shape)))]

    def total(self, part: Typed, gain: Typed) -> "_Gains":
        return [(part.parts[0], _scaled(gain, Typed("ones", (), part.parts[0].shape)))]

    def determinant(self, part: Typed, gain: Typed) -> "_Gains":
        inner = part.parts[0]
        turned = _turned(_inverse(inner))
        return [(inner, _scaled(gain if part.op == "logdet" else _scaled(gain, part), turned))]

    def power(self, part: Typed, gain: Typed) -> "_Gains":
        inner = part.parts[0]
        if part.data == -1:
            turned = _turned(part)
            return [(inner, _negative(_product(turned, _product(gain, turned))))]
        if part.data == 2:
            return [(inner, _product(gain, _turned(inner))), (inner, _product(_turned(inner), gain))]
        raise DefinitionError("the gradient of a power cannot be written", where="reference", remedy=_REMEDY)

    def softmax(self, part: Typed, gain: Typed) -> "_Gains":
        own = Typed("hadamard", (part, gain), part.shape)
        others = _scaled(Typed("dot", (part, gain), SCALAR), part)
        return [(part.parts[0], Typed("add", (own, _negative(others)), part.shape))]

    def logsumexp(self, part: Typed, gain: Typed) -> "_Gains":
        inner = part.parts[0]
        return [(inner, _scaled(gain, Typed("softmax", part.parts, inner.shape)))]


# Each inner part with its gain.
_Gains = list[tuple[Typed, Typed]]


def _sum(terms: list[Typed]) -> Typed:
    return terms[0] if len(terms) == 1 else Typed("add", tuple(terms), terms[0].shape)


def _scaled(number: Typed, value: Typed) -> Typed:
    """A multiple, with the numbers in it as one number in front."""
    if number == _ONE:
        return value
    if value == _ONE:
        return number
    if number.op == "negate":
        return _negative(_scaled(number.parts[0], value))
    if value.op == "negate":
        return _negative(_scaled(number, value.parts[0]))
    if number.op == "number" and value.op == "number":
        return _number(number.data * value.data)
    if number.op == "number" and value.op == "scale" and value.parts[0].op == "number":
        return _scaled(_scaled(number, value.parts[0]), value.parts[1])
    if number.op == "scale" and number.parts[0].op == "number":
        return _scaled(number.parts[0], _scaled(number.parts[1], value))
    return Typed("scale", (number, value), value.shape)


def _number(value: fmpq) -> Typed:
    return Typed("number", (), SCALAR, value)


def _divided(value: Typed, number: Typed) -> Typed:
    if value.op == "negate":
        return _negative(_divided(value.parts[0], number))
    if value.op == number.op == "number":
        return _number(value.data / number.data)
    return Typed("divide", (value, number), value.shape)


def _negative(value: Typed) -> Typed:
    return value.parts[0] if value.op == "negate" else Typed("negate", (value,), value.shape)


def _turned(value: Typed) -> Typed:
    if value.op == "transpose":
        return value.parts[0]
    shape = value.shape[1], value.shape[0]
    match value.op, value.parts:
        case "eye", _:
            return value
        case "negate", (inner,):
            return _negative(_turned(inner))
        case "scale", (number, inner):
            return _scaled(number, _turned(inner))
        case "product", (first, second):
            return Typed("product", (_turned(second), _turned(first)), shape)
    return Typed("transpose", (value,), shape)


def _product(first: Typed, second: Typed) -> Typed:
    """A product without the identity, with numbers in front."""
    for one, other in ((first, second), (second, first)):
        if one.op == "eye":
            return other
        if one.op == "negate":
            return _negative(_product(*((one.parts[0], second) if one is first else (first, one.parts[0]))))
        if one.op == "scale":
            inner = (one.parts[1], second) if one is first else (first, one.parts[1])
            return _scaled(one.parts[0], _product(*inner))
    return Typed("product", (first, second), (first.shape[0], second.shape[1]))


def _inverse(value: Typed) -> Typed:
    return Typed("power", (value,), value.shape, -1)


def _entrywise(function: str, value: Typed) -> Typed:
    return Typed("entrywise", (value,), value.shape, function)


def _one_minus(value: Typed) -> Typed:
    return Typed("add", (Typed("ones", (), value.shape), _negative(value)), value.shape)


def _of_tanh(value: Typed) -> Typed:
    tanh = _entrywise("tanh", value)
    return _one_minus(Typed("hadamard", (tanh, tanh), value.shape))


def _of_sigmoid(value: Typed) -> Typed:
    sigmoid = _entrywise("sigmoid", value)
    return Typed("hadamard", (sigmoid, _one_minus(sigmoid)), value.shape)


def _of_relu(value: Typed) -> Typed:
    ones = Typed("ones", (), value.shape)
    return _divided(Typed("add", (ones, _entrywise("sign", value)), value.shape), _TWO)


# The slopes of functions of the entries, as far as the language can write them without a quotient by entry.
_SLOPES: dict[str, Callable[[Typed], Typed]] = {
    "exp": lambda value: _entrywise("exp", value),
    "sin": lambda value: _entrywise("cos", value),
    "cos": lambda value: _negative(_entrywise("sin", value)),
    "abs": lambda value: _entrywise("sign", value),
    "softplus": lambda value: _entrywise("sigmoid", value),
    "tanh": _of_tanh,
    "sigmoid": _of_sigmoid,
    "relu": _of_relu,
}
_RULES: dict[str, Callable[[_Backwards, Typed, Typed], _Gains]] = {
    "negate": lambda _self, part, gain: [(part.parts[0], _negative(gain))],
    "transpose": lambda _self, part, gain: [(part.parts[0], _turned(gain))],
    "diagonal": lambda _self, part, gain: [(part.parts[0], Typed("diagonal_matrix", (gain,), part.parts[0].shape))],
    "diagonal_matrix": lambda _self, part, gain: [(part.parts[0], Typed("diagonal", (gain,), part.parts[0].shape))],
    "scale": _Backwards.scale,
    "product": _Backwards.product,
    "divide": _Backwards.divide,
    "hadamard": _Backwards.hadamard,
    "dot": _Backwards.dot,
    "scalar_power": _Backwards.scalar_power,
    "function": _Backwards.function,
    "entrywise": _Backwards.entrywise,
    "norm": _Backwards.norm,
    "where": _Backwards.where,
    "tr": _Backwards.trace,
    "sum": _Backwards.total,
    "det": _Backwards.determinant,
    "logdet": _Backwards.determinant,
    "power": _Backwards.power,
    "softmax": _Backwards.softmax,
    "logsumexp": _Backwards.logsumexp,
}
