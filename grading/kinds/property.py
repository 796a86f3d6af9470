"""Any answer with the asked properties: a basis, an eigenvector, a factorisation, a counterexample."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Literal

from pydantic import Field as Key, model_validator

from grading.errors import AnswerError
from grading.faults import unreadable
from grading.kinds import answers
from grading.kinds.answers import Parts
from grading.kinds.base import Field, Kind, Misconception, Raw
from grading.kinds.matrix import MatrixField
from grading.maths import numbers
from grading.maths.domains import Domain, read_domains
from grading.maths.linear import Matrix, transposed
from grading.maths.printing import to_text
from grading.maths.reals import REAL
from grading.maths.values import Evaluator, TooMuch, Undefined, Unsure, bits
from grading.messages import Message, _, say
from grading.plain import message_as_data
from grading.properties.declared import Property
from grading.properties.formulas import check_formula
from grading.properties.judging import Asked, Judged, judge, judge_everywhere
from grading.properties.points import has_value, points, shown_point
from grading.properties.predicates import PredicateFailed, Question, ask, check_source
from grading.properties.reading import (
    BITS,
    CUT_OFF,
    EXACT,
    NEARLY,
    ROUNDED,
    Decimals,
    Reading,
    Sight,
    has_decimals,
    read_column,
)
from grading.properties.said import Finding
from grading.verdict import Verdict, correct, error, incorrect, partially_correct, undecided

Value = Literal["vector", "matrix", "basis", "number", "tuple", "factorisation", "formulas"]
PREDICATE = "predicate"
_POINT = re.compile(r"\d\.\d")


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
    symbols: Mapping[str, Any] = Key(default={}, description="Name -> domain, for entries that are formulas.")
    complex: bool = Key(default=False, description="Entries may be complex numbers, such as 1 + 2i.")
    free: tuple[str, ...] = Key(default=(), description="Which of the symbols the answer may hold; all when empty.")
    predicates: str = Key(default="", description="Source of the author's own predicates, from predicate.py.")
    hide_shape: bool = Key(default=False, description="The shape is part of the question.")
    misconceptions: tuple[Pattern, ...] = ()

    @model_validator(mode="after")
    def makes_sense(self) -> "PropertyField":
        """The reference can be read, and every property can be asked of it."""
        if not any(declared.credit for declared in self.properties):
            raise ValueError("no property has any credit")
        self._check_symbols()
        answer = self._read_reference()
        with bits(BITS):
            self._check_properties(answer)
        return self

    def _check_symbols(self) -> None:
        if (self.free or self.value == "formulas") and not self.symbols:
            raise ValueError("formulas need `symbols`")
        if unknown := [name for name in self.free if name not in self.symbols]:
            raise ValueError(f"`free` names `{unknown[0]}`, which is no symbol")
        if any(domain.sort == "complex" for domain in self.domains.values()):
            raise ValueError("symbols of entries are real")
        if self.complex and self.symbols:
            raise ValueError("entries are formulas in `symbols` or complex numbers, not both")

    def _check_properties(self, answer: Parts) -> None:
        """Every property can be asked of the reference; a predicate is asked in the sandbox only."""
        patterns = tuple(declared for pattern in self.misconceptions for declared in pattern.when)
        reading = next(_readings(self, answer), None) if self.is_symbolic else _reading(self, answer)
        if not isinstance(reading, Reading):
            raise ValueError("the reference has no value at the points that are tried")
        for declared in (*self.properties, *patterns):
            if self.complex and not declared.is_of_complex:
                raise ValueError(f"the property {declared.key} is not asked of complex numbers")
            if declared.key == PREDICATE:
                self._check_predicate(declared, patterns)
                continue
            if declared.key == "holds":
                self._check_holds(declared, reading)
            try:
                declared.find(reading, self.given, self.define)
            except (Unsure, TooMuch, Undefined) as problem:
                raise ValueError(f"the property {declared.key} cannot be decided for the reference") from problem

    def _check_predicate(self, declared: Property, patterns: tuple[Property, ...]) -> None:
        if declared in patterns:
            raise ValueError("a misconception cannot be shown by a predicate")
        check_source(self.predicates, str((declared.model_extra or {})[PREDICATE]))

    def _read_reference(self) -> Parts:
        try:
            return parse(self, reference(self))
        except AnswerError as problem:
            raise unreadable("the reference", self.reference, problem, "reference") from problem

    def _check_holds(self, declared: Property, reading: Reading) -> None:
        if self.hide_shape or self.value in ("basis", "formulas"):
            raise ValueError("`holds` needs to know the shape of the answer")
        if len(reading.names) != len(reading.entries):
            raise ValueError(f"`entries` has {len(reading.names)} names for {len(reading.entries)} numbers")
        check_formula(declared.said(self.given, self.define), (*reading.names, *self.symbols))

    @cached_property
    def parts(self) -> dict[str, MatrixField]:
        """The shape of each part of the answer: one, or the factors by name."""
        return answers.parts(
            self.value,
            self.reference,
            hide_shape=self.hide_shape or self.value == "formulas",
            symbolic=self.is_symbolic or self.complex,
        )

    @property
    def is_symbolic(self) -> bool:
        """Whether entries are formulas in declared symbols."""
        return bool(self.symbols)

    @property
    def names_in_answers(self) -> tuple[str, ...]:
        return self.free or tuple(self.symbols)

    @cached_property
    def domains(self) -> dict[str, Domain]:
        return read_domains(self.symbols)

    @cached_property
    def symbolic_reference(self) -> Parts:
        return self._read_reference()

    @cached_property
    def entry_names(self) -> tuple[str, ...]:
        """The names that the author gave to the entries; () for a letter with indices."""
        return () if isinstance(self.entries, str) else self.entries


def parse(field: PropertyField, raw: Raw) -> Parts:
    names = field.names_in_answers if field.is_symbolic else None
    read = numbers.read_complex if field.complex else numbers.read
    diagonals = any(declared.has_diagonal_factor for declared in field.properties)
    return answers.parse(field.value, field.parts, field.entry_names, raw, names, read, diagonals=diagonals)


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
        return judge_everywhere(field.properties, _readings(field, answer), field.given, field.define, asked)
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
    reading = _reading(field, answer, decimals, fewest)
    exact = None if decimals is None else _reading(field, answer)
    return judge(field.properties, reading, field.given, field.define, asked, exact)


def _judge_if_sure(field: PropertyField, answer: Parts, decimals: Decimals, fewest: int, asked: Asked) -> Judged | None:
    """What rounded numbers of so many digits earn; None when their digits leave too much open."""
    try:
        return _judge(field, answer, decimals, fewest, asked)
    except Unsure:
        return None


def _decimals(answer: Parts) -> bool:
    return any(has_decimals(entry) for part in answer for row in part for entry in row)


def _reading(field: PropertyField, answer: Parts, decimals: Decimals | None = None, fewest: int = 1) -> Reading:
    alone = field.value in ("number", "tuple")
    parts = tuple(
        transposed(tuple(read_column(one, decimals, fewest, alone=alone) for one in transposed(part)))
        for part in answer
    )
    sight = EXACT if decimals is None else Sight(rounded=True)
    return Reading(parts, _names(field, parts), tuple(field.parts), sight)


def _names(field: PropertyField, parts: Sequence[Matrix]) -> tuple[str, ...]:
    # a list of formulas may have any length, so its entries have no names
    return () if field.value == "formulas" else answers.names(field.entries, tuple(field.parts), parts)


def _readings(field: PropertyField, answer: Parts) -> Iterator[Reading | Message]:
    """The answer at each point; what is said where it has no value."""
    trees = tuple(entry.tree for part in answer for row in part for entry in row)
    own = tuple(entry.tree for part in field.symbolic_reference for row in part for entry in row)
    for point in points((*trees, *own), field.domains):
        if not all(has_value(tree, point) for tree in own):
            continue
        if not all(has_value(tree, point) for tree in trees):
            yield say(_("The answer has no value at %(point)s."), point=shown_point(point))
            return
        parts = tuple(
            tuple(tuple(Evaluator(REAL, point).value(entry.tree) for entry in row) for row in part) for part in answer
        )
        yield Reading(parts, _names(field, parts), tuple(field.parts), EXACT, trees, point)


def _verdict(field: PropertyField, answer: Parts, judged: Judged) -> Verdict:
    details = {"properties": [_as_data(declared, finding) for declared, finding in judged.findings]}
    if judged.all_hold:
        return correct(details=details)
    failed = [(declared, finding) for declared, finding in judged.findings if not finding.holds]
    pattern = _pattern(field, judged.reading)
    messages = [*_fulfilled(judged), *([Message(pattern.says)] if pattern else [])]
    too_few = _too_few_digits(field, answer, judged)
    # What only too few digits make fail is not said to be wrong otherwise.
    for declared, finding in [] if too_few else failed:
        messages += _words(declared, finding, explained=pattern is not None)
    about_digits = too_few or _about_points(field, answer) or _about_last_digits(field, answer, judged)
    messages += [about_digits] if about_digits else []
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
        other = _other_reading(field, parse(field, answers.as_typed(pattern.answer)), reading)
    except (AnswerError, Undefined):
        return False
    shapes = [[len(row) for row in part] for part in reading.parts] == [[len(row) for row in p] for p in other.parts]
    return shapes and all(map(reading.sight.same, reading.entries, other.entries))


def _other_reading(field: PropertyField, answer: Parts, reading: Reading) -> Reading:
    """The answer of a misconception, looked at where the learner's is."""
    if not field.is_symbolic:
        return _reading(field, answer)
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
    text = _("With so few digits this cannot be told. Enter fractions, roots or at least %(digits)d digits.")
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


def reference(field: PropertyField) -> Raw:
    return answers.reference(field.value, field.reference)


KIND = Kind(
    "property",
    _("Any answer with properties"),
    PropertyField,
    parse,
    grade,
    show,
    reference,
    longest=20_000,
    runs_code=lambda field: bool(field.get("predicates")),
)
