"""Degrees are read where a function of angles shows what is meant, and nowhere else."""

import pytest

from grading.errors import AnswerError
from grading.maths.degrees import with_radians
from grading.maths.parser import parse
from grading.maths.printing import to_text


@pytest.mark.parametrize(
    "typed",
    [
        r"\cos{45^\circ}",
        r"\cos 45^{\circ}",
        r"\cos{\left(45^\circ\right)}",
        r"\cos\!\bigl(45\,^\circ\bigr)",
        "cos(45º)",
        r"\cos 45\degree",
    ],
)
def test_an_argument_in_degrees_is_one_in_radians(typed: str) -> None:
    assert to_text(parse(typed)) == "cos(45*pi/180)"


@pytest.mark.parametrize(
    "typed", ["sin(2^30°)", "sin(exp(30°))", "x_30°", "30° sin(x)", r"\sqrt{30^\circ}", "arcsin(30°)"]
)
def test_a_degree_elsewhere_stays_and_is_refused(typed: str) -> None:
    assert with_radians(typed) == typed
    with pytest.raises(AnswerError):
        parse(typed, ("x",))


def test_a_part_of_a_fraction_is_in_the_argument_around_it() -> None:
    assert with_radians(r"\tan\frac{60^\circ}{2}") == r"\tan\frac{(60 \pi/180)}{2}"
    assert with_radians(r"\sin(\frac{x}{30°})") == r"\sin(\frac{x}{(30 \pi/180)})"
