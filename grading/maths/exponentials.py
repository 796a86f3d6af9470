"""Exponentials as powers of as few as it takes: exp(2 x - y) as exp(x)^2/exp(y), sigmoid(x) as 1/(1 + 1/exp(x))."""

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import TypeGuard

from flint import fmpq

from grading.maths.opaque import Letters
from grading.maths.polynomials import Polynomial
from grading.maths.tree import (
    Add,
    Call,
    Constant,
    Divide,
    Multiply,
    Negate,
    Number,
    Power,
    Relation,
    Tree,
    names,
    nodes,
)
from grading.maths.trees import mapped, rational

_ONE, _TWO = Number(Fraction(1)), Number(Fraction(2))
# Larger powers are not written out.
_MOST = 12


def in_exponentials(trees: Sequence[Tree]) -> list[Tree]:
    """The same expressions, in the same order."""
    spelled = [mapped(tree, _spelled) for tree in trees]
    exponents = [node.arguments[0] for tree in spelled for node in nodes(tree) if _is_exponential(node)]
    if not exponents:
        return spelled
    shares = _Shares([exponent for exponent in exponents if not _is_nested(exponent)])
    return [mapped(tree, shares.written) for tree in spelled]


def exponentials(trees: Sequence[Tree]) -> list[Tree]:
    """The different ones in these; each of them is above 0."""
    return [*dict.fromkeys(node for tree in trees for node in nodes(tree) if _is_exponential(node))]


def without_logarithms(equation: Relation) -> tuple[Relation, list[Tree]] | None:
    """u v^2 = exp(w) for log(u) + 2 log(v) = w, with u and v, which must be above 0; None where there is no such sum.

    Of one logarithm, with u not raised to a power, u is above 0 wherever the equation holds: then none is named.
    """
    gap = Add((equation.terms[0], Negate(equation.terms[1])))
    letters = Letters.of(gap)
    found = letters.quotient(gap)
    inside = {letter: part.arguments[0] for part, letter in letters.parts.items() if _is_logarithm(part)}
    if not inside or found is None or not found[1].is_constant():
        return None
    rest: Polynomial = found[0] / found[1].leading_coefficient()
    times: dict[str, fmpq] = {}
    for place, letter in enumerate(letters.all):
        if letter in inside:
            slope = rest.derivative(place)
            if not slope.is_constant():
                return None
            times[letter] = slope.leading_coefficient() if slope else fmpq(0)
            rest -= slope * rest.context().gens()[place]
    whole = lcm(*(int(number.q) for number in times.values()))
    is_plain = len(times) == 1 and all(abs(number * whole) == 1 for number in times.values())
    power = Call("exp", (Multiply((rational(-whole), letters.tree(rest))),))
    factors = [Power(inside[letter], rational(number * whole)) for letter, number in times.items()]
    equation = Relation((Multiply((_ONE, *factors)), power), ("=",))
    return equation, [] if is_plain else [*inside.values()]


def _is_logarithm(part: Tree) -> TypeGuard[Call]:
    return isinstance(part, Call) and part.function == "log" and len(part.arguments) == 1


def _is_nested(exponent: Tree) -> bool:
    return any(map(_is_exponential, nodes(exponent)))


def _is_exponential(node: Tree) -> TypeGuard[Call]:
    return isinstance(node, Call) and node.function == "exp" and bool(names(node))


def _spelled(node: Tree) -> Tree:
    match node:
        case Power(Constant("e"), exponent) if names(exponent):
            return Call("exp", (exponent,))
        case Call("sigmoid", (inner,)):
            return Divide(_ONE, Add((_ONE, Call("exp", (Negate(inner),)))))
        case Call("tanh", (inner,)):
            square = Call("exp", (Multiply((_TWO, inner)),))
            return Divide(Add((square, Negate(_ONE))), Add((square, _ONE)))
        case Call("sinh" | "cosh" as function, (inner,)):
            back = Call("exp", (Negate(inner),))
            return Divide(Add((Call("exp", (inner,)), back if function == "cosh" else Negate(back))), _TWO)
    return node


class _Shares:
    """How often each term of an exponent is parted, so that all exponents hold it a whole number of times."""

    def __init__(self, exponents: Sequence[Tree]) -> None:
        self.letters = Letters.of(*exponents)
        self.parts: dict[tuple[int, ...], int] = {}
        for exponent in exponents:
            for powers, number in (self.terms(exponent) or {}).items():
                self.parts[powers] = lcm(self.parts.get(powers, 1), int(number.q))

    def terms(self, exponent: Tree) -> dict[tuple[int, ...], fmpq] | None:
        """Its terms by their powers; None where it is no polynomial."""
        found = None if _is_nested(exponent) else self.letters.quotient(exponent)
        if found is None or not found[1].is_constant():
            return None
        over: Polynomial = found[0] / found[1].leading_coefficient()
        return dict(over.to_dict())

    def written(self, node: Tree) -> Tree:
        """An exponential as a product of powers; anything else as it is."""
        if not isinstance(node, Call) or node.function != "exp" or not names(node):
            return node
        terms = self.terms(node.arguments[0])
        times = {powers: int((number * self.parts[powers]).p) for powers, number in (terms or {}).items()}
        if not times or max(map(abs, times.values())) > _MOST:
            return node
        factors = tuple(Power(self.part(powers), rational(time)) for powers, time in times.items())
        return Multiply(factors) if len(factors) > 1 else factors[0]

    def part(self, powers: tuple[int, ...]) -> Tree:
        """The exponential of a term, parted."""
        context = self.letters.quotient(_ONE)
        assert context is not None
        term = context[0].context().from_dict({powers: fmpq(1, self.parts[powers])})
        return Call("exp", (self.letters.tree(term),))
