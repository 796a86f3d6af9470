"""How text and LaTeX are read, and how what cannot be read is refused."""

from contextlib import suppress

import pytest
from hypothesis import given, settings, strategies as st

from grading.errors import AnswerError
from grading.maths.parser import parse
from grading.maths.printing import to_text

PIECES = [
    r"x", r"y", r"n", r"w_1", r"sigma", r"2", r"3.5", r".5", r"1e5", r"+", r"-", r"*", r"/", r"^", r"**", r"(",
    r")", r"[", r"]", r"{", r"}", r",", r";", r"|", r"!", r"!!", r"=", r"==", r"<", r"<=", r">=", r"!=", r"and",
    r"or", r"not", r"sin", r"log", r"log_", r"sqrt", r"exp(", r"e", r"i", r"pi", r"oo", r"\frac", r"\sqrt",
    r"\left(", r"\right)", r"\left|", r"\right|", r"\cdot", r"\sum_{i=1}^{n}", r"_", r"{1}", r"^{2}", r"\hat",
    r"\mathrm{relu}", r"\{", r"\}", r"²", r"½", r"√", r"∞", r"μ", r"σ", r"np.", r".", r"%", r"'", r"&", r"\\",
    r"\begin{pmatrix}", r"\operatorname", r"\placeholder{}", r"|x|", r"_1", r"factorial(", r"max(", r"Sum(",
    r"Sum(i,(i,1,n))", r"∪", r"‖", r"⌊", r"\lvert", r"\rvert", r"\binom", r"\log_2", r"\text{", r"\le", r"^-",
    r"[0,1)", r"{1,2}", r"(1,2)", r"\exponentialE", r"±", r"#", r"@", r"~", r"\mathrm", r"\frac12", r"\frac{1}{",
    r"}",
]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "reading"),
    [
        ("2x(y+1)", "2*x*(y + 1)"),
        ("xy", "x*y"),
        ("x sin x", "x*sin(x)"),
        ("sin 2x cos x", "sin(2*x)*cos(x)"),
        ("sin x/2", "sin(x)/2"),
        ("sin xy", "sin(x*y)"),
        ("2/3x", "2/3*x"),
        ("e^x(x+1)", "e^x*(x + 1)"),
        ("e^xy", "e^x*y"),
        ("x^2^3", "x^2^3"),
        ("-x^2", "-x^2"),
        ("2^-x", "2^(-x)"),
        ("x^-1/2", "x^(-1)/2"),
        ("a-b-c", None),
        ("|x||y|", "abs(x)*abs(y)"),
        ("||x|-|y||", "abs(abs(x) - abs(y))"),
        ("2|x|", "2*abs(x)"),
        ("x!y", "factorial(x)*y"),
        ("2^x!", "2^factorial(x)"),
        ("sin^2 x", "sin(x)^2"),
        ("log_2 x", "log(x, 2)"),
        ("log10(x)", "log(x, 10)"),
        ("np.sqrt(x)", "sqrt(x)"),
        ("x²y³", "x^2*y^3"),
        ("√2x", "sqrt(2)*x"),
        (r"\frac12x", "1/2*x"),
        (r"\frac1{10}", "1/10"),
        (r"\frac xy", "x/y"),
        (r"\sqrt[3]{x}", "root(x, 3)"),
        (r"\sqrt2", "sqrt(2)"),
        (r"x^{10}", "x^10"),
        (r"\left(x+1\right)\left(y\right)", "(x + 1)*y"),
        (r"\sum_{k=1}^{3}k x+1", "Sum(k*x, (k, 1, 3)) + 1"),
        ("Sum(k*x, (k, 1, 3))", "Sum(k*x, (k, 1, 3))"),
        (r"\max\left(x,0\right)", "max(x, 0)"),
        (r"\log\left(x\right)", "log(x)"),
        (r"x\lt1\lor y\ge2", "x < 1 or y >= 2"),
        ("0 <= x < 1", "0 <= x < 1"),
        ("1..2", None),
    ],
)
def test_the_rules_of_reading(source: str, reading: str | None) -> None:
    if reading is None:
        with pytest.raises(AnswerError):
            parse(source, ("x", "y"))
    else:
        assert to_text(parse(source, ("x", "y"))) == reading


@pytest.mark.parametrize(
    "pair", [("x*y*2", r"x y\cdot2"), ("exp(x)", r"\exp\left(x\right)"), ("w_1/2", r"\frac{w_1}{2}")]
)
def test_text_and_latex_are_one_language(pair: tuple[str, str]) -> None:
    assert len({parse(source, ("x", "y", "w_1")) for source in pair}) == 1


@pytest.mark.parametrize(
    ("symbols", "source", "reading"),
    [
        (("e", "x"), "e x", "e*x"),
        (("i",), "2i", "2*i"),
        (("pi",), "pi^2", "pi^2"),
        (("S", "N", "E"), "S N E", "S*N*E"),
        (("gamma", "x"), "gamma(x)", "gamma*x"),
        (("e",), "2e3", None),
        (("max",), "max^2", "max^2"),
    ],
)
def test_declared_names_win(symbols: tuple[str, ...], source: str, reading: str | None) -> None:
    if reading is None:
        with pytest.raises(AnswerError):
            parse(source, symbols)
    else:
        tree = parse(source, symbols)
        assert to_text(tree) == reading
        assert parse(reading, symbols) == tree


@pytest.mark.parametrize(
    ("source", "marked"),
    [
        ("2 + lamda", "lamda"),
        ("(x + 1", "("),
        ("x + ) y", ")"),
        ("2 * foo(x)", "foo"),
        ("x + y 2", "y 2"),
        ("1e9999999", "1e9999999"),
    ],
)
def test_a_refusal_marks_its_place(source: str, marked: str) -> None:
    with pytest.raises(AnswerError) as caught:
        parse(source, ("x", "y", "lambda"))
    place = caught.value.place
    assert place is not None
    assert place.source[place.start : place.end] == marked


@pytest.mark.parametrize(
    "source",
    [
        r"\begin{cases}¦ & x>0\\ y & \end{cases}",
        r"\begin{cases}x & ¦\\ y & y>0\end{cases}",
        r"1+\begin{cases}x & x>0\\¦ & x<0\end{cases}",
        r"\begin{cases}x & x>0\\ y & if¦\end{cases}",
    ],
)
def test_a_half_filled_case_is_marked_where_it_is_empty(source: str) -> None:
    with pytest.raises(AnswerError) as caught:
        parse(source.replace("¦", ""), ("x", "y"))
    place = caught.value.place
    assert place is not None
    assert place.start == place.end == source.index("¦")


@given(source=st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join) | st.text(max_size=40))
@settings(max_examples=1500, deadline=None)
def test_whatever_is_typed_is_read_or_refused(source: str) -> None:
    with suppress(AnswerError):
        parse(source, ("x", "y", "n", "w_1", "sigma"))
