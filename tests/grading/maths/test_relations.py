"""Relations are compared by their solutions: true rewritings are equal, and whatever is called different differs."""

from fractions import Fraction

import pytest
from flint import arb, fmpq
from hypothesis import given, strategies as st

from grading.maths.boundary import BITS
from grading.maths.comparisons import cases, solved
from grading.maths.decisions import Outcome
from grading.maths.domains import Domain, read_domains
from grading.maths.membership import as_relation
from grading.maths.parser import parse
from grading.maths.reals import REAL
from grading.maths.relations import compare_relations, holds
from grading.maths.relations.critical import NotAlgebraic, zeros
from grading.maths.tree import Logic, Name, Tree
from grading.maths.values import bits

NAMES = ("x", "y", "z")
REALS = {name: Domain() for name in NAMES}
GRID = [fmpq(part, 2) for part in range(-14, 15)]
TURNED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}

numbers = st.integers(-4, 4)
signs = st.sampled_from(sorted(TURNED))
linear = st.builds("{}*x + {}".format, numbers.filter(bool), numbers)
sides = st.one_of(
    linear,
    st.builds("({})*({})".format, linear, linear),
    st.builds("abs({})".format, linear),
    st.builds("max({}, {})".format, linear, linear),
    st.builds("({})/({})".format, linear, linear),
)
comparisons = st.tuples(sides, signs, sides)
written = comparisons.map("({0[0]}) {0[1]} ({0[2]})".format)
relations = st.recursive(
    written,
    lambda parts: st.one_of(
        st.builds("(({}) or ({}))".format, parts, parts),
        st.builds("(({}) and ({}))".format, parts, parts),
        st.builds("(not ({}))".format, parts),
    ),
    max_leaves=3,
).map(lambda text: parse(text, NAMES))


@given(relations, relations)
def test_verdicts_agree_with_the_truth_at_many_points(first: Tree, second: Tree) -> None:
    decision = compare_relations(first, second, REALS)
    differing = [x for x in GRID if bool(holds(first, {"x": x})) != bool(holds(second, {"x": x}))]
    assert not (decision.equal and differing)
    if decision.point is not None:
        assert bool(holds(first, decision.point)) != bool(holds(second, decision.point))


waves = st.builds("{}({}*x + {}*pi/6)".format, st.sampled_from(["sin", "cos", "tan"]), st.integers(1, 2), numbers)
heights = st.sampled_from(["0", "1/2", "1", "-1", "1/3", "sqrt(3)/2"])
swings = st.builds("{} {} {}".format, waves, signs, st.one_of(heights, waves)).map(lambda text: parse(text, NAMES))


@given(swings, swings)
def test_waves_agree_with_the_truth_at_many_points(first: Tree, second: Tree) -> None:
    decision = compare_relations(first, second, {"x": Domain(low=Fraction(0), high=Fraction(7))})
    with bits(BITS):
        points = [{"x": x} for x in [*GRID[14:], *(arb.pi() * fmpq(part, 12) for part in range(27))]]
    differing = [point for point in points if bool(holds(first, point)) != bool(holds(second, point))]
    assert not (decision.equal and differing)
    assert not differing or decision.outcome in (Outcome.DIFFERENT, Outcome.UNDECIDED)


@given(comparisons, st.integers(1, 5), numbers)
def test_scaled_moved_and_turned_comparisons_are_equal(parts: tuple[str, str, str], by: int, moved: int) -> None:
    left, sign, right = parts
    first = parse(f"({left}) {sign} ({right})", NAMES)
    same = parse(f"{moved} - {by}*({right}) {sign} {moved} - {by}*({left})", NAMES)
    turned = parse(f"{moved} - {by}*({left}) {TURNED[sign]} {moved} - {by}*({right})", NAMES)
    assert compare_relations(same, first, REALS).equal
    assert compare_relations(turned, first, REALS).equal


@given(relations, relations)
def test_not_turns_or_into_and(first: Tree, second: Tree) -> None:
    neither = Logic("not", (Logic("or", (first, second)),))
    both_not = Logic("and", (Logic("not", (first,)), Logic("not", (second,))))
    assert compare_relations(neither, both_not, REALS).equal


@given(st.lists(numbers, min_size=2, max_size=3, unique=True), signs)
def test_a_lost_solution_is_seen(roots: list[int], sign: str) -> None:
    product = "*".join(f"(x - ({root}))" for root in roots)
    whole = parse(f"{product} = 0", NAMES)
    parts = parse(" or ".join(f"x = {root}" for root in roots), NAMES)
    assert compare_relations(parts, whole, REALS).outcome is Outcome.PROVED
    lost = compare_relations(parse(f"x = {roots[0]}", NAMES), whole, REALS)
    assert lost.outcome is Outcome.DIFFERENT


@pytest.mark.parametrize("expression", ["x^2 - 2", "abs(x) - sqrt(2)", "sqrt(x) - x", "log(x^2) - 1", "x^2 - pi"])
def test_zeros_are_found(expression: str) -> None:
    with bits(BITS):
        assert len({str(value) for value in zeros(parse(expression, NAMES), "x", REAL)}) >= 2


@pytest.mark.parametrize("expression", ["sin(x)", "x + exp(x)", "floor(x)", "x^x", "exp(x) + 2^x", "gamma(x)"])
def test_what_has_no_known_zeros_is_said(expression: str) -> None:
    with pytest.raises(NotAlgebraic):
        zeros(parse(expression, NAMES), "x", REAL)


@pytest.mark.parametrize(
    ("first", "second"),
    [("sin(x) = 0", "cos(x - 1) = 0"), ("x^2 = 1 and y^2 = 4", "x = 1 and y = 2"), ("x + exp(x) > 0", "x > -0.567")],
)
def test_what_cannot_be_cut_is_never_called_equal(first: str, second: str) -> None:
    assert not compare_relations(parse(first, NAMES), parse(second, NAMES), REALS).equal


def test_solved_equations_name_what_they_determine() -> None:
    found = cases(parse("x + y = 3 and x - y = 1", NAMES))
    assert found is not None and set(solved(found[0])) == {"x", "y"}


def test_a_set_is_a_relation_of_its_members() -> None:
    assert as_relation(parse("[0, 1)"), Name("x")) == parse("0 <= x and x < 1", NAMES)
    assert as_relation(parse("3"), Name("x")) is None


@pytest.mark.parametrize(("answer", "equal"), [("x > 0 and x != 3", False), ("x >= 1", True), ("x > 1", False)])
def test_only_values_of_the_domain_count(answer: str, equal: bool) -> None:
    domains = read_domains({"x": "integer"})
    assert compare_relations(parse(answer, NAMES), parse("x > 0", NAMES), domains).equal is equal
