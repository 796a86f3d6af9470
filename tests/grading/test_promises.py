"""grading/PROMISES.md says what the engine does: its readings, its numbers and its examples."""

import re
from pathlib import Path

import pytest

from grading import grade
from grading.maths import equivalence, sampling
from grading.maths.parser import parse
from grading.maths.printing import to_text

PAGE = (Path(__file__).parents[2] / "grading" / "PROMISES.md").read_text()
READINGS = re.findall(r"^\| `(.+?)` \| `(.+?)` \| `(.+?)` \|$", PAGE, re.MULTILINE)


@pytest.mark.parametrize(("declared", "typed", "read_as"), READINGS)
def test_every_reading_is_as_the_page_says(declared: str, typed: str, read_as: str) -> None:
    symbols = tuple(declared.split(" "))
    assert to_text(parse(typed, symbols)) == to_text(parse(to_text(parse(read_as, symbols)), symbols))


def test_the_numbers_of_the_page_are_those_of_the_engine() -> None:
    bounds = (equivalence._AGREEMENT, equivalence._ZERO, equivalence._CONSTANT_AGREEMENT, equivalence._CONSTANT_ZERO)
    assert all(f"2^-{bound}" in PAGE for bound in bounds)
    assert f"points: {sampling._ANALYTIC_POINTS}; {sampling._INTEGER_POINTS} with whole numbers" in PAGE
    assert sampling._BROKEN_POINTS >= sampling._INTEGER_POINTS


@pytest.mark.parametrize(
    ("reference", "answer", "expected"),
    [
        ("log(x^2)", "2 log(x)", "incorrect"),
        ("2 log(x)", "log(x^2)", "correct"),
        ("x + 1", "(x^2-1)/(x-1)", "correct"),
        ("(x^2-1)/(x-1) = 0", "x = -1", "correct"),
        ("(x^2-1)/(x-1) = 0", "x^2 = 1", "incorrect"),
        ("y = x", "y/x = 1", "correct"),
        ("x = 1", "(x-1)*(x^2+y^2) = 0", "incorrect"),
        ("x + exp(x) > 0", "(x^2 + 1)*(x + exp(x)) > 0", "correct"),
        ("log(x) - x + 1 <= 0", "x > 0", "correct"),
        ("x + 2*sin(x) > 0", "2*x + 4*sin(x) > 0.001", "undecided"),
        ("(3, -1)", "[3, -1]", "correct"),
        ("(1, 3)", "[1, 3]", "incorrect"),
        ("Sum(1/k^2, (k, 1, oo))", "Sum(1/k^2, (k, 1, 10^6))", "incorrect"),
        ("pi", "pi + 2^-2600", "incorrect"),
        ("x", "x + exp(-10^6)", "undecided"),
        ("pi", "pi + 2^-1500", "incorrect"),
        ("1", "1 + 2^-1900", "incorrect"),
        ("oo", "oo - oo", "incorrect"),
    ],
)
def test_the_examples_of_the_page_get_their_verdicts(reference: str, answer: str, expected: str) -> None:
    field = {"kind": "symbolic", "reference": reference, "symbols": {"x": "real", "y": "real"}}
    assert grade(field, answer).outcome.value == expected


@pytest.mark.parametrize(("answer", "expected"), [("<= 1.149", "incorrect"), ("<= 1.15", "correct")])
def test_the_example_of_an_inequality_gets_its_verdict(answer: str, expected: str) -> None:
    field = {"kind": "derivation", "start": "x exp(-x) + y", "goal": answer, "reference": [answer], "steps": 0}
    field |= {"symbols": dict.fromkeys("xyz", "real"), "given": ["x + y + z = 1", "x^2 + y^2 + z^2 <= 1"]}
    assert grade(field, answer).outcome.value == expected
