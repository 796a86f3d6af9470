"""Checks of the contract that read: texts render, numbers stay humane."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from exercises.authoring.writing import MARKDOWN_KEYS
from exercises.content import FIELD_LINE, Content
from exercises.contract.finding import Finding
from exercises.contract.markup import numbers, problems
from exercises.definition import Definition
from exercises.exercise_yaml import Limits
from exercises.judging import Judge
from exercises.located_yaml import KeyPath
from grading.errors import stopped
from grading.faults import place


@dataclass(frozen=True)
class Text:
    """Markdown that a reader sees. where: file, and line in exercise.yaml; place: the keys there, in words."""

    where: str
    text: str
    place: str = ""


def texts_are_sound(definition: Definition, content: Content, judge: Judge) -> Iterator[Finding]:
    for shown in texts(definition, content):
        for problem in problems(shown.text):
            what, _, detail = problem.partition(" in $")
            seen = detail.removesuffix("$") or what.rpartition(": ")[2]
            where = shown.where + line_of(definition.files.get(shown.where, ""), seen)
            yield Finding(stopped(what), where, f"In ${detail}." if detail else "")


def fields_have_a_place(definition: Definition, content: Content, judge: Judge) -> Iterator[Finding]:
    """Without one the input stands at the end, which may be what nobody meant."""
    source = definition.files["prompt.md"]
    if re.search(r"field\(\s*[^'\"\s]", source):
        return  # a loop places fields by names that it works out
    for name in content.fields:
        if not re.search(rf"field\(\s*(['\"]){re.escape(name)}\1", source):
            remedy = f'Write `{{{{ field("{name}") }}}}` alone on a line, where the input shall stand.'
            yield Finding(f"The field `{name}` has no place in the prompt.", "prompt.md", remedy=remedy)


def numbers_are_humane(definition: Definition, content: Content, judge: Judge) -> Iterator[Finding]:
    limits = definition.yaml.limits
    seen = [_shown(kind, number, limits) for kind, number in numbers(FIELD_LINE.sub("", content.prompt))]
    for problem in dict.fromkeys(filter(None, seen)):
        yield Finding(f"{problem[0]}; allow more under `limits` or draw others.", "prompt.md", f"It is {problem[1]}.")
    for name, field in content.fields.items():
        if field["kind"] not in ("number", "matrix", "property"):
            continue
        for number in _leaves(field.get("reference")):
            inhumane = _typed(number, limits)
            if inhumane:
                where = definition.where(("fields", name))
                text = f"In the reference of `{name}`: {inhumane[0]}; allow more under `limits` or draw others."
                yield Finding(text, where, f"It is {inhumane[1]}.")


def line_of(source: str, *seen: str) -> str:
    """`:3` for the first of these that stands on one line of the file, "" where all have parameters filled in."""
    for one in seen:
        rows = [number for number, row in enumerate(source.splitlines(), 1) if one and one in row]
        if len(rows) == 1:
            return f":{rows[0]}"
    return ""


def texts(definition: Definition, content: Content) -> Iterator[Text]:
    """Every text of a variant that is Markdown."""
    yield Text("prompt.md", FIELD_LINE.sub("", content.prompt))
    yield Text("solution.md", content.solution)
    for i, hint in enumerate(content.hints):
        yield _in_yaml(definition, ("hints", i), hint)
    for i, part in enumerate(content.parts):
        yield _in_yaml(definition, ("parts", i, "title"), part["title"])
    for name, field in content.fields.items():
        for path, text in _markdown(field, ("fields", name)):
            yield _in_yaml(definition, path, text)


def _in_yaml(definition: Definition, path: KeyPath, text: str) -> Text:
    return Text(definition.where(path), text, place(path))


def _markdown(value: Any, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    """The Markdown in a field, each text with its path."""
    if isinstance(value, Mapping):
        for key, entry in value.items():
            if key in MARKDOWN_KEYS and isinstance(entry, str):
                yield (*path, key), entry
            else:
                yield from _markdown(entry, (*path, key))
    elif isinstance(value, list):
        for i, entry in enumerate(value):
            yield from _markdown(entry, (*path, i))


def _shown(kind: str, number: str, limits: Limits) -> tuple[str, str] | None:
    if kind == "denominator" and int(number) > limits.denominator:
        return f"A denominator is larger than {limits.denominator}", number
    if kind == "decimal" and len(number.partition(".")[2]) > limits.decimals:
        return f"A number has more than {limits.decimals} decimals", number
    if float(number) > limits.magnitude:
        return f"A number is larger than {limits.magnitude:g}", number
    return None


def _typed(number: Any, limits: Limits) -> tuple[str, str] | None:
    """What is inhumane about a number that a learner must type."""
    try:
        exact = Fraction(number)
    except (ValueError, TypeError, ZeroDivisionError):
        # an expression such as sqrt(2)
        return None
    if abs(exact) > limits.magnitude:
        return f"A number is larger than {limits.magnitude:g}", str(number)
    if not isinstance(number, float) and "." not in str(number) and exact.denominator > limits.denominator:
        return f"A denominator is larger than {limits.denominator}", str(number)
    return None


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, list):
        for entry in value:
            yield from _leaves(entry)
    else:
        yield value
