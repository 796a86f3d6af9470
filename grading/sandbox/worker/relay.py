"""Between the author's and the learner's process: each call and result is read as foreign data, and is timed."""

import hashlib
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from grading.sandbox.limits import MOST_SHOWN, USUAL, ChildFailed, Limits, SandboxDied
from grading.sandbox.protocol import encode
from grading.sandbox.warm.pool import Sandbox, again_once
from grading.sandbox.warm.process import Child
from grading.sandbox.worker.answers import is_answer, is_beginning
from grading.sandbox.worker.authors import Author, AuthorFailed, Calls, lent

LEARNER: Final = "grading.sandbox.learner.process:serve"
LARGE: Final = re.compile(r"sympy|scipy|matplotlib|\bplt\b|testing")
# Bytes of answers that are taken ahead.
MOST_AHEAD: Final = 16 * 2**20
# Each death of the learner's process costs a new one; nobody needs more.
MOST_LIVES: Final = 12
DEEPEST: Final = 20
# Seconds that a lent function may go on when the learner's time is up: most end by themselves, and all is in order.
GRACE: Final = 1.0


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


class AuthorGone(AuthorFailed):
    """The author's process ended or hung while it judged.

    Its tests held in the rehearsal, so it may be the learner's doing.

    reason: what is said to the learner when it was.
    """

    def __init__(self, failed: ChildFailed) -> None:
        super().__init__(f"tests.py: {failed}")
        self.reason = "time" if failed.reason == "time" else "protocol"


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
        try:
            return again_once(lambda: _run(sandbox, job))
        except AuthorGone as gone:
            again_once(lambda: _prove(sandbox, job))
            return Report("", lost(gone.reason).value)
    except SandboxDied as died:
        raise AuthorFailed(str(died)) from died


def _prove(sandbox: Sandbox, job: Job) -> None:
    """Judge the reference as if a learner had sent it. Raises AuthorFailed unless all is well."""
    honest = replace(job, source=f"import numpy as np\n{job.reference}", forbid=(), warnings="ignore")
    report = _run(sandbox, honest)
    if report.stopped or not all(test["passed"] for test in report.tests):
        raise AuthorFailed("tests.py: the reference fails in the learner's place")


def _run(sandbox: Sandbox, job: Job) -> Report:
    files = {"tests": job.tests, "reference": job.reference, "functions": list(job.functions)}
    with lent(sandbox, files) as author, Learner(sandbox, job) as learner:
        stopped = learner.load()
        if stopped:
            return Report(learner.printed, stopped)
        report = reported(author, learner, learner.answers(author.calls))
    return Report(learner.printed, None, report["tests"], report["misconceptions"])


def reported(author: Author, learner: "Learner", answers: Mapping[int, bytes]) -> Mapping[str, Any]:
    """What the author's tests say of the answers; what they said before, when these are all that they asked for."""
    seen = hashlib.sha256(encode([*answers.items()])).digest()
    if seen in author.reports:
        return author.reports[seen]
    relay = Relay(author, learner)
    report = relay.report(answers)
    if not relay.calls:
        author.keep(seen, report)
    return report


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
        self.child = self.sandbox.start(LEARNER, payload, limits=job.limits, learner=is_small(job.source))
        answer = self.receive(self.left, is_beginning).value
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
        try:
            self.send(Frame({}, encode({"what": "calls", "bodies": [calls[number][0] for number in numbers]})))
        except ChildFailed:
            return found
        room = MOST_AHEAD
        for number in numbers:
            frame = self.receive(self.job.limits.seconds / 2, _is_result)
            self.note(frame.value)
            room -= len(frame.body)
            if room >= 0:
                found[number] = frame.body
            if self.child is None:
                break
        return found

    def receive(self, patience: float, fits: Callable[[Any], bool] = is_answer) -> "Frame":
        """The learner's next frame, which must fit; a frame `lost` when there is none."""
        assert self.child is not None
        began = time.monotonic()
        try:
            if self.left <= 0:
                raise ChildFailed("time")
            answer, body, callables = self.child.receive_frame(deadline=began + min(patience, self.left))
            # The learner's process has no callables to lend; one in its frame is made up.
            if callables or not fits(answer):
                raise ChildFailed("protocol", "a frame of another form")
            frame = Frame(answer, body)
        except ChildFailed as failed:
            self.end()
            frame = lost(failed.reason)
        self.left -= time.monotonic() - began
        return frame

    def send(self, frame: "Frame") -> None:
        """Give the process a frame. Raises ChildFailed when it does not take it; then it is ended."""
        assert self.child is not None
        began = time.monotonic()
        try:
            self.child.send_body(frame.body, deadline=began + self.left)
        except ChildFailed:
            self.end()
            raise
        self.left -= time.monotonic() - began

    def end(self) -> None:
        if self.child:
            self.child.end()
            self.child = None

    def note(self, answer: Mapping[str, Any]) -> None:
        """Keep what was printed before this answer, unless it may tell of hidden inputs."""
        printed = answer.get("printed")
        if isinstance(printed, str) and not self.knows_hidden:
            self.printed = (self.printed + printed)[:MOST_SHOWN]

    def forget_hidden(self) -> None:
        """End a process that could show hidden inputs, before a call of which anything is shown."""
        if self.child and self.knows_hidden:
            self.end()
            self.lives += 1

    def __enter__(self) -> "Learner":
        return self

    def __exit__(self, *raised: object) -> None:
        self.end()


class Relay:
    """Carries frames from one to the other. patience: seconds left for the author's side; calls: those not foreseen.

    What the author's functions take while the learner's code calls them is the learner's time.
    """

    def __init__(self, author: Author, learner: Learner) -> None:
        self.author = author.child
        self.learner = learner
        self.patience = author.patience
        self.tests: Sequence[Mapping[str, Any]] | None = None
        self.calls = 0

    def report(self, answers: Mapping[int, bytes]) -> Mapping[str, Any]:
        """Let the author's tests run to their end. answers: to the calls that were known ahead."""
        judge = {"what": "judge", "answers": [*answers.items()]}
        self.tell(Frame(judge, encode(judge)))
        try:
            report = self.turn(0).value
        except AuthorGone:
            # Only the search for a name of the slip went wrong.
            if self.tests is None:
                raise
            return {"tests": self.tests, "misconceptions": []}
        if report["what"] != "report":
            raise AuthorFailed(f"tests.py: an unexpected frame {report['what']}")
        return report

    def turn(self, depth: int) -> "Frame":
        """Serve the author's calls until another frame comes: an answer to a callback, or the report."""
        while True:
            frame = self.hear(depth)
            if frame.value["what"] == "tests" and not depth:
                self.tests = frame.value["tests"]
                # Which slip is named is shown, so who looks for slips asks a process that knows no hidden input.
                self.learner.forget_hidden()
                continue
            if frame.value["what"] != "call":
                return frame
            answer = self.call(frame, depth)
            self.learner.note(answer.value)
            self.tell(answer)

    def call(self, frame: "Frame", depth: int) -> "Frame":
        """What the learner's function answers."""
        self.calls += 1
        if depth >= DEEPEST:
            return TOO_DEEP
        learner = self.learner
        patience = learner.job.limits.seconds / 2
        if frame.value["visible"]:
            learner.forget_hidden()
        gone = self.revive() if learner.child is None else None
        if gone:
            return gone
        # Only now: a process that was begun anew knew nothing until this call.
        learner.knows_hidden = learner.knows_hidden or not frame.value["visible"]
        child = learner.child
        try:
            learner.send(frame)
            answer = learner.receive(patience)
            while answer.value["what"] == "callback":
                given = self.called_back(answer, depth)
                if learner.child is not child:
                    return lost("killed" if learner.left > 0 else "time")
                learner.send(given)
                answer = learner.receive(patience)
        except ChildFailed as failed:
            return lost(failed.reason)
        return answer

    def called_back(self, asked: "Frame", depth: int) -> "Frame":
        """What one of the author's functions gives to the learner's code, on the learner's clock."""
        began, left = time.monotonic(), self.learner.left
        self.tell(asked)
        given = self.turn(depth + 1)
        if given.value["what"] not in ("answer", "refused"):
            raise AuthorFailed(f"tests.py: an unexpected frame {given.value['what']}")
        self.learner.left = min(self.learner.left, left - (time.monotonic() - began))
        return given

    def revive(self) -> "Frame | None":
        """A new process for a learner whose last one died; a frame `lost` when none is due."""
        if self.learner.left <= 0 or not self.learner.lives:
            return lost("time" if self.learner.left <= 0 else "killed")
        stopped = self.learner.load()
        return None if stopped is None else lost(str(stopped.get("reason", "killed")))

    def hear(self, depth: int) -> "Frame":
        """The author's next frame."""
        began = time.monotonic()
        try:
            left = self.learner.left + GRACE if depth else self.patience
            value, body, _ = self.author.receive_frame(deadline=began + left)
        except ChildFailed as failed:
            raise AuthorGone(failed) from failed
        if not depth:
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
            raise AuthorGone(failed) from failed


@dataclass(frozen=True)
class Frame:
    """What was read, and the bytes that are sent on unchanged once it was."""

    value: Mapping[str, Any]
    body: bytes


def is_small(source: str) -> bool:
    """Whether the process with NumPy alone will do; what is large is had by those who name it."""
    return not LARGE.search(source)


def lost(reason: str) -> Frame:
    """The frame that says that no answer will come."""
    value = {"what": "lost", "reason": reason}
    return Frame(value, encode(value))


def _is_result(frame: Any) -> bool:
    """Calls that are known ahead have no callables to call back."""
    return is_answer(frame) and frame["what"] != "callback"


_DEEP: Final = {
    "what": "raised",
    "type": "RecursionError",
    "message": "functions of the code and of the tests call each other without end",
    "file": "",
    "line": 0,
    "bases": ["RecursionError", "RuntimeError", "Exception"],
}
TOO_DEEP: Final = Frame(_DEEP, encode(_DEEP))

__all__ = ["AuthorFailed", "Job", "Report", "run"]
