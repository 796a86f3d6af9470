"""Grade lines of JSON: `{"id", "field", "answer"}` or `{"id", "exercise", "seed", "answer"}`, one verdict a line."""

import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from exercises.bundle import folders, read_bundle
from exercises.content import Content, make
from exercises.definition import Definition, read_definition
from exercises.judging import judge, judge_field
from grading.errors import DefinitionError
from grading.nearest import nearest
from grading.sandbox import SandboxUnavailable
from grading.verdict import Outcome, Verdict

LONGEST_LINE = 5_000_000
_KEYS = frozenset({"id", "field", "exercise", "seed", "answer"})
_NAME = re.compile(r"[a-z0-9-]+/[a-z0-9-]+")


class _BadLineError(Exception):
    """The line cannot be graded; the text says why."""


class LineJudge:
    """Judges one line after the other; exercises and variants that it has met stay at hand."""

    def __init__(self, library: Path) -> None:
        self._library = library
        self._definition = lru_cache(maxsize=256)(self._read)
        self._content = lru_cache(maxsize=1024)(self._make)

    def judge(self, line: bytes) -> dict[str, Any]:
        """The verdict as a mapping with id, verdict, score, messages, misconceptions, ms. Never raises."""
        name = None
        try:
            data = _parse(line)
            name = data.get("id")
            return self._judge(name, data)
        except (_BadLineError, DefinitionError, SandboxUnavailable) as problem:
            return _line(name, Outcome.ERROR, 0.0, [str(problem)], (), 0.0)

    def _judge(self, name: Any, data: Mapping[str, Any]) -> dict[str, Any]:
        _check_keys(data)
        if "field" in data:
            if not isinstance(data["field"], dict):
                raise _BadLineError("`field` must be a mapping, as in exercise.yaml.")
            verdict = judge_field(data["field"], data["answer"])
            return _line(name, verdict.outcome, verdict.score, _messages([verdict]), verdict.misconceptions, verdict.ms)
        content = self._content_of(data)
        judgement = judge(content.fields, _answers(data["answer"], content))
        messages = _messages(judgement.fields.values())
        return _line(name, judgement.outcome, judgement.score, messages, judgement.misconceptions, judgement.ms)

    def _content_of(self, data: Mapping[str, Any]) -> Content:
        exercise, seed = data["exercise"], data.get("seed", 1)
        if not isinstance(exercise, str) or not _NAME.fullmatch(exercise):
            raise _BadLineError("`exercise` must be topic/slug.")
        if not isinstance(seed, int) or isinstance(seed, bool) or seed < 0:
            raise _BadLineError("`seed` must be a whole number, 0 or more.")
        return self._content(exercise, 0 if self._definition(exercise).fixed else seed)

    def _read(self, exercise: str) -> Definition:
        return read_definition(read_bundle(folders(self._library, exercise)[0]))

    def _make(self, exercise: str, seed: int) -> Content:
        return make(self._definition(exercise), seed)


def _parse(line: bytes) -> dict[str, Any]:
    if len(line) > LONGEST_LINE:
        raise _BadLineError(f"The line is longer than {LONGEST_LINE // 1_000_000} MB.")
    try:
        data = json.loads(line)
    except RecursionError as error:
        raise _BadLineError("The line is nested too deeply.") from error
    except ValueError as error:
        raise _BadLineError(f"The line is no JSON: {error}.") from error
    if not isinstance(data, dict):
        raise _BadLineError("The line is no JSON object.")
    return data


def _check_keys(data: Mapping[str, Any]) -> None:
    """What a line must have; further keys (an expected verdict, a note) are its writer's own and are passed over."""
    if "field" not in data and "exercise" not in data:
        raise _BadLineError("The line has neither `field` nor `exercise`." + _meant(data, ("field", "exercise")))
    if "answer" not in data:
        raise _BadLineError("The line has no `answer`." + _meant(data, ("answer",)))


def _meant(data: Mapping[str, Any], missing: Iterable[str]) -> str:
    slips = ((key, nearest(key, list(missing))) for key in data if key not in _KEYS)
    return next((f" Is `{key[:80]}` meant to be `{close}`?" for key, close in slips if close), "")


def _answers(answers: Any, content: Content) -> dict[str, Any]:
    if not isinstance(answers, dict):
        raise _BadLineError("`answer` must map the names of fields to answers.")
    for name in answers:
        if name not in content.fields:
            raise _BadLineError(f"There is no field `{name[:80]}`; the fields are {', '.join(content.fields)}.")
    return answers


def _messages(verdicts: Iterable[Verdict]) -> list[str]:
    return [str(message) for verdict in verdicts for message in verdict.messages]


def _line(
    name: Any, outcome: Outcome, score: float, messages: list[str], misconceptions: tuple[str, ...], ms: float
) -> dict[str, Any]:
    return {
        "id": name,
        "verdict": str(outcome),
        "score": score,
        "messages": messages,
        "misconceptions": list(misconceptions),
        "ms": round(ms, 3),
    }
