"""Expressions with shapes put together without what says nothing: no factor 1, no minus twice, numbers in front."""

from collections.abc import Callable
from functools import reduce

from flint import fmpq

from grading.errors import DefinitionError
from grading.maths.matrices.dims import ONE, SCALAR, Dim
from grading.maths.matrices.terms import is_pointwise
from grading.maths.matrices.typed import Typed
from grading.maths.slopes import slope

UNIT = Typed("number", (), SCALAR, fmpq(1))
REMEDY = "Give a reference instead."
TWO = Typed("number", (), SCALAR, fmpq(2))
# 1/x, as a formula for every entry.
RECIPROCAL = slope("log")


def not_written(what: str, part: Typed) -> DefinitionError:
    """what: as "the derivative of"."""
    return DefinitionError(f"{what} `{part.op}` cannot be written", where="reference", remedy=REMEDY)


def summed(terms: list[Typed]) -> Typed:
    return terms[0] if len(terms) == 1 else Typed("add", tuple(terms), terms[0].shape)


def scaled(number: Typed, value: Typed) -> Typed:
    """A multiple, with the numbers in it as one number in front."""
    if number == UNIT:
        return value
    if value == UNIT:
        return number
    if number.op == "negate":
        return negative(scaled(number.parts[0], value))
    if value.op == "negate":
        return negative(scaled(number, value.parts[0]))
    if number.op == "number" and value.op == "number":
        return a_number(number.data * value.data)
    if number.op == "number" and value.op == "scale" and value.parts[0].op == "number":
        return scaled(scaled(number, value.parts[0]), value.parts[1])
    if number.op == "scale" and number.parts[0].op == "number":
        return scaled(number.parts[0], scaled(number.parts[1], value))
    return Typed("scale", (number, value), value.shape)


def a_number(value: fmpq) -> Typed:
    return Typed("number", (), SCALAR, value)


def a_size(dim: Dim) -> Typed:
    """How many rows or columns there are, as a number."""
    terms = [
        reduce(scaled, (Typed("name", (), SCALAR, name) for name in term.names), a_number(fmpq(term.factor)))
        for term in dim.terms
    ]
    return summed(terms)


def divided(value: Typed, number: Typed) -> Typed:
    if value.op == "negate":
        return negative(divided(value.parts[0], number))
    if value.op == number.op == "number":
        return a_number(value.data / number.data)
    return Typed("divide", (value, number), value.shape)


def negative(value: Typed) -> Typed:
    return value.parts[0] if value.op == "negate" else Typed("negate", (value,), value.shape)


def turned(value: Typed) -> Typed:
    if value.op == "transpose":
        return value.parts[0]
    shape = value.shape[1], value.shape[0]
    match value.op, value.parts:
        case "eye", _:
            return value
        case "negate", (inner,):
            return negative(turned(inner))
        case "scale", (number, inner):
            return scaled(number, turned(inner))
        case "product", (first, second):
            return Typed("product", (turned(second), turned(first)), shape)
    return Typed("transpose", (value,), shape)


def product(first: Typed, second: Typed) -> Typed:
    """A product without the identity, with numbers in front."""
    for one, other in ((first, second), (second, first)):
        if one.op == "eye":
            return other
        if one.op == "negate":
            return negative(product(*((one.parts[0], second) if one is first else (first, one.parts[0]))))
        if one.op == "scale":
            inner = (one.parts[1], second) if one is first else (first, one.parts[1])
            return scaled(one.parts[0], product(*inner))
    return Typed("product", (first, second), (first.shape[0], second.shape[1]))


def inner_product(first: Typed, second: Typed) -> Typed:
    """The sum of the products of entries: of matrices the trace of a product, as `dot` of two is read as a product."""
    for one, other in ((first, second), (second, first)):
        if one.op == "ones":
            return Typed("sum", (other,), SCALAR)
        if one.op == "negate":
            return negative(inner_product(one.parts[0], other))
        if one.op == "scale":
            return scaled(one.parts[0], inner_product(one.parts[1], other))
    if first.shape[1] == ONE:
        return Typed("dot", (first, second), SCALAR)
    return Typed("tr", (product(turned(first), second),), SCALAR)


def unit(rows: Dim, index: Typed) -> Typed:
    """The column with a 1 at this place."""
    return Typed("row", (Typed("eye", (), (rows, rows)), index), (rows, ONE))


def inverse(value: Typed) -> Typed:
    return Typed("power", (value,), value.shape, -1)


def entrywise(function: str, value: Typed) -> Typed:
    return Typed("entrywise", (value,), value.shape, function)


def _one_minus(value: Typed) -> Typed:
    return Typed("add", (Typed("ones", (), value.shape), negative(value)), value.shape)


def _of_tanh(value: Typed) -> Typed:
    return _one_minus(_squared(entrywise("tanh", value)))


def _of_sigmoid(value: Typed) -> Typed:
    sigmoid = entrywise("sigmoid", value)
    return Typed("hadamard", (sigmoid, _one_minus(sigmoid)), value.shape)


def _of_relu(value: Typed) -> Typed:
    ones = Typed("ones", (), value.shape)
    return divided(Typed("add", (ones, entrywise("sign", value)), value.shape), TWO)


def divided_by_entries(over: Typed, under: Typed) -> Typed:
    """A quotient by entry: inv(diag(y)) x of columns, x ∘ (1/y) of others; over: may be a number."""
    size = under.shape[0]
    if under.shape[1] != ONE:
        reciprocal = Typed("slopes", (under,), under.shape, RECIPROCAL)
        if over.shape == SCALAR:
            return scaled(over, reciprocal)
        return Typed("hadamard", (over, reciprocal), under.shape)
    diagonal = Typed("diagonal_matrix", (under,), (size, size))
    column = Typed("scale", (over, Typed("ones", (), under.shape)), under.shape) if over.shape == SCALAR else over
    return Typed("product", (Typed("power", (diagonal,), diagonal.shape, -1), column), under.shape)


def _one_over(value: Typed) -> Typed:
    """1 over each entry, where no other logarithm or root of a square matrix can be meant."""
    if value.shape[0] == value.shape[1] and not is_pointwise(value):
        raise DefinitionError("a quotient by entry of square matrices is not written", remedy=REMEDY)
    return divided_by_entries(Typed("ones", (), value.shape) if value.shape[1] == ONE else UNIT, value)


def _one_more(value: Typed) -> Typed:
    return Typed("add", (Typed("ones", (), value.shape), value), value.shape)


def _squared(value: Typed) -> Typed:
    return Typed("hadamard", (value, value), value.shape)


def _of_erf(value: Typed) -> Typed:
    root = Typed("function", (Typed("constant", (), SCALAR, "pi"),), SCALAR, "sqrt")
    return scaled(divided(TWO, root), entrywise("exp", negative(_squared(value))))


# The slopes of functions of the entries, as far as the language can write them.
SLOPES: dict[str, Callable[[Typed], Typed]] = {
    "exp": lambda value: entrywise("exp", value),
    "expm1": lambda value: entrywise("exp", value),
    "log": _one_over,
    "log1p": lambda value: _one_over(_one_more(value)),
    "sqrt": lambda value: divided(_one_over(entrywise("sqrt", value)), TWO),
    "arctan": lambda value: _one_over(_one_more(_squared(value))),
    "erf": _of_erf,
    "sin": lambda value: entrywise("cos", value),
    "cos": lambda value: negative(entrywise("sin", value)),
    "abs": lambda value: entrywise("sign", value),
    "softplus": lambda value: entrywise("sigmoid", value),
    "sinh": lambda value: entrywise("cosh", value),
    "cosh": lambda value: entrywise("sinh", value),
    "sech": lambda value: negative(
        Typed("hadamard", (entrywise("sech", value), entrywise("tanh", value)), value.shape)
    ),
    "tanh": _of_tanh,
    "sigmoid": _of_sigmoid,
    "relu": _of_relu,
}
