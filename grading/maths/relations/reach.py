"""Between which numbers the solutions of a relation lie, as far as it says so itself: `sin(x) = 0 and 0 <= x < 7`."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction

from grading.maths.domains import Domain
from grading.maths.reals import REAL, ball, whole_in
from grading.maths.tree import Call, Logic, Name, Relation, Tree, names
from grading.maths.values import Evaluator, TooMuch, Undefined, Unsure, Value

# Bounds are rounded to fractions of so much, away from the solutions.
_GRAIN = 2**20
# The lowest and the highest solution there may be; None where nothing is known.
Reach = tuple[Fraction | None, Fraction | None]

_ALL: Reach = (None, None)
_NOTHING: Reach = (Fraction(0), Fraction(1))


def narrowed(answer: Tree, reference: Tree, domains: Mapping[str, Domain]) -> Mapping[str, Domain]:
    """The domain of the one name without what neither relation allows."""
    ((name, domain),) = domains.items()
    around = _around(_reach(answer, name), _reach(reference, name))
    low, high = _within([around, (domain.low, domain.high)])
    if domain.sort == "complex" or domain.values or (low is not None and high is not None and low >= high):
        return domains
    return {name: replace(domain, low=low, high=high)}


def _reach(tree: Tree, name: str) -> Reach:
    match tree:
        case Logic("and", parts):
            return _within([_reach(part, name) for part in parts])
        case Logic("or", parts):
            return _around(*(_reach(part, name) for part in parts))
        case Relation(terms, signs):
            pairs = zip(terms, terms[1:], signs, strict=False)
            return _within([_of_comparison(one, other, sign, name) for one, other, sign in pairs])
    return _ALL


def _within(found: Iterable[Reach]) -> Reach:
    lows, highs = _ends(found)
    return max(lows, default=None), min(highs, default=None)


def _around(*found: Reach) -> Reach:
    if not found:
        return _NOTHING  # no number is allowed, so that a few more say nothing
    lows, highs = _ends(found)
    return min(lows) if len(lows) == len(found) else None, max(highs) if len(highs) == len(found) else None


def _ends(found: Iterable[Reach]) -> tuple[list[Fraction], list[Fraction]]:
    every = list(found)
    return [low for low, _high in every if low is not None], [high for _low, high in every if high is not None]


def _of_comparison(one: Tree, other: Tree, sign: str, name: str) -> Reach:
    if sign[0] == ">":
        return _of_comparison(other, one, "<" + sign[1:], name)
    if sign not in ("<", "<=", "="):
        return _ALL
    return _within([_below(one, other, name), *([_below(other, one, name)] if sign == "=" else [])])


def _below(one: Tree, other: Tree, name: str) -> Reach:
    """What one <= other says of the name."""
    if one == Name(name):
        return None, _bound(other, 1)
    if other == Name(name):
        return _bound(one, -1), None
    if one == Call("abs", (Name(name),)) and (size := _bound(other, 1)) is not None:
        return -size, size
    return _ALL


def _bound(tree: Tree, side: int) -> Fraction | None:
    """A little above a number without names (side 1), or a little below it (-1)."""
    if names(tree):
        return None
    with suppress(Undefined, Unsure, TooMuch):
        value: Value = ball(Evaluator(REAL, {}).value(tree)) * (_GRAIN * side)
        # One more, as the ends of a domain need not belong to it.
        whole = whole_in(value.upper().ceil() + 1)
        if whole is not None:
            return side * Fraction(int(whole.p), _GRAIN)
    return None
