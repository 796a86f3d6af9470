"""Starting and stopping a process so that nothing of it is left behind."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def start(
    command: Sequence[str],
    *,
    log: Path | IO[bytes],
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    user: int | None = None,
) -> subprocess.Popen[bytes]:
    """Start a command in a process group of its own; it is asked to end when this process dies, however that happens.

    Call it from the main thread: Linux takes the end of the thread that started a process for the death of its parent.
    log: a file that its output is added to. user: the uid (and gid) to become, when this process is root.
    """
    output = log.open("ab") if isinstance(log, Path) else log
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(os.environ if environment is None else environment),
            cwd=folder,
            user=user,
            group=user,
            extra_groups=None if user is None else [],
            process_group=0,
            # What a service writes is about people: logs, the database, mail.
            umask=0o077,
            preexec_fn=_die_with(os.getpid()),  # noqa: PLW1509 - the supervisor has one thread
        )
    finally:
        output.close()


def _die_with(parent: int) -> Callable[[], None]:
    def ask_the_kernel() -> None:
        if LIBC is None:
            return
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it died before the kernel was told
            os._exit(1)

    return ask_the_kernel


def stop(process: subprocess.Popen[bytes], *, patience: float = 15.0) -> None:
    """Ask a process to end, wait so many seconds, then end it and all that is left of its group."""
    if process.poll() is None:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)
    kill_group(process)
    process.wait()


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """End at once whatever lives in the process's group; an empty group is fine."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
