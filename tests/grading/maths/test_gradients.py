"""The differential of an expression in matrices, against difference quotients at random matrices."""

import pytest
from flint import arb, fmpq
from hypothesis import assume, given, settings, strategies as st

from grading.errors import AnswerError
from grading.maths.matrices import algebra
from grading.maths.matrices.comparison import same
from grading.maths.matrices.evaluation import Point
from grading.maths.matrices.gradients import Derivative, moved, value_of
from grading.maths.matrices.inference import Reading, infer
from grading.maths.matrices.parser import parse
from grading.maths.matrices.sampling import Points
from grading.maths.matrices.symbols import read_symbols
from grading.maths.printing import to_text
from grading.maths.reals import ball
from grading.maths.tree import Tree
from grading.maths.values import TooMuch, Undefined, Unsure, Value, bits
from tests.grading.maths.matrix_trees import SYMBOLS, expressions, trees

KNOWN = read_symbols(SYMBOLS)
POINTS = Points(KNOWN)
STEP = fmpq(1, 2**200)
NEAR = arb(2) ** -120
EVERY_RULE = [
    "x^T B x", "norm(A x - b)^2", "norm(x)", "norm(x, 1)", "logdet(S)", "det(B)", "tr(inv(B) S)", "tr(B^3)", "tr(B^-2)",
    "sum(exp(A))", "logsumexp(x)", "softmax(x)", "softmax(x)^T x/lam", "x/norm(x)", "lam^2 x", "lam^(x^T x)", "x x^T",
    "kron(x, b)", "vec(A)", "diag(x) x", "diag(B)", "A∘A", "dot(x, x)/lam", "exp(-norm(x)^2/(2 lam^2))", "outer(x, b)",
    "Sum(log(1 + exp(A[i]^T x)), (i, 1, m))", "Product(x[i], (i, 1, n))", "relu(A x)", "tanh(B x)", "sqrt(x^T x + 1)",
    "max(x^T x, lam)", "max(x^T x, lam, tr(B))", "sigmoid(A) x", "A[1, 1]^2", "e^(x^T x)", "log(lam)", "A[1]", "tr(S)",
]  # fmt: skip
SIZES = ("m", "n")


def read(source: str) -> Reading:
    tree, places = parse(source, KNOWN.names, SIZES)
    reading = infer(tree, KNOWN, places)
    reading.close()
    return reading


def moved_to(point: Point, name: str, direction: Value, step: fmpq) -> Point:
    before = point.values[name]
    ahead = before + (algebra.scaled(step, direction) if algebra.is_matrix(before) else step * direction[0, 0])
    return Point(point.sizes, {**point.values, name: ahead})


def is_right(reading: Reading, name: str, turn: int) -> bool:
    """Whether the differential is the difference quotient at this point."""
    asked = Derivative("jacobian_of", reading, (name,), KNOWN)
    point = POINTS.point(turn)
    with bits(1500):
        names, direction, _second = moved(asked.variables, asked.variable_shape, point, turn)
        ends = [value_of(reading.typed, reading, moved_to(point, name, direction, step), {}) for step in (STEP, -STEP)]
        measured = algebra.scaled(1 / (2 * arb(STEP)), algebra.plus(ends[0], -ends[1]))
        found = value_of(asked.change, reading, point, names)
        gap, size = algebra.plus(found, -measured) if asked.change else measured, algebra.squared_norm(measured)
        return bool(ball(algebra.squared_norm(gap)) < NEAR * (1 + ball(size)))


@pytest.mark.parametrize("source", EVERY_RULE)
def test_every_rule_gives_the_difference_quotient(source: str) -> None:
    reading, seen = read(source), 0
    for name in SYMBOLS:
        for turn in (0, 1, 3):
            try:
                assert is_right(reading, name, turn), (name, turn)
            except (Undefined, Unsure):
                continue
            seen += 1
    assert seen >= 6


@settings(max_examples=60, deadline=None)
@given(tree=trees, name=st.sampled_from(["A", "B", "S", "x", "b"]), turn=st.sampled_from([0, 2, 4]))
def test_differentials_of_random_trees_are_difference_quotients(tree: Tree, name: str, turn: int) -> None:
    try:
        assert is_right(read(to_text(tree)), name, turn)
    except (AnswerError, Undefined, Unsure, TooMuch):
        assume(False)


@settings(max_examples=25, deadline=None)
@given(tree=expressions((1, 1), 2), turn=st.sampled_from([0, 3]))
def test_a_hessian_does_not_care_for_the_order(tree: Tree, turn: int) -> None:
    try:
        asked = Derivative("hessian_of", read(to_text(tree)), ("x",), KNOWN)
    except AnswerError:
        assume(False)
    point = POINTS.point(turn)
    with bits(400):
        names, _first, _second = moved(asked.variables, asked.variable_shape, point, turn)
        swapped = {**names, "d x": names["d2 x"], "d2 x": names["d x"]}
        try:
            one, other = (value_of(asked.change, asked.loss, point, each) for each in (names, swapped))
        except (Undefined, Unsure):
            assume(False)
        assert same(one, other) is not False
