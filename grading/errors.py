"""Errors have an audience: a learner mends an AnswerError, an author a DefinitionError; all else is our bug."""

from dataclasses import dataclass

from grading.messages import Message


@dataclass(frozen=True)
class Place:
    """A span of what the learner typed: `source[start:end]` is the part that cannot be read."""

    source: str
    start: int
    end: int


class AnswerError(Exception):
    """The answer cannot be read; the message says what to mend, the place says where."""

    def __init__(self, message: Message, place: Place | None = None) -> None:
        super().__init__(str(message))
        self.message = message
        self.place = place


class DefinitionError(Exception):
    """An author's file or field is wrong; `where` is a file and line, or the path of a key in a field."""

    def __init__(self, problem: str, *, where: str = "", remedy: str = "") -> None:
        stop = "" if not remedy or problem.endswith((".", "?", "!", ":", ")")) else "."
        super().__init__(": ".join(part for part in (where, problem + stop) if part) + (f" {remedy}" if remedy else ""))
        self.problem = problem
        self.where = where
        self.remedy = remedy
