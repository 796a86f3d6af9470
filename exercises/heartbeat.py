"""Signs of life of the workers, kept in Redis for a minute and read by the health page."""

import json
from dataclasses import dataclass

import redis
from django.conf import settings
from django.utils import timezone

# Who beats: any worker at all, and those that take programs.
WORKER, PROGRAMS = "nabla:worker", "nabla:programs"
LIVES = 60


@dataclass(frozen=True)
class Heartbeat:
    """seconds: how long ago a worker last said that it lives. sandbox: how it isolates code, or why it cannot."""

    seconds: float
    sandbox: str


def beat(who: str, sandbox: str = "") -> None:
    """Say that such a worker lives. Raises redis.RedisError."""
    said = json.dumps({"at": timezone.now().timestamp(), "sandbox": sandbox})
    with _client() as client:
        client.set(who, said, ex=LIVES)


def last_heard(who: str) -> Heartbeat | None:
    """The last sign of life, None when none came within a minute. Raises redis.RedisError when Redis is away."""
    with _client() as client:
        said = client.get(who)
    if not isinstance(said, bytes):
        return None
    data = json.loads(said)
    return Heartbeat(timezone.now().timestamp() - data["at"], data["sandbox"])


def _client() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1)
