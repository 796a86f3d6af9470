"""Answers to questions that are asked of the same trees again and again."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeVar


class Keeping(Protocol):
    """What never changes and has room for what was found out about it; None: nothing yet."""

    @property
    def kept(self) -> dict[object, Any] | None: ...


Subject = TypeVar("Subject", bound=Keeping)
Found = TypeVar("Found")
_NOTHING = object()


def kept(question: Callable[[Subject], Found]) -> Callable[[Subject], Found]:
    """The question, answered once for each object: the answer is kept in it, and goes with it."""

    @wraps(question)
    def asked(subject: Subject) -> Found:
        known = subject.kept
        if known is None:
            known = room(subject)
        found = known.get(question, _NOTHING)
        if found is _NOTHING:
            found = known[question] = question(subject)
        return found  # type: ignore[no-any-return]

    return asked


def kept_for(subject: Keeping, question: object, given: object, find: Callable[[], Found]) -> Found:
    """The answer to a question that hangs on what is given besides, kept for what was given last."""
    known = room(subject)
    before, found = known.get(question, (_NOTHING, None))
    if before is _NOTHING or before != given:
        found = find()
        known[question] = given, found
    return found  # type: ignore[no-any-return]


def room(subject: Keeping) -> dict[object, Any]:
    """Where answers are kept."""
    if subject.kept is None:
        object.__setattr__(subject, "kept", {})
    assert subject.kept is not None
    return subject.kept
