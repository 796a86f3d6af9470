"""One variant's texts and fields: made by the author's code in the sandbox, checked here, stored as plain data."""

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from exercises.definition import EXERCISE_YAML, Definition, read_definition
from grading import read_field
from grading.errors import DefinitionError, stopped
from grading.faults import place
from grading.nearest import did_you_mean
from grading.sandbox import ChildFailed, Limits, get_sandbox

PROMPT = "prompt.md"
VARIANT = "variant.py"
LIMITS = Limits(seconds=10.0, memory_mb=768)
LARGEST = 400_000
# Variants of one exercise that `make_many` makes in one process.
TOGETHER = 10
FIELD_LINE = re.compile(r"^[ \t]*\[\[field:(\w+)\]\][ \t]*$", re.MULTILINE)
_FIELD = re.compile(r"\[\[field:(\w+)\]\]")
_Markdown = Annotated[str, StringConstraints(max_length=100_000)]


@dataclass(frozen=True)
class Content:
    """What learners see and what is judged.

    prompt: Markdown in which each field has a line `[[field:name]]`. fields: name -> mapping ready for grading.
    parts: [{name, title, fields: [names]}], empty for an exercise without parts. samples: the author's, filled in.
    """

    prompt: str
    solution: str
    hints: list[str]
    parts: list[dict[str, Any]]
    fields: dict[str, dict[str, Any]]
    samples: list[dict[str, Any]]
    params: dict[str, Any]

    @property
    def marks(self) -> int:
        """What all fields are worth together."""
        return sum(field.get("marks", 1) for field in self.fields.values())

    def as_data(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Content":
        """What was stored, with the fields in the order of the prompt: PostgreSQL keeps no order of keys."""
        fields, placed = data["fields"], FIELD_LINE.findall(data["prompt"])
        ordered = {name: fields[name] for name in (*placed, *fields) if name in fields}
        return cls(**{**data, "fields": ordered})


class _Titled(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    title: str = Field(max_length=1000)


class _Made(BaseModel):
    """What comes out of the sandbox. The author's code ran in that process: nothing about it is taken for granted."""

    model_config = ConfigDict(extra="forbid", strict=True)

    prompt: _Markdown
    solution: _Markdown
    hints: list[_Markdown]
    parts: list[_Titled]
    fields: dict[str, dict[str, Any]]
    samples: list[dict[str, Any]]
    params: dict[str, Any]
    # field -> its keys that come from solve, for the blame
    solved: dict[str, list[str]]


class _Problem(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    what: str = Field(max_length=1000)
    file: str = Field(max_length=200)
    line: int
    path: list[str | int]


def make_content(files: Mapping[str, str], seed: int) -> Content:
    """The variant of these files with this seed. Raises DefinitionError."""
    return make(read_definition(files), seed)


def make(definition: Definition, seed: int) -> Content:
    """The variant of this exercise with this seed; a fixed exercise has seed 0 only. Raises DefinitionError."""
    payload = {**_payload(definition), "seed": seed}
    try:
        result = get_sandbox().call("exercises.authoring.variant:make", payload, limits=LIMITS)
    except ChildFailed as failure:
        raise _failed(definition, failure) from failure
    return _content(definition, result)


def make_many(definition: Definition, seeds: Sequence[int]) -> Iterator[tuple[int, Content | DefinitionError]]:
    """Each seed's variant, or what is wrong with it; several are made in one process, which is faster than `make`."""
    for first in range(0, len(seeds), TOGETHER):
        together = seeds[first : first + TOGETHER]
        payload = {**_payload(definition), "seeds": list(together)}
        try:
            results = get_sandbox().call("exercises.authoring.variant:make_many", payload, limits=LIMITS)
        except ChildFailed:
            # one of them is to blame: each alone, with all the time it may take
            results = None
        for i, seed in enumerate(together):
            yield seed, _content_or_error(definition, seed, results[i] if isinstance(results, list) else None)


def _content_or_error(definition: Definition, seed: int, result: Any) -> Content | DefinitionError:
    try:
        return make(definition, seed) if result is None else _content(definition, result)
    except DefinitionError as error:
        return error


def _content(definition: Definition, result: Any) -> Content:
    """What came out of the sandbox, checked."""
    if isinstance(result, dict) and "problem" in result:
        raise _blamed(definition, result["problem"])
    made = _read(result, PROMPT if definition.fixed else VARIANT)
    _check_shape(definition, made)
    fields = {
        name: _with_called(definition, {**made.fields[name], **definition.sources(name)}) for name in definition.fields
    }
    for name, field in fields.items():
        _check_field(definition, name, field, made.solved.get(name, []))
    return Content(
        prompt=_with_all_fields(made.prompt, list(fields), definition.files[PROMPT]),
        solution=made.solution,
        hints=made.hints,
        parts=[
            {"name": part.name, "title": titled.title, "fields": list(part.fields)}
            for part, titled in zip(definition.parts, made.parts, strict=True)
        ],
        fields=fields,
        samples=made.samples,
        params=made.params,
    )


def _with_called(definition: Definition, field: dict[str, Any]) -> dict[str, Any]:
    """A field that follows others with the names that messages call them by: (a), (b)."""
    follows = field.get("follows")
    if not isinstance(follows, Mapping):
        return field
    called = {name: f"({part.name})" for part in definition.parts for name in part.fields}
    return {**field, "follows": {"called": called, **follows}}


def _payload(definition: Definition) -> dict[str, Any]:
    """What the author's code needs; sources of code fields stay here."""
    return {
        "uuid": str(definition.yaml.uuid),
        "files": {name: text for name, text in definition.files.items() if name.endswith(".md") or name == VARIANT},
        "fields": definition.templates,
        "parts": [{"title": part.title} for part in definition.parts],
        "hints": list(definition.yaml.hints),
        "samples": samples(definition),
    }


def _check_shape(definition: Definition, made: _Made) -> None:
    """The author's code may fill in what exercise.yaml leaves open; it may not change what kind of exercise this is."""
    if set(made.fields) != set(definition.fields) or len(made.parts) != len(definition.parts):
        raise DefinitionError("The variant has other fields or parts than exercise.yaml.", where=VARIANT)
    for name, field in definition.fields.items():
        for key in ("kind", "marks"):
            if made.fields[name].get(key) != field.get(key):
                where = _in_solve(definition.files.get(VARIANT, ""), name)
                raise DefinitionError(f"solve changes the `{key}` of `{name}`.", where=where, remedy="Leave it out.")
    if [set(sample) for sample in made.samples] != [set(sample) for sample in samples(definition)]:
        raise DefinitionError("The variant has other samples than exercise.yaml.", where=VARIANT)


def samples(definition: Definition) -> list[dict[str, Any]]:
    """The author's samples as plain data, before parameters are filled in."""
    return [sample.model_dump(exclude_unset=True) for sample in definition.yaml.samples]


def _read(result: Any, where: str) -> _Made:
    try:
        # encoding refuses half a character, which databases refuse too
        text = json.dumps(result, allow_nan=False, ensure_ascii=False).encode()
        made = _Made.model_validate(result)
    except (TypeError, ValueError, RecursionError) as error:
        raise DefinitionError("The variant came out as something that cannot be stored.", where=where) from error
    if b"\\u0000" in text:
        raise DefinitionError("The variant holds a zero byte.", where=where)
    if len(text) > LARGEST:
        raise DefinitionError(f"The variant is larger than {LARGEST // 1000} kB.", where=where)
    return made


def _failed(definition: Definition, failure: ChildFailed) -> DefinitionError:
    problems = {
        "time": (
            f"Making a variant took longer than {LIMITS.seconds:g} seconds.",
            "Look for a loop that never ends; construct the numbers instead of drawing them until they fit.",
        ),
        "memory": (f"Making a variant took more than {LIMITS.memory_mb} MB.", "Draw smaller objects."),
        "output": ("Making a variant printed or returned too much.", "Take out the print calls, return less."),
        "killed": ("Making a variant was stopped from outside.", "It may have used too much memory."),
    }
    problem, remedy = problems.get(failure.reason, (f"Making a variant failed: {failure.detail[:500]}", ""))
    return DefinitionError(problem, where=PROMPT if definition.fixed else VARIANT, remedy=remedy)


def _blamed(definition: Definition, data: Any) -> DefinitionError:
    try:
        problem = _Problem.model_validate(data)
    except ValidationError:
        return DefinitionError("The variant came out as something that cannot be stored.", where=VARIANT)
    if problem.file == EXERCISE_YAML or not problem.file:
        return DefinitionError(problem.what, where=definition.where(tuple(problem.path)))
    return DefinitionError(problem.what, where=f"{problem.file}:{problem.line}" if problem.line else problem.file)


def _check_field(definition: Definition, name: str, field: Mapping[str, Any], solved: Collection[str]) -> None:
    """solved: which keys of the field come from solve, whose fault they are then."""
    try:
        read_field(field)
    except DefinitionError as error:
        inside = "" if error.where == "field" else error.where
        steps = [int(step) if step.isdigit() else step for step in inside.split(".") if step]
        problem = f"Field `{name}`" + (f", {place(steps)}" if steps else "") + f": {stopped(error.problem)}"
        if steps and steps[0] in solved:
            where = _in_solve(definition.files.get(VARIANT, ""), name)
            problem = f"solve returns for `{name}`, {place(steps)}: {stopped(error.problem)}"
            raise DefinitionError(problem, where=where, remedy=error.remedy) from error
        where = definition.where(("fields", name, *steps))
        is_drawn = not definition.fixed and "missing" in error.problem
        remedy = f"{error.remedy} Or let solve return it: `{{'{name}': ...}}`." if is_drawn else error.remedy
        raise DefinitionError(problem, where=where, remedy=remedy) from error


def _in_solve(source: str, name: str) -> str:
    """The line of variant.py on which solve names the field, else the one on which it begins."""
    rows = source.splitlines()
    begins = next((number for number, row in enumerate(rows, 1) if row.startswith("def solve(")), 0)
    names = [number for number in range(begins, len(rows) + 1) if re.search(rf"(['\"]){name}\1", rows[number - 1])]
    found = (names[0] if len(names) == 1 else begins) if begins else 0
    return f"{VARIANT}:{found}" if found else VARIANT


def _with_all_fields(prompt: str, names: list[str], source: str) -> str:
    """The prompt with every field on a line of its own, those that it does not place at the end in order.

    source: the prompt as its author wrote it, for the lines.
    """
    everywhere, placed = _FIELD.findall(prompt), FIELD_LINE.findall(prompt)
    for name in everywhere:
        where = _line_in(source, name)
        if name not in names:
            problem = f"The prompt places `{name}`, which is no field."
            raise DefinitionError(problem, where=where, remedy=did_you_mean(name, names))
        if name not in placed:
            raise DefinitionError(f'{{{{ field("{name}") }}}} must stand alone on its line.', where=where)
        if everywhere.count(name) > 1:
            problem, where = f"The prompt places the field `{name}` twice.", _line_in(source, name, last=True)
            raise DefinitionError(problem, where=where, remedy="Keep one of them.")
    missing = [f"\n\n[[field:{name}]]" for name in names if name not in placed]
    return prompt.rstrip() + "".join(missing) + "\n"


def _line_in(source: str, name: str, *, last: bool = False) -> str:
    """Where the prompt places a field; the file alone where its name is worked out."""
    placing = re.compile(rf"field\(\s*(['\"]){re.escape(name)}\1")
    lines = [number for number, row in enumerate(source.splitlines(), 1) if placing.search(row)]
    return f"{PROMPT}:{lines[-1 if last else 0]}" if lines else PROMPT
