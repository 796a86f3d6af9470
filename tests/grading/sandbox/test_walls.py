"""Each wall holds, and with that wall alone taken away its test fails: the tests measure walls, not luck."""

import os
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from grading.sandbox import Limits, Sandbox, SandboxUnavailable, tiers
from grading.sandbox.walls import landlock, reach, seccomp
from grading.sandbox.walls.tree import readable
from tests.hostile.ordinary import start_on_open_way

EXECUTE = "grading.sandbox.warm.selftest:execute"
ALL = frozenset(tiers.GUARANTEES)

# What foreign code tries; `result` says whether it got there.
TRY = """
import os, socket, ctypes, sys
libc = ctypes.CDLL(None, use_errno=True)
def attempt():
{body}
try:
    result = bool(attempt())
except (OSError, RuntimeError, ValueError):
    result = False
"""
ATTEMPTS = {
    "reads a file of the machine": "    return open('/etc/passwd').read()",
    "lists the root": "    return os.listdir('/')",
    "reads the environment of others": "    return open('/proc/1/environ', 'rb').read()",
    "sees other processes": "    return os.path.exists('/proc/1')",
    "opens a socket": "    return socket.socket()",
    "opens a Unix socket": "    return socket.socket(socket.AF_UNIX)",
    "makes a pair of sockets": "    return socket.socketpair()",
    "forks": "    return os.fork() or os._exit(0)",
    "starts a program": "    return os.posix_spawn(sys.executable, ['python', '-c', ''], {})",
    "starts a thread": "    import threading; threading.Thread(target=int).start(); return True",
    "sends a signal to itself": "    os.kill(os.getpid(), 0); return True",
    "sends a signal to process 1": "    os.kill(1, 0); return True",
    "writes a file": "    return os.open('/tmp/x', os.O_CREAT | os.O_WRONLY)",
    "makes a folder": "    os.mkdir('/tmp/x'); return True",
    "makes a file in memory": "    return os.memfd_create('x')",
    "makes a user namespace": "    return libc.unshare(0x10000000) == 0",
    "mounts": "    return libc.mount(b'none', b'/tmp', b'tmpfs', 0, None) == 0",
    "traces a process": "    return libc.ptrace(0, 0, 0, 0) == 0",
    "makes an io_uring": "    return libc.syscall(425, 8, ctypes.create_string_buffer(200)) >= 0",
    "makes shared memory": "    return libc.shmget(0, 4096, 0o1600) >= 0",
    "raises a limit": "    import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (9, 9)); return True",
    "becomes root": "    os.setuid(0); return True",
    "loads a filter of its own": "    return libc.prctl(22, 1, 0, 0, 0) == 0",
    "uses the keyring": "    return libc.syscall(250, 0, -3, 1) >= 0",
    "opens a terminal": "    return os.open('/dev/tty', os.O_RDWR)",
    "loads a kernel program": "    return libc.syscall(321, 0, 0, 0) >= 0",
}


def tried(sandbox: Sandbox, body: str) -> Any:
    return sandbox.call(EXECUTE, {"source": TRY.format(body=body)}, limits=Limits(seconds=5))


@pytest.mark.parametrize("name", ATTEMPTS)
def test_no_attempt_gets_through(walled: Sandbox, name: str) -> None:
    assert tried(walled, ATTEMPTS[name]) is False


@contextmanager
def without(*walls: str) -> Iterator[Sandbox]:
    builders = [tiers.SYSTEM_CALLS, tiers.NONE]
    with Sandbox(preload=(), walls=ALL - set(walls), minimum="bare", builders=builders) as sandbox:
        if tiers.NAMESPACES in walls:
            start_on_open_way(sandbox)
        yield sandbox


# An attempt that only the named walls stop: it gets through when they, and nothing else, are gone.
CONTROLS: list[tuple[Collection[str], str]] = [
    ({"seccomp"}, "makes a pair of sockets"),
    ({"seccomp"}, "forks"),
    ({"seccomp"}, "starts a thread"),
    ({"seccomp"}, "sends a signal to itself"),
    ({"seccomp"}, "makes a file in memory"),
    ({"seccomp"}, "raises a limit"),
    ({"seccomp"}, "makes shared memory"),
    ({"landlock"}, "lists the root"),
    ({"landlock", "namespaces"}, "reads a file of the machine"),
    ({"landlock", "namespaces"}, "sees other processes"),
    ({"seccomp", "landlock"}, "opens a Unix socket"),
]


@pytest.mark.parametrize(
    ("walls", "name"), CONTROLS, ids=lambda value: "+".join(sorted(value)) if not isinstance(value, str) else value
)
def test_an_attempt_gets_through_when_its_wall_is_taken_away(walls: Collection[str], name: str) -> None:
    with without(*walls) as sandbox:
        assert tried(sandbox, ATTEMPTS[name]) is True


@pytest.mark.parametrize("gone", ["seccomp", "landlock", "namespaces"])
def test_files_of_the_machine_stay_shut_behind_either_wall(gone: str) -> None:
    with without(gone) as sandbox:
        assert tried(sandbox, ATTEMPTS["reads a file of the machine"]) is False


def test_without_namespaces_the_tier_is_filtered() -> None:
    with without("namespaces") as sandbox:
        assert sandbox.tier.name == "filtered"
        assert [name for name in ATTEMPTS if name != "sees other processes" and tried(sandbox, ATTEMPTS[name])] == []


def is_private(path: Path) -> bool:
    return not all(folder.stat().st_mode & 1 for folder in path.resolve().parents)


@pytest.mark.skipif(bool(os.geteuid()) or not is_private(Path(sys.executable)), reason="Python is open to everybody")
def test_a_python_that_the_sandbox_could_not_read_is_refused_at_the_start() -> None:
    with (
        Sandbox(preload=(), builders=[tiers.NONE]) as sandbox,
        pytest.raises(SandboxUnavailable, match=r"may not enter /\S+, where Python's files lie: open it \(chmod o\+x"),
    ):
        sandbox.warm_up()


@pytest.mark.parametrize(
    ("folder", "file", "says"), [(0o600, 0o644, "may not enter {home}, "), (0o755, 0o200, "may not read {path}: ")]
)
def test_what_the_sandbox_could_not_read_is_named(folder: int, file: int, says: str) -> None:
    with TemporaryDirectory(dir="/tmp") as home, TemporaryDirectory(dir="/tmp") as elsewhere:
        Path(home, "x").touch(file)
        link = Path(elsewhere, "link")
        link.symlink_to(f"{home}/x")
        Path(elsewhere).chmod(0o755)
        Path(home).chmod(folder)
        try:
            assert says_as_nobody(f"{home}/x", says.format(home=home, path=f"{home}/x"))
            assert says_as_nobody(str(link), says.format(home=home, path=link))
        finally:
            Path(home).chmod(0o700)


def says_as_nobody(path: str, says: str) -> bool:
    pid = os.fork()
    if not pid:
        os._exit(0 if says in refused_as_nobody(path) else 1)
    return os.waitpid(pid, 0)[1] == 0


def refused_as_nobody(path: str) -> str:
    if not os.geteuid():
        os.setresuid(65534, 65534, 65534)
    try:
        reach.check([path])
    except PermissionError as refused:
        return str(refused)
    return ""


def test_the_worlds_folders_are_open_whatever_the_umask() -> None:
    before = os.umask(0o077)
    try:
        with Sandbox(preload=(), builders=[tiers.SYSTEM_CALLS], minimum="walled") as sandbox:
            assert sandbox.call(EXECUTE, {"source": "import sqlite3, cmd; result = cmd.PROMPT"}) == "(Cmd) "
    finally:
        os.umask(before)


def test_the_identity_is_nobody_without_capabilities(walled: Sandbox) -> None:
    source = """
import os, ctypes
libc = ctypes.CDLL(None)
result = [os.getuid(), os.getgid(), os.getpid() > 1, os.environ.get("HOME"), os.getcwd()]
"""
    assert walled.call(EXECUTE, {"source": source}) == [65534, 65534, True, "/tmp", "/"]


def test_the_machines_name_stays_outside(walled: Sandbox) -> None:
    assert walled.call(EXECUTE, {"source": "import os; result = os.uname().nodename"}) == "sandbox"


def test_lazy_imports_of_the_standard_library_work_inside(walled: Sandbox) -> None:
    source = "import sqlite3, heapq, statistics, bz2, decimal; result = statistics.mean([1, 3])"
    assert walled.call(EXECUTE, {"source": source}) == 2


def test_only_what_runs_inside_is_in_the_tree() -> None:
    paths = readable()
    assert not [
        path
        for path in paths
        if path.endswith(("/.nabla", "/main", "library", "courseware")) or path in ("/", "/etc", "/usr", "/root")
    ]


@pytest.mark.parametrize(
    ("abi", "rights"), [(1, 2**13 - 1), (2, 2**14 - 1), (3, 2**15 - 1), (4, 2**15 - 1), (5, 2**16 - 1)]
)
def test_every_right_that_the_kernel_knows_is_handled(abi: int, rights: int) -> None:
    assert (1 << landlock.FILE_RIGHTS[abi]) - 1 == rights


@pytest.mark.parametrize("machine", seccomp.ARCHITECTURES)
def test_the_filter_program_jumps_only_inside_itself(machine: str) -> None:
    lines = [seccomp.program(machine)[at : at + 8] for at in range(0, len(seccomp.program(machine)), 8)]
    assert len(lines) < 4096
    for at, line in enumerate(lines):
        assert at + 1 + max(line[2], line[3]) <= len(lines) or line[0] != 0x15


@pytest.mark.parametrize(
    ("walls", "name"),
    [
        (set(ALL), "fortress"),
        (ALL - {"landlock"}, "walled"),
        (ALL - {"namespaces"}, "filtered"),
        (ALL - {"seccomp"}, "bare"),
        (ALL - {"unprivileged"}, "bare"),
    ],
)
def test_a_tier_is_a_set_of_guarantees(walls: Collection[str], name: str) -> None:
    assert tiers.reached(walls).name == name
