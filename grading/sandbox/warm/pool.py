"""The trusted side: start the zygote, give jobs to fresh children, keep the clock, replace what died."""

import os
import sys
import threading
import time
import weakref
from collections.abc import Callable, Collection, Sequence
from types import TracebackType
from typing import Any, Final, TypeVar

from grading.sandbox import tiers
from grading.sandbox.channel import Closed, Late
from grading.sandbox.limits import USUAL, ChildFailed, Limits, SandboxDied, SandboxUnavailable
from grading.sandbox.protocol import Caps
from grading.sandbox.warm.process import START_SECONDS, Child, Zygote

# What learners' code needs. The less there is, the quicker is a fork.
LEARNERS: Final = (
    "numpy",
    "numpy.fft",
    "numpy.linalg",
    "numpy.ma",
    "numpy.polynomial",
    "numpy.random",
    "grading.sandbox.learner.process",
    "grading.sandbox.learner.console",
)
PRELOAD: Final = (
    *LEARNERS,
    "numpy.testing",
    "scipy.linalg",
    "scipy.special",
    "sympy",
    "jinja2.sandbox",
    "hypothesis",
    "hypothesis.extra.numpy",
    "grading.sandbox.warm.drawing",
    "grading.sandbox.author.process",
    "grading.sandbox.warm.plotting",
    "grading.sandbox.warm.selftest",
    "exercises.authoring",
    "exercises.authoring.warm",
)
SELFTEST: Final = "grading.sandbox.warm.selftest:echo"
R = TypeVar("R")


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
        walls: Collection[str] = tiers.EVERYTHING,
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

    @property
    def control_group(self) -> str:
        """ "yes", or why the children are in none; starts the zygote. Raises SandboxUnavailable."""
        with self._lock:
            return self._warm().ungrouped or "yes"

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
