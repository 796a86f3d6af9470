"""The learner's process: run the source once, then answer calls until the worker is gone.

Everything here shares its memory with the learner's code, so nothing here is believed: the worker treats what comes
out as foreign data, and no reference, test or verdict ever comes in.
"""

import io
import sys
import types
import warnings
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from typing import Any, Final

import numpy as np

from grading.sandbox.arguments import plain, shared
from grading.sandbox.channel import Channel
from grading.sandbox.failure import describe, remember_source
from grading.sandbox.learner import forbidden, source as sources
from grading.sandbox.limits import MOST_PRINTED
from grading.sandbox.lines import Counted
from grading.sandbox.protocol import Remote, TooLarge, Unsendable, decode, encode

FILE: Final = "answer.py"
FLOOD: Final = 2_000_000
PRACTICE: Final = "import numpy as np\n\ndef f(x):\n    return np.exp(np.asarray(x) @ x + x.sum(axis=0)) / 2\n"


class Flood(Exception):
    """More was printed than anybody reads."""


class Printed(io.TextIOBase):
    """Standard output and error: the first characters are kept, a flood is stopped."""

    def __init__(self) -> None:
        self.kept = ""
        self.count = 0

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.count += len(text)
        self.kept += text[: MOST_PRINTED - len(self.kept)]
        if self.count > FLOOD:
            raise Flood(f"more than {FLOOD} characters were printed")
        return len(text)

    def take(self) -> str:
        kept, self.kept = self.kept, ""
        return kept


def serve(channel: Channel, payload: Mapping[str, Any]) -> None:
    """Session entry: load the file, then answer calls.

    payload: source, functions (signatures), forbid, warnings (`error` makes RuntimeWarning raise).
    """
    unreadable = sources.read(payload["source"], payload["functions"], payload["forbid"])
    if unreadable:
        return channel.send(unreadable)
    warnings.simplefilter("error" if payload["warnings"] == "error" else "ignore", RuntimeWarning)
    desk = Desk(channel)
    channel.send(desk.load(payload["source"], payload["forbid"]))
    while True:
        asked = channel.receive()
        for call in map(decode, asked["bodies"]) if asked["what"] == "calls" else (asked,):
            channel.send_body(desk.answer(call))


def practise(channel: Channel) -> None:
    """Do what every job does: the pages of memory that this writes to are copied before anybody waits for them."""
    sources.read(PRACTICE, ["f(x)"], [])
    call = encode({"what": "call", "function": "f", "args": (np.ones((2, 2)),), "kwargs": {}, "watch": "arguments"})
    streams = sys.stdout, sys.stderr
    desk = Desk(channel)
    desk.load(PRACTICE, [])
    for _ in range(2):
        decode(desk.answer(decode(call)))
    sys.stdout, sys.stderr = streams
    del sys.modules["answer"]


class Desk:
    """Where calls come in and results go out."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.module = types.ModuleType("answer")
        self.printed = Printed()
        self.used: list[str] = []

    def load(self, source: str, forbid: Sequence[str], more: Sequence[types.CodeType | None] = ()) -> dict[str, Any]:
        """Run the learner's file; a frame that says whether it ran to its end. more: code that may run after it."""
        remember_source(FILE, source)
        sys.modules["answer"] = self.module
        sys.stdout = sys.stderr = self.printed
        self.module.__dict__["__builtins__"] = forbidden.take_away(forbid, self.used)
        code = compile(source, FILE, "exec")
        forbidden.guard(forbid, self.used, [code, *more])
        try:
            exec(code, self.module.__dict__)
        except BaseException as raised:  # a learner's file may raise anything, SystemExit too
            return self.told(raised)
        return {"what": "loaded", "printed": self.printed.take()}

    def answer(self, call: Mapping[str, Any]) -> bytes:
        """The frame's body that answers one call."""
        arguments = [self.own(value) for value in call["args"]]
        watch = call["watch"]
        try:
            function = getattr(self.module, call["function"], None)
            if not callable(function):
                return encode({"what": "missing", "function": call["function"], "printed": ""})
            options = {name: self.own(value) for name, value in call["kwargs"].items()}
            with Counted(FILE) if watch == "lines" else nullcontext() as counted:
                value = function(*arguments, **options)
            watched = arguments if watch == "arguments" else []
            seen = {"arguments": [_bytes(argument) for argument in watched], "shared": shared(value, watched)}
            return self.result(value, seen | {"lines": counted.lines if counted else 0})
        except BaseException as raised:  # the learner's function may raise anything
            return encode(self.told(raised))

    def result(self, value: Any, seen: Mapping[str, Any]) -> bytes:
        if self.used:
            return encode({"what": "forbidden", "name": self.used[0], "line": 0, "printed": ""})
        if self.printed.count > FLOOD:
            return encode({"what": "lost", "reason": "output", "printed": self.printed.take()})
        frame = {"what": "returned", **seen, "printed": self.printed.take(), "value": value}
        try:
            return encode(frame, self.channel.caps)
        except Unsendable as unsendable:
            return encode({"what": "unsendable", "type": str(unsendable), "printed": frame["printed"]})
        except TooLarge:
            return encode({"what": "lost", "reason": "output", "printed": frame["printed"]})

    def told(self, raised: BaseException) -> dict[str, Any]:
        """An exception as a frame."""
        printed = self.printed.take()
        if self.used:
            return {"what": "forbidden", "name": self.used[0], "line": describe(raised)["line"], "printed": printed}
        if isinstance(raised, Flood):
            return {"what": "lost", "reason": "output", "printed": printed}
        bases = [base.__name__[:80] for base in type(raised).__mro__[:20]]
        return {"what": "raised", **describe(raised), "bases": bases, "printed": printed}

    def own(self, value: Any) -> Any:
        """The value as the learner's function gets it: callables of the tests become local ones."""
        if isinstance(value, Remote):
            return _callback(self, value)
        if isinstance(value, (list, tuple)):
            return type(value)(self.own(item) for item in value)
        if isinstance(value, dict):
            return {key: self.own(item) for key, item in value.items()}
        return value


def _callback(desk: Desk, remote: Remote) -> Any:
    channel = desk.channel

    def call(*arguments: Any) -> Any:
        channel.send({"what": "callback", "number": remote.number, "args": arguments})
        # What the tests lent may call functions of this file in turn.
        while (answer := channel.receive())["what"] == "call":
            channel.send_body(desk.answer(answer))
        if answer["what"] != "answer":
            raise RuntimeError(answer["message"])
        return answer["value"]

    call.__name__ = call.__qualname__ = remote.name
    return call


def _bytes(value: Any) -> bytes:
    """How an argument is after the call; nothing when it holds what cannot be sent."""
    try:
        return plain(value)
    except (Unsendable, TooLarge):
        return b""
