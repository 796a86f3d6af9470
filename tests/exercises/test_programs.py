"""Programs for the exercises of the course as learners write them: right in unusual ways, wrong by a usual slip.

`programs/<exercise>.txt` holds them one after another, each below a line `=== name: verdict: words of the messages`.
"""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from exercises.bundle import LIBRARY, read_bundle
from exercises.content import make_content
from exercises.judging import judge_field
from grading.verdict import Verdict

HEAD = re.compile(r"^=== ([^:\n]+): (\w+)(?:: (.+))?\n", re.MULTILINE)


@dataclass(frozen=True)
class Program:
    """outcome: the verdict it must get. says: words that its messages must hold, "" for any."""

    exercise: str
    name: str
    outcome: str
    says: str
    source: str


def programs() -> Iterator[Program]:
    for file in sorted(Path(__file__).with_name("programs").glob("*.txt")):
        _, *parts = HEAD.split(file.read_text("utf-8"))
        for name, outcome, says, source in zip(*(parts[i::4] for i in range(4)), strict=True):
            yield Program(file.stem, name, outcome, says or "", source)


@functools.cache
def field_of(exercise: str) -> dict[str, Any]:
    """The one field of an exercise that is answered by a program."""
    (folder,) = LIBRARY.glob(f"*/{exercise}")
    (field,) = make_content(read_bundle(folder), 1).fields.values()
    assert field["kind"] == "code"
    return field


def judged(program: Program) -> Verdict:
    return judge_field(field_of(program.exercise), program.source)


@pytest.mark.parametrize("program", list(programs()), ids=lambda program: f"{program.exercise}: {program.name}")
def test_program_gets_its_verdict_and_the_reason(program: Program) -> None:
    verdict = judged(program)
    said = " ".join(map(str, verdict.messages))
    assert str(verdict.outcome) == program.outcome, said
    assert program.says in said


def test_every_exercise_with_a_program_has_right_and_wrong_ones() -> None:
    asked = {path.parent.name for path in LIBRARY.glob("*/*/reference.py")}
    for outcome in (("correct",), ("incorrect", "partially_correct")):
        assert {program.exercise for program in programs() if program.outcome in outcome} == asked
