"""What holds for every answer kind: reading, blankness, misconceptions, definitions, plain data."""

import json
from typing import Any

import pytest

from grading import (
    DefinitionError,
    Outcome,
    as_text,
    grade,
    is_blank,
    read_field,
    understood,
    verdict_as_data,
    verdict_from_data,
)
from grading.errors import AnswerError
from grading.kinds import KINDS

SQUARE = {"kind": "symbolic", "reference": "2*x", "symbols": {"x": "real"}}
SHAPES = {"A": {"shape": ["m", "n"]}, "x": {"shape": ["n", 1]}}
FIELDS: dict[str, dict[str, Any]] = {
    "choice": {
        "kind": "choice",
        "reference": "a",
        "options": [{"key": "a", "text": "A"}, {"key": "b", "text": "B"}],
    },
    "choices": {
        "kind": "choices",
        "reference": ["a", "b"],
        "options": [{"key": "a", "text": "A"}, {"key": "b", "text": "B"}, {"key": "c", "text": "C"}],
    },
    "ordering": {
        "kind": "ordering",
        "reference": ["a", "b"],
        "blocks": [{"key": "a", "text": "A"}, {"key": "b", "text": "B"}],
    },
    "number": {"kind": "number", "reference": "3/4"},
    "matrix": {"kind": "matrix", "reference": [[1, "1/2"], [3, 4]]},
    "symbolic": SQUARE,
    "property": {"kind": "property", "value": "vector", "reference": [3, 4], "properties": [{"nonzero": True}]},
    "matrix_expression": {"kind": "matrix_expression", "reference": "A*x", "symbols": SHAPES},
    "derivation": {
        "kind": "derivation",
        "start": "2*u",
        "goal": "u + u",
        "symbols": {"u": "real"},
        "reference": ["= 3*u - u", "= u + u"],
    },
}
NONSENSE: list[Any] = [
    None, "", " ", [], {}, {"a": 1}, 3, -1.5, True, "\x00", "]", [[]], [[[]]], [None], ["a", 1, None], "x" * 50_000,
    ["a"] * 5_000, [{"a": []}], "𝔛", "'; DROP TABLE answers; --", "{{ 7*7 }}", "<script>", "a,b\nc", "\\", "${x}",
]  # fmt: skip


@pytest.mark.parametrize("kind", FIELDS)
def test_the_reference_earns_one(kind: str) -> None:
    field = read_field(FIELDS[kind])
    verdict = grade(field, KINDS[kind].reference(field))
    assert (verdict.outcome, verdict.score) == (Outcome.CORRECT, 1.0)


@pytest.mark.parametrize("raw", NONSENSE, ids=lambda raw: repr(raw)[:30])
@pytest.mark.parametrize("kind", FIELDS)
def test_nonsense_costs_nothing_and_is_explained(kind: str, raw: Any) -> None:
    verdict = grade(FIELDS[kind], raw)
    assert verdict.outcome is Outcome.INVALID or (kind, raw) in [
        ("number", 3),
        ("number", -1.5),
        ("symbolic", 3),
        ("symbolic", -1.5),
        ("matrix_expression", 3),
        ("matrix_expression", "{{ 7*7 }}"),
        ("matrix_expression", "${x}"),
        ("derivation", "{{ 7*7 }}"),
        ("matrix_expression", -1.5),
    ]
    assert verdict.messages or verdict.outcome is not Outcome.INVALID


@pytest.mark.parametrize("kind", FIELDS)
@pytest.mark.parametrize("raw", ["", None, [], [["", " "]]])
def test_a_blank_answer_is_explained(kind: str, raw: Any) -> None:
    verdict = grade(FIELDS[kind], raw)
    assert verdict.outcome is Outcome.INVALID
    assert "empty" in str(verdict.messages[0])


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "code"])
def test_every_kind_is_in_this_suite(kind: str) -> None:
    assert kind in FIELDS


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ({"kind": "numbr", "reference": 1}, "Did you mean `number`?"),
        ({"kind": "number", "refrence": 1, "reference": 1}, "Did you mean `reference`?"),
        ({"kind": "number", "reference": "1/"}, "cannot be read"),
        ({"kind": "number"}, "reference"),
        ({"kind": "number", "reference": 1, "rtol": 0.1, "decimals": 2}, "not several"),
        ({"kind": "matrix", "reference": [[1, 2], [3]]}, "differ in length"),
        ({"kind": "matrix", "reference": [[1, "x"]]}, "cannot be read"),
        ({"kind": "symbolic", "reference": "y", "symbols": {"x": "real"}}, "Unknown name `y`"),
        ({"kind": "symbolic", "reference": "x", "symbols": {"x": "rael"}}, "`rael` is no domain. Did you mean `real`"),
        ({"kind": "symbolic", "reference": "x", "symbols": {"x": {"is": "real", "min": 2, "max": 1}}}, "larger"),
        ({"kind": "symbolic", "gradient_of": "floor(x)", "variable": "x", "symbols": {"x": "real"}}, "`floor`. Give"),
        ({"kind": "symbolic", "reference": "x=1", "symbols": {"x": "real"}, "form": "expanded"}, "relation"),
        ({"kind": "choice", "reference": "z", "options": FIELDS["choice"]["options"]}, "`z` is not the key"),
        ({"kind": "ordering", "blocks": FIELDS["ordering"]["blocks"], "requires": {"a": ["b"], "b": ["a"]}}, "circle"),
        ({"reference": 1}, "there is no kind"),
        ([], "mapping"),
    ],
)
def test_a_wrong_definition_names_the_remedy(mapping: Any, said: str) -> None:
    with pytest.raises(DefinitionError, match=".") as caught:
        read_field(mapping)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("answer", "named"), [("x", ["half"]), ("-2x", ["sign"]), ("2*x", []), ("3x", []), ("0.5*2*x", ["half"])]
)
def test_a_wrong_answer_gets_the_words_of_its_misconception(answer: str, named: list[str]) -> None:
    slips = [
        {"name": "half", "says": "The 2 is lost.", "answer": "x"},
        {"name": "sign", "says": "Sign.", "answer": "-2*x"},
    ]
    verdict = grade({**SQUARE, "misconceptions": slips}, answer)
    assert list(verdict.misconceptions) == named
    assert not named or verdict.messages[0].text in ("The 2 is lost.", "Sign.")


def test_a_misconception_of_another_shape_is_never_met() -> None:
    slip = {"name": "row", "says": "A row.", "answer": [[1, 2, 3]]}
    assert grade({**FIELDS["matrix"], "misconceptions": [slip]}, "1 2;3 4").misconceptions == ()


def test_an_unreadable_answer_is_marked_at_its_place() -> None:
    verdict = grade({**SQUARE, "symbols": {"lambda": "real", "x": "real"}}, "2 + lamda*x")
    assert verdict.place is not None
    assert verdict.place.source[verdict.place.start : verdict.place.end] == "lamda"


@pytest.mark.parametrize(
    ("latex", "text"), [(r"\frac{1}{x+1}x^{2}", "1/(x + 1)*x^2"), (r"\sqrt{x}\cdot2", "sqrt(x)*2"), ("x/2x", "x/2*x")]
)
def test_what_came_as_latex_is_spelled_as_text(latex: str, text: str) -> None:
    assert as_text(SQUARE, latex) == text


def test_the_preview_shows_the_reading_and_refuses_as_grading_does() -> None:
    assert understood(SQUARE, "x/2x") == r"\frac{x}{2} x"
    with pytest.raises(AnswerError, match="Unknown name"):
        understood(SQUARE, "z")


@pytest.mark.parametrize("raw", ["x", "2x", "x+", "3"])
def test_a_verdict_survives_storage(raw: str) -> None:
    verdict = grade(SQUARE, raw)
    stored = verdict_from_data(json.loads(json.dumps(verdict_as_data(verdict))))
    assert verdict_as_data(stored) == verdict_as_data(verdict)


@pytest.mark.parametrize(
    ("raw", "blank"),
    [(None, True), ("", True), (" \n", True), ([], True), ([["", None]], True), ("0", False), (0, False)],
)
def test_blank_is_what_holds_nothing(raw: Any, blank: bool) -> None:
    assert is_blank(raw) is blank
