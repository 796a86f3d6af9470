"""The words of tests.py: what is drawn, and what each check holds to be the same."""

from typing import Any

import hypothesis
import numpy as np
import pytest
from hypothesis.strategies import SearchStrategy

from grading.kinds.code import CodeField, grade
from grading.sandbox.author import checks, strategies
from grading.sandbox.author.checks import Failed, close, equal, is_close
from grading.sandbox.author.showing import show
from grading.sandbox.author.testing import VOCABULARY, given, weight
from grading.verdict import Verdict


def drawn(strategy: Any) -> Any:
    """One example of a strategy."""
    resolved: SearchStrategy[Any] = strategy.resolve({"n": 3, "m": 2})
    found: list[Any] = []

    @hypothesis.settings(max_examples=20, database=None, deadline=None, derandomize=True)
    @hypothesis.given(resolved)
    def once(value: Any) -> None:
        found.append(value)

    once()
    return found[-1]


@pytest.mark.parametrize(
    ("strategy", "shape"),
    [
        (strategies.vectors("n"), (3,)),
        (strategies.vectors(4), (4,)),
        (strategies.matrices("n", "m"), (3, 2)),
        (strategies.arrays((2, "n", 1)), (2, 3, 1)),
        (strategies.square_matrices("n"), (3, 3)),
        (strategies.one_hot("n", 4), (3, 4)),
        (strategies.labels("n"), (3,)),
        (strategies.permutations("n"), (3,)),
        (strategies.graphs("n"), (3, 3)),
        (strategies.probabilities("m"), (2,)),
    ],
)
def test_a_named_size_is_that_size(strategy: Any, shape: tuple[int, ...]) -> None:
    assert drawn(strategy).shape == shape


@pytest.mark.parametrize(
    ("strategy", "holds"),
    [
        (strategies.spd_matrices(3), lambda A: np.allclose(A, A.T) and np.linalg.eigvalsh(A).min() > 0.9),
        (strategies.symmetric_matrices(3), lambda A: np.array_equal(A, A.T)),
        (strategies.well_conditioned(4), lambda A: np.linalg.cond(A) < 50),
        (strategies.probabilities(5), lambda p: abs(p.sum() - 1) < 1e-12 and p.min() >= 0),
        (strategies.graphs(4), lambda A: np.array_equal(A, A.T) and not A.diagonal().any() and set(A.flat) <= {0, 1}),
        (strategies.graphs(4, directed=True), lambda A: not A.diagonal().any() and A.max() <= 1),
        (strategies.permutations(4), lambda p: sorted(p) == [0, 1, 2, 3]),
        (strategies.vectors(5, dtype=int), lambda v: v.dtype == int),
        (strategies.matrices((1, 2), (3, 4)), lambda A: 1 <= A.shape[0] <= 2 and 3 <= A.shape[1] <= 4),
    ],
)
def test_what_is_drawn_has_its_property(strategy: Any, holds: Any) -> None:
    assert holds(drawn(strategy))


@pytest.mark.parametrize(
    ("got", "want", "same"),
    [
        (1, 1.0, True),
        ([1, 2], np.array([1.0, 2.0]), True),
        (np.array(1.0 + 1e-10), 1.0, True),
        (np.inf, np.inf, True),
        (np.inf, -np.inf, False),
        (np.nan, np.nan, False),
        (np.zeros((0, 3)), np.zeros((0, 3)), True),
        (np.zeros((0, 2)), np.zeros((0, 3)), False),
        (np.ones((2, 1)), np.ones(2), False),
        ([np.ones(2), np.ones(3)], [np.ones(2), np.ones(3)], True),
        ((np.ones(2), 1), [np.ones(2), 1], True),
        ([np.ones(2)], [np.ones(2), np.ones(3)], False),
        ({"a": np.ones(2)}, {"a": np.ones(2)}, True),
        ({"b": np.ones(2)}, {"a": np.ones(2)}, False),
        ("text", 1.0, False),
        (None, 1.0, False),
        ([[1], [1, 2]], np.ones(2), False),
        (2**70, 2.0**70, True),
        (np.array([True]), np.array([True]), True),
        (np.uint8(0), np.uint8(255), False),
        (np.array([0.1], dtype=np.float16), np.array([0.1]), False),
        (1j, 1j, True),
    ],
)
def test_close_compares_shape_and_value(got: Any, want: Any, same: bool) -> None:
    assert is_close(got, want) is same


@pytest.mark.parametrize(
    ("got", "want", "same"),
    [
        (1, 1.0, True),
        (True, 1, False),
        ("a", "a", True),
        ([1, 2], (1, 2), False),
        (np.arange(2), np.arange(2), True),
        (np.arange(2), np.array([0, 2]), False),
        ({"a": 1}, {"a": 1}, True),
        (np.float64(0.5), 0.5, True),
    ],
)
def test_equal_is_exact(got: Any, want: Any, same: bool) -> None:
    if same:
        equal(got, want)
    else:
        with pytest.raises(Failed):
            equal(got, want)


def test_a_difference_is_told_by_its_first_index_and_largest_size() -> None:
    with pytest.raises(Failed) as failed:
        close(np.array([[1.0, 2.0], [3.0, 9.0]]), np.array([[1.0, 2.5], [3.0, 4.0]]))
    assert failed.value.more == {"largest": "5", "index": "[0, 1]"}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (np.array([0.5, 2.0]), "np.array([0.5, 2.0])"),
        (np.array([[1, -2]]), "np.array([[1, -2]])"),
        (np.array([np.nan, np.inf, -np.inf]), "np.array([np.nan, np.inf, -np.inf])"),
        (np.array([True]), "np.array([True])"),
        (np.zeros((0, 3)), "np.zeros((0, 3))"),
        (np.zeros(0, dtype=int), "np.zeros((0,), dtype=np.int64)"),
        (np.array([0.1], dtype=np.float32), "np.array([0.1], dtype=np.float32)"),
        (np.float64(0.1), "0.1"),
        (float("nan"), "np.nan"),
        ([1, (2,)], "[1, (2,)]"),
        ({"a": np.array([1.0])}, "{'a': np.array([1.0])}"),
        (len, "len"),
    ],
)
def test_a_value_is_shown_as_python(value: Any, text: str) -> None:
    assert show(value) == text


def test_a_long_value_is_cut() -> None:
    assert len(show(np.arange(10_000.0))) < 200 and len(show("x" * 9000)) == 600


@pytest.mark.parametrize(
    ("call", "error"), [(lambda: weight(0, "a"), ValueError), (lambda: given(x="n")(len), TypeError)]
)
def test_a_decorator_says_what_is_wrong(call: Any, error: type[Exception]) -> None:
    with pytest.raises((error, AttributeError)):
        call()


def test_every_check_and_strategy_is_in_the_vocabulary() -> None:
    public = {
        name
        for name in vars(checks)
        if callable(vars(checks)[name]) and vars(checks)[name].__module__ == checks.__name__
    }
    assert {name for name in public if not name.startswith("_")} - {"Failed"} <= VOCABULARY.keys()
    assert set(strategies.__all__) - {"Shaped"} <= VOCABULARY.keys()


ROWS = ("norms(X)", "np.sqrt((np.asarray(X) ** 2).sum(axis=1))")
LOOP = "np.array([np.sqrt((row**2).sum()) for row in X])"


def verdict_on(tests: str, body: str, exercise: tuple[str, str] = ROWS) -> Verdict:
    signature, reference = exercise
    head = f"import numpy as np\ndef {signature}:\n    return "
    return grade(CodeField(functions=(signature,), reference=head + reference, tests=tests), head + body)


@pytest.mark.parametrize(
    ("body", "reason"), [(ROWS[1], ""), (LOOP, "loops"), ("np.array(list(map(np.linalg.norm, X)))", "")]
)
def test_a_loop_over_data_is_seen_by_the_lines_it_runs(body: str, reason: str) -> None:
    tests = "def test_lines(learner):\n    vectorised(learner.norms, (np.ones((2, 3)),), (np.ones((200, 3)),))\n"
    assert verdict_on(tests, body).details["reason"] == reason


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("np.array(X)[:, 0]", ""),
        ("X[:, 0]", "view"),
        ("np.add(X, 1, out=X)[:, 0] - 1", "mutated"),
        ("None", "no result"),
    ],
)
def test_a_result_that_shares_memory_is_no_result_of_its_own(body: str, reason: str) -> None:
    tests = "def test_own(learner):\n    fresh(learner.norms, np.ones((2, 3)))\n"
    assert verdict_on(tests, body, ("norms(X)", "np.array(X)[:, 0]")).details["reason"] == reason


@pytest.mark.parametrize(("body", "reason"), [("set(x)", ""), ("{1, 3}", "wrong value"), ("[1, 2]", "wrong value")])
def test_a_set_that_crossed_is_still_a_set(body: str, reason: str) -> None:
    tests = "def test_set(learner):\n    equal(learner.f([1, 2, 1]), {1, 2})\n"
    assert verdict_on(tests, body, ("f(x)", "set(x)")).details["reason"] == reason


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("np.log1p(np.exp(-np.abs(x))) + np.maximum(x, 0)", ""),
        ("np.log(1 + np.exp(x))", "unstable"),
        ("np.zeros(3)", "wrong shape"),
    ],
)
def test_digits_that_are_lost_on_the_machine_are_a_mark_of_their_own(body: str, reason: str) -> None:
    want = "[4.248354255291589e-18, 1000.0]"
    tests = f"def test_digits(learner):\n    accurate(learner.f(np.array([-40.0, 1000.0])), {want})\n"
    right = "np.log1p(np.exp(-np.abs(x))) + np.maximum(x, 0)"
    assert verdict_on(tests, body, ("f(x)", right)).details["reason"] == reason
