"""Judge the answers to one variant. Here stands the one broad `except` of the code base."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import structlog

from grading import combine, grade, is_blank, read_field, verdict_as_data
from grading.errors import DefinitionError
from grading.following import FollowThrough
from grading.kinds.base import Raw
from grading.kinds.code import CodeField
from grading.kinds.code_runs import BROKEN, nothing, try_again, try_code
from grading.messages import _, say
from grading.sandbox import SandboxUnavailable
from grading.sandbox.worker.trying import Kept
from grading.verdict import Outcome, Verdict, error

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Judgement:
    """The verdict on all fields together. score in [0, 1], weighted by marks."""

    outcome: Outcome
    score: float
    fields: dict[str, Verdict]

    @property
    def misconceptions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for verdict in self.fields.values() for name in verdict.misconceptions))

    @property
    def ms(self) -> float:
        return sum(verdict.ms for verdict in self.fields.values())

    @property
    def postponed(self) -> bool:
        """Whether it is the machine that cannot judge at present: neither the answer nor its judge is to blame."""
        return any(verdict.details.get("postponed") for verdict in self.fields.values())

    def as_data(self) -> dict[str, Any]:
        return {
            "outcome": str(self.outcome),
            "score": self.score,
            "misconceptions": list(self.misconceptions),
            "ms": self.ms,
            "fields": {name: verdict_as_data(verdict) for name, verdict in self.fields.items()},
        }


def judge(
    fields: Mapping[str, Mapping[str, Any]],
    answers: Mapping[str, Raw],
    judge_one: Callable[[Mapping[str, Any], Raw], Verdict] | None = None,
) -> Judgement:
    """Judge every field, later ones also with the learner's own earlier values; an answer that is missing is blank.

    fields: name -> mapping, as in a variant's content. Never raises: a bug is logged and becomes the outcome `error`.
    """
    judge_one = judge_one or judge_field
    blank = {name for name in fields if is_blank(answers.get(name, ""))}
    alone = {name: judge_one(field, answers.get(name, "")) for name, field in fields.items()}
    following = FollowThrough(fields, answers, alone, judge_one)
    verdicts = {name: _judged(field, partial(following.verdict, name)) for name, field in fields.items()}
    marks = {name: int(field.get("marks", 1)) for name, field in fields.items()}
    outcome, score = combine(verdicts, marks, blank)
    return Judgement(outcome, score, verdicts)


def judge_field(field: Mapping[str, Any], raw: Raw) -> Verdict:
    """Judge one answer. Never raises."""
    return _judged(field, lambda: grade(field, raw))


def _judged(field: Mapping[str, Any], ask: Callable[[], Verdict]) -> Verdict:
    """The verdict, or one that says whose fault it is that there is none."""
    try:
        verdict = ask()
        if verdict.outcome is Outcome.ERROR:
            said = [str(message) for message in verdict.messages]
            log.error("not judged", kind=field.get("kind"), fault=verdict.details.get("fault"), said=said)
        return verdict
    except DefinitionError as problem:
        log.warning("broken field", kind=field.get("kind"), problem=str(problem))
        return error(say(_("This question has a fault of its author's: %(problem)s"), problem=str(problem)))
    except SandboxUnavailable as missing:
        log.error("no sandbox", missing=str(missing))
        text = _("Programs cannot be judged here at present; your answer is not to blame. (%(missing)s)")
        return error(say(text, missing=str(missing)), details={"postponed": True})
    except Exception as bug:
        log.exception("a judge failed", kind=field.get("kind") if isinstance(field, Mapping) else None)
        text = _("This answer could not be judged because of a fault on our side (`%(kind)s`). It costs you nothing.")
        return error(say(text, kind=type(bug).__name__))


def run(field: Mapping[str, Any], source: Raw, typed: str, again: Sequence[Kept]) -> dict[str, Any]:
    """Run a program without judging it, as plain data for the page. Never raises."""
    try:
        code = read_code(field)
        return try_code(code, source, typed, again)
    except Exception:
        log.exception("a run failed")
        return nothing(say(BROKEN), len(again))


def run_again(field: Mapping[str, Any], source: Raw, again: Sequence[Kept]) -> list[bool | None]:
    """Which of the inputs that failed before hold now, None where that cannot be said. Never raises."""
    try:
        return try_again(read_code(field), source, again)
    except Exception:
        log.exception("inputs could not be tried again")
        return [None] * len(again)


def read_code(field: Mapping[str, Any]) -> CodeField:
    """The field of a program. Raises DefinitionError."""
    known = read_field(field)
    if not isinstance(known, CodeField):
        raise DefinitionError(f"a field of kind {known.kind} holds no program")
    return known


class Judge:
    """Judges many answers to one exercise; the same code is run once, whatever the variant."""

    def __init__(self) -> None:
        self._known: dict[str, Verdict] = {}

    def field(self, field: Mapping[str, Any], raw: Raw) -> Verdict:
        if field.get("kind") != "code" and not field.get("predicates"):
            return judge_field(field, raw)
        key = json.dumps([field, raw], default=str)
        if key not in self._known:
            self._known[key] = judge_field(field, raw)
        return self._known[key]

    def all(self, fields: Mapping[str, Mapping[str, Any]], answers: Mapping[str, Raw]) -> Judgement:
        return judge(fields, answers, self.field)
