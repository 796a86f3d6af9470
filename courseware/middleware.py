"""Around every page: a number that an error page and the log share, and times in the reader's zone."""

import secrets
from collections.abc import Callable
from zoneinfo import ZoneInfo, available_timezones

import structlog
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

# Reading the list of zones walks a folder of 600 files: once a process.
ZONES = frozenset(available_timezones())


REFERENCE = "NABLA_REFERENCE"

Respond = Callable[[HttpRequest], HttpResponse]


def reference_number(get_response: Respond) -> Respond:
    """Give the request a number: a reader who quotes it leads us to the lines of the log."""

    def respond(request: HttpRequest) -> HttpResponse:
        request.META[REFERENCE] = secrets.token_hex(4)
        with structlog.contextvars.bound_contextvars(reference=request.META[REFERENCE]):
            return get_response(request)

    return respond


def reader_time_zone(get_response: Respond) -> Respond:
    """The zone of the account, else the one that the browser told in the cookie `tz`."""

    def respond(request: HttpRequest) -> HttpResponse:
        name = getattr(request.user, "timezone", "") or request.COOKIES.get("tz", "")
        with timezone.override(ZoneInfo(name) if name in ZONES else None):
            return get_response(request)

    return respond
