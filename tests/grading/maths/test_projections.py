"""Names that only stand between bounds are left out, and get values again."""

import pytest
from flint import fmpq

from grading.maths.domains import Domain, read_domains
from grading.maths.parser import parse
from grading.maths.projections import projected
from grading.maths.reals import REAL
from grading.maths.relations.truth import truth
from grading.maths.tree import Relation, names

DOMAINS: dict[str, Domain] = read_domains({"x": "real", "y": "real", "z": "real", "p": "positive", "n": "integer"})


def case_of(*texts: str) -> tuple[Relation, ...]:
    found = tuple(parse(text, tuple(DOMAINS)) for text in texts)
    assert all(isinstance(each, Relation) for each in found)
    return found  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("said", "left"),
    [
        (("x <= y - z^3", "x >= y + z"), {"z"}),
        (("x <= y*z", "x > z^2"), {"y", "z"}),
        (("x <= y^3*p", "x > p^2", "y^3 < p"), {"p", "y"}),
        (("x*y <= 1", "x > 2", "y > 3", "x < 7", "y < 9"), {"x", "y"}),
        (("exp(x) <= y", "x > sin(y)"), {"x", "y"}),
        (("n <= x", "n >= z^2"), {"n", "z"}),
        (("x = y^2", "x > exp(y)"), {"x", "y"}),
    ],
)
def test_which_names_are_left(said: tuple[str, ...], left: set[str]) -> None:
    found = projected(case_of(*said), DOMAINS)
    assert set().union(*map(names, found.case)) == left
    assert set(found.bounds) == set().union(*map(names, case_of(*said))) - left


@pytest.mark.parametrize(
    "said",
    [
        ("x <= y - z", "x >= y + z", "z < -1"),
        ("x - y <= z^2", "x >= y", "z > 3"),
        ("p < x", "p > x - 1", "x > 5"),
        ("x > y", "y > z^2"),
        ("2*x + 3*y <= z", "x >= 1", "y > 1", "z < 6"),
    ],
)
def test_the_names_that_were_left_out_get_values_at_which_all_holds(said: tuple[str, ...]) -> None:
    case = case_of(*said)
    found = projected(case, DOMAINS)
    kept = {name: value for name, value in {"x": 6, "y": 1, "z": 4}.items() if name not in found.bounds}
    start = {name: fmpq(-2 if "z < -1" in said and name == "z" else value) for name, value in kept.items()}
    if "z < 6" in said:
        start = {name: fmpq(11, 2) for name in start}
    assert all(truth(each, found.completed(start), REAL) for each in (*case, *found.case))


def test_what_has_no_values_gets_none() -> None:
    found = projected(case_of("x <= sqrt(y)", "x >= 0"), DOMAINS)
    assert "x" in found.bounds
    assert found.completed({"y": fmpq(-1)}) == {"y": fmpq(-1)}
