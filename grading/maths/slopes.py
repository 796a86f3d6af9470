"""The derivatives of the functions of the expression language, each written in that language."""

from functools import lru_cache

from grading.errors import DefinitionError
from grading.maths.parser import parse
from grading.maths.tree import Call, Tree

# Kinks have no derivative: relu(x)/x and x/abs(x) have no value at 0.
_OF_ONE: dict[str, str] = {
    "sin": "cos(x)",
    "cos": "-sin(x)",
    "tan": "1 + tan(x)^2",
    "cot": "-1 - cot(x)^2",
    "sec": "sec(x)*tan(x)",
    "csc": "-csc(x)*cot(x)",
    "arcsin": "1/sqrt(1 - x^2)",
    "arccos": "-1/sqrt(1 - x^2)",
    "arctan": "1/(1 + x^2)",
    "arccot": "-1/(1 + x^2)",
    "arcsec": "1/(x^2*sqrt(1 - 1/x^2))",
    "arccsc": "-1/(x^2*sqrt(1 - 1/x^2))",
    "sinh": "cosh(x)",
    "cosh": "sinh(x)",
    "tanh": "1 - tanh(x)^2",
    "coth": "1 - coth(x)^2",
    "sech": "-sech(x)*tanh(x)",
    "csch": "-csch(x)*coth(x)",
    "arsinh": "1/sqrt(1 + x^2)",
    "arcosh": "1/(sqrt(x - 1)*sqrt(x + 1))",
    "artanh": "1/(1 - x^2)",
    "arcoth": "1/(1 - x^2)",
    "arsech": "-1/(x*sqrt(1 - x^2))",
    "arcsch": "-1/(abs(x)*sqrt(1 + x^2))",
    "sqrt": "1/(2*sqrt(x))",
    "cbrt": "1/(3*cbrt(x)^2)",
    "exp": "exp(x)",
    "expm1": "exp(x)",
    "log": "1/x",
    "log1p": "1/(1 + x)",
    "logit": "1/(x*(1 - x))",
    "abs": "x/abs(x)",
    "norm": "x/abs(x)",
    "sign": "0/x",
    "relu": "where(x > 0, 1, where(x < 0, 0))",
    "sigmoid": "sigmoid(x)*(1 - sigmoid(x))",
    "softplus": "sigmoid(x)",
    "erf": "2*exp(-x^2)/sqrt(pi)",
    "erfc": "-2*exp(-x^2)/sqrt(pi)",
    "gamma": "gamma(x)*digamma(x)",
    "loggamma": "digamma(x)",
    "factorial": "factorial(x)*digamma(x + 1)",
}
# The derivatives with respect to the first and to the second argument.
_OF_TWO: dict[str, tuple[str, str]] = {
    "log": ("1/(x*log(y))", "-log(x)/(y*log(y)^2)"),
    "root": ("root(x, y)/(y*x)", "-root(x, y)*log(x)/y^2"),
    "max": ("where(x > y, 1, where(x < y, 0))", "where(x < y, 1, where(x > y, 0))"),
    "min": ("where(x < y, 1, where(x > y, 0))", "where(x > y, 1, where(x < y, 0))"),
}
ARGUMENTS = ("x", "y")


def slope(function: str, place: int = 0, count: int = 1) -> Tree:
    """The derivative of a function of `count` arguments with respect to one of them, a tree in `x` (and `y`).

    Raises DefinitionError for functions that have none here.
    """
    found = _slope(function, place, count)
    if found is None:
        raise DefinitionError(f"there is no derivative of `{function}`", remedy="Give a reference instead.")
    return found


@lru_cache(maxsize=256)
def _slope(function: str, place: int, count: int) -> Tree | None:
    if count == 1 and function in _OF_ONE:
        return parse(_OF_ONE[function], ARGUMENTS)
    if count == len(ARGUMENTS) and function in _OF_TWO:
        return parse(_OF_TWO[function][place], ARGUMENTS)
    return None


def in_pairs(call: Call) -> Call:
    """`max(a, b, c)` as `max(max(a, b), c)`."""
    first, second, *rest = call.arguments
    made = Call(call.function, (first, second))
    for part in rest:
        made = Call(call.function, (made, part))
    return made
