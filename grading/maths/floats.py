"""Formulas as functions of floats: quick and rounded, to find places that are then looked at exactly."""

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import reduce
from operator import itemgetter

from grading.maths.tree import Add, Call, Constant, Divide, Multiply, Name, Negate, Number, Power, Tree

Function = Callable[[Sequence[float]], float]
_CONSTANTS = {"pi": math.pi, "e": math.e}
_OF_ONE: dict[str, Callable[[float], float]] = {
    "abs": abs,
    "absolute": abs,
    "bars": abs,
    "transpose": float,
    "relu": lambda x: max(x, 0.0),
    "exp": math.exp,
    "log": math.log,
    "log1p": math.log1p,
    "sqrt": math.sqrt,
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "tanh": math.tanh,
    "sinh": math.sinh,
    "cosh": math.cosh,
    "arctan": math.atan,
    "sigmoid": lambda x: 1 / (1 + math.exp(-x)),
    "softplus": lambda x: math.log(1 + math.exp(x)),
}


class NoFloats(Exception):
    """A part of the formula is not known as a function of floats."""


def as_float(value: Fraction) -> float:
    """Raises NoFloats where it is too large."""
    try:
        return float(value)
    except OverflowError:
        raise NoFloats from None


def as_function(tree: Tree, names: Sequence[str]) -> Function:
    """The formula as a function of the values of the names, in this order. Raises NoFloats.

    The function raises ValueError or ArithmeticError where the formula has no value.
    """
    match tree:
        case Number(value):
            number = as_float(value)
            return lambda _at: number
        case Constant(name) if name in _CONSTANTS:
            constant = _CONSTANTS[name]
            return lambda _at: constant
        case Name(name) if name in names:
            return itemgetter(names.index(name))
        case Negate(inner):
            negated = as_function(inner, names)
            return lambda at: -negated(at)
        case Add(terms):
            return reduce(_sum, (as_function(term, names) for term in terms))
        case Multiply(factors):
            return reduce(_product, (as_function(factor, names) for factor in factors))
        case Divide(over, under):
            top, bottom = as_function(over, names), as_function(under, names)
            return lambda at: top(at) / bottom(at)
        case Power(base, Number(value)):
            below, number = as_function(base, names), as_float(value)
            return lambda at: math.pow(below(at), number)
        case Power(base, exponent):
            low, high = as_function(base, names), as_function(exponent, names)
            return lambda at: math.pow(low(at), high(at))
        case Call("max" | "min" as function, parts):
            chosen, several = max if function == "max" else min, [as_function(part, names) for part in parts]
            return lambda at: chosen(part(at) for part in several)
        case Call(function, (inner,)) if function in _OF_ONE:
            outer, argument = _OF_ONE[function], as_function(inner, names)
            return lambda at: outer(argument(at))
    raise NoFloats


def _sum(one: Function, other: Function) -> Function:
    return lambda at: one(at) + other(at)


def _product(one: Function, other: Function) -> Function:
    return lambda at: one(at) * other(at)
