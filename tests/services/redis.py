"""A real Redis for a test."""

import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from courseware import processes
from courseware.redis_server import RedisServer, private_redis


@dataclass
class RunningRedis:
    """A Redis that tests may stop and start again; it forgets everything when it does."""

    server: RedisServer
    log: Path
    process: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def url(self) -> str:
        return self.server.url

    def start(self) -> None:
        self.process = processes.start(self.server.command, log=self.log)
        deadline = time.monotonic() + 20
        while not self.server.answers():
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise RuntimeError(f"Redis does not start:\n{self.log.read_text()}")
            time.sleep(0.02)

    def stop(self) -> None:
        if self.process:
            processes.stop(self.process)
            self.process = None

    def restart(self) -> None:
        self.stop()
        self.start()


def start_redis(folder: Path) -> RunningRedis:
    running = RunningRedis(private_redis(folder), folder / "redis.log")
    running.start()
    return running
