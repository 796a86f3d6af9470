"""Exercises of several fields: what they are worth together."""

import pytest

from grading import AnswerError, Outcome, combine
from grading.messages import say
from grading.verdict import correct, error, incorrect, invalid, partially_correct, undecided

RIGHT, WRONG, HALF = correct(), incorrect(), partially_correct(0.5)
UNREAD, OPEN, BROKEN = invalid(AnswerError(say("unreadable"))), undecided(), error()


@pytest.mark.parametrize(
    ("verdicts", "outcome", "score"),
    [
        ((RIGHT, RIGHT), Outcome.CORRECT, 1.0),
        ((RIGHT, WRONG), Outcome.PARTIALLY_CORRECT, 0.25),
        ((WRONG, RIGHT), Outcome.PARTIALLY_CORRECT, 0.75),
        ((HALF, WRONG), Outcome.PARTIALLY_CORRECT, 0.125),
        ((WRONG, WRONG), Outcome.INCORRECT, 0.0),
        ((RIGHT, UNREAD), Outcome.INVALID, 0.0),
        ((OPEN, UNREAD), Outcome.INVALID, 0.0),
        ((RIGHT, OPEN), Outcome.UNDECIDED, 0.0),
        ((BROKEN, UNREAD), Outcome.ERROR, 0.0),
    ],
)
def test_marks_weigh_the_score_and_what_costs_nothing_wins(verdicts: tuple, outcome: Outcome, score: float) -> None:  # type: ignore[type-arg]
    assert combine(dict(zip("ab", verdicts, strict=True)), {"a": 1, "b": 3}) == (outcome, score)


def test_a_blank_field_among_others_earns_nothing() -> None:
    assert combine({"a": RIGHT, "b": UNREAD}, {"a": 1, "b": 3}, {"b"}) == (Outcome.PARTIALLY_CORRECT, 0.25)


def test_nothing_but_blank_fields_is_not_judged() -> None:
    assert combine({"a": UNREAD, "b": UNREAD}, {}, {"a", "b"}) == (Outcome.INVALID, 0.0)
