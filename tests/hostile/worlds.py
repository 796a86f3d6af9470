"""In which worlds the programs run: as whom, in which tier, made how."""

import json
import os
import subprocess
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from grading.sandbox import tiers
from grading.sandbox.walls import bubblewrap
from grading.sandbox.walls.tree import ROOT
from tests.hostile.program import NEVER

ALL: Final = frozenset(tiers.GUARANTEES)


@dataclass(frozen=True)
class World:
    """ordinary: run by a user without rights. tier: the one that the walls are to reach."""

    ordinary: bool
    builder: str
    tier: str

    def __str__(self) -> str:
        return f"{'user' if self.ordinary else 'root'}, {self.tier}, {self.builder}"


def worlds() -> list[World]:
    """Every tier that has walls, for root (when the tests are run by root) and for an ordinary user.

    The tier `bare` has none: it promises nothing, and a worker takes no code in it unless told to.
    """
    fortresses = [tiers.BUBBLEWRAP] * (bubblewrap.command([]) is not None) + [tiers.SYSTEM_CALLS]
    made = [(builder, "fortress") for builder in fortresses] + [
        (tiers.SYSTEM_CALLS, "walled"),
        (tiers.NONE, "filtered"),
    ]
    users = (True,) if os.geteuid() else (False, True)
    return [World(ordinary, builder, tier) for ordinary in users for builder, tier in made]


class Worker:
    """A process with a sandbox in it. told: what it said at its start."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.told = self.hear()

    def hear(self) -> Any:
        assert self.process.stdout
        return json.loads(self.process.stdout.readline())

    def judge(self, exercise: str, source: str, seconds: float = NEVER, typed: str | None = None) -> Any:
        assert self.process.stdin
        asked = {"exercise": exercise, "source": source, "seconds": seconds, "typed": typed}
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        return self.hear()


@contextmanager
def worker(world: World, gone: Collection[str] = ()) -> Iterator[Worker]:
    """A worker in this world. gone: walls that are taken away besides."""
    walls = sorted((ALL if world.tier == "fortress" else tiers.BY_NAME[world.tier].walls) - set(gone))
    minimum = "bare" if gone else world.tier
    order = {"ordinary": world.ordinary, "builder": world.builder, "walls": walls, "minimum": minimum}
    with subprocess.Popen(
        [sys.executable, "-m", "tests.hostile.judge", json.dumps(order)],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "NABLA_MARK": "SECRET-ENVIRONMENT", "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Worker(process)
        assert process.stdin
        process.stdin.close()


def left_behind(pattern: str) -> list[Path]:
    return [*Path(pattern).parent.glob(Path(pattern).name + "*")]
