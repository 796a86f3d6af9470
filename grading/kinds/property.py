"""Any answer with the asked properties: a basis, an eigenvector, a factorisation, a counterexample."""

import re
from typing import Any

from grading.errors import AnswerError
from grading.kinds import answers
from grading.kinds.answers import Parts
from grading.kinds.base import Kind
from grading.kinds.property_field import PREDICATE, Pattern, PropertyField, read_answer, reading_of, readings_of
from grading.maths.printing import to_text
from grading.maths.reals import REAL
from grading.maths.values import Evaluator, TooMuch, Undefined, Unsure, bits
from grading.messages import Message, _, say
from grading.plain import message_as_data
from grading.properties.declared import Property
from grading.properties.judging import Asked, Judged, judge, judge_everywhere
from grading.properties.predicates import PredicateFailed, Question, ask
from grading.properties.reading import BITS, CUT_OFF, EXACT, NEARLY, ROUNDED, Decimals, Reading, has_decimals
from grading.properties.said import Finding
from grading.verdict import Verdict, correct, error, incorrect, partially_correct, undecided

_POINT = re.compile(r"\d\.\d")


def grade(field: PropertyField, answer: Parts) -> Verdict:
    with bits(BITS):
        try:
            asked = _asked_in_sandbox(field, answer)
            judged = _best(field, answer, asked)
            return _verdict(field, answer, judged)
        except (Unsure, TooMuch):
            return undecided(say(_("We could not decide this in the time we give ourselves.")))
        except PredicateFailed as fault:
            text = _("Something broke on our side, not in your answer.")
            return error(say(text), details={"fault": str(fault), "reason": "fault"})


def _asked_in_sandbox(field: PropertyField, answer: Parts) -> Asked:
    """What the author's predicates find; without any, nothing is started."""
    asked = [declared for declared in field.properties if declared.key == PREDICATE]
    if not asked:
        return {}
    question = Question(field.predicates, field.value, dict(zip(field.parts, answer, strict=True)), field.given)
    found = ask(question, [declared.model_extra or {} for declared in asked])
    return {id(declared): finding for declared, finding in zip(asked, found, strict=True)}


def _best(field: PropertyField, answer: Parts, asked: Asked) -> Judged:
    """The answer as it was typed, or its decimals as rounded or cut off numbers, whichever earns most."""
    if field.is_symbolic:
        return judge_everywhere(field.properties, readings_of(field, answer), field.given, field.define, asked)
    best = _judge(field, answer, None, field.digits, asked)
    for decimals in (ROUNDED, CUT_OFF) if not best.all_hold and _decimals(answer) else ():
        other = _judge_if_sure(field, answer, decimals, field.digits, asked)
        # what fails in spite of rounding is worth telling, not what rounding alone makes fail
        is_plainer = decimals is ROUNDED and other is not None and other.score == best.score
        if other is not None and not best.all_hold and (other.all_hold or other.score > best.score or is_plainer):
            best = other
        elif other is not None and not best.all_hold and other.score == best.score:
            best = _clearer(best, other)
    return best


def _clearer(best: Judged, rounded: Judged) -> Judged:
    """Of two that earn the same, the one that fails less early: rounded factors are not called far from orthonormal."""
    same = [one.holds == other.holds for (_p, one), (_q, other) in zip(best.findings, rounded.findings, strict=True)]
    return rounded if best.reading.sight == EXACT and all(same) else best


def _judge(field: PropertyField, answer: Parts, decimals: Decimals | None, fewest: int, asked: Asked) -> Judged:
    reading = reading_of(field, answer, decimals, fewest)
    exact = None if decimals is None else reading_of(field, answer)
    return judge(field.properties, reading, field.given, field.define, asked, exact)


def _judge_if_sure(field: PropertyField, answer: Parts, decimals: Decimals, fewest: int, asked: Asked) -> Judged | None:
    """What rounded numbers of so many digits earn; None when their digits leave too much open."""
    try:
        return _judge(field, answer, decimals, fewest, asked)
    except Unsure:
        return None


def _decimals(answer: Parts) -> bool:
    return any(has_decimals(entry) for part in answer for row in part for entry in row)


def _verdict(field: PropertyField, answer: Parts, judged: Judged) -> Verdict:
    details = {"properties": [_as_data(declared, finding) for declared, finding in judged.findings]}
    if judged.all_hold:
        return correct(details=details)
    failed = [(declared, finding) for declared, finding in judged.findings if not finding.holds]
    pattern = _pattern(field, judged.reading)
    messages = [*_fulfilled(judged), *([Message(pattern.says)] if pattern else [])]
    too_few = _too_few_digits(field, answer, judged)
    for declared, finding in failed:
        # What only too few digits make fail is not said to be wrong otherwise.
        explained = too_few is not None or pattern is not None
        messages += _words(declared, finding, explained=explained) if finding.residual or not too_few else []
    about_digits = too_few or _about_points(field, answer) or _about_last_digits(field, answer, judged)
    messages = [*{str(said): said for said in messages}.values(), *([about_digits] if about_digits else [])]
    slips = [name for declared, finding in failed for name in (declared.name or finding.slip,) if name]
    names = (pattern.name,) if pattern else tuple(dict.fromkeys(slips))
    if judged.score > 0:
        return partially_correct(judged.score, *messages, misconceptions=names, details=details)
    return incorrect(*messages, misconceptions=names, details=details)


def _fulfilled(judged: Judged) -> list[Message]:
    """What is right comes first."""
    titles = [declared.shown_title for declared, finding in judged.findings if finding.holds]
    if not titles or not judged.score:
        return []
    return [say(_("Fulfilled: %(titles)s."), titles=", ".join(titles))]


def _words(declared: Property, finding: Finding, *, explained: bool) -> list[Message]:
    said = [Message(declared.says)] if declared.says and not explained else []
    if finding.residual:
        return [*said, finding.residual, *([finding.where] if finding.where else [])]
    return said or [say(_("Not fulfilled: %(title)s."), title=declared.shown_title)]


def _as_data(declared: Property, finding: Finding) -> dict[str, Any]:
    return {
        "title": message_as_data(Message(declared.shown_title)),
        "holds": finding.holds,
        "credit": declared.credit,
        "residual": finding.residual and message_as_data(finding.residual),
    }


def _pattern(field: PropertyField, reading: Reading) -> Pattern | None:
    """The first misconception that the answer shows."""
    return next((pattern for pattern in field.misconceptions if _shows(field, pattern, reading)), None)


def _shows(field: PropertyField, pattern: Pattern, reading: Reading) -> bool:
    if pattern.when and _has_all(field, pattern, reading):
        return True
    if pattern.answer is None:
        return False
    try:
        other = _other_reading(field, read_answer(field, answers.as_typed(pattern.answer)), reading)
    except (AnswerError, Undefined):
        return False
    shapes = [[len(row) for row in part] for part in reading.parts] == [[len(row) for row in p] for p in other.parts]
    return shapes and all(map(reading.sight.same, reading.entries, other.entries))


def _other_reading(field: PropertyField, answer: Parts, reading: Reading) -> Reading:
    """The answer of a misconception, looked at where the learner's is."""
    if not field.is_symbolic:
        return reading_of(field, answer)
    parts = tuple(
        tuple(tuple(Evaluator(REAL, reading.point).value(entry.tree) for entry in row) for row in part)
        for part in answer
    )
    return Reading(parts)


def _has_all(field: PropertyField, pattern: Pattern, reading: Reading) -> bool:
    """Whether all its properties surely hold; what cannot be told explains nothing."""
    try:
        return all(one.find(reading, field.given, field.define).holds for one in pattern.when)
    except (Unsure, TooMuch):
        return False


def _about_points(field: PropertyField, answer: Parts) -> Message | None:
    """What is said of decimals that stand for nothing but themselves."""
    if not any(_POINT.search(to_text(entry.tree)) for part in answer for row in part for entry in row):
        return None
    if field.is_symbolic:
        return say(_("Decimals in formulas count as exact: write fractions and roots."))
    if field.complex and not _decimals(answer):
        return say(_("Decimals in complex numbers count as exact: write fractions and roots."))
    return None


def _too_few_digits(field: PropertyField, answer: Parts, judged: Judged) -> Message | None:
    """What is said where more digits could have made it right."""
    if not _would_hold(field, answer, judged, ROUNDED, 1):
        return None
    text = _(
        "With so few digits it counts as typed and does not hold. Enter fractions, roots or at least %(digits)d digits."
    )
    return say(text, digits=field.digits)


def _about_last_digits(field: PropertyField, answer: Parts, judged: Judged) -> Message | None:
    """What is said where better digits would have made it right."""
    if not _would_hold(field, answer, judged, NEARLY, field.digits):
        return None
    return say(_("This is near, but the last digits are not all right. Round at the end only."))


def _would_hold(field: PropertyField, answer: Parts, judged: Judged, decimals: Decimals, fewest: int) -> bool:
    """Whether all would hold if decimals of so many digits stood for more."""
    if field.is_symbolic or not _decimals(answer):
        return False
    asked = {id(declared): finding for declared, finding in judged.findings if declared.key == PREDICATE}
    found = _judge_if_sure(field, answer, decimals, fewest, asked)
    return found is not None and found.all_hold


def show(field: PropertyField, answer: Parts) -> str:
    return answers.show(field.value, tuple(field.parts), field.entry_names, answer)


KIND = Kind(
    "property",
    _("Any answer with properties"),
    PropertyField,
    read_answer,
    grade,
    show,
    lambda field: answers.reference(field.value, field.reference),
    longest=20_000,
    runs_code=lambda field: bool(field.get("predicates")),
    check=PropertyField.check_reference,
)
