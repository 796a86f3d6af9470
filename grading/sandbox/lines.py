"""How many lines of a file's own Python a call runs: a loop over data shows, however quick the machine is."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

MOST_COUNTED = 10_000_000


class Counted:
    """Use as a context manager around the call. lines: run so far in code that was compiled under this file name."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines = 0

    def _enter(self, frame: FrameType, event: str, argument: Any) -> Callable[..., Any] | None:
        return self._count if frame.f_code.co_filename == self.file else None

    def _count(self, frame: FrameType, event: str, argument: Any) -> Callable[..., Any] | None:
        self.lines += event == "line"
        return self._count if self.lines < MOST_COUNTED else None

    def __enter__(self) -> "Counted":
        self._before = sys.gettrace()
        sys.settrace(self._enter)
        return self

    def __exit__(self, *raised: object) -> None:
        sys.settrace(self._before)
