"""Any answer with the asked properties: credit, readings of decimals, what is said, what authors may write."""

import json
from fractions import Fraction
from operator import mul
from pathlib import Path
from typing import Any

import pytest
from flint import arb, fmpq
from hypothesis import given, strategies as st

from grading import DefinitionError, Outcome, grade, read_field, understood
from grading.maths.optima import scipy_optimize
from grading.properties import CHECKS
from grading.properties.joint import fits
from grading.sandbox import SandboxUnavailable

CASES = Path(__file__).parents[1] / "cases/property.jsonl"
A = [[2, 1], [1, 2]]
EIGEN: dict[str, Any] = {
    "kind": "property",
    "value": "vector",
    "reference": [1, 1],
    "given": {"A": A, "lam": 3},
    "properties": [{"eigenvector_of": "A", "eigenvalue": "lam"}],
}
BASIS: dict[str, Any] = {
    "kind": "property",
    "value": "basis",
    "reference": [["3/5", "-4/5"], ["4/5", "3/5"]],
    "properties": [
        {"orthogonal": True, "credit": 3},
        {"unit": True, "says": "Divide by the length.", "name": "not-normalised"},
    ],
}
PLACES: dict[str, Any] = {
    "kind": "property",
    "value": "tuple",
    "entries": ["x", "y"],
    "reference": [1, 2],
    "properties": [{"holds": "f(x, y) = 5"}],
    "define": {"f(a, b)": "a^2 + g(b)", "g(a)": "a^2"},
}


def holding(verdict: Any) -> list[bool]:
    return [one["holds"] for one in verdict.details["properties"]]


@pytest.mark.parametrize(
    ("answer", "score"), [("1 0; 0 1", 1.0), ("2 0; 0 1", 0.75), ("1 1; 0 0", 0.25), ("1 2; 1 1", 0)]
)
def test_properties_earn_their_credit(answer: str, score: float) -> None:
    assert grade(BASIS, answer).score == score


def test_what_is_right_comes_first_then_the_words_then_what_is_left() -> None:
    verdict = grade(BASIS, "2 0; 0 1")
    assert list(map(str, verdict.messages)) == [
        "Fulfilled: Orthogonal columns.",
        "Divide by the length.",
        "Column 1 has length 2, not 1.",
    ]
    assert verdict.misconceptions == ("not-normalised",)
    assert holding(verdict) == [True, False]


def test_without_a_required_property_nothing_is_earned() -> None:
    required = [{**BASIS["properties"][0]}, {**BASIS["properties"][1], "required": True}]
    assert grade({**BASIS, "properties": required}, "2 0; 0 1").outcome is Outcome.INCORRECT


def test_functions_are_built_from_functions_and_see_the_entries() -> None:
    assert grade(PLACES, "2, 1").outcome is Outcome.CORRECT
    assert r"$f\left(x, y\right) = 5$ the left side is 8" in str(grade(PLACES, "2, 2").messages[0])


def test_functions_that_call_themselves_do_not_run_for_ever() -> None:
    with pytest.raises(DefinitionError, match="cannot be decided"):
        read_field({**PLACES, "define": {"f(a, b)": "f(a, b) + 1"}})


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [("0.5774, 0.5773", "correct"), ("0.57, 0.58", "incorrect"), ("0.570, 0.590", "incorrect"), ("5, 6", "incorrect")],
)
def test_decimals_count_as_rounded_from_three_digits(answer: str, outcome: str) -> None:
    assert grade(EIGEN, answer).outcome.value == outcome


def test_too_few_digits_are_named() -> None:
    assert "at least 3 digits" in str(grade(EIGEN, "0.57, 0.58").messages[-1])
    assert grade({**EIGEN, "digits": 2}, "0.57, 0.58").outcome is Outcome.CORRECT


def test_twice_the_same_direction_is_dependent_however_it_is_rounded() -> None:
    properties = [{"orthogonal_to": [[1, -1]]}, {"independent": True}]
    field = {"kind": "property", "value": "basis", "reference": [[1], [1]], "properties": properties}
    assert grade(field, "0.7071 0.5774; 0.7071 0.5773").outcome is Outcome.PARTIALLY_CORRECT


def test_an_answer_that_shows_a_misconception_gets_its_words() -> None:
    slips = [
        {"name": "other-eigenvalue", "says": "That is for $1$.", "when": [{"eigenvector_of": "A", "eigenvalue": 1}]},
        {"name": "first-column", "says": "That is a column.", "answer": [2, 1]},
    ]
    field = {**EIGEN, "misconceptions": slips}
    assert grade(field, "3, -3").misconceptions == ("other-eigenvalue",)
    assert "That is a column." in map(str, grade(field, "2, 1").messages)
    assert grade(field, "2, 3").misconceptions == ()


def test_a_misconception_that_cannot_be_told_leaves_the_verdict() -> None:
    field = {
        "kind": "property",
        "value": "vector",
        "reference": [0, 1],
        "properties": [{"unit": True}, {"holds": "x1 < 0.1"}],
        "misconceptions": [{"name": "cut", "says": "Cut off.", "when": [{"holds": "floor(1000*x1) = 577"}]}],
    }
    assert grade(field, "0.577, 0.816").outcome is Outcome.PARTIALLY_CORRECT


def test_the_zero_vector_is_named() -> None:
    assert grade(EIGEN, "0, 0").misconceptions == ("zero-vector",)


def test_a_larger_basis_that_does_not_fit_is_wrong_and_no_fault() -> None:
    open_shape = {**BASIS, "value": "matrix", "hide_shape": True, "properties": [{"product_nonzero": {"right": A}}]}
    assert "not defined" in str(grade(open_shape, "1 2 3").messages[0])


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"properties": []}, "at least 1"),
        ({"properties": [{"eigenvectors_of": "A"}]}, "there is no property `eigenvectors_of`"),
        ({"properties": [{"unit": True, "nonzero": True}]}, "several properties"),
        ({"properties": [{"unit": False}]}, "leave it out"),
        ({"properties": [{"unit": True, "of": "A"}]}, "no key `of`"),
        ({"properties": [{"spans": "null_space"}]}, "needs `of` too"),
        ({"properties": [{"spans": "kernel", "of": "A"}]}, "known are column_space"),
        ({"properties": [{"eigenvector_of": "B"}]}, "name it under `given`"),
        ({"properties": [{"eigenvector_of": [[1, 2]]}]}, "no square matrix"),
        ({"properties": [{"solves": "A"}]}, "a mapping with A and b"),
        ({"properties": [{"unit": True, "required": True}]}, "the reference does not have the property unit"),
        ({"properties": [{"unit": True, "credit": 0}]}, "no property has any credit"),
        ({"properties": [{"holds": "x1 + x2"}]}, "no relation"),
        ({"properties": [{"holds": "x1 = q"}]}, "cannot be read"),
        ({"properties": [{"holds": "x1 = f(x2)"}], "define": {"f(": "1"}}, "no signature"),
        ({"properties": [{"holds": "x1 = f(x2)"}], "define": {"f(a, b)": "a"}}, "takes 2 arguments"),
        ({"properties": [{"holds": "a = 1"}], "entries": ["a"]}, "there is 1 name for 2 numbers"),
        ({"properties": [{"holds": "x1 = 1"}], "hide_shape": True}, "needs to know the shape"),
        ({"reference": [["a"]]}, "cannot be read"),
        ({"value": "factorisation"}, "maps each factor's name"),
        ({"complex": True, "properties": [{"unit": True}]}, "unit is not asked of complex numbers"),
        ({"complex": True, "symbols": {"t": "real"}}, "not both"),
    ],
)
def test_what_an_author_got_wrong_is_named(changes: dict[str, Any], what: str) -> None:
    with pytest.raises(DefinitionError, match=what):
        read_field({**EIGEN, **changes})


def test_answers_are_shown_with_the_names_of_their_entries() -> None:
    assert understood(PLACES, "1, 1/2") == r"x = 1,\; y = \frac{1}{2}"


@pytest.mark.parametrize("key", CHECKS)
def test_every_property_has_right_and_wrong_cases(key: str) -> None:
    cases = list(map(json.loads, CASES.read_text().splitlines()))
    asked = [case for case in cases if any(key in declared for declared in case["field"]["properties"])]
    assert {"correct"} < {case["expect"] for case in asked}


MAP: dict[str, Any] = {
    "kind": "property",
    "value": "formulas",
    "symbols": {"x": "real", "z": "real"},
    "free": ["x"],
    "reference": ["x", "1"],
    "properties": [{"kernel": "x*z + 1", "at": {"x": "z"}}],
}
PREDICATE: dict[str, Any] = {
    "kind": "property",
    "value": "number",
    "reference": "1/2",
    "properties": [{"predicate": "half", "says": "Take a half.", "name": "no-half"}, {"positive": True}],
    "predicates": "def half(x, errors):\n    return (2 * x == 1, f'Twice {x} is {2 * x}, give or take {errors}.')\n",
}


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"symbols": {}}, "need `symbols`"),
        ({"free": ["q"]}, "no symbol"),
        ({"symbols": {"x": "complex", "z": "real"}}, "are real"),
        ({"reference": ["log(-x^2)"]}, "no value"),
        ({"reference": ["z"]}, "cannot be read"),
        ({"properties": [{"kernel": "x*z", "at": {"x": "q"}}]}, "maps each symbol"),
        ({"properties": [{"holds": "x = 1"}]}, "needs to know the shape"),
        ({"properties": [{"free_of": "q"}]}, "is no symbol"),
    ],
)
def test_what_an_author_got_wrong_about_formulas_is_named(changes: dict[str, Any], what: str) -> None:
    with pytest.raises(DefinitionError, match=what):
        read_field({**MAP, **changes})


def test_a_formula_that_fails_is_shown_where_it_fails() -> None:
    verdict = grade(MAP, "x, 2")
    assert list(map(str, verdict.messages)) == [
        "The inner product of the features is 6, the kernel is 3.",
        "That is at $x = 1,\\; z = 2$.",
    ]


def test_formulas_are_shown_as_they_were_read() -> None:
    assert understood(MAP, "[x^2, 1]") == r"x^{2},\quad 1"


def test_a_predicate_says_what_is_wrong_and_earns_its_credit() -> None:
    verdict = grade(PREDICATE, "0.25")
    assert (verdict.outcome, verdict.score, verdict.misconceptions) == (Outcome.PARTIALLY_CORRECT, 0.5, ("no-half",))
    assert "Take a half." in map(str, verdict.messages)
    assert "Twice 1/4 is 1/2, give or take 1/100." in map(str, verdict.messages)


def test_reading_a_field_and_an_answer_asks_no_predicate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grading.properties.predicates.get_sandbox", lambda: pytest.fail("started"))
    assert understood(read_field(PREDICATE), "1/2") == r"\frac{1}{2}"


def test_without_a_sandbox_nobody_is_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise SandboxUnavailable("no walls")

    monkeypatch.setattr("grading.properties.predicates.get_sandbox", missing)
    with pytest.raises(SandboxUnavailable, match="no walls"):
        grade(PREDICATE, "1/2")


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"predicates": ""}, "no function half"),
        ({"predicates": "half = 1"}, "no function half"),
        ({"misconceptions": [{"name": "m", "says": "s", "when": [{"predicate": "half"}]}]}, "by a predicate"),
    ],
)
def test_a_predicate_stands_in_its_file(changes: dict[str, Any], what: str) -> None:
    with pytest.raises(DefinitionError, match=what):
        read_field({**PREDICATE, **changes})


@given(
    rows=st.lists(st.lists(st.integers(-3, 3), min_size=3, max_size=3), min_size=1, max_size=2),
    solution=st.lists(st.fractions(-2, 2, max_denominator=50), min_size=3, max_size=3),
    units=st.lists(st.integers(-3, 3), min_size=3, max_size=3),
)
def test_decimals_fit_when_a_solution_is_rounded_to_them(
    rows: list[list[int]], solution: list[Fraction], units: list[int]
) -> None:
    """Against a linear program. The entries are typed with two digits, some of them some units off."""
    typed = [round(entry, 2) + Fraction(unit, 100) for entry, unit in zip(solution, units, strict=True)]
    balls = tuple(arb(fmpq(t.numerator, t.denominator)) + arb(0, "0.005") for t in typed)
    M = tuple(tuple(map(fmpq, row)) for row in rows)
    b = tuple(fmpq(value.numerator, value.denominator) for value in (sum(map(mul, row, solution)) for row in rows))
    nearest = (
        scipy_optimize()
        .linprog(  # how far the typed entries are from the nearest solution
            [0, 0, 0, 1],
            A_eq=[[*row, 0] for row in rows],
            b_eq=[float(Fraction(int(value.p), int(value.q))) for value in b],
            A_ub=[[sign * (i == j) for j in range(3)] + [-1] for sign in (1, -1) for i in range(3)],
            b_ub=[sign * float(typed[i]) for sign in (1, -1) for i in range(3)],
            bounds=[(None, None)] * 3 + [(0, None)],
        )
        .fun
    )
    if abs(nearest - 0.005) > 1e-6:
        assert fits(M, balls, b) == (nearest < 0.005)
