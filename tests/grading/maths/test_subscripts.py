"""What stands below a name is a part of it, an index, or is refused: nothing is dropped."""

import pytest

from grading.errors import AnswerError
from grading.maths.alphabet import normalise
from grading.maths.matrices.parser import parse as parse_matrices
from grading.maths.parser import parse
from grading.maths.printing import to_text
from grading.maths.scripts import with_scripts

SHAPES = (("A", 2, 2), ("B", "n", "n"), ("x", "n", 1), ("u", 3, 1))
NAMES = tuple(name for name, _rows, _columns in SHAPES)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("A_{:,j}", "(A^T)[j]"),
        (r"A_{\cdot j}", "(A^T)[j]"),
        ("A[:, j]", "(A^T)[j]"),
        ("A_{i,:}^T", "(A[i]^T)^T"),
        ("x_{i+1}", "x[i+1]"),
        ("A_{i,j-1}", "A[i,j-1]"),
        ("x^T_i w", "x_i^T w"),
        (r"\|x\|^2_2", r"\|x\|_2^2"),
        (r"\sum_{i=1}^{n-1} x_i", r"\sum_{i=1}^{n-1} x_i"),
        ("sum_{i=1}", "sum_{i=1}"),
    ],
)
def test_indices_come_to_stand_in_brackets(typed: str, read: str) -> None:
    found = with_scripts(normalise(typed), reads_matrices=True)
    assert found.plain == read
    assert len(found.origin) == len(read) + 1


@pytest.mark.parametrize("typed", ["v_{t-1}", "x_{1+2}", "x_{1'}", "x_{-1}", "x_{a/n}"])
def test_nothing_computed_stands_below_a_number(typed: str) -> None:
    with pytest.raises(AnswerError, match="letters and digits"):
        parse(typed, ("v_t1", "x_12", "x_1", "x", "a", "n"))


@pytest.mark.parametrize(("typed", "names"), [("x_n", ("x", "n")), ("a_b", ("a", "b")), (r"\theta_k", ("theta", "k"))])
def test_a_subscript_is_no_product(typed: str, names: tuple[str, ...]) -> None:
    with pytest.raises(AnswerError, match="Unknown name"):
        parse(typed, names)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("x_2", "x[2]"),
        ("x_n", "x[n]"),
        ("A_{12}", "A[1, 2]"),
        ("a_{2,1}", "A[2, 1]"),
        ("u_3", "u[3]"),
        ("A^{\\circ 2}", "hadamard(A, A)"),
        ("A.^3", "hadamard(A, A, A)"),
        ("norm(x, ord='inf')", "norm(x, oo)"),
    ],
)
def test_entries_have_names(typed: str, read: str) -> None:
    tree, _places = parse_matrices(typed, NAMES, ("n",), SHAPES)
    assert to_text(tree) == read


@pytest.mark.parametrize("typed", ["u_4", "A_{13}", "A_1", "u_0", "B_n", r"A^{\circ -1}", "A^T_i"])
def test_what_names_no_entry_is_refused(typed: str) -> None:
    with pytest.raises(AnswerError):
        parse_matrices(typed, NAMES, ("n",), SHAPES)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (r"\sum_{i=1}^{2} w_i x_i", "w_1*x_1 + w_2*x_2"),
        ("Product(x_i, (i, 1, 2))", "x_1*x_2"),
        ("Sum(Sum(w_i x_j, (i, 1, 1)), (j, 2, 2))", "w_1*x_2"),
    ],
)
def test_sums_over_numbered_names_are_written_out(typed: str, read: str) -> None:
    assert to_text(parse(typed, ("w_1", "w_2", "x_1", "x_2"))) == read


@pytest.mark.parametrize("typed", [r"\sum_{i=1}^{3} x_i", r"\sum_{i=0}^{2} x_i", r"\sum_{i=1}^{1000000} x_i"])
def test_sums_beyond_the_numbered_names_are_refused(typed: str) -> None:
    with pytest.raises(AnswerError, match="Let `i` run"):
        parse(typed, ("x_1", "x_2"))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("i z^*", "i*conjugate(z)"),
        ("z z^{*}", "z*conjugate(z)"),
        (r"\left(z+w\right)^* + 1", "conjugate(z + w) + 1"),
        (r"2z^\ast", "2*conjugate(z)"),
    ],
)
def test_a_star_is_the_conjugate(typed: str, read: str) -> None:
    assert to_text(parse(typed, ("z", "w"))) == read
