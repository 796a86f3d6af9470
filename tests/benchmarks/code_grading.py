"""How long judging code takes: `python -m tests.benchmarks.code_grading [--submissions 200]`. Measures, never asserts.

Wall clock as a worker sees it, database aside; the bare fork of the warm process beside it.
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable

from grading.kinds.code import CodeField, grade
from grading.sandbox import get_sandbox
from grading.sandbox.warm import pool, warmth
from tests.grading.sandbox.affine import REFERENCE, TESTS, WRONG

TEN_FIXED = "\n".join(
    f"""
def test_{i}(learner, reference):
    X, W = np.arange({i + 6}.0).reshape(-1, 1), np.ones((1, 2))
    close(learner.affine(X, W, np.zeros(2)), reference.affine(X, W, np.zeros(2)))
"""
    for i in range(10)
)


def field(tests: str) -> CodeField:
    return CodeField(functions=("affine(X, W, b)",), reference=REFERENCE, tests=tests)


def bare_fork() -> None:
    """Fork a process that has everything imported, let it end, wait for it."""
    pid = os.fork()
    if not pid:
        os._exit(0)
    os.waitpid(pid, 0)


def measured(name: str, job: Callable[[], object], count: int) -> None:
    job()
    times = []
    for _ in range(count):
        began = time.perf_counter()
        job()
        times.append(1000 * (time.perf_counter() - began))
    times.sort()
    p50, p95 = statistics.median(times), times[int(0.95 * len(times))]
    print(f"{name:<46} p50 {p50:7.1f} ms   p95 {p95:7.1f} ms   {1000 / statistics.mean(times):6.1f} a second")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--submissions", type=int, default=200)
    count = parser.parse_args().submissions
    began = time.perf_counter()
    print(
        f"tier {get_sandbox().tier}; zygote ready in {time.perf_counter() - began:.2f} s; load {os.getloadavg()[0]:.1f}"
    )
    fixed, laws = field(TEN_FIXED), field(TESTS)
    measured("call of an empty entry", lambda: get_sandbox().call("grading.sandbox.warm.selftest:echo", 1), count)
    measured("ten fixed examples, right", lambda: grade(fixed, REFERENCE), count)
    measured("four laws of thirty examples and a trap, right", lambda: grade(laws, REFERENCE), count // 4)
    measured("the same, wrong, shrunk", lambda: grade(laws, WRONG["transposed"]), count // 10)
    measured("syntax error", lambda: grade(fixed, "def affine(X, W, b:"), count // 4)
    warmth.warm(pool.PRELOAD)
    measured("bare fork of a warm process", bare_fork, count)


if __name__ == "__main__":
    main()
