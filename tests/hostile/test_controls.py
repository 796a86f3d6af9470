"""The hostile programs measure walls, not luck: with a wall taken away, those that it stops get through.

Only programs that harm nobody when they do.
"""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from grading.sandbox import ChildFailed, Limits, Sandbox, tiers
from tests.grading.sandbox.test_pool import descendants
from tests.hostile import files, hidden, introspection, kernel, network, processes
from tests.hostile.program import MARKERS, Program
from tests.hostile.test_hostile import are_only
from tests.hostile.worlds import Worker, World, left_behind, worker

STRONG = World(bool(os.geteuid()), tiers.SYSTEM_CALLS, "fortress")
OPEN = World(STRONG.ordinary, tiers.NONE, "fortress")
EXECUTE = "grading.sandbox.warm.selftest:execute"

# walls that are gone: the programs that get through then, and only then.
GONE: list[tuple[World, tuple[str, ...], list[Program]]] = [
    (
        STRONG,
        (tiers.SECCOMP,),
        [
            *(network.PROGRAMS[name] for name in ("makes a pair of sockets", "sends a datagram")),
            *(processes.PROGRAMS[name] for name in ("sets an alarm", "makes a session")),
            *(kernel.PROGRAMS[name] for name in ("executes a file in memory", "makes a pipe", "counts events")),
            *(kernel.PROGRAMS[name] for name in ("shares memory by key", "leaves a queue", "leaves a semaphore")),
            *(kernel.PROGRAMS[name] for name in ("becomes dumpable", "loads a filter of its own")),
        ],
    ),
    (
        OPEN,
        (tiers.NAMESPACES, tiers.LANDLOCK),
        [
            *(files.PROGRAMS[name] for name in ("reads the list of users", "reads cgroups")),
            files.PROGRAMS["reads its command line"],
        ],
    ),
    (
        STRONG,
        (tiers.UNPRIVILEGED, tiers.SECCOMP),
        [kernel.PROGRAMS[name] for name in ("becomes root", "changes its groups", "sets the host's name")]
        if not os.geteuid()
        else [],
    ),
]


@pytest.mark.parametrize(
    ("world", "gone", "programs"),
    GONE,
    ids=lambda value: "+".join(map(str, value))[:40] if isinstance(value, tuple) else None,
)
def test_programs_get_through_where_their_wall_is_gone(
    world: World, gone: tuple[str, ...], programs: list[Program]
) -> None:
    with worker(world, gone) as running:
        stopped = [p.source for p in programs if "ESCAPED" not in running.judge(p.exercise, p.source)["text"]]
    assert stopped == []


@pytest.fixture(scope="module")
def strong() -> Iterator[Worker]:
    """A worker with all its walls."""
    with worker(STRONG) as running:
        yield running


@pytest.mark.parametrize("name", ["finds the reference in all modules", "finds the reference among objects"])
def test_what_is_in_the_learners_process_is_found_there(strong: Worker, name: str) -> None:
    planted = "import numpy\nnumpy.key = 'the SECRET-REFERENCE'\n"
    assert "ESCAPED" in strong.judge("double", planted + introspection.PROGRAMS[name].source)["text"]


@pytest.mark.parametrize(("name", "marker"), [("prints every input", "31337"), ("prints the batch", "\\x9a\\xde")])
def test_what_a_shown_test_calls_is_printed(strong: Worker, name: str, marker: str) -> None:
    said = strong.judge("all shown", hidden.PROGRAMS[name].source)["text"].replace("\\\\", "\\")
    assert marker in said and marker in MARKERS


def test_what_a_plain_assert_says_of_a_shown_test_is_told(strong: Worker) -> None:
    said = strong.judge("assert shown", hidden.PROGRAMS["lets a plain assert tell it"].source)["text"]
    assert any(marker in said for marker in MARKERS)


@pytest.mark.parametrize("how", ["shape", "line", "name"])
def test_what_a_shown_test_is_told_would_be_noticed(strong: Worker, how: str) -> None:
    said = strong.judge("all shown", hidden.PROGRAMS[f"tells a hidden input by a {how}"].source)["text"]
    assert any(marker in said for marker in MARKERS)


def test_a_process_too_many_is_noticed(strong: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.hostile.test_hostile.PATIENCE", 1)
    expected = strong.judge("double", "def double(x): return 2 * x")["expected"]
    assert are_only(strong.process.pid, expected)
    # One that ended is being replaced: looked at once, when all are there.
    until = time.monotonic() + 30
    while len(descendants(strong.process.pid)) - 1 < expected and time.monotonic() < until:
        time.sleep(0.01)
    monkeypatch.setattr("tests.hostile.test_hostile.PATIENCE", 0)
    assert not are_only(strong.process.pid, expected - 1)


def test_a_file_that_is_left_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "left17").touch()
    assert left_behind(str(tmp_path / "left")) == [tmp_path / "left17"]


@pytest.mark.parametrize(
    ("source", "tight", "wide"),
    [
        ("result = len(bytearray(2 * 10**8)) > 0", Limits(memory_mb=64), Limits(memory_mb=512)),
        ("import time; time.sleep(1); result = True", Limits(seconds=0.3), Limits(seconds=5)),
        ("result = 'x' * 10**6 > ''; result = 'x' * 10**6", Limits(output_bytes=10**5), Limits()),
        (
            "import time\nwhile time.process_time() < 2.5: pass\nresult = 1",
            Limits(seconds=60, cpu_seconds=1),
            Limits(seconds=60),
        ),
    ],
    ids=["memory", "time", "output", "processor"],
)
def test_a_limit_is_what_stops(source: str, tight: Limits, wide: Limits) -> None:
    with Sandbox(preload=()) as sandbox:
        with pytest.raises(ChildFailed):
            sandbox.call(EXECUTE, {"source": source}, limits=tight)
        assert sandbox.call(EXECUTE, {"source": source}, limits=wide)
