"""What follows for any numbers in the place of det(A) or sin(x), linear sums of equations, and where slopes vanish."""

import pytest

from grading.maths.derivations.combining import linear_sums
from grading.maths.derivations.declared import read_setting
from grading.maths.derivations.entries import walked
from grading.maths.derivations.facts import Facts
from grading.maths.derivations.following import follows
from grading.maths.derivations.generalised import generalised
from grading.maths.derivations.language import read_statement
from grading.maths.derivations.setting import NOWHERE, Setting
from grading.maths.derivations.steps import Answer, read_sides
from grading.maths.derivations.touching import level_points
from grading.maths.printing import to_text
from grading.maths.tree import Relation

SQUARE = {"shape": ["n", "n"]}
MATRICES = {
    "A": SQUARE,
    "B": SQUARE,
    "P": {**SQUARE, "is": "positive_definite"},
    "Q": {**SQUARE, "is": "positive_definite"},
}
SYMBOLS = {**MATRICES, "v": {"shape": ["n", 1]}, "x": "real", "y": "real"}


def setting_of(*given: str) -> Setting:
    return read_setting(SYMBOLS, (), given)


def relation(text: str, setting: Setting) -> Relation:
    tree = read_statement(text, setting.vocabulary)[0]
    assert isinstance(tree, Relation)
    return tree


@pytest.mark.parametrize(
    ("given", "claim", "said"),
    [
        ("det(A) = 0", "det(A)^2 = 0", "_0^2 = 0"),
        ("det(A B) = 1", "det(B) = 1/det(A^T)", "_1 = 1/_0"),
        ("v^T A v = 2", "(v^T A^T v)^2 = 4", "_0^2 = 4"),
        ("sin(x) = sin(y)", "cos(2 x) = 0", "-2*_0^2 + 1 = 0"),
        ("exp(det(A)) = 1", "det(A) = 0", "_0 = 0"),
    ],
)
def test_parts_become_numbers(given: str, claim: str, said: str) -> None:
    setting = setting_of(given)
    found = generalised(setting, relation(claim, setting))
    assert found is not None
    assert to_text(found[1]) == said


@pytest.mark.parametrize("claim", ["A = 0", "tr(A^-1) = 0"])
def test_matrices_are_no_numbers(claim: str) -> None:
    setting = setting_of("det(A) = 0")
    assert generalised(setting, relation(claim, setting)) is None


@pytest.mark.parametrize(
    ("given", "claim", "answer"),
    [
        ("det(A) = 0", "det(A B) = 0", Answer.FOLLOWS),
        ("det(A) = 0", "tr(A) = 0", Answer.FAILS),
        ("sin(x) = 0", "tan(x) = 0", Answer.FOLLOWS),
        ("sin(x) = 0", "x <= 50", Answer.UNSURE),
        ("x + sin(5*x) = 0", "x <= 0", Answer.UNSURE),
        ("x*exp(x) = e", "x = 1", Answer.FOLLOWS),
        ("A^3 = I(n)", "A = I(n)", Answer.FAILS),
    ],
)
def test_what_follows(given: str, claim: str, answer: Answer) -> None:
    setting = setting_of(given)
    assert follows((Facts(setting),), relation(claim, setting), NOWHERE).answer is answer


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Sum((u[i] - x)/y^2, (i, 1, n)) = 0", "1/y^2*_0 + 1/y^2*(-x)*n = 0"),
        ("Sum(u[i]*(u[i] + u[i]), (i, 1, n)) = 0", "_0 + _0 = 0"),
        ("Sum(exp(u[i]), (i, 1, n)) = 0", "_0 = 0"),
    ],
)
def test_a_sum_is_spread_out(text: str, said: str) -> None:
    setting = read_setting({"u": {"shape": ["n", 1]}, "x": "real", "y": "real"}, (), [text])
    found = generalised(setting, relation(text, setting))
    assert found is not None
    assert to_text(found[0].facts[0]) == said


def test_circles_with_one_radius_meet_on_a_line() -> None:
    setting = setting_of()
    circles = [relation(text, setting) for text in ("x^2 + y^2 = 1", "(x - 2)^2 + y^2 = 1")]
    assert [to_text(found) for found in linear_sums(circles)] == ["(-4)*x^1 + 4 = 0"]
    assert linear_sums(circles[:1]) == []


@pytest.mark.parametrize(("text", "is_lowest"), [("(x^2 - 2)^2 + (y - 1)^2 > 0", True), ("exp(x) + exp(y) > 0", False)])
def test_slopes_vanish_at_the_lowest_point(text: str, is_lowest: bool) -> None:
    facts = Facts(setting_of())
    places = list(level_points(facts, read_sides(facts, *relation(text, facts.setting).terms, NOWHERE)))
    assert bool(places) is is_lowest


def test_entries_are_moved_to_where_an_inequality_fails() -> None:
    facts = Facts(setting_of())
    sides = read_sides(facts, *relation("(v^T v - 5/3)^2 >= 1/100", facts.setting).terms, NOWHERE)
    assert any(True for _point in walked(facts, sides, ">="))
    true = read_sides(facts, *relation("(v^T v - 5/3)^2 >= 0", facts.setting).terms, NOWHERE)
    assert not any(True for _point in walked(facts, true, ">="))


def test_a_product_of_definite_matrices_is_not_definite() -> None:
    setting = setting_of()
    claim = relation("v^T P Q v >= 0", setting)
    assert follows((Facts(setting),), claim, NOWHERE).answer is Answer.FAILS
