"""Known slips in formulas: every rule does what its name says, and no right answer is called a slip."""

import pytest
from hypothesis import assume, given, settings, strategies as st

from grading import Outcome, grade, read_field
from grading.errors import AnswerError
from grading.kinds.symbolic_field import SymbolicField
from grading.maths.equivalence import compare
from grading.maths.mutations import MOST, NAMES, mutants
from grading.maths.number_slips import NAMES as NUMBER_NAMES
from grading.maths.parser import parse
from grading.maths.printing import to_text
from grading.maths.tree import Call, Constant, Fold, Tree, names, walk
from grading.slips import TITLES
from tests.grading.maths.trees import SYMBOLS, values

# Slip, formula, what the slip makes of it.
EXAMPLES = [
    ("sign", "x*y", "-(x*y)"),
    ("lost-factor-2", "2*x*y", "x*y"),
    ("sign-of-a-case", "where(x > 0, x, y)", "where(x > 0, x, -y)"),
    ("swapped-cases", "where(x > 0, x, y)", "where(x > 0, y, x)"),
    ("lost-half", "x^2/2", "x^2"),
    ("inner-derivative", "2*x*cos(x^2)", "cos(x^2)"),
    ("product-rule", "2*x*sin(x)+x^2*cos(x)", "(2*x)*cos(x)"),
    ("half-of-the-product-rule", "exp(x)*x+exp(x)", "exp(x)*x"),
    ("deviation-for-variance", "n*sigma^2", "n*sigma"),
    ("variance-for-deviation", "(x-y)/sigma", "(x-y)/sigma^2"),
    ("n-for-n-minus-1", "x/(n-1)", "x/n"),
    ("n-minus-1-for-n", "x/n", "x/(n-1)"),
    ("count-off-by-one", "x/(n+1)", "x/n"),
    ("lost-square", "x*y^2", "x*y"),
    ("lost-root", "x/sqrt(n)", "x/n"),
    ("swapped-divergence", "p1*log(p1/q1)+p2*log(p2/q2)", "q1*log(q1/p1)+q2*log(q2/p2)"),
    ("reversed-condition", "y*p/(y*p+x*(1-p))", "y"),
    ("complement", "p^2*(1-p)", "(1-p)^2*p"),
    ("log-of-a-sum", "log(x+y)", "log(x)+log(y)"),
    ("log-of-a-product", "log(x/y)", "log(x)/log(y)"),
    ("exp-of-a-sum", "exp(x-y)", "exp(x)-exp(y)"),
    ("function-of-a-sum", "sin(x-y)", "sin(x)-sin(y)"),
    ("root-of-a-sum", "sqrt(x^2+y^2)", "x+y"),
    ("power-of-a-sum", "(x+y)^3", "x^3+y^3"),
    ("power-of-a-product", "(2*x)^3", "2*x^3"),
    ("split-denominator", "n/(x+y)", "n/x+n/y"),
    ("lost-parentheses", "n*(x+y)", "n*x+y"),
    ("sign-of-a-term", "x+y", "x-y"),
    ("sign-of-the-exponent", "exp(-x)", "exp(x)"),
    ("lost-denominator", "x/(1+y)", "x"),
    ("lost-coefficient", "3*x", "x"),
    ("lost-factor", "x*y", "x"),
    ("upside-down", "x/y", "1/(x/y)"),
    ("lost-term", "x+y+n", "x+n"),
    ("extra-factor-2", "x*y", "2*(x*y)"),
    ("bounds-off-by-one", "Sum(k,(k,1,n))", "Sum(k,(k,1,n-1))"),
    ("power-inside", "sin(x)^2", "sin(x^2)"),
    ("pulled-out", "sin(2*x)", "2*sin(x)"),
    ("swapped-arguments", "binomial(n,x)", "binomial(x,n)"),
    ("swapped-power", "x^n", "n^x"),
    ("max-for-min", "max(x,y)", "min(x,y)"),
    ("sine-for-cosine", "x*cos(x)", "x*sin(x)"),
    ("base-of-the-logarithm", "log(x)", "log(x,2)"),
    ("exponent-off-by-one", "x^3", "x^4"),
    ("sign-inside", "tanh(x)", "tanh(-x)"),
    ("swapped-difference", "x*(x-y)", "x*(y-x)"),
    ("swapped-symbols", "x*y^2", "y*x^2"),
    ("swapped-symbols", "log(p1/p2)+q1*x-q2", "log(p2/p1)+q2*x-q1"),
    ("number-on-the-wrong-side", "3*x", "x/3"),
    ("extra-square", "x*sin(y)", "x*sin(y)^2"),
    ("coefficient-not-squared", "9*x^2", "3*x^2"),
    ("lost-function", "log(x)", "x"),
    ("degrees-for-radians", "sin(x)", "sin(pi*x/180)"),
]
KNOWN = ("x", "y", "n", "p", "p1", "p2", "q1", "q2", "sigma")
TAME = frozenset(["sin", "cos", "exp", "log", "sqrt", "tanh", "sigmoid", "softplus", "relu", "abs", "max", "min"])


def reference(text: str, **more: object) -> SymbolicField:
    found = read_field({"kind": "symbolic", "reference": text, "symbols": dict.fromkeys(SYMBOLS, "positive"), **more})
    assert isinstance(found, SymbolicField)
    return found


@pytest.mark.parametrize(("name", "formula", "wrong"), EXAMPLES)
def test_slip_makes_what_it_says(name: str, formula: str, wrong: str) -> None:
    made = [mutant.tree for mutant in mutants(parse(formula, KNOWN), first=[name]) if mutant.name == name]
    assert to_text(parse(wrong, KNOWN)) in map(to_text, made)


def test_every_slip_has_an_example_and_a_title() -> None:
    assert {name for name, _formula, _wrong in EXAMPLES} == set(NAMES)
    assert set(NAMES) | set(NUMBER_NAMES) <= set(TITLES)


def test_slips_are_few_however_long_the_formula() -> None:
    long = parse("+".join(f"x^{power}*sin({power}*y)/(1+exp(-x*y))" for power in range(2, 40)), KNOWN)
    assert len(list(mutants(long))) <= MOST


@pytest.mark.parametrize("formula", ["x*sin(2*x)+cos(x)^2", "p1/(1-p1)", "exp(-x^2/(2*sigma^2))/sigma"])
def test_slips_that_are_listed_come_first(formula: str) -> None:
    made = [mutant.name for mutant in mutants(parse(formula, KNOWN), first=["extra-square"])]
    assert made[0] == "extra-square"
    assert "sign" in made


def tame(tree: Tree) -> bool:
    """With a value at nearly all points, and told apart from others by numbers of moderate size."""
    return (
        bool(names(tree))
        and len(list(walk(tree))) <= 14
        and not any(
            isinstance(node, Fold | Constant) or (isinstance(node, Call) and node.function not in TAME)
            for node, _depth in walk(tree)
        )
    )


@given(tree=values.filter(tame), place=st.integers(0, MOST))
@settings(max_examples=150, deadline=None)
def test_slip_is_never_right_unless_it_is_worth_the_same(tree: Tree, place: int) -> None:
    made = list(mutants(tree))
    mutant = made[place % len(made)]
    field = field_for(tree)
    answer = typed(mutant.tree)
    verdict = grade(field, answer)
    same = compare(parse(answer, SYMBOLS), field.tree, field.domains)
    assert (verdict.outcome is Outcome.CORRECT) == same.equal
    assert not (verdict.misconceptions and same.equal)


@given(tree=values.filter(tame), place=st.integers(0, MOST))
@settings(max_examples=150, deadline=None)
def test_slip_gets_a_name_wherever_it_has_a_value(tree: Tree, place: int) -> None:
    field = field_for(tree)
    known = field.line_up
    telling = [mutant for mutant in known.made() if known.is_telling(mutant)]
    shown = [mutant.tree for mutant in telling if None not in (*known.values(mutant), *known.wanted)]
    assume(shown)
    answer = typed(shown[place % len(shown)])
    verdict = grade(field, answer)
    assert verdict.outcome is not Outcome.CORRECT
    if verdict.outcome is Outcome.INCORRECT:
        assert verdict.misconceptions, answer


def field_for(tree: Tree) -> SymbolicField:
    """The field that asks for this tree."""
    return reference(typed(tree))


def typed(tree: Tree) -> str:
    """The tree as a learner types it; those that are too long for an answer are left out."""
    text = to_text(tree)
    try:
        parse(text, SYMBOLS)
    except AnswerError:
        assume(False)
    return text
