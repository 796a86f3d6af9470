"""Functions of pieces: what is inside of a size, a maximum or a condition is chosen to be above 0, then below."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial, reduce
from itertools import chain
from typing import Any

from flint import fmpq

from grading.maths.conditions import holds
from grading.maths.generic.letters import Exact, NowhereError, Unfit
from grading.maths.generic.side import NOWHERE, Rule, Side
from grading.maths.tree import (
    Add,
    Call,
    Divide,
    Logic,
    Multiply,
    Negate,
    Number,
    Relation,
    Tree,
    functions,
    nodes,
)
from grading.maths.trees import mapped

_ZERO = Number(Fraction(0))
_OF_PRODUCTS = frozenset({"log", "sqrt"})
_STEPS = frozenset({"floor", "ceil", "mod"})
# The truth of a comparison by the sign of the difference.
_TRUTHS = {"<": (True, False, False), "<=": (True, True, False), ">": (False, False, True), ">=": (False, True, True),
           "=": (False, True, False), "!=": (True, False, True)}  # fmt: skip


def chosen(side: Side, tree: Tree) -> Tree:
    """What stands for a function of pieces under the signs that are chosen: `max(x, y)` is `x` or `y`."""
    if not isinstance(tree, Call) or tree.function not in _PIECES or side.bound:
        return tree
    return chosen(side, _PIECES[tree.function](side, *tree.arguments))


def has_pieces(*trees: Tree) -> bool:
    """Whether a function of pieces stands anywhere in them, or a root or logarithm of a product.

    Not where a part may be 0 on a whole interval, as `floor(x)` is: there it has no sign.
    """
    called = frozenset().union(*map(functions, trees))
    if called & _STEPS:
        return False
    return not called.isdisjoint(_PIECES) or (
        bool(called & _OF_PRODUCTS) and any(map(_parts, chain(*map(nodes, trees))))
    )


def may_be_parted(tree: Tree) -> bool:
    """Whether it holds a root or a logarithm."""
    return not functions(tree).isdisjoint(_OF_PRODUCTS)


def _parts(node: Tree) -> bool:
    """Whether it is a root or a logarithm of a product."""
    return type(node) is Call and node.function in _OF_PRODUCTS and type(node.arguments[0]) in (Multiply, Divide)


def _plain(side: Side, tree: Tree) -> Tree:
    """The tree with all its pieces as they are chosen."""
    return mapped(tree, partial(chosen, side))


def _size(side: Side, tree: Tree) -> Tree:
    return tree if side.is_not_below(tree) or side.sign_of(tree) > 0 else Negate(tree)


def _largest(side: Side, *trees: Tree) -> Tree:
    return _ahead(side, trees, lambda best, other: Add((other, Negate(best))))


def _smallest(side: Side, *trees: Tree) -> Tree:
    return _ahead(side, trees, lambda best, other: Add((best, Negate(other))))


def _ahead(side: Side, trees: Sequence[Tree], lead: Callable[[Tree, Tree], Tree]) -> Tree:
    for tree in trees:
        side.value(tree)  # there is none where one of them has no value
    return reduce(lambda best, other: other if _is_above(side, lead(best, other)) else best, trees)


def _part_above_zero(side: Side, tree: Tree) -> Tree:
    return _largest(side, tree, _ZERO)


def _is_above(side: Side, tree: Tree) -> bool:
    return side.is_above(tree) or side.letters.sign(side.value(tree)) > 0


def _case(side: Side, condition: Tree, value: Tree, otherwise: Tree = NOWHERE) -> Tree:
    if not isinstance(condition, Logic):
        return value if holds(condition, lambda relation: _holds(side, relation)) else otherwise
    # `1/x > 0 or x = 0` holds at 0: what is needed in it need not have a value.
    asked = side.alone()
    try:
        truth = holds(condition, lambda relation: _holds(asked, relation))
    except NowhereError as error:
        raise Unfit from error
    if asked.needs:
        raise Unfit
    return value if truth else otherwise


def _holds(side: Side, relation: Relation) -> bool:
    """On the edge it holds as where the difference is above 0, as where it is below, or as neither."""
    truth = True
    for one, other, asked in zip(relation.terms, relation.terms[1:], relation.signs, strict=False):
        gap = Add((one, Negate(other)))
        value, (below, edge, above) = side.value(gap), _TRUTHS[asked]
        if side.is_above(gap):
            truth = truth and above
            continue
        side.letters.count_edge(partial(_plain, side, gap), value, 0 if below == above else 1 if edge == above else -1)
        truth = truth and (edge, above, below)[side.letters.sign(value)]
    return truth


_PIECES: dict[str, Callable[..., Tree]] = {
    "abs": _size,
    "norm": _size,
    "max": _largest,
    "min": _smallest,
    "relu": _part_above_zero,
    "where": _case,
}


def _value(in_sum: Rule, name: str) -> Rule:
    """The terms of a sum may have different signs, so none is chosen there."""

    def value(side: Side, *trees: Tree) -> Exact:
        return in_sum(side, *trees) if side.bound else side.value(_PIECES[name](side, *trees))

    return value


def _size_in_sum(side: Side, tree: Tree) -> Exact:
    value = side.value(tree)
    return value if side.is_not_below(tree) or not value else side.letter("abs", abs(value))


def _largest_in_sum(side: Side, *trees: Tree) -> Exact:
    """The larger of two is half their sum and distance."""
    values = sorted({side.value(tree) for tree in trees})
    low, high = values[0], values[-1]
    if len(values) == 1:
        return low
    return side.letter("max", *values) if len(values) > 2 else (low + high + side.letter("abs", high - low)) / 2


def _smallest_in_sum(side: Side, *trees: Tree) -> Exact:
    return -_largest_in_sum(side, *map(Negate, trees))


def _part_above_zero_in_sum(side: Side, tree: Tree) -> Exact:
    return _largest_in_sum(side, tree, _ZERO)


def _case_in_sum(side: Side, *parts: Tree) -> Exact:
    return side.partial("where", *(_in_case(side.inside(), part) for part in parts))


def _in_case(side: Side, part: Tree) -> Any:
    """What a case needs is asked in this case only, and there at single points, too."""
    return _meaning(side, part), frozenset(side.needs)


def _meaning(side: Side, part: Tree) -> Any:
    if isinstance(part, Relation):
        return part.signs, *map(side.value, part.terms)
    if isinstance(part, Logic):
        return part.word, *(_meaning(side, inner) for inner in part.parts)
    return side.value(part)


def _sign(side: Side, tree: Tree) -> Exact:
    """At 0 it is neither 1 nor -1."""
    value = side.value(tree)
    if side.bound:
        return side.letter("sign", abs(value)) * (1 if value > 0 else -1) if value else value
    if side.is_above(tree):
        return fmpq(1)
    side.letters.count_edge(partial(_plain, side, tree), value, 0)
    return fmpq(side.letters.sign(value))


PIECES: dict[str, Rule] = {
    "abs": _value(_size_in_sum, "abs"),
    "norm": _value(_size_in_sum, "norm"),
    "max": _value(_largest_in_sum, "max"),
    "min": _value(_smallest_in_sum, "min"),
    "relu": _value(_part_above_zero_in_sum, "relu"),
    "where": _value(_case_in_sum, "where"),
    "sign": _sign,
    "ceil": lambda side, tree: -side.function("floor", (Negate(tree),)),
}
