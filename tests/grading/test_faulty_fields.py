"""Whatever an author writes into a field, it is read and judged, or refused in words: nothing else comes out."""

import random
from collections.abc import Iterator
from typing import Any

import pytest

from grading import grade, read_field, reference_answer
from grading.errors import DefinitionError
from grading.kinds import KINDS
from tests.grading.test_cases import FOLDER, lines_of

# Wrong types, lengths and names, nothing, and too much; what runs programs is not judged here.
ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 10**30, 1e300, -0.5, "", " ", "x", "11 +", "1e999999999", "(" * 500, "[1,2", "\0", "λ",
    [], [[]], [1], [1, 2], [[1, 2], [3]], [[1, 2], [3, 4]], [None], ["x", "x"], [[[1]]], [{}], list(range(50)),
    {}, {"a": 1}, {"": 1}, {"x": None}, {"x": {"is": ["real"]}}, {"x": {"min": "1e999999999"}}, {"x": {"min": 5}},
    {"x": {"shape": [13, 0]}}, {"x": {"shape": ["n", "n"], "is": ["a"]}}, {"f(x)": "x +"}, {"f(": "x"}, {"f": "x > 1"},
    [{"key": "a"}], [{"unit": True}], [{"holds": "x1 >"}], [{"holds": False}], [{"one_of": {"x": 1}}],
    [{"name": "a", "says": "b", "answer": {"a": 1}}], {"expects": "d*2"}, {"expects": {"a": "x"}}, {"expects": [["x"]]},
)  # fmt: skip
ANSWERS = ("1, 2", [["1", "x"], ["2"]])
EACH = 6
OPTIONS = [{"key": "a", "text": "A", "says": "No."}, {"key": "b", "text": "B"}]
BLOCKS = [{"key": "a", "text": "A"}, {"key": "b", "text": "B", "indent": 1}]
# Kinds of which the tables of cases have few.
MORE: list[dict[str, Any]] = [
    {"kind": "choice", "options": OPTIONS, "reference": "a"},
    {"kind": "choice", "options": OPTIONS, "reference": "a", "follows": {"expects": {"a": "d > 0", "b": "d < 0"}}},
    {"kind": "choices", "options": OPTIONS, "reference": ["a"]},
    {"kind": "ordering", "blocks": BLOCKS, "reference": [["a", "b"]], "distractors": [{"key": "c", "text": "C"}]},
    {
        "kind": "code",
        "functions": ["f(x)"],
        "reference": "def f(x): return x",
        "tests": "def test_f(l): 0",
    },
]


def fields_of(kind: str) -> list[dict[str, Any]]:
    """Some good fields of this kind that say different things."""
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    cases = (case.get("field", {}) for file in sorted(FOLDER.glob("*.jsonl")) for case in lines_of(file))
    for field in (*cases, *MORE):
        if field.get("kind") == kind:
            found.setdefault((str(field.get("value")), *sorted(field)), field)
    return list(found.values())


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, entry in entries:
        yield (*path, step)
        yield from places(entry, (*path, step))


def put(value: Any, path: tuple[str | int, ...], odd: Any) -> Any:
    if not path:
        return odd
    if isinstance(value, dict):
        return {**value, path[0]: put(value.get(path[0]), path[1:], odd)}
    return [put(entry, path[1:], odd) if i == path[0] else entry for i, entry in enumerate(value)]


def use(field: dict[str, Any]) -> None:
    try:
        known = read_field(field)
    except DefinitionError:
        return
    reference = reference_answer(known)
    for answer in (reference, *ANSWERS) if not KINDS[known.kind].runs_code(field) else ():
        grade(known, answer)


@pytest.mark.parametrize("kind", KINDS)
def test_faulty_field_raises_nothing_but_what_its_author_reads(kind):
    draw = random.Random(kind)
    known = fields_of(kind)
    for field in draw.sample(known, min(len(known), EACH)):
        assert read_field(field)
        keys = [(key,) for key in KINDS[kind].field.model_fields]
        for path in [*keys, *places(field)]:
            for odd in draw.sample(ODD, 5):
                use(put(field, path, odd))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"properties": [{"one_of": [[1, 2], [1, []]]}]}, "the rows of one_of differ in length"),
        ({"properties": [{"one_of": {"x": 1}}]}, "properties.0: one_of wants a list of right answers"),
        ({"properties": [{"sum": 3}], "entries": ["a", "b", "c"]}, "entries: there are 3 names for 2 numbers. Write a"),
        ({"properties": [{"sum": 3}], "entries": ["a"]}, "entries: there is 1 name for 2 numbers."),
        ({"properties": [{"holds": ["x1 > 0", False]}]}, "properties.0: holds `False` is the same for every answer"),
        (
            {"properties": [{"holds": "x1 = f(2)"}], "define": {"f(x)": "x > 1"}},
            "`x > 1` is no expression; no relation",
        ),
        ({"properties": [{"sum": 3, "atol": 1e999}]}, "properties.0.atol: `inf` is no number."),
        ({"symbols": {"x": {"max": "1e999999999"}}}, "symbols.x: `1e999999999` is no number."),
    ],
)
def test_faulty_property_is_told_with_its_place(changes, words):
    field = {"kind": "property", "value": "tuple", "reference": [1, 2], "properties": [{"sum": 3}], **changes}
    with pytest.raises(DefinitionError) as told:
        read_field(field)
    assert words in str(told.value)
