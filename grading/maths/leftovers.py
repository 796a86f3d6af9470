"""What people would not leave in a simplified answer, though no factor or term is to be left out.

Numbers that are fractions in disguise, a power inside a logarithm that its factor cancels, and sin^2 + cos^2. Asked is
only what nobody would dispute: log(x^2), 1/sqrt(2) and sin(2 x) may stay as they are.
"""

from fractions import Fraction
from math import gcd

from flint import arb, fmpq

from grading.maths.opaque import Letters, factors_of, is_constant
from grading.maths.rationals import as_fmpq
from grading.maths.reals import REAL, ball
from grading.maths.tree import Add, Call, Constant, Divide, Multiply, Negate, Number, Power, Tree, children, walk
from grading.maths.values import Evaluator, TooMuch, Undefined, Unsure, Value, bits

_BITS, _CERTAIN = 320, 250
# A larger denominator is none that a person would find; angles have one of these parts of pi.
_DENOMINATOR, _PARTS_OF_PI = 1000, 12
_ANGLES = ("arcsin", "arccos", "arctan", "arccot", "arcsec", "arccsc")
# Which squares add up to a number, and with which sign: sin^2 + cos^2, cosh^2 - sinh^2.
_SQUARES = (("sin", "cos", 1), ("cosh", "sinh", -1))
_LARGEST = 2**64


def is_hidden_number(node: Tree) -> bool:
    """cos(pi), log(8)/log(2): a fraction; arctan(1): a simple part of pi."""
    if not is_constant(node) or not any(isinstance(part, Call | Constant) for part, _depth in walk(node)):
        return False
    value = _value(node)
    if value is None or isinstance(node, Constant):
        return False
    if _is_fraction(value, _DENOMINATOR):
        return True
    with bits(_BITS):
        return (
            isinstance(node, Call) and node.function in _ANGLES and _is_fraction(ball(value) / arb.pi(), _PARTS_OF_PI)
        )


def _value(node: Tree) -> Value | None:
    with bits(_BITS):
        try:
            return Evaluator(REAL, {}, steps=200).value(node)
        except (Undefined, Unsure, TooMuch):
            return None


def _is_fraction(value: Value, largest: int) -> bool:
    """Whether the value is a fraction with a small denominator, as far as a narrow ball tells."""
    if type(value) is fmpq:
        return bool(value.q <= largest)
    if not abs(value) < largest:
        return False
    near = Fraction(float(value.mid())).limit_denominator(largest)
    with bits(_BITS):
        rest = value - as_fmpq(near)
        return bool(rest.contains(0) and abs(rest) < arb(2) ** -_CERTAIN)


def cancels_power_in_log(node: Tree) -> bool:
    """log(x^2)/2, 2 log(sqrt(x)), log(8)/3 and -log(1/x): the factor and the exponent cancel."""
    if not isinstance(node, Multiply | Divide | Negate):
        return False
    over, under = factors_of(node)
    logs = [part for part in over if isinstance(part, Call) and part.function == "log" and len(part.arguments) == 1]
    if len(logs) != 1:
        return False
    above, below = (_number(parts) for parts in (over, under))
    power = _exponent(logs[0].arguments[0])
    if power == -1:
        return _is_negative(node)
    return gcd(below, power.numerator) > 1 or gcd(above, power.denominator) > 1


def _number(parts: list[Tree]) -> int:
    """The product of the whole numbers among the factors."""
    found = 1
    for part in parts:
        if isinstance(part, Number) and part.value.denominator == 1:
            found *= part.value.numerator
    return found


def _is_negative(node: Tree) -> bool:
    match node:
        case Negate(inner):
            return not _is_negative(inner)
        case Multiply(parts):
            return sum(map(_is_negative, parts)) % 2 == 1
        case Divide(over, under):
            return _is_negative(over) != _is_negative(under)
    return False


def _exponent(inner: Tree) -> Fraction:
    """To which power the whole argument is raised: -1 for 1/x, 3 for 8."""
    match inner:
        case Power(_, exponent) if is_constant(exponent) and not isinstance(exponent, Constant):
            value = _value(exponent)
            return Fraction(int(value.p), int(value.q)) if type(value) is fmpq else Fraction(1)
        case Call("sqrt", _):
            return Fraction(1, 2)
        case Call("cbrt", _):
            return Fraction(1, 3)
        case Divide(Number(value), _) if value == 1:
            return Fraction(-1)
        case Number(value) if value.denominator == 1 and 1 < value < _LARGEST:
            return Fraction(gcd(*(int(times) for _prime, times in fmpq(int(value)).p.factor())))
    return Fraction(1)


def adds_up_to_one(node: Tree, letters: Letters) -> bool:
    """c sin(u)^2 + c cos(u)^2, and the like of cosh and sinh."""
    if not isinstance(node, Add):
        return False
    found = letters.quotient(node)
    if found is None:
        return False
    coefficients = {tuple(map(int, powers)): value for powers, value in found[0].to_dict().items()}
    for one, two, sign in _pairs(letters):
        for powers, value in coefficients.items():
            if powers[one] < 2:
                continue
            other = [power - 2 * (place == one) + 2 * (place == two) for place, power in enumerate(powers)]
            if coefficients.get(tuple(other)) == sign * value:
                return True
    return False


def _pairs(letters: Letters) -> list[tuple[int, int, int]]:
    """The places of sin(u) and cos(u) among the letters, for each u."""
    places = {part: letters.all.index(letter) for part, letter in letters.parts.items()}
    return [
        (place, places[Call(other, part.arguments)], sign)
        for part, place in places.items()
        for function, other, sign in _SQUARES
        if isinstance(part, Call) and part.function == function and Call(other, part.arguments) in places
    ]


def is_root_of_exp(node: Tree, letters: Letters) -> bool:
    """sqrt(exp(2 x)): all of the exponent is twice something."""
    match node:
        case Call("sqrt", (Call("exp", (inner,)) | Power(Constant("e"), inner),)):
            found = letters.quotient(inner)
            return found is not None and found[1].is_constant() and _is_twice(found[0] / found[1].leading_coefficient())
    return False


def _is_twice(polynomial: Value) -> bool:
    return all(number.q == 1 and number.p % 2 == 0 for number in polynomial.coeffs())


def repeats_argument(node: Tree) -> bool:
    """max(x, x)."""
    return isinstance(node, Call) and node.function in ("max", "min") and len(set(children(node))) < len(node.arguments)
