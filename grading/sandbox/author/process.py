"""The author's process: runs tests.py against the learner's functions, which live elsewhere, and reports what held."""

import builtins
import inspect
import random
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

import numpy as np

from grading.sandbox.arguments import changed
from grading.sandbox.author import examples
from grading.sandbox.author.functions import (
    Call,
    Functions,
    LearnerRaised,
    Lost,
    Reference,
    Refused,
    Reply,
    stand_in,
)
from grading.sandbox.author.rehearsal import Foreseen, Rehearsal, Replay, Scene, frame_of
from grading.sandbox.author.slips import MOST_SEEN, Seen, as_data, named
from grading.sandbox.author.testing import VOCABULARY, plan_of, title
from grading.sandbox.author.trial import Attempt, Bench, Trial
from grading.sandbox.channel import Channel
from grading.sandbox.failure import describe, remember_source, sentence
from grading.sandbox.protocol import Remote, decode, encode
from grading.sandbox.signatures import name_of, parameters

# Seconds that all shrinking of one submission may take.
SHRINK_SECONDS: Final = 1.0


class Fault(Exception):
    """The author's files are wrong; the text says where."""


def serve(channel: Channel, payload: Mapping[str, Any]) -> None:
    """Session entry: rehearse the tests once, then judge one submission after another until the worker is gone.

    payload: tests, reference (sources), functions (signatures).
    """
    try:
        session = Session(payload, channel)
        channel.send({"what": "ready", "calls": session.rehearse()})
        while True:
            told = channel.receive()
            report = session.tried(told) if told["what"] == "try" else session.report(dict(told["answers"]))
            channel.send({"what": "report", **report})
    except Fault as fault:
        channel.send({"what": "fault", "detail": str(fault)[:2000]})


def run_file(name: str, source: str, names: dict[str, Any]) -> dict[str, Any]:
    """What an author's file defines, given the names that stand there already. Raises Fault."""
    remember_source(name, source)
    names = {"__name__": name.removesuffix(".py"), "__builtins__": builtins, **names}
    try:
        exec(compile(source, name, "exec"), names)
    except BaseException as raised:  # an author's file may raise anything
        raise Fault(sentence(describe(raised))) from raised
    return names


class Session:
    """An author's tests, for one submission after another."""

    def __init__(self, payload: Mapping[str, Any], channel: Channel) -> None:
        signatures = {name_of(text): parameters(text) for text in payload["functions"]}
        # Warnings about an overflow in a learner's result are of no use to anybody here.
        np.seterr(all="ignore")
        self.channel = channel
        self.visible = True
        self.scenes: list[list[Scene]] = []
        self.replay = Replay()
        self.callbacks: list[Callable[..., Any]] = []
        defined = run_file("reference.py", payload["reference"], {"np": np})
        self._require(defined, signatures)
        self.reference = Reference(defined)
        self.learner = Functions(signatures, self.carry)
        self.proven = Functions(signatures, stand_in(defined))
        named = run_file("tests.py", payload["tests"], dict(VOCABULARY))
        own = [value for value in named.values() if inspect.isfunction(value) and _is_from_tests(value)]
        self.detectors = [function for function in own if plan_of(function).misconception]
        self.tests = [f for f in own if f.__name__.startswith("test_") and f not in self.detectors]
        if not self.tests:
            raise Fault("tests.py: defines no function test_...")

    def rehearse(self) -> list[Any]:
        """Draw the inputs of every test with the reference in the learner's place, once for all submissions.

        Returns the calls that the tests made, each as (a frame's body, whether it is visible). Raises Fault when the
        reference fails a test.
        """
        rehearsal = Rehearsal(self.proven.caller)
        actor = Functions(self.learner.signatures, rehearsal.carry)
        for function in self.tests:
            rehearsal.visible, rehearsal.scenes = plan_of(function).visible, []
            bench = Bench(actor, self.proven, self.reference, 0.0, rehearsal.begin)
            failure = Trial(function, bench, passed=rehearsal.passed).run()
            if failure:
                raise Fault(failure.fault or f"{function.__name__} fails with the reference too: {failure.reason}")
            self.scenes.append(rehearsal.scenes)
        return rehearsal.foreseen

    def report(self, answers: Mapping[int, bytes]) -> dict[str, Any]:
        """The outcome of each test, and the slips that the detectors saw. answers: to the calls of the rehearsal."""
        random.seed(0)
        np.random.seed(0)  # noqa: NPY002 - the generator that authors' code may still use
        self.replay = Replay(answers)
        tests, first = [], None
        shrinking = SHRINK_SECONDS
        for function, scenes in zip(self.tests, self.scenes, strict=True):
            self.visible = plan_of(function).visible
            bench = Bench(self.learner, self.proven, self.reference, shrinking, partial(self.begin, scenes))
            attempt = Trial(function, bench, [scene.values for scene in scenes[len(plan_of(function).fixed) :]]).run()
            if attempt and attempt.fault:
                raise Fault(attempt.fault)
            shrinking = bench.shrinking
            first = first or attempt
            tests.append(outcome(function, attempt))
        self.replay.begin(None)
        if first:
            # Whatever becomes of the search for a name, the verdict stands.
            self.channel.send({"what": "tests", "tests": tests})
        return {"tests": tests, "misconceptions": (self.slips(first) or self.common_slip()) if first else []}

    def tried(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """What became of the examples of the visible tests, and of inputs that failed before; nothing is judged."""
        self.visible, self.replay = True, Replay()
        bench = Bench(self.learner, self.proven, self.reference, 0.0, lambda number: None)
        shown = [(test, scenes) for test, scenes in zip(self.tests, self.scenes, strict=True) if plan_of(test).visible]
        return examples.tried(asked, shown, bench)

    def begin(self, scenes: Sequence[Scene], number: int | None) -> None:
        """A test begins with one of the inputs it was rehearsed with, or (None) with a new one."""
        self.replay.begin(None if number is None else scenes[number])

    def slips(self, failure: Attempt) -> list[dict[str, str]]:
        """The misconceptions whose detector says yes."""
        self.visible = False
        found = []
        for detector in self.detectors:
            has = {"learner": self.learner, "reference": self.reference, "failure": failure}
            if _sees(detector, has):
                found.append({"name": plan_of(detector).name, "says": plan_of(detector).says})
        return found

    def common_slip(self) -> list[Mapping[str, str]]:
        """The slip that explains all results of the foreseen calls, when it is a common one."""
        scenes = [scene for scenes in self.scenes for scene in scenes]
        calls = [call for scene in scenes for call in scene.calls if call and call.number in self.replay.answers]
        try:
            slip = named([*filter(None, map(self.seen, calls[: 4 * MOST_SEEN]))])
        except Exception:  # a result that NumPy cannot even look at explains nothing
            return []
        return [as_data(slip)] if slip else []

    def seen(self, foreseen: Foreseen) -> Seen | None:
        """The learner's and the reference's result of one call, None when there are no two results."""
        answer, asked = decode(self.replay.answers[foreseen.number]), decode(foreseen.body)
        if answer["what"] != "returned" or asked["kwargs"]:
            return None
        again = getattr(self.reference, asked["function"])
        try:
            return Seen(asked["args"], answer["value"], again(*asked["args"]), again)
        except Exception:  # a test that asks for an exception
            return None

    def carry(self, call: Call) -> Reply:
        """What the learner's process made of a call, ahead or now; serve the callables it calls meanwhile."""
        # A callable of the tests may call the learner's functions in turn: each call has callables of its own.
        outer, self.callbacks = self.callbacks, []
        try:
            reply = self.reply(encode(frame_of(call, visible=self.visible), self.channel.caps, remote=self.lend))
        finally:
            self.callbacks = outer
        match reply["what"]:
            case "returned":
                found = changed(call.args, reply["arguments"]) if call.watch == "arguments" else ()
                return Reply(reply["value"], found, reply["shared"], reply["lines"])
            case "raised":
                raise LearnerRaised(reply["type"], reply["message"], reply["line"], reply["bases"])
            case "lost":
                raise Lost(reply["reason"], reply)
            case what:
                raise Refused(what, reply)

    def reply(self, body: bytes) -> Any:
        """The frame that answers a call, after those that ask for a callable's value."""
        reply = self.replay.answer(body)
        if reply is None:
            self.channel.send_body(body)
            reply = self.channel.receive()
        while reply["what"] == "callback":
            self.channel.send_body(self.call_back(reply))
            reply = self.channel.receive()
        return reply

    def lend(self, function: Callable[..., Any]) -> Remote:
        """A number for a callable that goes to the learner's process with a call."""
        self.callbacks.append(function)
        return Remote(len(self.callbacks) - 1, str(getattr(function, "__name__", "f")))

    def call_back(self, asked: Mapping[str, Any]) -> bytes:
        """The frame's body: what a lent callable gives for the learner's arguments."""
        try:
            value = self.callbacks[asked["number"]](*asked["args"])
            return encode({"what": "answer", "value": value}, self.channel.caps)
        except (Exception, Lost) as raised:  # goes to the learner's code, which called it
            return encode({"what": "refused", "message": f"{type(raised).__name__}: {raised}"[:300]})

    def _require(self, defined: Mapping[str, Any], signatures: Mapping[str, Any]) -> None:
        for name in signatures:
            if not callable(defined.get(name)):
                raise Fault(f"reference.py: defines no function {name}")


def _sees(detector: Any, has: Mapping[str, Any]) -> bool:
    try:
        return bool(detector(**{name: has[name] for name in inspect.signature(detector).parameters}))
    except (Exception, Lost):  # a detector that cannot tell has seen nothing
        return False


def _is_from_tests(function: Any) -> bool:
    return bool(function.__code__.co_filename == "tests.py")


def outcome(function: Any, attempt: Attempt | None) -> dict[str, Any]:
    """One test's line of the report."""
    plan = plan_of(function)
    about = {"name": title(function), "weight": plan.marks, "visible": plan.visible, "says": plan.says}
    failure = attempt.as_data() | {"input": examples.kept(attempt.values)} if attempt else {}
    return {**about, "test": function.__name__, "passed": attempt is None, **failure}
