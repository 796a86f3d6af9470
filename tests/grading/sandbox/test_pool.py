"""One call, one fresh child: what it gives, how it fails, and that nothing of it stays."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grading.sandbox import ChildFailed, Limits, Sandbox, SandboxUnavailable, why_no_sandbox
from tests.grading.sandbox.conftest import BUILDERS

ECHO = "grading.sandbox.warm.selftest:echo"
EXECUTE = "grading.sandbox.warm.selftest:execute"
# Seconds, on a busy machine; to load what a warm process has takes longer.
STOPPED = 2.0


def descendants(pid: int | None = None) -> set[int]:
    """A process, this one by default, and all living ones below it."""
    parent: dict[int, int] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, above = status.read_text().rpartition(")")[2].split()[:2]
            parent |= {int(status.parent.name): int(above)} if state != "Z" else {}
    found = {pid or os.getpid()}
    while more := {child for child, above in parent.items() if above in found} - found:
        found |= more
    return found


def are_gone(pids: set[int], patience: float = STOPPED) -> bool:
    """Whether the processes end by themselves (dead ones that nobody waited for count as ended)."""
    until = time.monotonic() + patience
    while time.monotonic() < until and any(_state(pid) not in ("", "Z") for pid in pids):
        time.sleep(0.05)
    return all(_state(pid) in ("", "Z") for pid in pids)


def _state(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    return ""


def execute(sandbox: Sandbox, source: str, **limits: Any) -> Any:
    return sandbox.call(EXECUTE, {"source": source}, limits=Limits(**limits))


def test_a_call_gives_what_the_entry_returns(walled: Sandbox) -> None:
    payload = {"A": np.eye(2), "list": [1, 2.5, None], "text": "é"}
    back = walled.call(ECHO, payload)
    assert np.array_equal(back.pop("A"), np.eye(2)) and back == {"list": [1, 2.5, None], "text": "é"}


@pytest.mark.parametrize("entry", ["os:getpid", "grading_evil:run", "tests.grading:x"])
def test_only_entries_of_our_own_packages_run(sandbox: Sandbox, entry: str) -> None:
    with pytest.raises(ChildFailed):
        sandbox.call(entry, None)


@pytest.mark.parametrize(
    ("source", "reason", "detail"),
    [
        ("x = 1\n1 / 0", "raised", "probe.py, line 2: ZeroDivisionError: division by zero"),
        ("def f(:", "raised", "probe.py, line 1: SyntaxError"),
        ("import sys; sys.exit(3)", "raised", "SystemExit: 3"),
        ("raise KeyboardInterrupt", "raised", "KeyboardInterrupt"),
        ("result = object()", "raised", "`object`"),
        ("class E(Exception):\n  def __str__(self): raise E\nraise E", "raised", "line 3: E"),
        ("while True: pass", "time", ""),
        ("import time; time.sleep(60)", "time", ""),
        ("x = bytearray(10**10)", "memory", "MemoryError"),
        ("x = []\nwhile True: x.append(bytearray(10**6))", "memory", "MemoryError"),
        ("import numpy as np; np.ones(10**10)", "memory", "MemoryError"),
        ("import os; os._exit(5)", "killed", "exit status 5"),
        ("import ctypes; ctypes.string_at(0)", "killed", "SIGSEGV"),
        ("result = 'x' * (4 * 10**7)", "output", ""),
        ("import os; os.write(3, b'junk' * 100); os.write(4, b'junk' * 100); os._exit(0)", "*", ""),
    ],
    ids=range(15),
)
def test_a_failure_has_its_reason(sandbox: Sandbox, source: str, reason: str, detail: str) -> None:
    with pytest.raises(ChildFailed) as failed:
        execute(sandbox, source, seconds=2, memory_mb=128)
    assert failed.value.reason == reason or reason == "*"
    assert detail in failed.value.detail
    assert sandbox.call(ECHO, 1) == 1


def test_processor_time_is_limited_even_when_the_clock_is_not(sandbox: Sandbox) -> None:
    with pytest.raises(ChildFailed) as failed:
        execute(sandbox, "while True: pass", seconds=20, cpu_seconds=1)
    assert failed.value.reason == "time"


@pytest.mark.parametrize("descriptor", range(3, 12))
def test_a_forged_frame_is_at_most_a_wrong_answer(sandbox: Sandbox, descriptor: int) -> None:
    forged = f"import os\ntry: os.write({descriptor}, b'\\xff' * 64)\nexcept OSError: pass\nresult = 1"
    try:
        result = execute(sandbox, forged, seconds=2)
    except ChildFailed as failed:
        result = failed.reason
    assert result in (1, "output", "protocol")
    assert sandbox.call(ECHO, 1) == 1


def test_nothing_survives_from_one_call_to_the_next(sandbox: Sandbox) -> None:
    execute(sandbox, "import builtins, numpy; builtins.left = numpy.left = 1; numpy.random.seed(7)")
    assert execute(sandbox, "import builtins, numpy; result = [hasattr(builtins, 'left'), hasattr(numpy, 'left')]") == [
        False,
        False,
    ]


def test_the_same_code_draws_the_same_random_numbers(sandbox: Sandbox) -> None:
    draw = "import random, numpy as np; result = [random.random(), np.random.rand(), hash('a')]"
    assert execute(sandbox, draw) == execute(sandbox, draw)


def test_no_process_is_left_after_close() -> None:
    with Sandbox(preload=()) as sandbox:
        sandbox.call(ECHO, 1)
        made = descendants(sandbox._zygotes[False].process.pid)
    assert made and are_gone(made)


def test_a_warm_process_outlives_the_thread_that_started_it(walled: Sandbox) -> None:
    with ThreadPoolExecutor(1) as thread:
        thread.submit(walled.warm_up).result()
    time.sleep(0.2)
    assert are_gone({walled._zygotes[False].process.pid}, patience=0) is False
    assert walled.call(ECHO, 1) == 1


def test_a_zygote_that_died_is_replaced() -> None:
    with Sandbox(preload=()) as sandbox:
        before = descendants()
        sandbox.call(ECHO, 1)
        for pid in descendants() - before:
            try:
                os.kill(pid, 9)
            except ProcessLookupError:
                continue
        assert sandbox.call(ECHO, 2) == 2


def test_a_forked_process_starts_a_zygote_of_its_own() -> None:
    with Sandbox(preload=()) as sandbox:
        sandbox.call(ECHO, 1)
        pid = os.fork()
        if pid == 0:
            os._exit(0 if sandbox.call(ECHO, 2) == 2 else 1)
        assert os.waitpid(pid, 0)[1] == 0
        assert sandbox.call(ECHO, 3) == 3


def test_threads_share_one_sandbox(sandbox: Sandbox) -> None:
    results: list[int] = []
    threads = [threading.Thread(target=lambda i=i: results.append(sandbox.call(ECHO, i))) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == list(range(8))


def test_a_worker_that_is_killed_leaves_no_zygote() -> None:
    program = (
        "import sys, os, time; from grading.sandbox import Sandbox; s = Sandbox(preload=());"
        "s.call('grading.sandbox.warm.selftest:echo', 1); print('up', flush=True); time.sleep(60)"
    )
    root = Path(__file__).resolve().parents[3]
    with subprocess.Popen([sys.executable, "-c", program], cwd=root, stdout=subprocess.PIPE) as worker:
        assert worker.stdout and worker.stdout.readline() == b"up\n"
        below = descendants(worker.pid) - {worker.pid}
        worker.kill()
    assert below and are_gone(below)


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
@pytest.mark.parametrize("builder", BUILDERS)
def test_a_stop_reaches_processes_that_are_still_starting(builder: str, stop: int) -> None:
    program = (  # a suite that runs in the background ignores SIGINT, and so do its children unless they say otherwise
        "import signal, threading, time; signal.signal(signal.SIGINT, signal.default_int_handler);"
        f"from grading.sandbox import Sandbox; s = Sandbox(builders=[{builder!r}]);"
        "threading.Thread(target=s.warm_up, daemon=True).start(); print('up', flush=True); time.sleep(60)"
    )
    root = Path(__file__).resolve().parents[3]
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=root, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as worker:
        assert worker.stdout and worker.stdout.readline() == b"up\n"
        time.sleep(0.4)
        below = descendants(worker.pid) - {worker.pid}
        worker.send_signal(stop)
    assert below and are_gone(below, patience=STOPPED)


def test_what_is_missing_is_named_and_nothing_falls_back_silently() -> None:
    weak = Sandbox(preload=(), walls={"namespaces", "unprivileged", "landlock"}, minimum="filtered")
    with pytest.raises(SandboxUnavailable, match="filtered .*seccomp.*system calls: reaches only bare"):
        weak.call(ECHO, 1)


def test_a_builder_that_is_not_installed_is_named_and_leaves_nothing_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grading.sandbox.walls.bubblewrap.shutil.which", lambda *_, **__: None)
    before = set(Path("/proc/self/fd").iterdir())
    with pytest.raises(SandboxUnavailable, match="bubblewrap is not installed"):
        Sandbox(preload=(), builders=["bubblewrap"]).call(ECHO, 1)
    assert set(Path("/proc/self/fd").iterdir()) == before


def test_a_machine_is_asked_what_it_lacks_by_a_process_that_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    before = descendants()
    assert why_no_sandbox() == ""
    assert are_gone(descendants() - before)
    monkeypatch.setattr(sys, "platform", "darwin")
    assert "Linux has and darwin has not" in why_no_sandbox()
