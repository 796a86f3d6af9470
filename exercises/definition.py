"""An exercise's files as a validated object; what is wrong is named with file, line and remedy."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import ValidationError

from exercises.bundle import check_files
from exercises.exercise_yaml import RESERVED, ExerciseYaml, Part
from exercises.located_yaml import KeyPath, Located, read_yaml
from grading.errors import DefinitionError
from grading.faults import faults, short
from grading.kinds import KINDS
from grading.kinds.code import CodeLimits
from grading.nearest import did_you_mean, nearest

EXERCISE_YAML = "exercise.yaml"
# What the programs of one exercise may use together, so that a worker is never killed while it judges them.
MOST_SECONDS = 60
# kind -> key of a field -> the file that its source stands in.
SOURCE_FILES: dict[str, dict[str, str]] = {
    "code": {"starter": "starter.py", "reference": "reference.py", "tests": "tests.py"},
    "property": {"predicates": "predicate.py"},
}


@dataclass(frozen=True)
class Definition:
    """One exercise as its author wrote it, before any parameter is drawn."""

    yaml: ExerciseYaml
    files: Mapping[str, str]
    located: Located

    @property
    def fixed(self) -> bool:
        """Whether it has one variant only."""
        return "variant.py" not in self.files

    @property
    def parts(self) -> list[Part]:
        return self.yaml.parts or []

    @cached_property
    def fields(self) -> dict[str, dict[str, Any]]:
        """name -> mapping, through all parts; code fields with the sources from their files."""
        return {name: self._with_sources(field) for name, field in self.yaml.all_fields.items()}

    @property
    def templates(self) -> dict[str, dict[str, Any]]:
        """The fields without sources, which are no templates: `{{` is Python there."""
        return {
            name: {key: value for key, value in field.items() if key not in _source_files(field)}
            for name, field in self.yaml.all_fields.items()
        }

    def sources(self, name: str) -> dict[str, str]:
        """The sources of a field, from their files."""
        field = self.fields[name]
        return {key: field[key] for key in _source_files(self.yaml.all_fields[name]) if key in field}

    def where(self, path: KeyPath) -> str:
        """File and line of a path such as ("fields", "v", "rtol"), which leaves out the part."""
        return self.located.where(self._full(path))

    def summary(self) -> dict[str, Any]:
        """What lists show of a version."""
        yaml = self.yaml
        return {
            "title": yaml.title,
            "skills": list(yaml.skills),
            "difficulty": yaml.difficulty,
            "kinds": list(dict.fromkeys(field["kind"] for field in self.fields.values())),
            "marks": sum(field.get("marks", 1) for field in self.fields.values()),
            "hints": len(yaml.hints),
            "fixed": self.fixed,
            "solution_after": yaml.solution_after,
        }

    def _full(self, path: KeyPath) -> KeyPath:
        if len(path) > 1 and path[0] == "fields":
            for i, part in enumerate(self.parts):
                if path[1] in part.fields:
                    return ("parts", i, *path)
        return path

    def _with_sources(self, field: dict[str, Any]) -> dict[str, Any]:
        named = _source_files(field)
        return {**field, **{key: self.files[file] for key, file in named.items() if file in self.files}}


def read_definition(files: Mapping[str, str]) -> Definition:
    """The exercise in these files (name -> text). Raises DefinitionError for the first thing that is wrong."""
    found = read_or_explain(files)
    if isinstance(found, Definition):
        return found
    raise found[0]


def read_or_explain(files: Mapping[str, str]) -> Definition | list[DefinitionError]:
    """The exercise, or everything that is wrong with its files at once."""
    try:
        check_files(files)
        located = read_yaml(files[EXERCISE_YAML], EXERCISE_YAML)
    except DefinitionError as error:
        return [error]
    try:
        yaml = ExerciseYaml.model_validate(located.data)
    except ValidationError as error:
        told = [located.explain(fault) for fault in faults(ExerciseYaml, error, located.data)]
        return [*_misspelt_keys_of_samples(located), *told]
    definition = Definition(yaml, files, located)
    return list(_problems(definition)) or definition


def _misspelt_keys_of_samples(located: Located) -> Iterator[DefinitionError]:
    """A key of a sample may be any field's name, so pydantic only misses the one that was meant."""
    data = located.data if isinstance(located.data, Mapping) else {}
    listed, known = data.get("samples"), {*RESERVED, *_names_of_fields(data)}
    for i, sample in enumerate(listed if isinstance(listed, list) else ()):
        for key in sample if isinstance(sample, Mapping) else ():
            close = nearest(key, RESERVED) if key not in known else ""
            if close and close not in sample:
                where = located.where(("samples", i, key))
                yield DefinitionError(f"A sample has no key `{key}`.", where=where, remedy=f"Did you mean `{close}`?")


def _names_of_fields(data: Mapping[str, Any]) -> Iterator[str]:
    """The names of all fields, as far as they can be read."""
    listed = data.get("parts")
    for part in (data, *(listed if isinstance(listed, list) else ())):
        found = part.get("fields") if isinstance(part, Mapping) else None
        yield from found if isinstance(found, Mapping) else ()


def _problems(definition: Definition) -> Iterator[DefinitionError]:
    yield from _part_problems(definition)
    for name, field in definition.yaml.all_fields.items():
        yield from _field_problems(definition, name, field)
    yield from _time_problems(definition)
    yield from _sample_problems(definition)
    yield from _wrong_problems(definition)


def _part_problems(definition: Definition) -> Iterator[DefinitionError]:
    seen: set[str] = set()
    for i, part in enumerate(definition.parts):
        for name in part.fields:
            if name in seen:
                where = definition.where(("parts", i, "fields", name))
                yield DefinitionError(f"Two parts have a field `{name}`.", where=where, remedy="Rename one of them.")
            seen.add(name)


def _field_problems(definition: Definition, name: str, field: Mapping[str, Any]) -> Iterator[DefinitionError]:
    def problem(text: str, remedy: str, *path: str) -> DefinitionError:
        return DefinitionError(text, where=definition.where(("fields", name, *path)), remedy=remedy)

    if name in RESERVED or not name.isidentifier():
        yield problem(f"`{name}` cannot be the name of a field.", "Take a word of letters, digits and `_`.")
    kind = field.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        likely = [key for key in field if kind is None and did_you_mean(key, ["kind"]).startswith("Did")]
        if likely:
            yield problem(f"A field has no key `{likely[0]}`.", "Did you mean `kind`?", likely[0])
        else:
            yield problem(_unknown_kind(kind), _known_kinds(kind), "kind")
        return
    known = KINDS[kind].field.model_fields
    for key in field:
        if key not in known:
            yield problem(f"A field of kind {kind} has no key `{key}`.", did_you_mean(key, known), key)
    for file in _source_files(field).values():
        if file not in definition.files:
            yield DefinitionError(f"The file {file[:80]} is missing.", where=file[:80])
    if not isinstance(marks := field.get("marks", 1), int):
        text = f"Field `{name}`, `marks`: `{short(marks)}` is no whole number."
        yield problem(text, "Write a whole number from 1 to 100.", "marks")


def _time_problems(definition: Definition) -> Iterator[DefinitionError]:
    """A worker that judges longer than the queue allows is killed, and the answer with it."""
    programs = {name: field for name, field in definition.yaml.all_fields.items() if field.get("kind") == "code"}
    seconds = {name: _seconds(field) for name, field in programs.items()}
    if (together := sum(seconds.values())) > MOST_SECONDS:
        where = definition.where(("fields", max(seconds, key=lambda name: seconds[name]), "limits"))
        text = f"The programs of this exercise may run {together:g} s together; {MOST_SECONDS} s is the most."
        yield DefinitionError(text, where=where, remedy="Lower `limits.seconds`, or make two exercises of it.")


def _seconds(field: Mapping[str, Any]) -> float:
    """What a code field says in `limits.seconds`, if it says it well."""
    limits = field.get("limits")
    said = limits.get("seconds") if isinstance(limits, Mapping) else None
    return float(min(said, 2 * MOST_SECONDS)) if isinstance(said, int | float) else CodeLimits().seconds


def _source_files(field: Mapping[str, Any]) -> dict[str, str]:
    """key -> name of the file that holds this source of the field."""
    kind = field.get("kind")
    if kind == "property" and not _has_predicate(field):
        return {}
    files = SOURCE_FILES.get(kind, {}) if isinstance(kind, str) else {}
    return {key: str(field.get(key, file)) for key, file in files.items()}


def _has_predicate(field: Mapping[str, Any]) -> bool:
    """Whether a property is judged by the author's own predicate."""
    listed = field.get("properties")
    return isinstance(listed, list) and any(isinstance(one, Mapping) and "predicate" in one for one in listed)


def _unknown_kind(kind: Any) -> str:
    return "The field does not say its `kind`." if kind is None else f"There is no kind `{short(kind)}`."


def _known_kinds(kind: Any) -> str:
    return f"Write `kind: ...` with one of {', '.join(KINDS)}." if kind is None else did_you_mean(str(kind), KINDS)


def _sample_problems(definition: Definition) -> Iterator[DefinitionError]:
    for i, sample in enumerate(definition.yaml.samples):
        known = (*definition.fields, *RESERVED)
        for key in sample.answers:
            if key not in definition.fields:
                yield DefinitionError(
                    f"A sample answers `{key}`, which is no field.",
                    where=definition.where(("samples", i, key)),
                    remedy=did_you_mean(key, known),
                )
        for key in sample.each:
            if key not in definition.fields:
                yield DefinitionError(
                    f"A sample states the verdict of `{key}`, which is no field.",
                    where=definition.where(("samples", i, "each")),
                    remedy=did_you_mean(key, definition.fields),
                )


def _wrong_problems(definition: Definition) -> Iterator[DefinitionError]:
    listed = [wrong.file for wrong in definition.yaml.wrong]
    for i, file in enumerate(listed):
        if file not in definition.files:
            known = [name for name in definition.files if name.startswith("wrong/")]
            where = definition.where(("wrong", i, "file"))
            yield DefinitionError(f"There is no file {file}.", where=where, remedy=did_you_mean(file, known))
    for name in definition.files:
        if name.startswith("wrong/") and name not in listed:
            remedy = "List it under `wrong` with the verdict and the message that it must get."
            yield DefinitionError("exercise.yaml does not mention this file.", where=name, remedy=remedy)
