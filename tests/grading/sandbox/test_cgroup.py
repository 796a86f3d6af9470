"""A control group around a warm process: it holds all of them where one is delegated, else the worker says why not."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from grading.sandbox import ChildFailed, Limits, Sandbox, tiers
from grading.sandbox.walls import cgroup
from tests.grading.sandbox.conftest import BUILDERS
from tests.grading.sandbox.test_pool import ECHO, EXECUTE, are_gone, descendants

ROOT = Path(__file__).resolve().parents[3]
MOUNTED = "30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate"
BELOW = "641 640 0:26 /docker/af /sys/fs/cgroup ro - cgroup2 cgroup rw"
OLD = "31 23 0:27 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory"


@pytest.mark.parametrize(
    ("told", "mounts", "folder"),
    [
        ("0::/system.slice/nabla.service", MOUNTED, "/sys/fs/cgroup/system.slice/nabla.service"),
        ("4:memory:/x\n0::/", f"{OLD}\n{MOUNTED}", "/sys/fs/cgroup"),
        ("0::/docker/af/worker", BELOW, "/sys/fs/cgroup/worker"),
        ("0::/docker/other", BELOW, None),
        ("0::/../outside", MOUNTED, None),
        ("0::/", OLD, None),
        ("4:memory:/", MOUNTED, None),
    ],
)
def test_the_workers_own_group_is_found(told: str, mounts: str, folder: str | None) -> None:
    assert cgroup.own_folder(told, mounts) == (folder and Path(folder))


def test_whether_it_stands_is_said_and_the_tier_is_the_same() -> None:
    with Sandbox(preload=()) as with_group, Sandbox(preload=(), walls=set(tiers.GUARANTEES)) as without:
        assert with_group.control_group
        assert without.control_group == "none is asked for"
        assert with_group.tier == without.tier


def test_a_workers_group_with_foreign_processes_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "cgroup.procs").write_text(f"{os.getppid()}\n")
    with subprocess.Popen(["/bin/sleep", "30"], start_new_session=True) as foreign:
        (tmp_path / "cgroup.procs").write_text(f"{os.getpid()}\n{foreign.pid}\n")
        with pytest.raises(cgroup.NotDelegated, match="none of the worker's"):
            cgroup._clear(tmp_path)
        foreign.kill()
    assert not (tmp_path / cgroup.LEAF).exists()


# --- Where a group is delegated ---------------------------------------------------------------------------------------


@pytest.fixture
def delegated() -> None:
    try:
        cgroup.make().remove()
    except cgroup.NotDelegated as refused:
        pytest.skip(str(refused))


@pytest.fixture(params=BUILDERS)
def grouped(request: pytest.FixtureRequest, delegated: None) -> Iterator[Sandbox]:
    with Sandbox(preload=(), builders=[request.param], minimum="walled") as sandbox:
        assert sandbox.control_group == "yes"
        yield sandbox


BOMB = """
import os, time
result = 0
try:
    while result < 500:
        if not os.fork():
            time.sleep(9)
        result += 1
except OSError:
    pass
"""


def folder_of(sandbox: Sandbox) -> Path:
    group = sandbox._zygotes[False].group
    assert group
    return group.path


def inside(folder: Path) -> set[int]:
    return set(map(int, (folder / "cgroup.procs").read_text().split()))


def test_all_that_runs_foreign_code_is_inside(grouped: Sandbox) -> None:
    grouped.call(ECHO, 1)
    first = grouped._zygotes[False].process.pid
    # A child that has just ended may still be listed by one, and no more by the other.
    outside = descendants(first) - inside(folder_of(grouped))
    assert are_gone(outside) and first in inside(folder_of(grouped)) and os.getpid() not in inside(folder_of(grouped))


def test_the_group_ends_with_the_sandbox(grouped: Sandbox) -> None:
    folder = folder_of(grouped)
    with pytest.raises(ChildFailed):
        grouped.call(EXECUTE, {"source": "while True: pass"}, limits=Limits(seconds=0.2))
    grouped.close()
    assert not folder.exists()


def test_memory_for_all_is_limited(delegated: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cgroup, "MOST_MEGABYTES", 128)
    with Sandbox(preload=()) as sandbox:
        with pytest.raises(ChildFailed) as failed:
            sandbox.call(EXECUTE, {"source": "x = b'x' * 2 * 10**8"}, limits=Limits(seconds=60, memory_mb=900))
        assert failed.value.reason == "memory"
        assert sandbox.call(ECHO, 1) == 1


def test_processes_are_limited_when_another_wall_is_gone(delegated: None) -> None:
    with Sandbox(preload=(), walls=tiers.EVERYTHING - {"seccomp"}, minimum="bare") as sandbox:
        assert 0 < sandbox.call(EXECUTE, {"source": BOMB}) < cgroup.MOST_PROCESSES
        below = inside(folder_of(sandbox))
    assert are_gone(below)


def test_what_a_killed_worker_leaves_is_swept_by_the_next(delegated: None) -> None:
    program = "from grading.sandbox.walls import cgroup; print(cgroup.make().path)"
    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    assert Path(ran.stdout.strip()).is_dir()
    cgroup.make().remove()
    assert not Path(ran.stdout.strip()).exists()


def test_workers_that_start_together_all_get_a_group(delegated: None) -> None:
    made: list[cgroup.Group] = []
    threads = [threading.Thread(target=lambda: made.append(cgroup.make())) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for group in made:
        group.remove()
    assert len({group.path for group in made}) == 6
