"""Run web server, worker, scheduler and Redis together until Ctrl-C: `python -m courseware.supervisor --port 8000`.

`bootstrap.py run` ends by becoming this. It has one thread, so that the kernel can tie its children's lives to its own.
"""

import argparse
import contextlib
import fcntl
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from environ import Env

from courseware import processes
from courseware.redis_server import RedisServer, private_redis

TICK = 0.2  # seconds between looks at the services
STEADY = 30.0  # a service that lived so long has earned a quick restart
PATIENCE = 20.0  # seconds to finish what is being judged
LOG_BYTES = 10_000_000


@dataclass
class Service:
    """A process that has to be there, and how it has fared."""

    name: str
    command: tuple[str, ...]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_at: float = 0.0
    falls: int = 0  # deaths in a row
    proven: bool = False  # has once lived long enough to show that it can


class Supervisor:
    """Keeps services alive and ends all of them together."""

    def __init__(self, services: Iterable[Service], *, environment: Mapping[str, str], logs: Path) -> None:
        self.services = list(services)
        self.environment = environment
        self.logs = logs
        self.signals = 0
        self.ready = False

    def run(self, address: tuple[str, int], greeting: str) -> int:
        """Start everything and watch it; returns the exit code when a signal came or a service cannot start."""
        began = time.monotonic()
        try:
            while not self.signals:
                for service in self.services:
                    self.look_after(service)
                if hopeless := [service for service in self.services if service.falls > 2 and not service.proven]:
                    log = self.log(hopeless[0])
                    self.say(f"{hopeless[0].name} does not start. The end of {log}:\n\n{tail(log)}")
                    return 1
                if not self.ready and all(service.process for service in self.services) and healthy(address):
                    self.ready = True
                    self.say(f"{greeting}\nStarted in {time.monotonic() - began:.1f} s. Ctrl-C stops everything.")
                time.sleep(TICK)
            self.say("\nStopping ...")
            return 0
        finally:
            self.stop()

    def look_after(self, service: Service) -> None:
        now = time.monotonic()
        if service.process is None:
            if now >= service.start_at:
                service.process = processes.start(service.command, log=self.log(service), environment=self.environment)
                service.started_at = now
            return
        code = service.process.poll()
        if code is None:
            service.proven |= now - service.started_at > STEADY
            return
        processes.kill_group(service.process)
        service.process = None
        service.falls = 1 if now - service.started_at > STEADY else service.falls + 1
        delay = min(0.5 * 2 ** (service.falls - 1), STEADY)
        service.start_at = now + delay
        self.say(f"{service.name} ended with {code}; starting it again in {delay:g} s. See {self.log(service)}.")

    def stop(self) -> None:
        """End all services together, but the queue last: the worker gives back what it has not begun."""
        for queue in (False, True):
            running = [
                service.process for service in self.services if service.process and (service.name == "redis") is queue
            ]
            for process in running:
                process.terminate()
            deadline = time.monotonic() + PATIENCE
            while self.signals < 2 and time.monotonic() < deadline and any(p.poll() is None for p in running):
                time.sleep(0.05)
            for process in running:
                processes.stop(process, patience=0.0)

    def log(self, service: Service) -> Path:
        return self.logs / f"{service.name}.log"

    def on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.signals += 1

    @staticmethod
    def say(text: str) -> None:
        print(text, flush=True)


def tail(log: Path, lines: int = 25) -> str:
    text = log.read_text(errors="replace") if log.exists() else ""
    return "\n".join(text.splitlines()[-lines:])


def healthy(address: tuple[str, int]) -> bool:
    """Whether the site answers at all; what its health page says is for those who watch it."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address[0], address[0])  # noqa: S104 - compared, not bound
    connection = http.client.HTTPConnection(host, address[1], timeout=5)
    try:
        connection.request("GET", "/health/")
        connection.getresponse().read()
    except OSError:
        return False
    finally:
        connection.close()
    return True


def services_of(host: str, port: int, state: Path, redis: RedisServer | None) -> list[Service]:
    python = sys.executable
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    gunicorn = (
        "gunicorn",
        "courseware.wsgi",
        "--preload",
        "--bind",
        bind,
        "--worker-class",
        "gthread",
        "--threads",
        "8",
    )
    celery = ("celery", "--app", "courseware")
    worker = (python, "-m", *celery, "worker", "--loglevel", "INFO", "--without-gossip", "--without-mingle")
    # Programs take long: one process never takes any, so that formulas do not wait for them.
    quick = ("--hostname", "quick@%h", "--concurrency", "1", "--queues", "celery,upkeep")
    processes_for_programs = str(max(2, os.cpu_count() or 2))
    programs = ("--hostname", "programs@%h", "--concurrency", processes_for_programs)
    services = [
        Service("web", (python, "-m", *gunicorn, "--graceful-timeout", "10", "--no-control-socket")),
        Service("worker", (*worker, *quick)),
        Service("programs", (*worker, *programs, "--queues", "programs,workshop,celery")),
        Service("scheduler", (python, "-m", *celery, "beat", "--schedule", str(state / "beat"), "--pidfile=")),
    ]
    return [Service("redis", redis.command), *services] if redis else services


def names_of(host: str) -> list[str]:
    """Under which names a browser finds the site that listens there."""
    names = ["localhost", "127.0.0.1", "[::1]"]
    if host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        own = socket.gethostname()
        with contextlib.suppress(OSError):
            names += [str(found[4][0]) for found in socket.getaddrinfo(own, None, socket.AF_INET)]
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
                # sends nothing; tells which of our addresses faces the others (192.0.2.1 stands in for them)
                probe.connect(("192.0.2.1", 9))
                names.append(str(probe.getsockname()[0]))
        host = own
    return list(dict.fromkeys([*names, f"[{host}]" if ":" in host else host]))


def wait_for_redis(supervisor: Supervisor, redis: RedisServer) -> None:
    """Start the queue first, so that nobody begins by failing to reach it."""
    deadline = time.monotonic() + 10
    while not redis.answers() and time.monotonic() < deadline:
        supervisor.look_after(supervisor.services[0])
        time.sleep(0.02)


def hold_the_folder(state: Path, url: str) -> int:
    """Lock the state folder for this process; the kernel lets go of it when the process ends, however it does."""
    lock = os.open(state / "running", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit(f"Nabla already runs from this folder: {os.read(lock, 200).decode()}. Stop that one first.")
    os.truncate(lock, 0)
    os.write(lock, f"process {os.getpid()} at {url}".encode())
    return lock


def prepare_logs(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for log in folder.glob("*.log"):
        if log.stat().st_size > LOG_BYTES:
            log.replace(log.with_suffix(".old"))
    return folder


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--host", default="127.0.0.1")
    arguments.add_argument("--port", type=int, default=8000)
    arguments.add_argument("--state", type=Path, default=Path(".nabla"))
    arguments.add_argument("--greeting", default="", help="said below the address when the site answers")
    given = arguments.parse_args()
    state = given.state.resolve()
    name = socket.gethostname() if given.host in ("0.0.0.0", "::") else given.host  # noqa: S104 - compared, not bound
    url = f"http://{'localhost' if name == '127.0.0.1' else name}:{given.port}/"
    _lock = hold_the_folder(state, url)

    os.umask(0o077)
    # What settings.py reads for itself: a real variable wins over a line of the file.
    Env.read_env(state / "environment")
    redis = None if os.environ.get("REDIS_URL") else private_redis(state / "redis")
    environment = {"WEB_CONCURRENCY": "2", "PYTHONUNBUFFERED": "1", **os.environ}
    if redis:
        environment["REDIS_URL"] = redis.url
    # A page that is asked for under any other name is refused: mails would carry an attacker's.
    environment.setdefault("ALLOWED_HOSTS", ",".join(names_of(given.host)))
    services = services_of(given.host, given.port, state, redis)
    supervisor = Supervisor(services, environment=environment, logs=prepare_logs(state / "logs"))
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, supervisor.on_signal)
    if redis:
        wait_for_redis(supervisor, redis)
    return supervisor.run((given.host, given.port), f"\nNabla is at {url}\n{given.greeting}")


if __name__ == "__main__":
    sys.exit(main())
