"""The warm process inside the walls: everything is imported once, then each job gets a fresh fork of it.

It never reads a job itself: it hands the job's channel to the new child and forgets it, so nothing foreign can poison it.
"""

import gc
import importlib
import json
import mmap
import os
import random
import resource
import signal
import socket
import sys
from typing import Any, Final

import numpy as np

from grading.sandbox import child

LONGEST_MESSAGE: Final = 4096


def main() -> None:
    """Run as the sandbox's warm process; argv[1] is the order of pool.py as JSON."""
    order = json.loads(sys.argv[1])
    control = socket.socket(fileno=order["control"])
    missing = preload(order["preload"])
    walls = {"size": address_space()}
    gc.collect()
    gc.freeze()
    control.send(json.dumps({"ready": True, "missing": missing}).encode())
    serve(control, walls)


def preload(names: list[str]) -> list[str]:
    """Import what jobs will want; returns the names that cannot be imported here."""
    missing = []
    for name in names:
        try:
            importlib.import_module(name)
        except ImportError:
            missing.append(name)
    # Every fork begins with the same generators: the same code gets the same verdict.
    random.seed(0)
    np.random.seed(0)
    return missing


def serve(control: socket.socket, walls: dict[str, Any]) -> None:
    """Fork, end and report children as the pool says, until the pool is gone."""
    children: dict[int, int] = {}
    while True:
        data, descriptors, _, _ = socket.recv_fds(control, LONGEST_MESSAGE, 1)
        if not data:
            return
        message = json.loads(data)
        number = message["number"]
        if message["do"] == "spawn":
            children[number] = fork(control, descriptors[0], walls)
        else:
            status = end(children.pop(number))
            if message["do"] == "report":
                control.send(json.dumps(status).encode())


def fork(control: socket.socket, descriptor: int, walls: dict[str, Any]) -> int:
    pid = os.fork()
    if pid:
        os.close(descriptor)
        return pid
    control.close()
    child.run(descriptor, walls)


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
