"""A wrong answer is shown where it differs; the right value is kept back where the exercise says so."""

import re
from pathlib import Path

import pytest

from grading import grade
from grading.maths import witness

REAL = {"kind": "symbolic", "symbols": {"x": "real"}}
MATRICES = {"kind": "matrix_expression", "symbols": {"A": {"shape": ["n", "n"]}}}
WRONG = [
    ({**REAL, "reference": "x^2 + 40"}, "x^2"),
    ({**REAL, "reference": "x^2 + 40"}, "1/(x - 1) + log(x - 100)"),
    ({**REAL, "reference": "43/7"}, "5"),
    ({**REAL, "reference": "43/7"}, "1/0"),
    ({**REAL, "reference": "x^2 + 43/7"}, "x^2 + 43/7 + 10^(-30)"),
    ({**REAL, "reference": "43/7"}, "43/7 + 10^(-30)"),
    ({**REAL, "reference": "43*x", "up_to": "constant"}, "44*x"),
    ({**REAL, "reference": "43*x", "up_to": "scale"}, "43*x^2"),
    ({**MATRICES, "reference": "43*A"}, "A"),
    ({**MATRICES, "reference": "tr(A) + 43"}, "tr(A)"),
]


def words(verdict):
    return " ".join(map(str, verdict.messages))


@pytest.mark.parametrize(("field", "answer"), WRONG)
def test_right_value_is_kept_back_where_the_exercise_says_so(field, answer):
    hidden = grade({**field, "witness": "answer"}, answer)
    assert hidden.outcome.value == "incorrect"
    assert words(hidden) not in ("", words(grade(field, answer)))
    assert not set(hidden.messages[0].values) & {"right", "error", "one", "two"}
    assert "43" in answer or "43" not in words(hidden)


@pytest.mark.parametrize(("field", "answer"), WRONG)
def test_nothing_is_shown_where_nothing_may_be(field, answer):
    (said,) = grade({**field, "witness": False}, answer).messages
    assert "leads on" in str(said) and not said.values


def test_learner_sees_the_point_and_the_own_value():
    verdict = grade({**REAL, "reference": "x^2 + 40", "witness": "answer", "derived": False}, "x^2")
    assert words(verdict) == "At $x = 1$ this is $1$; the right answer is another there."


@pytest.mark.parametrize("module", ["witness.py", "matrices/witness.py"])
def test_every_witness_can_be_shown_without_the_right_value(module):
    source = (Path(witness.__file__).parent / module).read_text()
    said = re.findall(r'_\(\s*"([^"]*%\((?:right|one|error)\)s[^"]*)"', source)
    assert said
    assert set(said) <= set(witness._WITHOUT_RIGHT_VALUES)
