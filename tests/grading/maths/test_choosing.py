"""Cases in matrix formulas hold entry by entry, have values where only some entries have, and are met on both sides."""

from fractions import Fraction

import pytest
from flint import fmpq, fmpq_mat
from hypothesis import given, strategies as st

from grading.maths.matrices.comparison import compare
from grading.maths.matrices.evaluation import Point, evaluate
from grading.maths.matrices.inference import Reading, infer
from grading.maths.matrices.parser import parse
from grading.maths.matrices.ranges import range_of
from grading.maths.matrices.sampling import Points
from grading.maths.matrices.symbols import read_symbols

SYMBOLS = read_symbols({"z": {"shape": ["n", 1]}, "x": {"shape": ["n", 1]}, "t": "real"})
entries = st.lists(st.fractions(min_value=-3, max_value=3, max_denominator=6), min_size=1, max_size=4)


def read(text: str) -> Reading:
    tree, places = parse(text, SYMBOLS.names, SYMBOLS.sizes)
    reading = infer(tree, SYMBOLS, places)
    reading.close()
    return reading


def exact(number: Fraction) -> fmpq:
    return fmpq(number.numerator, number.denominator)


def value(text: str, z: list[Fraction], t: Fraction) -> list[Fraction]:
    column = fmpq_mat(len(z), 1, list(map(exact, z)))
    found = evaluate(read(text), Point({"n": len(z)}, {"z": column, "x": column * 2, "t": exact(t), "n": fmpq(len(z))}))
    entries = found.entries() if isinstance(found, fmpq_mat) else [found]
    return [Fraction(int(entry.p), int(entry.q)) for entry in entries]


@given(z=entries, t=st.fractions(min_value=-2, max_value=2, max_denominator=4))
def test_each_entry_takes_its_own_case(z: list[Fraction], t: Fraction) -> None:
    assert value("where(z > t, 2 z, t)", z, t) == [2 * each if each > t else t for each in z]
    assert value("where(0 <= z and z < t, 1, 0)", z, t) == [int(0 <= each < t) for each in z]
    assert value("max(z, t)", z, t) == [max(each, t) for each in z]
    assert value("sum(z != t)", z, t) == [sum(each != t for each in z)]


@given(z=entries)
def test_a_case_that_does_not_hold_needs_no_value(z: list[Fraction]) -> None:

    assert value("where(z <= 3, z, where(z > 5, log(4 ones(n) - z), 2))", z, Fraction(0)) == z
    assert value("where(z > 3, sqrt(-hadamard(z, z)), z)", z, Fraction(0)) == z


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("where(z > 0, z, 0)", "relu(z)", True),
        ("where(z > x, z, x)", "max(x, z)", True),
        ("where(norm(z) > t, z, x)", "where(t >= norm(z), x, z)", True),
        ("where(z > 0, 1, 0)", "where(z >= 0, 1, 0)", False),
        ("where(norm(z) > 10^6, 0, z)", "z", False),
        ("where(t = 1/3, 0, z)", "z", False),
    ],
)
def test_edges_and_far_cases_are_looked_at(one: str, other: str, equal: bool) -> None:
    assert compare(read(one), read(other), Points(SYMBOLS)).equal is equal


@pytest.mark.parametrize(
    "text",
    [
        "abs(z)",
        "relu(z)",
        "-hadamard(z, z)",
        "where(z > t, 1, -2)",
        "max(z, 1)",
        "min(max(z, -1), t)",
        "sign(z)",
        "relu(max(-2, sign(z)))",
    ],
)
@given(z=entries, t=st.fractions(min_value=-2, max_value=2, max_denominator=4))
def test_no_entry_lies_outside_its_range(text: str, z: list[Fraction], t: Fraction) -> None:
    found = range_of(read(text).typed, SYMBOLS)
    for each in value(text, z, t):
        assert found.low <= each <= found.high


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("t^2 z min(1, 1/norm(z))", "where(norm(z) > 1, t^2 z/norm(z), t^2 z)", True),
        ("z/norm(z)", "where(norm(z) > 0, z/norm(z), 0)", False),
        ("where(norm(z) > 1/1000, z)", "where(norm(z) > t, z, z)", False),
    ],
)
def test_a_hole_is_no_mistake_unless_the_reference_fills_it(one: str, other: str, equal: bool) -> None:
    assert compare(read(one), read(other), Points(SYMBOLS)).equal is equal
