"""What people paste and copy is read, or told apart kindly: MATLAB's division, angles, sums without bounds, names."""

import pytest

from grading.errors import AnswerError
from grading.maths.labels import refuse_label
from grading.maths.matrices.inference import infer
from grading.maths.matrices.parser import parse as parse_matrix
from grading.maths.matrices.symbols import read_symbols
from grading.maths.parser import parse
from grading.maths.printing import to_text
from grading.maths.tree import Tree

SYMBOLS = read_symbols(
    {"A": {"shape": ["n", "n"]}, "X": {"shape": ["n", "d"]}, "x": {"shape": ["n", 1]}, "w": {"shape": ["d", 1]}}
)


def read(typed: str) -> Tree:
    tree, places = parse_matrix(typed, SYMBOLS.names, SYMBOLS.sizes)
    return infer(tree, SYMBOLS, places).tree


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (r"A\x", "A^(-1)*x"),
        (r"(A' A)\(A' x)", "(A.T*A)^(-1)*(A.T*x)"),
        ("<x, A x>", "inner(x, A*x)"),
        ("<x, <x, x> x>", "inner(x, inner(x, x)*x)"),
        (r"\sum_i x_i^2", "Sum(x[i]^2, (i, 1, n))"),
        (r"\sum_{ij} X_{ij}", "Sum(Sum(X[i, j], (j, 1, d)), (i, 1, n))"),
        (r"\sum_{i,j=1}^n A_{ij}", "Sum(Sum(A[i, j], (j, 1, n)), (i, 1, n))"),
        ("X.T @ x / len(x)", "X.T*x/n"),
        ("X.T @ x / X.shape[1]", "X.T*x/d"),
        ("= A x", "A*x"),
    ],
)
def test_pasted_matrix_formula_is_read(typed: str, meant: str) -> None:
    assert to_text(read(typed)) == meant


@pytest.mark.parametrize("typed", [r"\sum_k x", r"\sum_i A_{ij}", "<x, x", r"A \ x", r"X\x"])
def test_what_leaves_a_doubt_is_refused(typed: str) -> None:
    with pytest.raises(AnswerError):
        read(typed)


@pytest.mark.parametrize(
    ("typed", "names", "meant"),
    [
        (r"2\frac{x}{n}", ("x", "n"), "2*(x/n)"),
        ("2E2 + 1e3", ("E2",), "2*E2 + 1000"),
        (r"\lambda_1 + λ₂", ("lam_1", "lam_2"), "lam_1 + lam_2"),
        ("= x", ("x",), "x"),
    ],
)
def test_declared_names_settle_what_is_meant(typed: str, names: tuple[str, ...], meant: str) -> None:
    assert to_text(parse(typed, names)) == meant


@pytest.mark.parametrize(
    ("typed", "said"),
    [(r"\nabla f = x", "Enter only the result"), ("g = x", "Enter only the result"), ("x + g = 2", "Unknown name")],
)
def test_name_before_a_result_is_told(typed: str, said: str) -> None:
    with pytest.raises(AnswerError) as problem:
        parse(typed, ("x",))
    with pytest.raises(AnswerError, match=said):
        refuse_label(typed, problem.value)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("x.T @ (A @ x * x)", "x.T*hadamard(A*x, x)"),
        ("X @ w * x", "hadamard(X*w, x)"),
        ("x @ A @ x", "x.T*A*x"),
    ],
)
def test_what_is_understood_is_what_is_judged(typed: str, shown: str) -> None:
    tree, places = parse_matrix(typed, SYMBOLS.names, SYMBOLS.sizes)
    read_as = infer(tree, SYMBOLS, places).read
    assert read_as is not None and to_text(read_as) == shown
