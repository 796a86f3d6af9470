"""The queue: `celery -A courseware worker`, `celery -A courseware beat`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "courseware.settings")

app = Celery("nabla")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["exercises", "courseware"])
