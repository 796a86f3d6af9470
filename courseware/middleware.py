"""Around every page: a number that an error page and the log share, whose request it is, how large, and their time."""

import secrets
from collections.abc import Callable
from zoneinfo import ZoneInfo, available_timezones

import structlog
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control

# Reading the list of zones walks a folder of 600 files: once a process.
ZONES = frozenset(available_timezones())


REFERENCE = "NABLA_REFERENCE"
DRAINED, CHUNK = 64 * 1024 * 1024, 64 * 1024

Respond = Callable[[HttpRequest], HttpResponse]


def reference_number(get_response: Respond) -> Respond:
    """Give the request a number: a reader who quotes it leads us to the lines of the log."""

    def respond(request: HttpRequest) -> HttpResponse:
        request.META[REFERENCE] = secrets.token_hex(4)
        with structlog.contextvars.bound_contextvars(reference=request.META[REFERENCE]):
            return get_response(request)

    return respond


def address_behind_proxy(get_response: Respond) -> Respond:
    """The address that the proxy saw: sign-ins are throttled by it, and the proxy's own is everybody's."""

    def respond(request: HttpRequest) -> HttpResponse:
        if settings.BEHIND_PROXY and (passed := request.headers.get("X-Forwarded-For", "")):
            # a client may send the header too; what our proxy added stands last
            request.META["REMOTE_ADDR"] = passed.rpartition(",")[2].strip()
        return get_response(request)

    return respond


def size_limit(get_response: Respond) -> Respond:
    """Refuse what is too large before it is parsed; Django's own limit counts no files, which would fill the disk."""

    def respond(request: HttpRequest) -> HttpResponse:
        if int(request.META.get("CONTENT_LENGTH") or 0) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            # a browser listens to the answer only when all is sent
            for _ in range(DRAINED // CHUNK):
                if not request.read(CHUNK):
                    break
            raise RequestDataTooBig
        return get_response(request)

    return respond


def private_pages(get_response: Respond) -> Respond:
    """Every page is made for its reader: no cache keeps it but the reader's own."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True)
        return response

    return respond


def reader_time_zone(get_response: Respond) -> Respond:
    """The zone of the account, else the one that the browser told in the cookie `tz`."""

    def respond(request: HttpRequest) -> HttpResponse:
        name = getattr(request.user, "timezone", "") or request.COOKIES.get("tz", "")
        with timezone.override(ZoneInfo(name) if name in ZONES else None):
            return get_response(request)

    return respond
