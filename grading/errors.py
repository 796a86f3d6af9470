"""Errors have an audience: a learner mends an AnswerError, an author a DefinitionError; all else is our bug."""

from grading.messages import Message
from grading.records import record


@record
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
        said = f"{stopped(problem)} {remedy}" if remedy else problem
        super().__init__(": ".join(part for part in (where, said) if part))
        self.problem = problem
        self.where = where
        self.remedy = remedy


def stopped(text: str) -> str:
    """The text with one stop at its end.

    >>> stopped("the unit is not known"), stopped("Something must follow `+`.")
    ('the unit is not known.', 'Something must follow `+`.')
    """
    text = text.rstrip()
    return text if text.endswith((".", "?", "!", ":")) else f"{text}."
