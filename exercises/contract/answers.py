"""Checks of the contract that judge answers: references, samples, blanks, misconceptions, wrong solutions."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from exercises.content import Content
from exercises.contract.finding import Finding
from exercises.definition import SOURCE_FILES, Definition
from exercises.exercise_yaml import RESERVED, Sample, Wrong
from exercises.judging import Judge, Judgement
from grading import reference_answer, unseen_slips
from grading.verdict import Outcome, Verdict

NEAR = 1e-6


def references_earn_everything(definition: Definition, content: Content, judge: Judge) -> Iterator[Finding]:
    for name, answer in _references(content).items():
        verdict = judge.field(content.fields[name], answer)
        if verdict.outcome is not Outcome.CORRECT or verdict.score < 1:
            where = definition.where(("fields", name))
            yield Finding(f"The reference of `{name}` does not earn 1.", where, _earned(verdict, answer))


def samples_earn_their_verdicts(definition: Definition, content: Content, judge: Judge) -> Iterator[Finding]:
    references = _references(content)
    for i, (stated, data) in enumerate(zip(definition.yaml.samples, content.samples, strict=True)):
        given = {name: _as_raw(content.fields[name]["kind"], data[name]) for name in data if name not in RESERVED}
        judgement = judge.all(content.fields, {**references, **given})
        where = definition.where(("samples", i))
        yield from _differences(f"Sample {i + 1}", where, _filled_in(stated, data), judgement, given)


def blank_is_explained(definition: Definition, content: Content, judge: Judge) -> Iterator[Finding]:
    judgement = judge.all(content.fields, {})
    for name, verdict in judgement.fields.items():
        if verdict.outcome is not Outcome.INVALID or not verdict.messages:
            where = definition.where(("fields", name))
            yield Finding(f"A blank `{name}` is not explained.", where, _earned(verdict, ""))


def misconceptions_are_distinct(definition: Definition, content: Content, judge: Judge) -> Iterator[Finding]:
    """A misconception's answer must be judged, must not be right and must be recognised as this one alone."""
    for name, field in content.fields.items():
        for i, misconception in enumerate(field.get("misconceptions", ())):
            if misconception.get("answer") is None:
                continue
            answer = _as_raw(field["kind"], misconception["answer"])
            problem = _misconception_problem(misconception, judge.field(field, answer))
            if problem:
                where = definition.where(("fields", name, "misconceptions", i))
                yield Finding(f"Misconception `{misconception['name']}` {problem}", where, f"Its answer: {answer!r}.")


def predicates_judge_ordinary_answers(definition: Definition, content: Content, judge: Judge) -> Iterator[Finding]:
    """An author's own predicate must come to a verdict on zeros and on a reference that is a little off."""
    for name, field in content.fields.items():
        if not any("predicate" in declared for declared in field.get("properties", ())):
            continue
        reference = reference_answer(field)
        for answer in (_with_numbers(reference, lambda _n: 0), _with_numbers(reference, lambda n: n + 1)):
            verdict = judge.field(field, answer)
            if verdict.outcome is Outcome.ERROR:
                remedy = "Let it answer for every value of the right shape, also where it divides."
                yield Finding(f"A predicate of `{name}` breaks.", "predicate.py", _earned(verdict, answer), remedy)


def slips_can_be_seen(definition: Definition, content: Content, judge: Judge) -> Iterator[Finding]:
    """Every slip that a field lists must be possible in its reference and must lead to another value."""
    for name, field in content.fields.items():
        for slip, why in unseen_slips(field):
            where = definition.where(("fields", name, "slips"))
            remedy = "Draw again where it happens, or take the slip out of `slips`."
            detail = f"It {why}; reference: {reference_answer(field)!r}."
            yield Finding(f"The slip `{slip}` cannot be seen.", where, detail, remedy)


def code_fails_as_stated(definition: Definition, content: Content, judge: Judge) -> Iterator[Finding]:
    for name, field in content.fields.items():
        if field["kind"] != "code":
            continue
        starter = judge.field(field, field.get("starter", ""))
        if starter.outcome not in (Outcome.INCORRECT, Outcome.PARTIALLY_CORRECT):
            yield Finding("The starter must be judged and fail.", SOURCE_FILES["code"]["starter"], _earned(starter, ""))
        for i, wrong in enumerate(definition.yaml.wrong):
            answers = {**_references(content), name: definition.files[wrong.file]}
            judgement = judge.all(content.fields, answers)
            yield from _differences(wrong.file, definition.where(("wrong", i)), wrong, judgement, {})


def _filled_in(stated: Sample, data: Mapping[str, Any]) -> Sample:
    """What the sample states, with the parameters in its words and names."""
    texts = {key: str(data[key]) for key in ("says", "misconception") if data.get(key)}
    return stated.model_copy(update=texts)


def _references(content: Content) -> dict[str, Any]:
    """A raw answer for every field that must earn 1."""
    return {name: reference_answer(field) for name, field in content.fields.items()}


def _differences(
    what: str, where: str, stated: Sample | Wrong, judgement: Judgement, given: Mapping[str, Any]
) -> Iterator[Finding]:
    """Where a judgement is not what the author stated."""
    said = [str(message) for verdict in judgement.fields.values() for message in verdict.messages]
    detail = f"Answer: {_short(given)}." if given else ""
    heard = f"It says: {_short(' '.join(said))}" if said else "It says nothing."
    if str(judgement.outcome) != stated.verdict:
        yield Finding(f"{what} earns {judgement.outcome}, not {stated.verdict}.", where, f"{detail} {heard}".strip())
    if stated.score is not None and abs(judgement.score - stated.score) > NEAR:
        yield Finding(f"{what} does not score {stated.score:g}.", where, f"It scores {judgement.score:g}. {detail}")
    if stated.misconception and stated.misconception not in judgement.misconceptions:
        found = ", ".join(judgement.misconceptions) or "none"
        yield Finding(f"{what} does not show the misconception `{stated.misconception}`.", where, f"Found: {found}.")
    for name, verdict in stated.each.items() if isinstance(stated, Sample) else ():
        earned = judgement.fields[name].outcome
        if earned != verdict:
            yield Finding(f"{what} earns {earned} for `{name}`, not {verdict}.", where, f"{detail} {heard}".strip())
    if stated.says and not any(stated.says in message for message in said):
        yield Finding(f"{what} does not say what it must: {stated.says!r}.", where, heard)


def _misconception_problem(misconception: Mapping[str, Any], verdict: Verdict) -> str:
    if verdict.outcome is Outcome.CORRECT:
        return "is the right answer here."
    if not verdict.outcome.counts:
        said = " ".join(str(message) for message in verdict.messages)
        return f"has an answer that is {verdict.outcome}: {said}"
    others = [name for name in verdict.misconceptions if name != misconception["name"]]
    if others:
        return f"cannot be told from `{others[0]}` here."
    return "" if verdict.misconceptions else "is not recognised by its own answer."


def _with_numbers(raw: Any, change: Callable[[int], int]) -> Any:
    """The answer with every whole number in it changed, but none below a fraction."""
    if isinstance(raw, list):
        return [_with_numbers(entry, change) for entry in raw]
    if isinstance(raw, dict):
        return {key: _with_numbers(entry, change) for key, entry in raw.items()}
    return re.sub(r"(?<![\w./])\d+(?![\w.])", lambda found: str(change(int(found[0]))), str(raw))


def _as_raw(kind: str, value: Any) -> Any:
    """Numbers as a learner types them; an ordering's indentations stay numbers."""
    if isinstance(value, list) and kind != "ordering":
        return [_as_raw(kind, entry) for entry in value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return "" if value is None else value


def _earned(verdict: Verdict, answer: Any) -> str:
    said = " ".join(str(message) for message in verdict.messages)
    shown = f" for {_short(answer)}" if answer else ""
    return f"It earns {verdict.outcome} ({verdict.score:g}){shown}. {said}".strip()


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 300 else text[:297] + "..."
