"""The exercises that hostile programs answer, each with an honest answer."""

from typing import Final

from grading.kinds.code import CodeField, CodeLimits
from tests.hostile.program import HONEST

LIMITS: Final = CodeLimits(memory_mb=128)
DOUBLE: Final = "import numpy as np\nkey = 'SECRET-REFERENCE'\ndef double(x):\n    return 2 * np.asarray(x)\n"

TWICE = """
def test_values(learner, reference):
    close(learner.double(np.arange(1.0, 4.0)), reference.double(np.arange(1.0, 4.0)))

def test_more(learner, reference):
    close(learner.double(np.ones((2, 2)) / 4), reference.double(np.ones((2, 2)) / 4))
"""
# Calls that are known ahead, and one that is not; 31337 and its bytes must not be seen.
HIDDEN = """
def test_shown(learner):
    close(learner.double(np.arange(3.0)), np.arange(3.0) * 2)

@weight(1, "Hidden", visible=False)
def test_hidden(learner):
    y = learner.double(np.array([31337.0, 31338.0]))
    close(y, np.array([62674.0, 62676.0]))
    close(learner.double(y), 2 * y)

def test_shown_later(learner):
    y = learner.double(np.arange(2.0))
    close(learner.double(y + 1), 2 * y + 2)
"""
# Two hidden tests, a visible one whose call depends on a result, and detectors that ask what nobody sees.
HIDDEN_TWICE = """
@weight(1, "Before", visible=False)
def test_before(learner):
    close(learner.double(np.array([5.0])), np.array([10.0]))

@weight(1, "Hidden", visible=False)
def test_hidden(learner):
    close(learner.double(np.array([31337.0, 31338.0])), np.array([62674.0, 62676.0]))

def test_shown_last(learner):
    y = learner.double(np.arange(2.0))
    close(learner.double(y + 1), 2 * y + 2)

@misconception("first", "The first.")
def is_first(learner):
    return is_close(learner.double(1.0), 3.0)

@misconception("second", "The second.")
def is_second(learner):
    return is_close(learner.double(31337.0), 4.0)
"""
HIDDEN_COPY = """
def test_shown(learner):
    close(learner.double(np.arange(3.0)), np.arange(3.0) * 2)

@weight(1, "Hidden", visible=False)
def test_hidden(learner):
    close(fresh(learner.double, np.array([31337.0, 31338.0])), np.array([62674.0, 62676.0]))
"""
HIDDEN_ASSERT = HIDDEN_COPY.replace("close(fresh(learner.double, ", "np.testing.assert_allclose(learner.double(")
PURE = """
def test_pure(learner):
    close(unchanged(learner.double, np.arange(1.0, 4.0)), np.arange(1.0, 4.0) * 2)
"""
ASSUMING = """
@given(x=floats(1, 9))
def test_positive(learner, x):
    y = learner.double(x)
    assume(y > 0)
    close(y, 2 * x)
"""
DERIVATIVE = """
def test_square(learner):
    close(learner.derivative(lambda x: x * x, 3.0), 6.0, 1e-4)
"""
DERIVATIVE_REFERENCE = "def derivative(f, x):\n    return (f(x + 1e-4) - f(x - 1e-4)) / 2e-4\n"


def _double(tests: str, forbid: tuple[str, ...] = ()) -> CodeField:
    return CodeField(functions=("double(x)",), reference=DOUBLE, tests=tests, limits=LIMITS, forbid=forbid)


# name: (the exercise, an answer that is right)
EXERCISES: Final = {
    "double": (_double(TWICE), HONEST),
    "hidden": (_double(HIDDEN), HONEST),
    "hidden twice": (_double(HIDDEN_TWICE), HONEST),
    "hidden copy": (_double(HIDDEN_COPY), HONEST),
    "hidden assert": (_double(HIDDEN_ASSERT), HONEST),
    "assert shown": (_double(HIDDEN_ASSERT.replace(", visible=False", "")), HONEST),
    "all shown": (_double(HIDDEN.replace(", visible=False", "")), HONEST),
    "pure": (_double(PURE), HONEST),
    "assuming": (_double(ASSUMING), HONEST),
    "without loops": (_double(TWICE, ("for", "while")), HONEST),
    "without linalg": (_double(TWICE, ("np.linalg",)), HONEST),
    "derivative": (
        CodeField(functions=("derivative(f, x)",), reference=DERIVATIVE_REFERENCE, tests=DERIVATIVE, limits=LIMITS),
        DERIVATIVE_REFERENCE,
    ),
}
