"""Pieces of a formula that nobody has met: `x + floor(exp(-x^2 - y^2))` is x wherever one looks, but not at the origin.

Two formulas that agree are equal only if every question that decides between their pieces was answered in all the ways
that are possible, at points where they agree.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, islice, pairwise
from typing import Any, TypeGuard

from grading.maths.boundary import Boundary, sign_or_zero
from grading.maths.bounds import bounds_of
from grading.maths.conditions import HOLDS, holds, outcomes_joined
from grading.maths.contradictions import cannot_hold
from grading.maths.domains import Domain
from grading.maths.lines import is_tame
from grading.maths.opaque import factors_of
from grading.maths.polynomials import NotRational, as_tree, factored, quotient
from grading.maths.reals import REAL
from grading.maths.signs import signs_of_gap
from grading.maths.tree import (
    Add,
    Call,
    Divide,
    Logic,
    Negate,
    Number,
    Relation,
    Tree,
    is_where,
    names,
    nodes,
)
from grading.maths.values import TooMuch, Undefined, Unsure

Somewhere = Mapping[str, Any]
_STEPS = frozenset({"floor", "ceil", "mod"})
_OF_ONE = frozenset({"abs", "norm", "relu", "sign"})
_BOTH = frozenset({-1, 1})
_SAID = {-1: "<", 0: "=", 1: ">"}
_ZERO = Number(Fraction(0))
# At so many points a condition is asked for.
_MOST_POINTS = 300
# Longer polynomials are not taken apart.
_MOST_TERMS = 60


def has_unmet(trees: tuple[Tree, ...], points: Sequence[Somewhere], domains: Mapping[str, Domain]) -> bool:
    """Whether some piece may be left in which none of the points lies; pieces inside of sums are left out."""
    look = _Met(points, domains)
    found = {node for tree in trees for node in nodes(tree) if isinstance(node, Call)}
    return any(look.lacks(node) for node in found if names(node) <= domains.keys())


def has_unmet_statement(
    statements: tuple[Tree, ...], points: Sequence[Somewhere], domains: Mapping[str, Domain]
) -> bool:
    """The same for relations: whether a part of one of them may be true, or false, where none of the points lies."""
    look = _Met(points, domains)
    return any(map(look.lacks_statement, statements))


class _Met:
    """What the points have shown."""

    def __init__(self, points: Sequence[Somewhere], domains: Mapping[str, Domain]) -> None:
        self.points = points
        self.domains = domains

    def lacks(self, node: Call) -> bool:
        """Whether one of the pieces of a function was not met."""
        if is_where(node):
            return self.lacks_case(node)
        if node.function in _STEPS:
            return self.lacks_step(node)
        if node.function in ("max", "min"):
            return any(self.lacks_side(*pair) for pair in combinations(node.arguments, 2))
        if node.function in _OF_ONE and len(node.arguments) == 1:
            (part,) = node.arguments
            is_sign = node.function == "sign"
            return any(self.lacks_side(each, _ZERO, at_zero=is_sign) for each in (part, *_factors(part)))
        return False

    def lacks_side(self, first: Tree, second: Tree, *, at_zero: bool = False) -> bool:
        """Whether one may be on the other side of the other somewhere. at_zero: or equal, where there is a jump."""
        part = Add((first, Negate(second)))
        if _is_known(part) or (seen := self.signs(part)) >= _BOTH or seen == {0}:
            return False
        possible = signs_of_gap(first, second, self.domains)
        wanted = possible if at_zero and not possible >= _BOTH else possible & _BOTH
        return any(self.may_hold(Relation((first, second), (_SAID[sign],))) for sign in wanted - seen)

    def lacks_step(self, node: Call) -> bool:
        """Whether only one step was seen, though there may be others."""
        part = node.arguments[0] if node.function != "mod" else Divide(*node.arguments)
        step = Call("ceil" if node.function == "ceil" else "floor", (part,))
        values = (found for point in self.points if (found := _value(step, point)) is not None)
        first = next(values, None)
        if any(value != first for value in values):
            return False
        return not bounds_of(step, self.domains).is_one_number

    def lacks_case(self, node: Call) -> bool:
        """Whether the condition, or a part of it, was never true, or never false where it has another value then."""
        condition, *values = node.arguments
        if self.is_left(condition, set() if len(values) == 1 else {False}):
            return True
        parts = [part for part in nodes(condition) if _is_truth(part)]
        if any(self.is_left(part, {False}) for part in parts if part is not condition):
            return True
        return any(self.is_left(each, {False}) for part in parts for each in _of_factors(part))

    def lacks_statement(self, statement: Tree) -> bool:
        """Whether a part of it was never true or never false, or a factor in it was not met on both sides of 0."""
        parts = [part for part in nodes(statement) if _is_truth(part) and names(part) <= self.domains.keys()]
        if any(self.is_left(part, {False}) for part in parts):
            return True
        return any(self.is_left(each, {False}) for part in parts for each in _of_factors(part))

    def is_left(self, condition: Tree, also: set[bool]) -> bool:
        """Whether it may be true, or what is in `also`, somewhere, but was not so at any point."""
        if _is_tame(condition):
            return False
        wanted = self.outcomes(condition) & {True, *also}
        for point in islice(self.points, _MOST_POINTS):
            if not wanted:
                return False
            wanted -= {_holds(condition, point)}
        return any(self.may_hold(condition if is_true else Logic("not", (condition,))) for is_true in wanted)

    def may_hold(self, condition: Tree) -> bool:
        return not cannot_hold((condition,), self.domains)

    def outcomes(self, condition: Tree) -> set[bool]:
        """What a condition may be worth."""
        if isinstance(condition, Relation):
            found = [
                {sign in HOLDS[asked] for sign in signs_of_gap(left, right, self.domains)}
                for left, right, asked in _comparisons(condition)
            ]
            return outcomes_joined(found, decides=False)
        assert isinstance(condition, Logic)
        found = [self.outcomes(part) for part in condition.parts]
        if condition.word == "not":
            return {not each for each in found[0]}
        return outcomes_joined(found, decides=condition.word == "or")

    def signs(self, part: Tree) -> set[int | None]:
        """The signs at the points, until both have been seen; None for those that are not known."""
        seen = set[int | None]()
        for point in self.points:
            seen.add(_sign(_value(part, point)))
            if seen >= _BOTH:
                break
        return seen


def _comparisons(chain: Relation) -> Iterator[tuple[Tree, Tree, str]]:
    """What is compared, and how."""
    yield from ((*pair, sign) for pair, sign in zip(pairwise(chain.terms), chain.signs, strict=True))


def _is_truth(tree: Tree) -> TypeGuard[Logic | Relation]:
    return isinstance(tree, Logic | Relation)


def _of_factors(part: Logic | Relation) -> Iterator[Relation]:
    """What the sign of a product hangs on: the signs of its factors."""
    if not isinstance(part, Relation):
        return
    for left, right, sign in _comparisons(part):
        gap = left if right == _ZERO else right if left == _ZERO else Add((left, Negate(right)))
        kind = sign if sign in ("=", "!=") else ">"
        yield from (Relation((factor, _ZERO), (kind,)) for factor in _factors(gap, every=kind != ">"))


def _factors(part: Tree, *, every: bool = False) -> list[Tree]:
    """As they are written, or of what is multiplied out; none of what is no product.

    every: those of even powers, too.
    """
    over, under = factors_of(part)
    if len(over) + len(under) > 1 or over != [part]:
        return [*over, *under]
    symbols = tuple(sorted(names(part)))
    try:
        polynomial, _under = quotient(part, symbols)
    except NotRational:
        return []
    if len(polynomial) > _MOST_TERMS or not polynomial or polynomial.is_constant():
        return []
    found = [factor for factor, power in factored(polynomial)[1] if every or power % 2]
    return [as_tree(factor, symbols) for factor in found] if len(found) > 1 else []


def _is_tame(condition: Tree) -> bool:
    """Whether all points at which it changes have been looked at; of several names only lines have."""
    if isinstance(condition, Logic) and len(names(condition)) > 1:
        return False
    chains = (node for node in nodes(condition) if isinstance(node, Relation))
    return all(_is_known(Add((left, Negate(right)))) for chain in chains for left, right, _how in _comparisons(chain))


def _is_known(part: Tree) -> bool:
    return is_tame(part, tuple(names(part)))


def _value(tree: Tree, point: Somewhere) -> Any:
    """The value at a point, None where it has none or is not known."""
    try:
        return Boundary(REAL, point).value(tree)
    except (Undefined, Unsure, TooMuch):
        return None


def _sign(value: Any) -> int | None:
    return None if value is None else sign_or_zero(value)


def _holds(condition: Tree, point: Somewhere) -> bool | None:
    try:
        return holds(condition, Boundary(REAL, point).chain)
    except (Unsure, TooMuch):
        return None
