"""A control group for a warm process and all its children: what they may use together, counted by the kernel.

Each child has limits of its own (warm/child.py). These hold besides: for all at once, for memory that is in no address
space, and for processes, should another wall fall. They stand where the worker's own group is delegated to it.

The warm process begins inside, so its forks cost nothing more; a group a child would cost each submission a new group.
Source: the kernel's Documentation/admin-guide/cgroup-v2.rst; systemd's CGROUP_DELEGATION.
"""

import contextlib
import errno
import os
import secrets
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

CONTROLLERS: Final = ("memory", "pids")
# Where the worker's own processes go: a group whose groups have controllers may hold no process itself.
LEAF: Final = "worker"
PREFIX: Final = "nabla-"
# Those that wait beside the walls, the warm one, and its children: ready ones, and authors' that are kept.
MOST_PROCESSES: Final = 64
# The largest limit that an exercise may state, and what is warm; never more than this share of what there is.
MOST_MEGABYTES: Final = 5120
SHARE: Final = 0.75
# Seconds until the killed have left a group.
REMOVAL: Final = 2.0
JOIN: Final = 'echo 0 > "$0" && exec "$@"'


class NotDelegated(Exception):
    """There is no group in which this process may make others; the text says why."""


@dataclass(frozen=True)
class Group:
    """A group with limits. path: its folder."""

    path: Path

    def around(self, command: Sequence[str]) -> list[str]:
        """The command that begins inside the group, so that nothing it ever forks is outside."""
        return ["/bin/sh", "-c", JOIN, str(self.path / "cgroup.procs"), *command]

    def killed(self) -> int:
        """How many processes the kernel has ended because the group's memory was full."""
        events = dict(line.split() for line in (self.path / "memory.events").read_text().splitlines())
        return int(events["oom_kill"])

    def remove(self) -> None:
        """End whatever is inside, and the group."""
        with contextlib.suppress(OSError):  # before Linux 5.14 there is no such file
            (self.path / "cgroup.kill").write_text("1")
        until = time.monotonic() + REMOVAL
        while not _is_removed(self.path) and time.monotonic() < until:
            time.sleep(0.005)


def make() -> Group:
    """A new group with all limits, and a proof that a process can begin inside. Raises NotDelegated."""
    try:
        home = _home()
        _sweep(home)
        group = Group(home / f"{PREFIX}{os.getpid()}-{secrets.token_hex(3)}")
        group.path.mkdir()
    except OSError as refused:
        raise NotDelegated(str(refused)) from refused
    try:
        _limit(group.path, _most_memory(home))
        subprocess.run(group.around(["/bin/sh", "-c", ":"]), check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as refused:
        group.remove()
        raise NotDelegated(str(refused)) from refused
    return group


def own_folder(told: str, mounts: str) -> Path | None:
    """The folder of a process's group. told: its /proc/self/cgroup; mounts: its /proc/self/mountinfo."""
    own = next((line[3:] for line in told.splitlines() if line.startswith("0::/")), None)
    if own is None or own.startswith("/.."):
        return None
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        root, place = before.split()[3:5]
        if after.startswith("cgroup2 ") and PurePosixPath(own).is_relative_to(root):
            return Path(place) / PurePosixPath(own).relative_to(root)
    return None


def _home() -> Path:
    """The folder in which groups with controllers may be made. Raises NotDelegated, OSError."""
    own = own_folder(Path("/proc/self/cgroup").read_text(), Path("/proc/self/mountinfo").read_text())
    if own is None:
        raise NotDelegated("no control groups of version 2 are mounted")
    home = own.parent if own.name == LEAF else own
    missing = set(CONTROLLERS) - set((home / "cgroup.controllers").read_text().split())
    if missing:
        raise NotDelegated(f"{home} has no controller for {' and '.join(sorted(missing))}")
    if not all(os.access(home / name, os.W_OK) for name in (".", "cgroup.subtree_control", "cgroup.procs")):
        raise NotDelegated(f"{home} is not delegated to this user (systemd: Delegate=yes)")
    for _attempt in range(3):
        # Only the group of all processes has no type, and may hold processes beside groups.
        if (home / "cgroup.type").exists():
            _clear(home)
        if _enable(home):
            return home
    raise NotDelegated(f"{home} fills with new processes")


def _clear(home: Path) -> None:
    """Move the worker's processes, and none but its, into a group of their own. Raises NotDelegated, OSError."""
    inside = [int(pid) for pid in (home / "cgroup.procs").read_text().split()]
    if not inside:
        return
    # Process 1 is a container's own, which may wait there for the worker.
    if any(pid != 1 and not _is_ours(pid) for pid in inside):
        raise NotDelegated(f"processes that are none of the worker's are in its group {home}")
    (home / LEAF).mkdir(exist_ok=True)
    for pid in inside:
        with contextlib.suppress(ProcessLookupError):
            (home / LEAF / "cgroup.procs").write_text(str(pid))


def _is_ours(pid: int) -> bool:
    try:
        return pid > 0 and os.getpgid(pid) == os.getpgrp()
    except ProcessLookupError:
        return True


def _enable(home: Path) -> bool:
    """Let the groups below have controllers; False when a process has come in between."""
    control = home / "cgroup.subtree_control"
    if set(CONTROLLERS) <= set(control.read_text().split()):
        return True
    try:
        control.write_text(" ".join(f"+{name}" for name in CONTROLLERS))
    except OSError as refused:
        if refused.errno == errno.EBUSY:
            return False
        raise
    return True


def _most_memory(home: Path) -> int:
    """Bytes that one group may take."""
    there = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    with contextlib.suppress(OSError, ValueError):  # the group of all has no limit; others may say `max`
        there = min(there, int((home / "memory.max").read_text()))
    return min(MOST_MEGABYTES * 2**20, int(SHARE * there))


def _limit(path: Path, memory: int) -> None:
    (path / "memory.max").write_text(str(memory))
    (path / "pids.max").write_text(str(MOST_PROCESSES))
    with contextlib.suppress(FileNotFoundError):  # a kernel without swap
        (path / "memory.swap.max").write_text("0")


def _sweep(home: Path) -> None:
    """Remove what workers left that were killed; their processes have ended by themselves."""
    for path in home.glob(f"{PREFIX}*"):
        maker = path.name.removeprefix(PREFIX).partition("-")[0]
        if maker.isdecimal() and not _is_alive(int(maker)):
            _is_removed(path)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _is_removed(path: Path) -> bool:
    try:
        path.rmdir()
    except FileNotFoundError:
        return True
    except OSError:  # somebody is still inside
        return False
    return True
