"""Inputs as templates see them, answers as forms send them, and unfinished answers as they read."""

import random
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.http import QueryDict
from django.template.loader import get_template, render_to_string
from django.test import override_settings

from exercises.content import Content
from exercises.pages.answers import FormToken, fits_a_draft, new_token, read_answers, read_token
from exercises.pages.fields import FieldView, enhanced_inputs, field_views, prompt_pieces
from exercises.pages.inputs import INPUTS
from exercises.pages.keys import public_key
from exercises.pages.reading import reading
from exercises.pages.verdicts import answer_text, marked_place
from grading.kinds import KINDS

CHOICES = {"kind": "choices", "options": [{"key": key, "text": f"${key}$"} for key in "abcd"], "reference": ["a"]}
CHOICE = {**CHOICES, "kind": "choice", "reference": "a"}
ORDERING = {
    "kind": "ordering",
    "blocks": [{"key": "first", "text": "First"}, {"key": "second", "text": "Second"}],
    "distractors": [{"key": "never", "text": "Never"}],
    "reference": ["first", "second"],
}
MATRIX = {"kind": "matrix", "reference": [[1, 2, 3], [4, 5, 6]]}
SYMBOLIC = {"kind": "symbolic", "reference": "x", "symbols": {"x": "real", "sigma_1": {"is": "positive"}}}
PROPERTY = {
    "kind": "property",
    "value": "tuple",
    "entries": ["x", "t"],
    "reference": [1, "1/2"],
    "properties": [{"holds": "x > t"}],
}
FACTORS = {**PROPERTY, "value": "factorisation", "reference": {"L": [[1, 0], [2, 1]], "U": [[1, 3], [0, 1]]}}
PRODUCT = {
    "kind": "matrix_expression",
    "reference": "A*x",
    "symbols": {"A": {"shape": ["n", "n"], "is": "positive_definite"}, "x": {"shape": ["n"]}, "lam": "positive"},
}
CODE = {"kind": "code", "functions": ["f(x)"], "starter": "def f(x):\n    ...\n"}
NUMBER = {"kind": "number", "reference": 3, "marks": 2, "label": "The $x$"}


def view(field: dict, answer: object = None, seed: int = 1) -> FieldView:
    content = Content("[[field:f]]", "", [], [], {"f": field}, [], {})
    return field_views(content, {} if answer is None else {"f": answer}, seed)["f"]


def shown(field: FieldView) -> str:
    return render_to_string(field.template, {"field": field})


def sent(query: str, **fields: dict) -> dict:
    return read_answers(fields, QueryDict(query))


def test_every_line_of_inputs_is_a_kind_with_its_script() -> None:
    scripts = {one.script for one in INPUTS.values() if one.script}
    assert set(INPUTS) <= set(KINDS)
    assert [script for script in scripts if not (settings.BASE_DIR / "courseware/assets" / script).is_file()] == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_its_template(kind) -> None:
    assert get_template(f"exercises/fields/_{kind}.html")


def test_one_script_of_two_kinds_is_loaded_once() -> None:
    views = {"s": view(SYMBOLIC), "n": view(NUMBER), "m": view(MATRIX)}
    assert [one.script for one in enhanced_inputs(views)] == ["js/formula.js", "js/matrix.js"]


def test_options_stand_in_the_same_order_every_time_and_keep_their_ticks() -> None:
    first, again = view(CHOICES, ["b", "d"]), view(CHOICES, ["b", "d"])
    assert first.own["options"] == again.own["options"]
    assert {option["key"] for option in first.own["options"] if option["checked"]} == {public_key("b"), public_key("d")}


def test_options_may_keep_their_order() -> None:
    shown = view({**CHOICES, "shuffle": False}).own["options"]
    assert [option["html"][-len("a</span>")] for option in shown] == list("abcd")


def test_placed_blocks_come_first_with_their_places() -> None:
    blocks = view(ORDERING, ["second", ["first", 2]]).own["blocks"]
    assert [(block["key"], block["position"], block["indent"]) for block in blocks] == [
        (public_key("second"), 1, 0),
        (public_key("first"), 2, 2),
        (public_key("never"), None, 0),
    ]


@pytest.mark.parametrize("field", [CHOICES, ORDERING])
def test_no_authors_key_stands_on_a_page(field) -> None:
    """A key such as `jump` or `never` would say which blocks are distractors."""
    own = view(field).own
    items = own.get("options") or own["blocks"]
    names = {item["key"] for item in items}
    assert not names & {"a", "b", "c", "d", "first", "second", "never"}
    assert len(names) == len(items)


@pytest.mark.parametrize(("reference", "shape"), [([[1, 2, 3], [4, 5, 6]], (2, 3)), ([1, 2], (2, 1)), ([[1]], (1, 1))])
def test_a_matrix_offers_the_shape_of_its_reference(reference, shape) -> None:
    assert view({**MATRIX, "reference": reference}).own == dict(zip(("rows", "columns"), shape, strict=True))


def test_a_hidden_shape_stays_hidden() -> None:
    assert view({**MATRIX, "hide_shape": True}).own == {"rows": 0, "columns": 0}


@pytest.mark.parametrize(
    ("value", "own"),
    [
        ("vector", {"layout": "grid", "rows": 2, "columns": 2}),
        ("basis", {"layout": "grid", "rows": 2, "columns": 0}),
        ("tuple", {"layout": "line", "names": ["x", "t"]}),
    ],
)
def test_an_answer_with_properties_gets_the_input_that_fits(value, own) -> None:
    assert view({**PROPERTY, "value": value, "reference": [[1, 2], [3, 4]]}).own == {**own, "symbols_of_entries": []}


def test_each_factor_has_a_grid_of_its_own() -> None:
    factors = view(FACTORS, {"L": "[[1, 0], [2, 1]]"}).own["factors"]
    assert [(one["name"], one["rows"], one["columns"], one["value"]) for one in factors] == [
        ("L", 2, 2, "[[1, 0], [2, 1]]"),
        ("U", 2, 2, ""),
    ]
    assert 'name="answer.f:U"' in shown(view(FACTORS))


@pytest.mark.parametrize(
    ("query", "raw"),
    [("answer.f:L=1+0%0D%0A2+1&answer.f:U=", {"L": "1 0\n2 1", "U": ""}), ("answer.f:L=+&answer.f:U=", ""), ("", "")],
)
def test_factors_are_read_by_their_names(query, raw) -> None:
    assert sent(query, f=FACTORS) == {"f": raw}


def test_formulas_stand_on_one_line_and_name_what_they_may_hold() -> None:
    field = {**PROPERTY, "value": "formulas", "symbols": {"x": "real", "z": "real"}, "free": ["x"], "reference": ["x"]}
    assert "Formulas in x, separated by commas." in shown(view(field, "x, x^2"))


def test_a_grid_of_formulas_says_so() -> None:
    field = {**PROPERTY, "value": "matrix", "symbols": {"w": "real"}, "reference": [["cos(w)"]]}
    assert "Formulas in w." in shown(view(field))


def test_named_numbers_stand_on_one_line() -> None:
    html = shown(view(PROPERTY, ["1", "1/2"]))
    assert 'value="1, 1/2"' in html
    assert "x, t: separated by commas." in html


def test_symbols_are_offered_with_their_domains() -> None:
    symbols = view(SYMBOLIC).own["symbols"]
    assert [(one["name"], one["tex"], one["domain"]) for one in symbols] == [
        ("x", "x", "real"),
        ("sigma_1", r"\sigma_{1}", "positive"),
    ]


@pytest.mark.parametrize(("answer", "value"), [(None, CODE["starter"]), ("", CODE["starter"]), ("x = 1", "x = 1")])
def test_code_begins_with_its_starter(answer, value) -> None:
    assert f">{value}</textarea>" in shown(view(CODE, answer))


def test_symbols_are_offered_with_their_shapes() -> None:
    symbols = view(PRODUCT).own["symbols"]
    assert [(one["name"], one["shape"], one["domain"]) for one in symbols] == [
        ("A", "n × n", "positive definite"),
        ("x", "n × 1", "general"),
        ("lam", "", "positive"),
    ]
    assert "<small>n × 1</small>" in shown(view(PRODUCT))


@pytest.mark.parametrize("kind", [CHOICES, ORDERING, MATRIX, SYMBOLIC, PRODUCT, CODE, NUMBER, PROPERTY, FACTORS])
@pytest.mark.parametrize("answer", [None, "", "x", [], ["a"], [["a", 1]], [[1, 2], [3, 4]], 7, {"a": 1}])
def test_no_stored_answer_breaks_a_page(kind, answer) -> None:
    assert 'data-field="f"' in shown(view(kind, answer))
    assert isinstance(answer_text(kind, answer), str)


def test_the_prompt_is_cut_where_fields_stand() -> None:
    content = Content("Before\n\n[[field:f]]\n\nAfter **it**", "", [], [], {"f": NUMBER}, [], {})
    pieces = prompt_pieces(content, field_views(content, {}, 1))
    assert [next(iter(piece)) for piece in pieces] == ["html", "field", "html"]
    assert "<strong>it</strong>" in pieces[2]["html"]


@pytest.mark.parametrize(
    ("field", "query", "raw"),
    [
        (NUMBER, "answer.f=3", "3"),
        (NUMBER, "", ""),
        (NUMBER, "answer.f=1&answer.f=2", "2"),
        (CODE, "answer.f=a%0D%0Ab", "a\nb"),
        (CHOICES, "answer.f=a&answer.f=&answer.f=c", ["a", "c"]),
        (ORDERING, "answer.f=second&answer.f=first", ["second", "first"]),
        (ORDERING, "answer.f:first=2&answer.f:second=1&answer.f:never=", ["second", "first"]),
        (ORDERING, "answer.f:first=x&answer.f:second=-1", []),
        (ORDERING, "answer.f=first:2", ["first:2"]),
        ({**ORDERING, "indentation": True}, "answer.f=first:2&answer.f=second", [["first", 2], "second"]),
        ({**ORDERING, "indentation": True}, "answer.f=first:²", ["first:²"]),
        (CHOICES, f"answer.f={public_key('a')}&answer.f=z", ["a", "z"]),
        (CHOICE, f"answer.f={public_key('b')}", "b"),
        (CHOICE, "", ""),
        (ORDERING, f"answer.f={public_key('never')}&answer.f={public_key('first')}", ["never", "first"]),
        (ORDERING, f"answer.f:{public_key('first')}=2&answer.f:{public_key('second')}=1", ["second", "first"]),
        ({**ORDERING, "indentation": True}, f"answer.f={public_key('first')}:2", [["first", 2]]),
    ],
)
def test_a_form_becomes_a_raw_answer(field, query, raw) -> None:
    assert sent(query, f=field) == {"f": raw}


def test_names_that_are_no_field_are_ignored() -> None:
    assert sent("answer.g=1&f=2&answer.f=3", f=NUMBER) == {"f": "3"}


def test_a_token_comes_back_as_it_was_made() -> None:
    token = new_token(17, 4)
    assert (read_token(token).variant, read_token(token).work) == (17, 4)
    assert str(read_token(token)) == token


FORGED = {"broken": new_token(1, 4)[:-1] + "!", "another variant": new_token(1, 4).replace("-1-", "-2-")}


@pytest.mark.parametrize("text", ["", ":", "0" * 32 + "-1", *FORGED.values()], ids=["", ":", "unsigned", *FORGED])
def test_a_token_that_is_not_ours_is_none(text) -> None:
    assert read_token(text) is None


def test_two_forms_never_share_a_token() -> None:
    assert isinstance(read_token(new_token(1, 4)), FormToken)
    assert new_token(1, 4) != new_token(1, 4)


@pytest.mark.parametrize(("length", "fits"), [(1000, True), (1_000_000, False)])
def test_a_draft_has_a_cap(length, fits) -> None:
    assert fits_a_draft({"f": "x" * length}) == fits


def test_an_unfinished_answer_reads_back() -> None:
    assert reading(SYMBOLIC, "x/2").latex


def test_a_matrix_formula_reads_back_with_its_shape() -> None:
    assert reading(PRODUCT, "x^T A x").shape == "scalar"
    assert reading(PRODUCT, "A x").shape == "n × 1"


def test_an_unreadable_answer_says_where() -> None:
    found = reading(SYMBOLIC, "x + (")
    assert found.message_html
    assert found.latex == ""


def test_nothing_reads_as_nothing() -> None:
    assert reading(SYMBOLIC, "  ").message_html == ""


def test_a_place_is_cut_into_three() -> None:
    place = {"source": "2x + y", "start": 5, "end": 6}
    assert marked_place(place) == {"before": "2x + ", "marked": "y", "after": ""}


def test_the_shuffle_cannot_be_computed_from_the_page() -> None:
    keys = [str(number) for number in range(12)]
    field = {"kind": "choices", "options": [{"key": key, "text": key} for key in keys], "answer": ["0"]}
    content = SimpleNamespace(fields={"f": field})

    def shown(seed: int) -> list[str]:
        return [option["html"] for option in field_views(content, {}, seed)["f"].own["options"]]

    guessed = keys.copy()
    random.Random("19:f").shuffle(guessed)
    assert shown(19) == shown(19) != guessed
    with override_settings(SECRET_KEY="another"):
        other = shown(19)
    assert sorted(other) == sorted(shown(19))
    assert other != shown(19)
