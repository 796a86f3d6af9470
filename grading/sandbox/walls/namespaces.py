"""A world of its own by plain system calls: what bubblewrap does, on machines that have none.

Order matters: user namespace first (it gives the right to make the others), then a root of tmpfs and read-only binds.
"""

import os
import socket
from collections.abc import Sequence
from typing import Final

from grading.sandbox.walls import kernel
from grading.sandbox.walls.tree import DEVICES

NOBODY: Final = 65534
# What the machine is called in there.
HOST: Final = "sandbox"
# Any folder that every machine has; our mount over it is seen by nobody else.
BASE: Final = "/tmp"
SPACES: Final = (
    kernel.CLONE_NEWNS
    | kernel.CLONE_NEWPID
    | kernel.CLONE_NEWNET
    | kernel.CLONE_NEWIPC
    | kernel.CLONE_NEWUTS
    | kernel.CLONE_NEWCGROUP
)
LOCKED: Final = ((os.ST_NOSUID, kernel.MS_NOSUID), (os.ST_NODEV, kernel.MS_NODEV), (os.ST_NOEXEC, 8))


def enter(paths: Sequence[str]) -> None:
    """Go on as process 1 of new namespaces whose only files are `paths`. Raises OSError where the kernel refuses.

    The process that called stays outside as the parent and ends with the same exit status.
    """
    if os.geteuid() == 0:
        kernel.unshare(SPACES)
    else:
        _unshare_as_user()
    # A copy of the machine's name comes with the namespace.
    socket.sethostname(HOST)
    _build_root(paths)
    pid = os.fork()
    if pid:
        # All that is left to do here is to wait: no descriptor of the line to the pool may stay open.
        os.closerange(0, 1024)
        _, status = os.waitpid(pid, 0)
        os._exit(os.waitstatus_to_exitcode(status) & 0xFF)


def drop_privileges() -> None:
    """Become nobody, for good: no capability, none to be gained."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    kernel.drop_capabilities()
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)


def _unshare_as_user() -> None:
    uid, gid = os.getuid(), os.getgid()
    kernel.unshare(kernel.CLONE_NEWUSER | SPACES)
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{NOBODY} {uid} 1"),
        ("gid_map", f"{NOBODY} {gid} 1"),
    ):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


def _build_root(paths: Sequence[str]) -> None:
    """Make a new root beside the old one, bind the paths into it, then let go of the old one."""
    # Nobody goes through folders that the worker's own umask would close.
    os.umask(0o022)
    kernel.mount("none", "/", None, kernel.MS_REC | kernel.MS_PRIVATE)
    kernel.mount("tmpfs", BASE, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "mode=0755,size=1m")
    os.mkdir(f"{BASE}/new")
    os.mkdir(f"{BASE}/old")
    kernel.pivot_root(BASE, f"{BASE}/old")
    os.chdir("/")
    # pivot_root needs a mount point, so the new root is one of its own.
    kernel.mount("tmpfs", "/new", "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "mode=0755,size=1m")
    os.mkdir("/new/tmp")
    for path in (*paths, *DEVICES):
        _place(path, read_only=path not in DEVICES)
    kernel.mount("none", "/new", None, kernel.MS_REMOUNT | kernel.MS_BIND | kernel.MS_RDONLY | _locked("/new"))
    kernel.unmount("/old")
    os.chdir("/new")
    kernel.pivot_root(".", ".")
    kernel.unmount(".")
    os.chdir("/")


def _place(path: str, *, read_only: bool) -> None:
    """Bind one path of the old root to the same place in the new one; a link is made anew."""
    source, target = f"/old{path}", f"/new{path}"
    os.makedirs(os.path.dirname(target), mode=0o755, exist_ok=True)
    if os.path.islink(source):
        os.symlink(os.readlink(source), target)
        return
    if os.path.isdir(source):
        os.makedirs(target, mode=0o755, exist_ok=True)
    else:
        os.close(os.open(target, os.O_CREAT | os.O_WRONLY, 0o644))
    kernel.mount(source, target, None, kernel.MS_BIND | kernel.MS_REC)
    flags = kernel.MS_REMOUNT | kernel.MS_BIND | _locked(target) | kernel.MS_NOSUID
    if read_only:
        flags |= kernel.MS_RDONLY | kernel.MS_NODEV
    kernel.mount("none", target, None, flags)


def _locked(path: str) -> int:
    """Flags of a mount that a user namespace may not take off."""
    have = os.statvfs(path).f_flag
    return sum(flag for seen, flag in LOCKED if have & seen)
