"""Going on as an ordinary user, when the tests run as root."""

import ctypes
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from grading.sandbox import Sandbox
from grading.sandbox.walls import kernel
from grading.sandbox.walls.tree import ROOT

# Nobody's number on any system that we know of.
THROWAWAY = 48_731


def become_ordinary() -> None:
    """Give up root for good. A private home that Python lies in is opened first, for this process's eyes only."""
    if os.geteuid():
        return
    open_the_way()
    os.setgroups([])
    os.setresgid(THROWAWAY, THROWAWAY, THROWAWAY)
    os.setresuid(THROWAWAY, THROWAWAY, THROWAWAY)
    # A change of identity closes /proc/self to its owner; namespaces of one's own need it.
    ctypes.CDLL(None).prctl(kernel.PR_SET_DUMPABLE, 1, 0, 0, 0)


def open_the_way() -> None:
    """Let others than root reach Python and this repository, in mounts that only this process and its children see."""
    kernel.unshare(kernel.CLONE_NEWNS)
    kernel.mount("none", "/", None, kernel.MS_REC | kernel.MS_PRIVATE)
    for needed in (Path(sys.base_prefix), ROOT, Path(sys.prefix)):
        _open_up(needed)


def start_on_open_way(sandbox: Sandbox) -> None:
    """Start its warm process where a private home is open. Mounts are a thread's own, so nobody else sees it so."""
    with ThreadPoolExecutor(1, initializer=None if os.geteuid() else open_the_way) as thread:
        thread.submit(lambda: sandbox.tier).result()


def _open_up(needed: Path) -> None:
    """Cover the first folder on the way that others may not enter, and put the needed one back into its place."""
    closed = next((folder for folder in reversed(needed.parents) if not folder.stat().st_mode & 1), None)
    if closed is None:
        return
    place = os.open(needed, os.O_PATH)
    kernel.mount("none", str(closed), "tmpfs", 0, "mode=0755")
    needed.mkdir(parents=True)
    kernel.mount(f"/proc/self/fd/{place}", str(needed), None, kernel.MS_BIND | kernel.MS_REC)
    os.close(place)
