"""The trusted side: start the zygote, give jobs to fresh children, keep the clock, replace what died."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from types import TracebackType
from typing import Any, Final, TypeVar

from grading.sandbox import bubblewrap, tiers, tree
from grading.sandbox.channel import Channel, Closed, Late
from grading.sandbox.limits import USUAL, ChildFailed, Limits, SandboxDied, SandboxUnavailable
from grading.sandbox.protocol import Caps, ProtocolError, Remote, TooLarge, read_frame

BOOT: Final = "import sys; sys.path.insert(0, {root!r}); from grading.sandbox.zygote import main; main()"
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
PRELOAD: Final = (
    "numpy",
    "numpy.fft",
    "numpy.linalg",
    "numpy.ma",
    "numpy.polynomial",
    "numpy.random",
    "numpy.testing",
    "scipy.linalg",
    "scipy.special",
    "sympy",
    "jinja2.sandbox",
    "hypothesis",
    "hypothesis.extra.numpy",
    "grading.sandbox.author",
    "grading.sandbox.learner",
    "grading.sandbox.selftest",
    "exercises.authoring",
    "exercises.authoring.warm",
)
R = TypeVar("R")


class Child:
    """One fresh process with one job. Use as a context manager: it is killed at the end, whatever it is doing."""

    def __init__(self, zygote: "Zygote", number: int, channel: Channel) -> None:
        self._zygote = zygote
        self._number = number
        self._ended = False
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
        if not self._ended:
            self._ended = True
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
        self._ended = True
        self.channel.close()
        try:
            status = self._zygote.report(self._number)
        except OSError:
            return SandboxDied("the zygote is gone")
        if status["signal"] == signal.SIGXCPU or status["cpu"] >= self.cpu:
            return ChildFailed("time", "processor time")
        if status["signal"]:
            return ChildFailed("killed", signal.Signals(status["signal"]).name)
        return ChildFailed("killed", f"exit status {status['code']}")

    cpu: float = float("inf")


class Zygote:
    """The warm process and the line to it. numbers: how children are called on that line. Raises SandboxUnavailable."""

    def __init__(self, preload: tuple[str, ...], walls: Collection[str], builder: str) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        paths = tree.readable()
        order = {"preload": preload, "walls": sorted(walls), "builder": builder, "paths": paths}
        around = bubblewrap.command(paths) if builder == tiers.BUBBLEWRAP else []
        if around is None:
            raise SandboxUnavailable("bubblewrap is not installed")
        line = [sys.executable, "-sPB", "-c", BOOT.format(root=str(tree.ROOT))]
        self.complaints = tempfile.TemporaryFile()  # noqa: SIM115 - read when the start failed, closed in _begin
        self.process = subprocess.Popen(
            [*around, *line, json.dumps(order | {"control": theirs.fileno()})],
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
        self.spare: deque[Child] = deque()
        self.tier = tiers.reached(self._begin()["held"])

    def _begin(self) -> dict[str, Any]:
        try:
            report = self._hear()
        except OSError:
            report = {}
        if "held" not in report:
            self.close()
            self.complaints.seek(0)
            said = self.complaints.read().decode(errors="replace").strip().splitlines()
            raise SandboxUnavailable(report.get("refused") or (said[-1] if said else "the sandbox did not start"))
        self.complaints.close()
        return report

    def spawn(self) -> Child:
        """A child that waits for its job."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        with ours, theirs, self.lock, self._noting_death():
            self.numbers += 1
            message = json.dumps({"do": "spawn", "number": self.numbers}).encode()
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
        """Every child ends with the zygote."""
        for child in self.spare:
            child.channel.close()
        self.spare.clear()
        self.control.close()
        self.process.kill()
        self.process.wait()

    def forget(self) -> None:
        """Let go of a zygote that belongs to the process this one was forked from."""
        self.control.close()
        for child in self.spare:
            child.channel.close()

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


class Sandbox:
    """Runs foreign code in fresh children of a warm process.

    preload: modules that children find imported. minimum: the name of the weakest tier that is accepted. walls: those
    that are tried (tests take some away). builders: ways to make namespaces, in order. spare: children forked ahead.
    """

    def __init__(
        self,
        preload: tuple[str, ...] = PRELOAD,
        *,
        minimum: str = tiers.DEFAULT_MINIMUM,
        walls: Collection[str] = frozenset(tiers.GUARANTEES),
        builders: Sequence[str] = (tiers.BUBBLEWRAP, tiers.SYSTEM_CALLS, tiers.NONE),
        spare: int = 2,
    ) -> None:
        if minimum not in tiers.BY_NAME:
            raise ValueError(f"there is no tier {minimum}; the tiers are {', '.join(tiers.BY_NAME)}")
        self._preload = preload
        self._minimum = minimum
        self._walls = walls
        self._builders = builders
        self._spare = spare
        self._zygote: Zygote | None = None
        self._lock = threading.Lock()
        _living.add(self)

    @property
    def tier(self) -> tiers.Tier:
        """What holds on this machine; starts the zygote. Raises SandboxUnavailable."""
        with self._lock:
            return self._warm().tier

    def warm_up(self) -> None:
        """Start the zygote and its first children ahead of the first job. Raises SandboxUnavailable."""
        with self._lock:
            self._fill(self._warm())

    def call(self, entry: str, payload: Any, *, limits: Limits = USUAL) -> Any:
        """What the trusted function `module:function` makes of the payload, in a child of its own.

        Raises ChildFailed, SandboxUnavailable, and SandboxDied when the warm process died twice.
        """
        answer = again_once(lambda: self._answer(entry, payload, limits))
        if not isinstance(answer, dict) or not ("result" in answer or {"failed", "detail"} <= answer.keys()):
            raise ChildFailed("protocol", "an answer of another form")
        if "failed" in answer:
            raise ChildFailed(answer["failed"], str(answer["detail"])[:2000])
        return answer["result"]

    def _answer(self, entry: str, payload: Any, limits: Limits) -> Any:
        with self.start(entry, payload, limits=limits, session=False) as child:
            return child.receive(deadline=time.monotonic() + limits.seconds)

    def start(self, entry: str, payload: Any, *, limits: Limits = USUAL, session: bool = True) -> Child:
        """A child that runs `entry(channel, payload)` until it or its context ends. Raises SandboxDied."""
        job = {"entry": entry, "payload": payload, "limits": limits.as_data(), "session": session}
        child = self._take()
        try:
            child.channel.send(job, deadline=time.monotonic() + START_SECONDS)
        except (Closed, Late):
            # Nothing foreign ran yet: the zygote itself must be dead or stuck.
            child.end()
            self.close()
            raise SandboxDied("the zygote is gone") from None
        except BaseException:
            # A job that cannot be sent, or a time limit of the queue: the child must not wait for ever.
            child.end()
            raise
        child.channel.caps = Caps(size=limits.output_bytes)
        child.cpu = limits.cpu
        return child

    def close(self) -> None:
        with self._lock:
            self._drop()

    def _take(self) -> Child:
        with self._lock:
            try:
                return self._next(self._warm())
            except OSError:
                self._drop()
                return self._next(self._warm())

    def _next(self, warm: Zygote) -> Child:
        """A child that is ready, and the ones after it on their way."""
        self._fill(warm)
        return warm.spare.popleft()

    def _fill(self, warm: Zygote) -> None:
        while len(warm.spare) <= self._spare:
            warm.spare.append(warm.spawn())

    def _warm(self) -> Zygote:
        """The living zygote, or a new one behind the strongest walls that this machine gives."""
        if self._zygote and self._zygote.dead:
            self._drop()
        if self._zygote:
            return self._zygote
        if sys.platform != "linux":
            raise SandboxUnavailable(f"code runs behind walls that Linux has and {sys.platform} has not")
        refused = []
        for builder in self._builders if tiers.NAMESPACES in self._walls else [tiers.NONE]:
            try:
                made = Zygote(self._preload, self._walls, builder)
            except SandboxUnavailable as why:
                refused.append(f"{builder}: {why}")
                continue
            if tiers.is_enough(made.tier, self._minimum):
                self._zygote = made
                return made
            refused.append(f"{builder}: reaches only {made.tier}")
            made.close()
        raise SandboxUnavailable(f"the sandbox needs the tier {tiers.BY_NAME[self._minimum]}; {'; '.join(refused)}")

    def _drop(self) -> None:
        if self._zygote:
            self._zygote.close()
        self._zygote = None

    def _forget(self) -> None:
        """In a forked process: the zygote belongs to the parent."""
        self._lock = threading.Lock()
        if self._zygote:
            self._zygote.forget()
        self._zygote = None

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close()


def again_once(job: Callable[[], R]) -> R:
    """The job's result; tried a second time when the sandbox died under it."""
    try:
        return job()
    except SandboxDied:
        return job()


_living: "weakref.WeakSet[Sandbox]" = weakref.WeakSet()


def _forget_all() -> None:
    for sandbox in _living:
        sandbox._forget()


os.register_at_fork(after_in_child=_forget_all)
