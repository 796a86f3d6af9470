"""Conditions that never hold together are known as such only where no point fulfils them all."""

import random

import pytest
from flint import fmpq

from grading.errors import AnswerError
from grading.maths.boundary import BITS, Boundary
from grading.maths.conditions import holds
from grading.maths.contradictions import cannot_hold, examples
from grading.maths.domains import read_domains
from grading.maths.parser import parse
from grading.maths.reals import REAL
from grading.maths.simplex import solution
from grading.maths.tree import Tree
from grading.maths.values import TooMuch, Unsure, bits

NAMES = ("x", "y", "z")
REALS = read_domains(dict.fromkeys(NAMES, "real"))
SMALL = [fmpq(p, q) for p in range(-4, 5) for q in (1, 2, 3)]


@pytest.mark.parametrize(
    "conditions",
    [
        ("x > 0", "x < 0"),
        ("x > y", "y > z", "z > x"),
        ("x > 2", "x^2 + y^2 <= 1"),
        ("x^2 + y^2 + z^2 <= 1", "x + y + z > 1.7320509"),
        ("x + y + z = 1", "x >= 0", "y >= 0", "z >= 0", "x > 1"),
        ("x y z > 0", "x y + y z + z x > 0", "x + y + z > 0", "x <= 0"),
        ("x y > 0", "y z > 0", "x <= 0", "z >= 0"),
        ("sqrt(x^2 + y^2) < x",),
        ("max(x, y) < min(x, y)",),
        ("max(x, y, z) - min(x, y, z) != max(abs(x - y), abs(y - z), abs(z - x))",),
        ("relu(x) > 0", "x <= 0"),
        ("floor(x) > x",),
        ("exp(x) + abs(y) < 0",),
        ("sqrt(x^2 + y^2) = x", "y != 0"),
        ("x > 0 or y > 0", "x < 0", "y < 0"),
        ("1/x > 0", "x < 0"),
    ],
)
def test_a_contradiction_is_seen(conditions: tuple[str, ...]) -> None:
    assert cannot_hold([parse(each, NAMES) for each in conditions], REALS)


@pytest.mark.parametrize(
    "conditions",
    [
        ("x^2 + y^2 + z^2 <= 1", "x + y + z > 1.7320508"),
        ("x^2 + y^2 <= 1", "x y > 0.49"),
        ("sqrt(x) > -1 or y > 0", "x < 0"),
        ("where(x > 0, sqrt(x), 1) > 0", "x < 0"),
        ("x < oo", "x > 5"),
        ("x >= 0", "x <= 0"),
        ("where(" + " and ".join(f"(x > {place} or y > {place})" for place in range(6)) + ", 1, 0) = 1", "x > 9"),
    ],
)
def test_what_can_hold_is_no_contradiction(conditions: tuple[str, ...]) -> None:
    assert not cannot_hold([parse(each, NAMES) for each in conditions], REALS)


def test_what_the_domains_rule_out_is_a_contradiction() -> None:
    shares = read_domains(dict.fromkeys(NAMES, "probability"))
    condition = [parse("x y > 1", NAMES)]
    assert cannot_hold(condition, shares)
    assert not cannot_hold(condition, REALS)


@pytest.mark.parametrize("seed", range(6))
def test_no_point_fulfils_a_contradiction(seed: int) -> None:
    generator = random.Random(seed)
    for _turn in range(60):
        conditions = random_conditions(generator)
        if cannot_hold(conditions, REALS):
            points = [{name: generator.choice(SMALL) for name in NAMES} for _point in range(60)]
            assert not any(fulfils(conditions, point) for point in points), conditions


def random_conditions(generator: random.Random) -> list[Tree]:
    while True:
        try:
            return [parse(condition(generator), NAMES) for _each in range(generator.randint(1, 4))]
        except AnswerError:
            continue


def condition(generator: random.Random) -> str:
    sign = generator.choice(["<", "<=", ">", ">=", "=", "!="])
    said = f"{term(generator, 2)} {sign} {term(generator, 1)}"
    return generator.choice([said, said, f"not ({said})", f"{said} or {term(generator, 1)} > {term(generator, 0)}"])


def term(generator: random.Random, depth: int) -> str:
    if not depth:
        return generator.choice(["x", "y", "z", "0", "1", "1/2"])
    one, other = term(generator, depth - 1), term(generator, depth - 1)
    functions = [f"{name}({one})" for name in ("abs", "relu", "sqrt", "exp", "floor")]
    joined = [f"({one} + {other})", f"({one} - {other})", f"({one})*({other})", f"({one})/({other})", f"({one})^2"]
    return generator.choice([*functions, *joined, f"max({one}, {other})", f"min({one}, {other})"])


def fulfils(conditions: list[Tree], point: dict[str, fmpq]) -> bool:
    try:
        with bits(BITS):
            return all(holds(each, Boundary(REAL, point).chain) for each in conditions)
    except (Unsure, TooMuch):
        return False


@pytest.mark.parametrize(
    ("A", "b", "expected"),
    [
        ([[1, 1], [1, -1]], [3, 1], True),
        ([[1, 1], [1, 1]], [3, 1], False),
        ([[1, 1]], [0], True),
        ([[-1, -1]], [1], False),
        ([[1, 2, 3], [4, 5, 6]], [1, 4], True),
    ],
)
def test_a_system_has_a_solution_without_negative_numbers(A: list[list[int]], b: list[int], expected: bool) -> None:
    found = solution([list(map(fmpq, row)) for row in A], list(map(fmpq, b)))
    assert (found is not None) is expected
    if found is not None:
        assert min(found) >= 0
        assert [sum(a * x for a, x in zip(row, found, strict=True)) for row in A] == b


@pytest.mark.parametrize(
    "conditions",
    [
        ("x = exp(y)", "y > 1", "z > x"),
        ("x + y + z = 1", "x >= 0", "y >= 0", "z >= 0", "x y^2 > 0.148"),
        ("x^2 + y^2 <= 1", "x + y > 1.4142"),
        ("abs(x) + abs(y) <= 1", "max(x, y) > 0.99"),
        ("x != 0", "x^2 < 1/100"),
    ],
)
def test_an_example_is_found_of_what_can_hold(conditions: tuple[str, ...]) -> None:
    trees = [parse(each, NAMES) for each in conditions]
    with bits(BITS):
        assert any(fulfils(trees, point) for point in examples(trees, REALS))
