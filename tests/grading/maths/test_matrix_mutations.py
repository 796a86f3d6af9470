"""Known slips in matrix formulas: every rule does what its name says, in shapes that fit."""

import pytest
from hypothesis import assume, given, settings, strategies as st

from grading import Outcome, grade, read_field
from grading.errors import AnswerError
from grading.kinds.matrix_expression import MatrixExpressionField
from grading.maths.matrices.comparison import compare
from grading.maths.matrices.mutations import MOST, NAMES, RULES, mutants
from grading.maths.matrices.parser import parse
from grading.maths.mutations import RULES as SCALAR_RULES
from grading.maths.printing import to_text
from grading.maths.tree import Tree
from grading.slips import TITLES
from tests.grading.maths.matrix_trees import SYMBOLS as RANDOM, trees

SYMBOLS = {
    "A": {"shape": ["n", "n"], "is": "invertible"},
    "B": {"shape": ["n", "n"], "is": "invertible"},
    "X": {"shape": ["n", "d"]},
    "x": {"shape": ["n", 1]},
    "y": {"shape": ["n", 1]},
    "w": {"shape": ["d", 1]},
    "lam": "positive",
}
# Slip, formula, what the slip makes of it.
EXAMPLES = [
    ("missing-transpose", "A.T*x", "A*x"),
    ("missing-transpose", "(A*B).T", "B*A.T"),
    ("extra-transpose", "A*x", "A.T*x"),
    ("gram-the-wrong-way", "A.T*A", "A*A.T"),
    ("gram-the-wrong-way", "A.T*B*A", "A*B*A.T"),
    ("swapped-factors", "A*B*x", "B*A*x"),
    ("commuted-matrices", "(A+B)^2", "A^2+2*A*B+B^2"),
    ("commuted-matrices", "(A+B)*(A-B)", "A^2-B^2"),
    ("commuted-matrices", "(A*B)^2", "A^2*B^2"),
    ("lost-inverse", "inv(A)*x", "A*x"),
    ("extra-inverse", "A*x", "inv(A)*x"),
    ("inverse-of-a-product", "inv(A*B)", "inv(A)*inv(B)"),
    ("inverse-of-a-sum", "inv(A+B)", "inv(A)+inv(B)"),
    ("transpose-of-a-product", "(A*B).T", "A.T*B.T"),
    ("lost-identity", "inv(A+lam*I)*x", "inv(A)*x"),
    ("sum-for-mean", "X.T*y/n", "X.T*y"),
    ("mean-for-sum", "X.T*y", "X.T*y/n"),
    ("another-size", "X.T*y/n", "X.T*y/d"),
    ("product-for-hadamard", "hadamard(A,B)", "A*B"),
    ("hadamard-for-product", "A*B", "hadamard(A,B)"),
    ("lost-factor", "hadamard(x,y)", "x"),
    ("lost-activation", "sigmoid(X*w)", "X*w"),
    ("lost-root", "sqrt(x.T*x)", "x.T*x"),
    ("lost-function", "exp(x.T*x)", "x.T*x"),
    ("lost-logarithm", "log(x.T*x)", "x.T*x"),
    ("log-of-a-sum", "logsumexp(x)", "sum(x)"),
    ("lost-logarithm", "logdet(A.T*A)", "det(A.T*A)"),
    ("trace-of-a-product", "tr(A*B)", "tr(A)*tr(B)"),
    ("trace-of-a-product", "tr(A)*tr(B)", "tr(A*B)"),
    ("sign-of-a-block", "[A, -B]", "[A, B]"),
    ("trace-for-determinant", "tr(A)", "det(A)"),
    ("norm-for-its-square", "norm(x)^2", "norm(x)"),
    ("outer-for-inner", "outer(x,y)", "outer(y,x)"),
    ("function-of-a-sum", "det(A+B)", "det(A)+det(B)"),
    ("swapped-symbols", "A*inv(B)*x", "B*inv(A)*x"),
    ("sign-of-a-term", "X*w-y", "X*w+y"),
    ("lost-factor-2", "2*X.T*y", "X.T*y"),
]


def field(reference: str, symbols: dict[str, object] = SYMBOLS, **more: object) -> MatrixExpressionField:  # type: ignore[assignment]
    found = read_field({"kind": "matrix_expression", "reference": reference, "symbols": symbols, **more})
    assert isinstance(found, MatrixExpressionField)
    return found


def text(source: str) -> str:
    return to_text(parse(source, tuple(SYMBOLS), ("n", "d"))[0])


@pytest.mark.parametrize(("name", "formula", "wrong"), EXAMPLES)
def test_slip_makes_what_it_says(name: str, formula: str, wrong: str) -> None:
    known = field(formula)
    made = [to_text(mutant.tree) for mutant in mutants(known.reading, known.known, [name]) if mutant.name == name]
    assert text(wrong) in made


def test_every_slip_of_matrices_has_an_example_and_a_title() -> None:
    scalar = {rule.name for rule in SCALAR_RULES}
    assert {rule.name for rule in RULES} - scalar <= {name for name, _formula, _wrong in EXAMPLES}
    assert set(NAMES) <= set(TITLES)


@given(tree=trees)
@settings(max_examples=60, deadline=None)
def test_slips_have_the_shape_of_the_reference_or_its_transpose(tree: Tree) -> None:
    known = field_for(tree)
    wanted = known.reading.shape
    made = list(mutants(known.reading, known.known))
    assert len(made) <= MOST
    assert all(each.reading.shape == (wanted[::-1] if each.turned else wanted) for each in made)


@given(tree=trees, place=st.integers(0, MOST))
@settings(max_examples=80, deadline=None)
def test_slip_is_never_right_unless_it_is_worth_the_same(tree: Tree, place: int) -> None:
    known = field_for(tree)
    made = [mutant for mutant in known.line_up.all if not mutant.turned]
    assume(made)
    mutant = made[place % len(made)]
    same = compare(mutant.reading, known.reading, known.points)
    verdict = grade(known, to_text(mutant.tree))
    assert (verdict.outcome is Outcome.CORRECT) == same.equal, to_text(mutant.tree)
    assert not verdict.misconceptions or verdict.outcome is Outcome.INCORRECT


def field_for(tree: Tree) -> MatrixExpressionField:
    """The field that asks for this tree; trees that are too long for an answer are left out."""
    try:
        parse(to_text(tree), tuple(RANDOM), ("m", "n"))
    except AnswerError:
        assume(False)
    return field(to_text(tree), RANDOM)
