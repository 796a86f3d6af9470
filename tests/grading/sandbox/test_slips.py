"""Slips that are named without their author's help."""

import numpy as np
import pytest

from grading.kinds.code import CodeField, grade
from grading.sandbox.author.slips import Seen, named
from grading.verdict import Outcome, Verdict

# function, what the reference returns, what is drawn for its argument.
MEAN = ("mean(X)", "X.mean(axis=0)", 'X=matrices("n", "d"), n=(2, 4), d=(2, 3)')
VARIANCE = ("spread(x)", "np.var(x, ddof=1)", "x=vectors(3, 6)")
ERROR = ("errors(y, t)", "y - t", 'y=vectors("n"), t=vectors("n"), n=(2, 5)')
GRAM = ("product(A, B)", "A @ B", 'A=matrices("n", "n"), B=matrices("n", "n"), n=(2, 4)')
PAIR = ("centred(x)", "(x.mean(), x - x.mean())", "x=vectors(3, 6)")
ROOT = ("halves(x)", "x / 2", "x=arrays((4,), elements=integers(-9, 9), dtype=int)")


def judged(exercise: tuple[str, str, str], body: str) -> Verdict:
    signature, reference, drawn = exercise
    name, names = signature.split("(")[0], signature.split("(")[1].rstrip(")")
    tests = f'@weight(1, "agrees")\n@given({drawn})\ndef test_value(learner, reference, {names}):\n'
    tests += f"    close(learner.{name}({names}), reference.{name}({names}))\n"
    head = f"import numpy as np\ndef {signature}:\n    return "
    return grade(CodeField(functions=(signature,), reference=head + reference, tests=tests), head + body)


@pytest.mark.parametrize(
    ("exercise", "body", "name"),
    [
        (MEAN, "X.sum(axis=0)", "sum-for-mean"),
        (MEAN, "X.mean(axis=1)", "other-axis"),
        (MEAN, "-X.mean(axis=0)", "sign"),
        (MEAN, "2 * X.mean(axis=0)", "factor-2"),
        (MEAN, "X.mean(axis=0) / 2", "factor-1/2"),
        (VARIANCE, "np.var(x)", "population-variance"),
        (ERROR, "y[:, None] - t", "silent-broadcasting"),
        (ERROR, "(y - t)[:, None]", "column-for-vector"),
        (GRAM, "(A @ B).T", "transposed-result"),
        (PAIR, "(x.sum(), x - x.mean())", "sum-for-mean"),
        (PAIR, "[x.mean(), x.mean() - x]", "sign"),
        (ROOT, "(x / 2).astype(int)", "fractions-cut-off"),
        (ROOT, "x // 2", "fractions-cut-off"),
    ],
)
def test_a_common_slip_is_named(exercise: tuple[str, str, str], body: str, name: str) -> None:
    verdict = judged(exercise, body)
    assert (verdict.outcome, verdict.misconceptions) == (Outcome.INCORRECT, (name,))


@pytest.mark.parametrize(
    ("body", "ending"),
    [
        ("(x.sum(), x - x.mean())", "This is about item 1 of what is returned."),
        ("(-x.mean(), x.mean() - x)", "has the opposite sign."),
    ],
)
def test_a_slip_in_one_item_of_several_says_in_which(body: str, ending: str) -> None:
    assert str(judged(PAIR, body).messages[0]).endswith(ending)


@pytest.mark.parametrize(
    ("exercise", "body"),
    [
        (MEAN, "X.mean(axis=0) + 1"),
        (MEAN, "np.median(X, axis=0)"),
        (MEAN, "X"),
        (MEAN, "None"),
        (MEAN, "1 / 0"),
        (GRAM, "B @ A"),
        (ERROR, "y * t"),
        (ERROR, "abs(y - t)"),
        (PAIR, "(x.sum(), x.mean() - x)"),
        (PAIR, "(x - x.mean(), x.mean())"),
    ],
)
def test_what_is_no_common_slip_gets_no_name(exercise: tuple[str, str, str], body: str) -> None:
    verdict = judged(exercise, body)
    assert (verdict.outcome, verdict.misconceptions) == (Outcome.INCORRECT, ())


def test_one_input_is_not_enough_to_name_a_slip() -> None:
    one = Seen((np.arange(3.0),), 2.0, 1.0, np.mean)
    assert named([one]) is None
    assert named([one, one]) is not None


def test_a_slip_that_one_input_speaks_against_is_not_named() -> None:
    twice, other = Seen((np.arange(3.0),), 2.0, 1.0, np.mean), Seen((np.arange(3.0),), 2.5, 1.0, np.mean)
    assert named([twice, twice, other]) is None


def test_a_right_result_speaks_against_a_constant_factor() -> None:
    twice, right = Seen((np.arange(3.0),), 2.0, 1.0, np.mean), Seen((np.arange(3.0),), 1.0, 1.0, np.mean)
    assert named([twice, twice, right]) is None
