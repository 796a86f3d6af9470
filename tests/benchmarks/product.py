"""The product as a newcomer runs it, from a fresh clone, for the benchmarks to look at."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[2]
OFFERING = "/courses/autumn-2026/"
PASSWORD = "steepest descent"  # the demo's, printed for everybody to read


@dataclass(frozen=True)
class Running:
    """A running site. seconds: from the command to the first page."""

    folder: Path
    url: str
    seconds: float


@contextmanager
def fresh_clone() -> Iterator[Path]:
    """The committed state of this repository in an empty folder."""
    with tempfile.TemporaryDirectory(prefix="nabla-bench-") as folder:
        clone = Path(folder) / "nabla"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        yield clone


@contextmanager
def running(clone: Path) -> Iterator[Running]:
    """`bootstrap.py run` in the clone until the block ends; waits for the first page."""
    port = free_port()
    command = [sys.executable, "bootstrap.py", "run", "--port", str(port)]
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("NABLA_", "DJANGO_"))}
    began = time.perf_counter()
    with (clone.parent / "run.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=clone, env=clean, stdout=log, stderr=log, start_new_session=True)
    try:
        url = f"http://127.0.0.1:{port}"
        wait_for(url, process)
        yield Running(clone, url, time.perf_counter() - began)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    while True:
        if process.poll() is not None:
            raise RuntimeError(f"The site ended with {process.returncode}.")
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                answer.read()
                return
        except (URLError, ConnectionError):
            time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Visitor:
    """One signed-in person without a browser."""

    def __init__(self, url: str, name: str) -> None:
        self.url = url
        self.jar = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        self.post("/accounts/login/", {"login": f"{name}@example.org", "password": PASSWORD})

    def get(self, path: str) -> bytes:
        with self.opener.open(self.url + path, timeout=30) as answer:
            return bytes(answer.read())

    def post(self, path: str, fields: dict[str, str]) -> bytes:
        page = self.get(path).decode()
        found = re.search(r'name="csrfmiddlewaretoken"[^>]* value="([^"]+)"', page)
        token = re.search(r'name="token"[^>]* value="([^"]+)"', page)
        fields = {**fields, "csrfmiddlewaretoken": found[1] if found else "", "token": token[1] if token else ""}
        request = urllib.request.Request(self.url + path, urlencode(fields).encode())
        request.add_header("Referer", self.url + path)
        with self.opener.open(request, timeout=30) as answer:
            return bytes(answer.read())


def machine() -> str:
    """What the figures were taken on."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.split(":")[1].strip() for line in lines if "model name" in line), "?")
    return f"{os.cpu_count()} cores of {model}, Python {sys.version.split()[0]}"


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def report(title: str, rows: list[tuple[str, ...]]) -> None:
    """A Markdown table, and the same as JSON in the file that BENCHMARK_JSON names."""
    print(f"\n### {title}\n\n_{machine()}_\n")
    print("| " + " | ".join(rows[0]) + " |\n|" + "---|" * len(rows[0]))
    for row in rows[1:]:
        print("| " + " | ".join(row) + " |")
    if path := os.environ.get("BENCHMARK_JSON"):
        with Path(path).open("a") as out:
            out.write(json.dumps({"title": title, "machine": machine(), "rows": rows}) + "\n")
