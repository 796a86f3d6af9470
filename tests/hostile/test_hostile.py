"""Hostile programs get honest verdicts, reach nothing, and leave nothing: the next answer is judged as ever."""

import time
from collections.abc import Iterator

import pytest

from tests.grading.sandbox.test_pool import descendants
from tests.hostile import (
    detours,
    endings,
    files,
    forgeries,
    hidden,
    interpreter,
    introspection,
    kernel,
    memory,
    network,
    processes,
    resources,
    results,
    runs,
    sources,
    tampering,
)
from tests.hostile.exercises import EXERCISES
from tests.hostile.program import LEFT, LONGEST_VERDICT, Program
from tests.hostile.worlds import Worker, World, left_behind, worker, worlds

CLASSES = {
    "files": files.PROGRAMS,
    "introspection": introspection.PROGRAMS,
    "network": network.PROGRAMS,
    "processes": processes.PROGRAMS,
    "kernel": kernel.PROGRAMS,
    "resources": resources.PROGRAMS,
    "results": results.PROGRAMS,
    "endings": endings.PROGRAMS,
    "tampering": tampering.PROGRAMS,
    "forgeries": forgeries.PROGRAMS,
    "hidden": hidden.PROGRAMS,
    "detours": detours.PROGRAMS,
    "sources": sources.PROGRAMS,
    "memory": memory.PROGRAMS,
    "interpreter": interpreter.PROGRAMS,
    "runs": runs.PROGRAMS,
}
PROGRAMS = {f"{kind}: {name}": program for kind, programs in CLASSES.items() for name, program in programs.items()}
PATIENCE = 20


@pytest.fixture(scope="module", params=worlds(), ids=str)
def world(request: pytest.FixtureRequest) -> Iterator[tuple[World, Worker]]:
    with worker(request.param) as running:
        yield request.param, running


def test_there_are_enough_programs_and_each_class_has_some() -> None:
    assert len(PROGRAMS) >= 450 and min(map(len, CLASSES.values())) >= 10


def test_a_world_is_what_it_says(world: tuple[World, Worker]) -> None:
    asked, running = world
    assert running.told["tier"] == asked.tier
    assert bool(running.told["user"]) == asked.ordinary


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_hostile_program_gets_an_honest_verdict(world: tuple[World, Worker], name: str) -> None:
    program = PROGRAMS[name]
    judged = world[1].judge(program.exercise, program.source, program.seconds, program.typed)
    assert judged["outcome"] != "error", judged["text"][:2000]
    assert program.expects(judged["outcome"], judged["reason"]), judged["text"][:2000]
    check_nothing_is_left(world[1], program, judged["text"])


def check_nothing_is_left(running: Worker, program: Program, said: str) -> None:
    """No marker and no flood in the verdict, no file, no process; and the next answer is judged as ever."""
    plain = said.replace("\\\\", "\\")
    assert not [marker for marker in program.never if marker in plain]
    assert len(said) < LONGEST_VERDICT
    assert left_behind(LEFT) == []
    after = running.judge(program.exercise, EXERCISES[program.exercise][1])
    assert after["outcome"] == "correct", after["text"][:2000]
    assert are_only(running.process.pid, after["expected"])


def are_only(pid: int, expected: int) -> bool:
    """Whether so many processes and no more are below this one, once those that end have ended."""
    until = time.monotonic() + PATIENCE
    while (found := len(descendants(pid)) - 1) > expected and time.monotonic() < until:
        time.sleep(0.01)
    return found <= expected
