"""Real services for tests. One that cannot be had fails the test, it never skips it."""
