"""The functions under test, as tests.py sees them: the learner's, or the reference's in the learner's place."""

import copy
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import numpy as np

from grading.sandbox.arguments import plain, shared
from grading.sandbox.lines import Counted

# What else is noted of a call: what it does to its arguments, or how many lines it runs.
Watch = Literal["", "arguments", "lines"]


class LearnerRaised(Exception):
    """A function under test raised. bases: names of its exception's classes. line: of the learner's file, or 0."""

    def __init__(self, name: str, message: str, line: int, bases: Sequence[str]) -> None:
        super().__init__(f"{name}: {message}")
        self.type = name
        self.message = message
        self.line = line
        self.bases = tuple(bases)


class Refused(Exception):
    """A result did not cross: `reason` as in report.py, `told` what was said about it."""

    def __init__(self, reason: str, told: Mapping[str, Any]) -> None:
        super().__init__(reason)
        self.reason = reason
        self.told = told


class Lost(BaseException):
    """The learner's process is gone, or the time is up. Not an Exception: Hypothesis must not try to shrink it."""

    def __init__(self, reason: str, told: Mapping[str, Any]) -> None:
        super().__init__(reason)
        self.reason = reason
        self.told = told


@dataclass
class Call:
    """One call of a function under test. raised: the type of its exception, "" when it gave a value."""

    function: str
    parameters: Sequence[str]
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]
    watch: Watch = ""
    value: Any = None
    raised: str = ""


@dataclass(frozen=True)
class Reply:
    """What came of a call.

    Watching arguments: the positions of those that it changed, and of those whose memory the value shares. Watching
    lines: how many of the file's own it ran.
    """

    value: Any
    changed: Sequence[int] = ()
    shared: Sequence[int] = ()
    lines: int = 0


class Caller(Protocol):
    """Who carries a call out."""

    def __call__(self, call: Call) -> Reply: ...


@dataclass
class Function:
    """One function under test."""

    name: str
    parameters: Sequence[str]
    caller: Caller
    calls: list[Call]

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.watched("", *args, **kwargs).value

    def watched(self, watch: Watch, /, *args: Any, **kwargs: Any) -> Reply:
        call = Call(self.name, self.parameters, args, kwargs, watch)
        self.calls.append(call)
        try:
            reply = self.caller(call)
        except LearnerRaised as raised:
            call.raised = raised.type
            raise
        call.value = reply.value
        return reply


@dataclass
class Functions:
    """`learner` in tests.py: an attribute for each function of the exercise. calls: those of the current input."""

    signatures: Mapping[str, Sequence[str]]
    caller: Caller
    calls: list[Call] = field(default_factory=list)

    def __getattr__(self, name: str) -> Function:
        if name not in self.signatures:
            raise AttributeError(f"the exercise asks for no function {name}; it asks for {', '.join(self.signatures)}")
        return Function(name, self.signatures[name], self.caller, self.calls)


class Reference:
    """`reference` in tests.py: what reference.py defines; its functions get copies of their arguments."""

    def __init__(self, names: Mapping[str, Any]) -> None:
        self._names = names

    def __getattr__(self, name: str) -> Any:
        if name not in self._names:
            raise AttributeError(f"reference.py defines no {name}")
        value = self._names[name]
        return _on_copies(value) if callable(value) else value


def _on_copies(function: Callable[..., Any]) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:
        return function(*copied(args), **copied(kwargs))

    return call


def stand_in(names: Mapping[str, Any]) -> Caller:
    """The reference called as the learner's functions are: what fails with it too is the tests' own fault."""

    def call(call: Call) -> Reply:
        args = copied(call.args)
        try:
            with Counted("reference.py") if call.watch == "lines" else nullcontext() as counted:
                value = names[call.function](*args, **copied(dict(call.kwargs)))
        except Exception as raised:
            bases = [base.__name__ for base in type(raised).__mro__]
            raise LearnerRaised(type(raised).__name__, str(raised), 0, bases) from raised
        if call.watch != "arguments":
            return Reply(value, lines=counted.lines if counted else 0)
        # A copy closes the gaps of a slice, so copies are compared with copies.
        pairs = enumerate(zip(args, copied(call.args), strict=True))
        return Reply(value, [i for i, (now, was) in pairs if plain(now) != plain(was)], shared(value, args))

    return call


def copied(value: Any) -> Any:
    """A deep copy; quick for arrays, which are nearly all that there is."""
    if type(value) is np.ndarray:
        return value.copy(order="K")
    if type(value) in (tuple, list):
        return type(value)(map(copied, value))
    if type(value) is dict:
        return {key: copied(item) for key, item in value.items()}
    return value if isinstance(value, (int, float, str, type(None))) else copy.deepcopy(value)
