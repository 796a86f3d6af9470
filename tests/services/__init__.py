"""Real services for tests: Redis, PostgreSQL, a Celery worker, a browser. One that cannot be had fails the test, never skips it."""
