"""The services of the suite are real."""

import time

import psycopg
import pytest
import redis
from django.db import connection

from courseware.celery import app
from exercises.models import Exercise
from exercises.tasks import sweep_submissions


def test_redis_is_a_server(redis_url):
    assert redis.Redis.from_url(redis_url).info()["process_id"] > 0


def test_redis_forgets_when_restarted(redis_server, redis_url):
    redis.Redis.from_url(redis_url).set("key", "value")
    redis_server.restart()
    assert redis.Redis.from_url(redis_url).get("key") is None


def test_postgres_is_a_server(postgres_url):
    parts = postgres_url.removeprefix("postgres://postgres@/").rpartition("/")
    with psycopg.connect(host=parts[0], user="postgres", dbname=parts[2]) as server:
        assert server.execute("select 6 * 7").fetchone() == (42,)


def test_worker_is_a_process_that_sees_the_database(worker):
    task = sweep_submissions.delay()
    deadline = time.monotonic() + 30
    while f"{task.id}] succeeded" not in worker.log.read_text() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert f"{task.id}] succeeded" in worker.log.read_text()


def test_queue_is_in_memory_unless_a_broker_is_asked_for():
    assert app.connection_for_write().transport_cls == "memory"


@pytest.mark.django_db
def test_sqlite_writes_ahead():
    if connection.vendor == "postgresql":
        return
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_browser_opens_a_page_of_the_site(page):
    assert page.goto("/health/").status in (200, 503)


def test_tiny_library_has_every_kind(library):
    assert {kind for exercise in Exercise.objects.all() for kind in exercise.current.summary["kinds"]} >= {
        "matrix",
        "code",
    }
