"""What people paste from NumPy: sums along an axis, log-determinants, `A.I`; what has several meanings is refused."""

import pytest

from grading import grade

SYMBOLS = {
    "X": {"shape": ["m", "n"]},
    "A": {"shape": ["n", "n"], "is": "invertible"},
    "S": {"shape": ["n", "n"], "is": "positive_definite"},
    "y": {"shape": ["m"]},
    "z": {"shape": ["n"]},
}


def judged(reference: str, typed: str) -> tuple[str, str]:
    verdict = grade({"kind": "matrix_expression", "symbols": SYMBOLS, "reference": reference}, typed)
    return verdict.outcome.value, " ".join(map(str, verdict.messages))


@pytest.mark.parametrize(
    ("reference", "typed", "outcome"),
    [
        ("X^T ones(m)", "X.sum(axis=0)", "correct"),
        ("X^T ones(m)", "np.sum(X, axis=0)", "correct"),
        ("X^T ones(m)", "torch.sum(X, dim=0)", "correct"),
        ("X^T ones(m)", "np.sum(X, axis=-2)", "correct"),
        ("X^T ones(m)/m", "X.mean(axis=0)", "correct"),
        ("X^T ones(m)/m", "X.mean(axis=0)/2", "incorrect"),
        ("X^T ones(m)/m", "X.mean(axis=1)", "incorrect"),
        ("X ones(n)", "X.sum(axis=1)", "correct"),
        ("X ones(n)", "np.sum(X, axis=-1)", "correct"),
        ("X ones(n)/n", "np.mean(X, axis=1)", "correct"),
        ("A^T ones(n)", "A.sum(axis=1)", "incorrect"),
        ("hadamard(X, X)^T ones(m)", "np.sum(X * X, axis=0)", "correct"),
        ("hadamard(X ones(n), y)", "y * X.sum(axis=1)", "correct"),
        ("ones(m)^T X z", "X.sum(axis=0) @ z", "correct"),
        ("sum(X)/m", "np.sum(np.mean(X, axis=0))", "correct"),
        ("norm(z)^2", "np.sum(z**2, axis=0)", "correct"),
        ("norm(z)^2", "np.sum(z**2, axis=-1)", "correct"),
        ("ones(m)^T X", "X.sum(axis=0).T", "correct"),
        ("logdet(S)", "np.linalg.slogdet(S)[1]", "correct"),
        ("log(abs(det(A)))", "slogdet(A)[1]", "correct"),
        ("logdet(S)", "2*slogdet(S)[1]", "incorrect"),
        ("A^-1 z", "A.I @ z", "correct"),
        ("A^-1 z", "A.I z", "correct"),
        ("A^-1 z", "A.I.T z", "incorrect"),
        ("X (X^T X)^-1 X^T y", "X @ (X.T @ X).I @ X.T @ y", "correct"),
    ],
)
def test_text_from_numpy_is_read(reference, typed, outcome):
    assert judged(reference, typed)[0] == outcome


CENTRED, OF_ROWS = "X - ones(m) ones(m)^T X/m", "X - X ones(n) ones(n)^T/n"
SCATTER = "X^T (I - ones(m) ones(m)^T/m) X"
SOFT_ROWS, SOFT_COLUMNS = "inv(diag(exp(X) ones(n))) exp(X)", "exp(X) inv(diag(exp(X)^T ones(m)))"


@pytest.mark.parametrize(
    ("reference", "typed", "outcome"),
    [
        (CENTRED, "X - X.mean(axis=0)", "correct"),
        (CENTRED, "-X.mean(axis=0) + X", "correct"),
        (CENTRED, "X - np.mean(X, axis=0, keepdims=True)", "correct"),
        (CENTRED, "X - X.sum(axis=0)/m", "correct"),
        (CENTRED, "X - X.sum(axis=0)/n", "incorrect"),
        (CENTRED, "X - X.mean(axis=1, keepdims=True)", "incorrect"),
        (OF_ROWS, "X - X.mean(dim=-1, keepdim=True)", "correct"),
        (OF_ROWS, "X - X.mean(axis=0)", "incorrect"),
        (SCATTER, "(X - X.mean(axis=0)).T @ (X - X.mean(axis=0))", "correct"),
        (SCATTER, "(X - X.mean(axis=0)).T @ X", "correct"),
        (SCATTER, "X.T @ X - X.mean(axis=0)", "incorrect"),
        (SOFT_ROWS, "np.exp(X) / np.exp(X).sum(axis=1, keepdims=True)", "correct"),
        (SOFT_ROWS, "np.exp(X) / np.exp(X).sum(axis=0)", "incorrect"),
        (SOFT_COLUMNS, "np.exp(X) / np.exp(X).sum(axis=0)", "correct"),
        (SOFT_COLUMNS, "np.exp(X) / np.exp(X).sum(axis=0, keepdims=True)", "correct"),
        # a square matrix has rows as long as its columns, and NumPy lays the sums of rows along the rows
        ("A - ones(n) (A ones(n))^T", "A - A.sum(axis=1)", "correct"),
        ("A - A ones(n) ones(n)^T", "A - A.sum(axis=1)", "incorrect"),
        ("z - sum(z)/n ones(n)", "z - z.mean(axis=0, keepdims=True)", "correct"),
        ("ones(m)^T X", "X.sum(axis=0, keepdims=True)", "correct"),
        ("X^T ones(m)", "X.sum(axis=0, keepdims=True)", "incorrect"),
        ("X ones(n)", "X.sum(axis=1, keepdims=True)", "correct"),
        ("X ones(n)", "X.sum(axis=1, keepdims=False)", "correct"),
    ],
)
def test_sums_along_an_axis_are_spread_over_the_matrix_beside_them(reference, typed, outcome):
    assert judged(reference, typed)[0] == outcome


@pytest.mark.parametrize(
    ("reference", "typed", "says"),
    [
        ("X^T ones(m)", "X.sum(0)", "Name the axis, as in `sum(X, axis=0)`"),
        ("X^T ones(m)", "np.sum(X, 0)", "`X^T ones(m)`"),
        ("X^T ones(m)", "sum(X, dims=1)", "is 0 or 1"),
        ("X^T ones(m)", "X.sum(axis=2)", "is 0 or 1"),
        ("X^T ones(m)", "sum(X, 0, keepdims=True)", "Name the axis"),
        ("X^T ones(m)", "sum(X, axis=0, axis=1)", "Write `keepdims=True` behind an axis"),
        ("X^T ones(m)", "norm(X, keepdims=True)", "Write `keepdims=True` behind an axis"),
        ("X", "X - X.mean(axis=1)", "along the rows, which have another length. Keep the axis"),
        ("X", "X / X.sum(axis=1)", "along the rows, which have another length. Keep the axis"),
        ("X^T ones(m)", "np.sum(z, axis=1)", "`z` is a vector: leave the axis out."),
        ("X^T ones(m)", "np.max(X, axis=0)", "only in `sum` and `mean`"),
        ("ones(m)^T X", "X.sum(axis=0)", "is a column here, and `.T` makes a row of it"),
        ("X^T ones(m)", "np.sum(X, axis=0).T", "What is asked is n by 1."),
        ("A A^T ones(n)", "A * A.sum(axis=0)", "In NumPy `*` spreads a vector over a matrix. Write `A @ "),
        ("X", "X - X.mean(axis=0).T", "did you mean `ones(m) (X^T ones(m)/m)^T`"),
        ("X", "X - z", "did you mean `ones(m) z^T`"),
        ("logdet(S)", "slogdet(S)", "Write `logdet(S)` for the logarithm."),
        ("logdet(S)", "slogdet(S)[0]", "Write `logdet(S)` for the logarithm."),
    ],
)
def test_what_has_no_one_meaning_is_refused_with_its_remedy(reference, typed, says):
    outcome, said = judged(reference, typed)
    assert (outcome, says in said) == ("invalid", True), said


@pytest.mark.parametrize(
    ("reference", "typed", "outcome"),
    [
        ("sin(x + pi/3)", "sin(x + 60°)", "correct"),
        ("sin(x + pi/3)", r"\sin\left(x + 60^\circ\right)", "correct"),
        ("sin(x + pi/3)", "sin(x + 30°)", "incorrect"),
        ("cos(x - pi/2) + x", "cos(x - 90°) + x", "correct"),
        ("x + pi/3", "x + 60°", "invalid"),
        ("sin(x) + pi/3", "sin(x) + 60°", "invalid"),
    ],
)
def test_degrees_are_read_in_functions_of_angles_alone(reference, typed, outcome):
    field = {"kind": "symbolic", "reference": reference, "symbols": {"x": "real"}}
    assert grade(field, typed).outcome.value == outcome
