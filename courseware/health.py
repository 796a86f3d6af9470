"""Is everything there that a submission needs on its way?"""

from collections.abc import Callable
from dataclasses import dataclass

import redis
from django.db import DatabaseError, connection

from exercises.heartbeat import PROGRAMS, WORKER, last_heard


@dataclass(frozen=True)
class Health:
    """Each text is "ok" or says what is missing. sandbox: how those workers isolate code that take programs."""

    database: str
    redis: str
    worker: str
    sandbox: str

    @property
    def is_well(self) -> bool:
        return self.database == self.redis == self.worker == "ok" and not self.sandbox.startswith("unavailable")


def check() -> Health:
    """Ask the database, Redis, and through Redis the workers."""
    database = _trouble(_database, DatabaseError)
    queue = _trouble(lambda: last_heard(WORKER), redis.RedisError)
    heard = last_heard(WORKER) if queue == "ok" else None
    if heard is None:
        return Health(database, queue, "unheard for a minute: is a worker and the scheduler running?", "unknown")
    programs = last_heard(PROGRAMS)
    why = heard.sandbox or "no worker takes programs"
    return Health(database, queue, "ok", programs.sandbox if programs else f"unavailable: {why}")


def _trouble(ask: Callable[[], object], error: type[Exception]) -> str:
    try:
        ask()
    except error as problem:
        return type(problem).__name__
    return "ok"


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
