"""The calls that tests make while all is well, found once with the reference in the learner's place.

The learner's process answers them in one go; only a call that was not foreseen (it depends on the learner's own
results, or shrinks a failure) goes back and forth.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from grading.sandbox.author.functions import Call, Caller, Reply
from grading.sandbox.protocol import TooLarge, Unsendable, decode, encode

# Bytes of all foreseen calls together; what is beyond goes back and forth.
MOST_FORESEEN: Final = 8 * 2**20


def frame_of(call: Call, *, visible: bool) -> dict[str, Any]:
    """The frame that asks the learner's process for one call."""
    about = {"what": "call", "function": call.function, "args": call.args, "kwargs": dict(call.kwargs)}
    return {**about, "watch": call.watch, "visible": visible}


@dataclass(frozen=True)
class Foreseen:
    """One call. body: of its frame; number: among all, in the order in which they are made."""

    body: bytes
    number: int


@dataclass
class Scene:
    """One input of a test, and the calls that the test makes with it; None for one that cannot be foreseen."""

    values: Mapping[str, Any]
    calls: list[Foreseen | None]


@dataclass
class Rehearsal:
    """Stands between a test and the reference, and notes the calls. foreseen: all of them, (body, visible)."""

    reference: Caller
    visible: bool = True
    foreseen: list[tuple[bytes, bool]] = field(default_factory=list)
    scenes: list[Scene] = field(default_factory=list)
    _now: list[bytes | None] = field(default_factory=list)
    _size: int = 0

    def carry(self, call: Call) -> Reply:
        self._now.append(self._body(call))
        return self.reference(call)

    def begin(self, _number: int | None) -> None:
        self._now = []

    def passed(self, values: Mapping[str, Any]) -> None:
        """The test held for this input: its calls are kept."""
        self.scenes.append(Scene(values, [None if body is None else self._kept(body) for body in self._now]))

    def _body(self, call: Call) -> bytes | None:
        try:
            return encode(frame_of(call, visible=self.visible))
        except (Unsendable, TooLarge):  # callables among the arguments, which live as long as one call
            return None

    def _kept(self, body: bytes) -> Foreseen | None:
        self._size += len(body)
        if self._size > MOST_FORESEEN:
            return None
        self.foreseen.append((body, self.visible))
        return Foreseen(body, len(self.foreseen) - 1)


@dataclass
class Replay:
    """Gives the answers that came ahead, as long as a test makes the calls that were foreseen."""

    answers: Mapping[int, bytes] = field(default_factory=dict)
    _expected: list[Foreseen | None] = field(default_factory=list)
    _at: int = 0

    def begin(self, scene: Scene | None) -> None:
        self._expected, self._at = (scene.calls if scene else []), 0

    def answer(self, body: bytes) -> Any:
        """The frame that answers this call, None when none came ahead."""
        expected = self._expected[self._at] if self._at < len(self._expected) else None
        self._at += 1
        if expected is None or expected.body != body or expected.number not in self.answers:
            return None
        return decode(self.answers[expected.number])
