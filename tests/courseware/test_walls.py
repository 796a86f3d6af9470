"""What comes from outside before any page is asked: sizes, addresses, passwords that everybody knows."""

import io
import logging
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courseware import demo
from courseware.middleware import address_behind_proxy
from courseware.models import User
from tests.conftest import PASSWORD

LOGIN = "/accounts/login/"


def test_a_file_is_refused_before_it_is_stored(client: Client, db, settings) -> None:
    settings.FILE_UPLOAD_HANDLERS = ["tests.nowhere.Handler"]
    large = SimpleUploadedFile("a.bin", b"x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1))
    response = client.post(LOGIN, {"file": large})
    assert response.status_code == 413
    assert response.templates[0].name == "413.html"


def test_the_whole_of_a_large_request_is_heard_before_the_answer(client: Client, db, settings) -> None:
    """A browser that is answered while it still sends shows a broken connection instead of the page."""
    response = client.post(LOGIN, {"login": "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)})
    assert response.status_code == 413
    assert response.wsgi_request.read() == b""


@pytest.mark.parametrize(
    ("behind", "passed", "address"),
    [
        (True, "198.51.100.7", "198.51.100.7"),
        (True, "6.6.6.6, 198.51.100.7", "198.51.100.7"),
        (True, "", "127.0.0.1"),
        (False, "6.6.6.6", "127.0.0.1"),
    ],
)
def test_behind_a_proxy_the_address_is_the_one_it_saw(rf, settings, behind, passed, address) -> None:
    settings.BEHIND_PROXY = behind
    request = rf.get("/", headers={"X-Forwarded-For": passed} if passed else {})
    address_behind_proxy(lambda request: request)(request)
    assert request.META["REMOTE_ADDR"] == address


@pytest.mark.parametrize(("debug", "status"), [(True, 302), (False, 200)])
def test_nobody_signs_in_to_a_server_with_the_password_of_the_demo(client: Client, db, settings, debug, status) -> None:
    settings.DEBUG = debug
    User.objects.create_superuser("dave", "dave@example.org", demo.PASSWORD)
    assert client.post(LOGIN, {"login": "dave", "password": demo.PASSWORD}).status_code == status
    admin = client.post(reverse("admin:login"), {"username": "dave", "password": demo.PASSWORD})
    assert admin.status_code == status


def test_the_log_has_the_number_that_the_error_page_shows(client: Client, db, monkeypatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    written = io.StringIO()
    handler = logging.StreamHandler(written)
    formats = [known.formatter for known in logging.getLogger().handlers if "structlog" in str(type(known.formatter))]
    handler.setFormatter(formats[0])
    monkeypatch.setattr("courseware.views.home.catalogue", fail)
    monkeypatch.setattr(logging.getLogger("django.request"), "handlers", [handler])
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 500
    reference = response.wsgi_request.META["NABLA_REFERENCE"]
    assert f"Reference number {reference}" in response.content.decode()
    assert f'"reference": "{reference}"' in written.getvalue()
    assert "ZeroDivisionError" in written.getvalue()


def fail_from(address: str, *names: str) -> int:
    """The status of the last of several sign-ins with a wrong password."""
    door = Client(REMOTE_ADDR=address)
    return [door.post(LOGIN, {"login": name, "password": "wrong"}).status_code for name in names][-1]


def test_one_password_tried_on_many_names_locks_its_address(alice, settings) -> None:
    names = [f"nobody-{number}" for number in range(settings.FAILURES_OF_AN_ADDRESS)]
    assert fail_from("203.0.113.7", *names) == 429
    right = {"login": "alice", "password": PASSWORD}
    assert Client(REMOTE_ADDR="203.0.113.7").post(LOGIN, right).status_code == 429
    assert Client(REMOTE_ADDR="203.0.113.8").post(LOGIN, right).status_code == 302


def test_one_joker_does_not_lock_a_classroom(alice, settings) -> None:
    assert fail_from("203.0.113.7", *["bob"] * 100) == 429
    right = {"login": "alice", "password": PASSWORD}
    assert Client(REMOTE_ADDR="203.0.113.7").post(LOGIN, right).status_code == 302


def test_trying_during_a_lock_does_not_make_it_longer(alice, settings) -> None:
    fail_from("203.0.113.7", *[f"nobody-{number}" for number in range(settings.FAILURES_OF_AN_ADDRESS)])
    AccessAttempt.objects.update(attempt_time=timezone.now() - settings.AXES_COOLOFF_TIME + timedelta(minutes=1))
    fail_from("203.0.113.7", "alice")
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=2))
    right = {"login": "alice", "password": PASSWORD}
    assert Client(REMOTE_ADDR="203.0.113.7").post(LOGIN, right).status_code == 302
