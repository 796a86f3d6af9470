"""Values are written as LaTeX in prompts, as Nabla's grammar in answers, and stored as plain data."""

from fractions import Fraction

import numpy as np
import pytest
import sympy
from sympy import Abs, Eq, FiniteSet, Interval, Matrix, Max, Rational, Sum, binomial, exp, factorial, log, oo, pi, sqrt

from exercises.authoring.blame import AuthorError
from exercises.authoring.writing import all_different, latex, plain, text
from grading import read_field, understood

x, y, n, lam = sympy.symbols("x y n lam")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (3, "3"),
        (-3, "-3"),
        (0.25, "0.25"),
        (2.0, "2"),
        (1.5e-7, r"1.5 \cdot 10^{-7}"),
        (np.float64(0.1), "0.1"),
        (np.int64(7), "7"),
        (Fraction(3, 4), r"\frac{3}{4}"),
        (Rational(-3, 4), r"- \frac{3}{4}"),
        (Fraction(4, 2), "2"),
        ("B^T", "B^T"),
        (lam, r"\lambda"),
        (exp(x) / 2, r"\frac{e^{x}}{2}"),
        (Matrix([[1, 2], [3, 4]]), r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}"),
        (Matrix([1, 2]), r"\begin{pmatrix} 1 \\ 2 \end{pmatrix}"),
        (np.array([1.5, 2.0]), r"\begin{pmatrix} 1.5 \\ 2 \end{pmatrix}"),
        ([[1, Rational(1, 2)]], r"\begin{pmatrix} 1 & \frac{1}{2} \end{pmatrix}"),
        ([1, 2, 3], "1, 2, 3"),
        ((1, 2), "(1, 2)"),
    ],
)
def test_value_in_a_prompt_is_latex(value, written):
    assert latex(value) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Rational(1, 2), "1/2"),
        (Fraction(-3, 4), "-3/4"),
        (x**2 + 1, "x^2 + 1"),
        (exp(-(x**2) / 2), "exp(-x^2/2)"),
        (sqrt(2) * log(x), "sqrt(2)*log(x)"),
        (sympy.E * pi, "e*pi"),
        (sympy.I + 1, "1 + i"),
        (Abs(x), "Abs(x)"),
        (Max(0, x), "Max(0, x)"),
        (oo, "oo"),
        (factorial(n), "factorial(n)"),
        (binomial(n, 2), "binomial(n, 2)"),
        (Eq(x, y + 1), "x = y + 1"),
        (x <= 3, "x <= 3"),
        (Interval.Ropen(0, 1), "[0, 1)"),
        (FiniteSet(1, 2), "{1, 2}"),
        (Sum(x**n, (n, 0, 3)), "Sum(x^n, (n, 0, 3))"),
        (sympy.Float("0.25"), "0.25"),
        (Matrix([[1, 2], [3, 4]]), "[[1, 2], [3, 4]]"),
        (Matrix([1, x]), "[1, x]"),
        (np.array([[1, 0]]), "[[1, 0]]"),
    ],
)
def test_value_in_an_answer_is_text_of_the_grammar(value, written):
    assert text(value) == written


@pytest.mark.parametrize(
    "value",
    [x**2 * exp(-x) / 3, sqrt(x + 1) * log(x), Abs(x) - Max(x, 1), sympy.sin(x) ** 2, sympy.tanh(x), sympy.E**x + pi],
)
def test_what_is_written_is_what_the_grammar_reads(value):
    field = read_field({"kind": "symbolic", "reference": text(value), "symbols": {"x": "positive"}})
    assert understood(field, text(value))


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (Rational(3, 4), "3/4"),
        (sympy.Integer(3), 3),
        (Fraction(3), 3),
        (np.float64(0.5), 0.5),
        (np.bool_(True), True),
        (sympy.true, True),
        (True, True),
        (Matrix([[1, Rational(1, 2)]]), [[1, "1/2"]]),
        (Matrix([1, 2]), [[1], [2]]),
        (np.arange(3), [0, 1, 2]),
        ((1, x), [1, "x"]),
        ({"a": {"b": x**2}}, {"a": {"b": "x^2"}}),
        (None, None),
    ],
)
def test_value_is_stored_as_plain_data(value, stored):
    assert plain(value) == stored
    assert type(plain(value)) is type(stored)


def test_markdown_key_is_stored_as_latex():
    assert plain({"text": Rational(1, 2), "answer": Rational(1, 2)}) == {"text": r"\frac{1}{2}", "answer": "1/2"}


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), lambda: 1, {1, 2}, [float("nan")], sympy.diff])
def test_value_that_cannot_be_stored_is_refused(value):
    with pytest.raises(AuthorError):
        plain(value)


@pytest.mark.parametrize(
    ("values", "different"),
    [
        ((1, 2, 3), True),
        ((1, 2, 1), False),
        ((Rational(1, 2), Fraction(1, 2)), False),
        ((Matrix([1, 2]), Matrix([2, 1])), True),
        ((Matrix([1, 2]), np.array([[1], [2]])), False),
        ((x * (x + 1), x**2 + x), False),
    ],
)
def test_all_different_compares_by_value(values, different):
    assert all_different(*values) is different
