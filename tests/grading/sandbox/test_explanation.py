"""What is said of a failure holds foreign text only between backticks that it cannot leave."""

import re
from typing import Any

import pytest

from grading.sandbox.worker.explanation import explain, explain_reason

FOREIGN = "x`[y](https://evil.example)\n\n# z `$a$"
TEST = {"visible": True, "call": "f(1)", "stated": "", "expected": "1", "got": "2", "more": {}}


def outside(said: object) -> str:
    """The text without what stands between backticks."""
    return re.sub(r"`[^`\n]*`", "", str(said))


@pytest.mark.parametrize(
    ("reason", "more"),
    [
        ("missing", {"function": FOREIGN}),
        ("signature", {"function": FOREIGN, "takes": 1}),
        ("forbidden", {"name": FOREIGN}),
        ("forbidden", {"name": FOREIGN, "line": 3}),
        ("raised", {"type": FOREIGN, "message": FOREIGN}),
        ("raised", {"type": FOREIGN, "message": FOREIGN, "line": 3}),
        ("unsendable", {"type": FOREIGN}),
    ],
)
def test_a_frames_own_text_stays_code(reason: str, more: dict[str, Any]) -> None:
    assert not re.search(r"[`\[\]#$\n]|evil", outside(explain_reason(reason, more)))


@pytest.mark.parametrize(
    ("reason", "more"),
    [
        ("wrong value", {}),
        ("wrong exception", {"need": "ValueError", "have": FOREIGN}),
        ("unusable", {"problem": FOREIGN}),
    ],
)
def test_a_results_own_text_stays_code(reason: str, more: dict[str, Any]) -> None:
    said = explain({**TEST, "reason": reason, "got": FOREIGN, "more": more})
    assert not re.search(r"[`\[\]#$\n]|evil", outside(said))


REASONS = (
    "law, wrong keys, wrong value, wrong shape, wrong type, wrong length, mutated, view, loops, unstable, raised, nan,"
    " not finite, not numbers, no result, missing, forbidden, unsendable, wrong exception, unusable"
)


@pytest.mark.parametrize("reason", REASONS.split(", "))
def test_of_a_hidden_test_nothing_is_told_that_could_tell_its_input(reason: str) -> None:
    told = dict.fromkeys(("function", "argument", "have", "need", "digits", "few", "many", "problem", "index"), "31337")
    told |= {"type": "E31337", "message": "31337", "name": "31337", "largest": "31337"}
    test = {**TEST, "visible": False, "reason": reason, "more": told, "stated": "31337", "got": "31337"}
    assert "31337" not in str(explain(test))


def test_what_a_plain_assert_says_is_no_markdown() -> None:
    said = explain({**TEST, "reason": "law", "stated": "", "more": {"assert": FOREIGN}})
    assert not re.search(r"[`\[\]#$\n]|evil", outside(said))


def test_what_an_author_states_is_markdown() -> None:
    assert str(explain({**TEST, "reason": "law", "stated": "$a$ > 0", "more": {}})).endswith(": $a$ > 0")


@pytest.mark.parametrize(
    ("digits", "words"), [("0", "No digit of the result is right here. If"), ("3", "Only 3 digits of the result are")]
)
def test_lost_digits_are_not_called_right_on_paper(digits: str, words: str) -> None:
    assert str(explain({**TEST, "reason": "unstable", "more": {"digits": digits, "need": "9"}})).startswith(words)


def test_the_reason_why_a_file_cannot_be_read_is_pythons_own() -> None:
    said = explain_reason("syntax", {"line": 2, "message": FOREIGN})
    assert said and "`" not in str(said) and "\n" not in str(said)
