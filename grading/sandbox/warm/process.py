"""The trusted side of a warm process and of its children: the line to it, their frames, how they ended."""

import contextlib
import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Collection, Iterator
from typing import Any, Final

from grading.sandbox import tiers
from grading.sandbox.channel import Channel, Closed, Late
from grading.sandbox.limits import ChildFailed, Limits, SandboxDied, SandboxUnavailable
from grading.sandbox.protocol import ProtocolError, Remote, TooLarge, read_frame
from grading.sandbox.walls import bubblewrap, cgroup, tree

BOOT: Final = str(tree.ROOT / "grading/sandbox/warm/boot.py")
START_SECONDS: Final = 60.0
ENVIRONMENT: Final = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "HOME": "/tmp",
    "PYTHONHASHSEED": "0",  # sets iterate alike in every run
    # Threads do not survive a fork, and a child may start none.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
# For how many sets of limits children stand ready.
LIMITS_KEPT: Final = 2


class Child:
    """One fresh process with one job. Use as a context manager: it is killed at the end, whatever it is doing."""

    def __init__(self, zygote: "Zygote", number: int, channel: Channel) -> None:
        self._zygote = zygote
        self._number = number
        self.ended = False
        self.channel = channel

    def send(self, value: Any, *, deadline: float, remote: Callable[[Any], Remote] | None = None) -> None:
        with self._failures():
            self.channel.send(value, deadline=deadline, remote=remote)

    def receive(self, *, deadline: float) -> Any:
        """The child's next frame. Raises ChildFailed."""
        with self._failures():
            return self.channel.receive(deadline=deadline)

    def receive_frame(self, *, deadline: float) -> tuple[Any, bytes, bool]:
        """The next frame read, as it came, and whether there are callables in it. Raises ChildFailed."""
        with self._failures():
            body = self.channel.receive_body(deadline=deadline)
            value, callables = read_frame(body, self.channel.caps)
            return value, body, callables

    def send_body(self, body: bytes, *, deadline: float) -> None:
        """Send on what was read before."""
        with self._failures():
            self.channel.send_body(body, deadline=deadline)

    def end(self) -> None:
        if not self.ended:
            self.ended = True
            self.channel.close()
            self._zygote.end(self._number)

    def __enter__(self) -> "Child":
        return self

    def __exit__(self, *raised: object) -> None:
        self.end()

    @contextlib.contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except Late:
            self.end()
            raise ChildFailed("time") from None
        except TooLarge as large:
            self.end()
            raise ChildFailed("output", str(large)) from None
        except ProtocolError as broken:
            self.end()
            raise ChildFailed("protocol", str(broken)) from None
        except Closed:
            raise self._death() from None

    def _death(self) -> ChildFailed | SandboxDied:
        self.ended = True
        self.channel.close()
        try:
            status = self._zygote.report(self._number)
        except OSError:
            return SandboxDied("the zygote is gone")
        if status["signal"] == signal.SIGXCPU or status["cpu"] >= self.cpu:
            return ChildFailed("time", "processor time")
        if status["signal"] == signal.SIGKILL and self._zygote.ran_out_of_memory():
            return ChildFailed("memory", "control group")
        if status["signal"]:
            return ChildFailed("killed", signal.Signals(status["signal"]).name)
        return ChildFailed("killed", f"exit status {status['code']}")

    cpu: float = float("inf")


class Zygote:
    """The warm process and the line to it. numbers: how children are called on that line. Raises SandboxUnavailable.

    group: the control group that it lives in; ungrouped: why there is none.
    """

    def __init__(self, preload: tuple[str, ...], walls: Collection[str], builder: str) -> None:
        paths = tree.readable()
        order = {"preload": preload, "walls": sorted(walls), "builder": builder, "paths": paths}
        around = bubblewrap.command(paths) if builder == tiers.BUBBLEWRAP else []
        if around is None:
            raise SandboxUnavailable("bubblewrap is not installed")
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        line = [sys.executable, "-sPB", BOOT]
        self._join_group(tiers.CGROUP in walls)
        command = [*around, *line, json.dumps(order | {"control": theirs.fileno()})]
        self.complaints = tempfile.TemporaryFile()  # noqa: SIM115 - read when the start failed, closed in _begin
        self.process = subprocess.Popen(
            self.group.around(command) if self.group else command,
            pass_fds=[theirs.fileno()],
            env=ENVIRONMENT,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self.complaints,
            start_new_session=True,
        )
        theirs.close()
        self.control = ours
        self.control.settimeout(START_SECONDS)
        self.lock = threading.Lock()
        self.numbers = 0
        self.dead = False
        self.spare: dict[Limits, deque[Child]] = {}
        self.tier = tiers.reached(self._begin()["held"])

    def _join_group(self, is_asked: bool) -> None:
        self.group: cgroup.Group | None = None
        self.ungrouped = "" if is_asked else "none is asked for"
        self.short = 0
        try:
            self.group = cgroup.make() if is_asked else None
        except cgroup.NotDelegated as refused:
            self.ungrouped = str(refused)

    def _begin(self) -> dict[str, Any]:
        try:
            report = self._hear()
        except OSError:
            report = {}
        if "held" not in report:
            self.close()
            with self.complaints:
                self.complaints.seek(0)
                said = self.complaints.read().decode(errors="replace").strip().splitlines()
            raise SandboxUnavailable(report.get("refused") or (said[-1] if said else "the sandbox did not start"))
        self.complaints.close()
        return report

    def next(self, limits: Limits, ahead: int) -> Child:
        """A child with these limits that waits for its job; so many more are made ready meanwhile, 0 for none."""
        spare = self.spare.pop(limits, deque())
        while len(spare) <= ahead:
            spare.append(self.spawn(limits))
        child = spare.popleft()
        if ahead:
            self.spare[limits] = spare
        while len(self.spare) > LIMITS_KEPT:
            for unused in self.spare.pop(next(iter(self.spare))):
                unused.end()
        return child

    def spawn(self, limits: Limits) -> Child:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        with ours, theirs, self.lock, self._noting_death():
            self.numbers += 1
            message = json.dumps({"do": "spawn", "number": self.numbers, "limits": limits.as_data()}).encode()
            socket.send_fds(self.control, [message], [theirs.fileno()])
            os.set_blocking(ours.fileno(), False)
            return Child(self, self.numbers, Channel(ours.detach()))

    def end(self, number: int) -> None:
        with self.lock, contextlib.suppress(OSError):
            self.control.send(json.dumps({"do": "end", "number": number}).encode())

    def report(self, number: int) -> dict[str, Any]:
        """End a child and say how it ended. Raises OSError when the zygote is gone."""
        with self.lock, self._noting_death():
            self.control.send(json.dumps({"do": "report", "number": number}).encode())
            return self._hear()

    def close(self) -> None:
        """End it and every child at once, whatever they are doing."""
        self.forget()
        # The zygote leads a session of its own, which nobody inside the walls can leave.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        if self.group:
            self.group.remove()

    def ran_out_of_memory(self) -> bool:
        """Whether the kernel ended a process because the group's memory was full, since this was asked before."""
        if self.group is None:
            return False
        with self.lock, contextlib.suppress(OSError):
            before, self.short = self.short, self.group.killed()
            return self.short > before
        return False

    def forget(self) -> None:
        """Let go of it: of one that belongs to the process this one was forked from, or that is to end."""
        self.control.close()
        for child in itertools.chain.from_iterable(self.spare.values()):
            child.channel.close()
        self.spare.clear()

    @contextlib.contextmanager
    def _noting_death(self) -> Iterator[None]:
        try:
            yield
        except OSError:
            self.dead = True
            raise

    def _hear(self) -> dict[str, Any]:
        data = self.control.recv(65536)
        if not data:
            raise BrokenPipeError("the zygote is gone")
        heard: dict[str, Any] = json.loads(data)
        return heard
