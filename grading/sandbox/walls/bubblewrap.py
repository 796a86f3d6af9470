"""The same world made by bubblewrap, which some systems trust with namespaces that they refuse to others."""

import os
import shutil
from collections.abc import Sequence
from pathlib import PurePath

from grading.sandbox.walls.namespaces import HOST
from grading.sandbox.walls.tree import DEVICES


def command(paths: Sequence[str]) -> list[str] | None:
    """What stands before the zygote's command line; None where bubblewrap is not installed."""
    program = shutil.which("bwrap", path="/usr/bin:/bin:/usr/local/bin")
    if program is None:
        return None
    line = [program, "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"]
    if os.geteuid() == 0:
        # The zygote itself becomes nobody once everything is imported.
        line += ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--cap-add", "CAP_SETPCAP"]
        line += ["--cap-add", "CAP_DAC_READ_SEARCH"]
    else:
        line += ["--unshare-user", "--uid", "65534", "--gid", "65534"]
    line += ["--as-pid-1", "--hostname", HOST, "--dir", "/tmp"]
    for folder in _above([*paths, *DEVICES]):
        # A folder that bubblewrap makes by itself is closed to everybody but its maker.
        line += ["--perms", "0755", "--dir", folder]
    for path in paths:
        if os.path.islink(path):
            line += ["--symlink", os.readlink(path), path]
        else:
            line += ["--ro-bind", path, path]
    for device in DEVICES:
        line += ["--dev-bind", device, device]
    return [*line, "--remount-ro", "/", "--chdir", "/"]


def _above(paths: Sequence[str]) -> list[str]:
    """The folders that the paths stand in, outermost first, without those that are links."""
    found: set[str] = set()
    for path in paths:
        found |= {str(folder) for folder in PurePath(path).parents if str(folder) != "/"}
    return sorted(folder for folder in found if not os.path.islink(folder))
