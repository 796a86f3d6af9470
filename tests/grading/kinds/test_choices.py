"""Ticks: what they earn and what is said."""

import pytest

from grading import grade

OPTIONS = [
    {"key": "a", "text": "A", "says_missing": "A belongs to it."},
    {"key": "b", "text": "B"},
    {"key": "c", "text": "C", "says": "C does not.", "name": "c-slip"},
    {"key": "d", "text": "D", "says": "D neither."},
]
FIELD = {"kind": "choices", "options": OPTIONS, "reference": ["a", "b"]}
ONE = {"kind": "choice", "options": OPTIONS, "reference": "a"}


@pytest.mark.parametrize(
    ("ticked", "outcome", "score"),
    [
        (["a", "b"], "correct", 1.0),
        (["b", "a", "a"], "correct", 1.0),
        (["a"], "partially_correct", 0.5),
        (["a", "b", "c"], "partially_correct", 0.5),
        (["a", "c"], "incorrect", 0.0),
        (["c", "d"], "incorrect", 0.0),
        (["a", "b", "c", "d"], "incorrect", 0.0),
        (["z"], "invalid", 0.0),
        ([], "invalid", 0.0),
        ("a", "partially_correct", 0.5),
        (["a"] * 100 + ["b"], "correct", 1.0),
        (["a"] * 100 + ["z"], "invalid", 0.0),
    ],
)
def test_wrong_ticks_take_away_what_right_ones_give(ticked: list[str], outcome: str, score: float) -> None:
    verdict = grade(FIELD, ticked)
    assert (verdict.outcome.value, verdict.score) == (outcome, score)


def test_wrong_and_missing_ticks_are_explained() -> None:
    verdict = grade(FIELD, ["b", "c"])
    assert [str(message) for message in verdict.messages][1:] == ["C does not.", "A belongs to it."]
    assert verdict.misconceptions == ("c-slip",)


@pytest.mark.parametrize(
    ("key", "outcome"), [("a", "correct"), (["a"], "correct"), ("c", "incorrect"), ("z", "invalid")]
)
def test_one_choice(key: object, outcome: str) -> None:
    assert grade(ONE, key).outcome.value == outcome


def test_a_wrong_choice_says_what_its_option_says() -> None:
    verdict = grade(ONE, "c")
    assert (str(verdict.messages[0]), verdict.misconceptions) == ("C does not.", ("c-slip",))


@pytest.mark.parametrize(
    ("field", "raw", "says"),
    [
        (ONE, "", "The answer is empty. Choose one of the options."),
        (ONE, [], "The answer is empty. Choose one of the options."),
        (FIELD, [], "The answer is empty. Tick one or more of the options."),
        ({"kind": "matrix", "reference": [[1, 2]]}, [["", ""]], "The matrix is empty. Enter its numbers."),
    ],
)
def test_a_blank_answer_is_told_what_to_do(field: dict[str, object], raw: object, says: str) -> None:
    assert [str(message) for message in grade(field, raw).messages] == [says]
