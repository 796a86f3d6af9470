"""What a judge says of an answer."""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import Any

from grading.errors import AnswerError, Place
from grading.messages import Message
from grading.records import record


class Outcome(StrEnum):
    """The six verdicts. Only the first three count; the others cost the learner nothing."""

    CORRECT = "correct"
    PARTIALLY_CORRECT = "partially_correct"
    INCORRECT = "incorrect"
    INVALID = "invalid"
    UNDECIDED = "undecided"
    ERROR = "error"

    @property
    def counts(self) -> bool:
        return self in (Outcome.CORRECT, Outcome.PARTIALLY_CORRECT, Outcome.INCORRECT)


@record
class Verdict:
    """The judgement of one answer.

    score: in [0, 1]. misconceptions: names of the wrong ways of thinking that the answer shows. understood: LaTeX of
    how the answer was read ("" when there is nothing to show). place: where an unreadable answer cannot be read.
    details: plain data for the page of one kind (tests and counterexample of code). ms: how long the answer took; its
    field is read once, before all answers.
    withheld: plain data that only those who teach may read, and no log holds: on which inputs hidden tests failed.
    """

    outcome: Outcome
    score: float
    messages: tuple[Message, ...] = ()
    misconceptions: tuple[str, ...] = ()
    understood: str = ""
    place: Place | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    ms: float = 0.0
    withheld: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def told(self, understood: str, ms: float) -> "Verdict":
        """The same with how the answer was read and how long it took."""
        said = self.outcome, self.score, self.messages, self.misconceptions
        return Verdict(*said, understood, self.place, self.details, ms, self.withheld)


def correct(*messages: Message, **more: Any) -> Verdict:
    return Verdict(Outcome.CORRECT, 1.0, messages, **more)


def incorrect(*messages: Message, **more: Any) -> Verdict:
    return Verdict(Outcome.INCORRECT, 0.0, messages, **more)


def partially_correct(score: float, *messages: Message, **more: Any) -> Verdict:
    """score: strictly between 0 and 1."""
    return Verdict(Outcome.PARTIALLY_CORRECT, score, messages, **more)


def invalid(error: AnswerError) -> Verdict:
    return Verdict(Outcome.INVALID, 0.0, (error.message,), place=error.place)


def undecided(*messages: Message, **more: Any) -> Verdict:
    return Verdict(Outcome.UNDECIDED, 0.0, messages, **more)


def error(*messages: Message, **more: Any) -> Verdict:
    return Verdict(Outcome.ERROR, 0.0, messages, **more)
