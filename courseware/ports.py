"""Is a port free, and if not, who has it? Needs nothing but Python.

python3 courseware/ports.py 127.0.0.1 8000 .nabla/running
"""

import contextlib
import fcntl
import os
import socket
import sys
from pathlib import Path

LISTENING = "0A"  # as Linux writes it


def explain(host: str, port: int) -> str:
    """What keeps us from listening there and what to do about it; empty when nothing does."""
    try:
        if is_free(host, port):
            return ""
    except PermissionError:
        return f"Port {port} is only for root. Choose one above 1023, for example --port 8000."
    except (socket.gaierror, OverflowError):
        return f"This machine cannot listen at {host}, port {port}. Choose others: --host 127.0.0.1 --port 8000."
    other = next((near for near in range(port + 1, min(port + 100, 65536)) if is_free(host, near)), 0)
    advice = f"Stop it, or choose another port: python3 bootstrap.py run --port {other}"
    return f"Port {port} is taken by {owner(port)}.\n{advice}"


def explain_running(lock: Path) -> str:
    """Who serves the site from the folder of this lock file; empty when nobody does."""
    if not lock.exists():
        return ""
    try:
        with lock.open() as held:
            fcntl.flock(held, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return f"Nabla already runs from this folder: {lock.read_text()}. Stop that one first."
    return ""


def is_free(host: str, port: int) -> bool:
    """Raises PermissionError, OverflowError (no such port) and socket.gaierror (an unknown host)."""
    if not 0 < port < 65536:
        raise OverflowError(port)
    family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except PermissionError:
            raise
        except OSError:
            return False
    return True


def owner(port: int) -> str:
    """Who listens there, as far as Linux lets us see."""
    listening = _listening_sockets(port)
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        with contextlib.suppress(OSError):
            if str(link.readlink()) in listening:
                words = (link.parents[1] / "cmdline").read_bytes().decode(errors="replace").split("\0")
                return f"process {link.parents[1].name} ({' '.join(words).strip()[:80]})"
    return "a program of another user"


def _listening_sockets(port: int) -> set[str]:
    tables = [Path("/proc/net") / name for name in ("tcp", "tcp6")]
    rows = [line.split() for table in tables if table.exists() for line in table.read_text().splitlines()[1:]]
    return {f"socket:[{row[9]}]" for row in rows if row[3] == LISTENING and row[1].endswith(f":{port:04X}")}


if __name__ == "__main__":
    problem = explain_running(Path(sys.argv[3])) or explain(sys.argv[1], int(sys.argv[2]))
    print(problem, end="", flush=True)
    sys.exit(os.EX_UNAVAILABLE if problem else 0)
