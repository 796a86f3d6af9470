"""The settings of the suite: cheap passwords, a database of its own, no queue but the one that a test asks for."""

import atexit
import os
import shutil
import tempfile

# Workers of pytest-xdist inherit the variable, so that one run has one folder and two runs never share one.
if "NABLA_TEST_FOLDER" not in os.environ:
    os.environ["NABLA_TEST_FOLDER"] = tempfile.mkdtemp(prefix="nabla-test-")
    atexit.register(shutil.rmtree, os.environ["NABLA_TEST_FOLDER"], ignore_errors=True)
TEST_FOLDER = os.environ["NABLA_TEST_FOLDER"]

os.environ |= {
    "NABLA_TESTING": "1",
    "DEBUG": "0",
    "SECRET_KEY": "of no use to anybody, it guards a test",
    "EMAIL_URL": "memorymail://",
}
# Playwright keeps an event loop in the test's thread; Django would refuse every query there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

from courseware.settings import *  # noqa: E402, F403
from courseware.settings import DATABASES  # noqa: E402

# A file, not memory: live servers and real workers must see the same database.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": f"{TEST_FOLDER}/test.sqlite3"}

CELERY_BROKER_URL = os.environ.get("NABLA_TEST_BROKER", "memory://")
