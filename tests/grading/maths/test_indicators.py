"""Indicators, joined conditions and clips are read as what is written, and keep what stands before them."""

import pytest

from grading.errors import AnswerError
from grading.maths.parser import parse
from grading.maths.printing import to_text


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("x*-1[x > 0]", "x*(-where(x > 0, 1, 0))"),
        ("2^1[x > 0]", "2^where(x > 0, 1, 0)"),
        ("x/1[x > 0]", "x/where(x > 0, 1, 0)"),
        ("1[x > 0]^2", "where(x > 0, 1, 0)^2"),
        ("1[x > 0, y > 0]", "where(x > 0 and y > 0, 1, 0)"),
        ("where((x > 0) & (y > 0), 1, 2)", "where(x > 0 and y > 0, 1, 2)"),
        ("where((x > 0) | (y > 0), 1, 2)", "where(x > 0 or y > 0, 1, 2)"),
        ("where(~(x > 0), 1, 2)", "where(not x > 0, 1, 2)"),
        (r"\mathbb{I}(x > y)", "where(x > y, 1, 0)"),
        ("|(x - 1)||x|", "abs(x - 1)*abs(x)"),
        (r"\frac1{10}", "1/10"),
    ],
)
def test_an_indicator_is_one_operand(typed: str, read: str) -> None:
    assert to_text(parse(typed, ("x", "y"))) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("np.clip(x, 0, 1)", "min(max(x, 0), 1)"),
        ("clip(x, a_min=0, a_max=1)", "min(max(x, 0), 1)"),
        ("clip(x, max=1, min=0)", "min(max(x, 0), 1)"),
        ("clip(x, None, 1)", "min(x, 1)"),
        ("np.clip(x, 0, np.inf)", "max(x, 0)"),
        ("clamp(x, min=(x = 0) * 2)", "max(x, where(x = 0, 1, 0)*2)"),
    ],
)
def test_bounds_of_a_clip_have_names(typed: str, read: str) -> None:
    assert to_text(parse(typed, ("x",))) == read


@pytest.mark.parametrize("typed", ["1[x]", "x (x > 0)", "clip(x, 0)", "1_{x}", "x & 1", "1[x > 0"])
def test_what_lacks_a_condition_is_refused(typed: str) -> None:
    with pytest.raises(AnswerError):
        parse(typed, ("x",))
