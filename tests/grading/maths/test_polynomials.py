"""Polynomials are parted into factors, but for those that would take seconds."""

import pytest

from grading.maths.parser import parse
from grading.maths.polynomials import factored, quotient

NAMES = ("x", "y", "z")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x^2 - y^2", 2),
        ("(x - y)^2*(x + y)", 2),
        ("(x*y - 1)*(x + y + z)*(z^2 + 1)", 3),
        ("x^16 - y^16", 5),
        ("x^20 + y^20 + z^20 - 1", 1),
        ("(x^30 + y^30 - 1)*(x - y)", 1),
    ],
)
def test_so_many_factors_are_found(text: str, expected: int) -> None:
    polynomial, _under = quotient(parse(text, NAMES), NAMES)
    constant, factors = factored(polynomial)
    product = polynomial.context().constant(1) * constant
    for factor, power in factors:
        product *= factor**power
    assert len(factors) == expected
    assert product == polynomial
