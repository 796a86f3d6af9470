"""Lines of derivations: what they say, what they look like, where they are looked at."""

from contextlib import suppress

import pytest
from hypothesis import given, settings, strategies as st

from grading import as_text, grade, read_field, reference_answer, understood
from grading.errors import AnswerError, DefinitionError
from grading.kinds.derivation import DerivationField
from grading.maths import equivalence
from grading.maths.decisions import Policy
from grading.maths.derivations.declared import read_setting
from grading.maths.derivations.facts import Facts
from grading.maths.derivations.language import leading_sign, split_lines
from grading.maths.derivations.shapes import Forms
from grading.maths.derivations.statements import implies, sign_of_chain
from grading.maths.derivatives import derivative
from grading.maths.domains import Domain
from grading.maths.matrices.sampling import Points
from grading.maths.parser import parse
from grading.verdict import Outcome

XY = ("x", "y")
FORMS = Forms(lambda tree: True)
CHAIN = {
    "kind": "derivation",
    "start": "(a + b)^2",
    "goal": "a^2 + 2*a*b + b^2",
    "symbols": {"a": "real", "b": "real"},
    "reference": ["= (a + b)*(a + b)", "= a^2 + a*b + b*a + b^2", "= a^2 + 2*a*b + b^2"],
}


@pytest.mark.parametrize(
    ("text", "sign", "rest"),
    [
        ("= x", "=", "x"),
        (r"\le x", "<=", "x"),
        ("<=> x = 1", "<=>", "x = 1"),
        (r"\Rightarrow x", "=>", "x"),
        ("& = x", "=", "x"),
        (r"\leftarrow", "", r"\leftarrow"),
        ("x = 1", "", "x = 1"),
    ],
)
def test_a_line_may_begin_with_a_sign(text: str, sign: str, rest: str) -> None:
    found, behind = leading_sign(text)
    assert (found, behind.strip()) == (sign, rest)


def test_lines_end_at_line_ends_and_at_double_backslashes() -> None:
    assert split_lines(["a\r\nb", r"\begin{aligned} c &= d \\ &= e \end{aligned}"]) == ["a", "b", " c &= d ", " &= e "]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2(x - y)", "-2y + 2x"),
        ("x/2", "0.5x"),
        ("1/(x y)", "y^-1 x^-1"),
        ("x + (y + 1)", "1 + y + x"),
        ("sqrt(x)", "x^(1/2)"),
    ],
)
def test_order_and_number_factors_do_not_change_a_form(first: str, second: str) -> None:
    assert FORMS.same(parse(first, XY), parse(second, XY))


@pytest.mark.parametrize(
    ("first", "second"), [("x(x + y)", "x^2 + x y"), ("x + x", "2x"), ("(x^2 - 1)/(x - 1)", "x + 1")]
)
def test_multiplying_out_and_collecting_change_a_form(first: str, second: str) -> None:
    assert not FORMS.same(parse(first, XY), parse(second, XY))


@pytest.mark.parametrize(
    ("whole", "part", "expected"),
    [
        ("3x y^2 + 1", "x y", True),
        ("1 + exp(-x)/y", "exp(-x)", True),
        ("x + 2y + 1", "2 + 2x", True),
        ("x + 2y + 1", "x + y", False),
        ("x/y", "1 + y", False),
    ],
)
def test_a_line_contains_parts_of_its_sums_and_products(whole: str, part: str, expected: bool) -> None:
    assert FORMS.contains(parse(whole, XY), parse(part, XY)) is expected


def test_the_distance_counts_what_is_written_anew() -> None:
    assert FORMS.distance(parse("x + y", XY), parse("y + x", XY)) == 0
    assert 0 < FORMS.distance(parse("x y + 1", XY), parse("x y + 2", XY)) < 3


@pytest.mark.parametrize(
    "text", ["x^3 y", "exp(-x)/(1 + x^2)", "log(x y) sqrt(x)", "sin(x) tanh(2x)", "y^x", "x^x", "log(x, 2)"]
)
def test_the_derivative_is_the_slope(text: str) -> None:
    """The quotient of a tiny difference agrees with it to a few digits."""
    tree = parse(text, XY)
    slope = derivative(tree, "x")
    step = parse(
        f"({text.replace('exp', 'EXP').replace('x', '(x+10^-30)').replace('EXP', 'exp')} - ({text}))*10^30", XY
    )
    domains = {name: Domain(low=1, high=3) for name in XY}
    assert equivalence.compare(step, slope, domains, Policy(rtol=1e-20)).equal


@pytest.mark.parametrize(
    ("signs", "sign"), [(["="], "="), (["=", "<="], "<="), (["<", "<="], "<"), ([">", "<"], ""), ([], "=")]
)
def test_the_signs_of_a_chain_combine(signs: list[str], sign: str) -> None:
    assert sign_of_chain(signs) == sign


def test_an_equality_is_also_at_most() -> None:
    assert implies("=", "<=")
    assert implies("<", "<=")
    assert not implies("<=", "=")


@pytest.mark.parametrize(
    ("symbols", "fact"),
    [
        ({"x": "real", "y": "real"}, "x*y = 0"),
        ({"x": "positive"}, "x^2 = 3"),
        ({"x": "real"}, "exp(2*x + 1) = 5"),
        ({"A": {"shape": ["n", "n"]}, "v": {"shape": ["n", 1]}, "lam": "real"}, "A v = lam v"),
        ({"X": {"shape": ["n", "d"]}, "w": {"shape": ["d", 1]}, "y": {"shape": ["n", 1]}}, "X^T X w = X^T y"),
        ({"e": "random", "a": "real"}, "E[e^2] = 1 + E[e]^2"),
    ],
)
def test_points_are_found_where_an_equation_holds(symbols: dict[str, object], fact: str) -> None:
    facts = Facts(read_setting(symbols, (), [fact]))
    points = list(facts.points(6))
    assert points
    assert all(facts.holds(point) for point in points)


def test_both_factors_of_a_product_have_their_turn() -> None:
    facts = Facts(read_setting({"x": "real", "y": "real"}, (), ["x*y = 0"]))
    zeros = {name for point in facts.points(6) for name in XY if point.values[name] == 0}
    assert zeros == {"x", "y"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"goal": "a = b"}, "different sorts"),
        ({"start": "p^T q", "goal": "p q", "symbols": {key: {"shape": ["n", 1]} for key in "pq"}}, "not defined"),
        ({"start": "a + q"}, "Unknown name"),
        ({"given": ["a + b"]}, "no relation"),
        ({"independent": ["a"]}, "not random"),
        ({"through": [{"contains": "a", "say": "b"}]}, "there is no such key"),
    ],
)
def test_a_wrong_field_is_explained_to_its_author(change: dict[str, object], words: str) -> None:
    with pytest.raises(DefinitionError, match=words):
        read_field({**CHAIN, **change})


def test_the_reference_earns_everything() -> None:
    assert grade(CHAIN, reference_answer(CHAIN)).outcome is Outcome.CORRECT


@pytest.mark.parametrize("seed", range(20))
def test_a_verdict_does_not_hang_on_the_points(seed: int) -> None:
    """Other random points, the same verdicts."""
    field = read_field(CHAIN)
    assert isinstance(field, DerivationField)
    field.task.facts.source = Points(field.setting.basic, seed)
    assert grade(field, CHAIN["reference"]).outcome is Outcome.CORRECT
    assert grade(field, "= a^2 + b^2\n= a^2 + 2*a*b + b^2").outcome is Outcome.INCORRECT


PIECES = st.sampled_from(
    [
        "a",
        "b",
        "=",
        "<=",
        "=>",
        "<=>",
        "\n",
        " ",
        "E[",
        "]",
        "d/da ",
        "diff(",
        ",",
        ")",
        "(",
        "+",
        "-",
        "^2",
        "#",
        "\\frac",
        "{",
        "}",
        "2",
        "|",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=14).map("".join)))
def test_no_text_raises_anything_but_an_answer_error(text: str) -> None:
    grade(CHAIN, text)
    with suppress(AnswerError):
        understood(CHAIN, text)


@pytest.mark.parametrize(
    "answer",
    [
        r"=\frac{\partial p_1}{\partial z_1}\,p_2\# \text{the product rule}",
        "= diff(p1, z1) p2 + diff(p1 p2, z1) # both",
        "= |p1| (p1 + p2)^2\n>= 0",
    ],
)
def test_lines_are_read_alike_as_text_and_as_latex(answer: str) -> None:
    mapping = {"kind": "derivation", "start": "z1", "goal": "z1", "symbols": {"p1": "real", "p2": "real", "z1": "real"}}
    field = {**mapping, "reference": ["= z1"]}
    typed, latex = as_text(field, answer), understood(field, answer)
    assert "\\" not in typed
    assert understood(field, typed) == latex
    assert as_text(field, latex) == "\n".join(line.split(" #")[0] for line in typed.split("\n"))
