"""Between the author's and the learner's process: each call and result is read as foreign data, and is timed."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from grading.sandbox.authors import AUTHOR_LIMITS, AuthorFailed, Calls, lent
from grading.sandbox.limits import USUAL, ChildFailed, Limits, SandboxDied
from grading.sandbox.pool import Sandbox, again_once
from grading.sandbox.protocol import encode
from grading.sandbox.warm_process import Child

LEARNER: Final = "grading.sandbox.learner:serve"
MOST_PRINTED: Final = 4000
# Bytes of answers that are taken ahead.
MOST_AHEAD: Final = 16 * 2**20
# Each death of the learner's process costs a new one; nobody needs more.
MOST_LIVES: Final = 12
DEEPEST: Final = 20


@dataclass
class Job:
    """One submission. source: the learner's; tests, reference: the author's; functions: signatures."""

    source: str
    tests: str
    reference: str
    functions: Sequence[str]
    forbid: Sequence[str] = ()
    warnings: str = "ignore"
    limits: Limits = USUAL


@dataclass
class Report:
    """stopped: the frame that says why nothing could be tested, or the tests' outcomes."""

    printed: str
    stopped: Mapping[str, Any] | None = None
    tests: Sequence[Mapping[str, Any]] = ()
    misconceptions: Sequence[Mapping[str, str]] = ()


def run(sandbox: Sandbox, job: Job) -> Report:
    """Judge one submission. Raises AuthorFailed, SandboxUnavailable."""
    try:
        return again_once(lambda: _run(sandbox, job))
    except SandboxDied as died:
        raise AuthorFailed(str(died)) from died


def _run(sandbox: Sandbox, job: Job) -> Report:
    files = {"tests": job.tests, "reference": job.reference, "functions": list(job.functions)}
    with lent(sandbox, files) as author, Learner(sandbox, job) as learner:
        stopped = learner.load()
        if stopped:
            return Report(learner.printed, stopped)
        report = Relay(author.child, learner).report(learner.answers(author.calls))
    return Report(learner.printed, None, report["tests"], report["misconceptions"])


@dataclass
class Learner:
    """The learner's process, and the next one when it died. left: seconds of the submission's clock.

    knows_hidden: whether this process has seen an input that is not shown; then nothing it says is shown either.
    """

    sandbox: Sandbox
    job: Job
    child: Child | None = None
    printed: str = ""
    lives: int = MOST_LIVES
    knows_hidden: bool = False
    left: float = field(init=False)

    def __post_init__(self) -> None:
        self.left = self.job.limits.seconds

    def load(self) -> Mapping[str, Any] | None:
        """Start the learner's file; the frame that says why it does not run, or None."""
        self.lives -= 1
        self.knows_hidden = False
        job = self.job
        payload: dict[str, Any] = {"source": job.source, "functions": list(job.functions), "forbid": list(job.forbid)}
        payload["warnings"] = job.warnings
        # SymPy is large, and few need it: those who name it get a process that has it.
        quick = "sympy" not in job.source
        self.child = self.sandbox.start(LEARNER, payload, limits=job.limits, learner=quick)
        answer = self.receive(self.left).value
        self.note(answer)
        return None if answer["what"] == "loaded" else answer

    def answers(self, calls: Calls) -> dict[int, bytes]:
        """What the process answers to calls that are known ahead, by their place; those of hidden tests come last."""
        shown = [number for number, (_body, visible) in enumerate(calls) if visible]
        hidden = [number for number, (_body, visible) in enumerate(calls) if not visible]
        return self.answered(calls, shown, hidden=False) | self.answered(calls, hidden, hidden=True)

    def answered(
        self, calls: Sequence[tuple[bytes, bool]], numbers: Sequence[int], *, hidden: bool
    ) -> dict[int, bytes]:
        """Answers until the process ends or they grow too large; the rest is asked for one by one."""
        found: dict[int, bytes] = {}
        if not numbers or self.child is None:
            return found
        self.knows_hidden = hidden
        self.send(Frame({}, encode({"what": "calls", "bodies": [calls[number][0] for number in numbers]})))
        room = MOST_AHEAD
        for number in numbers:
            frame = self.receive(self.job.limits.seconds / 2, callbacks=False)
            self.note(frame.value)
            room -= len(frame.body)
            if room >= 0:
                found[number] = frame.body
            if self.child is None:
                break
        return found

    def receive(self, patience: float, *, callbacks: bool = True) -> "Frame":
        """The learner's next frame; a frame `lost` when there is none."""
        assert self.child is not None
        began = time.monotonic()
        try:
            answer, body, callables = self.child.receive_frame(deadline=began + min(patience, self.left))
            # The learner's process has no callables to lend; one in its frame is made up.
            if callables or not is_answer(answer) or (answer["what"] == "callback" and not callbacks):
                raise ChildFailed("protocol", "a frame of another form")
            frame = Frame(answer, body)
        except ChildFailed as failed:
            self.child.end()
            self.child = None
            frame = lost(failed.reason)
        self.left -= time.monotonic() - began
        return frame

    def send(self, frame: "Frame") -> None:
        assert self.child is not None
        self.child.send_body(frame.body, deadline=time.monotonic() + self.left)

    def note(self, answer: Mapping[str, Any]) -> None:
        """Keep what was printed before this answer, unless it may tell of hidden inputs."""
        printed = answer.get("printed")
        if isinstance(printed, str) and not self.knows_hidden:
            self.printed = (self.printed + printed)[:MOST_PRINTED]

    def show_only(self, *, visible: bool) -> None:
        """Before a call whose input and result are shown, end a process that could show hidden inputs instead."""
        if self.child and visible and self.knows_hidden:
            self.child.end()
            self.child = None
            self.lives += 1
        self.knows_hidden = self.knows_hidden or not visible

    def __enter__(self) -> "Learner":
        return self

    def __exit__(self, *raised: object) -> None:
        if self.child:
            self.child.end()


class Relay:
    """Carries frames from one to the other."""

    def __init__(self, author: Child, learner: Learner) -> None:
        self.author = author
        self.learner = learner
        self.patience = AUTHOR_LIMITS.seconds

    def report(self, answers: Mapping[int, bytes]) -> Mapping[str, Any]:
        """Let the author's tests run to their end. answers: to the calls that were known ahead."""
        judge = {"what": "judge", "answers": answers}
        self.tell(Frame(judge, encode(judge)))
        report = self.turn(0).value
        if report["what"] != "report":
            raise AuthorFailed(f"tests.py: an unexpected frame {report['what']}")
        return report

    def turn(self, depth: int) -> "Frame":
        """Serve the author's calls until another frame comes: an answer to a callback, or the report."""
        if depth > DEEPEST:
            raise AuthorFailed("tests.py: calls are nested too deeply")
        while True:
            frame = self.hear()
            if frame.value["what"] != "call":
                return frame
            answer = self.call(frame, depth)
            self.learner.note(answer.value)
            self.tell(answer)

    def call(self, frame: "Frame", depth: int) -> "Frame":
        """What the learner's function answers."""
        learner = self.learner
        patience = learner.job.limits.seconds / 2
        learner.show_only(visible=bool(frame.value["visible"]))
        gone = self.revive() if learner.child is None else None
        if gone:
            return gone
        try:
            learner.send(frame)
            answer = learner.receive(patience)
            while answer.value["what"] == "callback":
                self.tell(answer)
                learner.send(self.turn(depth + 1))
                answer = learner.receive(patience)
        except ChildFailed as failed:
            learner.child = None
            return lost(failed.reason)
        return answer

    def revive(self) -> "Frame | None":
        """A new process for a learner whose last one died; a frame `lost` when none is due."""
        if self.learner.left <= 0 or not self.learner.lives:
            return lost("time" if self.learner.left <= 0 else "killed")
        stopped = self.learner.load()
        return None if stopped is None else lost(str(stopped.get("reason", "killed")))

    def hear(self) -> "Frame":
        """The author's next frame."""
        began = time.monotonic()
        try:
            value, body, _ = self.author.receive_frame(deadline=began + self.patience)
        except ChildFailed as failed:
            raise AuthorFailed(f"tests.py: {failed}") from failed
        self.patience -= time.monotonic() - began
        if not isinstance(value, dict) or not isinstance(value.get("what"), str):
            raise AuthorFailed("tests.py: a frame of another form")
        if value["what"] == "fault":
            raise AuthorFailed(str(value.get("detail"))[:2000])
        return Frame(value, body)

    def tell(self, frame: "Frame") -> None:
        try:
            self.author.send_body(frame.body, deadline=time.monotonic() + self.patience)
        except ChildFailed as failed:
            raise AuthorFailed(f"tests.py: {failed}") from failed


@dataclass(frozen=True)
class Frame:
    """What was read, and the bytes that are sent on unchanged once it was."""

    value: Mapping[str, Any]
    body: bytes


def lost(reason: str) -> Frame:
    """The frame that says that no answer will come."""
    value = {"what": "lost", "reason": reason}
    return Frame(value, encode(value))


def is_answer(frame: Any) -> bool:
    """Whether a frame of the learner's process has a form that we know."""
    if not isinstance(frame, dict) or not isinstance(frame.get("what"), str):
        return False
    check = _CHECKED.get(frame["what"])
    return check is not None and bool(check(frame))


def _text(*names: str) -> Any:
    return lambda frame: all(isinstance(frame.get(name), str) for name in names)


def _returned(frame: Mapping[str, Any]) -> bool:
    places = [frame.get("changed"), frame.get("shared")]
    return "value" in frame and type(frame.get("lines")) is int and all(map(_positions, places))


def _positions(found: Any) -> bool:
    return isinstance(found, list) and all(type(place) is int and 0 <= place < 1000 for place in found)


def _raised(frame: Mapping[str, Any]) -> bool:
    bases = frame.get("bases")
    texts = isinstance(bases, list) and all(isinstance(base, str) for base in bases)
    return texts and _text("type", "message")(frame) and type(frame.get("line")) is int


# What a frame of the learner's process must hold; whatever else it holds is ignored.
_CHECKED: Final = {
    "loaded": _text(),
    "syntax": lambda frame: (
        _text("message")(frame) and all(type(frame.get(k)) is int for k in ("line", "column", "end"))
    ),
    "missing": _text("function"),
    "signature": lambda frame: _text("function")(frame) and type(frame.get("takes")) is int,
    "forbidden": lambda frame: _text("name")(frame) and type(frame.get("line")) is int,
    "returned": _returned,
    "raised": _raised,
    "unsendable": _text("type"),
    "lost": lambda frame: frame.get("reason") == "output",  # of other losses the worker hears by itself
    "callback": lambda frame: type(frame.get("number")) is int and isinstance(frame.get("args"), tuple),
}

__all__ = ["AuthorFailed", "Job", "Report", "run"]
