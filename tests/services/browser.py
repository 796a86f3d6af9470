"""A real Chromium, driven by Playwright."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Containers have a small /dev/shm and no user namespaces; nothing but our own pages on this machine is opened.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def chromium_program() -> str:
    """NABLA_CHROMIUM (set by `bootstrap.py test` where it brought one), else one on the PATH."""
    found = os.environ.get("NABLA_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        raise RuntimeError(
            "No Chromium: run the suite with `python3 bootstrap.py test`, which gets one, or install one."
        )
    return found


@contextmanager
def running_browser() -> Iterator[Browser]:
    # Playwright's own Node.js needs libraries that small machines lack; the one that built the assets runs here.
    if node := os.environ.get("NABLA_NODE") or shutil.which("node"):
        os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", node)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_program(), args=list(ARGUMENTS))
        yield browser
        browser.close()
