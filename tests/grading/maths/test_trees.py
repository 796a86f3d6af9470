"""Putting expressions in the place of names."""

import pytest
from hypothesis import given

from grading.maths.parser import parse
from grading.maths.printing import to_text
from grading.maths.tree import Name, names
from grading.maths.trees import substituted
from tests.grading.maths.trees import SYMBOLS, trees


@given(trees)
def test_names_for_themselves_change_nothing(tree):
    assert substituted(tree, {name: Name(name) for name in SYMBOLS}) == tree


@given(trees)
def test_what_is_replaced_is_gone(tree):
    assert names(substituted(tree, {name: Name("z") for name in SYMBOLS})) <= {"z", "k", "j"}


@pytest.mark.parametrize(
    ("formula", "found"),
    [
        ("2a + b", "2*(x - 1) + b"),
        ("a^2 / a", "(x - 1)^2/(x - 1)"),
        ("-a", "-(x - 1)"),
        ("sin(a)", "sin(x - 1)"),
        ("Sum(a*i, (i, 1, a))", "Sum((x - 1)*i, (i, 1, x - 1))"),
        ("Sum(a, (a, 1, 3))", "Sum(a, (a, 1, 3))"),
        ("{a, b}", "{x - 1, b}"),
        ("[a, b)", "[x - 1, b)"),
        ("a < b", "x - 1 < b"),
    ],
)
def test_expressions_keep_their_brackets(formula, found):
    tree = substituted(parse(formula, ("a", "b")), {"a": parse("x - 1", ("x",))})
    assert tree == parse(found, ("x", "a", "b"))
    assert parse(to_text(tree), ("x", "a", "b")) == tree
