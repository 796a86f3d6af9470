"""A pipe of frames between two processes: four bytes of length, then the body."""

import os
import select
import struct
import time
from collections.abc import Callable
from typing import Any, Final

from grading.sandbox.protocol import USUAL, Caps, ProtocolError, Remote, TooLarge, decode, encode

_LENGTH: Final = struct.Struct("<I")


class Closed(Exception):
    """The other side is gone."""


class Late(Exception):
    """The other side did not answer in time."""


class Channel:
    """Frames over one connected socket, by plain read and write: the only system calls a child needs for it."""

    def __init__(self, descriptor: int, caps: Caps = USUAL) -> None:
        self.descriptor = descriptor
        self.caps = caps
        self._ahead = bytearray()

    def send(self, value: Any, *, remote: Callable[[Any], Remote] | None = None, deadline: float | None = None) -> None:
        """Write one value; callables in it become numbers by `remote`. deadline: a time of time.monotonic()."""
        self.send_body(encode(value, self.caps, remote=remote), deadline=deadline)

    def send_body(self, body: bytes, *, deadline: float | None = None) -> None:
        frame = memoryview(_LENGTH.pack(len(body)) + body)
        while frame:
            try:
                frame = frame[os.write(self.descriptor, frame) :]
            except BlockingIOError:
                self._wait(select.POLLOUT, deadline)
            except (BrokenPipeError, ConnectionResetError) as gone:
                raise Closed from gone

    def receive(self, *, deadline: float | None = None) -> Any:
        """Read one value. Raises Closed, Late or ProtocolError."""
        return decode(self.receive_body(deadline=deadline), self.caps)

    def receive_body(self, *, deadline: float | None = None) -> bytes:
        """Read one frame's body, unread."""
        (length,) = _LENGTH.unpack(self._read(_LENGTH.size, deadline))
        if length > self.caps.size:
            raise TooLarge(f"a frame of {length} bytes")
        return self._read(length, deadline)

    def close(self) -> None:
        os.close(self.descriptor)

    def _read(self, length: int, deadline: float | None) -> bytes:
        """So many bytes of the stream; what came with them is kept for the next read."""
        while len(self._ahead) < length:
            self._wait(select.POLLIN, deadline)
            try:
                part = os.read(self.descriptor, 2**16 if length < 2**16 else 2**20)
            except BlockingIOError:
                continue
            except ConnectionResetError as gone:
                raise Closed from gone
            if not part:
                raise Closed
            self._ahead += part
        taken = bytes(self._ahead[:length])
        del self._ahead[:length]
        return taken

    def _wait(self, event: int, deadline: float | None) -> None:
        if deadline is None:
            return
        poll = select.poll()
        poll.register(self.descriptor, event)
        left = deadline - time.monotonic()
        if left <= 0 or not poll.poll(left * 1000):
            raise Late


__all__ = ["Channel", "Closed", "Late", "ProtocolError"]
