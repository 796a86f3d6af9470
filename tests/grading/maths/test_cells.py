"""Relations of polynomials in two unknowns: what counts as equal in all cells differs at no point of a fine grid."""

import pytest
from flint import fmpq
from hypothesis import given, strategies as st

from grading.maths.decisions import Outcome
from grading.maths.domains import read_domains
from grading.maths.parser import parse
from grading.maths.reals import REAL
from grading.maths.relations import compare_relations, holds
from grading.maths.relations.cells import agree_in_cells, between
from grading.maths.relations.look import Differs, Look
from grading.maths.tree import Tree

PLANE = read_domains({"x": "real", "y": "real"})
CURVES = ("x", "y - 1", "x + y", "x - y^2", "x*y - 1", "x^2 + y^2 - 2", "x^2 - y^2", "(x - 1)^2 + y^2", "x^2 - 2")
GRID = [{"x": fmpq(x, 4), "y": fmpq(y, 3)} for x in range(-11, 12) for y in range(-9, 10)]
SIGNS = ("<", "<=", "=", "!=", ">", ">=")

comparisons = st.tuples(st.sampled_from(CURVES), st.sampled_from(SIGNS)).map(lambda pair: f"{pair[0]} {pair[1]} 0")
relations = st.tuples(comparisons, st.sampled_from(["and", "or"]), comparisons).map(" ".join)


def read(text: str) -> Tree:
    return parse(text, ("x", "y"))


@given(first=relations, second=relations)
def test_what_agrees_in_all_cells_agrees_on_a_grid(first: str, second: str) -> None:
    one, other = read(first), read(second)
    decision = compare_relations(one, other, PLANE)
    if decision.equal:
        assert all(bool(holds(one, point)) == bool(holds(other, point)) for point in GRID)
    if decision.outcome is Outcome.DIFFERENT and decision.point:
        assert bool(holds(one, decision.point)) != bool(holds(other, decision.point))


@given(first=comparisons, second=comparisons, third=comparisons)
def test_what_is_the_same_in_other_words_agrees(first: str, second: str, third: str) -> None:
    one = f"({first} and {second}) or ({first} and {third})"
    other = f"{first} and ({third} or {second})"
    assert compare_relations(read(one), read(other), PLANE).equal


@pytest.mark.parametrize(
    "small",
    [
        "(x - 3)^2 + (y + 2)^2 > 1/10^6",
        "(x - 1/3)^2 + (y - 1/7)^2 != 0",
        "not (x = 3 and y = 2)",
        "x != 1000 or y != 1/1000",
    ],
)
def test_a_small_region_or_a_single_point_is_seen(small: str) -> None:
    look = Look(read(f"{small} and x*y > -10^9"), read("x*y > -10^9"), PLANE, REAL)
    with pytest.raises(Differs):
        agree_in_cells(look, holes=False)


def test_what_is_no_polynomial_is_not_decided_in_cells() -> None:
    assert not agree_in_cells(Look(read("sin(x) > y"), read("y < sin(x)"), PLANE, REAL), holes=False)


@given(st.lists(st.fractions(min_value=-9, max_value=9, max_denominator=50), max_size=6, unique=True))
def test_one_number_lies_in_every_gap(values: list[object]) -> None:
    exact = sorted(fmpq(value.numerator, value.denominator) for value in values)  # type: ignore[attr-defined]
    found = between(exact)
    assert len(found) == len(exact) + 1
    assert sorted([*found, *exact])[1::2] == exact
