"""An answer that does not get through: the page says so until one does, and shows nothing that is not ours."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from courseware.models import User
from exercises.models import Submission
from tests.browser.steps import open_exercise, submit, type_line, verdict

pytestmark = pytest.mark.usefixtures("library", "worker")
HERE = "**/basics/number/"


@pytest.fixture
def page(context_of: Callable[..., BrowserContext], alice: User) -> Page:
    page = context_of(alice).new_page()
    open_exercise(page, "number")
    return page


def broken(status: int, kind: str, body: str) -> Callable[[Route], None]:
    """The answer of something that stands between the reader and us."""
    return lambda route: route.fulfill(status=status, content_type=kind, body=body)


def type_and_wait(page: Page, text: str) -> None:
    """Type, until the draft is saved."""
    with page.expect_response("**/draft/"):
        type_line(page, text)


@pytest.mark.parametrize("breaks", [lambda route: route.abort(), broken(502, "text/html", "<html>Bad gateway</html>")])
def test_a_failed_submission_is_said_until_one_succeeds(page: Page, breaks: Callable[[Route], None]) -> None:
    page.route(HERE, breaks)
    type_line(page, "10")
    submit(page)
    notice = page.get_by_text("Your answer did not get through.")
    expect(notice).to_be_visible()
    type_and_wait(page, "11")
    page.wait_for_timeout(200)
    expect(notice).to_be_visible()
    page.unroute(HERE)
    submit(page)
    assert verdict(page) == "correct"
    expect(notice).to_be_hidden()


def test_the_notice_of_a_failed_submission_is_closed_by_its_reader(page: Page) -> None:
    page.route(HERE, lambda route: route.abort())
    type_line(page, "10")
    submit(page)
    notice = page.locator("[data-trouble=unsent]")
    notice.get_by_role("button", name="Close").click()
    expect(notice).to_be_hidden()


@pytest.mark.parametrize(
    ("status", "kind", "body"),
    [
        (502, "text/plain", "upstream connect error or disconnect/reset before headers"),
        (200, "text/html", "<p>Log in to the hotel's network.</p>"),
        (503, "text/html", ""),
    ],
)
def test_only_our_own_pieces_are_put_into_the_page(page: Page, status: int, kind: str, body: str) -> None:
    type_line(page, "10")
    submit(page)
    assert verdict(page) == "incorrect"
    # What was understood is typeset a moment later.
    expect(page.locator("#verdict .katex").first).to_be_attached()
    before = page.locator("#verdict").inner_text()
    page.route(HERE, broken(status, kind, body))
    type_line(page, "11")
    submit(page)
    expect(page.locator("[data-trouble=unsent]")).to_be_visible()
    expect(page.locator("#verdict .verdict")).to_have_attribute("data-verdict", "incorrect")
    assert before in page.locator("#verdict").inner_text()


def test_an_answer_on_its_way_is_waiting_at_once(page: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(HERE, hold)
    type_line(page, "11")
    submit(page)
    expect(page.locator("#verdict")).to_have_text("Waiting", timeout=500)
    assert Submission.objects.count() == 0
    held[0].continue_()
    assert verdict(page) == "correct"
    expect(page.locator("[data-on-its-way]")).to_have_count(0)
