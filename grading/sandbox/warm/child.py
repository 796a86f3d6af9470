"""Inside a fresh child: put the last walls up, run one job, end."""

import importlib
import os
import random
import resource
from collections.abc import Callable, Mapping
from typing import Any, Final, NoReturn

from grading.sandbox.channel import Channel, Closed
from grading.sandbox.failure import describe, sentence
from grading.sandbox.learner import process as learner
from grading.sandbox.protocol import Caps, TooLarge, Unsendable, encode
from grading.sandbox.walls.confinement import Walls, confine

TRUSTED: Final = ("grading.", "exercises.authoring.")


def run(descriptor: int, walls: Walls, limits: Mapping[str, Any]) -> NoReturn:
    """Confine this process, wait for a job on the channel, run the job, exit. Never returns."""
    channel = Channel(descriptor)
    set_limits(limits, walls.size)
    confine(walls, descriptor)
    # Python seeds this one anew in every fork; the same code is to get the same verdict.
    random.seed(0)
    learner.practise(channel)
    # Nothing of the warm process goes on in a child, whatever foreign code raises where.
    try:
        job = channel.receive()
        channel.caps = Caps(size=limits["output_bytes"])
        entry = find_entry(job["entry"])
        if job["session"]:
            entry(channel, job["payload"])
        else:
            channel.send_body(answer(entry, job["payload"], channel.caps))
    except Closed:
        os._exit(0)
    except BaseException:
        os._exit(1)
    os._exit(0)


def find_entry(name: str) -> Callable[..., Any]:
    """The function `module:function`, of our own packages only."""
    module, _, function = name.partition(":")
    if not module.startswith(TRUSTED):
        raise ValueError(f"{name} is not an entry of ours")
    entry: Callable[..., Any] = getattr(importlib.import_module(module), function)
    return entry


def answer(entry: Callable[[Any], Any], payload: Any, caps: Caps) -> bytes:
    """The frame's body: what the entry makes of the payload, or how it failed."""
    try:
        return encode({"result": entry(payload)}, caps)
    except MemoryError:
        told = {"failed": "memory", "detail": "MemoryError"}
    except TooLarge as large:
        told = {"failed": "output", "detail": str(large)}
    except Unsendable as unsendable:
        told = {"failed": "raised", "detail": f"gave {unsendable}, which is not plain data"}
    except BaseException as raised:  # foreign code may raise anything, SystemExit too
        told = {"failed": "raised", "detail": sentence(describe(raised))}
    return encode(told, caps)


def set_limits(limits: Mapping[str, Any], size: int) -> None:
    """Resource limits of this process. size: bytes of address space that it has already."""
    cpu = max(1, round(limits["cpu_seconds"]))
    space = size + limits["memory_mb"] * 2**20
    for name, soft, hard in (
        (resource.RLIMIT_CPU, cpu, cpu + 1),
        (resource.RLIMIT_AS, space, space),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_NOFILE, 64, 64),
        (resource.RLIMIT_MEMLOCK, 0, 0),
    ):
        resource.setrlimit(name, (soft, hard))
