"""What programs write is read as they mean it: methods, modules, powers by entry, signs between conditions."""

import pytest

from grading.errors import AnswerError
from grading.maths.matrices.inference import infer
from grading.maths.matrices.parser import parse as parse_matrix
from grading.maths.matrices.symbols import read_symbols
from grading.maths.parser import parse
from grading.maths.printing import to_text
from grading.maths.set_builder import condition_of_set

SYMBOLS = read_symbols({"A": {"shape": ["n", "n"]}, "F": {"shape": ["n", "n"]}, "x": {"shape": ["n", 1]}})


def read(typed: str) -> str:
    tree, places = parse_matrix(typed, SYMBOLS.names, SYMBOLS.sizes)
    reading = infer(tree, SYMBOLS, places)
    return to_text(reading.read or reading.tree)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("x.exp()", "exp(x)"),
        ("x.clip(0, 1)", "min(max(x, 0), 1)"),
        ("F.relu(x)", "relu(x)"),
        ("nn.Sigmoid()(x)", "sigmoid(x)"),
        ("(x)_+", "relu(x)"),
        ("x.pow(2)", "x^2"),
        ("x > 0 && !(x > 1)", "x > 0 and not x > 1"),
        ("x < 0 || x > 1", "x < 0 or x > 1"),
    ],
)
def test_what_a_program_writes_is_a_formula(typed: str, meant: str) -> None:
    assert to_text(parse(typed, ("x",))) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("np.sum(A**2)", "sum(hadamard(A, A))"),
        ("(A*A).mean()", "mean(hadamard(A, A))"),
        ("A @ A**2", "A*A^2"),
        ("sum(A**2)", "sum(A^2)"),
        ("sum(x^2)", "sum(hadamard(x, x))"),
        ("np.power(A, 2)", "hadamard(A, A)"),
        ("2 * x @ A @ x", "2*(x.T*A*x)"),
        ("F.T x", "F.T*x"),
    ],
)
def test_powers_in_sums_of_a_program_are_by_entry(typed: str, meant: str) -> None:
    assert read(typed) == meant


@pytest.mark.parametrize("typed", ["A*A @ x", "np.sum(A**-1)", "x.max(0)", "x.foo()", "x*x"])
def test_what_a_program_means_otherwise_is_refused(typed: str) -> None:
    with pytest.raises(AnswerError):
        read(typed)


@pytest.mark.parametrize("typed", ["{1, 2}", "{x}", "x > 2", r"\{x\}", "{x : 3}"])
def test_what_is_no_set_by_its_condition_stays(typed: str) -> None:
    assert condition_of_set(typed) == typed
