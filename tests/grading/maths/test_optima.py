"""Where functions are lowest or above 0 under conditions: proposed by floats, in corners, on edges, by proportions."""

import math
from fractions import Fraction

import pytest

from grading.maths.domains import read_domains
from grading.maths.floats import Function, NoFloats, as_float, as_function
from grading.maths.optima import Conditions, _gradient, _missing, box_of, lowest, points_above
from grading.maths.parser import parse

NAMES = ("x", "y")


def functions(*texts: str) -> list[Function]:
    return [as_function(parse(text, NAMES), NAMES) for text in texts]


def conditions(above: tuple[str, ...], equal: tuple[str, ...] = (), domain: str = "real") -> Conditions:
    return Conditions(functions(*above), functions(*equal), box_of(NAMES, read_domains(dict.fromkeys(NAMES, domain))))


def test_the_lowest_point_of_a_line_in_a_disc_is_on_its_edge() -> None:
    found = lowest(functions("x + y")[0], conditions(("1 - x^2 - y^2",)), [0.3, 0.1])
    assert found == pytest.approx([-math.sqrt(0.5)] * 2, abs=1e-5)


def test_nothing_is_lowest_where_nothing_is_allowed() -> None:
    assert lowest(functions("x")[0], conditions(("-1 - x^2",)), [0.3, 0.1]) is None


@pytest.mark.parametrize(
    ("above", "equal", "domain"),
    [
        (("1 - x^2 - y^2", "x + y - 1414/1000"), (), "real"),
        (("x^3 + y - 11078/10000", "1/5 - x + y"), ("x^2 + y^2 - 1",), "positive"),
        (("y - 2*x", "x*y - 100"), (), "real"),
        (("x*log(x) + y*log(y) + 1/100",), ("x + y - 1",), "positive"),
        (("log(x/y) - 20",), (), "positive"),
        (("x*y*(x - y)*(2*x - y - 99*x/100)",), (), "positive"),
    ],
)
def test_a_place_is_found_in_a_corner(above: tuple[str, ...], equal: tuple[str, ...], domain: str) -> None:
    found = next(points_above(conditions(above, equal, domain)))
    assert all(function(found) > 0 for function in functions(*above))
    assert all(abs(function(found)) < 1e-6 for function in functions(*equal))


@pytest.mark.parametrize("above", [(), ("-1 - x^2",), ("log(-1 - x^2)",), ("x/0",), ("x - y", "y - x")])
def test_no_place_is_found_where_there_is_none(above: tuple[str, ...]) -> None:
    assert not list(points_above(conditions(above)))


def test_a_narrow_domain_keeps_its_order() -> None:
    ((low, high),) = box_of(("x",), read_domains({"x": {"is": "real", "min": 0, "max": 1e-13}}))
    assert 0 <= low < high <= 1e-13


def test_what_is_too_large_for_floats_is_told() -> None:
    with pytest.raises(NoFloats):
        as_float(Fraction(10**400))


@pytest.mark.parametrize(
    ("function", "at", "slopes"),
    [
        (lambda at: at[0] ** 2 * at[1], [3.0, 2.0], [12.0, 9.0]),
        (lambda at: at[0], [3e8], [1.0]),
        (lambda at: math.sqrt(1 - at[0]), [1.0], [-(2.0**9)]),
        (lambda at: math.sqrt(-1 - abs(at[0])), [0.0], [math.nan]),
    ],
)
def test_slopes_are_taken_where_there_are_values(function: Function, at: list[float], slopes: list[float]) -> None:
    assert list(_gradient(function, at)) == pytest.approx(slopes, rel=1e-5, nan_ok=True)


def test_what_is_met_by_far_misses_nothing_and_what_has_no_value_misses_much() -> None:
    assert _missing(lambda at: at[0] ** 8, 0.01, [7.0]) == 0
    assert _missing(lambda at: at[0], 0.5, [0.2]) == pytest.approx(0.3)
    assert _missing(lambda at: math.log(at[0]), 0.5, [-1.0]) == 1e6
