"""What every test may ask for: people, a course to meet in, and real services.

Fixtures are people: alice learns, bob teaches, carol has an account and no course, dave runs the site.
"""

import copy
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
import redis
from django.core.management import call_command
from django.db import transaction
from django.db.models import Model
from django.test import Client
from kombu import pools
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django import DjangoDbBlocker

from courseware.celery import app
from courseware.models import Course, Enrolment, Offering, Topic, User
from exercises.models import Exercise, ExerciseVersion, Variant
from tests.services.browser import running_browser
from tests.services.postgres import postgres
from tests.services.redis import RunningRedis, start_redis
from tests.services.worker import RunningWorker

# The same examples in every run and on every machine; NABLA_HYPOTHESIS=random looks for new ones.
hypothesis.settings.register_profile("same", derandomize=True, database=None, deadline=None)
hypothesis.settings.register_profile("random", derandomize=False, database=None, deadline=None)
hypothesis.settings.load_profile("random" if os.environ.get("NABLA_HYPOTHESIS") == "random" else "same")

LIBRARY = Path(__file__).parent / "library"
PASSWORD = "seven bridges of Koenigsberg"
DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}
BROWSER_FIXTURES = {"browser", "page", "context_of"}
# A file is run by one process, so that its tests share what they set up; those that take longest begin first, so that
# no process waits for another in the end.
LONGEST = (
    "tests/test_from_nothing.py",
    "tests/hostile/test_hostile.py",
    "tests/grading/test_cases.py",
    "tests/browser/test_accessibility.py",
    "tests/exercises/test_tasks.py",
    "tests/exercises/test_workers.py",
    "tests/browser/test_typing.py",
    "tests/hostile/test_controls.py",
    "tests/browser/test_solving.py",
    "tests/exercises/test_library.py",
    "tests/grading/test_hostile_answers.py",
)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if fixtures & DATABASE_FIXTURES or item.get_closest_marker("django_db"):
            item.add_marker("database")
        if fixtures & BROWSER_FIXTURES:
            item.add_marker("browser")
    yield
    ranks = {name: rank for rank, name in enumerate(LONGEST)}
    items.sort(key=lambda item: ranks.get(item.nodeid.partition("::")[0], len(LONGEST)))


# --- People ----------------------------------------------------------------------------------------------------------


def person(name: str, **more: object) -> User:
    return User.objects.create_user(name.lower(), f"{name.lower()}@example.org", PASSWORD, name=name, **more)


@pytest.fixture
def alice(offering: Offering) -> User:
    """She is enrolled and learns."""
    alice = person("Alice")
    Enrolment.objects.create(offering=offering, user=alice, role=Enrolment.Role.LEARNER)
    return alice


@pytest.fixture
def bob(offering: Offering) -> User:
    """He teaches the offering."""
    bob = person("Bob")
    Enrolment.objects.create(offering=offering, user=bob, role=Enrolment.Role.INSTRUCTOR)
    return bob


@pytest.fixture
def carol(db: None) -> User:
    """She has an account and is in no course."""
    return person("Carol")


@pytest.fixture
def dave(db: None) -> User:
    """He runs the site."""
    return person("Dave", is_staff=True, is_superuser=True)


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """A browser's session without the browser: signed_in(alice).get("/")."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


# --- What they meet in -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def synced(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> list[list[Model]]:
    """The rows that sync_library makes of tests/library: it reads, makes and checks them once for all tests."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("sync_library", library=str(LIBRARY), verbosity=0)
        rows: list[list[Model]] = [list(model.objects.order_by("pk")) for model in (Exercise, ExerciseVersion, Variant)]
        transaction.set_rollback(True)
    return rows


@pytest.fixture
def library(synced: list[list[Model]], db: None) -> dict[str, Exercise]:
    """The tiny library of tests/library, one exercise of each kind, by slug."""
    exercises, versions, variants = copy.deepcopy(synced)
    for variant in variants:
        variant.pk = None  # the database counts them itself
    with transaction.atomic():  # exercises and versions name each other
        for made in (exercises, versions, variants):
            type(made[0])._default_manager.bulk_create(made)
    return {exercise.slug: exercise for exercise in Exercise.objects.all()}


@pytest.fixture
def course(db: None) -> Course:
    """A course of two topics whose exercises are those of tests/library."""
    sections = [{"title": "All", "topics": ["basics", "programs"]}]
    course = Course.objects.create(slug="tiny", title="Tiny course", summary="Two topics.", sections=sections)
    skill = {"id": "matrix-product", "text": "Multiply matrices"}
    Topic.objects.create(course=course, slug="basics", position=1, title="Basics", short="Basics", skills=[skill])
    skill = {"id": "numpy-centre", "text": "Centre data"}
    Topic.objects.create(
        course=course,
        slug="programs",
        position=2,
        title="Programs",
        short="Programs",
        skills=[skill],
        requires=["basics"],
    )
    return course


@pytest.fixture
def offering(course: Course) -> Offering:
    """An open run of the course that anybody may join."""
    return Offering.objects.create(course=course, slug="tiny-now", term="Now", open_enrolment=True)


# --- Real services ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningRedis]:
    """A Redis that the test may stop and restart."""
    running = start_redis(tmp_path_factory.mktemp("redis"))
    yield running
    running.stop()


@pytest.fixture
def redis_url(redis_server: RunningRedis) -> str:
    """Where an empty Redis answers."""
    if redis_server.process is None:
        redis_server.start()
    with redis.Redis.from_url(redis_server.url) as client:
        client.flushall()
    return redis_server.url


@pytest.fixture
def broker(request: pytest.FixtureRequest, redis_url: str) -> Iterator[str]:
    """Queue into the real Redis instead of memory; without `worker`, where no worker of an earlier test listens."""
    url = redis_url if "worker" in request.fixturenames else f"{redis_url.removesuffix('/0')}/1"
    connect_queue(url)
    yield url
    connect_queue("memory://")


def connect_queue(url: str) -> None:
    """Point the queue of this process elsewhere and forget the connections it holds."""
    app.conf.update(broker_url=url, broker_read_url=url, broker_write_url=url)
    pools.reset()
    app._after_fork()


@pytest.fixture(scope="session")
def worker_process(
    django_db_setup: None, redis_server: RunningRedis, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningWorker]:
    """One worker for all tests of a process: starting one takes longer than most tests."""
    running = RunningWorker(redis_server.url, tmp_path_factory.mktemp("worker") / "worker.log")
    yield running
    running.stop()


@pytest.fixture
def worker(transactional_db: None, broker: str, worker_process: RunningWorker) -> RunningWorker:
    """A worker process that takes from the queue and writes into the test's database. Tests may stop or kill it."""
    if worker_process.process is None or worker_process.process.poll() is not None:
        worker_process.start()
    return worker_process


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL of its own, whatever database the suite runs on."""
    with postgres() as url:
        yield url


# --- A browser -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with running_browser() as browser:
        yield browser


@pytest.fixture
def context_of(browser: Browser, live_server: object) -> Iterator[Callable[..., BrowserContext]]:
    """A window of somebody's own: context_of(alice, color_scheme="dark").new_page(). Nobody: context_of(None)."""
    contexts: list[BrowserContext] = []

    def open_for(user: User | None = None, **options: object) -> BrowserContext:
        context = browser.new_context(base_url=live_server.url, **options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        if user:
            client = Client()
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
            context.add_cookies(
                [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
            )
        return context

    yield open_for
    for context in contexts:
        context.close()


@pytest.fixture
def page(context_of: Callable[..., BrowserContext]) -> Page:
    """A stranger's page; sign in by typing, or ask context_of for somebody's."""
    return context_of().new_page()
