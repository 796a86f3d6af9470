"""Complex powers and functions with principal values, on exact rationals and complex balls."""

from collections.abc import Callable
from typing import Any

from flint import acb, arb, fmpq

from grading.maths import reals
from grading.maths.series import infinite_sum
from grading.maths.values import Arithmetic, Undefined, Unsure, Value


def ball(value: Value) -> acb:
    return acb(arb(value)) if type(value) is fmpq else value


def has_zero(value: Value) -> bool:
    return bool(value.contains(0))


def sign_of(value: Value) -> int:
    """-1, 0 or 1 of a real number, 2 of any other. Raises Unsure where the ball holds zero and more."""
    if type(value) is fmpq:
        return reals.sign_of(value)
    if value.imag == 0:
        return reals.sign_of(value.real)
    if has_zero(value):
        raise Unsure
    return 2


def _of_reals(value: Value) -> Value:
    return value if type(value) is fmpq else acb(value)


def power(base: Value, exponent: Value) -> Value:
    if type(exponent) is fmpq and exponent.q == 1 and (type(base) is fmpq or abs(exponent.p) < 10_000):
        if type(base) is fmpq:
            return _of_reals(reals.power(base, exponent))
        if exponent.p < 0 and has_zero(base):
            raise Unsure
        return base ** int(exponent.p)
    if type(base) is fmpq and not base:
        if reals.sign_of(real_part(exponent)) > 0:
            return fmpq(0)
        raise Undefined
    if type(exponent) is fmpq and exponent == fmpq(1, 2):
        return square_root(base)
    if type(exponent) is fmpq and type(base) is fmpq and base > 0:
        return _of_reals(reals.power(base, exponent))
    return (ball(exponent) * logarithm(base)).exp()


def square_root(x: Value) -> Value:
    if type(x) is fmpq and x >= 0:
        return _of_reals(reals.square_root(x))
    return ball(x).sqrt()


def logarithm(x: Value, base: Value | None = None) -> Value:
    if type(x) is fmpq and not x:
        raise Undefined
    if type(x) is not fmpq and has_zero(x):
        raise Unsure
    if type(x) is fmpq and x > 0 and (base is None or (type(base) is fmpq and base > 0)):
        return _of_reals(reals.logarithm(x, base))
    if base is None:
        return ball(x).log()
    under = logarithm(base)
    if not under if type(under) is fmpq else has_zero(under):
        raise Undefined
    return ball(x).log() / under


def real_part(x: Value) -> Value:
    return x if type(x) is fmpq else x.real


def real_only(name: str) -> Callable[..., Value]:
    """A function of real numbers: undefined off the real line."""

    def call(*values: Value) -> Value:
        for value in values:
            if type(value) is not fmpq and not value.imag.is_zero():
                raise Unsure if value.imag.contains(0) else Undefined
        return _of_reals(reals.FUNCTIONS[name](*[real_part(value) for value in values]))

    return call


def absolute(x: Value) -> Value:
    return abs(x) if type(x) is fmpq else acb(abs(x))


def root(x: Value, degree: Value) -> Value:
    """A root that is written as a root is real where the number is."""
    if type(x) is fmpq or x.imag.is_zero():
        found = reals.FUNCTIONS["root"](real_part(x), real_part(degree)) if reals.sign_of(real_part(x)) >= 0 else None
        odd = type(degree) is fmpq and degree.q == 1 and degree.p % 2
        if found is None and odd:
            found = reals.root(real_part(x), degree)
        if found is not None:
            return _of_reals(found)
    if type(degree) is fmpq and not degree:
        raise Undefined
    return power(x, 1 / degree)


def gamma(x: Value) -> Value:
    if type(x) is fmpq:
        return _of_reals(reals.gamma(x))
    return x.gamma()


def argument(x: Value) -> Value:
    return acb(ball(x).arg())


def _plain(name: str) -> Callable[[Value], Value]:
    def call(x: Value) -> Value:
        return getattr(ball(x), name)()

    return call


def _at_inverse(name: str) -> Callable[[Value], Value]:
    def call(x: Value) -> Value:
        if (type(x) is fmpq and not x) or (type(x) is not fmpq and has_zero(x)):
            raise Undefined
        return getattr(ball(1 / x), name)()

    return call


FUNCTIONS: dict[str, Callable[..., Any]] = {
    **{name: real_only(name) for name in ("sign", "max", "min", "floor", "ceil", "mod", "relu")},
    **{
        name: _plain(name)
        for name in ("sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "sech", "csch")
    },
    **{name: _plain(name) for name in ("exp", "erf", "erfc", "expm1", "digamma")},
    **{f"arc{name}": _plain(f"a{name}") for name in ("sin", "cos", "tan")},
    **{f"ar{name}": _plain(f"a{name}") for name in ("sinh", "cosh", "tanh")},
    "arcsec": _at_inverse("acos"),
    "arccsc": _at_inverse("asin"),
    "arccot": lambda x: acb(arb.pi()) / 2 - ball(x).atan(),
    "arsech": _at_inverse("acosh"),
    "arcsch": _at_inverse("asinh"),
    "arcoth": _at_inverse("atanh"),
    "sqrt": square_root,
    "cbrt": lambda x: root(x, fmpq(3)),
    "root": root,
    "log": logarithm,
    "log1p": lambda x: logarithm(1 + x),
    "abs": absolute,
    "norm": absolute,
    "gamma": gamma,
    "factorial": lambda x: gamma(x + 1),
    "loggamma": lambda x: ball(x).lgamma(),
    "binomial": lambda n, k: gamma(n + 1) / (gamma(k + 1) * gamma(n - k + 1)),
    "sigmoid": lambda x: 1 / (1 + (-ball(x)).exp()),
    "softplus": lambda x: (1 + ball(x).exp()).log(),
    "logit": lambda x: logarithm(x) - logarithm(1 - x),
    "re": lambda x: x if type(x) is fmpq else acb(x.real),
    "im": lambda x: fmpq(0) if type(x) is fmpq else acb(x.imag),
    "conjugate": lambda x: x.conjugate() if type(x) is acb else x,
    "arg": argument,
}


def _infinity() -> Value:
    raise Undefined


COMPLEX = Arithmetic(
    name="complex",
    ball=ball,
    power=power,
    functions=FUNCTIONS,
    constants={"pi": acb.pi, "e": lambda: acb(arb.const_e()), "i": lambda: acb(0, 1), "oo": _infinity},
    has_zero=has_zero,
    sign=sign_of,
    size=lambda value: abs(ball(value)),
    series=infinite_sum,
)
