"""Every known function, nested deep inside itself, is answered in few steps; what once doubled, in little memory.

An operand that is asked for twice at each level would be asked for 2^40 times; a new function is tried by itself.
"""

from functools import partial

import pytest

from grading import Field, grade, read_field
from grading.maths.functions import CONSTRUCTORS, FOLDS, FUNCTIONS, LOGARITHMS
from grading.maths.matrices.vocabulary import MATRIX_FUNCTIONS
from tests.grading.test_hostile_answers import MOST_BYTES, allocated, called

# At this depth what doubles at each level would take hours.
DEPTH, MOST_CALLS = 24, 450_000
# Two readers try everything; the others have most in common with them.
READERS_OF_ALL = ("symbolic", "matrix")
ONCE_DOUBLED = ("binomial 1", "log 1", "root 1", "factorial 0", "heaviside 1", "beta 1", "atan2 1", "base", "dot 1")
SYMBOLS = {"x": "real", "y": "positive"}
SQUARES = {name: {"shape": ["n", "n"]} for name in ("A", "B")}
ORTHOGONAL = {"properties": [{"orthogonal_to": "v"}], "given": {"v": [2, -1]}}
CHAIN = "= {}\n= x"
# What is asked, what stands innermost, the other arguments, and the answer around it.
READERS = {
    "number": ({"kind": "number", "reference": "3"}, "7", "2", "{}"),
    "symbolic": ({"kind": "symbolic", "reference": "x", "symbols": SYMBOLS}, "x", "2", "{}"),
    "matrix": ({"kind": "matrix_expression", "reference": "A*B", "symbols": {**SQUARES, "y": "real"}}, "A", "B", "{}"),
    "numbers": ({"kind": "matrix_expression", "reference": "A*B", "symbols": {**SQUARES, "y": "real"}}, "y", "2", "{}"),
    "chain": ({"kind": "derivation", "reference": "x", "start": "x", "goal": "x", "symbols": SYMBOLS}, "x", "2", CHAIN),
    "property": ({"kind": "property", "value": "vector", "reference": [1, 2], **ORTHOGONAL}, "1", "2", "({}, 2)"),
}  # fmt: skip
# What is nested, with a place for what is inside, and one for other arguments.
WRITTEN = {
    "factorial sign": "({0})!",
    "bars": "|{0}|",
    "double bars": "\\|{0}\\|",
    "binomial of LaTeX": "\\binom{{{0}}}{{{1}}}",
    "root of LaTeX": "\\sqrt[3]{{{0}}}",
    "fraction": "\\frac{{{0}}}{{{1}}}",
    "base": "\\log_2({0})",
    "gamma of LaTeX": "\\Gamma({0})",
    "cases": "where({0} > 1, {1}, 3)",
    "value of a case": "where({1} > 1, {0}, 3)",
    "conditional": "({0} if {1} > 1 else 3)",
    "positive part": "({0})_+",
    "power": "({0})^2",
    "exponent": "2^({0})",
    "method": "({0}).exp()",
    "product of NumPy": "np.dot({0}, {1})",
    "square of NumPy": "np.square({0})",
    "program": "np.exp(({0}) * {1})",
    "transpose": "({0})^T",
    "inner product": "\\langle {0}, {1} \\rangle",
    "blocks": "[{0}, {1}]",
    **{name: f"{name}({{0}}, (i, 1, 3))" for name in FOLDS},
    **{
        f"{name} {more}": f"{name}({{0}}{', {1}' * more})"
        for name in {**FUNCTIONS, **LOGARITHMS, **MATRIX_FUNCTIONS, **dict.fromkeys(sorted(CONSTRUCTORS))}
        for more in range(3)
    },
}


def nested(name: str, reader: str, depth: int) -> tuple[Field, str]:
    """A field and an answer to it."""
    said, inside, other, around = READERS[reader]
    for _level in range(depth):
        inside = WRITTEN[name].format(inside, other)
    return read_field(said), around.format(inside)


@pytest.mark.parametrize("reader", READERS_OF_ALL)
@pytest.mark.parametrize("name", WRITTEN)
def test_nested_functions_take_few_steps(name: str, reader: str) -> None:
    assert called(partial(grade, *nested(name, reader, DEPTH))) < MOST_CALLS


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", ONCE_DOUBLED)
def test_what_is_made_of_its_argument_takes_little_memory(name: str, reader: str) -> None:
    assert allocated(partial(grade, *nested(name, reader, DEPTH))) < MOST_BYTES
