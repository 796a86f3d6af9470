"""Real powers and functions on exact rationals and real balls. Outside its domain a function is `Undefined`.

The root of odd degree of a negative number is real here: (-8)^(1/3) = -2. `complexes.py` has the principal values.
"""

from collections.abc import Callable
from typing import Any

from flint import arb, fmpq, fmpz

from grading.maths import limits
from grading.maths.series import infinite_sum
from grading.maths.values import Arithmetic, Pole, Undefined, Unsure, Value

# A denominator above this comes from a random point, not from a root somebody wrote.
_ROOT = 99
_FACTORIAL = 300
# Of a power of two that is turned into a whole number.
_LARGEST_EXPONENT = 2**20


def ball(value: Value) -> arb:
    return arb(value) if type(value) is fmpq else value


def centre(value: Value) -> fmpq:
    """The number itself, or the exact middle of its ball."""
    if type(value) is fmpq:
        return value
    mantissa, exponent = value.mid().man_exp()
    return fmpq(mantissa) * fmpq(2) ** int(exponent)


def sign_of(value: Value) -> int:
    """-1, 0 or 1. Raises Unsure when the ball holds zero and more."""
    if type(value) is fmpq:
        return (value.p > 0) - (value.p < 0)
    if value > 0:
        return 1
    if value < 0:
        return -1
    raise Unsure


def power(base: Value, exponent: Value) -> Value:
    if type(exponent) is fmpq:
        if exponent.q == 1:
            return _whole_power(base, exponent.p)
        sign = sign_of(base)
        if sign < 0:
            if exponent.q % 2 == 0 or exponent.q > _ROOT:
                raise Undefined
            size = power(-base, exponent)
            return -size if exponent.p % 2 else size
    else:
        sign = sign_of(base)
    if sign < 0:
        raise Undefined
    if sign == 0:
        if sign_of(exponent) > 0:
            return fmpq(0)
        raise Undefined
    if exponent == fmpq(1, 2):
        return square_root(base)
    exact = _exact_power(base, exponent) if type(base) is fmpq and type(exponent) is fmpq else None
    return (ball(exponent) * ball(base).log()).exp() if exact is None else exact


def _exact_power(base: fmpq, exponent: fmpq) -> fmpq | None:
    """27^(2/3) is 9; None where a number above 0 has no such root that is a fraction."""
    if not 1 < exponent.q <= _ROOT or abs(exponent.p) * base.height_bits() > limits.EXACT_BITS:
        return None
    degree = int(exponent.q)
    roots = base.p.root(degree), base.q.root(degree)
    found = fmpq(*roots)
    return found ** int(exponent.p) if found**degree == base else None


def _whole_power(base: Value, exponent: fmpz) -> Value:
    if type(base) is not fmpq:
        if exponent < 0 and base.contains(0):
            raise Unsure
        if abs(exponent) < 100_000:
            return base ** int(exponent) if not base.contains(0) else _power_around_zero(base, int(exponent))
        size = (abs(base).log() * arb(exponent)).exp() if not base.contains(0) else abs(base) ** arb(exponent)
        return size if exponent % 2 == 0 else size * base.sgn()
    if not base:
        if exponent < 0:
            raise Undefined
        return fmpq(0 if exponent else 1)
    if abs(exponent) * base.height_bits() <= limits.EXACT_BITS:
        return base ** int(exponent)
    size = (ball(abs(base)).log() * arb(exponent)).exp()
    return -size if base < 0 and exponent % 2 else size


def _power_around_zero(base: Value, exponent: int) -> Value:
    """By multiplication: what takes logarithms has no bounds for a ball around 0."""
    if not exponent:
        return fmpq(1)
    half = _power_around_zero(base, exponent // 2)
    return half * half * base if exponent % 2 else half * half


def square_root(x: Value) -> Value:
    sign = sign_of(x)
    if sign < 0:
        raise Undefined
    if type(x) is fmpq:
        p, q = x.p.isqrt(), x.q.isqrt()
        if p * p == x.p and q * q == x.q:
            return fmpq(p, q)
    return ball(x).sqrt()


def root(x: Value, degree: Value) -> Value:
    """The real root; of a negative number only for an odd degree."""
    if type(degree) is not fmpq or degree.q != 1 or not 0 < degree <= _ROOT:
        return power(x, fmpq(1) / degree if type(degree) is fmpq and degree else 1 / ball(degree))
    return power(x, 1 / degree)


def logarithm(x: Value, base: Value | None = None) -> Value:
    if sign_of(x) <= 0:
        raise Undefined
    if base is None:
        return fmpq(0) if type(x) is fmpq and x == 1 else ball(x).log()
    under = logarithm(base)
    if type(under) is fmpq:
        raise Undefined
    if under.contains(0):
        raise Unsure
    found = ball(x).log() / under
    if type(x) is fmpq and type(base) is fmpq and (whole := whole_in(found)) is not None:
        # log2(8) is 3, so that floor(log2(8)) is known.
        return whole if abs(whole) * base.height_bits() <= limits.EXACT_BITS and base ** int(whole) == x else found
    return found


def absolute(x: Value) -> Value:
    return abs(x)


def sign(x: Value) -> Value:
    return fmpq(sign_of(x))


def largest(*values: Value) -> Value:
    result = values[0]
    for value in values[1:]:
        exact_pair = type(result) is fmpq and type(value) is fmpq
        result = max(result, value) if exact_pair else ball(result).max(ball(value))
    return result


def smallest(*values: Value) -> Value:
    return -largest(*[-value for value in values])


def whole_in(value: arb) -> fmpq | None:
    """The only whole number in a ball; None where there are none or several, or where it is too large to be written."""
    if not value.is_finite() or abs(value.mid().man_exp()[1]) > _LARGEST_EXPONENT:
        return None  # flint ends the process there
    found = value.unique_fmpz()
    return None if found is None else fmpq(found)


def floor(x: Value) -> Value:
    if type(x) is fmpq:
        return fmpq(x.floor())
    found = whole_in(x.floor())
    if found is None:
        raise Unsure
    return found


def ceiling(x: Value) -> Value:
    return -floor(-x)


def modulo(x: Value, by: Value) -> Value:
    if type(by) is fmpq and not by:
        raise Undefined
    return x - by * floor(x / by)


def gamma(x: Value) -> Value:
    if type(x) is fmpq and x.q == 1:
        if x <= 0:
            raise Pole
        if x <= _FACTORIAL:
            return fmpq(fmpz.fac_ui(x.p - 1))
    return ball(x).gamma()


def factorial(x: Value) -> Value:
    return gamma(x + 1)


def log_gamma(x: Value) -> Value:
    if sign_of(x) <= 0:
        raise Undefined
    return ball(x).lgamma()


def binomial(n: Value, k: Value) -> Value:
    """n over k, by the gamma function where they are not whole."""
    if type(n) is fmpq and type(k) is fmpq and k.q == 1:
        if k < 0:
            return fmpq(0)
        if n.q == 1 and n >= 0 and k > n:
            return fmpq(0)
        if n.q == 1 and n >= 0 and n <= 2000:
            return fmpq(fmpz.bin_uiui(int(n.p), int(k.p)))
    return gamma(n + 1) / (gamma(k + 1) * gamma(n - k + 1))


def exponential(x: Value) -> Value:
    return fmpq(1) if type(x) is fmpq and not x else ball(x).exp()


def sigmoid(x: Value) -> Value:
    return 1 / (1 + (-ball(x)).exp())


def softplus(x: Value) -> Value:
    return (1 + ball(x).exp()).log()


def relu(x: Value) -> Value:
    return largest(x, fmpq(0))


def logit(p: Value) -> Value:
    return logarithm(p) - logarithm(1 - p)


def _between(name: str, low: int | None, high: int | None, *, open_ends: bool = False) -> Callable[[Value], Value]:
    """A function of balls that is defined between two bounds only."""

    def bounded(x: Value) -> Value:
        for distance in ([] if low is None else [x - low]) + ([] if high is None else [high - x]):
            if (found := sign_of(distance)) < 0 or (open_ends and not found):
                raise Undefined
        return getattr(ball(x), name)()

    return bounded


def _outside(name: str) -> Callable[[Value], Value]:
    """arcsec and the like: the inverse function at 1/x."""

    def inverted(x: Value) -> Value:
        if type(x) is fmpq:
            if not x:
                raise Undefined
        elif x.contains(0):
            raise Unsure
        return REAL.functions[name](1 / x)

    return inverted


def _plain(name: str) -> Callable[[Value], Value]:
    """A function that flint has, defined where its ball is finite; exactly 0 at 0 where it is odd."""
    odd = name in {"sin", "tan", "sinh", "tanh", "atan", "asinh", "erf", "expm1"}

    def call(x: Value) -> Value:
        if odd and type(x) is fmpq and not x:
            return x
        return getattr(ball(x), name)()

    return call


def _reciprocal(name: str) -> Callable[[Value], Value]:
    def call(x: Value) -> Value:
        under = REAL.functions[name](x)
        if type(under) is fmpq:
            raise Undefined
        if under.contains(0):
            raise Unsure
        return 1 / under

    return call


def inverse_cotangent(x: Value) -> Value:
    """Between 0 and pi, continuous at 0."""
    return arb.pi() / 2 - ball(x).atan()


def _no_complex_unit() -> Value:
    raise Undefined


FUNCTIONS: dict[str, Callable[..., Any]] = {
    **{name: _plain(name) for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh", "erf", "erfc", "expm1", "digamma")},
    "arctan": _plain("atan"),
    "arsinh": _plain("asinh"),
    "sec": _reciprocal("cos"),
    "csc": _reciprocal("sin"),
    "cot": _reciprocal("tan"),
    "sech": _reciprocal("cosh"),
    "csch": _reciprocal("sinh"),
    "coth": _reciprocal("tanh"),
    "arcsin": _between("asin", -1, 1),
    "arccos": _between("acos", -1, 1),
    "arcosh": _between("acosh", 1, None),
    "artanh": _between("atanh", -1, 1, open_ends=True),
    "log1p": lambda x: logarithm(1 + x),
    "arcsec": _outside("arccos"),
    "arccsc": _outside("arcsin"),
    "arsech": _outside("arcosh"),
    "arcsch": _outside("arsinh"),
    "arcoth": _outside("artanh"),
    "arccot": inverse_cotangent,
    "sqrt": square_root,
    "cbrt": lambda x: power(x, fmpq(1, 3)),
    "root": root,
    "exp": exponential,
    "log": logarithm,
    "abs": absolute,
    "norm": absolute,
    "sign": sign,
    "max": largest,
    "min": smallest,
    "floor": floor,
    "ceil": ceiling,
    "mod": modulo,
    "gamma": gamma,
    "factorial": factorial,
    "loggamma": log_gamma,
    "binomial": binomial,
    "sigmoid": sigmoid,
    "softplus": softplus,
    "relu": relu,
    "logit": logit,
    "conjugate": lambda x: x,
    "re": lambda x: x,
    "im": lambda x: fmpq(0),
    "arg": lambda x: arb.pi() if sign_of(x) < 0 else fmpq(0),
}

REAL = Arithmetic(
    name="real",
    ball=ball,
    power=power,
    functions=FUNCTIONS,
    constants={"pi": arb.pi, "e": arb.const_e, "i": _no_complex_unit, "oo": _no_complex_unit},
    has_zero=lambda value: bool(value.contains(0)),
    sign=sign_of,
    size=lambda value: abs(ball(value)),
    series=infinite_sum,
)
