"""Any answer with the asked properties: a basis, an eigenvector, a factorisation, a counterexample."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from pydantic import Field as Key, model_validator

from grading.errors import AnswerError
from grading.kinds import answers
from grading.kinds.answers import Parts
from grading.kinds.base import Field, Kind, Misconception, Raw
from grading.kinds.matrix import MatrixField
from grading.maths.values import TooMuch, Unsure, bits
from grading.messages import Message, _, say
from grading.plain import message_as_data
from grading.properties.declared import Property
from grading.properties.formulas import check_formula
from grading.properties.reading import BITS, EXACT, Reading, Sight, exact_value, has_decimals, rounded_value
from grading.properties.said import Finding
from grading.verdict import Verdict, correct, incorrect, partially_correct, undecided

Value = Literal["vector", "matrix", "basis", "number", "tuple", "factorisation"]


class Pattern(Misconception):
    """A misconception that an answer shows when it equals `answer` or has all properties in `when`."""

    when: tuple[Property, ...] = ()


class PropertyField(Field):
    """An answer earns the credit of the properties that it has; `reference` is one answer that has them all."""

    value: Value
    reference: Any
    properties: tuple[Property, ...] = Key(min_length=1)
    given: Mapping[str, Any] = Key(default={}, description="Name -> number or matrix that properties mention.")
    entries: str | tuple[str, ...] = Key(
        default="x", description="What `holds` calls the entries: their names row by row, or a letter before indices."
    )
    define: Mapping[str, str] = Key(default={}, description="Functions and values for `holds`: f(x) -> formula.")
    digits: int = Key(default=3, ge=1, le=30, description="Digits from which a decimal counts as a rounded number.")
    hide_shape: bool = Key(default=False, description="The shape is part of the question.")
    misconceptions: tuple[Pattern, ...] = ()

    @model_validator(mode="after")
    def makes_sense(self) -> "PropertyField":
        """The reference can be read, and every property can be asked of it."""
        if not any(declared.credit for declared in self.properties):
            raise ValueError("no property has any credit")
        answer = self._read_reference()
        patterns = tuple(declared for pattern in self.misconceptions for declared in pattern.when)
        with bits(BITS):
            reading = _reading(self, answer, EXACT)
            for declared in (*self.properties, *patterns):
                if declared.key == "holds":
                    self._check_holds(declared, reading)
                try:
                    declared.find(reading, self.given, self.define)
                except (Unsure, TooMuch) as problem:
                    raise ValueError(f"the property {declared.key} cannot be decided for the reference") from problem
        return self

    def _read_reference(self) -> Parts:
        try:
            return parse(self, reference(self))
        except AnswerError as problem:
            raise ValueError(f"the reference {self.reference!r} cannot be read: {problem}") from problem

    def _check_holds(self, declared: Property, reading: Reading) -> None:
        if self.hide_shape or self.value == "basis":
            raise ValueError("`holds` needs to know the shape of the answer")
        if len(reading.names) != len(reading.entries):
            raise ValueError(f"`entries` has {len(reading.names)} names for {len(reading.entries)} numbers")
        check_formula(declared.said(self.given, self.define), reading.names)

    @cached_property
    def parts(self) -> dict[str, MatrixField]:
        """The shape of each part of the answer: one, or the factors by name."""
        return answers.parts(self.value, self.reference, hide_shape=self.hide_shape)

    @cached_property
    def entry_names(self) -> tuple[str, ...]:
        """The names that the author gave to the entries; () for a letter with indices."""
        return () if isinstance(self.entries, str) else self.entries


@dataclass(frozen=True)
class Judged:
    """What became of every property in one reading of the answer."""

    reading: Reading
    findings: tuple[tuple[Property, Finding], ...]

    @property
    def score(self) -> float:
        if any(declared.required and not finding.holds for declared, finding in self.findings):
            return 0.0
        earned = sum(declared.credit for declared, finding in self.findings if finding.holds)
        return earned / sum(declared.credit for declared, _finding in self.findings)

    @property
    def all_hold(self) -> bool:
        return all(finding.holds for _declared, finding in self.findings)


def parse(field: PropertyField, raw: Raw) -> Parts:
    return answers.parse(field.value, field.parts, field.entry_names, raw)


def grade(field: PropertyField, answer: Parts) -> Verdict:
    with bits(BITS):
        try:
            judged = _best(field, answer)
            return _verdict(field, answer, judged)
        except (Unsure, TooMuch):
            return undecided(say(_("We could not decide this in the time we give ourselves.")))


def _best(field: PropertyField, answer: Parts) -> Judged:
    """The answer as it was typed, or its decimals as rounded numbers, whichever earns more."""
    exact = _judge(field, _reading(field, answer, EXACT))
    if exact.all_hold or not _decimals(answer):
        return exact
    rounded = _judge_rounded(field, answer, field.digits)
    if rounded is None:
        return exact
    return rounded if rounded.all_hold or rounded.score > exact.score else exact


def _judge(field: PropertyField, reading: Reading) -> Judged:
    found = ((declared, declared.find(reading, field.given, field.define)) for declared in field.properties)
    return Judged(reading, tuple(found))


def _judge_rounded(field: PropertyField, answer: Parts, fewest: int) -> Judged | None:
    """What rounded numbers of so many digits earn; None when their digits leave too much open."""
    try:
        return _judge(field, _reading(field, answer, Sight(rounded=True), fewest))
    except Unsure:
        return None


def _decimals(answer: Parts) -> bool:
    return any(has_decimals(entry) for part in answer for row in part for entry in row)


def _reading(field: PropertyField, answer: Parts, sight: Sight, fewest: int = 1) -> Reading:
    read = (lambda typed: rounded_value(typed, fewest)) if sight.rounded else exact_value
    parts = tuple(tuple(tuple(map(read, row)) for row in part) for part in answer)
    return Reading(parts, answers.names(field.entries, tuple(field.parts), parts), tuple(field.parts), sight)


def _verdict(field: PropertyField, answer: Parts, judged: Judged) -> Verdict:
    details = {"properties": [_as_data(declared, finding) for declared, finding in judged.findings]}
    if judged.all_hold:
        return correct(details=details)
    failed = [(declared, finding) for declared, finding in judged.findings if not finding.holds]
    pattern = _pattern(field, judged.reading)
    messages = [*_fulfilled(judged), *([Message(pattern.says)] if pattern else [])]
    for declared, finding in failed:
        messages += _words(declared, finding, explained=pattern is not None)
    if _is_too_short(field, answer):
        messages.append(
            say(
                _("With so few digits this cannot be told. Enter fractions, roots or at least %(digits)d digits."),
                digits=field.digits,
            )
        )
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
        return [*said, finding.residual]
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
        other = _reading(field, parse(field, answers.as_typed(pattern.answer)), EXACT)
    except AnswerError:
        return False
    shapes = [[len(row) for row in part] for part in reading.parts] == [[len(row) for row in p] for p in other.parts]
    return shapes and all(map(reading.sight.same, reading.entries, other.entries))


def _has_all(field: PropertyField, pattern: Pattern, reading: Reading) -> bool:
    """Whether all its properties surely hold; what cannot be told explains nothing."""
    try:
        return all(one.find(reading, field.given, field.define).holds for one in pattern.when)
    except (Unsure, TooMuch):
        return False


def _is_too_short(field: PropertyField, answer: Parts) -> bool:
    """Whether more digits might have made it right."""
    if not _decimals(answer):
        return False
    rough = _judge_rounded(field, answer, 1)
    return rough is not None and rough.all_hold


def show(field: PropertyField, answer: Parts) -> str:
    return answers.show(field.value, tuple(field.parts), field.entry_names, answer)


def reference(field: PropertyField) -> Raw:
    return answers.reference(field.value, field.reference)


KIND = Kind("property", _("Any answer with properties"), PropertyField, parse, grade, show, reference, longest=20_000)
