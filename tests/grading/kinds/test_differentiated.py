"""Fields whose right answer is a derivative: what an author may say, and what is refused with a remedy."""

from typing import Any

import pytest

from grading import DefinitionError, Outcome, grade, read_field, reference_answer

XY = {"x": "real", "y": "real"}
MATRICES: dict[str, Any] = {
    "A": {"shape": ["n", "n"]},
    "X": {"shape": ["m", "n"]},
    "x": {"shape": ["n", 1]},
    "p": {"shape": ["n", 1], "is": "simplex"},
    "s": "positive",
}


def symbolic(**said: Any) -> dict[str, Any]:
    return {"kind": "symbolic", "symbols": XY, **said}


def of_matrices(**said: Any) -> dict[str, Any]:
    return {"kind": "matrix_expression", "symbols": MATRICES, **said}


WRONG = [
    (symbolic(gradient_of="x^2", variable="x", reference="x"), "That is 2*x."),
    (symbolic(gradient_of="x^2", jacobian_of="x^2", variable="x"), "Keep one."),
    (symbolic(), "Give a reference."),
    (symbolic(gradient_of="x*y"), "Name a symbol."),
    (symbolic(gradient_of="x*z", variable="x"), "Unknown name `z`"),
    (symbolic(gradient_of="x^2", variable="z"), "Add it to symbols."),
    (symbolic(gradient_of="floor(x)", variable="x"), "no derivative of `floor`"),
    (symbolic(gradient_of="x = 1", variable="x"), "is no expression"),
    (symbolic(gradient_of="(x, y)", variable="x"), "is no expression"),
    (symbolic(hessian_of="x*y", variable=["x", "y"]), "kind matrix_expression"),
    (symbolic(jacobian_of="(x, y)", variable=["x", "y"]), "kind matrix_expression"),
    (of_matrices(gradient_of="x^T A x", variable="x", reference="2 A x"), "not the derivative of the loss"),
    (of_matrices(gradient_of="x^T A x", variable="x", reference="A"), "the reference is n by n"),
    (of_matrices(gradient_of="A x", variable="x", reference="A"), "Use jacobian_of."),
    (of_matrices(gradient_of="x^T A x", reference="(A + A^T) x"), "Name a symbol."),
    (of_matrices(gradient_of="x^T A x", variable="b", reference="x"), "Add it to symbols."),
    (of_matrices(gradient_of="x^T A p", variable="p", reference="A^T x"), "simplex"),
    (of_matrices(gradient_of="s x^T x", variable=["s", "x"], reference="x"), "Name one matrix."),
    (of_matrices(gradient_of="tr(A)", variable="x", reference="x"), "does not depend on the variable"),
    (of_matrices(gradient_of="rank(A)", variable="A", reference="A"), "no derivative of `rank`"),
    (of_matrices(gradient_of="x^T A x", variable="x", reference="A ("), "cannot be read"),
    (of_matrices(gradient_of="log(-norm(x))", variable="x", reference="x"), "not be compared"),
]


@pytest.mark.parametrize(("field", "says"), WRONG, ids=[says for _field, says in WRONG])
def test_what_an_author_must_mend_is_explained(field: dict[str, Any], says: str) -> None:
    with pytest.raises(DefinitionError, match=says.replace("(", r"\(").replace("*", r"\*")):
        read_field(field)


RIGHT = [
    symbolic(gradient_of="x^2*y + sin(x*y)", variable="x"),
    symbolic(gradient_of="x^2*y", variable=["x", "y"]),
    symbolic(jacobian_of="(x^2, x*y, 3)", variable="x"),
    symbolic(hessian_of="exp(-x^2/2)", variable="x"),
    symbolic(
        gradient_of="x^2/2", variable="x", reference="x", misconceptions=[{"name": "a", "says": "b", "answer": "2"}]
    ),
    {"kind": "symbolic", "symbols": {"t": "positive"}, "gradient_of": "t*log(t)"},
    of_matrices(gradient_of="norm(X x)^2", variable="X", reference="2 X x x^T"),
    of_matrices(gradient_of="s^2 x^T x", variable="s", reference="2 s x^T x"),
    of_matrices(jacobian_of="x/norm(x)", variable="x", reference="I/norm(x) - x x^T/norm(x)^3"),
    of_matrices(hessian_of="logsumexp(x)", variable="x", reference="diag(softmax(x)) - softmax(x) softmax(x)^T"),
]


@pytest.mark.parametrize("field", RIGHT, ids=lambda field: str(list(field.values())[2]))
def test_the_reference_of_a_derivative_earns_one(field: dict[str, Any]) -> None:
    verdict = grade(field, reference_answer(field))
    assert (verdict.outcome, verdict.score) == (Outcome.CORRECT, 1.0)


def test_an_authors_misconception_comes_before_the_known_slips() -> None:
    own = {"name": "own", "says": "Own words.", "answer": "-2*x"}
    verdict = grade(symbolic(gradient_of="x^2", variable="x", misconceptions=[own]), "-2x")
    assert verdict.misconceptions == ("own",)


def test_a_slip_may_be_left_unnamed() -> None:
    field = symbolic(gradient_of="x^2*y", variable="x", not_derived=["sign"])
    assert grade(field, "-2xy").misconceptions == ()
    assert grade(field | {"not_derived": []}, "-2xy").misconceptions == ("sign",)


def test_no_slip_is_named_where_the_right_values_are_hidden() -> None:
    assert grade(symbolic(gradient_of="x^2", variable="x", witness=False), "-2x").misconceptions == ()
