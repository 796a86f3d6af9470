"""One test of tests.py: its examples, then what Hypothesis draws, shrunk to the smallest input that fails."""

import inspect
import time
import traceback
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import hypothesis
from hypothesis.errors import UnsatisfiedAssumption
from hypothesis.strategies import SearchStrategy, composite, integers

from grading.sandbox.author.checks import Failed
from grading.sandbox.author.functions import Call, Functions, LearnerRaised, Lost, Reference, Refused, copied
from grading.sandbox.author.showing import shape, show, show_call, show_inputs
from grading.sandbox.author.strategies import USUAL, Shaped
from grading.sandbox.author.testing import plan_of
from grading.sandbox.failure import describe, sentence

MOST_SHRINKING: Final = 0.6
# Which part of the inputs that held with the reference a result may rule out by `assume` before that is a failure.
MOST_RULED_OUT: Final = 0.1


class Enough(BaseException):
    """The time for shrinking is over. Not an Exception, so that it passes through Hypothesis."""


@dataclass
class Bench:
    """What all tests of a submission share. shrinking: seconds left for it; one test may take MOST_SHRINKING.

    begin: told before each input which of the kept ones it is, None for one that is new.
    """

    learner: Functions
    proven: Functions
    reference: Reference
    shrinking: float
    begin: Callable[[int | None], None]


@dataclass
class Attempt:
    """A run of a test that failed. call: the learner's call that gave `got`, or the last one. fault: the tests' own.

    values: what the test was given. smallest: whether no smaller input was found to fail.
    """

    reason: str
    call: Call | None = None
    got: Any = None
    expected: Any = None
    says: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)
    fault: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    smallest: bool = False

    @property
    def args(self) -> tuple[Any, ...]:
        return self.call.args if self.call else ()

    def as_data(self) -> dict[str, Any]:
        """As the worker reads it: text throughout."""
        return {
            "reason": self.reason,
            "stated": self.says,
            "more": {key: str(value)[:600] for key, value in self.more.items()},
            "function": self.call.function if self.call else "",
            "call": show_call(self.call) if self.call else "",
            "inputs": show_inputs(self.call) if self.call else [],
            "expected": show(self.expected) if self.expected is not None else "",
            "got": show(self.got) if self.got is not None else "",
            "shapes": [shape(self.expected), shape(self.got)],
            "smallest": self.smallest,
        }


class Trial:
    """A test function on the bench. kept: the inputs that Hypothesis drew for it before, None to draw now.

    passed: called with each new input that the test holds for.
    """

    def __init__(
        self,
        function: Any,
        bench: Bench,
        kept: Sequence[Mapping[str, Any]] | None = None,
        passed: Callable[[Mapping[str, Any]], None] = lambda values: None,
    ) -> None:
        self.function = function
        self.bench = bench
        self.plan = plan_of(function)
        self.asks = set(inspect.signature(function).parameters)
        self.found: Attempt | None = None
        self.values: Mapping[str, Any] = {}
        self.until = float("inf")
        self.failed_at = 0.0
        self.kept = kept
        self.passed = passed
        self.is_drawing = False
        self.ruled_out: list[tuple[Attempt, Mapping[str, Any]]] = []

    def run(self) -> Attempt | None:
        """The smallest failure, or None when the test passed."""
        try:
            self.search()
        except (Lost, Enough):
            pass
        except Exception as raised:
            # With a failure in hand this is how Hypothesis ends, or says that the learner's code is random.
            if self.found is None:
                self.found = Attempt("fault", fault=sentence(describe(raised)))
            self.found.smallest = self.is_drawing
        if self.began:
            self.bench.shrinking -= min(MOST_SHRINKING, max(0.0, time.monotonic() - self.failed_at))
        if self.found and not self.found.fault:
            self.found.fault = self.own_fault()
        return self.found

    @property
    def began(self) -> bool:
        return self.until < float("inf")

    def search(self) -> None:
        fixed = self.plan.fixed
        try:
            for number, drawn in enumerate([*fixed, *(self.kept or ())]):
                self.replayed(drawn, number)
        except Exception:  # found; Hypothesis now makes it small
            if not self.plan.strategies:
                raise
            return self.draw()
        if self.kept is None:
            return self.draw() if self.plan.strategies else None
        if len(self.ruled_out) > MOST_RULED_OUT * (len(fixed) + len(self.kept)):
            self.found, self.values = self.ruled_out[0]
        return None

    def replayed(self, values: Mapping[str, Any], number: int) -> None:
        """One of the inputs that held with the reference: what breaks an assumption now is the learner's result."""
        try:
            self.attempt(values, number)
        except UnsatisfiedAssumption:
            if self.kept is None:
                raise
            last = self.bench.learner.calls[-1] if self.bench.learner.calls else None
            more = {"problem": "it breaks what this test assumes"}
            self.ruled_out.append((Attempt("unusable", last, last.value if last else None, more=more), values))

    def draw(self) -> None:
        """Let Hypothesis look for an input that fails and make it small."""

        @hypothesis.seed(zlib.crc32(self.function.__name__.encode()))
        @hypothesis.settings(
            max_examples=self.plan.examples,
            database=None,
            deadline=None,
            derandomize=False,
            print_blob=False,
            report_multiple_bugs=False,
            suppress_health_check=list(hypothesis.HealthCheck),
            phases=(hypothesis.Phase.generate, hypothesis.Phase.shrink),
            verbosity=hypothesis.Verbosity.quiet,
        )
        @hypothesis.given(values=_inputs(self.plan.sizes, self.plan.strategies))
        def drawn(values: dict[str, Any]) -> None:
            if time.monotonic() > self.until:
                raise Enough
            self.attempt(values)

        self.is_drawing = True
        drawn()

    def attempt(self, values: Mapping[str, Any], number: int | None = None) -> None:
        """Run the test once; a failure is kept (Hypothesis only ever goes on to smaller ones) and raised.

        number: which of the kept inputs it is.
        """
        self.bench.learner.calls.clear()
        self.bench.begin(number)
        try:
            self.function(**self.arguments(self.bench.learner, copied(dict(values))))
        except UnsatisfiedAssumption:
            raise
        except (Exception, Lost) as raised:
            self.found = self.read(raised)
            self.found.values = self.values = values
            if not self.began:
                self.failed_at = time.monotonic()
                self.until = self.failed_at + min(MOST_SHRINKING, self.bench.shrinking)
            raise
        self.passed(values)

    def arguments(self, learner: Functions, values: Mapping[str, Any]) -> dict[str, Any]:
        has = {"learner": learner, "reference": self.bench.reference, **values}
        return {name: value for name, value in has.items() if name in self.asks}

    def read(self, raised: BaseException) -> Attempt:
        """What an exception in the test says about the learner's function."""
        calls = self.bench.learner.calls
        last = calls[-1] if calls else None
        match raised:
            case Failed():
                call = next((call for call in calls if call.value is raised.got and raised.got is not None), last)
                return Attempt(raised.reason, call, raised.got, raised.expected, raised.says, raised.more)
            case LearnerRaised():
                more = {"type": raised.type, "message": raised.message, "line": raised.line}
                return Attempt("raised", last, more=more)
            case Refused() | Lost():
                more = {key: value for key, value in raised.told.items() if isinstance(value, (str, int))}
                return Attempt(raised.reason, last, more=more)
            case AssertionError():
                # What NumPy says of two arrays is no Markdown.
                return Attempt("law", last, last.value if last else None, more={"assert": str(raised)[:300]})
        line = [frame.line for frame in traceback.extract_tb(raised.__traceback__) if frame.filename == "tests.py"][-1:]
        more = {"problem": f"{type(raised).__name__}: {raised}"[:300], "line": str(*line)}
        return Attempt("unusable", last, last.value if last else None, more=more)

    def own_fault(self) -> str:
        """How the test fails on the same input with the reference in the learner's place; "" when it passes."""
        absent = sorted(set(self.asks) - {"learner", "reference"} - set(self.values))
        if absent:
            return f"tests.py: {self.function.__name__} asks for {', '.join(absent)}, which nothing gives"
        try:
            self.function(**self.arguments(self.bench.proven, copied(dict(self.values))))
        except (Exception, SystemExit) as raised:
            return f"{self.function.__name__} fails with the reference too: {sentence(describe(raised))}"
        return ""


def _inputs(sizes: Mapping[str, tuple[int, int]], strategies: Mapping[str, Any]) -> "SearchStrategy[dict[str, Any]]":
    """All that one test draws: first the named sizes, then each input."""
    names = dict(sizes)
    for strategy in strategies.values():
        if isinstance(strategy, Shaped):
            names |= {name: USUAL for name in strategy.named() if name not in names}

    @composite
    def drawn(draw: Any) -> dict[str, Any]:
        lengths = {name: draw(integers(*ends)) for name, ends in names.items()}
        values = {
            name: draw(strategy.resolve(lengths) if isinstance(strategy, Shaped) else strategy)
            for name, strategy in strategies.items()
        }
        return lengths | values

    return drawn()
