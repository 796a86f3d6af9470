"""Running a program without judging it: its examples, lines typed beside it, its plots, and what broke it before."""

import base64
from typing import Any

import pytest

from grading.kinds.code import CodeField, CodeLimits, grade
from grading.kinds.code_runs import LONGEST_TYPED, try_again, try_code
from grading.messages import Message
from grading.sandbox.worker.png import plain
from grading.sandbox.worker.trying import Kept

TESTS = """@weight(1, "Doubles")
@given(x=integers(-9, 9))
@example(x=3)
@example(x=-2)
def test_double(learner, reference, x):
    close(learner.double(x), 2 * x)


@weight(1, "Doubles 1234 too", visible=False)
@given(x=integers(50, 60))
@example(x=1234)
def test_secret(learner, x):
    close(learner.double(x), 2 * x)


@weight(1, "Zero stays zero")
def test_zero(learner):
    close(learner.double(0), 0)
"""
FIELD = CodeField(
    functions=("double(x)",),
    reference="def double(x):\n    return 2 * x\n",
    tests=TESTS,
    limits=CodeLimits(seconds=3),
    forbid=("np.sort",),
)
GOOD = FIELD.reference
SQUARE = "def double(x):\n    print('called with', x)\n    return x * x\n"
PLOT = "plt.plot([1, 2], [3, 4])\nplt.title('A line')\nplt.show()"


def run(source: str, typed: str = "", again: Any = (), **changes: Any) -> dict[str, Any]:
    return try_code(CodeField.model_validate(FIELD.model_dump() | changes), source, typed, again)


def said(data: dict[str, Any]) -> str:
    return str(Message(data["text"], data["values"]))


def typed(source: str, lines: str) -> dict[str, Any]:
    return run(source, lines)["console"]


def counterexample(source: str) -> Kept:
    found = grade(FIELD, source).details["counterexample"]
    return Kept(found["test"], base64.b64decode(found["input"]))


def test_each_example_shows_call_result_and_whether_it_holds() -> None:
    shown = run(SQUARE)["examples"]
    assert [(one["calls"][0]["call"], one["calls"][0]["result"], one["holds"]) for one in shown] == [
        ("double(3)", "9", False),
        ("double(-2)", "4", False),
        ("double(0)", "0", True),
    ]
    assert said(shown[0]["message"]) == "Got `9`, expected `6`."


def test_nothing_of_a_hidden_test_is_run_or_shown() -> None:
    seen: str = repr(run(SQUARE))
    assert "1234" not in seen
    assert "called with 5" not in seen


def test_what_the_examples_print_is_shown_and_capped() -> None:
    assert run(SQUARE)["printed"] == "called with 3\ncalled with -2\ncalled with 0\n"
    assert len(run("def double(x):\n    print('x' * 90000)\n    return 2 * x\n")["printed"]) == 4000


def test_an_example_that_raises_names_the_line() -> None:
    first = run("def double(x):\n    y = 1 / 0\n    return y\n")["examples"][0]
    assert (first["holds"], first["calls"][0]["result"]) == (False, "")
    assert said(first["message"]) == "Line 2 raises `ZeroDivisionError: division by zero`."


def test_an_exception_that_is_asked_for_is_shown_as_the_result() -> None:
    source = "def double(x):\n    raise ValueError('no')\n"
    tests = "@example(x=3)\ndef test_refuses(learner, x):\n    raises(ValueError, learner.double, x)\n"
    (only,) = run(source, tests=tests, reference=source)["examples"]
    assert (only["holds"], only["calls"][0]["result"]) == (True, "ValueError")


def test_without_examples_an_input_that_is_drawn_is_shown() -> None:
    tests = TESTS.replace("@example(x=3)\n@example(x=-2)\n", "").split('@weight(1, "Zero')[0]
    (only,) = run(SQUARE, tests=tests)["examples"]
    assert only["calls"][0]["call"].startswith("double(")


@pytest.mark.parametrize(
    ("lines", "value", "printed"),
    [
        ("double(4)", "8", ""),
        ("y = double(4)\ny + 1", "9", ""),
        ("np.array([double(1), 2])", "array([2, 2])", ""),
        ("print('seen')\ndouble('a')", "'aa'", "seen\n"),
        ("print('seen')", "", "seen\n"),
        ("for x in range(3):\n    print(double(x), end=' ')", "", "0 2 4 "),
    ],
)
def test_typed_lines_run_among_the_programs_own_names(lines: str, value: str, printed: str) -> None:
    shown = typed(GOOD, lines)
    assert (shown["value"], shown["printed"], shown["message"]) == (value, printed, None)


@pytest.mark.parametrize(
    ("lines", "value", "words"),
    [
        ("double(4)", "8", ""),
        ("y = 4\ndouble(y)", "8", ""),
        (f"{PLOT}\ndouble(4)", "8", ""),
        ("exec('y = 4')\ndouble(y)", "", "`exec`, which this exercise does not allow"),
    ],
)
def test_lines_are_typed_where_loops_are_forbidden(lines: str, value: str, words: str) -> None:
    shown = run(GOOD, lines, forbid=["for", "while"])["console"]
    assert shown["value"] == value
    assert words in (said(shown["message"]) if shown["message"] else "")


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("1\n1 / 0", "Line 2 of what you typed raises `ZeroDivisionError: division by zero`."),
        ("double(None)", "Line 2 of your code raises `TypeError"),
        ("double(", "Line 1 of what you typed cannot be read as Python"),
        ("def f(:\n  pass", "Line 1 of what you typed cannot be read"),
        ("raise SystemExit", "Line 1 of what you typed raises `SystemExit`."),
        ("np.sort([2, 1])", "`np.sort`, which this exercise does not allow"),
        ("while True:\n    pass", "The time limit is reached"),
        ("import os\nos._exit(0)", "ended the whole program"),
        ("while True:\n    print('x' * 10000)", "prints or returns more than is read"),
        ("open('/etc/passwd')", "raises `"),
    ],
)
def test_what_keeps_typed_lines_from_a_value_is_said(lines: str, words: str) -> None:
    assert words in said(typed(GOOD, lines)["message"])


def test_a_long_value_is_cut() -> None:
    assert len(typed(GOOD, "'x' * 100000")["value"]) == 4000


def test_typed_lines_change_no_example() -> None:
    shown = run(SQUARE, "def double(x): return 2 * x\ndouble(5)")
    assert shown["console"]["value"] == "10"
    assert not shown["examples"][0]["holds"]


def test_typed_lines_run_beside_an_unfinished_program() -> None:
    shown = run("def helper(x):\n    return x + 1\n", "helper(1)")
    assert said(shown["stopped"]) == "Define a function `double(x)`."
    assert shown["console"]["value"] == "2"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("def double(x) return x", "Line 1 cannot be read as Python"),
        ("1 / 0\ndef double(x): return x", "Line 1 raises `ZeroDivisionError"),
        ("def double(x): return np.sort(x)", "Line 1 uses `np.sort`"),
        ("", "Define a function"),
        ("def double(x): return '\0'", "not text"),
    ],
)
def test_a_program_that_does_not_start_is_explained_once(source: str, words: str) -> None:
    shown = run(source, "1 + 1")
    assert words in said(shown["stopped"])
    assert (shown["examples"], shown["console"]) == ([], None)


def test_too_many_typed_lines_are_refused() -> None:
    assert "At most" in said(run(GOOD, "1\n" * LONGEST_TYPED)["stopped"])


@pytest.mark.parametrize(("source", "lines"), [(GOOD, PLOT), (f"import matplotlib.pyplot as plt\n{GOOD}\n{PLOT}", "")])
def test_an_open_figure_comes_back_as_a_picture(source: str, lines: str) -> None:
    (picture,) = typed(source, lines)["pictures"]
    png = base64.b64decode(picture["png"])
    assert plain(png, most_bytes=400_000, widest=800, highest=1200) == (png, picture["width"], picture["height"])
    assert picture["title"] == "A line"


@pytest.mark.parametrize("source", [f"import matplotlib.pyplot as plt\n{GOOD}\n{PLOT}", f"# sympy\n{GOOD}"])
def test_a_program_that_is_run_alone_needs_no_lines(source: str) -> None:
    shown = typed(source, "")
    assert (shown["message"], shown["value"], len(shown["pictures"])) == (None, "", source.count("plt.plot"))


def test_what_was_drawn_before_an_exception_is_shown() -> None:
    shown = typed(GOOD, f"{PLOT}\n1 / 0")
    assert "Line 4 of what you typed" in said(shown["message"])
    assert len(shown["pictures"]) == 1


@pytest.mark.parametrize(
    ("lines", "count", "words"),
    [
        ("for i in range(9): plt.figure()", 3, ""),
        ("plt.figure(figsize=(300, 2))", 1, ""),
        ("plt.title('$\\\\frac{1$')", 1, "A plot cannot be drawn: `ValueError"),
        ("plt.imshow(np.random.rand(1200, 900), interpolation='none')\nplt.gcf().set_size_inches(9, 12)", 1, ""),
        ("plt.plot([1])\nplt.close('all')", 0, ""),
    ],
)
def test_pictures_are_few_and_small(lines: str, count: int, words: str) -> None:
    pictures = typed(GOOD, lines)["pictures"]
    assert len(pictures) == count
    assert all(len(one["png"]) <= 540_000 and one["width"] <= 800 for one in pictures)
    assert all((words in said(one["message"])) if words else one["message"] is None for one in pictures)


def test_a_forged_picture_is_not_shown() -> None:
    drawn = "lambda *a: b'<svg onload=alert(1)>'"
    forged = f"from grading.sandbox.learner import plotting\nplotting.png_of = {drawn}\nplt.plot([1])"
    (picture,) = typed(GOOD, forged)["pictures"]
    assert (picture["png"], said(picture["message"])) == ("", "A plot came to nothing. Draw fewer points.")


def test_a_program_that_plots_is_judged_as_any_other() -> None:
    source = "import matplotlib.pyplot as plt\n\ndef double(x):\n    plt.plot([x])\n    plt.close()\n    return 2 * x\n"
    assert grade(FIELD, source).outcome == "correct"


@pytest.mark.parametrize(("source", "holds"), [(GOOD, True), (SQUARE, False), ("def double(", None), ("", None)])
def test_what_broke_a_program_is_tried_again(source: str, holds: bool | None) -> None:
    again = [counterexample(SQUARE)]
    assert try_again(FIELD, source, again) == [holds]
    assert run(source, again=again)["again"] == [holds]


@pytest.mark.parametrize("kept", [Kept("test_gone", b"m\0\0\0\0"), Kept("test_double", b"?"), Kept("test_secret", b"")])
def test_an_input_that_no_visible_test_takes_is_passed_over(kept: Kept) -> None:
    assert try_again(FIELD, GOOD, [counterexample(SQUARE), kept]) == [True, None]


def test_a_hidden_failure_leaves_no_input_behind() -> None:
    almost = "def double(x):\n    return 2 * x if x < 50 else 0\n"
    assert grade(FIELD, almost).details["counterexample"] is None


def test_a_fault_of_the_tests_is_not_the_learners() -> None:
    shown = run(GOOD, tests="def test_a(learner):\n    close(learner.double(1), 3)\n")
    assert "on our side" in said(shown["stopped"])
    assert "fails with the reference" in shown["fault"]
