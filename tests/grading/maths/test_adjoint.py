"""Gradients that the engine writes itself: they are what the differential says."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings, strategies as st

from grading import DefinitionError, grade, read_field, reference_answer
from grading.errors import AnswerError
from grading.maths.decisions import Outcome
from grading.maths.matrices.adjoint import gradient
from grading.maths.matrices.gradients import Derivative, agrees
from grading.maths.matrices.inference import infer
from grading.maths.matrices.parser import parse
from grading.maths.matrices.places import Places
from grading.maths.matrices.sampling import Points
from grading.maths.matrices.symbols import read_symbols
from grading.maths.matrices.untyped import as_tree
from grading.maths.printing import to_text
from grading.maths.tree import Tree
from tests.grading.maths.matrix_trees import SYMBOLS, expressions

KNOWN = read_symbols(SYMBOLS)
POINTS = Points(KNOWN)
CASES = Path(__file__).parents[1] / "cases" / "derivatives.jsonl"
# The slope of an entrywise logarithm is a quotient by entry, which the language cannot write.
UNWRITTEN = {"-y^T log(softmax(z))"}


def losses() -> list[Any]:
    fields = [json.loads(line)["field"] for line in CASES.read_text().splitlines()]
    bare = [{key: said for key, said in field.items() if key not in ("reference", "layout")} for field in fields]
    asked = [field for field in bare if field["kind"] == "matrix_expression" and "gradient_of" in field]
    found = {json.dumps(field): field for field in asked if field["gradient_of"] not in UNWRITTEN}
    return [pytest.param(field, id=f"{field['gradient_of']} by {field['variable']}") for field in found.values()]


@pytest.mark.parametrize("field", losses())
def test_the_gradient_of_a_loss_of_the_course_is_written(field: dict[str, Any]) -> None:
    assert grade(field, reference_answer(field)).outcome.value == "correct"


WRITTEN = [
    ("norm(A x - b)^2/2", "x", "A.T*(A*x - b)"), ("x^T B x", "x", "B*x + B.T*x"), ("tr(B S)", "B", "S.T"),
    ("sum(A∘A)", "A", "A + A"), ("logsumexp(x)", "x", "softmax(x)"), ("norm(x)", "x", "1/norm(x)*x"),
]  # fmt: skip


@pytest.mark.parametrize(("loss", "variable", "right"), WRITTEN)
def test_it_reads_like_written_by_a_person(loss: str, variable: str, right: str) -> None:
    field = {"kind": "matrix_expression", "gradient_of": loss, "variable": variable, "symbols": SYMBOLS}
    assert reference_answer(field) == right


@pytest.mark.parametrize(
    "loss", ["tr(vec(A)^T vec(A))", "norm(x, oo)", "tr(B^20)", "sum(log(S))", "Product(x[i], (i, 1, n))"]
)
def test_what_cannot_be_written_asks_for_a_reference(loss: str) -> None:
    variable = next(name for name in ("A", "x", "B", "S") if name in loss)
    with pytest.raises(DefinitionError):
        read_field({"kind": "matrix_expression", "gradient_of": loss, "variable": variable, "symbols": SYMBOLS})


@settings(max_examples=60, deadline=None)
@given(tree=expressions((1, 1)), name=st.sampled_from(["x", "S", "B", "lam"]))
def test_gradients_of_random_losses_are_what_the_differential_says(tree: Tree, name: str) -> None:
    try:
        parsed, places = parse(to_text(tree), KNOWN.names, KNOWN.sizes)
        loss = infer(parsed, KNOWN, places)
        loss.close()
        written = gradient(loss.typed, name, loss.sizes)
    except (AnswerError, DefinitionError):
        assume(False)
    found = infer(as_tree(written, loss.sizes), KNOWN, Places(places.whole, {}))
    assert agrees(Derivative("gradient_of", loss, (name,), KNOWN), found, POINTS) is not Outcome.DIFFERENT
