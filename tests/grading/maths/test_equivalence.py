"""The decision: never wrong, never dependent on luck."""

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings, strategies as st

from grading.maths.decisions import Outcome, Policy
from grading.maths.domains import Domain, read_domains
from grading.maths.equivalence import compare
from grading.maths.parser import parse
from grading.maths.tree import Add, Call, Constant, Divide, Fold, Multiply, Negate, Number, Power, Tree, walk
from tests.grading.maths.trees import values

REAL = {"x": "real", "y": "real"}
ONE, TWO = Number(Fraction(1)), Number(Fraction(2))
PAIRS = [
    ("sin(x)^2+cos(x)^2", "1", True),
    ("sqrt(x^2)", "abs(x)", True),
    ("sqrt(x^2)", "x", False),
    ("log(x^2)", "2*log(abs(x))", True),
    ("max(x,y)", "(x+y+abs(x-y))/2", True),
    ("max(x,y)", "x", False),
    ("abs(x)*abs(y)", "abs(x*y)", True),
    ("exp(x+y)", "exp(x)*exp(y)", True),
    ("sign(x-3)", "sign(x-2.9)", False),
    ("relu(x-20)", "0", False),
    ("abs(x-3)+abs(x-4)", "2*x-7", False),
    ("tanh(x)", "2*sigmoid(2*x)-1", True),
    ("cos(x)", "1-x^2/2+x^4/24", False),
    ("arctan(x)+arctan(1/x)", "pi/2", False),
    ("1e-30*x", "2e-30*x", False),
    ("x+1e-60", "x", False),
    ("(x^2-y^2)/(x-y)", "x+y", True),
    ("x+(sin(y)^2+cos(y)^2-1)^2", "x", True),  # a ball around 0, squared
]


@pytest.mark.parametrize(("answer", "reference", "equal"), PAIRS)
def test_no_verdict_depends_on_the_points(answer: str, reference: str, equal: bool) -> None:
    trees = [parse(source, ("x", "y")) for source in (answer, reference)]
    used = {name: Domain() for name in ("x", "y") if any(name in source for source in (answer, reference))}
    decisions = [compare(trees[0], trees[1], used, Policy(seed=seed)) for seed in range(50)]
    assert {decision.equal for decision in decisions} == {equal}
    assert Outcome.UNDECIDED not in {decision.outcome for decision in decisions}


def test_rational_functions_are_proved() -> None:
    trees = [parse(source, ("x", "y")) for source in ("(x+y)^3/(x+y)", "x^2+2xy+y^2")]
    assert compare(trees[0], trees[1], read_domains(REAL)).outcome is Outcome.PROVED


def identities(tree: Tree) -> list[Tree]:
    """Rewritings that change nothing."""
    return [
        Add((tree, Number(Fraction(0)))),
        Divide(Multiply((TWO, tree)), TWO),
        Negate(Negate(tree)),
        Add((Divide(tree, TWO), Multiply((Number(Fraction(1, 2)), tree)))),
        Multiply((tree, Add((Power(Call("sin", (ONE,)), TWO), Power(Call("cos", (ONE,)), TWO))))),
    ]


def slips(tree: Tree) -> list[Tree]:
    """Rewritings that change the value wherever it is not zero, or everywhere."""
    return [Add((tree, ONE)), Add((tree, Number(Fraction(1, 10**9)))), Add((tree, Negate(Constant("pi"))))]


def tame(tree: Tree) -> bool:
    """Small enough to have values at many points."""
    steep = any(isinstance(node, Fold) or (isinstance(node, Constant) and node.name == "oo") for node, _d in walk(tree))
    return not steep


@given(tree=values.filter(tame), which=st.integers(0, 4))
@settings(max_examples=150, deadline=None)
def test_an_identity_is_never_called_different(tree: Tree, which: int) -> None:
    domains = read_domains(dict.fromkeys(("x", "y", "w_1", "sigma", "yhat", "lam", "n", "theta_old"), "real"))
    assert compare(identities(tree)[which], tree, domains).outcome is not Outcome.DIFFERENT


@given(tree=values.filter(tame), which=st.integers(0, 2))
@settings(max_examples=150, deadline=None)
def test_a_slip_is_never_called_equal(tree: Tree, which: int) -> None:
    domains = read_domains(dict.fromkeys(("x", "y", "w_1", "sigma", "yhat", "lam", "n", "theta_old"), "real"))
    decision = compare(slips(tree)[which], tree, domains)
    assume(decision.outcome is not Outcome.UNDECIDED)
    assert decision.outcome is Outcome.DIFFERENT
