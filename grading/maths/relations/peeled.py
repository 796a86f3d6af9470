"""Comparisons with a number, freed of the functions around the unknown: `sigmoid(w x + b) >= 1/2` is `w x + b >= 0`.

Each step keeps what holds at every point with real numbers; a point without a value is no solution before and after.
Inside a `not` only what has a value everywhere is changed: elsewhere a point without one would become a solution.
"""

from collections.abc import Mapping
from fractions import Fraction

from flint import fmpq

from grading.maths.bounds import is_positive
from grading.maths.conditions import OPPOSITE, TURNED
from grading.maths.constants import as_number, certain_sign, short
from grading.maths.domains import Domain
from grading.maths.functions import words
from grading.maths.relations.powers import of_powers
from grading.maths.tree import (
    ALWAYS,
    NEVER,
    Add,
    Call,
    Constant,
    Divide,
    Logic,
    Multiply,
    Name,
    Negate,
    Number,
    Power,
    Relation,
    Tree,
    functions,
    names,
    nodes,
)
from grading.maths.trees import rational

# Longer chains are left as they are.
_LONGEST = 8
_ZERO, _ONE = Number(Fraction(0)), Number(Fraction(1))
_E = Constant("e")
_TOTAL = frozenset(words("exp sigmoid tanh sinh cosh sin cos arctan arsinh abs max min relu sign floor ceil"))
_INVERTED = frozenset({"exp", "log", "sigmoid", "tanh", "logit", "floor", "ceil"})
# Each of so many functions may part a comparison in two.
_MOST_PARTED = 5
# Several logarithms of names that are added.
_SEVERAL = 2


def peeled(tree: Tree) -> Tree:
    """The relation with each comparison of a function with a number freed of the function, where that is possible."""
    match tree:
        case Logic("and" | "or" as word, parts):
            return Logic(word, tuple(map(peeled, parts)))
        case Logic("not", (Relation((left, right), (sign,)),)) if is_total(left) and is_total(right):
            return peeled(Relation((left, right), (OPPOSITE[sign],)))
        case Relation((Name() | Number(), Name() | Number()), _):
            return tree
        case Relation((left, right), (sign,)):
            found = (
                of_powers(left, sign, right)
                or of_logarithms(left, sign, right)
                or _of_root(left, sign, right)
                or _of_root(right, TURNED[sign], left)
            )
            return found or _peeled(left, sign, right) or _peeled(right, TURNED[sign], left) or tree
        case Relation(terms, signs) if len(terms) <= _LONGEST and (_has_inverted(tree) or any(map(_is_root, terms))):
            pairs = zip(terms, terms[1:], signs, strict=False)
            return Logic("and", tuple(peeled(Relation((left, right), (sign,))) for left, right, sign in pairs))
    return tree


def squared(tree: Tree, domains: Mapping[str, Domain]) -> Tree:
    """c = sqrt(u) as c^2 = u, where c is always above 0: what c^2 is equal to has a root."""
    match tree:
        case Relation((left, right), ("=",)):
            for root, other in ((left, right), (right, left)):
                if isinstance(root, Call) and root.function == "sqrt" and names(other) and is_positive(other, domains):
                    return Relation((Power(other, Number(Fraction(2))), root.arguments[0]), ("=",))
    return tree


def _peeled(side: Tree, sign: str, other: Tree) -> Tree | None:
    if names(other) or not names(side) or not _has_inverted(side) or _parts_often(side):
        return None
    return _step(side, sign, other)


def _parts_often(side: Tree) -> bool:
    """Whether so many functions stand in it of which each asks for two comparisons that they would never end."""
    parting = (
        node
        for node in nodes(side)
        if isinstance(node, Divide) or (isinstance(node, Call) and node.function == "logit")
    )
    return sum(1 for node in parting if names(node)) > _MOST_PARTED


def _has_inverted(tree: Tree) -> bool:
    """Whether a name stands in a function that has an inverse, or below a line."""
    for node in nodes(tree):
        match node:
            case Call(function) if function in _INVERTED and names(node):
                return True
            case Power(_, inner) | Divide(_, inner) if names(inner):
                return True
    return False


def _step(side: Tree, sign: str, other: Tree) -> Tree:
    """What `side sign other` asks of the inside of the side; other: without names."""
    found: Tree | None = None
    match side:
        case Negate(inner):
            found = _step(inner, TURNED[sign], short(Negate(other)))
        case Add(terms) if (place := _only_named(terms)) is not None:
            rest = Add((other, *(Negate(term) for term in _without(terms, place))))
            found = _step(terms[place], sign, short(rest))
        case Multiply(factors) if (place := _only_named(factors)) is not None:
            found = _divided(factors[place], sign, other, Multiply((_ONE, *_without(factors, place))))
        case Divide(over, under) if not names(under):
            found = _divided(over, sign, other, Divide(_ONE, under))
        case Divide(over, under) if not names(over):
            found = _turned_over(over, under, sign, other)
        case Call("exp", (inner,)) | Power(Constant("e"), inner):
            found = _of_power(_E, inner, sign, other)
        case Power(base, inner) if not names(base):
            found = _of_power(base, inner, sign, other)
        case Call("log", (inner, *base)) if not any(map(names, base)):
            found = _of_logarithm(inner, base[0] if base else _E, sign, other)
        case Call("floor", (inner,)):
            found = _of_floor(inner, sign, other)
        case Call("ceil", (inner,)):
            found = _of_floor(Negate(inner), TURNED[sign], short(Negate(other)))
        case Call("sigmoid" | "tanh" | "logit" as function, (inner,)):
            found = _of_bounded(function, inner, sign, other)
    return found or Relation((side, other), (sign,))


def _is_root(side: Tree) -> bool:
    return isinstance(side, Call) and side.function == "sqrt" and bool(names(side))


def _of_root(side: Tree, sign: str, other: Tree) -> Tree | None:
    """sqrt(u) < 2 is 0 <= u < 4: where u is negative there is no real value."""
    if not isinstance(side, Call) or not _is_root(side) or names(other) or sign == "!=":
        return None
    inner, square = side.arguments[0], short(Power(other, Number(Fraction(2))))
    size = certain_sign(other)
    if not size and short(other) != _ZERO:
        return None
    if sign in ("<", "<=", "=") and (size < 0 or (sign == "<" and not size)):
        return NEVER
    if sign in (">", ">=") and size < 0:
        return peeled(Relation((inner, _ZERO), (">=",)))
    moved = peeled(Relation((inner, square), (sign,)))
    return Logic("and", (peeled(Relation((inner, _ZERO), (">=",))), moved)) if sign in ("<", "<=") else moved


def of_logarithms(left: Tree, sign: str, right: Tree) -> Tree | None:
    """log(x) + log(y) > 0 is x y > 1 where x and y are both positive: only there has it a value."""
    terms = [*_logarithms(left, 1), *_logarithms(right, -1)]
    found = [(times, inner) for times, inner in terms if inner is not None]
    if sign == "!=" or len(found) < max(_SEVERAL, len(terms)) or any(abs(times) > _LONGEST for times, _inner in found):
        return None
    rest = short(Add((_constant(right), Negate(_constant(left)))))
    sides = [
        [_power(inner, abs(times)) for times, inner in found if (times > 0) == is_left] for is_left in (True, False)
    ]
    product = [Multiply((_ONE, *factors)) if factors else _ONE for factors in sides]
    moved = Relation((product[0], Multiply((short(_exponential(rest)), product[1]))), (sign,))
    return Logic("and", (*(peeled(Relation((inner, _ZERO), (">",))) for _times, inner in found), moved))


def _exponential(number: Tree) -> Tree:
    """e to the power of a number: 2 for log(2)."""
    match number:
        case Call("log", (inner,)) if certain_sign(inner) > 0:
            return inner
        case Negate(inner):
            return Divide(_ONE, _exponential(inner))
        case Add(terms):
            return Multiply((_ONE, *map(_exponential, terms)))
    return Call("exp", (number,))


def _logarithms(side: Tree, times: int) -> list[tuple[int, Tree | None]]:
    """The natural logarithms that are added in a side, with their whole factors; None for other terms with names."""
    match side:
        case Negate(inner):
            return _logarithms(inner, -times)
        case Add(terms):
            return [each for term in terms for each in _logarithms(term, times)]
        case Multiply((Number(value), inner)) | Multiply((inner, Number(value))) if value.denominator == 1:
            return _logarithms(inner, times * int(value)) if value else [(0, None)]
        case Call("log", (inner,)) if names(inner):
            return [(times, inner)]
    return [(times, None)] if names(side) else []


def _constant(side: Tree) -> Tree:
    """What stands beside the logarithms of names."""
    match side:
        case Negate(inner):
            return Negate(_constant(inner))
        case Add(terms):
            return Add(tuple(map(_constant, terms)))
    return _ZERO if names(side) else side


def _power(base: Tree, times: int) -> Tree:
    return base if times == 1 else Power(base, Number(Fraction(times)))


def _divided(inner: Tree, sign: str, other: Tree, factor: Tree) -> Tree | None:
    size = certain_sign(factor)
    return _step(inner, sign if size > 0 else TURNED[sign], short(Divide(other, factor))) if size else None


def _turned_over(over: Tree, under: Tree, sign: str, other: Tree) -> Tree | None:
    """1/u >= c is 0 < u <= 1/c for a positive c."""
    if certain_sign(over) < 0:
        return _turned_over(short(Negate(over)), under, TURNED[sign], short(Negate(other)))
    if not certain_sign(over) > 0 or not certain_sign(other) > 0:
        return None
    bound = short(Divide(over, other))
    if sign == "=":
        return _step(under, sign, bound)
    if sign in (">", ">="):
        return Logic("and", (_step(under, ">", _ZERO), _step(under, TURNED[sign], bound)))
    beside = "<" if sign in ("<", "<=") else "!="
    word = "or" if beside == "<" else "and"
    return Logic(word, (_step(under, beside, _ZERO), _step(under, TURNED[sign], bound)))


def _of_power(base: Tree, inner: Tree, sign: str, other: Tree) -> Tree | None:
    grows = 1 if base == _E else certain_sign(Add((base, Negate(_ONE)))) if certain_sign(base) > 0 else 0
    if grows and _is_at_most(other, _ZERO):
        return _beyond(inner, sign, above=True)
    if not grows or not certain_sign(other) > 0:
        return None
    moved = Call("log", (other,)) if base == _E else Divide(Call("log", (other,)), Call("log", (base,)))
    return _step(inner, sign if grows > 0 else TURNED[sign], short(moved))


def _of_logarithm(inner: Tree, base: Tree, sign: str, other: Tree) -> Tree | None:
    grows = 1 if base == _E else certain_sign(Add((base, Negate(_ONE)))) if certain_sign(base) > 0 else 0
    if not grows:
        return None
    sign = sign if grows > 0 else TURNED[sign]
    moved = _step(inner, sign, short(Power(base, other)))
    return moved if sign in ("=", ">", ">=") else Logic("and", (_step(inner, ">", _ZERO), moved))


def _of_floor(inner: Tree, sign: str, other: Tree) -> Tree | None:
    """floor(u) >= 2 is u >= 2, floor(u) > 2 is u >= 3, and floor(u) = 2 is both not below 2 and below 3."""
    number = as_number(other)
    if number is None:
        return None
    whole, is_whole = fmpq(number.floor()), number.q == 1
    start, end = rational(whole if is_whole else whole + 1), rational(whole + 1)
    match sign:
        case ">=" | "<":
            return _step(inner, sign, start)
        case ">":
            return _step(inner, ">=", end)
        case "<=":
            return _step(inner, "<", end)
        case "=" if not is_whole:
            return NEVER
    if functions(inner) & {"floor", "ceil"}:
        return None  # two bounds for each of them are too many
    if sign == "=":
        return Logic("and", (_step(inner, ">=", start), _step(inner, "<", end)))
    return Logic("or", (_step(inner, "<", start), _step(inner, ">=", end)))


def _of_bounded(function: str, inner: Tree, sign: str, other: Tree) -> Tree | None:
    if function == "logit":
        return _of_logit(inner, sign, short(Call("sigmoid", (other,))))
    low = _ZERO if function == "sigmoid" else Negate(_ONE)
    if _is_at_most(other, low) or _is_at_most(_ONE, other):
        return _beyond(inner, sign, above=_is_at_most(other, low))
    if not (certain_sign(Add((other, Negate(low)))) > 0 and certain_sign(Add((_ONE, Negate(other)))) > 0):
        return None
    if function == "tanh":
        return _step(inner, sign, short(Call("artanh", (other,))))
    odds = short(Divide(other, Add((_ONE, Negate(other)))))
    return _step(inner, sign, short(Call("log", (odds,))))


def _of_logit(inner: Tree, sign: str, bound: Tree) -> Tree:
    """bound: a number between 0 and 1. The inside lies between these, and where it has to be said is beside them."""
    moved = _step(inner, sign, bound)
    above, below = _step(inner, ">", _ZERO), _step(inner, "<", _ONE)
    match sign:
        case "=":
            return moved
        case ">" | ">=":
            return Logic("and", (moved, below))
        case "<" | "<=":
            return Logic("and", (above, moved))
    return Logic("and", (above, below, moved))


def _beyond(inner: Tree, sign: str, *, above: bool) -> Tree | None:
    """Where all values lie above (or below) the number they are compared with."""
    if sign in ((">", ">=", "!=") if above else ("<", "<=", "!=")):
        return ALWAYS if is_total(inner) else None
    return NEVER


def _is_at_most(one: Tree, other: Tree) -> bool:
    difference = short(Add((other, Negate(one))))
    return difference == _ZERO or certain_sign(difference) > 0


def is_total(tree: Tree) -> bool:
    """Whether it has a value for all real numbers."""
    return all(map(_has_value, nodes(tree)))


def _has_value(node: Tree) -> bool:
    match node:
        case Number() | Name() | Constant() | Negate() | Add() | Multiply():
            return True
        case Divide(_, Number(value)):
            return bool(value)
        case Power(_, Number(value)):
            return value.denominator == 1
        case Power(Constant("e"), _):
            return True
        case Call(function, _):
            return function in _TOTAL
    return False


def _only_named(parts: tuple[Tree, ...]) -> int | None:
    """Where the only part with names stands."""
    places = [place for place, part in enumerate(parts) if names(part)]
    return places[0] if len(places) == 1 else None


def _without(parts: tuple[Tree, ...], place: int) -> tuple[Tree, ...]:
    return (*parts[:place], *parts[place + 1 :])
