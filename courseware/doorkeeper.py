"""How many wrong passwords are too many: for a name at an address, and for an address whatever the name."""

from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_failure_limit
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest


class Doorkeeper(AxesDatabaseHandler):  # type: ignore[misc]  # axes ships no types
    """Counts as axes does, and every failure of an address together: one password tried on many names shows there."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Failures of this name at this address; as many as lock it when its address has used up its own."""
        of_name: int = super().get_failures(request, credentials)
        if failures_from(request) < settings.FAILURES_OF_AN_ADDRESS:
            return of_name
        return max(of_name, int(get_failure_limit(request, credentials)))


def failures_from(request: HttpRequest) -> int:
    """Failed sign-ins from the address of this request within the time that a lock lasts."""
    address = request.axes_ip_address  # type: ignore[attr-defined]  # axes sets it
    recent = AccessAttempt.objects.filter(ip_address=address, attempt_time__gte=get_cool_off_threshold(request))
    return int(recent.aggregate(sum=Sum("failures_since_start"))["sum"] or 0)
