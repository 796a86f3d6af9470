"""Traces of products; names that occur nowhere; structures that an equation says."""

from typing import Any

import pytest

from grading import grade
from grading.maths.derivations.declared import read_setting
from grading.maths.derivations.language import read_statement
from grading.maths.derivations.traces import follows_by_traces

SQUARE, COLUMN = {"shape": ["n", "n"]}, {"shape": ["n", 1]}
SYMBOLS = {"A": SQUARE, "B": SQUARE, "Q": {**SQUARE, "is": "orthogonal"}, "x": COLUMN, "y": COLUMN}
SHOWN = [
    ("tr(A B Q) = tr(Q A B)", []),
    ("tr(A B) = tr(B^T A^T)", []),
    ("x^T A y = tr(A y x^T)", []),
    ("tr(Q A Q^T) = tr(A)", []),
    ("tr(A B) = 0", ["A B = -B A"]),
    ("x^T A x = tr(A)", ["x x^T = I"]),
    ("x^T x = n", ["x x^T = I"]),
    ("tr(A B A) = tr(A B)", ["A A = A"]),
    ("tr(A) = tr(A B B)", ["B B = I"]),
]
NOT_SHOWN = [
    ("tr(A B Q) = tr(B A Q)", []),
    ("tr(A B) = tr(A) tr(B)", []),
    ("tr(A) = 0", ["A B = -B A"]),
    ("x^T A x = 2 tr(A)", ["x x^T = I"]),
    ("tr(A B) = tr(B)", ["A A = A"]),
]


def shown(claim: str, given: list[str]) -> bool:
    setting = read_setting(SYMBOLS, [], given)
    tree, _places = read_statement(claim, setting.vocabulary)
    return follows_by_traces(setting, setting.expanded(tree))


@pytest.mark.parametrize(("claim", "given"), SHOWN)
def test_traces_are_turned_and_what_is_given_is_put_in(claim: str, given: list[str]) -> None:
    assert shown(claim, given)


@pytest.mark.parametrize(("claim", "given"), NOT_SHOWN)
def test_what_is_no_such_sum_is_not_shown(claim: str, given: list[str]) -> None:
    assert not shown(claim, given)


def outcome(start: str, goal: str, symbols: dict[str, Any], given: list[str]) -> str:
    field = {"kind": "derivation", "start": start, "goal": goal, "symbols": symbols, "given": given, "steps": 0}
    return grade({**field, "reference": [goal]}, goal).outcome.value


@pytest.mark.parametrize("more", [{}, {"C": SQUARE}, {"C": SQUARE, "z": COLUMN, "a": "real"}])
def test_names_that_occur_nowhere_play_no_part(more: dict[str, Any]) -> None:
    assert (
        outcome("A^2 = 0 and B^2 = 0 and A B = B A", "A B = 0", {"A": SQUARE, "B": SQUARE, **more}, []) == "incorrect"
    )


@pytest.mark.parametrize(
    ("start", "given", "structure"),
    [
        ("A^T = A and tr(A^2) = tr(A)", [], "general"),
        ("A = A^T and tr(A^2) = tr(A)", [], "general"),
        ("tr(A^2) = tr(A)", ["A^T = A"], "general"),
        ("tr(A^2) = tr(A)", [], "symmetric"),
    ],
)
def test_a_structure_may_be_said_by_an_equation(start: str, given: list[str], structure: str) -> None:
    symbols = {"A": {**SQUARE, "is": structure}}
    assert outcome(start, "A^2 = A", symbols, given) == "incorrect"
    assert outcome(start, "A^T A = A^2", symbols, given) == "correct"
