"""A worker of its own for hostile programs: `python -m tests.hostile.judge '{"builder": ..., "walls": [...]}'`.

Reads a submission a line, `{"exercise", "source", "seconds", "typed"}` (typed: None, or the lines beside a program that
is only run), and answers with the verdict and with how many processes there are to be.
"""

import json
import os
import sys
from typing import Any

from grading.errors import AnswerError
from grading.kinds import code, code_runs
from grading.sandbox import Sandbox, tiers
from grading.sandbox.warm.pool import LEARNERS
from grading.sandbox.worker import authors
from grading.verdict import Verdict, invalid
from tests.hostile.exercises import EXERCISES
from tests.hostile.ordinary import become_ordinary, open_the_way


def main() -> None:
    order = json.loads(sys.argv[1])
    if order["ordinary"]:
        become_ordinary()
    elif order["builder"] == tiers.NONE and not os.geteuid():
        # Without namespaces of its own, the sandbox's user sees a private home as closed as it is.
        open_the_way()
    with Sandbox(
        learners=LEARNERS, walls=order["walls"], builders=[order["builder"]], minimum=order["minimum"]
    ) as sandbox:
        code.get_sandbox = code_runs.get_sandbox = lambda: sandbox  # type: ignore[assignment]
        say({"tier": sandbox.tier.name, "user": os.geteuid()})
        for line in sys.stdin:
            asked = json.loads(line)
            told = ran(asked) if asked.get("typed") is not None else submitted(asked)
            say(told | {"expected": expected(sandbox)})


def submitted(asked: dict[str, Any]) -> dict[str, Any]:
    verdict = judged(asked["exercise"], asked["source"], asked["seconds"])
    return {"outcome": verdict.outcome, "reason": verdict.details.get("reason", ""), "text": repr(verdict)}


def ran(asked: dict[str, Any]) -> dict[str, Any]:
    """Of a program that is only run: reason is `time`, `told` (another message) or `picture` (one for a plot)."""
    found = code_runs.try_code(field_of(asked["exercise"], asked["seconds"]), asked["source"], asked["typed"], [])
    console = found["console"] or {"message": None, "pictures": []}
    for picture in console["pictures"]:
        picture["png"] = len(picture["png"])
    reason = "picture" if any(picture["message"] for picture in console["pictures"]) else ""
    for message in filter(None, (console["message"], found["stopped"])):
        reason = "time" if "time limit" in message["text"] else "told"
    return {"outcome": "stopped" if found["stopped"] else "ran", "reason": reason, "text": repr(found)}


def say(answer: dict[str, Any]) -> None:
    print(json.dumps(answer), flush=True)


def judged(exercise: str, source: str, seconds: float) -> Verdict:
    field = field_of(exercise, seconds)
    try:
        return code.grade(field, code.parse(field, source))
    except AnswerError as unreadable:
        return invalid(unreadable)


def field_of(exercise: str, seconds: float) -> code.CodeField:
    field = EXERCISES[exercise][0]
    return field.model_copy(update={"limits": field.limits.model_copy(update={"seconds": seconds})})


def expected(sandbox: Sandbox) -> int:
    """How many processes there are below this one, when no submission has left any."""
    ready = sum(len(spare) for zygote in sandbox._zygotes.values() for spare in zygote.spare.values())
    # Without namespaces nobody waits beside a zygote.
    waiting = sum(1 if zygote.tier.name == "filtered" else 2 for zygote in sandbox._zygotes.values())
    return ready + waiting + len(authors._kept[sandbox])


if __name__ == "__main__":
    main()
