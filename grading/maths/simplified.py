"""Is an expression simplified? A modest criterion, which people would agree on: what is left to do is said.

Left to do are: two minus signs that cancel, factors 1 and terms 0, numbers to be worked out, fractions to be reduced
or nested in fractions, roots of squares, powers of one base side by side, functions that undo each other, like terms,
and what `leftovers.py` knows. Which of x (x + 1) and x^2 + x is simpler is a matter of taste: both are simplified. So
are 1/sqrt(2) and sqrt(2)/2. What is in doubt is simplified.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flint import fmpq, fmpz

from grading.maths.bounds import is_positive
from grading.maths.domains import Domain
from grading.maths.functions import INVERSES
from grading.maths.leftovers import (
    adds_up_to_one,
    cancels_power_in_log,
    is_hidden_number,
    is_root_of_exp,
    repeats_argument,
)
from grading.maths.opaque import (
    Letters,
    factors_of,
    has_common_factor,
    has_like_terms,
    in_order,
    is_constant,
    shared_number,
    terms_of,
    without_sign,
)
from grading.maths.polynomials import Polynomial, factored
from grading.maths.reals import REAL
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
    is_whole,
    names,
    walk,
)
from grading.maths.values import Evaluator, TooMuch, Undefined, Unsure, bits
from grading.messages import Message, _, say

_INVERSES = frozenset(INVERSES.items())
# A power of numbers that has more digits than this is simpler as a power.
_LARGEST = 10**6
# Larger numbers are not factored.
_FACTORED = 2**64
_E = Constant("e")


@dataclass(frozen=True)
class Looked:
    """What a rule looks at. inner: whether the part stands in a product or fraction that is looked at as a whole."""

    letters: Letters
    domains: Mapping[str, Domain]
    inner: bool = False


def unsimplified(tree: Tree, reference: Tree, letters: Letters, domains: Mapping[str, Domain]) -> Message | None:
    """What is left to simplify, None when nothing is."""
    folds = any(isinstance(node, Fold) for node, _depth in walk(tree))
    if folds and not any(isinstance(node, Fold) for node, _depth in walk(reference)):
        return say(_("The value is right, but a sum or product is not worked out."))
    for node, inner in _with_place(tree):
        looked = Looked(letters, domains, inner)
        for rule, text in _RULES:
            if rule(node, looked):
                return say(text)
    return None


def _with_place(tree: Tree, *, inner: bool = False) -> list[tuple[Tree, bool]]:
    """Every part, and whether it is a factor of a larger product or fraction."""
    found = [(tree, inner)]
    is_product = isinstance(tree, Multiply | Divide | Negate) or (inner and isinstance(tree, Negate))
    for part in children(tree):
        found += _with_place(part, inner=is_product and isinstance(part, Multiply | Divide | Negate))
    return found


def _has_double_sign(node: Tree, looked: Looked) -> bool:
    match node:
        case Negate(inner):
            return _signs(inner) > 0
        case Multiply() | Divide():
            return _signs(node) > 1
        case Power(Negate(), exponent):
            return is_whole(exponent)
    return False


def _signs(node: Tree) -> int:
    """How many minus signs stand before the factors."""
    match node:
        case Negate(inner):
            return 1 + _signs(inner)
        case Multiply(parts):
            return sum(map(_signs, parts))
        case Divide(over, under):
            return _signs(over) + _signs(under)
    return 0


def _does_nothing(node: Tree, looked: Looked) -> bool:
    """A term 0, a factor 1 or 0, a denominator 1, an exponent 0 or 1, the same argument twice."""
    if repeats_argument(node):
        return True
    match node:
        case Add(terms):
            return any(_is_number(without_sign(term), 0) for term in terms)
        case Multiply(parts):
            return any(_is_number(without_sign(part), 0, 1) for part in parts)
        case Divide(over, under):
            return _is_number(without_sign(under), 1) or _is_number(without_sign(over), 0)
        case Power(base, exponent):
            return _is_number(exponent, 0, 1) or _is_number(base, 0, 1)
        case Negate(inner):
            return _is_number(inner, 0)
    return False


def _is_number(node: Tree, *values: int) -> bool:
    return isinstance(node, Number) and node.value in values


def _has_numbers(node: Tree, looked: Looked) -> bool:
    """Numbers that can be worked out to one: 2*3, 1 + 1/2, 2^3, sqrt(4), log(1)."""
    match node:
        case Add():
            return sum(1 for term in terms_of(node) if _is_fraction(without_sign(term))) > 1
        case Multiply() | Divide() if not looked.inner:
            over, under = ([part for part in parts if isinstance(part, Number)] for parts in factors_of(node))
            over = [part for part in over if part.value != 1]
            decimals = any(part.value.denominator != 1 for part in (*over, *under))
            is_scientific = any(base == 10 for base in _powers_of_numbers(node))
            return max(len(over), len(under)) > 1 or (decimals and bool(over and under) and not is_scientific)
        case Power() | Call() | Fold() if is_constant(node):
            value = _exact(node)
            is_power_of_ten = isinstance(node, Power) and _is_number(node.base, 10)
            return value is not None and not is_power_of_ten and max(abs(value.p), value.q) <= _LARGEST
    return False


def _powers_of_numbers(node: Tree) -> list[int]:
    found = (part.base for part, _depth in walk(node) if isinstance(part, Power))
    return [int(base.value) for base in found if isinstance(base, Number)]


def _is_fraction(node: Tree) -> bool:
    """A number, or a fraction of two."""
    if isinstance(node, Divide):
        return isinstance(without_sign(node.over), Number) and isinstance(without_sign(node.under), Number)
    return isinstance(node, Number)


def _exact(node: Tree) -> fmpq | None:
    """The value of a constant, where it is a fraction and known exactly."""
    with bits(64):
        try:
            value = Evaluator(REAL, {}, steps=200).value(node)
        except (Undefined, Unsure, TooMuch):
            return None
    return value if type(value) is fmpq else None


def _is_nested(node: Tree, looked: Looked) -> bool:
    match node:
        case Divide(over, under):
            return any(_has_fraction(part) for part in (over, under))
        case Power(base, Negate(Number())):
            return _has_fraction(base)
    return False


def _has_fraction(tree: Tree) -> bool:
    """Whether a fraction stands in it, outside of functions and exponents."""
    match tree:
        case Divide():
            return True
        case Power(base, exponent):
            return _has_fraction(base) or (isinstance(exponent, Negate) and is_whole(exponent))
        case Call() | Fold():
            return False
    return any(map(_has_fraction, children(tree)))


def _is_reducible(node: Tree, looked: Looked) -> bool:
    if looked.inner or not isinstance(node, Multiply | Divide):
        return False
    over, under = (_product(parts, looked.letters) for parts in factors_of(node))
    return over is not None and under is not None and has_common_factor(over, under)


def _product(factors: list[Tree], letters: Letters) -> Polynomial | None:
    found = letters.quotient(Multiply(tuple(factors)) if len(factors) > 1 else factors[0]) if factors else None
    return found[0] if found is not None and found[1].is_constant() else None


def _is_removable_root(node: Tree, looked: Looked) -> bool:
    """sqrt(8), sqrt(exp(2 x)), sqrt(x^2) and sqrt(x^2 y) for positive x; cbrt(x^3); sqrt(x)^2."""
    match node:
        case Power(base, exponent) if is_whole(exponent) and _root(base) is not None:
            power, root = _exact(exponent), _root(base)
            return power is not None and root is not None and abs(power) >= root[1]
    found = _root(node)
    if found is None or is_root_of_exp(node, looked.letters):
        return found is not None
    radicand = looked.letters.quotient(found[0])
    return radicand is not None and any(_has_power(part, found[1], looked) for part in radicand)


def _root(node: Tree) -> tuple[Tree, int] | None:
    """What stands under the root, and which root it is; None where there is none."""
    match node:
        case Call("sqrt", (inner,)):
            return inner, 2
        case Call("cbrt", (inner,)):
            return inner, 3
        case Call("root", (inner, Number(value))) if value.denominator == 1:
            return inner, int(value)
        case Power(base, exponent) if is_constant(exponent) and not isinstance(base, Constant):
            power = _exact(exponent)
            return (base, int(power.q)) if power is not None and power.q > 1 else None
    return None


def _has_power(polynomial: Polynomial, index: int, looked: Looked) -> bool:
    """Whether a factor to this power can be taken out of the root: of odd roots always, else where it is positive."""
    number = shared_number(polynomial)
    if number < _FACTORED and any(power >= index for _prime, power in fmpz(number).factor()):
        return True
    powers = [factor for factor, power in factored(polynomial)[1] if power >= index]
    return any(index % 2 or _is_positive(factor, looked) for factor in powers)


def _is_positive(polynomial: Polynomial, looked: Looked) -> bool:
    """A sum of positive numbers times positive names."""
    letters = {letter: part for part, letter in looked.letters.parts.items()}
    used = [name for place, name in enumerate(looked.letters.all) if polynomial.degrees()[place]]
    positive = all(
        is_positive(letters[name], looked.domains) if name in letters else _is_positive_name(name, looked)
        for name in used
    )
    return positive and all(number > 0 for number in polynomial.coeffs())


def _is_positive_name(name: str, looked: Looked) -> bool:
    low = looked.domains[name].low if name in looked.domains else None
    return low is not None and low >= 0


def _has_powers_of_one_base(node: Tree, looked: Looked) -> bool:
    """x*x^2, e^x*e^y, x/sqrt(x), (x^2)^3, exp(x)^2; but sqrt(x)/x may stay."""
    match node:
        case Power(Call("exp"), Number()) | Power(Power(Number() | Constant("e")), Number()):
            return is_whole(node.exponent) and bool(names(node.base))
        case Power(Power(base, inner), exponent) if not is_constant(base):
            return is_whole(inner) and is_whole(exponent)
        case Multiply() | Divide() if not looked.inner:
            over, under = ([key for part in parts for key in _base(part)] for parts in factors_of(node))
            roots = {_without_root(key) for key in under if key[0] == "root"}
            plain = roots & {_without_root(key) for key in over}
            both = [key for key in (*over, *under) if key[0] != "number"]
            return len(set(both)) < len(both) or bool(plain)
    return False


def _base(part: Tree) -> list[tuple[str, Tree]]:
    """What is raised to a power: ("root", x) for sqrt(x), ("power", x) for x^2 and x."""
    root = _root(part)
    if root is not None:
        return [("root", in_order(root[0]))]
    match part:
        case Number():
            return [("number", part)]
        case Call("exp", _):
            return [("power", _E)]
        case Power(Number() as base, exponent):
            return [("number" if is_constant(exponent) else "power", base)]
        case Power(base, _):
            return [("power", in_order(base))]
        case Add():
            return [("power", in_order(part))]
    return [("power", in_order(part))]


def _without_root(key: tuple[str, Tree]) -> Tree:
    return key[1]


def is_undone(node: Tree) -> bool:
    """exp of a logarithm, the logarithm of exp, sin of arcsin, a root of a power of the same index."""
    match node:
        case Call("exp", (inner,)) | Power(Constant("e"), inner):
            return _has_log(inner)
        case Call("log", (inner, *base)):
            start = base[0] if base else _E
            return (
                inner == start
                or (isinstance(inner, Power) and inner.base == start)
                or (start == _E and isinstance(inner, Call) and inner.function == "exp")
            )
        case Power(base, Call("log", (_, other))):
            return base == other
        case Call(outer, (Call(inner, _),)):
            return (outer, inner) in _INVERSES
    return False


def _has_log(tree: Tree) -> bool:
    """Whether a logarithm is a term, or a factor beside numbers or names."""
    match tree:
        case Negate(inner):
            return _has_log(inner)
        case Add(parts) | Multiply(parts):
            return any(map(_has_log, parts))
        case Divide(over, _):
            return _has_log(over)
        case Call("log", parts):
            return len(parts) == 1
    return False


def _is_undone(node: Tree, looked: Looked) -> bool:
    match node:
        case Call("abs", (inner,)):
            is_even = isinstance(inner, Power) and _is_number(inner.exponent, 2, 4, 6)
            return is_even or is_positive(inner, looked.domains) or _is_sign(inner)
    return is_undone(node)


def _is_sign(node: Tree) -> bool:
    return isinstance(node, Negate) or (isinstance(node, Call) and node.function == "abs")


def _has_like(node: Tree, looked: Looked) -> bool:
    return isinstance(node, Add) and has_like_terms(terms_of(node), looked.letters)


def _is_hidden_number(node: Tree, looked: Looked) -> bool:
    return is_hidden_number(node)


def _cancels_power_in_log(node: Tree, looked: Looked) -> bool:
    return not looked.inner and cancels_power_in_log(node)


def _adds_up_to_one(node: Tree, looked: Looked) -> bool:
    return adds_up_to_one(node, looked.letters)


# What each rule finds, and what is said. The first that finds something speaks.
_RULES: tuple[tuple[Callable[[Tree, Looked], bool], str], ...] = (
    (_has_double_sign, _("The value is right, but it is not simplified: two minus signs are left that cancel.")),
    (_does_nothing, _("The value is right, but it is not simplified: leave out factors 1 and terms 0.")),
    (_is_undone, _("The value is right, but it is not simplified: a function undoes another one.")),
    (_is_nested, _("The value is right, but it is not simplified: a fraction is left inside a fraction.")),
    (_has_numbers, _("The value is right, but it is not simplified: work out the numbers.")),
    (_is_reducible, _("The value is right, but it is not simplified: reduce the fraction.")),
    (_is_removable_root, _("The value is right, but it is not simplified: take powers out of the root.")),
    (_has_powers_of_one_base, _("The value is right, but it is not simplified: join the powers of one base.")),
    (
        _cancels_power_in_log,
        _("The value is right, but it is not simplified: a power in a logarithm and its factor cancel."),
    ),
    (
        _adds_up_to_one,
        _("The value is right, but it is not simplified: two squares add up to a number, as in $\\sin^2 + \\cos^2$."),
    ),
    (_is_hidden_number, _("The value is right, but it is not simplified: work out the numbers.")),
    (_has_like, _("The value is right, but it is not simplified: collect like terms.")),
)
