"""Infinite constants: which trees are plus or minus infinity, and what functions make of them.

oo + 1, 2 oo and exp(oo) are oo, 1/oo is 0, arctan(oo) is pi/2; oo - oo, 0 oo, oo/oo and 1^oo have no value.
"""

from fractions import Fraction

from grading.maths.functions import words
from grading.maths.reals import REAL, sign_of
from grading.maths.series import diverges_to
from grading.maths.tree import (
    Add,
    Call,
    Constant,
    Divide,
    Fold,
    Multiply,
    Negate,
    Number,
    Power,
    Tree,
    children,
    is_value,
    names,
    nodes,
)
from grading.maths.values import Evaluator, TooMuch, Undefined, Unsure, bits

_BITS = 64
_ZERO, _ONE = Number(Fraction(0)), Number(Fraction(1))
INFINITY = Constant("oo")
# What has no value.
_NOTHING = Divide(_ZERO, _ZERO)
_HALF_PI = Divide(Constant("pi"), Number(Fraction(2)))
# The limits of functions at plus and at minus infinity; what is not here has none.
_LIMITS: dict[str, tuple[Tree, Tree]] = {
    **dict.fromkeys(words("sinh arsinh cbrt floor ceil"), (INFINITY, Negate(INFINITY))),
    **dict.fromkeys(words("abs norm cosh"), (INFINITY, INFINITY)),
    **dict.fromkeys(words("exp relu softplus"), (INFINITY, _ZERO)),
    **dict.fromkeys(words("tanh sign erf"), (_ONE, Negate(_ONE))),
    **dict.fromkeys(words("log log1p sqrt arcosh factorial gamma loggamma"), (INFINITY, _NOTHING)),
    "expm1": (INFINITY, Negate(_ONE)),
    "sigmoid": (_ONE, _ZERO),
    "erfc": (_ZERO, Number(Fraction(2))),
    "arctan": (_HALF_PI, Negate(_HALF_PI)),
    "sech": (_ZERO, _ZERO),
}


def has_infinity(tree: Tree) -> bool:
    return INFINITY in nodes(tree)


def settled(tree: Tree) -> Tree:
    """The tree with everything that infinity decides worked out: 1 + exp(-oo) becomes 1 + 0."""
    return _settled(tree) if has_infinity(tree) else tree


def _settled(tree: Tree) -> Tree:
    match tree:
        case Negate(inner):
            return Negate(_settled(inner))
        case Add(parts):
            return _sum(Add(tuple(map(_settled, parts))))
        case Multiply(parts):
            return _product(Multiply(tuple(map(_settled, parts))))
        case Divide(over, under):
            return _quotient(Divide(_settled(over), _settled(under)))
        case Power(base, exponent):
            return _power(Power(_settled(base), _settled(exponent)))
        case Call(function, parts) if is_value(tree):
            return _call(Call(function, tuple(map(_settled, parts))))
    return tree


def _signs(tree: Tree) -> list[int | None]:
    return [infinite_sign(part) for part in children(tree)]


def _sum(tree: Add) -> Tree:
    signs = set(_signs(tree)) - {None}
    return _NOTHING if len(signs) > 1 else _or_infinite(tree)


def _product(tree: Multiply) -> Tree:
    if any(_signs(tree)) and any(_sign(part) == 0 for part in tree.factors):
        return _NOTHING
    return _or_infinite(tree)


def _quotient(tree: Divide) -> Tree:
    over, under = _signs(tree)
    if under is None:
        return _NOTHING if over is not None and _sign(tree.under) == 0 else _or_infinite(tree)
    return _ZERO if over is None else _NOTHING


def _power(tree: Power) -> Tree:
    base, exponent = _signs(tree)
    if base is None and exponent is None:
        return tree
    if exponent is not None:
        return _endless_power(tree, exponent, base)
    sign = _sign(tree.exponent)
    if sign is None or base is None:
        return tree
    if sign <= 0:
        return _ZERO if sign else _NOTHING
    if base > 0:
        return INFINITY
    whole = tree.exponent
    if not (isinstance(whole, Number) and whole.value.denominator == 1):
        return _NOTHING
    return INFINITY if whole.value % 2 == 0 else Negate(INFINITY)


def _endless_power(tree: Power, exponent: int, infinite: int | None) -> Tree:
    """b^oo and b^-oo: b above 1, between 0 and 1, or with no limit."""
    above = infinite if infinite is not None else _sign(Add((tree.base, Negate(_ONE))))
    positive = infinite if infinite is not None else _sign(tree.base)
    if above is None or positive is None:
        return tree
    if positive <= 0 or above == 0:
        return _NOTHING
    return INFINITY if above == exponent else _ZERO


def _call(tree: Call) -> Tree:
    signs = _signs(tree)
    if not any(signs) or tree.function == "where":
        return tree
    if tree.function in ("max", "min"):
        winning = 1 if tree.function == "max" else -1
        rest = tuple(part for part, sign in zip(tree.arguments, signs, strict=True) if sign is None)
        if winning in signs or not rest:
            return INFINITY if (winning in signs) == (winning > 0) else Negate(INFINITY)
        return Call(tree.function, rest)
    if len(signs) > 1 or tree.function not in _LIMITS:
        return _NOTHING
    return _LIMITS[tree.function][0 if signs[0] == 1 else 1]


def _or_infinite(tree: Tree) -> Tree:
    sign = infinite_sign(tree)
    return tree if sign is None else INFINITY if sign > 0 else Negate(INFINITY)


def infinite_sign(tree: Tree) -> int | None:
    """1 or -1 for plus or minus infinity, None for what is finite, has no value, or is not known to be infinite."""
    match tree:
        case Constant("oo"):
            return 1
        case Negate(inner):
            sign = infinite_sign(inner)
            return None if sign is None else -sign
        case Add(terms):
            signs = {infinite_sign(term) for term in terms} - {None}
            return signs.pop() if len(signs) == 1 else None
        case Multiply(factors):
            return _of_product(factors)
        case Divide(over, under):
            sign = infinite_sign(over)
            return None if sign is None or infinite_sign(under) is not None else _times(sign, under)
        case Fold("Sum", _, _, _, Constant("oo")) if not names(tree):
            with bits(_BITS):
                return diverges_to(tree, Evaluator(REAL, {}))
    return None


def _of_product(factors: tuple[Tree, ...]) -> int | None:
    signs = [infinite_sign(factor) for factor in factors]
    if not any(signs):
        return None
    result: int | None = 1
    for factor, sign in zip(factors, signs, strict=True):
        result = None if result is None else result * sign if sign is not None else _times(result, factor)
    return result


def _times(sign: int, factor: Tree) -> int | None:
    """The sign of infinity times a finite constant; None for zero and for what holds names."""
    found = _sign(factor)
    return sign * found if found else None


def _sign(tree: Tree) -> int | None:
    """The sign of a finite constant; None where it is not known."""
    if names(tree):
        return None
    with bits(_BITS):
        try:
            return sign_of(Evaluator(REAL, {}).value(tree))
        except (Undefined, Unsure, TooMuch):
            return None
