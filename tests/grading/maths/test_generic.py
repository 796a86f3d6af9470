"""Formulas that are one by algebra, with every function as a letter; what is only nearly so is left to others."""

from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given, settings

from grading.maths.domains import read_domains
from grading.maths.equivalence import Policy, compare, used_domains
from grading.maths.generic import same_in_letters
from grading.maths.parser import parse
from grading.maths.tree import Add, Divide, Multiply, Negate, Number, Tree, names
from tests.grading.maths.trees import values

ZERO, TWO = Number(Fraction(0)), Number(Fraction(2))
SYMBOLS = {
    **dict.fromkeys(("a", "b", "x", "y", "z"), "real"),
    **dict.fromkeys(("s", "t"), "positive"),
    "n": "integer",
    "p": "probability",
}
SAME = [
    ("exp(x)/(1+exp(x))", "1/(1+exp(-x))"),
    ("sigmoid(x)(1-sigmoid(x))", "exp(-x)/(1+exp(-x))^2"),
    ("e^(x/2)/(e^(x/2)+e^(-x/2))", "1/(1+exp(-x))"),
    ("1-tanh(x)^2", "sech(x)^2"),
    ("e^(x+1)", "e*e^x"),
    ("exp(-log(s))", "1/s"),
    ("log(s/t)", "-log(t/s)"),
    ("log(s x)", "log(s)+log(x)"),
    ("log(p)-log(1-p)", "log(p/(1-p))"),
    ("log(8)/log(2)", "3"),
    ("log(x,2)", "log(x)/log(2)"),
    ("sqrt(2 pi s^2)", "s sqrt(2 pi)"),
    ("s^(-3/2)", "1/(s sqrt(s))"),
    ("x sqrt(x)", "x^(3/2)"),
    ("2^n*2", "2^(n+1)"),
    ("cos(x)^2+sin(x)^2", "1"),
    ("sin(2x)", "2 sin(x) cos(x)"),
    ("sin(x+pi)", "-sin(x)"),
    ("tan(x)", "sin(x)/cos(x)"),
    ("max(x,y)", "(x+y+abs(y-x))/2"),
    ("min(x,y)", "x+y-max(y,x)"),
    ("where(x>0,2x,-x)", "where(x>0,x+x,-x)"),
    ("Sum(k^2,(k,1,n))", "Sum(j*j,(j,1,n))"),
    ("abs(x)-abs(x)+x", "x"),
]
# Wrong, or right for other reasons than algebra, or without a value where the other has one.
NOT_SHOWN = [
    ("x log(x)/log(x)", "x"),
    ("log(x)-log(x)+x", "x"),
    ("x (cos(x)^2+sin(x)^2-1)/(cos(x)^2+sin(x)^2-1)", "x"),
    ("relu(x)^2/relu(x)", "relu(x)"),
    ("sqrt((s-t)^2)", "s-t"),
    ("sqrt(x y)", "sqrt(x) sqrt(y)"),
    ("x/sqrt(x)", "sqrt(x)"),
    ("sqrt(x^2)/x", "1"),
    ("log(x^2)", "2 log(x)"),
    ("log(x)+log(y)", "log(x y)"),
    ("exp(log(x))", "x"),
    ("n/n", "1"),
    ("n!/n", "(n-1)!"),
    ("cos(pi/2)", "0"),
    ("where(x>0,1,0)", "where(x>=0,1,0)"),
    ("Sum(k,(k,1,n))", "Sum(k,(k,0,n))"),
    ("Sum(n,(n,1,3))", "Sum(n,(k,1,3))"),
    ("0^x", "0"),
    ("x", "y"),
]


def read(text: str, symbols: Mapping[str, str]) -> Tree:
    return parse(text, tuple(symbols))


@pytest.mark.parametrize(("answer", "reference"), SAME)
def test_what_is_one_by_algebra(answer: str, reference: str) -> None:
    one, other = read(answer, SYMBOLS), read(reference, SYMBOLS)
    domains = used_domains(one, other, read_domains(SYMBOLS))
    assert same_in_letters(one, other, domains)
    assert same_in_letters(other, one, domains)


@pytest.mark.parametrize(("answer", "reference"), NOT_SHOWN)
def test_what_is_not(answer: str, reference: str) -> None:
    one, other = read(answer, SYMBOLS), read(reference, SYMBOLS)
    assert not same_in_letters(one, other, used_domains(one, other, read_domains(SYMBOLS)))


@settings(max_examples=200)
@given(tree=values, other=values)
def test_what_algebra_shows_points_do_not_refute(tree: Tree, other: Tree) -> None:
    """`domain: same` is decided at points alone; there single ones may be left out."""
    domains = read_domains(dict.fromkeys(sorted(names(tree) | names(other)), "real"))
    rewritten = Negate(Divide(Multiply((TWO, Negate(tree))), TWO))
    for one, two in ((tree, other), (rewritten, Add((tree, ZERO)))):
        if same_in_letters(one, two, domains):
            found = compare(one, two, domains, Policy(domain="same"))
            assert found.point is None or found.hole or found.undefined
