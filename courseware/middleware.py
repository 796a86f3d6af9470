"""Times are shown in the reader's zone: the one of the account, else the one the browser told in the cookie `tz`."""

from collections.abc import Callable
from zoneinfo import ZoneInfo, available_timezones

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

# Reading the list of zones walks a folder of 600 files: once a process.
ZONES = frozenset(available_timezones())


def reader_time_zone(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def respond(request: HttpRequest) -> HttpResponse:
        name = getattr(request.user, "timezone", "") or request.COOKIES.get("tz", "")
        with timezone.override(ZoneInfo(name) if name in ZONES else None):
            return get_response(request)

    return respond
