"""Rewritten relations hold at the same points as before; zeros that no formula gives are found by slopes."""

import pytest
from flint import fmpq

from grading.maths.both_signs import with_both_signs
from grading.maths.boundary import BITS
from grading.maths.domains import Domain, read_domains
from grading.maths.pairs import is_certain_pair
from grading.maths.parser import parse
from grading.maths.reals import REAL
from grading.maths.relations.complex_parts import NoParts, in_parts
from grading.maths.relations.critical import NotAlgebraic
from grading.maths.relations.monotone import zeros_by_slopes
from grading.maths.relations.peeled import peeled
from grading.maths.relations.split import split
from grading.maths.relations.truth import truth
from grading.maths.tree import Name
from grading.maths.trees import substituted
from grading.maths.values import bits

NAMES = ("x", "y")
POINTS = [{"x": fmpq(over, 4), "y": fmpq(other, 3)} for over in range(-14, 15) for other in (-4, 0, 1, 3)]


@pytest.mark.parametrize(
    "function", ["exp(%s)", "log(%s)", "sigmoid(%s)", "logit(%s)", "3/(%s)", "1 - 2^(-(%s))", "floor(%s)", "2 ceil(%s)"]
)
@pytest.mark.parametrize("inner", ["x", "2 - x", "x*y", "1/x"])
@pytest.mark.parametrize("end", ["< 1/2", ">= 1", "= 0", "!= 1", "> -1", "<= 3"])
def test_a_peeled_relation_holds_at_the_same_points(function: str, inner: str, end: str) -> None:
    tree = parse(f"{function % inner} {end}", NAMES)
    with bits(BITS):
        assert [bool(truth(tree, point, REAL)) for point in POINTS] == [
            bool(truth(peeled(tree), point, REAL)) for point in POINTS
        ]


@pytest.mark.parametrize(
    "text",
    [
        "|x| + |y| <= 1",
        "|x| - |y| < 1",
        "max(x, 2y) > 1",
        "min(x, y) <= 0",
        "2*(x - 1)^2 >= 8",
        "(1 - 2)*(x - 1)^2 >= -4",
        "3 - x^2 > 1/2",
        "relu(x) >= y",
    ],
)
def test_a_split_relation_holds_at_the_same_points(text: str) -> None:
    tree = parse(text, NAMES)
    assert split(tree) != tree
    with bits(BITS):
        assert [truth(tree, point, REAL) for point in POINTS] == [truth(split(tree), point, REAL) for point in POINTS]


@pytest.mark.parametrize(
    ("text", "zero"),
    [
        ("log(x) - x + 1", "1"),
        ("x + exp(x) - 1", "0"),
        ("(x - 2)*exp(x) + x + 2", "0"),
        ("exp(x) - x^2 - 1", "0"),
        ("x*log(x)", "1"),
    ],
)
def test_zeros_are_found_by_slopes(text: str, zero: str) -> None:
    with bits(BITS):
        found = zeros_by_slopes(parse(text, NAMES), "x")
    assert any(abs(value - fmpq(int(zero))) < fmpq(1, 10**100) for value in found)


@pytest.mark.parametrize("text", ["log(1 + exp(x)) - x", "x + 2*sin(x)", "|x| + exp(x)"])
def test_what_only_comes_near_zero_is_left_open(text: str) -> None:
    with bits(BITS), pytest.raises(NotAlgebraic):
        zeros_by_slopes(parse(text, NAMES), "x")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("(3, -1)", True), ("(1, 1)", True), ("(1, 3)", False), ("(2x, 3y)", True), ("(x, x + 1)", False)],
)
def test_a_pair_is_no_interval_where_it_is_turned(text: str, *, expected: bool) -> None:
    tree = parse(text, NAMES)
    assert is_certain_pair(tree, {name: Domain() for name in NAMES}) is expected


def test_a_pair_of_complex_numbers_is_no_interval() -> None:
    assert is_certain_pair(parse("(z, z + 1)", ("z",)), read_domains({"z": "complex"}))


@pytest.mark.parametrize(
    ("text", "relation"),
    [("x > ±2", True), ("±1 ± 2", False), ("±2", True), ("1, ±2", False), ("not (x = ±2)", True), ("¬ x = ±2", True)],
)
def test_signs_that_may_mean_several_things_stay(text: str, *, relation: bool) -> None:
    assert with_both_signs(text, asks_relation=relation) == text


@pytest.mark.parametrize(
    ("text", "written_out"),
    [
        ("x = ±1 or x = ±2", "x =  + 1 or x =  - 1 or x =  + 2 or x =  - 2"),
        ("x = 2, y = ±1", "x = 2 and (y =  + 1 or y =  - 1)"),
        ("x = ±1, y = ±2", "x = ±1, y = ±2"),
        ("x = ±1, x = 2", "x = ±1, x = 2"),
        ("{±1, ±2}", "{+ 1, - 1, + 2, - 2}"),
    ],
)
def test_each_part_has_its_own_signs(text: str, written_out: str) -> None:
    assert with_both_signs(text, asks_relation=True) == written_out


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("|z| < 2", "re_z^2 + im_z^2 < 4"),
        ("z = 1", "re_z = 1 and im_z = 0"),
        ("z != 1", "re_z != 1 or im_z != 0"),
        ("re(z) > 0 or im(z) > 0", "re_z > 0 or im_z > 0"),
        ("conj(z) = z", "re_z = re_z and -im_z = im_z"),
    ],
)
def test_a_relation_in_complex_numbers_has_parts(text: str, parts: str) -> None:
    domains = read_domains({"z": "complex"})
    names = {"re_z": Name("re z"), "im_z": Name("im z")}
    assert in_parts(parse(text, ("z",)), domains) == substituted(parse(parts, ("re_z", "im_z")), names)


def test_a_function_without_known_parts_is_refused() -> None:
    with pytest.raises(NoParts):
        in_parts(parse("re(log(z)) > 0", ("z",)), read_domains({"z": "complex"}))
