"""While a warm process starts, it ends as soon as the worker lets go of the line between them, however that happens.

Later it reads the line and sees the end there. The kernel's own way (PR_SET_PDEATHSIG) takes the end of the thread that
started a process for its parent's death, and workers start sandboxes in threads.
"""

import fcntl
import os
import select
import signal
from types import FrameType


def hold(control: int) -> None:
    """From now on the end of the line ends this process. To be called again by a fork that goes on in its place."""

    def look(number: int, frame: FrameType | None) -> None:
        if _is_cut(control):
            os._exit(1)

    signal.signal(signal.SIGIO, look)
    fcntl.fcntl(control, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(control, fcntl.F_SETFL, fcntl.fcntl(control, fcntl.F_GETFL) | os.O_ASYNC)
    if _is_cut(control):  # before the kernel was told
        os._exit(1)


def let_go(control: int) -> None:
    """The process is ready, and reads the line itself."""
    fcntl.fcntl(control, fcntl.F_SETFL, fcntl.fcntl(control, fcntl.F_GETFL) & ~os.O_ASYNC)
    signal.signal(signal.SIGIO, signal.SIG_DFL)


def _is_cut(control: int) -> bool:
    poll = select.poll()
    poll.register(control, 0)
    return bool(poll.poll(0))
