"""Orders: one or several right ones, prerequisites, distractors, indentation, credit."""

from typing import Any

import pytest

from grading import grade

BLOCKS = [{"key": key, "text": key.upper()} for key in "abcd"]
LISTED: dict[str, Any] = {"kind": "ordering", "blocks": BLOCKS, "distractors": [{"key": "z", "text": "Z"}]}
ONE = {**LISTED, "reference": ["a", "b", "c", "d"]}
TWO = {**LISTED, "reference": [["a", "b", "c", "d"], ["b", "a", "c", "d"]]}
FREE = {**LISTED, "requires": {"c": ["a", "b"], "d": ["c"]}}


@pytest.mark.parametrize(
    ("field", "order", "outcome", "score"),
    [
        (ONE, "abcd", "correct", 1.0),
        (ONE, "abdc", "partially_correct", 0.5),
        (ONE, "bacd", "incorrect", 0.0),
        (TWO, "bacd", "correct", 1.0),
        (TWO, "badc", "partially_correct", 0.5),
        (FREE, "abcd", "correct", 1.0),
        (FREE, "bacd", "correct", 1.0),
        (FREE, "cabd", "incorrect", 0.0),
        (FREE, "abzcd", "partially_correct", 0.5),
        (FREE, "abcdz", "partially_correct", 0.8),
        (ONE, "abcdz", "partially_correct", 0.8),
        (ONE, "azbcd", "partially_correct", 0.25),
        (FREE, "abc", "partially_correct", 0.75),
        ({**ONE, "credit": "all"}, "abdc", "incorrect", 0.0),
        (ONE, "aabc", "invalid", 0.0),
        (ONE, "abcq", "invalid", 0.0),
    ],
)
def test_credit_reaches_to_the_first_misplaced_block(field: Any, order: str, outcome: str, score: float) -> None:
    verdict = grade(field, list(order))
    assert (verdict.outcome.value, verdict.score) == (outcome, score)


def test_the_first_misplaced_block_is_named() -> None:
    assert grade(ONE, list("abdc")).details["first_misplaced"] == "d"


@pytest.mark.parametrize(
    ("rule", "order", "met"),
    [
        ({"before": ["d", "a"]}, "dabc", True),
        ({"before": ["d", "a"]}, "bacd", False),
        ({"uses": "z"}, "zabcd", True),
        ({"uses": "z"}, "bacd", False),
    ],
)
def test_misconceptions_are_about_places_and_distractors(rule: dict[str, Any], order: str, met: bool) -> None:
    field = {**ONE, "misconceptions": [{"name": "slip", "says": "Look again.", **rule}]}
    verdict = grade(field, list(order))
    assert (verdict.misconceptions == ("slip",)) is met


@pytest.mark.parametrize(
    ("lines", "outcome"),
    [([["a", 0], ["b", 1]], "correct"), ([["a", 0], ["b", 0]], "partially_correct"), (["a", "b"], "partially_correct")],
)
def test_indentation_counts_where_it_is_asked(lines: Any, outcome: str) -> None:
    blocks = [{"key": "a", "text": "A"}, {"key": "b", "text": "B", "indent": 1}]
    field = {"kind": "ordering", "blocks": blocks, "reference": ["a", "b"], "indentation": True}
    assert grade(field, lines).outcome.value == outcome


@pytest.mark.parametrize(
    ("field", "lines", "says"),
    [
        (ONE, list("abcdz"), "All needed blocks stand right; block 5 is not needed."),
        (ONE, ["a"], "The block used stands right; blocks are missing."),
        (ONE, list("uvwxyz"), "One of the blocks is not on the list."),
        (ONE, list("abcdza"), "A block is used twice."),
        (ONE, [], "The answer is empty. Put the blocks in order."),
        ({**ONE, "indentation": True}, [["a", 0], ["b", 2]], "Block 2 is in its place, but indented wrongly."),
    ],
)
def test_the_message_says_what_is_wrong(field: Any, lines: Any, says: str) -> None:
    assert says in " ".join(map(str, grade(field, lines).messages))
