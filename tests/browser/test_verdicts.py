"""A verdict belongs to the answer that was judged: under another one it is quiet, and the way back is one click."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from courseware.models import User
from tests.browser.steps import open_exercise, submit, type_code, type_line, verdict

pytestmark = pytest.mark.usefixtures("library", "worker")
ROWS = "import numpy as np\n\ndef centre(X):\n    return X - X.mean(axis=1, keepdims=True)\n"


@pytest.fixture(params=[1280, 390])
def page(request: pytest.FixtureRequest, context_of: Callable[..., BrowserContext], alice: User) -> Page:
    """Alice has answered 10, which is wrong."""
    page = context_of(alice, viewport={"width": request.param, "height": 800}).new_page()
    open_exercise(page, "number")
    type_line(page, "10")
    submit(page)
    verdict(page)
    return page


def note(page: Page) -> Locator:
    return page.get_by_text("Your answer has changed since.")


def tops(page: Page) -> list[float]:
    """Where the card and what follows it stand, once nothing moves any more."""
    page.wait_for_timeout(400)
    boxes = [page.locator(place).first.bounding_box() for place in ("#verdict .verdict", ".work > .actions", "#hints")]
    return [box["y"] for box in boxes if box]


def test_a_changed_answer_makes_the_verdict_quiet_and_moves_nothing(page: Page) -> None:
    expect(note(page)).to_be_hidden()
    before, colour = tops(page), page.locator(".verdict-head").evaluate("(head) => getComputedStyle(head).color")
    type_line(page, "101")
    expect(note(page)).to_be_visible()
    assert tops(page) == before
    assert page.locator(".verdict-head").evaluate("(head) => getComputedStyle(head).color") != colour
    type_line(page, "10")
    expect(note(page)).to_be_hidden()


def test_the_judged_answer_is_brought_back(page: Page) -> None:
    type_line(page, "101")
    page.locator("#verdict").get_by_role("link", name="Bring").click()
    expect(page.locator("[data-number] input")).to_have_value("10")
    expect(note(page)).to_be_hidden()
    assert verdict(page) == "incorrect"


def test_a_draft_that_waits_keeps_the_verdict_quiet(page: Page) -> None:
    with page.expect_response(lambda response: response.url.endswith("/draft/")):
        type_line(page, "101")
    page.reload()
    expect(note(page)).to_be_visible()


def test_a_new_verdict_is_of_the_new_answer(page: Page) -> None:
    type_line(page, "11")
    submit(page)
    page.locator("#verdict .verdict[data-verdict=correct]").wait_for()
    expect(note(page)).to_be_hidden()
    expect(page.get_by_role("link", name="Next")).to_be_visible()


def test_a_run_of_another_program_leaves_the_old_verdict_quiet(
    context_of: Callable[..., BrowserContext], alice: User
) -> None:
    page = context_of(alice).new_page()
    open_exercise(page, "code", topic="programs")
    type_code(page, ROWS)
    submit(page)
    verdict(page)
    page.locator("[data-run-button]").click()
    page.locator("[data-run=done]").wait_for(timeout=60_000)
    expect(note(page)).to_be_hidden()
    type_code(page, ROWS.replace("axis=1", "axis=0"))
    page.locator("[data-run-button]").click()
    expect(note(page)).to_be_visible()
