"""The code kind: what is credited, what is explained, and whose fault is whose."""

import re
import textwrap
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from grading.errors import AnswerError
from grading.kinds.code import KIND, LONGEST, CodeField, CodeLimits, grade, parse
from grading.plain import message_from_data
from grading.sandbox.author.testing import VOCABULARY
from grading.verdict import Outcome, Verdict, invalid
from tests.grading.sandbox.affine import REFERENCE, TESTS, WRONG

FIELD = CodeField(
    functions=("affine(X, W, b)",),
    reference=REFERENCE,
    tests=TESTS,
    limits=CodeLimits(seconds=5),
)
GOOD = "def affine(X, W, b):\n    return X @ W + b\n"


def judged(source: str, field: CodeField = FIELD, **changes: Any) -> Verdict:
    field = CodeField.model_validate(field.model_dump() | changes)
    try:
        return grade(field, parse(field, source))
    except AnswerError as unreadable:
        return invalid(unreadable)


def said(verdict: Verdict) -> str:
    return " ".join(map(str, verdict.messages))


def field_of(tests: str, *, functions: tuple[str, ...] = ("f(x)",), reference: str = "def f(x): return x") -> CodeField:
    return CodeField(functions=functions, reference=reference, tests=tests, limits=CodeLimits(seconds=3))


def test_the_reference_earns_all() -> None:
    verdict = judged(KIND.reference(FIELD))
    assert (verdict.outcome, verdict.score, verdict.messages) == (Outcome.CORRECT, 1.0, ())
    assert all(test["passed"] for test in verdict.details["tests"])


@pytest.mark.parametrize(
    ("file", "outcome", "name", "words"),
    [
        ("bias_along_columns", "incorrect", "bias-along-columns", "Each output has its own bias"),
        ("transposed", "partially_correct", "transposed", "Examples stay in rows"),
        ("in_place", "partially_correct", "", "Line 3 raises `UFuncTypeError"),
    ],
)
def test_a_typical_slip_is_named(file: str, outcome: str, name: str, words: str) -> None:
    verdict = judged(WRONG[file])
    assert verdict.outcome == outcome
    assert verdict.misconceptions == ((name,) if name else ())
    assert words in said(verdict)


def test_credit_follows_the_weights() -> None:
    tests = "@weight(3, 'a')\ndef test_a(learner):\n    close(learner.f(1), 1)\n"
    tests += "@weight(1, 'b')\ndef test_b(learner):\n    close(learner.f(2), 2)\n"
    assert judged("def f(x): return 1", field_of(tests)).score == 0.75


def test_a_failure_is_shrunk_to_the_smallest_input() -> None:
    tests = "@given(x=vectors(1, 9))\ndef test_a(learner, x):\n    close(learner.f(x), x)\n"
    verdict = judged("def f(x): return x if x.sum() < 3 else -x", field_of(tests))
    example = verdict.details["counterexample"]
    assert example["call"] == "f(np.array([3.0]))"
    assert (example["expected"], example["got"]) == ("np.array([3.0])", "np.array([-3.0])")
    assert example["inputs"] == [{"name": "x", "value": "np.array([3.0])", "shape": "(1,)"}]
    assert "Got `np.array([-3.0])`, expected `np.array([3.0])`." in said(verdict)


def test_the_same_code_gets_the_same_verdict() -> None:
    source = "import numpy as np\ndef affine(X, W, b): return X @ W + b + (np.random.rand() < 0.1)\n"
    first, second = judged(source), judged(source)
    assert first.details == second.details


@pytest.mark.parametrize(
    ("body", "reason", "words"),
    [
        ("return x + 1", "wrong value", "Got `np.array([1.0, 2.0])`, expected `np.array([0.0, 1.0])`."),
        ("return x[:, None]", "wrong shape", "has shape `(2, 1)`. Shape `(2,)` is asked for."),
        ("return x * np.nan", "nan", "NaN"),
        ("return 'a'", "wrong shape", "shape `()`"),
        ("return ['a', 'b']", "not numbers", "no array of numbers"),
        ("return [[1], [2, 3]]", "not numbers", "no array of numbers"),
        ("pass", "no result", "End it with `return`"),
        ("raise ValueError('too `small`')", "raised", "Line 3 raises `ValueError: too 'small'`."),
        ("return [0][5]", "raised", "IndexError"),
        ("return np.linalg.inv(np.zeros((2, 2)))", "raised", "Line 3 raises `LinAlgError: Singular matrix`."),
        ("return iter(x)", "unsendable", "iterator"),
        ("import os; os._exit(0)", "killed", "ended the whole program"),
        ("while True: pass", "time", "time limit"),
        ("return np.ones(10**10)", "raised", "memory limit"),
    ],
)
def test_a_failure_says_why(body: str, reason: str, words: str) -> None:
    tests = "def test_a(learner):\n    close(learner.f(np.array([0.0, 1.0])), np.array([0.0, 1.0]))"
    verdict = judged(f"import numpy as np\ndef f(x):\n    {body}", field_of(tests))
    assert (verdict.outcome, verdict.details["reason"]) == (Outcome.INCORRECT, reason)
    assert words in said(verdict)


@pytest.mark.parametrize(
    ("source", "words", "marked"),
    [
        ("def affine(X, W, b):\n    return X @ (W\n", "Line 2 cannot be read as Python: '(' was never closed.", ""),
        ("def affine(X, W, b)\n    return 1\n", "expected ':'", ""),
        ("def affine(X, W, b):\nreturn 1\n", "expected an indented block", "return"),
        ("def affine(X, W, b):\n    x = = 1\n", "invalid syntax", "="),
        ("return 1\ndef affine(X, W, b): pass", "'return' outside function", "return 1"),
        ("", "Define a function `affine(X, W, b)`.", None),
        ("def afine(X, W, b): pass", "Define a function `affine(X, W, b)`.", None),
        ("class A:\n    def affine(X, W, b): pass", "Define a function `affine(X, W, b)`.", None),
        ("def affine(X, W): pass", "takes 2 arguments. Define it as `affine(X, W, b)`.", "def affine(X, W): pass"),
        ("def affine(X, W, b, c): pass", "takes 4 arguments", "def affine(X, W, b, c): pass"),
        ("x = 1\0", "Line 1 holds a character that is not text", "\0"),
        ("x" * (LONGEST + 1), "At most 50000 are read.", None),
        (["def"], "one text", None),
    ],
)
def test_what_cannot_be_tested_costs_nothing(source: Any, words: str, marked: str | None) -> None:
    verdict = judged(source)
    assert verdict.outcome is Outcome.INVALID and words in said(verdict)
    place = verdict.place
    assert (place.source[place.start : place.end] if place else None) == marked


@pytest.mark.parametrize(
    "source",
    [
        "affine = lambda X, W, b: X @ W + b",
        "def helper(X, W, b): return X @ W + b\naffine = helper",
        "if True:\n    def affine(X, W, b, scale=1): return X @ W + b",
        "def affine(*args): return args[0] @ args[1] + args[2]",
        "import functools\n@functools.cache\ndef g(): return 0\ndef affine(X, W, b): return X @ W + b + g()",
        "\ufeffdef affine(X, W, b): return X @ W + b".lstrip("\ufeff") + "\r\n",
    ],
)
def test_a_function_may_be_defined_in_any_way(source: str) -> None:
    assert judged(source).outcome is Outcome.CORRECT


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("import numpy as np\ndef f(x): return np.linalg.inv(x)", 2),
        ("import numpy.linalg as la\ndef f(x): return la.inv(x)", 1),
        ("from numpy.linalg import inv\ndef f(x): return inv(x)", 1),
        ("from numpy import linalg as q\ndef f(x): return q.inv(x)", 1),
        ("def f(x):\n    for i in x: pass\n    return x", 2),
        ("def f(x):\n    return [i for i in x]", 2),
        ("def f(x):\n    return sorted(x)", 2),
        ("import numpy as np\ng = getattr(np, 'lin' + 'alg')\ndef f(x): return getattr(g, 'in' + 'v')(x)", 3),
        ("import sys\ndef f(x): return sys.modules['numpy'].__dict__['lin' + 'alg'].inv(x)", 2),
        ("import importlib\ndef f(x): return importlib.import_module('numpy.lin' + 'alg')._linalg.inv(x)", 2),
        ("def f(x):\n    return getattr(__builtins__, 'sor' + 'ted', None) or __builtins__['sor' + 'ted'](x)", 2),
        ("import importlib as i\ndef f(x): return getattr(i.import_module('built' + 'ins'), 'sor' + 'ted')(x)", 2),
        ("import numpy as np\ndef f(x): return list(map(getattr(np, 'lin' + 'alg').inv, [x]))[0]", 2),
        (
            "import numpy as np\ndef f(x):\n    try: np.__dict__['linalg'].inv(x)\n    except Exception: return x",
            3,
        ),
    ],
)
def test_what_is_forbidden_is_seen_in_the_text_and_at_run_time(source: str, line: int) -> None:
    field = field_of("def test_a(learner):\n    close(learner.f(np.eye(2)), np.eye(2))")
    verdict = judged(source, field, forbid=("np.linalg", "for", "sorted"))
    assert (verdict.outcome, verdict.details["reason"]) == (Outcome.INCORRECT, "forbidden")
    assert f"Line {line} uses" in said(verdict) or "The code uses" in said(verdict)


def test_what_is_not_forbidden_goes_on_working() -> None:
    field = field_of("def test_a(learner):\n    close(learner.f(np.eye(2)), np.eye(2))")
    source = "import numpy as np\ndef f(x):\n    np.median(x), np.unique(x), np.cov(x)\n    return np.array(x)"
    forbid = ("np.linalg", "for", "scipy", "np.sort", "np.mean", "np.average", "sorted", "len", "max", "isinstance")
    assert judged(source, field, forbid=forbid).outcome is Outcome.CORRECT


def test_a_changed_argument_is_named() -> None:
    verdict = judged("def affine(X, W, b):\n    W *= 2\n    return X @ (W / 2) + b\n".replace("W *= 2", "W *= 2"))
    assert "changes its argument `W`" in said(verdict) or "UFuncTypeError" in said(verdict)
    tests = "def test_a(learner):\n    unchanged(learner.f, np.ones(3))"
    assert "`f` changes its argument `x`. Work on a copy." in said(
        judged("def f(x):\n    x += 1\n    return x", field_of(tests))
    )


def test_a_callable_crosses_and_is_called_back() -> None:
    tests = """
def test_a(learner, reference):
    seen = []
    def gradient(w):
        seen.append(w)
        return 2 * w
    close(learner.descend(gradient, np.array([4.0]), 3), reference.descend(gradient, np.array([4.0]), 3))
    check(len(seen) == 6, "the gradient is asked once a step")
"""
    field = field_of(
        tests,
        functions=("descend(gradient, w, steps)",),
        reference="def descend(g, w, n):\n    for _ in range(n): w = w - 0.25 * g(w)\n    return w\n",
    )
    good = "def descend(gradient, w, steps):\n    for _ in range(steps): w = w - gradient(w) / 4\n    return w\n"
    assert judged(good, field).outcome is Outcome.CORRECT
    lazy = "def descend(gradient, w, steps):\n    return w / 2 ** steps\n"
    assert "This does not hold: the gradient is asked once a step" in said(judged(lazy, field))


@pytest.mark.parametrize(
    ("tests", "words"),
    [
        ("1 / 0", "tests.py, line 1: ZeroDivisionError"),
        ("def test_a(learner", "tests.py, line 1: SyntaxError"),
        ("x = 1", "defines no function test_"),
        ("def test_a(learner):\n    close(learner.f(1), 7)", "fails with the reference too"),
        ("def test_a(learner):\n    close(learner.g(1), 7)", "the exercise asks for no function g"),
        ("def test_a(learner, y):\n    pass\n", "asks for y"),
        ("@given(x=3.5)\ndef test_a(learner, x): pass", "neither a strategy nor"),
        ("import sys\nsys.exit()", "SystemExit"),
        ("import os\nos._exit(0)", "killed"),
        ("def test_a(learner):\n    import os; os._exit(0)", "killed"),
    ],
)
def test_an_authors_fault_is_an_error_and_never_the_learners_loss(tests: str, words: str) -> None:
    verdict = judged("def f(x): return x", field_of(tests))
    assert verdict.outcome is Outcome.ERROR
    assert words in verdict.details["fault"]


def test_a_reference_that_lacks_a_function_is_an_error() -> None:
    verdict = judged("def f(x): return x", field_of("def test_a(learner): learner.f(1)", reference="g = 1"))
    assert "reference.py: defines no function f" in verdict.details["fault"]


def test_a_result_that_the_tests_cannot_use_is_the_learners() -> None:
    field = field_of("def test_a(learner):\n    close(learner.f(2)['a'] + 1, 3)", reference="def f(x): return {'a': x}")
    verdict = judged("def f(x): return [x]", field)
    assert (verdict.outcome, verdict.details["reason"]) == (Outcome.INCORRECT, "unusable")


def test_a_hidden_test_shows_its_name_and_hint_but_no_input() -> None:
    tests = "@weight(1, 'Secret', visible=False, says='Think of zero.')\n"
    tests += "def test_a(learner):\n    close(learner.f(41.5), 41.5)"
    verdict = judged("def f(x):\n    print('the input is', x)\n    return 0", field_of(tests))
    assert "41.5" not in str(verdict) and "Think of zero." in said(verdict)
    assert verdict.details["tests"][0]["name"] == "Secret" and verdict.details["counterexample"] is None


def test_what_a_hidden_test_does_not_tell_is_kept_for_those_who_teach() -> None:
    tests = "def test_seen(learner):\n    close(learner.f(1), 1)\n"
    tests += "@weight(1, 'Secret', visible=False)\ndef test_a(learner):\n    close(learner.f(41.5), 41.5)"
    seen, secret = judged("def f(x): return 0", field_of(tests)).withheld["tests"]
    assert seen is None
    assert {key: secret[key] for key in ("input", "expected", "got")} == {
        "input": "f(41.5)",
        "expected": "41.5",
        "got": "0",
    }
    assert str(message_from_data(secret["message"])) == "Got `0`, expected `41.5`."


def test_what_is_printed_is_shown_and_capped() -> None:
    field = field_of("def test_a(learner):\n    close(learner.f(1), 1)")
    assert (
        judged("print('loading')\ndef f(x):\n    print('x is', x)\n    return x", field).details["printed"]
        == "loading\nx is 1\n"
    )
    assert len(judged("def f(x):\n    print('x' * 9000)\n    return x", field).details["printed"]) == 4000


def test_a_program_that_dies_in_one_test_is_still_tested_in_the_others() -> None:
    tests = "\n".join(f"def test_{i}(learner): close(learner.f({i}), {i})" for i in (1, 2, 3))
    verdict = judged("import os\ndef f(x):\n    if x == 2: os._exit(1)\n    return x", field_of(tests))
    assert [test["passed"] for test in verdict.details["tests"]] == [True, False, True]


def test_expected_exceptions_are_compared_by_their_class() -> None:
    field = field_of(
        "def test_a(learner):\n    raises(ValueError, learner.f, 0)", reference="def f(x): raise ValueError"
    )
    assert judged("class Own(ValueError): pass\ndef f(x): raise Own('no')", field).outcome is Outcome.CORRECT
    assert "`ValueError` is to be raised here, not `KeyError: 1`." in said(judged("def f(x): raise KeyError(1)", field))
    assert "the function returns a result" in said(judged("def f(x): return 1", field))


def test_warnings_become_errors_where_the_exercise_says_so() -> None:
    field = field_of("def test_a(learner):\n    close(learner.f(1000.0), 1000.0)")
    source = "import numpy as np\ndef f(x):\n    np.exp(np.array([x]))\n    return x"
    assert judged(source, field).outcome is Outcome.CORRECT
    assert "RuntimeWarning: overflow encountered in exp" in said(judged(source, field, warnings="error"))


@pytest.mark.parametrize("functions", [(), ("affine",), ("f(x):",), ("f(x", "g(x)"), ("1(x)",), ("f(x)\nimport os",)])
def test_a_signature_that_is_none_is_refused(functions: tuple[str, ...]) -> None:
    with pytest.raises(ValidationError):
        CodeField(functions=functions, reference="", tests="")


GUIDE = (Path(__file__).parents[2] / "exercises/authoring/README.md").read_text().split("## A program's tests\n")[1]
GUIDE = GUIDE.split("\n## ")[0]
SOFTMAX = "import numpy as np\n\ndef softmax(x):\n    e = np.exp(x - x.max())\n    return e / e.sum({axis})\n"


@pytest.mark.parametrize("word", sorted(set(VOCABULARY) - {"np"}))
def test_authors_read_of_every_word_of_tests(word: str) -> None:
    assert re.search(rf"`[^`\n]*\b{word}\b[^`\n]*`", GUIDE)


@pytest.mark.parametrize(("axis", "names"), [("-1, keepdims=True", []), ("0, keepdims=True", ["columns"])])
def test_the_example_that_authors_read_works(axis: str, names: list[str]) -> None:
    tests = textwrap.dedent("\n".join(line for line in GUIDE.splitlines() if line.startswith("    ") or not line))
    field = CodeField(functions=("softmax(x)",), reference=SOFTMAX.format(axis="-1, keepdims=True"), tests=tests)
    verdict = grade(field, SOFTMAX.format(axis=axis))
    assert (verdict.outcome == "correct", [*verdict.misconceptions]) == (not names, names)


@pytest.mark.parametrize(
    ("tests", "body", "call", "smallest"),
    [
        ("@given(x=vectors())\n@example(x=[3.0, 4.0])\n", "-x", "f(np.array([0.25]))", True),
        ("@given(x=vectors())\n@example(x=[3.0, 77.0])\n", "x + (77 in x)", "f(np.array([3.0, 77.0]))", False),
        ("@example(x=[3.0, 4.0])\n", "-x", "f(np.array([3.0, 4.0]))", False),
    ],
)
def test_an_input_that_breaks_is_made_small_where_that_can_be(tests: str, body: str, call: str, smallest: bool) -> None:
    field = field_of(f"{tests}def test_a(learner, x):\n    close(learner.f(x), x)\n")
    found = judged(f"import numpy as np\ndef f(x):\n    return {body}\n", field).details["counterexample"]
    assert (found["call"], found["smallest"]) == (call, smallest)
