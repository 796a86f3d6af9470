"""`python3 bootstrap.py run` from nothing to a page, and again, and its end."""

import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from courseware.redis_server import free_port

ROOT = Path(__file__).parents[1]
# The interpreter under the virtual environment: that is what a person types.
PYTHON = Path(sys.base_prefix) / "bin" / "python3"


def bootstrap(place: Path, *words: str) -> subprocess.Popen[str]:
    """Type the command in a folder that holds nothing but the sources, with none of our variables set."""
    ours = (
        "NABLA_",
        "DATABASE_URL",
        "REDIS_URL",
        "SECRET_KEY",
        "DEBUG",
        "DJANGO_",
        "ALLOWED_HOSTS",
        "EMAIL_URL",
        "VIRTUAL_ENV",
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    environment["PYTHONUNBUFFERED"] = "1"
    command = [str(PYTHON if PYTHON.exists() else sys.executable), "bootstrap.py", *words]
    return subprocess.Popen(
        command,
        cwd=place,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        process_group=0,
    )


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A copy of the sources in which `setup` has run."""
    folder = tmp_path_factory.mktemp("stranger") / "nabla"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(".git", ".nabla", "__pycache__", ".*_cache"))
    process = bootstrap(folder, "setup")
    said, _ = process.communicate(timeout=600)
    assert process.returncode == 0, said
    return folder


@dataclass
class Site:
    """The running site, its port, and what it said until it was ready."""

    process: subprocess.Popen[str]
    port: int
    said: str = ""

    def wait_until_ready(self) -> None:
        while "Ctrl-C stops everything" not in self.said:
            line = self.process.stdout.readline()
            assert line, f"it ended early:\n{self.said}"
            self.said += line

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


@pytest.fixture(scope="module")
def started(place):
    """The site that runs now, in the end of a list: a start takes as long as all these tests."""
    sites: list[Site] = []
    yield sites
    for site in sites:
        site.end()


@pytest.fixture
def site(place, started):
    """The site of the test before, or a new one where that test has ended it."""
    if not started or started[-1].process.poll() is not None:
        started.append(Site(bootstrap(place, "run", "--port", str(port := free_port())), port))
        started[-1].wait_until_ready()
    return started[-1]


def processes_of(place: Path) -> list[str]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_text().replace("\0", " ")
        except OSError:
            continue
        if str(place) in words:
            found.append(words)
    return found


def all_gone(place: Path, seconds: float = 30.0) -> bool:
    deadline = time.monotonic() + seconds
    while processes_of(place) and time.monotonic() < deadline:
        time.sleep(0.1)
    return not processes_of(place)


def test_second_start_has_nothing_to_prepare(site):
    assert re.findall(r"^  (\w.*?)  +\d+\.\d s$", site.said, re.MULTILINE) == ["Prepared"]


def test_site_answers_and_names_the_demo_accounts(site):
    with closing(http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)) as connection:
        connection.request("GET", "/")
        with connection.getresponse() as answer:
            assert answer.status == 200
    assert f"http://localhost:{site.port}/" in site.said
    assert "alice" in site.said


def mode_of(path: Path) -> int:
    """0 where it is gone: SQLite takes the files beside a database away while one looks."""
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return 0


def test_what_others_may_read_tells_of_nobody(site, place):
    is_open = {path.name: bool(mode & 0o077) for path in (place / ".nabla").iterdir() if (mode := mode_of(path))}
    opened = {name for name in is_open if is_open[name]}
    assert opened <= {"assets", "browsers", "bundle", "stamps", "venv", "wanted.txt"}
    assert {"nabla.sqlite3", "environment", "demo-accounts.txt", "logs", "redis"} <= is_open.keys() - opened


def test_second_run_in_the_same_folder_is_refused(site, place):
    second = bootstrap(place, "run", "--port", str(free_port()))
    said, _ = second.communicate(timeout=60)
    assert second.returncode == 1
    assert f"already runs from this folder: process {site.process.pid} at http://localhost:{site.port}/" in said


def test_end_is_clean(site, place):
    site.process.send_signal(signal.SIGTERM)
    assert site.process.wait(timeout=40) == 0
    # A warm process that is still starting hears that its worker has ended when it is ready.
    assert all_gone(place, seconds=10)


def test_killed_supervisor_leaves_no_orphan(site, place):
    site.process.kill()
    site.process.wait()
    assert all_gone(place)
