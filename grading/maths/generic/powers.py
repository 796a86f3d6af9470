"""Powers, exponentials and roots: those of sums of exponents are products."""

from collections.abc import Sequence

from flint import fmpq

from grading.maths.generic.letters import Exact, is_short
from grading.maths.generic.logarithms import logarithm
from grading.maths.generic.pieces import chosen
from grading.maths.generic.side import Rule, Side, held, multiplied, not_zero, product, raised
from grading.maths.tree import Add, Call, Constant, Divide, Multiply, Name, Negate, Number, Power, Tree, is_whole

_E = Constant("e")
_ONE, _HALF = fmpq(1), fmpq(1, 2)


def power(side: Side, tree: Power) -> Exact:
    base, exponent = tree.base, tree.exponent
    if base == _E:
        return exponential(side, exponent)
    if not is_whole(exponent):
        return _power(side, base, exponent)
    if isinstance(exponent, Number):
        return raised(side.value(base), int(exponent.value))
    return _to_number(side, base, side.value(exponent))


def _power(side: Side, base: Tree, exponent: Tree) -> Exact:
    value, raised_to = side.value(base), side.value(exponent)
    if is_short(raised_to):
        return _to_number(side, base, raised_to)
    if side.is_above(base):
        return _parted(side, base, exponent)
    with side.needing("power", value, raised_to):
        return _parted(side, base, exponent)


def _parted(side: Side, base: Tree, exponent: Tree) -> Exact:
    match exponent:
        case Negate(inner):
            return 1 / not_zero(_power(side, base, inner))
        case Add(terms):
            return product(_power(side, base, term) for term in terms)
        case Multiply((Number(value), *rest)) if value.denominator == 1:
            return raised(_power(side, base, multiplied(rest)), int(value))
    return _letter(side, base, side.value(exponent))


def _to_number(side: Side, base: Tree, exponent: Exact) -> Exact:
    """The whole part of the exponent by itself, which is right for every convention of roots."""
    whole = exponent.floor()
    rest = exponent - whole
    outer = raised(side.under(base) if whole < 0 else side.value(base), int(whole))
    if not rest:
        return outer
    return held(outer * (root(side, base) if rest == _HALF else _letter(side, base, rest)))


def _letter(side: Side, base: Tree, exponent: Exact) -> Exact:
    """b^-v is 1/b^v. Where the base is not above 0, there may be no value."""
    key = "power", side.value(base), abs(exponent)
    found = side.letter(*key) if side.is_above(base) else side.partial(*key)
    if not side.is_above(base) and found not in side.letters.loose:
        side.letters.loose.append(found)
    return found if exponent > 0 else _inverse(side, base, found)


def _inverse(side: Side, base: Tree, power: Exact) -> Exact:
    """1 over a power, which may be 0 where the base is."""
    side.may_be_zero(power, base)
    return 1 / power


def root(side: Side, tree: Tree) -> Exact:
    """The square root; that of a square is a size."""
    tree = chosen(side, tree)
    value = side.value(tree)
    if not value:
        return value
    outer, inner = side.letters.square_parted(value)
    found = None if side.bound else _root_of_square(inner)
    if found is not None and not side.letters.has_roots(found):
        return outer * found * side.letters.sign(found)
    if side.is_above(tree):
        return _root(side, tree, outer, inner)
    if side.chooses_for_roots:
        side.not_below(tree)
    # What is not below 0 has a root.
    need = () if side.chooses_for_roots else ("power", side.letters.parted(value)[1], _HALF)
    with side.needing(*need):
        return _root(side, tree, outer, inner)


def _root(side: Side, tree: Tree, outer: Exact, inner: Exact) -> Exact:
    """By its parts, else what may be taken out of it, and a letter for what is left in it."""
    match tree:
        case Name(name):
            return side.root_of_name(name)
        case Constant(name):
            return side.root_of_constant(name)
        case Multiply(factors) if sum(not side.is_not_below(factor) for factor in factors) <= 1:
            return product(root(side, factor) for factor in factors)
        case Multiply(factors) if side.chooses_for_roots:
            return product(root(side, Call("abs", (factor,))) for factor in factors)
        case Divide(over, under) if side.is_not_below(over) or side.is_not_below(under):
            side.under(under)
            return held(root(side, over) / root(side, under))
        case Divide(over, under) if side.chooses_for_roots:
            side.under(under)
            return held(root(side, Call("abs", (over,))) / root(side, Call("abs", (under,))))
        case Call("exp", (inner,)) | Power(Constant("e"), inner):
            return _exponential(side, inner, 1)
        case Power(base, Number(value)) if value.denominator == 1 and side.is_not_below(base):
            return _to_number(side, base, fmpq(int(value), 2))
    return held(outer * side.letter("power", inner, _HALF))


def _root_of_square(value: Exact) -> Exact | None:
    if value < 0:
        return None
    over, under = value.p.isqrt(), value.q.isqrt()
    return fmpq(over, under) if over * over == value.p and under * under == value.q else None


def exponential(side: Side, exponent: Tree) -> Exact:
    return _exponential(side, exponent, 2)


def _exponential(side: Side, exponent: Tree, halves: int) -> Exact:
    """exp(v halves/2): squares, so that their roots are known."""
    exponent = chosen(side, exponent)
    match exponent:
        case Negate(inner):
            return 1 / not_zero(_exponential(side, inner, halves))
        case Add(terms):
            return product(_exponential(side, term, halves) for term in terms)
        case Multiply((Number(value), *rest)) if (value * halves).denominator == 1:
            return raised(_exponential(side, multiplied(rest), 1), int(value * halves))
        case Divide(over, Number(value)) if value == halves == 2:
            return _exponential(side, over, 1)
        case Number(value) if value.denominator == 1:
            return raised(side.root_of_constant("e"), halves * int(value))
        case Call("log", (inner,)):
            logarithm(side, inner)
            return root(side, inner) if halves == 1 else side.value(inner)
        case Multiply(factors) if halves == 2 and len(found := _logarithms(factors)) == 1:
            logarithm(side, found[0].arguments[0])
            return _power(side, found[0].arguments[0], multiplied([each for each in factors if each is not found[0]]))
    value = side.value(exponent)
    if not value:
        return _ONE
    letter = side.letters.unit("exp", abs(value), logarithm=abs(value) / 2) ** halves
    return letter if value > 0 else 1 / letter


def _logarithms(factors: Sequence[Tree]) -> list[Call]:
    return [each for each in factors if isinstance(each, Call) and each.function == "log" and len(each.arguments) == 1]


def _sigmoid(side: Side, tree: Tree) -> Exact:
    found = exponential(side, tree)
    return held(found / not_zero(1 + found))


def _sinh(side: Side, tree: Tree) -> Exact:
    found = exponential(side, tree)
    return held((found - 1 / found) / 2)


def _cosh(side: Side, tree: Tree) -> Exact:
    found = exponential(side, tree)
    return held((found + 1 / found) / 2)


def _tanh(side: Side, tree: Tree) -> Exact:
    return held(_sinh(side, tree) / _cosh(side, tree))


POWERS: dict[str, Rule] = {
    "": power,
    "sqrt": root,
    "exp": exponential,
    "expm1": lambda side, tree: exponential(side, tree) - 1,
    "sigmoid": _sigmoid,
    "sinh": _sinh,
    "cosh": _cosh,
    "tanh": _tanh,
    "sech": lambda side, tree: 1 / _cosh(side, tree),
    "cbrt": lambda side, tree: _letter(side, tree, fmpq(1, 3)),
}
