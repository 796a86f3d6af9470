"""The walls that each child puts up around itself, just before foreign code runs."""

import os
import signal
from dataclasses import dataclass

from grading.sandbox.tiers import LANDLOCK, SECCOMP
from grading.sandbox.walls import kernel, landlock, seccomp


@dataclass(frozen=True)
class Walls:
    """What the zygote has made ready. size: its address space in bytes; rules: a Landlock descriptor; filter: a seccomp
    program; None where that wall is not up."""

    size: int
    rules: int | None
    filter: bytes | None

    def held(self) -> list[str]:
        return [LANDLOCK] * (self.rules is not None) + [SECCOMP] * (self.filter is not None)


def confine(walls: Walls, channel: int) -> None:
    """Close every door that is still open, for good. Raises OSError when one does not close.

    channel: the one descriptor that stays open beside the three standard ones, which lead nowhere.
    """
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    if walls.rules is not None:
        landlock.restrict(walls.rules)
    os.closerange(3, channel)
    os.closerange(channel + 1, 1024)
    if walls.filter is not None:
        seccomp.install(walls.filter)
