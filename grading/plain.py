"""Verdicts and messages as plain data (JSON), and what counts as a blank answer."""

from typing import Any

from grading.errors import Place
from grading.maths.alphabet import UNSEEN
from grading.messages import Message
from grading.verdict import Outcome, Verdict


def is_blank(raw: Any) -> bool:
    """Whether nothing was entered: no text that can be seen, no ticks, or a grid of empty boxes."""
    waiting = [raw]
    # Lists may stand in each other deeper than functions can call themselves.
    while waiting:
        part = waiting.pop()
        if isinstance(part, list | tuple):
            waiting.extend(part)
        elif isinstance(part, str):
            if not all(character.isspace() or character in UNSEEN for character in part):
                return False
        elif part is not None:
            return False
    return True


def message_as_data(message: Message) -> dict[str, Any]:
    return {"text": message.text, "values": dict(message.values)}


def message_from_data(data: dict[str, Any]) -> Message:
    return Message(data["text"], data.get("values", {}))


def verdict_as_data(verdict: Verdict) -> dict[str, Any]:
    """Everything in the verdict, ready for JSON; messages stay templates with values, to be translated when shown."""
    place = verdict.place
    return {
        "outcome": verdict.outcome.value,
        "score": verdict.score,
        "messages": [message_as_data(message) for message in verdict.messages],
        "misconceptions": list(verdict.misconceptions),
        "understood": verdict.understood,
        "place": place and {"source": place.source, "start": place.start, "end": place.end},
        "details": dict(verdict.details),
        "ms": round(verdict.ms, 3),
        **({"withheld": dict(verdict.withheld)} if verdict.withheld else {}),
    }


def verdict_from_data(data: dict[str, Any]) -> Verdict:
    """The verdict that `verdict_as_data` wrote."""
    place = data.get("place")
    return Verdict(
        outcome=Outcome(data["outcome"]),
        score=data["score"],
        messages=tuple(map(message_from_data, data.get("messages", ()))),
        misconceptions=tuple(data.get("misconceptions", ())),
        understood=data.get("understood", ""),
        place=Place(**place) if place else None,
        details=data.get("details", {}),
        ms=data.get("ms", 0.0),
        withheld=data.get("withheld", {}),
    )
