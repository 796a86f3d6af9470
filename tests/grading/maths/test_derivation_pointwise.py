"""Claims that are linear in expectations become claims about each value; products that vanish are met."""

import pytest

from grading.maths.derivations.declared import read_setting
from grading.maths.derivations.facts import Facts
from grading.maths.derivations.language import read_statement
from grading.maths.derivations.pointwise import pointwise
from grading.maths.derivations.sparse import sparse_points
from grading.maths.printing import to_text

SYMBOLS = {"X": "random", "Y": "random", "a": "positive", "k": "positive", "mu": "real", "sigma": "positive"}


def said(claim: str, *given: str) -> list[str]:
    setting = read_setting(SYMBOLS, (), given)
    return [to_text(each) for _single, each in pointwise(setting, read_statement(claim, setting.vocabulary)[0])]


@pytest.mark.parametrize(
    ("claim", "value"),
    [
        ("E(X^2) >= 2 E(X) - 1", "X^2 >= 2*X - 1"),
        ("E(where(X >= a, 1, 0)) <= E(X)/a", "where(X >= a, 1, 0) <= X/a"),
        ("E(X + Y) <= E(max(X, Y)) + a", "X + Y <= max(X, Y) + a"),
        ("Var(X) <= E(X^2)", "(X - number 0)*(X - number 0) <= X^2"),
        ("E(abs(X - E(X))) <= E(abs(X)) + a", "absolute(X - number 0) <= absolute(X) + a"),
    ],
)
def test_what_must_hold_for_each_value(claim: str, value: str) -> None:
    assert said(claim) == [value]


@pytest.mark.parametrize(
    "claim", ["E(X)^2 <= E(X^2)", "E(X)*E(Y) <= a", "X <= E(X)", "a <= k", "E(X) != a", "exp(E(X)) <= E(exp(X))"]
)
def test_what_is_not_linear_in_expectations_is_left_alone(claim: str) -> None:
    assert said(claim) == []


def test_a_given_moment_stands_for_its_name_and_scales_what_has_none() -> None:
    found = said("E(where(abs(X - mu) >= k*sigma, 1, 0)) <= 1/k^2", "mu = E(X)", "Var(X) = sigma^2")
    assert "where(absolute(X - mu) >= k*sigma, 1, 0) <= 1/k^2*((X - mu)*(X - mu))/sigma^2" in found


def test_what_is_given_of_values_stays_and_what_is_given_of_moments_goes() -> None:
    setting = read_setting(SYMBOLS, (), ("X >= 0", "Var(X) = sigma^2"))
    (single, _claim), *_scaled = pointwise(setting, read_statement("E(X) >= 0", setting.vocabulary)[0])
    assert not single.random
    assert [to_text(fact) for fact in single.facts] == ["X >= 0"]


@pytest.mark.parametrize(
    "given",
    [
        ("A != 0", "x != 0", "A x = 0"),
        ("A B = 0", "A != 0", "B != 0"),
        ("A^2 = I", "A != I", "A != -I"),
        ("(A - I)^2 = 0", "A != I"),
        ("P x = x", "P != I", "x != 0"),
        ("P R = 0", "P != 0", "R != 0"),
        ("A x = -x", "A^T = A", "x != 0"),
    ],
)
def test_sparse_points_meet_what_random_ones_do_not(given: tuple[str, ...]) -> None:
    square = {"shape": ["n", "n"]}
    projection = {**square, "is": "projection"}
    symbols = {"A": square, "B": square, "P": projection, "R": projection, "x": {"shape": ["n", 1]}}
    facts = Facts(read_setting(symbols, (), given))
    assert any(map(facts.holds, sparse_points(facts.setting.basic, 400)))
