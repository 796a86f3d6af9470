"""Sums of many terms, each from the one before, are what plain addition gives."""

import pytest
from flint import arb, fmpq

from grading.maths import limits
from grading.maths.parser import parse
from grading.maths.reals import REAL
from grading.maths.values import Evaluator, bits

TERMS = (
    "x^k",
    "k^2*x^k",
    "binomial(90,k)*x^k",
    "x^k/k!",
    "x^(90-k)",
    "(k-3)*x^k",
    "x^k*binomial(k,4)",
    "(-1)^k*x/(k+1)",
)


@pytest.mark.parametrize("term", TERMS)
@pytest.mark.parametrize("x", [fmpq(0), fmpq(1), fmpq(-1, 2), fmpq(7, 3)])
def test_a_long_sum_holds_the_sum_of_its_terms(term: str, x: fmpq, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = parse(f"Sum({term}, (k, 0, 90))", ("x",))
    with bits(256):
        found = Evaluator(REAL, {"x": x}).value(tree)
        monkeypatch.setattr(limits, "FEW_TERMS", 100)
        exact = Evaluator(REAL, {"x": x}).value(tree)
        assert arb(found).overlaps(arb(exact))
        assert arb(found).rel_accuracy_bits() > 100 or exact == 0


def test_numbers_alone_are_added_exactly() -> None:
    assert Evaluator(REAL, {}).value(parse("Sum(k, (k, 1, 500))")) == 125250
