"""Answers to questions that are asked of the same trees again and again."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

Subject = TypeVar("Subject")
Found = TypeVar("Found")

# Of so many trees an answer is kept; one comparison asks about few.
_MOST = 64


def kept(question: Callable[[Subject], Found]) -> Callable[[Subject], Found]:
    """The question, answered once for each object: by identity, as equality would look at the whole tree.

    For what never changes. The object is kept with the answer, so that no other gets its id.
    """
    known: dict[int, tuple[Subject, Found]] = {}

    @wraps(question)
    def asked(subject: Subject) -> Found:
        key = id(subject)
        found = known.get(key)
        if found is None:
            if len(known) >= _MOST:
                known.clear()
            found = known[key] = subject, question(subject)
        return found[1]

    return asked
