"""Whatever is typed is answered: nothing but AnswerError is raised, in few steps and little memory.

Steps are counted calls of Python, the same on every machine; memory is what Python allocates.
NABLA_RANDOM_ANSWERS=100000 in the environment tries so many random answers instead of a fifth of that.
"""

import os
import random
import sys
import tracemalloc
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from grading import Field, Verdict, grade, read_field
from grading.errors import AnswerError
from grading.kinds import KINDS
from grading.maths.functions import words

RANDOM_ANSWERS = int(os.environ.get("NABLA_RANDOM_ANSWERS", "20000"))
MOST_CALLS, MOST_BYTES = 250_000, 50_000_000
SYMBOLS = {"x": "real", "y": "positive", "n": "natural", "theta_1": "real", "z": "complex"}
REFERENCES = {"expression": "x", "equation": "x^2 = 4", "plane": "x + y < 1", "interval": "[0, 1)", "set": "{1, x}"}
FIELDS = {
    name: {"kind": "symbolic", "reference": reference, "symbols": SYMBOLS} for name, reference in REFERENCES.items()
}
MATRICES = {"A": {"shape": ["m", "n"]}, "x": {"shape": ["n", 1]}, "y": "positive"}
FIELDS["matrices"] = {"kind": "matrix_expression", "reference": "A*x", "symbols": MATRICES}

SIGNS = "+-*/^!=<>()[]{}|,;:.&%$#@?~'\"\\_ \t\n\0±×÷·√∑∏∞≤≥≠∈∪∩¬∧∨∅⊤²³¹₁½αβθλπσωΣхеАΑ𝑥１²⁻ｘ\u202e\u200b"
TOKENS = words("""
    0 1 2 10 0.5 1e9 1e999999999 .5 x y n z theta_1 x1 pi e i oo + - * / ^ ** ! = == != < <= > >= ( ) [ ] { } | , ; _
    sin cos exp log log_2 sqrt abs max binomial factorial gamma Sum Product union or and not in true false np.exp
    (i,1,n) (k,0,oo) A inv tr det .T ' @ ± ∞ ∈ λ θ_1 ² sin^-1 floor mod {1,2} [0,1)
""")
LATEX = words(r"""
    \frac \frac{1}{2} {x} { } ^{2} ^2 _{1} _1 \sqrt \sqrt[3]{x} \left( \right) \left[ \right] \left| \right| \cdot
    \sum_{k=1}^{n} \prod \binom{n}{k} \hat{x} \mathbf{A} \theta_{1} \lambda \infty \le \ne \in \cup \land \lor
    \neg \text{or} \operatorname{relu} \begin{cases} \\ & \end{cases} \placeholder{} \exponentialE x y n 1 + - = <
""")
LENGTHS = (1, 2, 3, 3, 4, 5, 7, 12, 25)


def random_answer(generator: random.Random) -> str:
    """Characters of all sorts, a stream of tokens, or fragments of LaTeX."""
    sort, length = generator.randrange(4), generator.choice(LENGTHS)
    if sort == 0:
        letters = SIGNS + "abcefginxyzABT0123456789"
        return "".join(generator.choice(letters) for _place in range(length))
    if sort == 1:
        return "".join(chr(generator.randrange(1, 0x2FFF)) for _place in range(length))
    return generator.choice(["", " "]).join(
        generator.choice(TOKENS if sort == 2 else LATEX) for _place in range(length)
    )


@pytest.mark.parametrize("name", FIELDS)
def test_random_answers_raise_nothing_but_answer_errors(name: str) -> None:
    field, generator = read_field(FIELDS[name]), random.Random(name)
    answers = (random_answer(generator) for _turn in range(RANDOM_ANSWERS // len(FIELDS)))
    assert all(is_read_or_explained(field, answer) for answer in answers)


def is_read_or_explained(field: Field, answer: str) -> bool:
    try:
        KINDS[field.kind].parse(field, answer)
    except AnswerError as problem:
        return bool(str(problem))
    return True


def called(act: Callable[[], Verdict]) -> int:
    """How many functions of Python and C were called in one run."""
    count = 0

    def counted(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        act()
    finally:
        sys.setprofile(None)
    return count


def allocated(act: Callable[[], Verdict]) -> int:
    """How many bytes were allocated at once in one run."""
    tracemalloc.start()
    try:
        act()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


HOSTILE = {
    "tower of powers": "9^9^9^9^9",
    "tower of names": "^".join(["x"] * 500),
    "large factorial": "factorial(10^9)",
    "factorials of factorials": "((((9!)!)!)!)!",
    "large exponent": "1e999999999",
    "many digits": "9" * 2900,
    "deep nesting": "(" * 1500 + "x" + ")" * 1500,
    "deep roots": "sqrt(" * 500 + "x" + ")" * 500,
    "megabytes": "x+" * 2_000_000 + "x",
    "megabytes of digits": "1" * 5_000_000,
    "zeros": "\0" * 100_000,
    "zero inside": "x\0+1",
    "look-alike letters": "х+у" * 500,
    "right to left": "\u202ex+1" * 300,
    "unknown word": "q" * 2900,
    "bars": "|x|" * 900,
    "signs": "-" * 2900 + "x",
    "nested sums": "Sum(Sum(Sum(Sum(x,(i,1,999)),(j,1,999)),(k,1,999)),(l,1,999))",
    "long sum": "Sum(x,(i,1,10^9))",
    "endless sums": "+".join(f"Sum({base}^k/k!,(k,0,oo))" for base in range(1, 80)),
    "slow endless sum": "Sum(0.99999999^k/k,(k,1,oo))",
    "nested endless sums": "Sum(Sum(x^k/(k!*j!),(k,0,oo)),(j,0,oo))",
    "expanding power": "(x+y+n+1)^60",
    "giant power": "(x+1)^(10^9)",
    "tiny steps": "floor(10^300*x)+mod(x,10^-300)",
    "many cases": " or ".join(f"x={case}" for case in range(300)),
    "many gaps": " and ".join(f"x!={case}/7" for case in range(200)),
    "high degree": "x^60-x^59+x^3-7=0",
    "sums of roots": "+".join(f"sqrt(x+{shift})" for shift in range(8)) + "=9",
    "sums of bars": "+".join(f"abs(x+{shift})" for shift in range(8)) + "=9",
    "nested maxima": "max(" * 40 + "x" + ",1)" * 40 + "=2",
    "high degree in the plane": "x^30+y^30=1",
    "many lines": " or ".join(f"x+{slope}*y={slope}" for slope in range(60)),
    "alternating logic": "(x<1 or y<1) and " * 60 + "x=y",
    "not not not": "not " * 700 + "x=1",
    "long chain": "<".join(["x"] * 900),
    "long set": "{" + ",".join(map(str, range(700))) + "}",
    "many pieces": "∪".join(f"[{piece}/99,{piece + 1}/99]" for piece in range(150)),
}  # fmt: skip


@pytest.mark.parametrize("reference", FIELDS)
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_answers_take_few_steps_and_little_memory(name: str, reference: str) -> None:
    field, answer = read_field(FIELDS[reference]), HOSTILE[name]
    assert called(lambda: grade(field, answer)) < MOST_CALLS
    assert allocated(lambda: grade(field, answer)) < MOST_BYTES
