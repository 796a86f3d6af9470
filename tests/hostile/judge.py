"""A worker of its own for hostile programs: `python -m tests.hostile.judge '{"builder": ..., "walls": [...]}'`.

Reads a submission a line, `{"exercise", "source", "seconds"}`, and answers with the verdict and with how many
processes there are to be.
"""

import json
import os
import sys
from typing import Any

from grading.errors import AnswerError
from grading.kinds import code
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
        code.get_sandbox = lambda: sandbox  # type: ignore[assignment]
        say({"tier": sandbox.tier.name, "user": os.geteuid()})
        for line in sys.stdin:
            asked = json.loads(line)
            verdict = judged(asked["exercise"], asked["source"], asked["seconds"])
            reason = verdict.details.get("reason", "")
            say({"outcome": verdict.outcome, "reason": reason, "text": repr(verdict), "expected": expected(sandbox)})


def say(answer: dict[str, Any]) -> None:
    print(json.dumps(answer), flush=True)


def judged(exercise: str, source: str, seconds: int) -> Verdict:
    field = EXERCISES[exercise][0]
    field = field.model_copy(update={"limits": field.limits.model_copy(update={"seconds": seconds})})
    try:
        return code.grade(field, code.parse(field, source))
    except AnswerError as unreadable:
        return invalid(unreadable)


def expected(sandbox: Sandbox) -> int:
    """How many processes there are below this one, when no submission has left any."""
    ready = sum(len(spare) for zygote in sandbox._zygotes.values() for spare in zygote.spare.values())
    # Without namespaces nobody waits beside a zygote.
    waiting = sum(1 if zygote.tier.name == "filtered" else 2 for zygote in sandbox._zygotes.values())
    return ready + waiting + len(authors._kept[sandbox])


if __name__ == "__main__":
    main()
