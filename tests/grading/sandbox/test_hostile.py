"""Hostile programs get honest verdicts, reach nothing, and leave nothing: the next answer is judged as ever."""

import time

import pytest

from grading.errors import AnswerError
from grading.kinds.code import CodeField, CodeLimits, grade, parse
from grading.sandbox import authors, get_sandbox
from grading.verdict import Outcome, Verdict, invalid
from tests.grading.sandbox.hostile import HONEST, PROGRAMS
from tests.grading.sandbox.test_pool import descendants

FIELD = CodeField(
    functions=("double(x)",),
    reference="import numpy as np\nkey = 'SECRET-REFERENCE'\ndef double(x):\n    return 2 * np.asarray(x)\n",
    tests="""
def test_values(learner, reference):
    close(learner.double(np.arange(1.0, 4.0)), reference.double(np.arange(1.0, 4.0)))

def test_more(learner, reference):
    close(learner.double(np.ones((2, 2)) / 4), reference.double(np.ones((2, 2)) / 4))
""",
    limits=CodeLimits(seconds=1.5, memory_mb=128),
)


def judged(source: str, field: CodeField = FIELD) -> Verdict:
    try:
        return grade(field, parse(field, source))
    except AnswerError as unreadable:
        return invalid(unreadable)


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_hostile_program_gets_an_honest_verdict(name: str) -> None:
    source, outcome, reason = PROGRAMS[name]
    verdict = judged(source)
    assert verdict.outcome is not Outcome.ERROR, verdict.details
    assert outcome in (verdict.outcome, "*")
    assert reason in ("*", verdict.details.get("reason", ""))
    assert "ESCAPED" not in str(verdict)
    assert judged(HONEST).outcome is Outcome.CORRECT


def settled(pid: int) -> set[int]:
    """The processes below one, once half a second changes nothing: children are forked ahead and ended behind."""
    seen: set[int] = set()
    while (now := descendants(pid)) != seen:
        seen = now
        time.sleep(0.5)
    return seen


def test_no_process_of_any_of_them_is_left() -> None:
    judged(HONEST)
    for learner, zygote in get_sandbox()._zygotes.items():
        ready = sum(map(len, zygote.spare.values()))
        lasting = 0 if learner else len(authors._kept[get_sandbox()])
        # The process that waits, the zygote, the children that are ready for the next jobs, and the authors' processes.
        assert len(settled(zygote.process.pid)) == 2 + ready + lasting
