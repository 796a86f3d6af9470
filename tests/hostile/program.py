"""How a hostile program is written down."""

from dataclasses import dataclass
from typing import Final

HONEST: Final = "def double(x):\n    return 2 * x\n"
WRONG: Final = "def double(x):\n    return x + 1\n"

# What no verdict may ever hold: a program prints ESCAPED when it got through; the others stand where it must not look.
# 31337 is a hidden input: as text, doubled, and as the bytes of a frame.
MARKERS: Final = ("ESCAPED", "SECRET-REFERENCE", "SECRET-ENVIRONMENT", "31337", "3.1337e", "62674", "\\x9a\\xde")
# Where programs try to leave something.
LEFT: Final = "/tmp/nabla-hostile-left"
# Seconds of a submission: AT_ONCE where nothing but the clock may end it, SOON where something else may come first.
AT_ONCE, SOON, NEVER = 0.5, 1.0, 60.0
# No page shows more of a learner's code than this.
LONGEST_VERDICT: Final = 60_000


@dataclass(frozen=True)
class Program:
    """A submission that attacks. outcome, reason: what is judged, "*" for any but `error`; reasons also `time|raised`.

    exercise: the name of one of exercises.py. never: what no part of the verdict may hold. typed: the lines beside a
    program that is only run (outcome `ran` or `stopped`, reason as in judge.py), None for one that is submitted.
    """

    source: str
    outcome: str
    reason: str = ""
    exercise: str = "double"
    never: tuple[str, ...] = MARKERS
    typed: str | None = None

    @property
    def seconds(self) -> float:
        """The clock strikes soon for those that wait for it, and never, however busy the machine, for the others."""
        if self.reason in ("time", "time limit"):
            return AT_ONCE
        return SOON if self.reason == "*" or "time" in self.reason else NEVER

    def expects(self, outcome: str, reason: str) -> bool:
        return self.outcome in (outcome, "*") and (self.reason == "*" or reason in self.reason.split("|"))


def refused(statement: str) -> Program:
    """Attack while the file loads, shrug when refused, then answer honestly: all stays correct."""
    return Program(
        f"import os, sys, ctypes\ntry:\n{_indented(statement)}\nexcept BaseException:\n    pass\nelse:\n"
        f"    print('ESCAPED')\n{HONEST}",
        "correct",
    )


def inside(statement: str, outcome: str, reason: str = "") -> Program:
    """Attack when the function is called, then give the right result."""
    return Program(
        "import os, sys, ctypes, signal\nimport numpy as np\n"
        f"def double(x):\n{_indented(statement)}\n    return 2 * x\n",
        outcome,
        reason,
    )


def returns(expression: str, reason: str, before: str = "") -> Program:
    """Give something else than a number."""
    return Program(f"import numpy as np\n{before}\ndef double(x):\n    return {expression}\n", "incorrect", reason)


def _indented(statement: str) -> str:
    return "\n".join(f"    {line}" for line in statement.strip().splitlines())
