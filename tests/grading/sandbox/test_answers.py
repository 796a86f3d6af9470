"""What a frame of the learner's process may say, and how much of it."""

from typing import Any

import pytest

from grading.sandbox.worker.answers import (
    LARGEST_NUMBER,
    LONGEST_NAME,
    LONGEST_TEXT,
    MOST_PRINTED,
    is_answer,
    is_beginning,
)

RAISED = {"what": "raised", "type": "E", "message": "m", "file": "answer.py", "line": 3, "bases": ["E"], "printed": ""}
RETURNED = {"what": "returned", "value": 1, "arguments": [b""], "shared": [0], "lines": 2, "printed": "a"}
SIGNATURE = {"what": "signature", "function": "f(x)", "takes": 1, "line": 1}
SYNTAX = {"what": "syntax", "message": "m", "line": 1, "column": 0, "end": 2}


@pytest.mark.parametrize(
    "frame", [RAISED, RETURNED, {"what": "lost", "reason": "output"}, {"what": "callback", "number": 0, "args": ()}]
)
def test_what_our_own_process_answers_fits(frame: dict[str, Any]) -> None:
    assert is_answer(frame)


@pytest.mark.parametrize("frame", [{"what": "loaded", "printed": ""}, SYNTAX, SIGNATURE, RAISED])
def test_what_our_own_process_begins_with_fits(frame: dict[str, Any]) -> None:
    assert is_beginning(frame)


@pytest.mark.parametrize("frame", [SYNTAX, SIGNATURE, {"what": "loaded"}, {"what": "report"}, {"what": []}, [], None])
def test_what_comes_at_the_wrong_time_does_not_fit(frame: Any) -> None:
    assert not is_answer(frame)


@pytest.mark.parametrize(
    "more",
    [
        {"message": "x" * (LONGEST_TEXT + 1)},
        {"type": "x" * (LONGEST_NAME + 1)},
        {"file": "x" * (LONGEST_NAME + 1)},
        {"printed": "x" * (MOST_PRINTED + 1)},
        {"line": LARGEST_NUMBER + 1},
        {"line": -1},
        {"line": True},
        {"line": "1"},
        {"bases": ["x"] * 21},
        {"bases": ["x" * (LONGEST_NAME + 1)]},
        {"bases": "E"},
        {"extra": 1},
        {1: 2},
    ],
    ids=str,
)
def test_each_text_and_number_has_a_cap(more: dict[Any, Any]) -> None:
    assert is_answer(RAISED) and not is_answer(RAISED | more)
    assert is_beginning(RAISED) and not is_beginning(RAISED | more)


@pytest.mark.parametrize("absent", ["type", "message", "file", "line", "bases"])
def test_a_frame_with_a_field_missing_does_not_fit(absent: str) -> None:
    assert not is_answer({name: value for name, value in RAISED.items() if name != absent})
