"""No verdict hangs on luck: other random points give the same one.

NABLA_SEEDS=50 in the environment tries so many seeds of the engine on every case, instead of one on every third.
"""

import os
from dataclasses import replace
from typing import Any

import pytest

from grading import read_field
from grading.kinds import matrix_expression, symbolic
from grading.maths.decisions import Outcome
from grading.maths.matrices.sampling import Points
from tests.grading.test_cases import Case, pieces

SEEDS = range(1, int(os.environ.get("NABLA_SEEDS", "1")) + 1)
EVERY = 1 if "NABLA_SEEDS" in os.environ else 3
VERDICTS = {Outcome.PROVED: "equal", Outcome.AGREED: "equal"}


def cases(kind: str) -> list[Any]:
    return pieces(lambda case: case["field"]["kind"] == kind and case["expect"] not in ("invalid", "error"))[::EVERY]


def verdict_of(outcome: Outcome) -> str:
    return VERDICTS.get(outcome, outcome.value)


def verdicts_on_formula(case: Case) -> set[str]:
    field = read_field(case["field"])
    answer, found = symbolic.parse(field, case["answer"]), set()
    for seed in (0, *SEEDS):
        copy = field.model_copy()
        copy.__dict__["policy"] = replace(field.policy, seed=seed)
        found.add(verdict_of(symbolic.decide(copy, answer).outcome))
    return found


def verdicts_on_matrices(case: Case) -> set[str]:
    field = read_field(case["field"])
    answer, found = matrix_expression.parse(field, case["answer"]), set()
    for seed in (0, *SEEDS):
        copy = field.model_copy()
        copy.__dict__["points"] = Points(field.known, seed)
        found.add(matrix_expression.grade(copy, answer).outcome.value)
    return found


@pytest.mark.parametrize("cases", cases("symbolic"))
def test_no_seed_changes_a_verdict_on_formulas(cases: list[Case]) -> None:
    found = {case["id"]: verdicts_on_formula(case) for case in cases}
    assert not {name: verdicts for name, verdicts in found.items() if len(verdicts) > 1}


@pytest.mark.parametrize("cases", cases("matrix_expression"))
def test_no_seed_changes_a_verdict_on_matrices(cases: list[Case]) -> None:
    found = {case["id"]: verdicts_on_matrices(case) for case in cases}
    assert not {name: verdicts for name, verdicts in found.items() if len(verdicts) > 1}


@pytest.mark.parametrize("seed", [33, 36, 44, 45])
def test_a_sum_cut_off_far_out_is_wrong_though_its_rest_is_tiny_where_it_is_tried(seed: int) -> None:
    symbols = {"g": {"is": "real", "min": 0, "max": 0.99}}
    field = read_field({"kind": "symbolic", "reference": "1/(1-g)", "symbols": symbols})
    field.__dict__["policy"] = replace(field.policy, seed=seed)
    answer = symbolic.parse(field, "Sum(g^k,(k,0,1000))")
    assert symbolic.decide(field, answer).outcome is Outcome.DIFFERENT


LAYERS = {"W2": {"shape": ["k", "h"]}, "W1": {"shape": ["h", "d"]}, "x": {"shape": ["d", 1]}}
HINGE = {"w": {"shape": ["n", 1]}, "x": {"shape": ["n", 1]}, "b": "real", "y": {"is": "integer", "values": [-1, 1]}}


@pytest.mark.parametrize(
    ("loss", "variable", "symbols", "answer", "seed"),
    [
        ({"gradient_of": "max(0,1-y (w^T x+b))"}, "w", HINGE, "where(y (w^T x+b)<1, -y x, 0)", 12),
        ({"jacobian_of": "W2 relu(W1 x)"}, "x", LAYERS, "W2 diag(W1 x>0) W1", 27),
    ],
)
def test_a_kink_that_is_hit_is_not_asked_though_jumps_cancel_or_lie_on_one_side(
    loss: Case, variable: str, symbols: Case, answer: str, seed: int
) -> None:
    field = read_field({"kind": "matrix_expression", **loss, "variable": variable, "symbols": symbols})
    field.__dict__["points"] = Points(field.known, seed)
    assert matrix_expression.grade(field, matrix_expression.parse(field, answer)).outcome.value == "correct"
