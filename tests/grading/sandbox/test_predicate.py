"""In the author's process: the answer as SymPy objects, what predicates may return, whose fault is whose."""

from typing import Any

import pytest
import sympy

from grading.maths.parser import parse
from grading.properties.predicates import PredicateFailed, as_data
from grading.sandbox.author.predicate import answer, constant, expression, finding, run
from grading.sandbox.author.process import Fault

x, y = sympy.symbols("x y")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("-x/3 + 1/4", -x / 3 + sympy.Rational(1, 4)),
        ("sqrt(2)*x^(1/2)", sympy.sqrt(2) * sympy.sqrt(x)),
        ("arctan(x) + pi", sympy.atan(x) + sympy.pi),
        ("max(x, y) + abs(x)", sympy.Max(x, y) + sympy.Abs(x)),
        ("e^x", sympy.exp(x)),
        ("0.25", sympy.Rational(1, 4)),
    ],
)
def test_a_formula_arrives_as_it_was_typed(text: str, wanted: Any) -> None:
    assert expression(as_data(parse(text, ("x", "y")))) == wanted


def test_what_has_no_plain_form_is_refused_on_either_side() -> None:
    with pytest.raises(PredicateFailed):
        as_data(parse("x < 1", ("x",)))
    with pytest.raises(Fault):
        expression(["import", "os"])


def entries(*rows: list[str]) -> list[list[dict[str, Any]]]:
    return [[{"tree": ["number", text], "error": "0"} for text in row] for row in rows]


@pytest.mark.parametrize(
    ("value", "parts", "wanted"),
    [
        ("number", {"answer": entries(["1/2"])}, sympy.Rational(1, 2)),
        ("tuple", {"answer": entries(["1"], ["2"])}, [1, 2]),
        ("formulas", {"answer": entries(["1"], ["2"])}, [1, 2]),
        ("basis", {"answer": entries(["1", "2"])}, sympy.Matrix([[1, 2]])),
        ("factorisation", {"L": entries(["1"]), "U": entries(["2"])}, {"L": sympy.eye(1), "U": 2 * sympy.eye(1)}),
    ],
)
def test_each_value_has_its_form(value: str, parts: Any, wanted: Any) -> None:
    assert answer({"value": value, "parts": parts}, "tree") == wanted


@pytest.mark.parametrize(
    ("told", "found"),
    [(True, [True, ""]), (sympy.false, [False, ""]), ("no", [False, "no"]), ((True, "fine"), [True, "fine"])],
)
def test_a_predicate_returns_a_truth_or_words_or_both(told: Any, found: list[Any]) -> None:
    assert finding(told, "p") == found


@pytest.mark.parametrize("told", [None, (), [1], (True, 1)])
def test_anything_else_is_the_authors_fault(told: Any) -> None:
    with pytest.raises(Fault):
        finding(told, "p")


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("1/3", sympy.Rational(1, 3)),
        (0.1, sympy.Rational(1, 10)),
        ([1, "1/2"], [1, sympy.Rational(1, 2)]),
        ([[1, 2]], sympy.Matrix([[1, 2]])),
        ("path of 3 nodes", "path of 3 nodes"),
        (True, True),
    ],
)
def test_parameters_are_exact(given: Any, wanted: Any) -> None:
    assert constant(given) == wanted


def test_a_predicate_chooses_its_parameters_by_name() -> None:
    payload = {
        "source": "def p(v, a, b=5):\n    return v == a + b\n",
        "value": "number",
        "parts": {"answer": entries(["7"])},
        "given": {"a": 2, "unused": 1},
        "asked": [{"name": "p", "with": {}}, {"name": "p", "with": {"b": 4}}],
    }
    assert run(payload) == [[True, ""], [False, ""]]
