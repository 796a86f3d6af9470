"""/health/ says what is missing, and settings refuse to start half configured."""

import os
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from courseware import demo
from courseware.models import Enrolment, User
from exercises.heartbeat import PROGRAMS, WORKER, beat
from exercises.models import Submission

PRODUCTION = {
    "PATH": os.environ["PATH"],
    "DEBUG": "0",
    "SECRET_KEY": "".join(chr(ord("A") + i % 57) for i in range(64)),
    "ALLOWED_HOSTS": "nabla.example.org",
    "NABLA_STATE": "/nonexistent",
}


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, env=PRODUCTION | environment, capture_output=True, text=True, check=False)


def test_health_with_everything_there(client: Client, db, redis_url, settings) -> None:
    settings.REDIS_URL = redis_url
    beat(WORKER)
    beat(PROGRAMS, "bubblewrap")
    response = client.get("/health/")
    assert response.status_code == 200
    assert response.json() == {"well": True, "database": "ok", "redis": "ok", "worker": "ok", "sandbox": "bubblewrap"}


def test_health_without_a_worker(client: Client, db, redis_url, settings) -> None:
    settings.REDIS_URL = redis_url
    found = client.get("/health/")
    assert (found.status_code, found.json()["redis"]) == (503, "ok")
    assert "worker" in found.json()["worker"]


def test_health_without_redis(client: Client, db, settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    found = client.get("/health/")
    assert (found.status_code, found.json()["redis"], found.json()["database"]) == (503, "ConnectionError", "ok")


def test_health_with_a_worker_that_cannot_isolate(client: Client, db, redis_url, settings) -> None:
    settings.REDIS_URL = redis_url
    beat(WORKER)
    beat(PROGRAMS, "unavailable: no user namespaces")
    assert client.get("/health/").status_code == 503


def test_health_where_no_worker_takes_programs(client: Client, db, redis_url, settings) -> None:
    settings.REDIS_URL = redis_url
    beat(WORKER)
    found = client.get("/health/")
    assert (found.status_code, found.json()["worker"]) == (503, "ok")
    assert found.json()["sandbox"] == "unavailable: no worker takes programs"


def test_production_settings_pass_djangos_own_check() -> None:
    checked = manage("check", "--deploy", "--fail-level", "WARNING")
    assert checked.returncode == 0, checked.stderr


def test_without_a_secret_key_nothing_starts() -> None:
    started = manage("check", SECRET_KEY="")
    assert started.returncode != 0
    assert "SECRET_KEY is not set" in started.stderr


def test_no_migration_is_missing(db) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_demo_is_only_for_development(db, course, settings) -> None:
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG"):
        call_command("create_demo")
    assert not User.objects.exists()


def test_the_demos_learners_have_a_past_that_was_judged(db, course, library, settings, capsys) -> None:
    settings.DEBUG = True
    call_command("create_demo")
    assert {"correct", "incorrect"} <= set(Submission.objects.values_list("state", flat=True))
    before = Submission.objects.count()
    call_command("create_demo")
    assert Submission.objects.count() == before


def test_the_demo_twice_is_the_demo_once(db, course, settings, capsys) -> None:
    settings.DEBUG = True
    for _ in range(2):
        call_command("create_demo")
    people = {person.username for person in (*demo.PEOPLE, *demo.CLASSMATES)}
    assert set(User.objects.values_list("username", flat=True)) == people
    assert Enrolment.objects.count() == 2 + len(demo.CLASSMATES)
    assert User.objects.get(username="alice").check_password(demo.PASSWORD)
    assert demo.PASSWORD in capsys.readouterr().out
