"""Formulas that are one by algebra, with every function as a letter; what is only nearly so is left to others."""

from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given, settings

from grading.maths.decisions import Policy
from grading.maths.domains import read_domains
from grading.maths.equivalence import compare
from grading.maths.generic import same_in_letters
from grading.maths.parser import parse
from grading.maths.tree import Add, Divide, Multiply, Negate, Number, Tree, names
from grading.maths.used import used_domains
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
    ("max(0,x)+log(1+e^(-abs(x)))", "log(1+exp(x))"),
    ("a+log(1+e^(b-a))", "log(exp(a)+exp(b))"),
    ("log(1-sigmoid(x))", "-softplus(x)"),
    ("where(x>0,x,0)", "relu(x)"),
    ("where(x>0,x,0)", "where(x>=0,x,0)"),
    ("x sign(x)", "abs(x)"),
    ("abs(x) abs(y)", "abs(x y)"),
    ("sqrt(x^2-2x+1)", "abs(x-1)"),
    ("max(min(x,1),0)", "where(x<0,0,where(x>1,1,x))"),
    ("min(abs(x),s) (abs(x)-min(abs(x),s)/2)", "where(abs(x)<=s,x^2/2,s (abs(x)-s/2))"),
    ("max(x,y,z)", "-min(-z,-x,-y)"),
    ("max(x,p x)", "where(x>0,x,p x)"),
    ("log(x^2)", "2 log(abs(2 x))-log(4)"),
    ("2 artanh(2p-1)", "log(p/(1-p))"),
    ("cos(arctan(x))", "1/sqrt(1+x^2)"),
    ("sqrt(12)", "2 sqrt(3)"),
    ("-floor(-x)", "ceil(x)"),
    ("exp(s log(t)-t-log(gamma(s+1)))", "t^s e^(-t)/(s gamma(s))"),
]
# Answer, reference, up to what, the names that move.
NEARLY = [
    ("x^2/2+7", "x^2/2", "constant", ()),
    ("x^2/2+y", "x^2/2", "constant", ("x",)),
    ("log(abs(3x))", "log(abs(x))", "constant", ()),
    ("-cos(2x)/4", "sin(x)^2/2", "constant", ()),
    ("3 exp(x-x^2)/s", "exp(-x^2) exp(x)", "scale", ("x",)),
    ("exp(x y-x^2/2)", "exp(-(x-y)^2/2)", "scale", ("x",)),
    ("-2x+4y", "x-2y", "scale", ()),
]
NOT_NEARLY = [
    ("x^2/2+y", "x^2/2", "constant", ()),
    ("x^2/2+y x", "x^2/2", "constant", ("x",)),
    ("log(abs(x))+where(x>0,1,0)", "log(abs(x))", "constant", ()),
    ("log(x)", "log(abs(x))", "constant", ()),
    ("abs(x)", "x", "scale", ()),
    ("0", "x", "scale", ()),
    ("exp(x y)", "exp(x)", "scale", ("x",)),
]
# Wrong, or right for other reasons than algebra, or without a value where the other has one.
NOT_SHOWN = [
    ("x log(x)/log(x)", "x"),
    ("log(x)-log(x)+x", "x"),
    ("x (cos(x)^2+sin(x)^2-1)/(cos(x)^2+sin(x)^2-1)", "x"),
    ("relu(x)^2/relu(x)", "relu(x)"),
    ("sqrt((s-t)^2)", "s-t"),
    ("x/sqrt(x)", "sqrt(x)"),
    ("sqrt(x^2)/x", "1"),
    ("log(x^2)", "2 log(x)"),
    ("where(x^2<=0,1,0)", "0"),
    ("where(x!=0,x,1)", "x"),
    ("sign(x)^2", "1"),
    ("where(x>0,x,-x)/where(x>=0,x,-x)", "1"),
    ("max(-sqrt(x),1)", "1"),
    ("where(p<1,1,0)", "1+0 p"),
    ("where(x>0,1)", "1+0 x"),
    ("where(x y>0,x,y)", "where(x>0,where(y>0,x,y),where(y>=0,y,x))"),
    (
        "Sum(abs(x-k),(k,1,n))^2+Sum(x-k,(k,1,n)) Sum(k-x,(k,1,n))",
        "Sum(abs(x-k),(k,1,n)) (Sum(x-k,(k,1,n))+Sum(k-x,(k,1,n)))",
    ),
    ("Sum(sqrt((x-k)^2),(k,1,n))", "abs(Sum(x-k,(k,1,n)))"),
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


# An answer and a reference that has a value at fewer places: the other way round the answer would lack some.
ONE_WAY = [
    ("sqrt(x y)", "sqrt(x) sqrt(y)"),
    ("log(x y)", "log(x)+log(y)"),
    ("log(abs(x-y))", "log(x-y)"),
    ("sqrt((x-s)*(1-x))", "sqrt(x-s)*sqrt(1-x)"),
]


def read(text: str, symbols: Mapping[str, str]) -> Tree:
    return parse(text, tuple(symbols))


@pytest.mark.parametrize(("answer", "reference"), SAME)
def test_what_is_one_by_algebra(answer: str, reference: str) -> None:
    one, other = read(answer, SYMBOLS), read(reference, SYMBOLS)
    domains = used_domains(one, other, read_domains(SYMBOLS))
    assert same_in_letters(one, other, domains)
    assert same_in_letters(other, one, domains)


@pytest.mark.parametrize(("answer", "reference"), ONE_WAY)
def test_what_is_one_where_the_reference_has_a_value(answer: str, reference: str) -> None:
    one, other = read(answer, SYMBOLS), read(reference, SYMBOLS)
    domains = used_domains(one, other, read_domains(SYMBOLS))
    assert same_in_letters(one, other, domains)
    assert not same_in_letters(other, one, domains)


@pytest.mark.parametrize(("answer", "reference", "up_to", "moving"), NEARLY)
def test_what_is_one_but_for_a_number(answer: str, reference: str, up_to: str, moving: tuple[str, ...]) -> None:
    one, other = read(answer, SYMBOLS), read(reference, SYMBOLS)
    assert same_in_letters(one, other, used_domains(one, other, read_domains(SYMBOLS)), up_to, moving)


@pytest.mark.parametrize(("answer", "reference", "up_to", "moving"), NOT_NEARLY)
def test_what_differs_by_no_number(answer: str, reference: str, up_to: str, moving: tuple[str, ...]) -> None:
    one, other = read(answer, SYMBOLS), read(reference, SYMBOLS)
    assert not same_in_letters(one, other, used_domains(one, other, read_domains(SYMBOLS)), up_to, moving)


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
