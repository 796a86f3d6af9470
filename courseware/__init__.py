"""Who takes which course, and how far are they? The Django project and an app."""

from courseware.celery import app as celery_app

__all__ = ["celery_app"]
