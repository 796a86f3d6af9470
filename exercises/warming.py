"""What the first answer to a fresh process would wait for is done before it comes."""

import gc
from typing import Any

import structlog

from grading import grade
from grading.sandbox import SandboxUnavailable, get_sandbox

log = structlog.get_logger(__name__)

# Right and wrong answers through the judges, several times over: their caches fill, and Python adapts its code to them.
_MATRICES = {"A": {"shape": ["m", "n"]}, "x": {"shape": ["n", 1]}, "b": {"shape": ["m", 1]}}
_LOSS = {"kind": "matrix_expression", "reference": "2 A^T (A x - b)", "symbols": _MATRICES}
_DENSITY = {
    "kind": "symbolic",
    "reference": "(x - mu)^2/(2 sigma^2)",
    "symbols": {"x": "real", "mu": "real", "sigma": "positive"},
}
# An inequality whose exceptions are looked for with SciPy, which takes long to load.
_CONVEX = {
    "kind": "derivation",
    "start": "exp((x + y)/2)",
    "goal": "<= (exp(x) + exp(y))/2",
    "symbols": {"x": "real", "y": "real"},
    "reference": ["<= (exp(x) + exp(y))/2"],
    "steps": 0,
}
FIRST: tuple[tuple[dict[str, Any], str], ...] = (
    ({"kind": "symbolic", "reference": "1/(1 + exp(-x))", "symbols": {"x": "real"}}, "exp(x)/(1 + exp(x))"),
    ({"kind": "symbolic", "reference": "max(0, x)", "symbols": {"x": "real"}}, "(x + abs(x))/2"),
    ({"kind": "symbolic", "reference": "x > 1 or x < -1", "symbols": {"x": "real"}}, "x^2 > 1"),
    ({"kind": "symbolic", "reference": "2x + sin(x)", "symbols": {"x": "real"}, "up_to": "constant"}, "x^2 - cos(x)"),
    (_DENSITY, r"\frac{(x - \mu)^2}{2 \sigma}"),
    (_LOSS, "2 (A^T A x - A^T b)"),
    (_LOSS, "A^T (A x - b)"),
    ({"kind": "matrix", "reference": [[1, "1/2"]]}, "1 0.5"),
    ({"kind": "number", "reference": "3/4"}, "0.7"),
)
_TIMES = 3


def warm_judges() -> None:
    """Judge the first formulas, so that the next take no longer than those after them."""
    for field, answer in FIRST * _TIMES:
        grade(field, answer)
    # What is loaded by now stays; a collection that goes through all of it holds an answer up for tens of milliseconds.
    gc.collect()
    gc.freeze()


def warm_up(*, programs: bool) -> None:
    """Judge first answers and, for a worker that takes programs, start the process that they are forked from."""
    warm_judges()
    grade(_CONVEX, "<= (exp(x) + exp(y))/2")
    if not programs:
        return
    try:
        get_sandbox().warm_up()
        log.info("sandbox", tier=str(get_sandbox().tier), control_group=get_sandbox().control_group)
    except SandboxUnavailable as missing:
        log.error("no sandbox", missing=str(missing))
