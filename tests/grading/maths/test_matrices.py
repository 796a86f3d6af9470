"""Matrix formulas: reading inverts printing, true identities hold, others do not, and shapes are explained."""

import json
import random
from pathlib import Path

import pytest
from hypothesis import assume, given, settings, strategies as st

from grading import DefinitionError, Outcome, as_text, grade, read_field, understood_with_shape
from grading.errors import AnswerError
from grading.kinds.matrix_expression import MatrixExpressionField, parse as read_answer
from grading.maths.matrices.comparison import compare
from grading.maths.matrices.dims import Dim, Sizes
from grading.maths.matrices.parser import parse
from grading.maths.matrices.sampling import Points
from grading.maths.matrices.structures import unit_vector
from grading.maths.printing import to_latex, to_text
from grading.maths.tree import Multiply, Tree
from tests.grading.maths.matrix_trees import SYMBOLS, number, rewritten, trees

NAMES, SIZES = tuple(SYMBOLS), ("m", "n")
CASES = Path(__file__).parents[1] / "cases" / "matrix_expression.jsonl"
FRAGMENTS = [
    "A", "B", "x", "b", "lam", "n", "I", "ones", "^T", "'", ".T", "^-1", "^{", "}", "(", ")", "[", "]", "|", "‖", "_",
    "_{i}", "@", "∘", "⊗", "*", "/", "+", "-", "=", ",", "1", "2.5", " ", "tr(", "inv(", "norm(", "diag(", "kron(",
    "Sum(", "(i, 1, n)", "exp(", "softmax(", "\\top", "\\mathbf{", "\\frac{", "\\left(", "\\right)", "\\lVert",
    "[[", "]]", ";", "hstack(", "block([", "\\end{pmatrix}", "<", ">", "\\", "\\A", "\\(", "len(", ".shape[0]",
    "\\sum_i", "\\sum_{i,j}", "\\sum_{i,j=1}^{n}", "sum_i", "x_i", "A_{ij}",
    "\\rVert", "\\operatorname{tr}", "\\sum_{i=1}^{n}", "\\begin{pmatrix}", "&", "\\\\", "ᵀ", "⊤", "λ", "\x00", "é",
]  # fmt: skip


def field(reference: str, **more: object) -> MatrixExpressionField:
    found = read_field({"kind": "matrix_expression", "reference": reference, "symbols": SYMBOLS, **more})
    assert isinstance(found, MatrixExpressionField)
    return found


def field_for(tree: Tree) -> MatrixExpressionField:
    """The field that asks for this tree; trees that are too long for an answer are left out."""
    try:
        parse(to_text(tree), NAMES, SIZES)
    except AnswerError:
        assume(False)
    return field(to_text(tree))


@given(tree=trees)
@settings(max_examples=80, deadline=None)
def test_reading_inverts_printing(tree: Tree) -> None:
    for printed in (to_text(tree), to_latex(tree)):
        assert parse(printed, NAMES, SIZES)[0] == tree, printed


@given(tree=trees)
@settings(max_examples=60, deadline=None)
def test_true_identities_keep_the_value(tree: Tree) -> None:
    verdict = grade(field_for(tree), to_text(rewritten(tree)))
    assert verdict.outcome is Outcome.CORRECT, (to_text(tree), to_text(rewritten(tree)))


@given(tree=trees, factor=st.integers(2, 9))
@settings(max_examples=60, deadline=None)
def test_a_factor_too_much_is_seen(tree: Tree, factor: int) -> None:
    asked = field_for(tree)
    assume(grade(asked, f"0*({to_text(tree)})").outcome is not Outcome.CORRECT)
    assert grade(asked, to_text(Multiply((number(factor), tree)))).outcome is Outcome.INCORRECT


@given(parts=st.lists(st.sampled_from(FRAGMENTS), max_size=30))
@settings(max_examples=600, deadline=None)
def test_fragments_raise_nothing_but_answer_errors(parts: list[str]) -> None:
    asked = field("A*x")
    try:
        reading = read_answer(asked, "".join(parts))
    except AnswerError:
        return
    assert to_latex(reading.tree)
    assert grade(asked, "".join(parts)).outcome is not Outcome.ERROR


@given(source=st.text(max_size=40))
@settings(max_examples=150, deadline=None)
def test_any_text_raises_nothing_but_answer_errors(source: str) -> None:
    assert grade(field("A*x"), source).outcome in Outcome


@pytest.mark.parametrize("line", [line for line in CASES.read_text().splitlines() if '"invalid"' not in line][::3])
def test_no_verdict_depends_on_the_seed(line: str) -> None:
    case = json.loads(line)
    asked = read_field(case["field"])
    assert isinstance(asked, MatrixExpressionField)
    answer = read_answer(asked, case["answer"])
    if answer.shape != asked.reading.shape:
        return
    for seed in range(10):
        decision = compare(answer, asked.reading, Points(asked.known, seed))
        assert decision.equal is (case["expect"] == "correct"), (case["id"], seed)


@pytest.mark.parametrize(
    ("answer", "marked"),
    [("2 A b", "A b"), ("A x - lam x", "A x - lam x"), ("b + (x + A^T)", "x + A^T"), ("I", "I"), ("A^2 x", "A^2")],
)
def test_the_place_is_the_part_that_does_not_fit(answer: str, marked: str) -> None:
    place = grade(field("A*x"), answer).place
    assert place is not None
    assert place.source[place.start : place.end] == marked


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"A^{\prime}A", "A'A"),
        (r"A^\prime A", "A'A"),
        (r"A^{\prime\prime}", "A''"),
        (r"A A^{\prime\top}", "A A'^T"),
        (r"\left(A x\right)^{\prime}", "(A x)'"),
        (r"\left(A^{\prime}A\right)^{-1}", "(A'A)^-1"),
        (r"A_1^{\prime}", "A_1'"),
    ],
)
def test_raised_primes_are_transposes(latex: str, text: str) -> None:
    square = {"shape": ["n", "n"]}
    asked = {"kind": "matrix_expression", "reference": "A*x", "symbols": {"A": square, "A_1": square, "x": square}}
    assert as_text(asked, latex) == as_text(asked, text)


@pytest.mark.parametrize("latex", [r"A^{}", r"A^{\prime", r"A'^{}", r"A^{\prime 2", r"\prime A"])
def test_unfinished_powers_are_no_transposes(latex: str) -> None:
    with pytest.raises(AnswerError):
        as_text(field("A*x"), latex)


@pytest.mark.parametrize(
    ("answer", "shape"), [("A^T A", "n × n"), ("x^T x", "scalar"), ("A x", "m × 1"), ("vec(A)", "m n × 1")]
)
def test_the_shape_is_shown_beside_the_reading(answer: str, shape: str) -> None:
    assert understood_with_shape(field("A*x"), answer)[1] == shape


@pytest.mark.parametrize(
    ("symbols", "says"),
    [
        ({"A": {"shape": ["m"], "is": "symmetric"}}, "square"),
        ({"A": {"shape": ["m", 0]}}, "no shape"),
        ({"A": {"shape": ["n", "n"], "is": "round"}}, "no structure"),
        ({"A": {"shape": ["n", "n"], "size": 3}}, "there is no key"),
        ({"A": {"shape": ["x", "x"]}, "x": {"shape": [3, 1]}}, "matrix and a size"),
        ({"A": "complex"}, "complex"),
    ],
)
def test_a_wrong_declaration_is_explained_to_the_author(symbols: dict[str, object], says: str) -> None:
    with pytest.raises(DefinitionError, match=says):
        read_field({"kind": "matrix_expression", "reference": "A", "symbols": symbols})


def test_a_size_may_be_declared_as_a_number_too() -> None:
    symbols = {"A": {"shape": ["n", "n"]}, "n": "natural"}
    field = {"kind": "matrix_expression", "reference": "n*A", "symbols": symbols}
    assert grade(field, "tr(I_n) A").outcome is Outcome.CORRECT


@pytest.mark.parametrize("T", [{"T": {"shape": ["n", "n"]}}, {"y": {"shape": ["T", 1]}}, {"T": "positive"}])
@pytest.mark.parametrize("answer", ["x^T A^T", "x^T A'", "(A x)^{T}", "(inv(A)^{-T} x)^T"])
def test_a_power_of_a_matrix_named_t_is_its_transpose(T: dict[str, object], answer: str) -> None:
    symbols = {"A": {"shape": ["n", "n"], "is": "invertible"}, "x": {"shape": ["n", 1]}, **T}
    field = {"kind": "matrix_expression", "reference": "(A*x).T", "symbols": symbols}
    assert grade(field, answer).outcome is (Outcome.INCORRECT if "-T" in answer else Outcome.CORRECT)


def test_an_ill_shaped_reference_is_explained_to_the_author() -> None:
    with pytest.raises(DefinitionError, match="is not defined"):
        field("A*b")


@pytest.mark.parametrize("reference", ["kron(A, I) + kron(I, B)", "kron(A, I)*kron(I, B)", "kron(I, A*b)"])
def test_a_reference_whose_size_may_be_several_is_refused(reference: str) -> None:
    symbols = {"A": {"shape": ["n", "n"]}, "B": {"shape": ["n", "n"]}, "b": {"shape": ["n", 1]}}
    with pytest.raises(DefinitionError, match="The size of `I` is not clear here"):
        read_field({"kind": "matrix_expression", "reference": reference, "symbols": symbols})


def test_open_sizes_are_solved_for() -> None:
    sizes = Sizes()
    size = sizes.new()
    assert sizes.same(size.times(Dim(1, ("n",))), Dim(1, ("k", "n")))
    assert sizes.settled(size) == Dim(1, ("k",))
    assert not sizes.same(size, Dim(1, ("m",)))


BLOCKS = [
    ("[A, b]", "[A, b]"), ("[[A, b]]", "[A, b]"), ("[A; 2A]", "[[A], [2*A]]"), ("[[A], [A]]^T", "[[A], [A]].T"),
    ("[[A, b], [x', lam]]", "[[A, b], [x.T, lam]]"),
    ("[A, b; x', lam]", "[[A, b], [x.T, lam]]"), ("[A x - b]", "A*x - b"),
    ("[1, 2; 3, 4]x", "[[1, 2], [3, 4]]*x"), ("[A, b][1]", "[A, b][1]"), ("hstack(A, [b; b])", "hstack(A, [[b], [b]])"),
    ("vstack([A; A], A)", "vstack([[A], [A]], A)"), ("[[A; A], [b; b]]", "hstack([[A], [A]], [[b], [b]])"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "printed"), BLOCKS)
def test_reading_inverts_the_printing_of_blocks(source: str, printed: str) -> None:
    tree, _places = parse(source, NAMES, SIZES)
    assert to_text(tree) == printed
    assert parse(printed, NAMES, SIZES)[0] == parse(to_latex(tree), NAMES, SIZES)[0] == tree


def test_sizes_that_are_sums_are_solved_for() -> None:
    sizes, n, one = Sizes(), Dim(names=("n",)), Dim()
    rest = sizes.new()
    assert sizes.same(n.plus(rest), n.plus(one).plus(one)) and sizes.settled(rest) == Dim(2)
    assert str(n.plus(one)) == "n+1" and n.plus(one).times(n) == n.times(n).plus(n)
    assert not sizes.same(n.plus(one), n)
    assert n.plus(one).value({"n": 4}) == 5


@pytest.mark.parametrize("rows", [1, 2, 5, 40])
def test_a_unit_vector_has_exactly_length_one(rows: int) -> None:
    for seed in range(5):
        v = unit_vector(random.Random(seed), rows)
        assert (v.nrows(), v.ncols()) == (rows, 1)
        assert (v.transpose() * v)[0, 0] == 1
