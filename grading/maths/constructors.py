"""SymPy's names for what signs say: `Eq(y, 2*x)`, `Interval.open(0, 1)`, `FiniteSet(1, 2)`, `Or(x < 1, x > 2)`."""

from collections.abc import Callable
from fractions import Fraction

from grading.maths.clipping import clipped
from grading.maths.cursor import Cursor
from grading.maths.piecewise import of_pairs, step
from grading.maths.surroundings import ARGUMENTS, ONE_ARGUMENT
from grading.maths.tokens import Token
from grading.maths.tree import (
    ALWAYS,
    NEVER,
    Add,
    Call,
    Constant,
    Divide,
    Interval,
    Items,
    Logic,
    Multiply,
    Negate,
    Number,
    Power,
    Relation,
    Tree,
    children,
    is_whole,
)
from grading.messages import _, say

_PAIR, _MOST = 2, 20
_SIGNS = {"Eq": "=", "Ne": "!=", "Lt": "<", "Le": "<=", "Gt": ">", "Ge": ">="}
_SQUARE: Tree = Number(Fraction(2))
# SymPy's and MATLAB's value of a step at 0.
_HALF = Divide(Number(Fraction(1)), _SQUARE)
_HALF_TURN = Number(Fraction(180))


def _angle(y: Tree, x: Tree) -> Tree:
    """The angle of the point (x, y), between -pi and pi; NumPy's of the origin is 0."""
    slope, pi = Call("arctan", (Divide(y, x),)), Constant("pi")
    upright = Multiply((Call("sign", (y,)), Divide(pi, _SQUARE)))
    left = _by_sign(y, ">=", Add((slope, pi)), Add((slope, Negate(pi))))
    return _by_sign(x, ">", slope, _by_sign(x, "<", left, upright))


def _by_sign(part: Tree, sign: str, then: Tree, otherwise: Tree) -> Tree:
    return Call("where", (Relation((part, Number(Fraction(0))), (sign,)), then, otherwise))


def _without_fraction(inner: Tree) -> Tree:
    """`Integer(5/2)` is 2, and `Integer(-5/2)` is -2."""
    return inner if is_whole(inner) else _by_sign(inner, ">=", Call("floor", (inner,)), Call("ceil", (inner,)))


def _normal(place: Tree) -> Tree:
    """The share of the standard normal distribution up to a place."""
    root = Call("sqrt", (_SQUARE,))
    return Divide(Add((Number(Fraction(1)), Call("erf", (Divide(place, root),)))), _SQUARE)


def _log_of_sum(parts: tuple[Tree, ...]) -> Tree:
    """`logsumexp(a, b)`, with or without a list around the parts."""
    if len(parts) == 1:
        parts = children(_entries(parts[0]))
    terms = tuple(Call("exp", (part,)) for part in parts)
    return Call("log", (Add(terms) if len(terms) > 1 else terms[0],))


def _times_log(factor: Tree, inner: Tree) -> Tree:
    """SciPy's product with a logarithm, 0 where the factor is 0."""
    return _by_sign(factor, "=", Number(Fraction(0)), Multiply((factor, Call("log", (inner,)))))


_ONE: dict[str, Callable[[Tree], Tree]] = {
    "Phi": _normal,
    "Not": lambda inner: Logic("not", (inner,)),
    "square": lambda inner: Power(inner, _SQUARE),
    **dict.fromkeys(("radians", "deg2rad"), lambda angle: Divide(Multiply((angle, Constant("pi"))), _HALF_TURN)),
    **dict.fromkeys(("heaviside", "Heaviside"), lambda place: step(place, _HALF)),
    "entr": lambda inner: Negate(_times_log(inner, inner)),
    "reciprocal": lambda inner: Divide(Number(Fraction(1)), inner),
    "zeros_like": lambda _like: Number(Fraction(0)),
    "ones_like": lambda _like: Number(Fraction(1)),
    # What makes a number SymPy's or Python's is that number: `S(1)/2`.
    **dict.fromkeys(("S", "sympify", "Float", "float"), lambda inner: inner),
    "Integer": _without_fraction,
}
_TWO: dict[str, Callable[[Tree, Tree], Tree]] = {
    **dict.fromkeys(("Pow", "pow", "power"), Power),
    "Rational": Divide,
    "xlogy": _times_log,
    **dict.fromkeys(("heaviside", "Heaviside"), step),
    "logaddexp": lambda one, two: Call("log", (Add((Call("exp", (one,)), Call("exp", (two,)))),)),
    "beta": lambda one, two: Divide(
        Multiply((Call("gamma", (one,)), Call("gamma", (two,)))), Call("gamma", (Add((one, two)),))
    ),
    **dict.fromkeys(("atan2", "arctan2"), _angle),
    "hypot": lambda one, two: Call("sqrt", (Add((Power(one, _SQUARE), Power(two, _SQUARE))),)),
}
_MANY: dict[str, Callable[[tuple[Tree, ...]], Tree]] = {
    "logsumexp": _log_of_sum,
    "FiniteSet": lambda parts: Items("set", parts),
    "Union": lambda parts: Call("union", parts) if parts else Items("set", ()),
}
_OTHER_NAMES = {"logical_and": "And", "logical_or": "Or", "logical_not": "Not", "clamp": "clip"}
_LISTS = ("array", "tensor", "Matrix")
# What may follow `Interval`, with which ends belong to it.
_ENDS = {"": (True, True), "open": (False, False), "Lopen": (False, True), "Ropen": (True, False)}
_INFINITY = Constant("oo")
_ALONE: dict[str, Tree] = {
    "EmptySet": Items("set", ()),
    "emptyset": Items("set", ()),
    "Reals": Interval(Negate(_INFINITY), _INFINITY, closed_low=False, closed_high=False),
}


def construct(parser: Cursor, token: Token) -> Tree:
    """The tree of a constructor that was just read, with its arguments."""
    name = _OTHER_NAMES.get(token.text, token.text)
    if name in _ALONE:
        return _ALONE[name]
    ends = _ends(parser) if name == "Interval" else (True, True)
    opened = parser.raw()
    if not parser.take("("):
        parser.refuse(say(_("`%(name)s` needs an argument, as in `%(name)s(x)`."), name=name), token)
    if name == "clip":
        return clipped(parser, token, [])
    found = parser.items((")",))
    parser.expect(")", opened)
    if name in _ONE and len(found) == 1:
        return _ONE[name](found[0])
    if name in _LISTS and len(found) == 1:
        return found[0] if name == "tensor" and isinstance(found[0], Number) else _entries(found[0])
    if name == "Piecewise":
        return of_pairs(parser, token, found)
    if name in _MANY:
        return _MANY[name](tuple(found))
    if name in ("And", "Or") and _PAIR <= len(found) <= _MOST:
        return Logic(name.lower(), tuple(found))
    if name == "Interval" and len(found) == 2 * _PAIR and set(found[_PAIR:]) <= {ALWAYS, NEVER}:
        return _interval(found[0], found[1], found[2] == NEVER, found[3] == NEVER)
    if len(found) != _PAIR or (name in _ONE and name not in _TWO) or name in ("And", "Or"):
        asked = ("1-2" if name in _TWO else "1") if name in _ONE else "2"
        message = ONE_ARGUMENT if asked == "1" else ARGUMENTS
        parser.refuse(say(message, name=name, asked=asked, have=len(found)), token)
    if name in _SIGNS:
        return Relation((found[0], found[1]), (_SIGNS[name],))
    low, high = found
    return _interval(low, high, *ends) if name == "Interval" else _TWO[name](low, high)


def _interval(low: Tree, high: Tree, closed_low: bool, closed_high: bool) -> Interval:
    """SymPy's, to which infinity never belongs."""
    return Interval(low, high, closed_low and low != Negate(_INFINITY), closed_high and high != _INFINITY)


def _entries(tree: Tree) -> Tree:
    """`array([1, 2])` is the pair (1, 2), though `[1, 2]` alone may be an interval."""
    if isinstance(tree, Interval):
        return Items("tuple", (tree.low, tree.high))
    return tree if isinstance(tree, Items) else Items("tuple", (tree,))


def _ends(parser: Cursor) -> tuple[bool, bool]:
    token = parser.raw()
    if token.sort != "method":
        return _ENDS[""]
    if token.text not in _ENDS:
        known = ", ".join(f"`.{name}`" for name in _ENDS if name)
        message = _("`.%(name)s` is not known here; known are %(known)s.")
        parser.refuse(say(message, name=token.text, known=known), token)
    parser.position += 1
    return _ENDS[token.text]
