"""How long judging code takes: `python -m tests.benchmarks.code_grading [--submissions 200]`. Measures, never asserts.

Wall clock as a worker sees it, from the source to the verdict, database aside. A cold Python, one behind bubblewrap,
and the bare fork of a warm process are measured in the same run: ratios mean more than milliseconds.
"""

import argparse
import itertools
import multiprocessing
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from typing import Final

from grading.kinds.code import CodeField, grade
from grading.sandbox import get_sandbox
from grading.sandbox.walls import bubblewrap, tree
from grading.sandbox.warm import pool, warmth
from grading.verdict import Outcome
from tests.grading.sandbox.affine import REFERENCE, TESTS, WRONG

COLD: Final = [sys.executable, "-sPB", "-c", "import numpy, sympy"]
SIZE: Final = """
def test_large(learner, reference):
    X, W = np.ones(({rows}, 10)), np.ones((10, 10))
    close(learner.affine(X, W, np.zeros(10)), reference.affine(X, W, np.zeros(10)))
"""
FIFTH: Final = """
@given(X=matrices("n", "d"), W=matrices("d", "m"), b=vectors("m"))
def test_sums(learner, X, W, b):
    close(learner.affine(X, W, b) - learner.affine(X, W, 0 * b), np.ones((len(X), 1)) * b)


@given(X=matrices("n", "d"), W=matrices("d", "m"), b=vectors("m"))
def test_scales(learner, X, W, b):
    close(learner.affine(2 * X, W, 2 * b), 2 * learner.affine(X, W, b))
"""


@dataclass
class Timed:
    """What was measured. ms: of each time, in order of size."""

    name: str
    ms: Sequence[float]

    @property
    def p50(self) -> float:
        return statistics.median(self.ms)

    def row(self, fork: float) -> str:
        late, rate = self.ms[int(0.95 * len(self.ms))], 1000 / statistics.mean(self.ms)
        return f"| {self.name} | {self.p50:.1f} | {late:.1f} | {rate:.3g} | {self.p50 / fork:.1f} |"


def fixed(count: int) -> str:
    """So many tests of one call each."""
    return "\n".join(
        f"""
def test_{i}(learner, reference):
    X, W = np.arange({i + 6}.0).reshape(-1, 1), np.ones((1, 2))
    close(learner.affine(X, W, np.zeros(2)), reference.affine(X, W, np.zeros(2)))
"""
        for i in range(count)
    )


def laws() -> str:
    """Five laws of fifty examples each."""
    drawn = TESTS.split('@weight(1, "Every second column')[0] + FIFTH.split("\n\n\n")[0]
    return drawn.replace("@given(", "@given(examples=50, ")


def field(tests: str) -> CodeField:
    return CodeField(functions=("affine(X, W, b)",), reference=REFERENCE, tests=tests)


def judging(
    tests: str, source: str = REFERENCE, outcome: Outcome = Outcome.CORRECT, *, anew: bool = True
) -> Callable[[], None]:
    """A job that judges the source; a verdict other than this one would measure something else.

    anew: each time the results are others in their last digits, so that no report is known from before.
    """
    asked, turns = field(tests), itertools.count(1)

    def job() -> None:
        shift = f" + {next(turns)}e-14\n" if anew else "\n"
        verdict = grade(asked, source.rstrip() + shift)
        if verdict.outcome is not outcome:
            raise SystemExit(f"judged {verdict.outcome}, not {outcome}: {verdict}")

    return job


def measured(name: str, job: Callable[[], object], count: int) -> Timed:
    job()
    times = []
    for _ in range(max(3, count)):
        began = time.perf_counter()
        job()
        times.append(1000 * (time.perf_counter() - began))
    return Timed(name, sorted(times))


def bare_fork() -> None:
    """Fork a process that has everything imported, let it end, wait for it."""
    pid = os.fork()
    if not pid:
        os._exit(0)
    os.waitpid(pid, 0)


def comparisons(count: int) -> list[Timed]:
    """What there is without us: to start Python anew, the same behind bubblewrap, and the least that a fork takes."""
    found = [
        measured("cold Python with NumPy and SymPy imported", lambda: subprocess.run(COLD, check=True), count // 20)
    ]
    if around := bubblewrap.command(tree.readable()):
        name = "cold bubblewrap and the same Python"
        found.append(measured(name, lambda: subprocess.run([*around, *COLD], check=True), count // 20))
    # Measured in a process of its own: what it imports would slow down the forks of all others.
    with multiprocessing.get_context("spawn").Pool(1) as one:
        found.append(one.apply(forks, (count,)))
    return found


def forks(count: int) -> Timed:
    warmth.warm(pool.PRELOAD)
    return measured("bare fork of a warm process", bare_fork, count)


def programs(count: int) -> list[Timed]:
    wrong, broken = WRONG["transposed"], "def affine(X, W, b:"
    return [
        measured("call of an empty entry", lambda: get_sandbox().call(pool.SELFTEST, 1), count),
        measured("ten fixed examples, right", judging(fixed(10)), count),
        measured("the same, with results that were judged before", judging(fixed(10), anew=False), count),
        measured("five laws of fifty examples, right", judging(laws()), count // 4),
        measured("the same, with results that were judged before", judging(laws(), anew=False), count // 4),
        measured(
            "five laws, wrong, shrunk to the smallest input",
            judging(laws(), wrong, Outcome.PARTIALLY_CORRECT, anew=False),
            count // 10,
        ),
        measured("a syntax error", judging(fixed(10), broken, Outcome.INVALID, anew=False), count // 4),
    ]


def growth(count: int) -> tuple[list[Timed], list[Timed]]:
    """With tests in the exercise, and with numbers in the arrays that cross."""
    tests = [measured(str(n), judging(fixed(n)), count // 4) for n in (1, 10, 30, 100)]
    sizes = [measured(str(10 * n), judging(SIZE.format(rows=n)), count // 4) for n in (1, 100, 1000, 10_000, 100_000)]
    return tests, sizes


def rate(start: Barrier, count: int) -> float:
    """Judge so many programs, beginning with the others; how many a second."""
    job = judging(fixed(10))
    job()
    start.wait()
    began = time.perf_counter()
    for _ in range(count):
        job()
    return count / (time.perf_counter() - began)


def together(workers: int, count: int) -> float:
    """Submissions a second of so many worker processes, each with warm processes of its own."""
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(workers)
    lines = [context.Pipe(duplex=False) for _ in range(workers)]
    # Not a pool: its processes may have no children, and these have a sandbox.
    made = [context.Process(target=_serve, args=(theirs, start, count)) for _, theirs in lines]
    for process in made:
        process.start()
    rates = [float(ours.recv()) for ours, _ in lines]
    for process in made:
        process.join()
    return sum(rates)


def _serve(line: Connection, start: Barrier, count: int) -> None:
    line.send(rate(start, count))
    get_sandbox().close()


def table(head: str, rows: Sequence[str]) -> None:
    columns = head.count("|") - 1
    print(f"\n{head}\n{'|---' * columns}|", *rows, sep="\n")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--submissions", type=int, default=200)
    count = parser.parse_args().submissions
    sandbox = get_sandbox()
    sandbox.warm_up()
    print(f"tier {sandbox.tier}; control group: {sandbox.control_group}; load {os.getloadavg()[0]:.1f}")
    beside = comparisons(count)
    judged, (tests, sizes) = programs(count), growth(count)
    fork = beside[-1].p50
    table(
        "| program | p50, ms | p95, ms | a second, one client | p50 in bare forks |",
        [each.row(fork) for each in (*judged, *beside)],
    )
    rates = {workers: together(workers, count) for workers in (1, 2)}
    table(
        "| workers | submissions a second, ten fixed examples | times one worker |",
        [f"| {workers} | {reached:.0f} | {reached / rates[1]:.2f} |" for workers, reached in rates.items()],
    )
    for what, found in (("tests of one call", tests), ("numbers in the argument and in the result", sizes)):
        rows = [f"| {each.name} | {each.p50:.1f} | {each.p50 / found[0].p50:.1f} |" for each in found]
        table(f"| {what} | p50, ms | times the first |", rows)


if __name__ == "__main__":
    main()
