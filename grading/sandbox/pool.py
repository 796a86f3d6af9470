"""The trusted side: start the zygote, give jobs to fresh children, keep the clock, replace what died."""

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

# Our package is entered by its folder: its own __init__ would load the judges of all kinds, and every fork copy them.
BOOT: Final = (
    "import sys, types; sys.path.insert(0, {root!r}); ours = types.ModuleType('grading');"
    "ours.__path__ = [{root!r} + '/grading']; sys.modules['grading'] = ours;"
    "from grading.sandbox.zygote import main; main()"
)
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
# What learners' code needs. The less there is, the quicker is a fork.
LEARNERS: Final = (
    "numpy",
    "numpy.fft",
    "numpy.linalg",
    "numpy.ma",
    "numpy.polynomial",
    "numpy.random",
    "numpy.testing",
    "scipy.linalg",
    "scipy.special",
    "grading.sandbox.learner",
)
PRELOAD: Final = (
    *LEARNERS,
    "sympy",
    "jinja2.sandbox",
    "hypothesis",
    "hypothesis.extra.numpy",
    "grading.sandbox.drawing",
    "grading.sandbox.author",
    "grading.sandbox.selftest",
    "exercises.authoring",
    "exercises.authoring.warm",
)
SELFTEST: Final = "grading.sandbox.selftest:echo"
# For how many sets of limits children stand ready.
LIMITS_KEPT: Final = 2
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
        self.spare: dict[Limits, deque[Child]] = {}
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
        """Every child ends with the zygote."""
        self.forget()
        self.process.kill()
        self.process.wait()

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


class Sandbox:
    """Runs foreign code in fresh children of a warm process.

    preload: modules that children find imported; learners: those that learners' children find, whose warm process is
    another one, None for the same. minimum: the name of the weakest tier that is accepted. walls: those
    that are tried (tests take some away). builders: ways to make namespaces, in order. spare: children forked ahead.
    """

    def __init__(
        self,
        preload: tuple[str, ...] = PRELOAD,
        *,
        learners: tuple[str, ...] | None = None,
        minimum: str = tiers.DEFAULT_MINIMUM,
        walls: Collection[str] = frozenset(tiers.GUARANTEES),
        builders: Sequence[str] = (tiers.BUBBLEWRAP, tiers.SYSTEM_CALLS, tiers.NONE),
        spare: int = 2,
    ) -> None:
        if minimum not in tiers.BY_NAME:
            raise ValueError(f"there is no tier {minimum}; the tiers are {', '.join(tiers.BY_NAME)}")
        self._preload = {False: preload, True: learners or preload}
        self._minimum = minimum
        self._walls = walls
        self._builders = builders
        self._spare = spare
        # Beside its name: whether it is the one for learners.
        self._zygotes: dict[bool, Zygote] = {}
        self._lock = threading.Lock()
        _living.add(self)

    @property
    def tier(self) -> tiers.Tier:
        """What holds on this machine; starts the zygote. Raises SandboxUnavailable."""
        with self._lock:
            return self._warm().tier

    def warm_up(self) -> None:
        """Start the zygotes and the first children ahead of the first job. Raises SandboxUnavailable."""
        for learner in dict.fromkeys((False, self._has_two)):
            self.start(SELFTEST, 0, session=False, learner=learner).end()

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

    def start(
        self, entry: str, payload: Any, *, limits: Limits = USUAL, session: bool = True, learner: bool = False
    ) -> Child:
        """A child that runs `entry(channel, payload)` until it or its context ends. Raises SandboxDied.

        learner: one that has only what learners' code needs, and stands ready sooner.
        """
        job = {"entry": entry, "payload": payload, "session": session}
        child = self._take(limits, learner and self._has_two)
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

    @property
    def _has_two(self) -> bool:
        return self._preload[True] != self._preload[False]

    def _take(self, limits: Limits, learner: bool) -> Child:
        with self._lock:
            ahead = self._spare if learner or not self._has_two else min(1, self._spare)
            try:
                return self._warm(learner).next(limits, ahead)
            except OSError:
                self._drop()
                return self._warm(learner).next(limits, ahead)

    def _warm(self, learner: bool = False) -> Zygote:
        """The living zygote, or a new one behind the strongest walls that this machine gives."""
        if any(zygote.dead for zygote in self._zygotes.values()):
            self._drop()
        if learner in self._zygotes:
            return self._zygotes[learner]
        if sys.platform != "linux":
            raise SandboxUnavailable(f"code runs behind walls that Linux has and {sys.platform} has not")
        refused = []
        for builder in self._builders if tiers.NAMESPACES in self._walls else [tiers.NONE]:
            try:
                made = Zygote(self._preload[learner], self._walls, builder)
            except SandboxUnavailable as why:
                refused.append(f"{builder}: {why}")
                continue
            if tiers.is_enough(made.tier, self._minimum):
                self._zygotes[learner] = made
                return made
            refused.append(f"{builder}: reaches only {made.tier}")
            made.close()
        raise SandboxUnavailable(f"the sandbox needs the tier {tiers.BY_NAME[self._minimum]}; {'; '.join(refused)}")

    def _drop(self) -> None:
        for zygote in self._zygotes.values():
            zygote.close()
        self._zygotes.clear()

    def _forget(self) -> None:
        """In a forked process: the zygote belongs to the parent."""
        self._lock = threading.Lock()
        for zygote in self._zygotes.values():
            zygote.forget()
        self._zygotes.clear()

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
