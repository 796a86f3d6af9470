"""Every line of cases/*.jsonl gets its verdict and says what it must."""

import json
from pathlib import Path
from typing import Any

import pytest

from grading import grade
from grading.sandbox import get_sandbox

FOLDER = Path(__file__).parent / "cases"


def cases() -> list[Any]:
    lines = [line for file in sorted(FOLDER.glob("*.jsonl")) for line in file.read_text().splitlines()]
    return [pytest.param(case, id=case["id"]) for case in map(json.loads, lines)]


@pytest.mark.parametrize("case", cases())
def test_case_gets_its_verdict(case: dict[str, Any]) -> None:
    if "predicates" in case["field"]:
        get_sandbox().warm_up()
    verdict = grade(case["field"], case["answer"])
    said = " ".join(map(str, verdict.messages))
    assert verdict.outcome.value == case["expect"], f"{case['note']}: {said}"
    assert case.get("says", "") in said
    if "misconception" in case:
        assert verdict.misconceptions == ((case["misconception"],) if case["misconception"] else ()), case["note"]
