"""What a field of kind `property` says, and how an answer to it is read."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from typing import Any, Literal, NoReturn

from pydantic import Field as Key, PrivateAttr, model_validator

from grading.errors import AnswerError, DefinitionError
from grading.faults import unreadable
from grading.kinds import answers
from grading.kinds.answers import Parts
from grading.kinds.base import Field, Misconception, Raw
from grading.kinds.matrix import MatrixField
from grading.maths import numbers
from grading.maths.domains import Domain, read_domains
from grading.maths.linear import Matrix, transposed
from grading.maths.reals import REAL
from grading.maths.values import Evaluator, TooMuch, Undefined, Unsure, bits
from grading.messages import Message, _, say
from grading.properties.declared import Property
from grading.properties.factors import check_order
from grading.properties.formulas import check_formula
from grading.properties.judging import judge
from grading.properties.points import has_value, points, shown_point
from grading.properties.predicates import check_source
from grading.properties.reading import BITS, CUT_OFF, EXACT, NEARLY, ROUNDED, Decimals, Reading, Sight, read_column
from grading.properties.said import Finding

Value = Literal["vector", "matrix", "basis", "number", "tuple", "factorisation", "formulas"]
PREDICATE = "predicate"


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
    _failed: list[tuple[Property, Finding]] = PrivateAttr(default_factory=list)

    @model_validator(mode="after")
    def makes_sense(self) -> "PropertyField":
        """The reference can be read, and every property can be asked of it."""
        if not any(declared.credit for declared in self.properties):
            raise ValueError("no property has any credit")
        if self.value == "vector" and isinstance(self.reference, str):
            raise ValueError("the reference of a vector is a list, as in [1, 0]")
        self._check_symbols()
        self._check_entries()
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

    def _check_entries(self) -> None:
        """The names that the author gives to the entries are as many as the entries."""
        numbers_asked = sum(rows * columns for rows, columns in (part.shape for part in self.parts.values()))
        is_any_length = self.hide_shape or self.value in ("basis", "formulas")
        if self.entry_names and not is_any_length and len(self.entry_names) != numbers_asked:
            have, want = len(self.entry_names), numbers_asked
            problem = f"there {'is 1 name' if have == 1 else f'are {have} names'} for {want} number{'s' * (want != 1)}"
            remedy = "Write a name for each number of the reference, or one letter: `entries: x` names x1, x2."
            raise DefinitionError(problem, where="entries", remedy=remedy)

    def _check_properties(self, answer: Parts) -> None:
        """Every property can be asked of the reference; a predicate is asked in the sandbox only."""
        patterns = tuple(declared for pattern in self.misconceptions for declared in pattern.when)
        reading = next(readings_of(self, answer), None) if self.is_symbolic else reading_of(self, answer)
        if not isinstance(reading, Reading):
            raise ValueError("the reference has no value at the points that are tried")
        for declared in (*self.properties, *patterns):
            try:
                found = self._check_property(declared, reading, patterns)
            except ValueError as problem:
                raise DefinitionError(str(problem), where=self._place_of(declared)) from problem
            if found is not None and not found.holds and declared.required and declared not in patterns:
                self._failed.append((declared, found))

    def check_reference(self) -> None:
        """Raise DefinitionError where the reference lacks what is required of an answer."""
        with bits(BITS):
            if self._failed and not self._holds_rounded(self._read_reference()):
                self._refuse_reference(*self._failed[0])

    def _holds_rounded(self, answer: Parts) -> bool:
        """Whether the decimals of the reference are near to numbers that have all that is required."""
        asked = [declared for declared in self.properties if declared.required and declared.key != PREDICATE]
        for decimals in () if self.is_symbolic else (ROUNDED, CUT_OFF, NEARLY):
            reading = reading_of(self, answer, decimals, self.digits)
            with suppress(Unsure, TooMuch, Undefined):
                if judge(asked, reading, self.given, self.define, {}, reading_of(self, answer)).all_hold:
                    return True
        return False

    def _refuse_reference(self, declared: Property, found: Finding) -> NoReturn:
        problem = f"the reference does not have the property {declared.key}"
        if found.residual is not None:
            problem += f": {found.residual}"
        raise DefinitionError(problem, where=self._place_of(declared), remedy="Mend the reference or the property.")

    def _check_property(self, declared: Property, reading: Reading, patterns: tuple[Property, ...]) -> Finding | None:
        if self.complex and not declared.is_of_complex:
            raise ValueError(f"the property {declared.key} is not asked of complex numbers")
        if declared.key == PREDICATE:
            self._check_predicate(declared, patterns)
            return None
        if declared.key == "holds":
            self._check_holds(declared, reading)
        if (declared.model_extra or {}).get("factorisation") == "eigen":
            check_order(reading)
        try:
            return declared.find(reading, self.given, self.define)
        except (Unsure, TooMuch, Undefined) as problem:
            raise ValueError(f"the property {declared.key} cannot be decided for the reference") from problem

    def _place_of(self, declared: Property) -> str:
        """The path of a property in the field."""
        for i, one in enumerate(self.properties):
            if one is declared:
                return f"properties.{i}"
        places = (f"misconceptions.{i}.when.{j}" for i, j, one in self._patterns() if one is declared)
        return next(places, "misconceptions")

    def _patterns(self) -> Iterator[tuple[int, int, Property]]:
        for i, pattern in enumerate(self.misconceptions):
            yield from ((i, j, one) for j, one in enumerate(pattern.when))

    def _check_predicate(self, declared: Property, patterns: tuple[Property, ...]) -> None:
        if declared in patterns:
            raise ValueError("a misconception cannot be shown by a predicate")
        check_source(self.predicates, str((declared.model_extra or {})[PREDICATE]))

    def _read_reference(self) -> Parts:
        try:
            return read_answer(self, answers.reference(self.value, self.reference))
        except AnswerError as problem:
            raise unreadable("the reference", self.reference, problem, "reference") from problem

    def _check_holds(self, declared: Property, reading: Reading) -> None:
        if self.hide_shape or self.value in ("basis", "formulas"):
            raise ValueError("`holds` needs to know the shape of the answer")
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

    @cached_property
    def asked(self) -> frozenset[str]:
        """The keys of all properties."""
        return frozenset(declared.key for declared in self.properties)

    @cached_property
    def required_keys(self) -> frozenset[str]:
        """The keys of the properties without which nothing is earned."""
        return frozenset(declared.key for declared in self.properties if declared.required)

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


def read_answer(field: PropertyField, raw: Raw) -> Parts:
    """The entries of every part. Raises AnswerError."""
    names = field.names_in_answers if field.is_symbolic else None
    read = numbers.read_complex if field.complex else numbers.read
    places = (declared.diagonal_factor for declared in field.properties)
    diagonal = next((place for place in places if place is not None and place < len(field.parts)), None)
    return answers.parse(field.value, field.parts, field.entry_names, raw, names, read, diagonal=diagonal)


def reading_of(field: PropertyField, answer: Parts, decimals: Decimals | None = None, fewest: int = 1) -> Reading:
    """The values of an answer; decimals: what they may be rounded from, where they have the fewest digits for that."""
    alone = field.value in ("number", "tuple")
    parts = tuple(
        transposed(tuple(read_column(one, decimals, fewest, alone=alone) for one in transposed(part)))
        for part in answer
    )
    sight = EXACT if decimals is None else Sight(rounded=True)
    return Reading(
        parts,
        _names(field, parts),
        tuple(field.parts),
        sight,
        value=field.value,
        asked=field.asked,
        required=field.required_keys,
    )


def _names(field: PropertyField, parts: Sequence[Matrix]) -> tuple[str, ...]:
    # a list of formulas may have any length, so its entries have no names
    return () if field.value == "formulas" else answers.names(field.entries, tuple(field.parts), parts)


def readings_of(field: PropertyField, answer: Parts) -> Iterator[Reading | Message]:
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
        yield Reading(
            parts, _names(field, parts), tuple(field.parts), EXACT, trees, point, value=field.value, asked=field.asked
        )
