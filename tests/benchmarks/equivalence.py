"""How often equality of expressions is judged right, and how fast: the engine, SymPy, and floats at random points.

`.nabla/venv/bin/python -m tests.benchmarks.equivalence [FOLDER]` takes the expressions of `tests/grading/cases` (and of
the `*.jsonl` of FOLDER, lines of the same form) and gives every judge the same trees in one run. A judge that takes
longer than TIMEOUT seconds for a case, or raises, has not decided it. Hostile answers are left out: they stop SymPy.
"""

import json
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any

import numpy as np
import sympy
from flint import fmpq

from grading import read_field
from grading.errors import AnswerError
from grading.kinds import symbolic
from grading.kinds.symbolic_field import SymbolicField
from grading.maths.decisions import Outcome
from grading.maths.domains import Domain
from grading.maths.equivalence import compare
from grading.maths.functions import FUNCTIONS
from grading.maths.printing import to_text
from grading.maths.tree import Tree, is_value

CASES = Path(__file__).parents[1] / "grading" / "cases"
TIMEOUT = 1.0
POINTS, TOLERANCE = 10, 1e-9
_SYMPY: dict[str, Any] = {
    "abs": sympy.Abs, "norm": sympy.Abs, "max": sympy.Max, "min": sympy.Min, "ceil": sympy.ceiling, "mod": sympy.Mod,
    "arcsin": sympy.asin, "arccos": sympy.acos, "arctan": sympy.atan, "arccot": sympy.acot, "arcsec": sympy.asec,
    "arccsc": sympy.acsc, "arsinh": sympy.asinh, "arcosh": sympy.acosh, "artanh": sympy.atanh, "arcoth": sympy.acoth,
    "arsech": sympy.asech, "arcsch": sympy.acsch, "sigmoid": lambda x: 1 / (1 + sympy.exp(-x)),
    "softplus": lambda x: sympy.log(1 + sympy.exp(x)), "relu": lambda x: sympy.Max(x, 0),
    "where": lambda condition, value, *rest: sympy.Piecewise((value, condition), *((other, True) for other in rest)),
    "logit": lambda p: sympy.log(p / (1 - p)), "log1p": lambda x: sympy.log(1 + x), "expm1": lambda x: sympy.exp(x) - 1,
    "e": sympy.E, "i": sympy.I, "pi": sympy.pi, "oo": sympy.oo,
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    field: SymbolicField
    answer: Tree
    equal: bool
    first: Any
    second: Any


@dataclass
class Tally:
    """ms: what each case took; the verdicts by what they should have been."""

    right: int = 0
    accepted: int = 0
    rejected: int = 0
    undecided: int = 0
    ms: list[float] = field(default_factory=list)

    def count(self, found: bool | None, *, equal: bool) -> None:
        self.undecided += found is None
        self.right += found is equal
        self.accepted += found is True and not equal
        self.rejected += found is False and equal


def main() -> None:
    folders = [CASES, *map(Path, sys.argv[1:])]
    cases = [case for folder in folders for case in expressions(folder)]
    tallies = {name: judged(judge, cases) for name, judge in JUDGES.items()}
    print(f"{len(cases)} expressions, {sum(case.equal for case in cases)} of them right answers\n")
    print("| judge | right | false accepts | false rejects | undecided | median, ms | p95, ms |")
    print("|---|---|---|---|---|---|---|")
    for name, tally in tallies.items():
        median, late = (np.percentile(tally.ms, part) for part in (50, 95))
        share = f"{100 * tally.right / len(cases):.1f} %"
        errors = f"{tally.accepted} | {tally.rejected} | {tally.undecided}"
        print(f"| {name} | {share} | {errors} | {median:.2f} | {late:.1f} |")


def expressions(folder: Path) -> Iterator[Case]:
    """The cases that compare two expressions by their value alone."""
    for line in (line for file in sorted(folder.glob("[!h]*.jsonl")) for line in file.read_text().splitlines()):
        case = json.loads(line)
        if case["field"]["kind"] != "symbolic" or case["expect"] not in ("correct", "incorrect"):
            continue
        known = read_field(case["field"])
        if not isinstance(known, SymbolicField) or known.form != "any" or known.up_to != "none" or known.rtol:
            continue
        try:
            answer = symbolic.parse(known, case["answer"])
        except AnswerError:
            continue
        if is_value(answer) and is_value(known.tree):
            symbols = {name: sympy_symbol(name, domain) for name, domain in known.domains.items()}
            first, second = (as_sympy(tree, symbols) for tree in (answer, known.tree))
            yield Case(known, answer, case["expect"] == "correct", first, second)


def sympy_symbol(name: str, domain: Domain) -> sympy.Symbol:
    """A symbol with the assumptions of its domain."""
    if domain.sort == "complex":
        return sympy.Symbol(name)
    positive = domain.low is not None and domain.low >= 0 and not domain.contains(domain.low.__class__(0))
    return sympy.Symbol(name, real=True, integer=domain.sort == "integer" or None, positive=positive or None)


def as_sympy(tree: Tree, symbols: dict[str, sympy.Symbol]) -> Any:
    names = {name: getattr(sympy, name) for name in FUNCTIONS if hasattr(sympy, name)}
    try:
        with limited(TIMEOUT):
            return sympy.sympify(to_text(tree), locals={**names, **_SYMPY, **symbols}, rational=True)
    except (sympy.SympifyError, TypeError, ValueError, AttributeError, RecursionError, TimeoutError):
        return None


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    def stop(number: int, frame: FrameType | None) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def judged(judge: Callable[[Case], bool | None], cases: list[Case]) -> Tally:
    tally = Tally()
    for case in cases:
        began = time.perf_counter()
        try:
            with limited(TIMEOUT):
                found = judge(case)
        except Exception:  # noqa: BLE001 -- SymPy raises whatever it likes
            found = None
        tally.ms.append((time.perf_counter() - began) * 1000)
        tally.count(found, equal=case.equal)
    return tally


def by_engine(case: Case) -> bool | None:
    decision = compare(case.answer, case.field.tree, case.field.domains, case.field.policy)
    return None if decision.outcome is Outcome.UNDECIDED else decision.equal


def by_simplify(case: Case) -> bool | None:
    return bool(sympy.simplify(case.first - case.second) == 0)


def by_equals(case: Case) -> bool | None:
    found = case.first.equals(case.second)
    return None if found is None else bool(found)


def by_floats(case: Case) -> bool | None:
    """Equal to nine digits wherever both have finite values, as graders do that draw points between -5 and 5."""
    generator, names = Random(0), sorted(case.field.domains)
    symbols = [sympy_symbol(name, case.field.domains[name]) for name in names]
    functions = [sympy.lambdify(symbols, each, ["scipy", "numpy"]) for each in (case.first, case.second)]
    compared = 0
    for _turn in range(4 * POINTS):
        point = [as_number(case.field.domains[name], generator) for name in names]
        with np.errstate(all="ignore"):
            found, wanted = (complex(function(*point)) for function in functions)
        if not (np.isfinite(found) and np.isfinite(wanted)):
            continue
        if abs(found - wanted) > TOLERANCE * max(1.0, abs(wanted)):
            return False
        compared += 1
    return True if compared else None


def as_number(domain: Domain, generator: Random) -> complex | float | int:
    drawn = domain.sample(generator, fmpq(generator.randint(1, 4)), generator.choice((1, -1)))
    if domain.sort == "complex":
        return complex(generator.uniform(-5, 5), generator.uniform(-5, 5))
    return int(drawn.p) if domain.sort == "integer" else int(drawn.p) / int(drawn.q)


JUDGES: dict[str, Callable[[Case], bool | None]] = {
    "Nabla's engine": by_engine,
    "SymPy `simplify(a - b) == 0`": by_simplify,
    "SymPy `a.equals(b)`": by_equals,
    "floats at 40 random points": by_floats,
}

if __name__ == "__main__":
    main()
