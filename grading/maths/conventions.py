"""Where real numbers have two conventions: roots of negative numbers are real, or they are principal values."""

from collections.abc import Mapping

from grading.maths.domains import Domain
from grading.maths.functions import words
from grading.maths.tree import (
    Call,
    Constant,
    Divide,
    Fold,
    Negate,
    Number,
    Power,
    Tree,
    functions,
    is_whole,
    is_whole_in,
    nodes,
    types,
)

_CONVENTIONS = frozenset(
    words("sqrt root cbrt log log1p logit arcsin arccos arcosh artanh arcsec arccsc arsech arcoth loggamma")
)


def has_conventions(*trees: Tree, domains: Mapping[str, Domain]) -> bool:
    """Whether a part is undefined or ambiguous for some real numbers, but not for complex ones."""
    if all(Power not in types(tree) and functions(tree).isdisjoint(_CONVENTIONS) for tree in trees):
        return False
    indices = {node.index for tree in trees for node in nodes(tree) if isinstance(node, Fold)} - set(domains)
    whole = indices | {name for name, domain in domains.items() if domain.sort == "integer"}
    for tree in trees:
        for node in nodes(tree):
            if isinstance(node, Call) and node.function in _CONVENTIONS:
                return True
            if isinstance(node, Power) and not is_whole_in(node.exponent, whole):
                return True
    return False


def has_odd_roots(*trees: Tree) -> bool:
    """Whether a root of a negative number may be meant that is real."""
    return any(
        (isinstance(node, Power) and _may_be_odd_root(node))
        or (isinstance(node, Call) and node.function in ("root", "cbrt"))
        for tree in trees
        for node in nodes(tree)
    )


def _may_be_odd_root(power: Power) -> bool:
    """Of e and 2 every power is positive; so it is no root of a negative number."""
    return not (isinstance(power.base, Number | Constant) or is_whole(power.exponent) or _is_half(power.exponent))


def _is_half(exponent: Tree) -> bool:
    """Whether the exponent is a fraction with an even number below, such as 1/2."""
    match exponent:
        case Negate(inner):
            return _is_half(inner)
        case Number(value):
            return value.denominator % 2 == 0
        case Divide(Number(over), Number(under)) if under:
            return (over / under).denominator % 2 == 0
    return False
