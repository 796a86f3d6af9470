"""Equations of numbers that follow by polynomials, and what such proofs rest on."""

import pytest
from flint import fmpq_mpoly_ctx

from grading.maths.derivations.declared import read_setting
from grading.maths.derivations.discrete import discrete
from grading.maths.derivations.facts import Facts
from grading.maths.derivations.ideals import follows_by_ideal
from grading.maths.derivations.language import read_statement
from grading.maths.derivations.setting import Setting
from grading.maths.derivations.structured import structured_points
from grading.maths.derivations.unwrapped import unwrapped
from grading.maths.exponentials import exponentials, in_exponentials
from grading.maths.parser import parse
from grading.maths.printing import to_text
from grading.maths.quadratics import linear_where_zero
from grading.maths.tidied import tidied
from grading.maths.tree import Tree

NUMBERS = {"a": "real", "b": "real", "k": "real", "x": "real", "y": "real", "p": "probability", "s": "positive"}


def known(symbols: dict[str, object], claim: str, *given: str) -> tuple[Setting, Tree]:
    setting = read_setting(symbols, (), given)
    return setting, setting.expanded(read_statement(claim, setting.vocabulary)[0])


@pytest.mark.parametrize(
    ("given", "claim"),
    [
        (("2*x = k*a", "2*y = k*b", "a*x + b*y = 1"), "x = a/(a^2 + b^2)"),
        (("p/(1-p) = exp(x)",), "p = 1/(1 + exp(-x))"),
        (("p/(1-p) = e^x",), "log(p/(1-p)) = x"),
        (("x*y = 1",), "x != 0"),
        (("x*y = 1",), "y = 1/x"),
        (("sqrt(x + a) = y + b",), "(y + b)^2 - a = x"),
        (("x^2 - 2*x*y + y^2 = 0",), "x = y"),
    ],
)
def test_an_equation_follows_by_polynomials(given: tuple[str, ...], claim: str) -> None:
    setting, tree = known(NUMBERS, claim, *given)
    assert follows_by_ideal(Facts(setting), tree)


@pytest.mark.parametrize(
    ("given", "claim", "why"),
    [
        (("2*x = k*a", "2*y = k*b", "a*x + b*y = s"), "x = b/(a^2 + b^2)", "another value"),
        (("x*y = a", "x*x = 4"), "y = a/(x - 2)", "nothing is divided by 0"),
        (("x^2 = exp(a)", "y = 1 + x*0"), "2*log(x) = a", "x may be below 0"),
        (("x*y = x", "x*x = a"), "y = 1", "x may be 0"),
    ],
)
def test_no_proof_of_what_is_wrong(given: tuple[str, ...], claim: str, why: str) -> None:
    setting, tree = known(NUMBERS, claim, *given)
    assert not follows_by_ideal(Facts(setting), tree), why


def test_four_outcomes_that_contradict_what_is_given_prove_nothing() -> None:
    setting, tree = known({"X": "random"}, "Var(X) = 5", "X^2 = X", "E[X] = 3/10")
    assert not follows_by_ideal(Facts(setting), tree)


def test_exponentials_are_powers_of_as_few_as_it_takes() -> None:
    trees = [parse(text, ("x", "y")) for text in ("exp(x/2 - y)", "exp(x)", "sigmoid(x)")]
    found = in_exponentials(trees)
    assert to_text(found[1]) == "exp(1/2*x^1)^2"
    assert len(exponentials(found)) == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("sqrt(x + 1) = y", "x + 1 = y^2 and y >= 0"),
        ("log(x) = log(y)", "x = y and x > 0"),
        ("sign(x*y) = -1", "x*y < 0"),
        ("exp(x) = exp(2*y)", "x = 2*y"),
        ("x^2 = y", "x^2 = y"),
    ],
)
def test_functions_around_sides_are_taken_off(typed: str, said: str) -> None:
    assert to_text(unwrapped(parse(typed, ("x", "y")), {})) == said


def test_a_square_that_is_0_says_linear_equations() -> None:
    context = fmpq_mpoly_ctx.get(("x", "y"), "lex")
    x, y = context.gens()
    assert [str(each) for each in linear_where_zero(x**2 - 2 * x * y + y**2)] == ["x - y"]
    assert linear_where_zero(x**2 - 3 * x * y + y**2) == []


def test_names_with_few_values_have_every_distribution() -> None:
    setting, _claim = known({"X": "random", "Y": "random"}, "E[X] = 0", "X^2 = X", "Y^2 = 1", "X*Y = X")
    found = discrete(setting, frozenset())
    assert found is not None
    # (1, -1) is no outcome, as X Y = X there says -1 = 1.
    assert {(str(found.values[f"X.{at}"].exact), to_text(found.values[f"Y.{at}"])) for at in range(3)} == {
        ("0", "1"),
        ("0", "-1"),
        ("1", "1"),
    }


def test_structured_points_hold_what_is_given() -> None:
    matrices = {"A": {"shape": ["n", "n"]}, "B": {"shape": ["n", "n"]}}
    setting, _claim = known(matrices, "A*B = 0", "A*B = B*A", "A^2 = 0", "B^2 = 0")
    facts = Facts(setting)
    found = list(structured_points(facts))
    assert all(map(facts.holds, found))
    assert any(point.values["A"] * point.values["B"] != point.values["A"] * 0 for point in found)


@pytest.mark.parametrize(
    ("typed", "tidy"),
    [
        ("2*2*(x - y)^2*x/(2*x^2)^2", "(x - y)^2/x^3"),
        ("-(-y)/1", "y"),
        ("x^2/x", "x^2/x"),
        ("exp(-x^2) - x*(exp(-x^2)*(2*x))", "exp(-x^2) - 2*x^2*exp(-x^2)"),
        ("0*x + x", "0*x + x"),
    ],
)
def test_derivatives_are_tidied(typed: str, tidy: str) -> None:
    assert to_text(tidied(parse(typed, ("x", "y")))) == tidy
