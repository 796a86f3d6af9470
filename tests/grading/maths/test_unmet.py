"""Pieces that nobody has met: two formulas that differ there are never called equal."""

import pytest

from grading.maths.decisions import Outcome, Policy
from grading.maths.domains import read_domains
from grading.maths.equivalence import compare
from grading.maths.parser import parse

NAMES = ("x", "y", "z", "w")
DOMAINS = read_domains(dict.fromkeys(NAMES, "real"))


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize(
    "peak",
    [
        "relu(1/10^4 - (x^2 + y^2 - 5)^2 - (x - y - 1)^2)",
        "floor(exp(-(x - 3)^2 - (y - 5)^2))",
        "sign((x - 3)^2 + (y - 5)^2) - 1",
        "where((x y - 2)^2 + (exp(x) - y - 1)^2 < 1/10^10, 1, 0)",
    ],
)
def test_a_peak_that_is_too_narrow_to_be_met_is_never_called_equal(peak: str, seed: int) -> None:
    assert not compare(parse(f"x + {peak}", NAMES), parse("x", NAMES), DOMAINS, Policy(seed=seed)).equal


@pytest.mark.parametrize("seed", range(8))
def test_pieces_on_names_of_their_own_are_met_together(seed: int) -> None:
    box = "(5 < x < 5.01) (7 < y < 7.01) (9 < z < 9.01) (-11 < w < -10.99)"
    found = compare(parse(f"x + {box.replace(') (', ')*(')}", NAMES), parse("x", NAMES), DOMAINS, Policy(seed=seed))
    assert found.outcome is Outcome.DIFFERENT


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    ("answer", "reference"),
    [
        ("x^2 + y^2 + z^2 <= 1 and x + y + z < 1.7320508", "x^2 + y^2 + z^2 <= 1"),
        ("where(x^2 + y^2 <= 1, where(x + y < 1.4142135, 1, 0), 0)", "where(x^2 + y^2 <= 1, 1, 0)"),
        ("(x^2 + y^2 <= 1)*(x + y > 1.4142135)", "0"),
        ("x + relu(1 - x^2 - y^2)*relu(x + y - 1.4142135)", "x"),
        (
            "max(x + y + z, x + y - z, x - y + z, x - y - z, -x + y + z, -x + y - z, -x - y + z)",
            "abs(x) + abs(y) + abs(z)",
        ),
    ],
)
def test_an_answer_that_decides_only_where_nobody_looked_is_never_overlooked(
    answer: str, reference: str, seed: int
) -> None:
    assert not compare(parse(answer, NAMES), parse(reference, NAMES), DOMAINS, Policy(seed=seed)).equal


def test_what_holds_around_it_excuses_an_idle_answer() -> None:
    assert compare(parse("where(x y > 1, relu(x y - 1), 0)", NAMES), parse("relu(x y - 1)", NAMES), DOMAINS).equal
    assert compare(parse("(x y > 1)*max(x y - 1, -5)", NAMES), parse("relu(x y - 1)", NAMES), DOMAINS).equal


def test_questions_inside_of_sums_are_not_asked_alone() -> None:
    answer, reference = "Sum(relu(k - x)*(x < k)*y, (k, 1, 3))", "Sum(max(k - x, 0)*y, (k, 1, 3))"
    assert compare(parse(answer, NAMES), parse(reference, NAMES), DOMAINS).outcome is not Outcome.DIFFERENT
