"""Authors' processes: one for each author's files, warm and rehearsed, lent to one submission at a time.

An author's code is trusted by its course, so its process may serve many submissions: what it hears of each is plain
data. A process that fails in any way is not used again.
"""

import hashlib
import os
import time
import weakref
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from grading.sandbox.limits import ChildFailed, Limits, SandboxDied
from grading.sandbox.protocol import encode
from grading.sandbox.warm.pool import Sandbox
from grading.sandbox.warm.process import Child

ENTRY: Final = "grading.sandbox.author.process:serve"
# seconds: of one submission's tests, or of the rehearsal. The processor's time adds up over a process's life.
AUTHOR_LIMITS: Final = Limits(seconds=30, cpu_seconds=3600, memory_mb=1024)
MOST_KEPT: Final = 12
MOST_SUBMISSIONS: Final = 1000
MOST_REPORTS: Final = 200
# Seconds that the author's side of one submission may take, however quick the rehearsal was.
LEAST_PATIENCE: Final = 10.0


# What tests call while all is well: (a frame's body, whether the test is visible).
Calls = Sequence[tuple[bytes, bool]]


class AuthorFailed(Exception):
    """The author's files, or our side, gave no report. Never the learner's loss."""


@dataclass
class Author:
    """A process that waits for submissions, the calls of its tests, and how many submissions it has served.

    patience: seconds that its side of one submission may take. reports: what it said of answers that it has seen.
    """

    child: Child
    calls: Calls
    patience: float
    submissions: int = 0
    reports: OrderedDict[bytes, Mapping[str, Any]] = field(default_factory=OrderedDict)

    def keep(self, answers: bytes, report: Mapping[str, Any]) -> None:
        """Say the same again of the same answers. answers: their digest."""
        self.reports[answers] = report
        if len(self.reports) > MOST_REPORTS:
            self.reports.popitem(last=False)


@contextmanager
def lent(sandbox: Sandbox, files: Mapping[str, Any]) -> Iterator[Author]:
    """The author's process for these files; it goes back only when all went well. Raises AuthorFailed, SandboxDied."""
    key = hashlib.sha256(encode(dict(files))).digest()
    kept = _kept.setdefault(sandbox, OrderedDict())
    author = kept.pop(key, None) or _begin(sandbox, files)
    try:
        yield author
    except BaseException:
        author.child.end()
        raise
    author.submissions += 1
    if author.submissions >= MOST_SUBMISSIONS or author.child.ended or key in kept:
        return author.child.end()
    kept[key] = author
    while len(kept) > MOST_KEPT:
        kept.popitem(last=False)[1].child.end()


def _begin(sandbox: Sandbox, files: Mapping[str, Any]) -> Author:
    child = sandbox.start(ENTRY, dict(files), limits=AUTHOR_LIMITS)
    began = time.monotonic()
    try:
        told = child.receive(deadline=time.monotonic() + AUTHOR_LIMITS.seconds)
    except ChildFailed as failed:
        raise AuthorFailed(f"tests.py: {failed}") from failed
    except SandboxDied:
        child.end()
        raise
    if not isinstance(told, dict) or told.get("what") != "ready":
        child.end()
        fault = told.get("detail") if isinstance(told, dict) else None
        raise AuthorFailed(str(fault or "tests.py: a frame of another form")[:2000])
    took = time.monotonic() - began
    return Author(child, told["calls"], min(AUTHOR_LIMITS.seconds, LEAST_PATIENCE + 3 * took))


# Each sandbox's processes, the one that was used last at the end.
_kept: "weakref.WeakKeyDictionary[Sandbox, OrderedDict[bytes, Author]]" = weakref.WeakKeyDictionary()


def _forget_all() -> None:
    """In a forked process: they belong to the parent."""
    for authors in _kept.values():
        for author in authors.values():
            author.child.channel.close()
    _kept.clear()


os.register_at_fork(after_in_child=_forget_all)
