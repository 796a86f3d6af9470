"""In the author's process: examples of visible tests, and inputs that failed before, tried without a judgement."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from hypothesis.errors import UnsatisfiedAssumption

from grading.sandbox.author.functions import Call, Lost
from grading.sandbox.author.rehearsal import Scene
from grading.sandbox.author.showing import show, show_call
from grading.sandbox.author.testing import plan_of, title
from grading.sandbox.author.trial import Attempt, Bench, Trial
from grading.sandbox.protocol import Caps, ProtocolError, TooLarge, Unsendable, decode, encode

MOST_EXAMPLES: Final = 20
# A test may call its functions a hundred times.
MOST_CALLS: Final = 3
# Where no visible test has an example, so many show an input that they draw, of at most so many bytes.
MOST_DRAWN: Final = 3
MOST_READ: Final = 160
# Bytes of an input that is kept to be tried again; shrunk ones are much smaller.
MOST_KEPT: Final = 8000


def tried(
    asked: Mapping[str, Any], tests: Sequence[tuple[Any, Sequence[Scene]]], bench: Bench
) -> dict[str, list[dict[str, Any]]]:
    """What held: `{"again": [{"holds", "failure"}], "examples": [{"name", "holds", "calls", "failure"}]}`.

    asked: `again`, a list of `{"test", "input"}`, and whether the `examples` are wanted. tests: the visible ones.
    holds is None for an input that the test does not take any more.
    """
    named = {test.__name__: test for test, _ in tests}
    again = [_again(named.get(item["test"]), item["input"], bench) for item in asked["again"]]
    inputs = (examples(tests) if asked["examples"] else [])[:MOST_EXAMPLES]
    shown = [_example(test, values, bench) for test, values in inputs]
    return {"again": again, "examples": [one for one in shown if one["holds"] is not None]}


def examples(tests: Sequence[tuple[Any, Sequence[Scene]]]) -> list[tuple[Any, Mapping[str, Any]]]:
    """Each visible test with each of its examples; where there is none at all, with an input that it draws."""
    stated: list[tuple[Any, Mapping[str, Any]]] = [
        (test, values) for test, _ in tests for values in plan_of(test).fixed
    ]
    return stated or [(test, telling(scenes)) for test, scenes in tests if scenes][:MOST_DRAWN]


def telling(scenes: Sequence[Scene]) -> Mapping[str, Any]:
    """An input that says something and can still be read, one of the last: the first are all zeros."""
    sizes = {len(kept(scene.values)): scene.values for scene in scenes}
    fitting = [size for size in sizes if 0 < size <= MOST_READ]
    return sizes[max(fitting)] if fitting else scenes[0].values


def kept(values: Mapping[str, Any]) -> bytes:
    """A test's input as it is stored to be tried again, b"" for one that is large or more than plain data."""
    try:
        return encode(dict(values), Caps(size=MOST_KEPT))
    except (Unsendable, TooLarge):
        return b""


def _again(test: Any, body: bytes, bench: Bench) -> dict[str, Any]:
    try:
        holds, failure = _holds(test, decode(body), bench) if test else (None, None)
    except ProtocolError:  # kept by a version that wrote otherwise
        holds, failure = None, None
    return {"holds": holds, "failure": failure and failure.as_data()}


def _example(test: Any, values: Mapping[str, Any], bench: Bench) -> dict[str, Any]:
    holds, failure = _holds(test, values, bench)
    calls = [_call(call, failure) for call in bench.learner.calls[:MOST_CALLS]]
    return {"name": title(test), "holds": holds, "calls": calls, "failure": failure and failure.as_data()}


def _holds(test: Any, values: Mapping[str, Any], bench: Bench) -> tuple[bool | None, Attempt | None]:
    """Whether the test holds for this input, and how it fails; None when the input does not suit the test."""
    trial = Trial(test, bench, [])
    try:
        trial.attempt(values)
    except UnsatisfiedAssumption:
        return None, None
    except (Exception, Lost):  # found
        return (None, None) if trial.own_fault() else (False, trial.found)
    return True, None


def _call(call: Call, failure: Attempt | None) -> dict[str, str]:
    """The call and its result, or the exception that is asked for; "" where the failure says that there is none."""
    gave_none = failure is not None and failure.call is call and call.value is None
    return {"call": show_call(call), "result": "" if gave_none else call.raised or show(call.value)}
