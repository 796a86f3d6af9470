"""A learner's program run without being judged: on examples, on inputs that failed before, on lines that they type."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from grading.sandbox.learner.plotting import HIGHEST, LONGEST_TITLE, MOST_BYTES, MOST_PICTURES, WIDEST
from grading.sandbox.limits import MOST_SHOWN, ChildFailed, SandboxDied
from grading.sandbox.protocol import encode
from grading.sandbox.warm.pool import Sandbox, again_once
from grading.sandbox.warm.process import Child
from grading.sandbox.worker.answers import is_beginning
from grading.sandbox.worker.authors import AuthorFailed, lent
from grading.sandbox.worker.png import NotAPicture, plain
from grading.sandbox.worker.relay import AuthorGone, Frame, Job, Learner, Relay, is_small, lost

# Characters of a frame's text: what is printed may be cut later, what is shown is cut over there.
LONGEST: Final = 20_000
CONSOLE: Final = "grading.sandbox.learner.console:serve"
# Of a file that cannot be tested yet the lines typed beside it may still run: a function may be missing.
UNFINISHED: Final = ("missing", "signature")


@dataclass(frozen=True)
class Kept:
    """An input on which the program failed before. test: the test's name; input: what it was given, encoded."""

    test: str
    input: bytes


@dataclass(frozen=True)
class Picture:
    """A figure as a PNG file; problem says why there is none. title: the figure's own, foreign text."""

    png: bytes
    width: int
    height: int
    title: str
    problem: str = ""


@dataclass
class Console:
    """What came of the typed lines. frame: `evaluated` with the value, or what kept it from coming."""

    frame: Mapping[str, Any]
    printed: str = ""
    pictures: Sequence[Picture] = ()


@dataclass
class Tried:
    """stopped: the frame that says why nothing was called. again: as asked; examples: as in `examples.tried`."""

    printed: str = ""
    stopped: Mapping[str, Any] | None = None
    again: Sequence[Mapping[str, Any]] = ()
    examples: Sequence[Mapping[str, Any]] = ()
    console: Console | None = field(default=None)


def try_out(
    sandbox: Sandbox, job: Job, again: Sequence[Kept] = (), *, seconds: float, examples: bool = True, typed: str = ""
) -> Tried:
    """Run the program; inputs that failed before come first. Raises AuthorFailed, SandboxUnavailable.

    seconds: at most so much for the calls, and so much for the lines, where the job's own limit is not less.
    """
    seconds = min(seconds, job.limits.seconds)
    try:
        tried = _tested(sandbox, job, again, examples, seconds)
        may_go_on = tried.stopped is None or tried.stopped["what"] in UNFINISHED
        if may_go_on and (typed.strip() or (examples and not is_small(job.source))):
            tried.console = again_once(lambda: _typed(sandbox, job, typed, seconds))
    except SandboxDied as died:
        raise AuthorFailed(str(died)) from died
    return tried


def _tested(sandbox: Sandbox, job: Job, again: Sequence[Kept], examples: bool, seconds: float) -> Tried:
    try:
        return again_once(lambda: _called(sandbox, job, again, examples, seconds))
    except AuthorGone as gone:  # what the program returns can end the tests, too
        return Tried(stopped=lost(gone.reason).value)


def _called(sandbox: Sandbox, job: Job, again: Sequence[Kept], examples: bool, seconds: float) -> Tried:
    files = {"tests": job.tests, "reference": job.reference, "functions": list(job.functions)}
    with lent(sandbox, files) as author, Learner(sandbox, job) as learner:
        learner.left = seconds
        stopped = learner.load()
        if stopped:
            return Tried(learner.printed, stopped)
        relay = Relay(author, learner)
        kept = [{"test": one.test, "input": one.input} for one in again]
        ask = {"what": "try", "again": kept, "examples": examples}
        relay.tell(Frame(ask, encode(ask)))
        report = relay.turn(0).value
        if report["what"] != "report":
            raise AuthorFailed(f"tests.py: an unexpected frame {report['what']}")
    return Tried(learner.printed, None, report["again"], report["examples"])


def _typed(sandbox: Sandbox, job: Job, typed: str, seconds: float) -> Console:
    """The lines in a process of their own, so that what they do to the module cannot change an example."""
    payload = {"source": job.source, "forbid": list(job.forbid), "warnings": job.warnings, "typed": typed}
    deadline = time.monotonic() + seconds
    small = is_small(job.source) and is_small(typed)
    with sandbox.start(CONSOLE, payload, limits=job.limits, learner=small) as child:
        try:
            frame = _hear(child, deadline, is_beginning)
            is_loaded = frame["what"] == "loaded"
            frame = _hear(child, deadline, _is_evaluated) if is_loaded else frame
        except ChildFailed as failed:
            return Console({"what": "lost", "reason": failed.reason})
        pictures = _pictures(child, deadline) if is_loaded else []
        return Console(frame, frame.get("printed", "")[:MOST_SHOWN], pictures)


def _hear(child: Child, deadline: float, fits: Callable[[Any], bool]) -> Mapping[str, Any]:
    """The next frame, of a form that we know. Raises ChildFailed."""
    frame, _, callables = child.receive_frame(deadline=deadline)
    if callables or not fits(frame):
        raise ChildFailed("protocol", "a frame of another form")
    answer: Mapping[str, Any] = frame
    return answer


def _is_evaluated(frame: Any) -> bool:
    """Whether a frame may follow the first: the value of the typed lines, or why there is none."""
    if not isinstance(frame, dict) or frame.get("what") != "evaluated":
        return is_beginning(frame) and frame["what"] != "loaded"
    texts = [frame.get("value"), frame.get("printed")]
    return len(frame) == 3 and all(isinstance(text, str) and len(text) <= LONGEST for text in texts)


def _pictures(child: Child, deadline: float) -> list[Picture]:
    """The figures; what is no picture that we show is named with its problem."""
    try:
        frame, _, callables = child.receive_frame(deadline=deadline)
    except ChildFailed as failed:
        return [Picture(b"", 0, 0, "", failed.reason)]
    found = frame.get("pictures") if isinstance(frame, dict) and not callables else None
    if not isinstance(found, list):
        return []
    return [_picture(one) for one in found[:MOST_PICTURES] if isinstance(one, dict)]


def _picture(found: Mapping[str, Any]) -> Picture:
    png, title, problem = found.get("png"), found.get("title"), found.get("problem")
    if not (isinstance(png, bytes) and isinstance(title, str) and isinstance(problem, str)):
        return Picture(b"", 0, 0, "", "protocol")
    if not png:
        return Picture(b"", 0, 0, "", problem[:300] or "protocol")
    try:
        checked = plain(png, most_bytes=MOST_BYTES, widest=WIDEST, highest=HIGHEST)
    except NotAPicture:
        return Picture(b"", 0, 0, "", "protocol")
    return Picture(*checked, title[:LONGEST_TITLE])
