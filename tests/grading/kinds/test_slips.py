"""What a field says about known slips: which are named, which must be seen."""

from typing import Any

import pytest

from grading import DefinitionError, grade, read_field, unseen_slips
from grading.verdict import Verdict

SLOPE = {"kind": "symbolic", "reference": "2*x*exp(x^2)", "symbols": {"x": "real"}}
GRAM = {"kind": "matrix_expression", "reference": "X.T*X", "symbols": {"X": {"shape": ["n", "d"]}}}
SHARE = {"kind": "number", "reference": "3/8"}


def judged(field: dict[str, Any], answer: str, **more: Any) -> Verdict:
    return grade(field | more, answer)


def test_words_of_the_slip_come_before_the_point_where_it_differs() -> None:
    verdict = judged(SLOPE, "exp(x^2)")
    assert verdict.misconceptions == ("inner-derivative",)
    assert [str(message).partition(" ")[0] for message in verdict.messages] == ["The", "At"]


def test_words_are_not_said_twice() -> None:
    assert [str(message) for message in judged(SHARE, "-3/8").messages] == ["The size is right, the sign is not."]


@pytest.mark.parametrize(
    "more", [{"witness": False}, {"derived": False}, {"not_derived": ["inner-derivative", "lost-factor"]}]
)
def test_slips_can_be_left_unnamed(more: dict[str, Any]) -> None:
    assert judged(SLOPE, "exp(x^2)", **more).misconceptions == ()


def test_slips_can_be_named_where_right_values_are_hidden() -> None:
    verdict = judged(SLOPE, "exp(x^2)", witness=False, derived=True)
    assert len(verdict.messages) == 1
    assert verdict.misconceptions == ("inner-derivative",)


def test_own_misconception_wins() -> None:
    own = {"name": "half-forgotten", "answer": "-2*x*exp(x^2)", "says": "Mind the sign."}
    assert judged(SLOPE, "-2x exp(x^2)", misconceptions=[own]).misconceptions == ("half-forgotten",)


def test_right_value_in_a_wrong_form_is_no_slip() -> None:
    field = {"kind": "symbolic", "reference": "(x-1)*(x+1)", "symbols": {"x": "real"}, "form": "factored"}
    assert judged(field, "x^2-1").misconceptions == ()


@pytest.mark.parametrize("field", [SLOPE, GRAM, SHARE])
@pytest.mark.parametrize("key", ["slips", "not_derived"])
def test_unknown_slip_is_the_authors_mistake(field: dict[str, Any], key: str) -> None:
    with pytest.raises(DefinitionError, match=f"`signs` is no known slip.*{'sign' if field is not GRAM else ''}"):
        read_field(field | {key: ["signs"]})


@pytest.mark.parametrize(
    ("field", "slips", "unseen"),
    [
        (SLOPE, ["sign", "inner-derivative"], []),
        (SLOPE, ["lost-term"], [("lost-term", "cannot be made in this reference")]),
        (SLOPE | {"up_to": "scale"}, ["sign"], [("sign", "leads to `-2*x*exp(x^2)`, which is right here")]),
        (GRAM, ["extra-factor-2"], []),
        (GRAM, ["gram-the-wrong-way"], [("gram-the-wrong-way", "cannot be made in this reference")]),
        (SHARE, ["sign", "percent"], []),
        (SHARE | {"reference": 0}, ["sign"], [("sign", "cannot be made in this reference")]),
        ({"kind": "matrix", "reference": [[1]]}, [], []),
    ],
)
def test_slips_that_must_be_seen(field: dict[str, Any], slips: list[str], unseen: list[tuple[str, str]]) -> None:
    assert list(unseen_slips(field | ({"slips": slips} if slips else {}))) == unseen
