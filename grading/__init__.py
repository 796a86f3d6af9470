"""Is this answer right? `grade(field, raw_answer) -> Verdict`, in pure Python."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from time import perf_counter
from typing import Any

from pydantic import ValidationError

from grading.errors import AnswerError, DefinitionError
from grading.faults import Fault, faults
from grading.kinds import KINDS
from grading.kinds.base import Field, Kind, Misconception, Raw
from grading.messages import Message, _, say
from grading.nearest import did_you_mean
from grading.parts import combine
from grading.plain import is_blank, verdict_as_data, verdict_from_data
from grading.verdict import Outcome, Verdict, invalid

__all__ = [
    "AnswerError", "DefinitionError", "Field", "Kind", "Outcome", "Verdict", "as_text", "combine", "grade",
    "is_blank", "read_field", "reference_answer", "understood", "understood_with_shape", "unseen_slips",
    "verdict_as_data",
    "verdict_from_data",
]  # fmt: skip


def grade(field: Mapping[str, Any] | Field, raw: Raw) -> Verdict:
    """Judge one answer to one field.

    field: the mapping of exercise.yaml, or what `read_field` made of it. Raises DefinitionError when it is wrong; an
    answer that cannot be read is no exception but an `invalid` verdict. Raises grading.sandbox.SandboxUnavailable for
    code where this machine cannot isolate it.

    >>> grade({"kind": "number", "reference": "3/4"}, "0.75").outcome.value
    'correct'
    """
    known = field if isinstance(field, Field) else read_field(field)
    started = perf_counter()
    kind = KINDS[known.kind]
    try:
        answer = parse(kind, known, raw)
    except AnswerError as problem:
        verdict = invalid(problem)
    else:
        verdict = kind.grade(known, answer)
        if verdict.outcome.counts and verdict.score < 1 and not verdict.misconceptions:
            verdict = explain(kind, known, answer, verdict)
        if verdict.outcome is Outcome.INCORRECT and not verdict.messages:
            verdict = replace(verdict, messages=(kind.unexplained(known, answer),))
        shown = verdict.understood or kind.show(known, answer)
        return verdict.told(shown, (perf_counter() - started) * 1000)
    return verdict.told("", (perf_counter() - started) * 1000)


def understood(field: Mapping[str, Any] | Field, raw: Raw) -> str:
    """LaTeX of how the answer is read, "" when the input itself shows it. Raises AnswerError when it is unreadable."""
    return understood_with_shape(field, raw)[0]


def understood_with_shape(field: Mapping[str, Any] | Field, raw: Raw) -> tuple[str, str]:
    """Like `understood`, with the shape of what was read, "" where there are no shapes."""
    known = field if isinstance(field, Field) else read_field(field)
    kind = KINDS[known.kind]
    answer = parse(kind, known, raw)
    return kind.show(known, answer), kind.shape(known, answer) if kind.shape else ""


def as_text(field: Mapping[str, Any] | Field, raw: Raw) -> str:
    """The answer as one types it, "" where a kind has no such spelling. Raises AnswerError when it is unreadable."""
    known = field if isinstance(field, Field) else read_field(field)
    kind = KINDS[known.kind]
    return kind.text(known, parse(kind, known, raw)) if kind.text else ""


def reference_answer(field: Mapping[str, Any] | Field) -> Raw:
    """A raw answer that earns 1, as a learner would send it."""
    known = field if isinstance(field, Field) else read_field(field)
    return KINDS[known.kind].reference(known)


def parse(kind: Kind[Any, Any], field: Field, raw: Raw) -> Any:
    """The answer that the kind reads out of the raw one. Raises AnswerError, also for what is blank or too long."""
    if is_blank(raw):
        raise AnswerError(say(kind.blank))
    length = _length(raw)
    if length > kind.longest:
        raise AnswerError(
            say(_("The answer has %(have)d characters; at most %(most)d are read."), have=length, most=kind.longest)
        )
    return kind.parse(field, raw)


def _length(raw: Raw) -> int:
    if isinstance(raw, list | tuple):
        return sum(map(_length, raw)) + len(raw)
    return len(raw) if isinstance(raw, str) else len(str(raw)) if isinstance(raw, dict) else 1


def explain(kind: Kind[Any, Any], field: Field, answer: Any, verdict: Verdict) -> Verdict:
    """Add the words of the first misconception whose answer this is: the author's own, then the known slips."""
    if kind.explains_itself:
        return verdict
    for misconception in field.misconceptions:
        wrong = _as_reference(field, misconception)
        if wrong is not None and kind.grade(wrong, answer).outcome is Outcome.CORRECT:
            return replace(
                verdict, messages=(Message(misconception.says), *verdict.messages), misconceptions=(misconception.name,)
            )
    slip = kind.slip(field, answer) if kind.slip else None
    if slip is None:
        return verdict
    others = tuple(message for message in verdict.messages if message != slip.says)
    return replace(verdict, messages=(slip.says, *others), misconceptions=(slip.name,))


def unseen_slips(field: Mapping[str, Any] | Field) -> Iterator[tuple[str, str]]:
    """Name and reason of each slip that the field must tell from the right answer and cannot."""
    known = field if isinstance(field, Field) else read_field(field)
    unseen = KINDS[known.kind].unseen_slips
    return unseen(known) if unseen else iter(())


def _as_reference(field: Field, misconception: Misconception) -> Field | None:
    """The field with the misconception's answer in the place of the right one."""
    if misconception.answer is None:
        return None
    said = field.model_dump(exclude_unset=True, exclude=set(field.from_loss)) | {
        "reference": misconception.answer,
        "misconceptions": (),
    }
    return _read_field(json.dumps(said), is_checked=False)


def read_field(mapping: Mapping[str, Any]) -> Field:
    """The mapping of exercise.yaml, checked by its kind. Raises DefinitionError with the key and the nearest known."""
    if not isinstance(mapping, Mapping):
        raise DefinitionError("a field is a mapping with a `kind`", where="field")
    try:
        return _read_field(json.dumps(mapping), is_checked=True)
    except (TypeError, ValueError) as problem:
        raise DefinitionError(f"the field is not plain data ({problem})", where="field") from problem


@lru_cache(maxsize=2048)
def _read_field(text: str, *, is_checked: bool) -> Field:
    """is_checked: whether its reference must be right."""
    mapping = json.loads(text)
    name = mapping.get("kind")
    if not isinstance(name, str) or name not in KINDS:
        raise DefinitionError(f"there is no kind `{name}`", where="kind", remedy=did_you_mean(str(name), KINDS))
    kind = KINDS[name]
    try:
        field: Field = kind.field.model_validate(mapping)
    except ValidationError as problem:
        raise _definition_error(faults(kind.field, problem, mapping)[0]) from problem
    if is_checked and kind.check:
        kind.check(field)
    if kind.prepare:
        kind.prepare(field)
    return field


def _definition_error(fault: Fault) -> DefinitionError:
    return DefinitionError(fault.text, where=".".join(map(str, fault.path)) or "field", remedy=fault.remedy)
