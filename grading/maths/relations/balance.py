"""What is zero where two sides are equal, freed of logarithms and of the same injective function on both sides."""

from fractions import Fraction

from grading.maths.reals import REAL
from grading.maths.tree import Add, Call, Constant, Divide, Multiply, Negate, Number, Power, Tree, names
from grading.maths.values import Evaluator, TooMuch, Undefined, Unsure, bits

# No two real numbers have the same value.
_INJECTIVE = frozenset(("log", "exp", "sqrt", "cbrt", "sinh", "tanh", "arsinh", "artanh", "arctan", "sigmoid", "erf"))
# What undoes them; arcsin and the like have fewer values than the sine has numbers to stand for.
_INVERSES = {
    "sinh": "arsinh",
    "tanh": "artanh",
    "arsinh": "sinh",
    "artanh": "tanh",
    "arcosh": "cosh",
    "arcsin": "sin",
    "arccos": "cos",
    "arctan": "tan",
}
_BITS = 256
# A higher power is not written out.
_MOST = 6
_ONE = Number(Fraction(1))


def balance(left: Tree, right: Tree) -> Tree:
    """An expression that is zero wherever both sides have equal values; it may be zero at more points."""
    match left, right:
        case Call(function, (inner,)), Call(other, (same,)) if function == other and function in _INJECTIVE:
            return balance(inner, same)
        case (Call(function, (inner,)), other) | (other, Call(function, (inner,))) if (
            function in _INVERSES and names(inner) and not names(other)
        ):
            return _undone(inner, Call(_INVERSES[function], (other,))) or Add((left, Negate(right)))
        case Power(base, inner), Power(other, same) if base == other and _is_growth(base):
            return balance(inner, same)
    difference = Add((left, Negate(right)))
    logs = _logs(difference, 1)
    if not logs:
        return difference
    over, under = (tuple(_power(part, size * sign) for size, part in logs if size * sign > 0) for sign in (1, -1))
    return Add((Multiply((_ONE, *over)), Negate(Multiply((_ONE, *under)))))


def _undone(inner: Tree, value: Tree) -> Tree | None:
    """That arctan(u) is 1 where u is tan(1); a number that the function never has is met nowhere."""
    try:
        with bits(_BITS):
            Evaluator(REAL, {}).value(value)
    except Undefined:
        return _ONE
    except (Unsure, TooMuch):
        return None
    return Add((inner, Negate(value)))


def _is_growth(base: Tree) -> bool:
    """Whether no two powers of this are equal: of e, 2 or 1/2."""
    match base:
        case Constant(name):
            return name in ("e", "pi")
        case Divide(Number(over), Number(under)):
            return over != under and over > 0
        case Number(value):
            return value > 0 and value != 1
    return False


def _power(part: Tree, size: int) -> Tree:
    return part if size == 1 else Power(part, Number(Fraction(size)))


def _logs(tree: Tree, size: int) -> list[tuple[int, Tree]]:
    """The whole multiples of logarithms that a sum is made of; none where something else stands in it."""
    match tree:
        case Call("log", (inner,)) if 0 < abs(size) <= _MOST:
            return [(size, inner)]
        case Negate(inner):
            return _logs(inner, -size)
        case Multiply((Number(value), inner)) if value.denominator == 1:
            return _logs(inner, size * value.numerator)
        case Add(terms):
            found = [_logs(term, size) for term in terms]
            return [log for logs in found for log in logs] if all(found) else []
    return []
