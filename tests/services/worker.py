"""A real Celery worker process on the database of the running test."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import redis
from django.db import connection

from courseware import processes

COMMAND = ("-m", "celery", "-A", "courseware", "worker", "--concurrency", "2", "--loglevel", "INFO")
QUICK = ("--without-gossip", "--without-mingle", "--without-heartbeat")


@dataclass
class RunningWorker:
    """A worker that tests may stop, kill and start again. Its log tells what it did."""

    broker: str
    log: Path
    process: subprocess.Popen[bytes] | None = field(default=None)

    def start(self, *more: str) -> None:
        known = self.log.read_text().count(" ready.") if self.log.exists() else 0
        command = (sys.executable, *COMMAND, *QUICK, *more)
        self.process = processes.start(command, log=self.log, environment=_environment(self.broker))
        deadline = time.monotonic() + 60
        while self.log.read_text().count(" ready.") == known:
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise RuntimeError(f"The worker does not start:\n{self.log.read_text()}")
            time.sleep(0.05)

    def stop(self) -> None:
        if self.process:
            processes.stop(self.process)
            self.process = None

    def kill(self) -> None:
        """End it without any chance to finish or to give its task back."""
        if self.process:
            processes.kill_group(self.process)
            self.process.wait()
            self.process = None

    def waiting(self) -> int:
        """How many messages lie in the queue."""
        with redis.Redis.from_url(self.broker) as client:
            return int(client.llen("celery"))


def _environment(broker: str) -> dict[str, str]:
    settings = connection.settings_dict
    url = f"sqlite:///{settings['NAME']}"
    if connection.vendor == "postgresql":
        url = f"postgres://{settings['USER']}@/{settings['HOST']}/{settings['NAME']}"
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": url,
        "NABLA_TEST_BROKER": broker,
        "PYTHONUNBUFFERED": "1",
    }
