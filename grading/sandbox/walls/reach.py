"""Whether the user without rights can read what is imported late: else the start fails, and not a submission."""

import os
import stat
import sys
from collections.abc import Iterable
from pathlib import PurePath


def check(paths: Iterable[str]) -> None:
    """Raise PermissionError, with the remedy, when a file or folder of `paths` or of a loaded module cannot be read."""
    loaded = [getattr(module, "__file__", None) for module in [*sys.modules.values()]]
    for path in [*paths, *filter(None, loaded)]:
        if _may_read(path):
            continue
        for folder in _folders(path):
            if not os.access(folder, os.X_OK):
                raise PermissionError(
                    f"the sandbox's user (number {os.getuid()}) may not enter {folder}, where Python's files lie: open"
                    f" it (chmod o+x {folder}), or install Python elsewhere"
                )
        raise PermissionError(
            f"the sandbox's user (number {os.getuid()}) may not read {path}: let others read it (chmod -R o+rX)"
        )


def _folders(path: str) -> list[PurePath]:
    """From the root down: those around `path`, then those around what it leads to if it is a link."""
    return [*reversed(PurePath(path).parents), *reversed(PurePath(os.path.realpath(path)).parents)]


def _may_read(path: str) -> bool:
    try:
        mode = os.stat(path).st_mode
    except PermissionError:
        return False
    except OSError:  # not there, so nobody will miss it
        return True
    return os.access(path, os.R_OK | os.X_OK if stat.S_ISDIR(mode) else os.R_OK)
