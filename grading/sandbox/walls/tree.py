"""The files that a sandbox may see: the interpreter, its libraries, and the few packages of ours that run inside."""

import os
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[3]
OURS: Final = ("grading", "exercises/__init__.py", "exercises/authoring")
LIBRARIES: Final = ("/lib", "/lib64", "/lib32", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache")
DEVICES: Final = ("/dev/null", "/dev/urandom")


def readable() -> list[str]:
    """Absolute paths of files and folders, none inside another; links stand beside what they lead to."""
    found: set[str] = set()
    for path in _wanted():
        found |= {path, os.path.realpath(path)} if os.path.exists(path) else set()
    kept: list[str] = []
    for path in sorted(found):
        if not any(path.startswith(outer + "/") and not os.path.islink(outer) for outer in kept):
            kept.append(path)
    return kept


def _wanted() -> Iterator[str]:
    yield from LIBRARIES
    yield from (str(ROOT / part) for part in OURS)
    yield from (sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib"))
    library = sysconfig.get_config_var("LIBDIR")
    if library and library.startswith(sys.base_prefix) and sys.base_prefix not in ("/usr", "/"):
        yield library
    if sys.prefix != sys.base_prefix:
        yield os.path.join(sys.prefix, "pyvenv.cfg")
        yield os.path.join(sys.prefix, "lib")
    yield from _links(sys.executable)


def _links(path: str) -> Iterator[str]:
    """A file and every link on the way to it."""
    for _step in range(20):
        yield path
        if not os.path.islink(path):
            return
        path = os.path.normpath(os.path.join(os.path.dirname(path), os.readlink(path)))
