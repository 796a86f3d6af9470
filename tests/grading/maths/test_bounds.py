"""Between which numbers expressions lie, and which signs they may have."""

from fractions import Fraction
from math import inf
from random import Random
from typing import Any

import pytest
from flint import fmpq

from grading.maths.bounds import Range, bounds_of
from grading.maths.domains import read_domains
from grading.maths.parser import parse
from grading.maths.reals import REAL, ball
from grading.maths.signs import signs_of
from grading.maths.tree import Tree
from grading.maths.values import Evaluator, Undefined, Unsure

SAID = {"x": "real", "y": "real", "p": "probability", "t": "positive", "n": "natural", "z": "complex"}
DOMAINS = read_domains(SAID)


def _read(text: str) -> Tree:
    return parse(text, tuple(SAID))


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("x^2 + 1", 1, inf),
        ("-x^2", -inf, 0),
        ("p (1 - p)", 0, 1),
        ("3 - 2 p", 1, 3),
        ("1/(1 + x^2)", 0, 1),
        ("1/(x - x)^2", 0, inf),
        ("1/floor(p/2)", -inf, inf),
        ("exp(-x^2)", 0, 1),
        ("abs(x) + abs(y) + n", 1, inf),
        ("max(x, 2)", 2, inf),
        ("min(max(x, 0), 1)", 0, 1),
        ("floor(p/2)", 0, 0),
        ("where(x > 0, p, 2)", 0, 2),
        ("x y", -inf, inf),
        ("(x - y)^4", 0, inf),
        ("abs(p - 3)", 2, 3),
        ("mod(n, 3)", 0, 3),
        ("log(1 + t)", 0, inf),
        ("log(p)", -inf, 0),
        ("tanh(t)", 0, 1),
        ("arctan(-t)", -2, 0),
        ("1/1e200/1e200*relu(x)", 0, inf),
        ("relu(10^200*10^200*x)", 0, inf),
        ("z^2", -inf, inf),
        ("abs(z)", 0, inf),
        ("x + i", -inf, inf),
    ],
)
def test_bounds_follow_from_the_operations(text: str, low: float, high: float) -> None:
    found = bounds_of(_read(text), DOMAINS)
    assert (found.low, found.high) == (low, high)


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("x^2 - x y + y^2 + 1", {1}),
        ("x^2 - x y + y^2", {0, 1}),
        ("-x^2 + x - 1", {-1}),
        ("x^2 - 3 x y + y^2", {-1, 0, 1}),
        ("x^4 + x + 1", {1}),
        ("x^4 - x - 1", {-1, 0, 1}),
        ("sigmoid(x)", {1}),
        ("t + p", {1}),
        ("(x^2 + x + 1) y", {-1, 0, 1}),
        ("x^2 + 2 x y + y^2", {0, 1}),
        ("p - p x^2/(1 + x^2)", {1}),
        ("(t + exp(x)) - t", {1}),
        ("z^2 + 1", {-1, 0, 1}),
    ],
)
def test_signs_of_definite_polynomials_are_known(text: str, signs: set[int]) -> None:
    assert signs_of(_read(text), DOMAINS) == signs


PARTS = ("x", "y", "p", "t", "n", "2", "1/3", "x y", "exp(x)", "sin(y)", "sigmoid(x)", "sqrt(t)", "log(t)", "pi")
JOINTS = ("(%s) + (%s)", "(%s) - (%s)", "(%s)*(%s)", "(%s)/(%s)", "max(%s, %s)", "where(x > 1, %s, %s)")
AROUND = (
    "(%s)^2",
    "(%s)^3",
    "-(%s)",
    "abs(%s)",
    "floor(%s)",
    "relu(%s)",
    "exp(%s)",
    "1/(%s)",
    "tanh(%s)",
    "log(%s)",
    "sqrt(%s)",
    "arctan(%s)",
)


def _grown(generator: Random, depth: int) -> str:
    if not depth:
        return generator.choice(PARTS)
    if generator.random() < 0.5:
        return generator.choice(AROUND) % _grown(generator, depth - 1)
    return generator.choice(JOINTS) % (_grown(generator, depth - 1), _grown(generator, depth - 1))


def _is_inside(found: Range, value: Any) -> bool:
    low = -inf if found.low == -inf else fmpq(Fraction(found.low).numerator, Fraction(found.low).denominator)
    high = inf if found.high == inf else fmpq(Fraction(found.high).numerator, Fraction(found.high).denominator)
    return not (value < low or value > high)


@pytest.mark.parametrize("seed", range(200))
def test_no_value_lies_outside_of_the_bounds(seed: int) -> None:
    generator = Random(seed)
    tree = _read(_grown(generator, 3))
    found, signs = bounds_of(tree, DOMAINS), signs_of(tree, DOMAINS)
    for _turn in range(8):
        point = {
            name: DOMAINS[name].sample(generator, fmpq(2), generator.choice((1, -1)))
            for name in sorted(SAID)
            if name != "z"
        }
        try:
            value = ball(Evaluator(REAL, point).value(tree))
        except (Undefined, Unsure):
            continue
        assert _is_inside(found, value)
        assert value.contains(0) or (1 if value > 0 else -1) in signs
