"""Tops: where what decides between pieces is largest or smallest, and zeros along lines."""

import pytest
from flint import fmpq

from grading.maths.boundary import BITS
from grading.maths.domains import read_domains
from grading.maths.lines import centred, roots
from grading.maths.parser import parse
from grading.maths.reals import ball
from grading.maths.tops import may_have_tops, tops
from grading.maths.values import bits

NAMES = ("x", "y")
PLANE = read_domains({"x": "real", "y": "real"})


@pytest.mark.parametrize(
    ("text", "top"),
    [
        ("relu(1 - (x - 3)^2)", {"x": 3}),
        ("floor(exp(-(x - 2)^2))", {"x": 2}),
        ("x + max(0, 1/9 - (x - 5)^2 - (y + 1)^2)", {"x": 5, "y": -1}),
        ("abs((x - y)^2 + y^2 - 2y)", {"x": 1, "y": 1}),
    ],
)
def test_a_top_is_found(text: str, top: dict[str, int]) -> None:
    tree = parse(text, NAMES)
    used = {name: PLANE[name] for name in top}
    found = list(tops((tree,), used, [dict.fromkeys(used, fmpq(2))]))
    assert any(all(abs(ball(point[name]) - value) < 0.3 for name, value in top.items()) for point in found)


@pytest.mark.parametrize("text", ["relu(x + y)", "max(x, y, 2)", "floor(x)", "sin(x)*y"])
def test_what_is_linear_has_none(text: str) -> None:
    assert list(tops((parse(text, NAMES),), PLANE, [dict.fromkeys(PLANE, fmpq(1))])) == []


def test_only_pieces_are_asked_for_tops() -> None:
    assert may_have_tops(parse("1 + relu(x)", NAMES))
    assert not may_have_tops(parse("sqrt(x) + exp(x)", NAMES))


@pytest.mark.parametrize(("text", "zero"), [("2x - 3", fmpq(3, 2)), ("x^2 - 2", None), ("exp(x) - 3", None)])
def test_a_zero_along_a_line_is_exact_or_known_to_hundreds_of_bits(text: str, zero: fmpq | None) -> None:
    with bits(BITS):
        found = list(roots(parse(text, NAMES), "x", PLANE["x"]))
        assert found
        assert zero in found if zero else all(ball(root).rad() * 2**600 <= 1 for root in found)


def test_a_long_fraction_is_shortened() -> None:
    assert centred(fmpq(1, 3)) == fmpq(1, 3)
    assert abs(centred(fmpq(10**20 + 1, 3 * 10**20)) - fmpq(1, 3)) < fmpq(1, 10**10)
