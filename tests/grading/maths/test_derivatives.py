"""The derivative of an expression: every rule against a difference quotient with 400 digits."""

import pytest
from flint import arb, fmpq
from hypothesis import assume, given, settings, strategies as st

from grading.errors import DefinitionError
from grading.maths.derivatives import derivative, slips
from grading.maths.parser import parse
from grading.maths.printing import to_text
from grading.maths.reals import REAL
from grading.maths.slopes import _OF_ONE, _OF_TWO
from grading.maths.tree import Add, Call, Divide, Multiply, Name, Negate, Number, Power, Tree, walk
from grading.maths.values import Evaluator, TooMuch, Undefined, Unsure, Value, bits

STEP = fmpq(1, 2**200)
NEAR = arb(2) ** -150
POINTS = [fmpq(3, 7), fmpq(17, 5), fmpq(-4, 11), fmpq(-29, 9)]
LOSSES = [
    ("(w*x - y)^2", "2*(w*x - y)*x"),
    ("log(1 + exp(-y*w*x))", "-y*x/(1 + exp(y*w*x))"),
    ("-y*log(sigmoid(w*x)) - (1 - y)*log(1 - sigmoid(w*x))", "(sigmoid(w*x) - y)*x"),
    ("w^3/(1 + w^2)", "(3*w^2 + w^4)/(1 + w^2)^2"),
    ("x^w", "x^w*log(x)"),
    ("w^w", "w^w*(log(w) + 1)"),
    ("max(w, x, y)", "1/3"),
    ("Sum((w - k)^2, (k, 1, 4))", "8*w - 20"),
    ("Product(w + k, (k, 1, 3))", "3*w^2 + 12*w + 11"),
    ("5", "0"),
]


def value(tree: Tree, point: dict[str, Value]) -> arb:
    return REAL.ball(Evaluator(REAL, point).value(tree))


def quotient(tree: Tree, name: str, point: dict[str, Value]) -> arb:
    ahead, behind = ({**point, name: point[name] + step} for step in (STEP, -STEP))
    return (value(tree, ahead) - value(tree, behind)) / (2 * arb(STEP))


def agree(tree: Tree, name: str, point: dict[str, Value]) -> bool:
    with bits(1200):
        measured, found = quotient(tree, name, point), value(derivative(tree, name), point)
        return bool(abs(measured - found) < NEAR * (1 + abs(measured)))


@pytest.mark.parametrize("function", sorted(_OF_ONE))
def test_every_function_has_the_slope_of_its_difference_quotient(function: str) -> None:
    tree, seen = parse(f"{function}(x)", ("x",)), 0
    for x in [*POINTS, fmpq(1, 5), fmpq(-1, 5), fmpq(3, 2)]:
        try:
            assert agree(tree, "x", {"x": x}), x
        except (Undefined, Unsure):
            continue
        seen += 1
    assert seen >= 2


@pytest.mark.parametrize("name", ["x", "y"])
@pytest.mark.parametrize("function", sorted(_OF_TWO))
def test_every_function_of_two_has_both_slopes(function: str, name: str) -> None:
    assert agree(Call(function, (Name("x"), Name("y"))), name, {"x": fmpq(5, 3), "y": fmpq(9, 4)}) or function == "root"


@pytest.mark.parametrize(("loss", "right"), LOSSES)
def test_the_losses_of_the_course_are_differentiated(loss: str, right: str) -> None:
    tree, point = parse(loss, ("w", "x", "y")), {"w": fmpq(7, 5), "x": fmpq(3, 4), "y": fmpq(1, 3)}
    assert agree(tree, "w", point)
    if loss != "max(w, x, y)":
        with bits(300):
            assert value(derivative(tree, "w"), point).overlaps(value(parse(right, ("w", "x", "y")), point))


@pytest.mark.parametrize("source", ["floor(x)", "mod(x, 2)", "digamma(x)", "Sum(k, (k, 1, x))", "binomial(x, 2)"])
def test_what_has_no_derivative_here_is_the_authors_to_mend(source: str) -> None:
    with pytest.raises(DefinitionError):
        derivative(parse(source, ("x",)), "x")


@pytest.mark.parametrize("source", ["abs(x)", "relu(x)", "max(x, 0)", "sign(x)"])
def test_at_a_kink_there_is_no_derivative(source: str) -> None:
    with pytest.raises(Undefined):
        value(derivative(parse(source, ("x",)), "x"), {"x": fmpq(0)})


_numbers = st.integers(1, 5).map(lambda number: parse(str(number)))
_leaves = st.one_of(st.sampled_from(["x", "x", "y"]).map(Name), _numbers)
_functions = st.sampled_from(
    sorted({*_OF_ONE} - {"arcosh", "arsech", "arcoth", "gamma", "factorial", "loggamma", "norm"})
)
trees = st.recursive(
    _leaves,
    lambda parts: st.one_of(
        st.builds(lambda one, other: Add((one, other)), parts, parts),
        st.builds(lambda one, other: Multiply((one, other)), parts, parts),
        st.builds(Divide, parts, parts),
        st.builds(Negate, parts),
        st.builds(Power, parts, _numbers),
        st.builds(lambda function, part: Call(function, (part,)), _functions, parts),
    ),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(tree=trees, x=st.sampled_from(POINTS), y=st.sampled_from(POINTS))
def test_derivatives_of_random_trees_are_their_difference_quotients(tree: Tree, x: fmpq, y: fmpq) -> None:
    point = {"x": x, "y": y}
    try:
        with bits(1200):
            measured, found = quotient(tree, "x", point), value(derivative(tree, "x"), point)
            assume(abs(measured) < 10**30 and (measured - found).rad() < NEAR)
    except (Undefined, Unsure, TooMuch):
        assume(False)
    assert abs(measured - found) < NEAR * 2**40 * (1 + abs(measured))


@settings(max_examples=100, deadline=None)
@given(tree=trees)
def test_a_derivative_can_be_printed_and_read_again(tree: Tree) -> None:
    found = derivative(tree, "x")
    assume(sum(1 for _node in walk(found)) < 300)
    assert to_text(parse(to_text(found), ("x", "y"))) == to_text(found)


@pytest.mark.parametrize("source", ["log(1 + exp(-y*x))", "x^2*sin(3*x)", "sin(x)/x^2", "2*x*exp(x^2)"])
def test_a_slip_leads_to_another_derivative(source: str) -> None:
    tree, point = parse(source, ("x", "y")), {"x": fmpq(3, 7), "y": fmpq(11, 5)}
    with bits(300):
        right = value(derivative(tree, "x"), point)
        wrong = [value(derivative(tree, "x", slip), point) for slip in slips(tree, "x")]
    assert wrong and all(not right.overlaps(each) for each in wrong)


def test_numbers_are_kept_exact() -> None:
    assert derivative(parse("x^2/2", ("x",)), "x") == Name("x")
    assert isinstance(derivative(parse("3x", ("x",)), "x"), Number)
