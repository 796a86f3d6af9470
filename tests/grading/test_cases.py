"""Every line of cases/*.jsonl gets its verdict and says what it must. A test takes a piece of a table."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grading import grade
from grading.sandbox import get_sandbox

FOLDER = Path(__file__).parent / "cases"
AT_ONCE = 30
Case = dict[str, Any]


def lines_of(file: Path) -> list[Case]:
    return list(map(json.loads, file.read_text().splitlines()))


def pieces(wanted: Callable[[Case], bool] = lambda _case: True) -> list[Any]:
    """The lines of all tables, some at a time, by the id of the first."""
    found: list[Any] = []
    for file in sorted(FOLDER.glob("*.jsonl")):
        cases = list(filter(wanted, lines_of(file)))
        starts = range(0, len(cases), AT_ONCE)
        found += [pytest.param(cases[start : start + AT_ONCE], id=cases[start]["id"]) for start in starts]
    return found


def problem(case: Case) -> str:
    """What is wrong with the verdict on one line, "" for nothing."""
    if "predicates" in case["field"]:
        get_sandbox().warm_up()
    verdict = grade(case["field"], case["answer"])
    said, named = " ".join(map(str, verdict.messages)), case.get("misconception")
    if verdict.outcome.value != case["expect"]:
        return f"is {verdict.outcome.value}, not {case['expect']} ({case['note']}): {said}"
    if case.get("says", "") not in said:
        return f"does not say {case['says']!r} but {said!r}"
    if "misconception" in case and verdict.misconceptions != ((named,) if named else ()):
        return f"shows {verdict.misconceptions}, not {named} ({case['note']})"
    return ""


@pytest.mark.parametrize("cases", pieces())
def test_each_case_gets_its_verdict(cases: list[Case]) -> None:
    found = {case["id"]: problem(case) for case in cases}
    assert not {name: said for name, said in found.items() if said}


def test_there_are_tables_of_cases() -> None:
    assert len(pieces()) * AT_ONCE > 15_000
