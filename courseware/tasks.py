"""Housekeeping of the site."""

from celery import shared_task
from django.core.management import call_command


@shared_task  # type: ignore[untyped-decorator]  # celery ships no types
def clear_sessions() -> None:
    """Drop the sessions that have ended. The scheduler calls it every hour."""
    call_command("clearsessions")
