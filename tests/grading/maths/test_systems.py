"""Several equations together: what is found solves them, and what may be missing is said."""

import pytest
from hypothesis import given, strategies as st

from grading.maths.derivations.declared import read_setting
from grading.maths.derivations.facts import Facts

XYZ = {"x": "real", "y": "real", "z": "real"}


def facts_of(*given_equations: str) -> Facts:
    facts = Facts(read_setting(XYZ, [], given_equations))
    assert facts.system is not None
    list(facts.points(60))
    return facts


@given(a=st.integers(-9, 9), b=st.integers(1, 9), c=st.integers(-9, 9), turn=st.integers(0, 30))
def test_a_point_that_is_found_solves_all_equations(a: int, b: int, c: int, turn: int) -> None:
    facts = Facts(read_setting(XYZ, [], [f"x*y + {a}*z^2 = {b}", f"x^2 + y*z = {c}"]))
    assert facts.system is not None
    found = facts.system.solved_near(facts.source.point(turn))
    assert found is None or facts.holds(found)


def test_every_solution_of_a_few_is_found() -> None:
    facts = facts_of("x^2 + y^2 = 25", "x*y = 12", "z^2 = x + y + 2")
    assert facts.is_complete
    found = {tuple(round(float(value)) for value in list(point.values.values())[:2]) for point in facts.points(60)}
    assert found == {(3, 4), (4, 3)}


@pytest.mark.parametrize(
    "equations",
    [
        ("x*y = 0*z", "x*z = 0*y"),  # the plane x = 0, where both slopes are along x
        ("x^2 + y^2 = 1000", "x*y*z^3 = 7*x + y"),  # no quadrics
        ("sin(x) + y*z = 1", "cos(y) + x*z = 1"),
    ],
)
def test_where_solutions_may_be_missing_nothing_is_claimed(equations: tuple[str, ...]) -> None:
    system = facts_of(*equations).system
    assert system is not None and not system.is_complete


def test_a_matrix_is_no_unknown_of_such_a_system() -> None:
    symbols = {"A": {"shape": ["n", "n"]}, "v": {"shape": ["n"]}, "k": "real"}
    assert Facts(read_setting(symbols, [], ["v^T*v = 2*k", "v^T*A*v = k^2"])).system is None
