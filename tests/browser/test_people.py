"""A stranger becomes a learner; an instructor sees how the class is doing."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from courseware.models import User
from exercises.pages.keys import public_key
from tests.browser.steps import SCHEMES, open_exercise, paint, submit, type_line, verdict

pytestmark = pytest.mark.usefixtures("library", "worker")


def sign_up(page: Page, name: str) -> None:
    page.goto("/accounts/signup/")
    page.locator("input[name=name]").fill(name)
    page.locator("input[name=email]").fill(f"{name.lower()}@example.org")
    if page.locator("input[name=username]").count():
        page.locator("input[name=username]").fill(name.lower())
    page.locator("input[name=password1]").fill("correct horse battery")
    page.locator("main form button[type=submit]").first.click()
    expect(page).not_to_have_url(re.compile("signup"))


def test_a_stranger_signs_up_joins_solves_and_sees_progress(page: Page, offering: object) -> None:
    sign_up(page, "Erin")
    page.goto("/courses/tiny-now/")
    page.get_by_role("button", name="Join").first.click()
    open_exercise(page, "number")
    type_line(page, "11")
    submit(page)
    assert verdict(page) == "correct"
    page.goto("/progress/")
    expect(page.locator("main")).to_contain_text("1 of 10")


def test_the_class_page_shows_who_solved_what(
    context_of: Callable[..., BrowserContext], alice: User, bob: User
) -> None:
    page = context_of(alice).new_page()
    open_exercise(page, "number")
    type_line(page, "10")
    submit(page)
    verdict(page)
    class_page = context_of(bob).new_page()
    class_page.goto("/courses/tiny-now/class/")
    class_page.get_by_role("link", name="Alice").first.click()
    class_page.get_by_role("link", name="A dot product").first.click()
    expect(class_page.locator("main")).to_contain_text("multiply them in pairs")


def test_signing_out_ends_the_session(context_of: Callable[..., BrowserContext], alice: User) -> None:
    page = context_of(alice).new_page()
    page.goto("/accounts/logout/")
    page.locator("main form button[type=submit]").first.click()
    page.goto("/account/")
    expect(page).to_have_url(re.compile("/accounts/login/"))


def test_no_page_scrolls_sideways_on_a_phone(context_of: Callable[..., BrowserContext], alice: User) -> None:
    page = context_of(alice, viewport={"width": 360, "height": 740}).new_page()
    for address in ("", "progress/", "basics/", "basics/matrix/", "basics/symbolic/", "programs/code/"):
        page.goto(f"/courses/tiny-now/{address}")
        page.wait_for_load_state("networkidle")
        for scheme in SCHEMES:
            paint(page, scheme)
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, address


def test_every_kind_works_without_scripts(context_of: Callable[..., BrowserContext], alice: User) -> None:
    page = context_of(alice, java_script_enabled=False).new_page()
    open_exercise(page, "ordering")
    for position, key in enumerate(("eliminate", "back", "check"), start=1):
        page.locator(f".block[data-key='{public_key(key)}'] input").fill(str(position))
    submit(page)
    page.wait_for_timeout(1500)
    page.reload()
    assert verdict(page) == "correct"


def test_no_request_leaves_the_site(context_of: Callable[..., BrowserContext], alice: User) -> None:
    page = context_of(alice).new_page()
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]) if request.url.startswith("http") else None)
    for address in ("/", "/courses/tiny-now/basics/symbolic/", "/courses/tiny-now/programs/code/"):
        page.goto(address)
        page.wait_for_load_state("networkidle")
    assert hosts == {page.url.split("/")[2]}
