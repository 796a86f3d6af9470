"""Given equations without the function around a side, where that says the same: sqrt(u) = v is u = v^2 and v >= 0."""

from collections.abc import Mapping
from fractions import Fraction

from grading.maths.bounds import is_positive
from grading.maths.domains import Domain
from grading.maths.tree import Call, Constant, Logic, Negate, Number, Power, Relation, Tree, names

_ZERO, _ONE, _TWO = (Number(Fraction(number)) for number in (0, 1, 2))
# Functions that take each value once; those that have a value only above 0, or only where nothing is below it.
_ONCE = frozenset({"exp", "log", "sqrt", "cbrt", "tanh", "arctan", "sinh", "sigmoid", "softplus"})
_FROM_ZERO = {"log": ">", "sqrt": ">="}
_E = Constant("e")
_SIGNS: dict[Tree, str] = {_ZERO: "=", _ONE: ">", Number(Fraction(-1)): "<", Negate(_ONE): "<"}


def unwrapped(tree: Tree, scalars: Mapping[str, Domain]) -> Tree:
    """A statement about real numbers that holds where this one does; the statement itself where nothing is gained."""
    if not isinstance(tree, Relation) or tree.signs != ("=",):
        return tree
    left, right = tree.terms
    return _same(left, right, scalars) or _around(left, right) or _around(right, left) or tree


def _around(side: Tree, other: Tree) -> Tree | None:
    match side:
        case Power(base, exponent) if names(exponent) and base != _E and other == _ZERO:
            return Logic("and", (_relation(base, "=", _ZERO), _relation(exponent, ">", _ZERO)))
        case Call("sqrt", (inner,)) if names(inner):
            return Logic("and", (_relation(inner, "=", Power(other, _TWO)), _relation(other, ">=", _ZERO)))
        case Call("sign", (inner,)) if other in _SIGNS:
            return _relation(inner, _SIGNS[other], _ZERO)
    return None


def _same(left: Tree, right: Tree, scalars: Mapping[str, Domain]) -> Tree | None:
    """What follows for the inner parts of f(u) = f(v), and says as much."""
    match left, right:
        case Call(function, (one,)), Call(again, (other,)) if function == again and function in _ONCE:
            inside = _relation(one, "=", other)
            sign = _FROM_ZERO.get(function)
            return Logic("and", (inside, _relation(one, sign, _ZERO))) if sign else inside
        case Power(base, one), Power(again, other) if base == again == _E:
            return _relation(one, "=", other)
        case Power(one, exponent), Power(other, again) if exponent == again and names(exponent):
            is_one = all(is_positive(part, scalars) for part in (one, other, exponent))
            return _relation(one, "=", other) if is_one else None
    return None


def _relation(left: Tree, sign: str, right: Tree) -> Relation:
    return Relation((left, right), (sign,))
