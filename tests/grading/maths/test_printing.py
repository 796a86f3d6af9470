"""Printing and reading are inverse."""

import pytest
from hypothesis import given, settings

from grading.errors import AnswerError
from grading.maths.parser import parse
from grading.maths.printing import name_to_latex, to_latex, to_text
from grading.maths.tree import Tree
from tests.grading.maths.trees import SYMBOLS, trees


def same_or_too_long(source: str, tree: Tree) -> bool:
    try:
        return parse(source, SYMBOLS) == tree
    except AnswerError as problem:
        return "too long" in str(problem) or "too deeply" in str(problem)


@given(tree=trees)
@settings(max_examples=300, deadline=None)
def test_reading_inverts_printing_as_text(tree: Tree) -> None:
    assert same_or_too_long(to_text(tree), tree)


@given(tree=trees)
@settings(max_examples=300, deadline=None)
def test_reading_inverts_printing_as_latex(tree: Tree) -> None:
    assert same_or_too_long(to_latex(tree), tree)


@pytest.mark.parametrize(
    ("name", "latex"),
    [
        ("x", "x"),
        ("sigma", r"\sigma"),
        ("w_1", "w_{1}"),
        ("w1", "w_{1}"),
        ("sigma_2", r"\sigma_{2}"),
        ("yhat", r"\hat{y}"),
        ("y_hat", r"\hat{y}"),
        ("lam", r"\lambda"),
        ("theta_old", r"\theta_{\mathrm{old}}"),
        ("loss", r"\mathrm{loss}"),
        ("x_ij", r"x_{\mathrm{ij}}"),
    ],
)
def test_names_are_set_as_people_write_them(name: str, latex: str) -> None:
    assert name_to_latex(name) == latex
    assert to_text(parse(latex, (name,))) == name


@pytest.mark.parametrize(
    ("source", "latex"),
    [
        ("1/2x", r"\frac{1}{2} x"),
        ("2*3", r"2 \cdot 3"),
        ("e^(-x)", "e^{-x}"),
        ("(x+1)^2", r"\left(x + 1\right)^{2}"),
        ("-(-x)", r"-\left(-x\right)"),
        ("log(x, 2)", r"\log_{2}\left(x\right)"),
        ("|x|!", r"\left|x\right|!"),
        ("1e-30", r"1 \cdot 10^{-30}"),
        ("0.1", "0.1"),
    ],
)
def test_latex_reads_well(source: str, latex: str) -> None:
    assert to_latex(parse(source, ("x",))) == latex
