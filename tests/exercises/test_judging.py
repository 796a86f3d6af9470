"""Judging never raises: a bug, a broken field and a missing sandbox become verdicts that cost nothing."""

import pytest

from exercises import judging
from exercises.judging import Judge, judge, judge_field
from grading.errors import DefinitionError
from grading.sandbox import SandboxUnavailable
from grading.verdict import Outcome, correct

FIELDS = {
    "a": {"kind": "number", "reference": 1, "marks": 1},
    "b": {"kind": "number", "reference": 2, "marks": 3},
}


@pytest.mark.parametrize(
    ("answers", "outcome", "score"),
    [
        ({"a": "1", "b": "2"}, "correct", 1.0),
        ({"a": "0", "b": "2"}, "partially_correct", 0.75),
        ({"a": "1"}, "partially_correct", 0.25),
        ({"a": "0", "b": "0"}, "incorrect", 0.0),
        ({"a": "1", "b": "what"}, "invalid", 0.0),
        ({"a": " ", "b": ""}, "invalid", 0.0),
        ({}, "invalid", 0.0),
        ({"a": "1", "b": "2", "forged": "3"}, "correct", 1.0),
        ({"a": None, "b": {"x": [1]}}, "invalid", 0.0),
    ],
)
def test_fields_are_judged_together(answers, outcome, score):
    judgement = judge(FIELDS, answers)
    assert (str(judgement.outcome), judgement.score) == (outcome, pytest.approx(score))
    assert set(judgement.fields) == {"a", "b"}


@pytest.mark.parametrize(
    ("raised", "words"),
    [
        (ZeroDivisionError("secret"), "fault on our side (`ZeroDivisionError`)"),
        (RecursionError(), "fault on our side"),
        (DefinitionError("no reference"), "no reference"),
        (SandboxUnavailable("no namespaces"), "no namespaces"),
    ],
)
def test_whatever_is_raised_becomes_an_error_that_costs_nothing(raised, words, monkeypatch):
    def broken(field, raw):
        raise raised

    monkeypatch.setattr(judging, "grade", broken)
    verdict = judge_field(FIELDS["a"], "1")
    assert verdict.outcome is Outcome.ERROR
    assert words in str(verdict.messages[0])
    assert "secret" not in str(verdict.messages[0])


@pytest.mark.parametrize("field", [{}, {"kind": "zzz"}, {"kind": "number"}, {"kind": None}])
def test_broken_field_is_told_as_the_authors_fault(field):
    assert judge_field(field, "1").outcome is Outcome.ERROR


def test_judgement_is_plain_data():
    data = judge(FIELDS, {"a": "1", "b": "0"}).as_data()
    assert (data["outcome"], data["score"], data["misconceptions"]) == ("partially_correct", 0.25, [])
    assert data["fields"]["a"]["outcome"] == "correct"
    assert data["ms"] > 0


def test_same_code_is_run_once(monkeypatch):
    runs = []
    monkeypatch.setattr(judging, "grade", lambda field, raw: runs.append(raw) or correct())
    judge_again = Judge()
    for source in ("x = 1", "x = 1", "x = 2"):
        judge_again.field({"kind": "code"}, source)
    assert runs == ["x = 1", "x = 2"]
