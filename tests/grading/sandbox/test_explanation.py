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


def test_the_reason_why_a_file_cannot_be_read_is_pythons_own() -> None:
    said = explain_reason("syntax", {"line": 2, "message": FOREIGN})
    assert said and "`" not in str(said) and "\n" not in str(said)
