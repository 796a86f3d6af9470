"""How a single step is decided: exactly in one unknown, at special matrices, on surfaces that equations leave."""

from fractions import Fraction
from typing import Any

import pytest
from flint import arb, fmpq

from grading.maths.derivations.declared import read_setting
from grading.maths.derivations.defined import may_be_undefined
from grading.maths.derivations.exact import decide_exactly
from grading.maths.derivations.facts import Facts
from grading.maths.derivations.following import follows
from grading.maths.derivations.language import read_statement
from grading.maths.derivations.setting import NOWHERE, Setting
from grading.maths.derivations.shapes import has_numbers_to_multiply
from grading.maths.derivations.special import special_points
from grading.maths.derivations.statements import cases_of, comparisons
from grading.maths.derivations.steps import Answer
from grading.maths.derivations.surface import walk_down
from grading.maths.derivations.worlds import worlds
from grading.maths.derivations.written_out import written_out
from grading.maths.floats import as_function
from grading.maths.matrices.symbols import STRUCTURES, Shaped, Symbols
from grading.maths.parser import parse
from grading.maths.printing import to_text
from grading.maths.rationals import as_fmpq
from grading.maths.reals import REAL
from grading.maths.tree import Relation, Tree, names
from grading.maths.trees import substituted
from grading.maths.values import Evaluator

NUMBERS = {"x": "real", "y": "real", "p": "positive"}


def statement(text: str, setting: Setting) -> Tree:
    return read_statement(text, setting.vocabulary)[0]


def facts_of(*given: str) -> Facts:
    return Facts(read_setting(NUMBERS, (), given))


@pytest.mark.parametrize(
    ("given", "claim", "holds"),
    [
        (["x^2 = 4"], "x = 2 or x = -2", True),
        (["x^2 = 4"], "x = 2", False),
        (["x + y = 1", "x y = 1/4"], "x = 1/2", True),
        (["x y = 1", "x + y = 2"], "x = 1 and y = 1", True),
        (["x^2 + y^2 = 0"], "x = y", True),
        (["abs(x - 1) = 2"], "x = 3 or x = -1", True),
        (["x^2 < 2"], "x < 1.4142", False),
        (["p^2 = 2"], "p > 1.41421356", True),
        (["x = 1"], "1/(x - 1) = 1/(x - 1)", False),
    ],
)
def test_one_unknown_is_decided_exactly(given: list[str], claim: str, holds: bool) -> None:
    facts = facts_of(*given)
    found = decide_exactly(facts, facts.setting.expanded(statement(claim, facts.setting)))
    assert found is not None
    assert found.holds is holds


@pytest.mark.parametrize(
    ("given", "claim"),
    [(["x y = 1"], "x + sin(y) > 0"), ([], "2*sin(x) <= x"), (["x^2 = -1"], "x = 5"), ([], "x + y = y + x")],
)
def test_what_is_not_cut_is_left_to_others(given: list[str], claim: str) -> None:
    facts = facts_of(*given)
    assert decide_exactly(facts, facts.setting.expanded(statement(claim, facts.setting))) is None


def test_every_case_of_the_start_is_a_world_of_its_own() -> None:
    setting = read_setting(NUMBERS, (), ())
    start = statement("x = 1 or (x = 2 and y > 0)", setting)
    assert [len(case) for case in cases_of(start)] == [1, 2]
    assert len(comparisons(start)) == 3
    claim = statement("(x - 1)(x - 2) = 0", setting)
    assert follows(worlds(setting, start), claim, NOWHERE).answer is Answer.FOLLOWS


@pytest.mark.parametrize("structure", STRUCTURES)
def test_special_matrices_have_their_shape(structure: str) -> None:
    columns = 1 if structure == "simplex" else 2
    symbols = Symbols({"A": Shaped(2, columns, structure)})
    points = list(special_points(symbols, 12))
    assert {(point.values["A"].nrows(), point.values["A"].ncols()) for point in points} == {(2, columns)}
    if structure == "invertible":
        assert all(point.values["A"].det() for point in points)


def test_a_general_matrix_is_also_zero_and_singular() -> None:
    symbols = Symbols({"A": Shaped(2, 2)})
    ranks = {point.values["A"].rank() for point in special_points(symbols, 30)}
    assert ranks == {0, 1, 2}


def test_the_walk_finds_where_a_line_touches_a_circle() -> None:
    facts = facts_of("x^2 + y^2 = 1")
    sides = facts.setting.same_shape(statement("x + y", facts.setting), statement("sqrt(2)", facts.setting))
    lowest = walk_down(facts, sides, "<=")
    assert lowest is not None
    assert lowest.touches
    assert all(facts.holds(point) for point in lowest.points)


@pytest.mark.parametrize(
    ("text", "value"), [("2x - y/4", 3.5), ("-x^3", -8.0), ("max(x, y) + exp(0)", 3.0), ("abs(-x) pi/pi", 2.0)]
)
def test_a_formula_is_compiled_to_floats(text: str, value: float) -> None:
    found = as_function(statement(text, read_setting(NUMBERS, (), ())), ("x", "y"))
    assert found([2.0, 2.0]) == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("x/2", False), ("2/x", True), ("x^2", False), ("x^-1", True), ("log(x)", True), ("exp(x)", False)],
)
def test_where_values_may_be_missing(text: str, expected: bool) -> None:
    assert may_be_undefined(statement(text, read_setting(NUMBERS, (), ()))) is expected


def test_a_definition_keeps_to_its_domain() -> None:
    facts = Facts(read_setting({"x": "real", "y": "positive"}, (), ["y = x - 1"]))
    assert all(point.values["x"] > fmpq(1) for point in facts.points(6))


@pytest.mark.parametrize(("text", "cases"), [("x = 1 ± 2", 2), (r"x = \pm 2", 2), ("x = 1", 1), ("x - y = ±1", 2)])
def test_both_signs_are_two_cases(text: str, cases: int) -> None:
    setting = read_setting(NUMBERS, (), ())
    assert len(cases_of(statement(text, setting))) == cases


def test_a_size_is_no_abbreviation() -> None:
    setting = read_setting({"X": {"shape": ["n", "d"]}}, (), ["rank(X) = d"])
    assert not setting.definitions
    assert isinstance(setting.facts[0], Relation)


@pytest.mark.parametrize(
    ("text", "works"),
    [
        ("3*x*(-1)", True),
        ("2*x*3", True),
        ("-2*x*3", True),
        ("2*x/2", False),
        ("1*x", False),
        ("*".join("2" * 40), False),
    ],
)
def test_numbers_are_left_to_multiply_where_none_cancels(text: str, works: bool) -> None:
    assert has_numbers_to_multiply(statement(text, facts_of().setting)) is works


@pytest.mark.parametrize(
    ("statement", "count"),
    [
        ("x*y = 0", 2),
        ("(x - 3)*(x^2 + x*y + y^2) = 0", 2),  # x = 3, and the isolated origin
        ("(x - y)*(x^2 + 1) = 0", 1),
        ("(x - p)*(x^2 + p) = 0", 1),  # for a positive p
        ("x^2 + y = 0", 1),
        ("x*y = 0 and x - y = 1", 2),
    ],
)
def test_each_factor_that_may_be_zero_is_a_case(statement: str, count: int) -> None:
    tree, _places = read_statement(statement, read_setting(NUMBERS, [], []).vocabulary)
    assert len(worlds(read_setting(NUMBERS, [], []), tree)) == count


def test_what_was_asked_before_changes_no_decision() -> None:
    setting = read_setting({**NUMBERS, "a": "real", "b": "real"}, [], ["a*x + b*y = 1", "b*x + a*y = 1"])
    line, _places = read_statement("(a - b)*(x - y) = 0", setting.vocabulary)
    facts = Facts(setting)
    first = follows((facts,), line, NOWHERE).answer
    list(facts.small(18))
    assert first is follows((facts,), line, NOWHERE).answer is Answer.FOLLOWS


@pytest.mark.parametrize("text", ["A B = B A", "A @ B * A = A", "A \\cdot (B @ A) = B"])
def test_marked_parts_are_kept_so_that_no_other_gets_their_ids(text: str) -> None:
    square = {"shape": ["n", "n"]}
    setting = read_setting({"A": square, "B": square}, (), ())
    marks = read_statement(text, setting.vocabulary)[1].marks
    assert marks.starred | marks.dotted | marks.matmul <= {id(part) for part in marks.parts}


def test_rare_outcomes_weigh_what_they_are_said_to() -> None:
    _two, setting = read_setting({"x": "random"}, (), ["x >= 0"]).reweighted
    mean = setting.expanded(statement("E(x)", setting))
    values = {name: parse(str(place), ()) for place, name in enumerate(sorted(names(mean)))}
    rare = Fraction(1, 100) + 2 * Fraction(3, 10) + 3 * Fraction(68999, 10**5)
    assert Evaluator(REAL, {}).value(substituted(mean, values)) == as_fmpq(rare)
    assert len(setting.facts) == 5


def test_of_two_outcomes_each_group_has_a_chance_of_its_own() -> None:
    setting, _rare = read_setting({"x": "random", "y": "random"}, ("x", "y"), ()).reweighted
    assert len(names(setting.expanded(statement("E(x y)", setting)))) == 6
    assert setting.groups(statement("E(y)", setting)) == [(("y",), setting.weights[1])]


def test_what_is_given_of_single_outcomes_is_not_weighed_anew() -> None:
    setting = read_setting({"x": "random"}, (), ["E(x) = 0"])
    said = setting.expanded(statement("E(x^2) = 1", setting))
    assert isinstance(said, Relation)
    assert len(setting.reweighted) == 2
    assert setting.assuming(said).reweighted == ()


SQUARE: dict[str, Any] = {"shape": ["n", "n"]}


@pytest.mark.parametrize(
    ("symbols", "given", "claim", "said"),
    [
        ({"x": {"shape": ["n", 1]}}, [], "x^T x <= n", "x 0,0*x 0,0 <= 1"),
        (
            {"A": {**SQUARE, "is": "positive_definite"}},
            ["trace(A) <= 2"],
            "logdet(A) <= norm(A)",
            "log(A 0,0) <= sqrt(A 0,0^2)",
        ),
        ({"P": {**SQUARE, "is": "projection"}}, [], "trace(P) <= n", "P 0,0 <= 1"),
        ({"A": {"shape": [4, 4]}}, [], "trace(A) >= 0", None),
        ({"A": SQUARE}, [], "rank(A) <= n", None),
    ],
)
def test_shapes_of_one_entry_are_numbers(
    symbols: dict[str, Any], given: list[str], claim: str, said: str | None
) -> None:
    setting = read_setting(symbols, (), given)
    found = written_out(Facts(setting), statement(claim, setting), 1)
    assert (to_text(found.claim) if found is not None else None) == said


@pytest.mark.parametrize("structure", [each for each in STRUCTURES if each != "ones"])
def test_a_written_out_matrix_has_the_structure_that_it_was_declared_with(structure: str) -> None:
    size = ["n", 1] if structure in ("simplex", "positive", "orthonormal_columns") else ["n", "n"]
    setting = read_setting({"A": {"shape": size, "is": structure}}, (), ())
    small = written_out(Facts(setting), statement("trace(A^T A) >= 0", setting), 2)
    assert small is not None
    found = [small.point(point).values["A"] for point in Facts(small.setting).points(6)]
    assert found
    assert all(map(HAS[structure], found))


HAS: dict[str, Any] = {
    "general": lambda A: A.ncols() == 2,
    "invertible": lambda A: A.det() != 0,
    "symmetric": lambda A: A.transpose() == A,
    "skew": lambda A: -A.transpose() == A,
    "diagonal": lambda A: A[0, 1] == A[1, 0] == 0,
    "positive_definite": lambda A: A[0, 0] > 0 and A.det() > 0,
    "orthogonal": lambda A: is_near(A.transpose() * A, [1, 0, 0, 1]),
    "orthonormal_columns": lambda A: is_near(A.transpose() * A, [1]),
    "projection": lambda A: is_near(A * A - A, [0] * 4),
    "simplex": lambda A: is_near(A[0, 0] + A[1, 0], 1) and A[0, 0] > 0 and A[1, 0] > 0,
    "positive": lambda A: A[0, 0] > 0 and A[1, 0] > 0,
}


def is_near(found: Any, wanted: Any) -> bool:
    entries = [found] if isinstance(wanted, int) else found.entries()
    return all(
        abs(float(arb(one - other))) < 1e-12
        for one, other in zip(entries, [wanted] if isinstance(wanted, int) else wanted, strict=True)
    )
