"""The warm process inside the walls: everything is imported once, then each job gets a fresh fork of it.

It never reads a job itself: it hands the job's channel to the new child and forgets it. So nothing foreign can
poison it.
"""

import gc
import json
import mmap
import os
import resource
import signal
import socket
import sys
from typing import Any, Final

from grading.sandbox.tiers import LANDLOCK, NAMESPACES, NONE, SECCOMP, SYSTEM_CALLS, UNPRIVILEGED
from grading.sandbox.walls import kernel, landlock, namespaces, reach, seccomp
from grading.sandbox.walls.confinement import Walls
from grading.sandbox.warm import child, lifeline
from grading.sandbox.warm.warmth import warm

LONGEST_MESSAGE: Final = 4096
# Huge pages have 2 MiB.
HUGE_BITS: Final = 21
COLLAPSE: Final = 25


def main() -> None:
    """Run as the sandbox's warm process; argv[1] is the order of pool.py as JSON."""
    order = json.loads(sys.argv[1])
    control = socket.socket(fileno=order["control"])
    try:
        walls, report = set_up(order)
    except OSError as refused:
        control.send(json.dumps({"refused": str(refused)}).encode())
        return
    gc.collect()
    collapse()
    gc.freeze()
    silence()
    lifeline.let_go(order["control"])
    control.send(json.dumps(report).encode())
    serve(control, walls)


def set_up(order: dict[str, Any]) -> tuple[Walls, dict[str, Any]]:
    """Put up the walls that are asked for and warm up in between; what holds and what is missing."""
    asked, held = order["walls"], []
    if order["builder"] == SYSTEM_CALLS:
        namespaces.enter(order["paths"])
        lifeline.hold(order["control"])
    if order["builder"] != NONE:
        held.append(NAMESPACES)
    missing = warm(order["preload"])
    # Opened before the privileges are gone: a tree below a private home can still be read then.
    rules = landlock.ruleset(order["paths"]) if LANDLOCK in asked and landlock.version() else None
    program = filter_program() if SECCOMP in asked else None
    if UNPRIVILEGED in asked:
        namespaces.drop_privileges()
        reach.check(order["paths"])
        held.append(UNPRIVILEGED)
    if order["builder"] != NONE:
        # The one that waits outside; a worker's thread may end. A change of identity forgets this, so it comes last.
        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    walls = Walls(address_space(), rules, program)
    return walls, {"held": held + walls.held(), "missing": missing}


def filter_program() -> bytes | None:
    """The seccomp program, None on a kernel without filters."""
    try:
        kernel.named("seccomp", 2, 0, (seccomp.ERROR).to_bytes(4, "little"))
    except OSError:
        return None
    return seccomp.program(kernel.machine())


def collapse() -> None:
    """Put the memory of our objects on huge pages, so that a fork copies few entries of tables. A matter of speed only.

    Source: madvise(2), MADV_COLLAPSE; kernels before 6.1 do not have it, and then nothing happens.
    """
    places = {id(thing) >> HUGE_BITS for thing in gc.get_objects()}
    for holder in gc.get_objects():
        if type(holder) is dict:
            places |= {id(thing) >> HUGE_BITS for thing in holder.values()}
    for place in places:
        kernel.advise(place << HUGE_BITS, 1 << HUGE_BITS, COLLAPSE)


def silence() -> None:
    """Standard input, output and error lead nowhere, for this process and all its forks."""
    nowhere = os.open("/dev/null", os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)


def serve(control: socket.socket, walls: Walls) -> None:
    """Fork, end and report children as the pool says, until the pool is gone."""
    children: dict[int, int] = {}
    while True:
        data, descriptors, _, _ = socket.recv_fds(control, LONGEST_MESSAGE, 1)
        if not data:
            break
        message = json.loads(data)
        number = message["number"]
        if message["do"] == "spawn":
            children[number] = fork(control, descriptors[0], walls, message["limits"])
        else:
            status = end(children.pop(number))
            if message["do"] == "report":
                control.send(json.dumps(status).encode())
    for pid in children.values():
        end(pid)


def fork(control: socket.socket, descriptor: int, walls: Walls, limits: dict[str, Any]) -> int:
    pid = os.fork()
    if not pid:
        control.close()
        child.run(descriptor, walls, limits)
    os.close(descriptor)
    return pid


def end(pid: int) -> dict[str, Any]:
    """Kill a child unless it has ended by itself; how it ended: `{"signal", "code", "cpu"}`."""
    ended, status, usage = os.wait4(pid, os.WNOHANG)
    if not ended:
        os.kill(pid, signal.SIGKILL)
        _, status, usage = os.wait4(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    return {"signal": max(0, -code), "code": max(0, code), "cpu": usage.ru_utime + usage.ru_stime}


def address_space() -> int:
    """Bytes of address space this process has: the least limit under which one more page can still be had.

    There is no /proc inside the walls to ask.
    """
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    low, high = 0, 2**47
    while high - low > 2**20:
        middle = (low + high) // 2
        resource.setrlimit(resource.RLIMIT_AS, (middle, hard))
        try:
            mmap.mmap(-1, mmap.PAGESIZE).close()
            high = middle
        except OSError:
            low = middle
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
    return high
