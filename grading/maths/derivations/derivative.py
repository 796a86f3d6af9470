"""The derivative of a scalar expression by a name, rule by rule, on the tree."""

from collections.abc import Callable
from fractions import Fraction

from grading.errors import AnswerError
from grading.maths.printing import to_text
from grading.maths.tree import Add, Call, Constant, Divide, Fold, Multiply, Name, Negate, Number, Power, Tree, names
from grading.messages import _, say

ZERO, ONE, _TWO = (Number(Fraction(value)) for value in (0, 1, 2))


def differentiate(tree: Tree, name: str) -> Tree:
    """Raises AnswerError where a part has no rule, such as `abs(x)`."""
    if name not in names(tree):
        return ZERO
    match tree:
        case Name():
            return ONE
        case Negate(inner):
            return Negate(differentiate(inner, name))
        case Add(terms):
            return _sum([differentiate(term, name) for term in terms])
        case Multiply(factors):
            return _product_rule(factors, name)
        case Divide(over, under):
            return _quotient_rule(over, under, name)
        case Power(base, exponent):
            return _power_rule(base, exponent, name)
        case Call(function, (inner,)) if function in _OUTER:
            return _product(_OUTER[function](inner), differentiate(inner, name))
        case Call("log", (inner, base)) if name not in names(base):
            return Divide(differentiate(inner, name), Multiply((inner, Call("log", (base,)))))
        case Fold("Sum", body, index, low, high) if name not in names(low) | names(high) and index != name:
            return Fold("Sum", differentiate(body, name), index, low, high)
    message = _("The derivative of `%(part)s` is not known here. Write it without `d/dx`.")
    raise AnswerError(say(message, part=to_text(tree)))


def _sum(terms: list[Tree]) -> Tree:
    left = [term for term in terms if term != ZERO]
    return Add(tuple(left)) if len(left) > 1 else left[0] if left else ZERO


def _product(*factors: Tree) -> Tree:
    if ZERO in factors:
        return ZERO
    left = tuple(factor for factor in factors if factor != ONE)
    return Multiply(left) if len(left) > 1 else left[0] if left else ONE


def _product_rule(factors: tuple[Tree, ...], name: str) -> Tree:
    terms = [
        _product(*factors[:place], differentiate(factor, name), *factors[place + 1 :])
        for place, factor in enumerate(factors)
    ]
    return _sum(terms)


def _quotient_rule(over: Tree, under: Tree, name: str) -> Tree:
    if name not in names(under):
        return Divide(differentiate(over, name), under)
    top = _sum([_product(differentiate(over, name), under), Negate(_product(over, differentiate(under, name)))])
    return Divide(top, Power(under, _TWO))


def _power_rule(base: Tree, exponent: Tree, name: str) -> Tree:
    if name not in names(exponent):
        lower = Add((exponent, Negate(ONE)))
        return _product(exponent, Power(base, lower), differentiate(base, name))
    growth = [_product(differentiate(exponent, name), Call("log", (base,)))]
    if base == Constant("e"):
        growth = [differentiate(exponent, name)]
    elif name in names(base):
        growth.append(Divide(_product(exponent, differentiate(base, name)), base))
    return _product(Power(base, exponent), _sum(growth))


def _call(name: str, inner: Tree) -> Tree:
    return Call(name, (inner,))


def _squared(name: str, inner: Tree) -> Tree:
    return Power(_call(name, inner), _TWO)


def _over(under: Tree) -> Tree:
    return Divide(ONE, under)


_OUTER: dict[str, Callable[[Tree], Tree]] = {
    "exp": lambda x: _call("exp", x),
    "log": _over,
    "sqrt": lambda x: _over(Multiply((_TWO, _call("sqrt", x)))),
    "sin": lambda x: _call("cos", x),
    "cos": lambda x: Negate(_call("sin", x)),
    "tan": lambda x: Add((ONE, _squared("tan", x))),
    "sinh": lambda x: _call("cosh", x),
    "cosh": lambda x: _call("sinh", x),
    "tanh": lambda x: Add((ONE, Negate(_squared("tanh", x)))),
    "arctan": lambda x: _over(Add((ONE, Power(x, _TWO)))),
    "sigmoid": lambda x: Multiply((_call("sigmoid", x), Add((ONE, Negate(_call("sigmoid", x)))))),
    "softplus": lambda x: _call("sigmoid", x),
    "log1p": lambda x: _over(Add((ONE, x))),
    "expm1": lambda x: _call("exp", x),
}
