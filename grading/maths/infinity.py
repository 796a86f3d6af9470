"""Infinite constants: which trees are plus or minus infinity, and what functions make of them.

oo + 1, 2 oo and exp(oo) are oo, 1/oo is 0, arctan(oo) is pi/2; oo - oo, 0 oo, oo/oo and 1^oo have no value.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import prod

from grading.maths.bounds import bounds_of
from grading.maths.domains import Domain
from grading.maths.everywhere import has_value_everywhere
from grading.maths.functions import words
from grading.maths.reals import REAL, sign_of
from grading.maths.series import diverges_to
from grading.maths.tree import (
    ALWAYS,
    NEVER,
    Add,
    Call,
    Constant,
    Divide,
    Fold,
    Logic,
    Multiply,
    Negate,
    Number,
    Power,
    Relation,
    Tree,
    children,
    constants,
    is_value,
    is_where,
    names,
)
from grading.maths.values import Evaluator, TooMuch, Undefined, Unsure, bits, is_infinite

_BITS = 64
_ZERO, _ONE = Number(Fraction(0)), Number(Fraction(1))
INFINITY = Constant("oo")
# What has no value.
_NOTHING = Divide(_ZERO, _ZERO)
# The signs of the difference for which a comparison holds.
_HOLDS = {"<": {-1}, "<=": {-1, 0}, ">": {1}, ">=": {0, 1}, "=": {0}, "!=": {-1, 1}}
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
    return "oo" in constants(tree)


def holds_infinity(tree: Tree) -> bool:
    """Whether a value may be infinite in it; that x < oo is none, and neither is the end of a sum."""
    inner = (tree.body,) if isinstance(tree, Fold) else tree.arguments[1:] if is_where(tree) else children(tree)
    return tree == INFINITY or any(map(holds_infinity, inner))


def settled(tree: Tree, domains: Mapping[str, Domain] | None = None) -> Tree:
    """The tree with everything that infinity decides worked out: 1 + exp(-oo) becomes 1 + 0.

    Raises Unsure where that hangs on what is not known, as on the sign of x in oo x.
    """
    return _Settling(domains or {}).of(tree) if has_infinity(tree) else tree


@dataclass(frozen=True)
class _Settling:
    domains: Mapping[str, Domain]

    def of(self, tree: Tree) -> Tree:
        match tree:
            case Negate(inner):
                return Negate(self.of(inner))
            case Add(parts):
                return self.sum(tuple(map(self.of, parts)))
            case Multiply(parts):
                return self.product(tuple(map(self.of, parts)))
            case Divide(over, under):
                return self.quotient(self.of(over), self.of(under))
            case Power(base, exponent):
                return self.power(Power(self.of(base), self.of(exponent)))
            case Fold(body=body) if holds_infinity(body):
                raise Unsure
            case Call("where", (condition, *values)):
                if any(map(holds_infinity, values)):
                    raise Unsure
                return Call("where", (self.condition(condition), *map(self.of, values)))
            case Call(function, parts) if is_value(tree):
                return self.call(Call(function, tuple(map(self.of, parts))))
        return tree

    def condition(self, tree: Tree) -> Tree:
        """The condition without comparisons that always hold, as x < oo, and without those that never do."""
        if isinstance(tree, Logic):
            return Logic(tree.word, tuple(map(self.condition, tree.parts)))
        if not isinstance(tree, Relation) or not has_infinity(tree):
            return tree
        pairs = zip(tree.terms, tree.terms[1:], tree.signs, strict=False)
        found = [self.comparison(self.of(one), sign, self.of(other)) for one, other, sign in pairs]
        return found[0] if len(found) == 1 else Logic("and", tuple(found))

    def comparison(self, one: Tree, sign: str, other: Tree) -> Tree:
        first, second = infinite_sign(one), infinite_sign(other)
        if first is None and second is None:
            return Relation((one, other), (sign,))
        finite = [part for part, infinite in ((one, first), (other, second)) if infinite is None]
        if not all(map(self.has_value, finite)):
            return NEVER
        gap = (first or 0) - (second or 0)
        return ALWAYS if (gap > 0) - (gap < 0) in _HOLDS[sign] else NEVER

    def sign(self, tree: Tree) -> int | None:
        """The sign of what is finite; None where it has no value. Raises Unsure where that is not known."""
        if names(tree):
            signs = bounds_of(tree, self.domains).signs()
            if len(signs) > 1 or not has_value_everywhere(tree, self.domains):
                raise Unsure
            return signs.pop()
        with bits(_BITS):
            try:
                return sign_of(Evaluator(REAL, {}).value(tree))
            except Undefined:
                return None
            except TooMuch as error:
                raise Unsure from error

    def has_value(self, tree: Tree) -> bool:
        """Raises Unsure where that is not known."""
        if names(tree) and has_value_everywhere(tree, self.domains):
            return True
        if names(tree):
            raise Unsure
        with bits(_BITS):
            try:
                Evaluator(REAL, {}).value(tree)
            except Undefined:
                return False
            except TooMuch as error:
                raise Unsure from error
        return True

    def sum(self, terms: tuple[Tree, ...]) -> Tree:
        signs = {sign for term in terms if (sign := infinite_sign(term)) is not None}
        if not signs:
            return Add(terms)
        finite = (term for term in terms if infinite_sign(term) is None)
        if len(signs) > 1 or not all(list(map(self.has_value, finite))):
            return _NOTHING
        return _infinite(signs.pop())

    def product(self, factors: tuple[Tree, ...]) -> Tree:
        if not any(map(infinite_sign, factors)):
            return Multiply(factors)
        signs = [infinite_sign(factor) or self.sign(factor) for factor in factors]
        return _infinite(prod(sign or 0 for sign in signs))

    def quotient(self, over: Tree, under: Tree) -> Tree:
        above, below = infinite_sign(over), infinite_sign(under)
        if above is None and below is None:
            return Divide(over, under)
        if below is None:
            return _infinite((above or 0) * (self.sign(under) or 0))
        return _ZERO if above is None and self.has_value(over) else _NOTHING

    def power(self, tree: Power) -> Tree:
        base, exponent = infinite_sign(tree.base), infinite_sign(tree.exponent)
        if exponent is not None:
            return self.endless_power(tree, exponent, base)
        if base is None:
            return tree
        sign = self.sign(tree.exponent)
        if not sign:
            return _NOTHING
        if sign < 0 or base > 0:
            return _ZERO if sign < 0 else INFINITY
        whole = tree.exponent
        if names(whole):
            raise Unsure
        if not (isinstance(whole, Number) and whole.value.denominator == 1):
            return _NOTHING
        return _infinite(1 if whole.value % 2 == 0 else -1)

    def endless_power(self, tree: Power, exponent: int, infinite: int | None) -> Tree:
        """b^oo and b^-oo: b above 1, between 0 and 1, or with no limit."""
        positive = infinite if infinite is not None else self.sign(tree.base)
        above = infinite if infinite is not None else self.sign(Add((tree.base, Negate(_ONE))))
        if positive is None or positive <= 0 or not above:
            return _NOTHING
        return INFINITY if above == exponent else _ZERO

    def call(self, tree: Call) -> Tree:
        signs = list(map(infinite_sign, tree.arguments))
        if not any(signs):
            return tree
        if tree.function in ("max", "min"):
            return self.extreme(tree, signs)
        if tree.function == "log" and len(signs) > 1:
            over, under = (self.call(Call("log", (part,))) for part in tree.arguments)
            return self.quotient(over, under)
        if len(signs) > 1 or tree.function not in _LIMITS:
            return _NOTHING
        return _LIMITS[tree.function][0 if signs[0] == 1 else 1]

    def extreme(self, tree: Call, signs: list[int | None]) -> Tree:
        """The largest of some, which is oo, or one of the others where the rest are -oo; so the smallest."""
        winning = 1 if tree.function == "max" else -1
        rest = tuple(part for part, sign in zip(tree.arguments, signs, strict=True) if sign is None)
        if winning in signs:
            return _infinite(winning) if all(list(map(self.has_value, rest))) else _NOTHING
        return Call(tree.function, rest) if rest else _infinite(-winning)


def _infinite(sign: int) -> Tree:
    return INFINITY if sign > 0 else Negate(INFINITY) if sign < 0 else _NOTHING


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
        case Fold("Sum", _, _, low, high) if not names(tree) and (is_infinite(low) or high == Constant("oo")):
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
