"""Whose time it is, and whose fault, when the author's and the learner's functions call each other."""

import time
from typing import Any

import pytest

from grading.kinds.code import CodeField, CodeLimits, grade
from grading.sandbox import get_sandbox
from grading.sandbox.worker import authors
from grading.sandbox.worker.relay import Relay
from grading.verdict import Outcome, Verdict

REFERENCE = "def f(x):\n    return x\ndef derive(g, x):\n    return (g(x + 1e-4) - g(x - 1e-4)) / 2e-4\n"
SQUARE = "def test_a(learner):\n    close(learner.derive(lambda x: x * x, 3.0), 6.0, 1e-4)\n"
SLOW = (
    "def slow(x):\n    s = 0\n    for i in range(2_000_000 * (x == 9)): s += i\n    return x\n"
    "def test_a(learner):\n    close(learner.derive(slow, 3.0), 1.0, 1e-4)\n"
)
ENDLESS = "def endless(x):\n    while x > 10: pass\n    return x\n" + SLOW.split("return x\n")[1].replace(
    "slow", "endless"
)


@pytest.fixture(autouse=True, scope="module")
def warm() -> None:
    get_sandbox().warm_up()


def judged(source: str, tests: str, seconds: float = 1.0) -> Verdict:
    limits = CodeLimits(seconds=seconds)
    functions = ("f(x)", "derive(g, x)")
    return grade(CodeField(functions=functions, reference=REFERENCE, tests=tests, limits=limits), source)


def learner(derive: str) -> str:
    body = "".join(f"    {line}\n" for line in derive.splitlines())
    return f"def f(x):\n    return x\ndef derive(g, x):\n{body}"


@pytest.mark.parametrize("tests", [SQUARE, SLOW, ENDLESS])
@pytest.mark.parametrize("body", ["while True: g(x)", "while True: g(9)", "while True: g(11)"])
def test_a_learner_who_calls_for_ever_runs_into_the_time_limit(tests: str, body: str) -> None:
    began = time.monotonic()
    verdict = judged(learner(body), tests)
    assert (verdict.outcome, verdict.details["reason"][:4]) == (Outcome.INCORRECT, "time")
    assert time.monotonic() - began < 8


def test_a_function_of_the_tests_may_call_the_learners_in_turn() -> None:
    tests = "def test_a(learner):\n    close(learner.derive(lambda x: learner.f(x) ** 2, 3.0), 6.0, 1e-4)\n"
    tests += "def test_b(learner):\n    close(learner.derive(learner.f, 3.0), 1.0, 1e-4)\n"
    assert judged(REFERENCE, tests).outcome is Outcome.CORRECT


def test_functions_that_call_each_other_without_end_are_the_learners_fault() -> None:
    tests = "def test_a(learner):\n    h = lambda x: learner.derive(h if x > 5 else (lambda t: t), x)\n"
    tests += "    close(learner.derive(h, 3.0), 0.0)\n"
    assert judged(learner("return g(x * 2) - g(x * 2)"), tests).outcome is Outcome.INCORRECT


def test_a_lent_function_that_gives_nothing_sendable_is_told_to_the_learner() -> None:
    tests = "def test_a(learner):\n    close(learner.derive(lambda x: x if x < 9 else object(), 3.0), 1.0, 1e-4)\n"
    verdict = judged(learner("return g(10)"), tests)
    assert (verdict.outcome, verdict.details["reason"]) == (Outcome.INCORRECT, "raised")


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(authors, "LEAST_PATIENCE", 0.7)


def test_tests_that_hang_on_a_result_are_the_learners_loss(impatient: None) -> None:
    tests = "def test_a(learner):\n    x = learner.f(1)\n    while x > 1: pass\n    close(x, 1)\n"
    assert judged(REFERENCE, tests).outcome is Outcome.CORRECT
    verdict = judged("def derive(g, x): return 0\ndef f(x): return 2", tests + "# one\n")
    assert (verdict.outcome, verdict.details["reason"]) == (Outcome.INCORRECT, "time limit")


def test_tests_that_hang_by_themselves_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(authors, "AUTHOR_LIMITS", authors.Limits(seconds=0.7))
    tests = "def test_a(learner):\n    while True: pass\n"
    assert judged(REFERENCE, tests).outcome is Outcome.ERROR


def test_tests_that_hang_with_any_result_are_an_error(impatient: None) -> None:
    tests = "seen = []\ndef test_a(learner):\n    learner.f(1)\n    seen.append(1)\n    while len(seen) > 1: pass\n"
    assert judged(REFERENCE, tests).outcome is Outcome.ERROR


def test_a_detector_that_hangs_leaves_the_verdict(impatient: None) -> None:
    tests = "def test_a(learner):\n    close(learner.f(1), 1)\n"
    tests += "@misconception('m', 'M')\ndef m(learner):\n    while True: pass\n"
    verdict = judged("def derive(g, x): return 0\ndef f(x): return 2", tests)
    assert (verdict.outcome, verdict.details["reason"]) == (Outcome.INCORRECT, "wrong value")


def test_many_calls_are_no_fault() -> None:
    tests = "def test_a(learner):\n    for i in range(6000): check(learner.f(i) == i)\n"
    assert judged(REFERENCE, tests, 20).outcome is Outcome.CORRECT


TWO = "def test_a(learner):\n    close(learner.f(1), 1)\n    close(learner.f(2), 2)\n"


@pytest.mark.parametrize("value", ["['x' * 10**6] + ['y'] * 1000", "[[1], 2]", "{1: 2}", "[2**70]"])
def test_a_result_that_numpy_cannot_look_at_is_no_error(value: str) -> None:
    verdict = judged(f"def derive(g, x): return 0\ndef f(x): return {value}", TWO)
    assert verdict.outcome is Outcome.INCORRECT


ASSUME = """@given(x=floats(1, 9), examples=20)
def test_a(learner, x):
    y = learner.f(x)
    assume(y > {least})
    close(y, x)
"""


@pytest.mark.parametrize(
    ("body", "least", "outcome"),
    [
        ("float('nan')", 0, Outcome.INCORRECT),
        ("-x", 0, Outcome.INCORRECT),
        ("x if x < 8.99 else -1", 0, Outcome.CORRECT),
        ("x", 1.5, Outcome.CORRECT),
        ("2 * x if x > 2 else float('nan')", 0, Outcome.INCORRECT),
    ],
)
def test_a_result_that_breaks_an_assumption_is_no_error(body: str, least: float, outcome: Outcome) -> None:
    source = f"def derive(g, x): return 0\ndef f(x): return {body}"
    assert judged(source, ASSUME.format(least=least)).outcome is outcome


def test_an_example_that_breaks_an_assumption_is_a_failure() -> None:
    tests = "@example(x=1)\ndef test_a(learner, x):\n    assume(learner.f(x) > 0)\n"
    verdict = judged("def derive(g, x): return 0\ndef f(x): return float('nan')", tests)
    message: Any = verdict.messages[0]
    assert verdict.outcome is Outcome.INCORRECT and "assumes" in str(message)


FIXED = "def test_a(learner):\n    close(learner.f(np.arange(3.0)), np.arange(3.0))\n"
DRAWN = "@given(x=vectors())\ndef test_a(learner, x):\n    close(learner.f(x), x)\n"


@pytest.mark.parametrize(("tests", "reports"), [(FIXED, 3), (DRAWN, 4)])
def test_the_same_answers_are_not_judged_again(monkeypatch: pytest.MonkeyPatch, tests: str, reports: int) -> None:
    told: list[object] = []
    report = Relay.report
    monkeypatch.setattr(Relay, "report", lambda self, answers: (told.append(answers), report(self, answers))[1])
    for body in ("return x", "return 1 * x", "return x + 1e-15", "return -x", "return -1 * x"):
        judged(REFERENCE.replace("return x", body, 1), tests)
    # Where an input is drawn, the smallest that fails is looked for with calls that nobody foresaw: no report is kept.
    assert len(told) == reports
