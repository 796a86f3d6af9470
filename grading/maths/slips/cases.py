"""Formulas by cases with a wrong sign in one of them, or with the cases swapped."""

from collections.abc import Iterator

from grading.maths.spots import Spot, negated
from grading.maths.tree import Call, Tree


def sign_of_a_case(spot: Spot) -> Iterator[Tree]:
    if spot.role == "case":
        yield negated(spot.tree)


def swapped_cases(spot: Spot) -> Iterator[Tree]:
    match spot.tree:
        case Call("where", (condition, value, otherwise)):
            yield Call("where", (condition, otherwise, value))
