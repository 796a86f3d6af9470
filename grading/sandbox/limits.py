"""What one child may use, and what is said when it used more."""

from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

# Characters of what code prints: in one frame, and of all frames together as the learner sees them.
MOST_PRINTED: Final = 20_000
MOST_SHOWN: Final = 4_000

Reason = Literal["raised", "time", "memory", "killed", "protocol", "output"]


@dataclass(frozen=True)
class Limits:
    """seconds: wall clock of the whole job. cpu_seconds: processor time, None is seconds + 1.

    memory_mb: what the child may take beyond what it begins with. output_bytes: of one frame that it sends.
    """

    seconds: float = 10.0
    cpu_seconds: float | None = None
    memory_mb: int = 512
    output_bytes: int = 32 * 2**20

    @property
    def cpu(self) -> float:
        return self.seconds + 1 if self.cpu_seconds is None else self.cpu_seconds

    def as_data(self) -> dict[str, Any]:
        return asdict(self) | {"cpu_seconds": self.cpu}


USUAL: Final = Limits()


class ChildFailed(Exception):
    """Code in the sandbox did not give a result. detail: type, message and line, capped; safe to show to its author."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


class SandboxDied(Exception):
    """The warm process itself is gone, and with it the child: no code's fault. Worth one more try."""


class SandboxUnavailable(Exception):
    """This machine cannot run foreign code as safely as is asked for; the text says what is missing."""
