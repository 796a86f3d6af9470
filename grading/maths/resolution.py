"""Is a part too small to be seen? x + exp(-10^6) is not x, but their balls overlap for a million bits."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from flint import arb, fmpq

from grading.maths.reals import REAL
from grading.maths.tree import (
    Add,
    Call,
    Fold,
    Multiply,
    Negate,
    Number,
    Power,
    Tree,
    children,
    names,
    nodes,
    types,
    walk,
)
from grading.maths.trees import substituted
from grading.maths.values import Arithmetic, Evaluator, TooMuch, Undefined, Unsure, bits, is_infinite

# Numbers from which a term may be out of sight, as 2^-1000 or exp(-1000) beside 1.
_LARGE = 100
_GROWING = frozenset({"exp", "factorial", "gamma", "sinh", "cosh", "erfc", "sigmoid", "tanh"})
# binomial(n, k) is zero below k: numbers beyond this are not tried for n.
LARGEST_INTEGER = 10_000
_BITS, _STEPS = 64, 400
# A product of more factors may be small, and takes so many steps.
_FEW_FACTORS, _STEPS_OF_A_PRODUCT = 12, 6000

_ONE, _TWO = Number(Fraction(1)), Number(Fraction(2))
# What is 1 or a line but for exp(-|u|).
_NEAR_ONE: dict[str, Callable[[Tree], Tree]] = {
    "sigmoid": lambda inner: inner,
    "softplus": lambda inner: inner,
    "tanh": lambda inner: Multiply((_TWO, inner)),
    "erf": lambda inner: Power(inner, _TWO),
}


def may_hide(tree: Tree) -> bool:
    """Whether something in it may be very large or small: a large number, or an exponential of one that grows."""
    for node in nodes(tree):
        match node:
            case Number(value) if value >= _LARGE or 0 < value * _LARGE < 1 or value.denominator >= _LARGE**2:
                return True
            case Call("erf" | "sigmoid" | "tanh" | "softplus"):
                return True
            case Call(function, parts) if function in _GROWING and any(map(_grows, parts)):
                return True
            case Power(_, exponent) if _grows(exponent):
                return True
            case Fold("Product", _, _, low, high) if not _are_few(low, high):
                return True
    return False


def _are_few(low: Tree, high: Tree) -> bool:
    """Whether so few factors stand in a product that it is not small because of them."""
    return isinstance(low, Number) and isinstance(high, Number) and high.value - low.value < _FEW_FACTORS


def _grows(tree: Tree) -> bool:
    return any(
        (isinstance(node, Call) and node.function in _GROWING)
        or (isinstance(node, Power) and not (isinstance(node.exponent, Number) and node.exponent.value <= 3))
        for node in nodes(tree)
    )


def spread(trees: tuple[Tree, ...], point: dict[str, Any], arithmetic: Arithmetic) -> int:
    """How many bits lie between the largest and the smallest term of a sum at the point, at most."""
    with bits(_BITS):
        return max((_spread(node, point, arithmetic) for tree in trees for node in _sums(tree)), default=0)


def _sums(tree: Tree) -> Iterator[Add]:
    """The sums in a tree; of one with an index its first and its last term."""
    if isinstance(tree, Add):
        yield tree
    if isinstance(tree, Call) and tree.function in _NEAR_ONE:
        yield Add((_ONE, Call("exp", (Negate(Call("abs", (_NEAR_ONE[tree.function](tree.arguments[0]),))),))))
    if isinstance(tree, Fold) and tree.kind == "Sum" and not is_infinite(tree.high):
        yield Add(tuple(substituted(tree.body, {tree.index: end}) for end in (tree.low, tree.high)))
    for part in () if isinstance(tree, Fold) else children(tree):
        yield from _sums(part)


def _spread(node: Add, point: dict[str, Any], arithmetic: Arithmetic) -> int:
    sizes = [size for term in node.terms if (size := _size(term, point, arithmetic)) is not None]
    return max(sizes) - min(sizes) if sizes else 0


def _size(term: Tree, point: dict[str, Any], arithmetic: Arithmetic) -> int | None:
    """The exponent of 2 of the absolute value; None where it is zero or not known."""
    steps = _STEPS_OF_A_PRODUCT if Fold in types(term) else _STEPS
    try:
        value = Evaluator(arithmetic, point, steps=steps).value(term)
    except (Undefined, Unsure, TooMuch):
        return None
    size = abs(arb(value)) if type(value) is fmpq else arithmetic.size(value)
    if size.contains(0):
        return None
    mantissa, exponent = size.mid().man_exp()
    return int(exponent) + int(mantissa).bit_length()


def has_far_binomial(tree: Tree) -> bool:
    """Whether a binomial coefficient is zero for all numbers that are tried."""
    found = (node for node, _depth in walk(tree) if isinstance(node, Call) and node.function == "binomial")
    return any(_is_far(part) for node in found for part in node.arguments if names(node))


def _is_far(tree: Tree) -> bool:
    """Whether a constant in it is beyond what is tried."""
    parts = [node for node, _depth in walk(tree) if not names(node)]
    sizes = [size for part in parts if (size := _size(part, {}, REAL)) is not None]
    return any(size > LARGEST_INTEGER.bit_length() for size in sizes)
