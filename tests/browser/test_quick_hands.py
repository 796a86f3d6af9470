"""No key is lost in the formula editor: not while it comes, not right after it is focused, not after a submission."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from courseware.models import User
from exercises.models import Submission
from tests.browser.steps import open_exercise, verdict

pytestmark = pytest.mark.usefixtures("library", "worker")
TYPED = "2x*e^(x^2)/3+x"
EDITOR, READING, KATEX = "**/chunks/editor-*.js", "**/understood/", "**/chunks/katex-*.js"


@pytest.fixture
def page(context_of: Callable[..., BrowserContext], alice: User) -> Page:
    """Alice before a formula; keys follow each other without a pause."""
    page = context_of(alice).new_page()
    open_exercise(page, "symbolic")
    return page


def answer(page: Page) -> str:
    page.wait_for_timeout(200)
    return page.locator("[data-formula] input").input_value()


def typed_slowly(page: Page) -> str:
    """What the same keys become with all the time in the world."""
    page.get_by_role("button", name="Formula editor").click()
    expect(page.locator("math-field")).to_be_focused()
    page.wait_for_timeout(500)
    page.keyboard.type(TYPED, delay=60)
    written = answer(page)
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.get_by_role("button", name="Text", exact=True).click()
    page.evaluate("localStorage.clear()")
    page.reload()
    return written


@contextmanager
def late(page: Page, what: str) -> Iterator[None]:
    """What the page asks for under this address stays away until the end of the block."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(what, hold)
    yield
    page.wait_for_timeout(300)
    assert held
    for route in held:
        route.continue_()


@pytest.mark.parametrize("is_late", [False, True])
def test_keys_typed_while_the_editor_comes_are_typed_into_it(page: Page, is_late: bool) -> None:
    written = typed_slowly(page)
    with late(page, EDITOR) if is_late else nullcontext():
        page.get_by_role("button", name="Formula editor").click()
        page.keyboard.type(f"{TYPED}y")
        page.keyboard.press("Backspace")
    expect(page.locator("math-field")).to_be_focused()
    assert answer(page) == written


def test_keys_typed_right_after_a_click_reach_the_editor(page: Page) -> None:
    written = typed_slowly(page)
    page.get_by_role("button", name="Formula editor").click()
    expect(page.locator("math-field")).to_be_focused()
    page.locator("h1").click()
    page.locator("math-field").click()
    page.keyboard.type(TYPED)
    assert answer(page) == written


def test_keys_typed_right_after_a_symbol_follow_it(page: Page) -> None:
    page.get_by_role("button", name="Formula editor").click()
    expect(page.locator("math-field")).to_be_focused()
    page.locator("h1").click()
    page.get_by_role("button", name="square root").click()
    page.keyboard.type("x+1")
    assert answer(page) == r"\sqrt{x+1}"


def test_keys_typed_right_after_a_submission_reach_the_editor(page: Page) -> None:
    page.get_by_role("button", name="Formula editor").click()
    page.keyboard.type("2x")
    page.keyboard.press("Enter")
    page.keyboard.type("+1")
    verdict(page)
    page.keyboard.type("+3")
    page.keyboard.press("Enter")
    page.keyboard.type("+5")
    assert answer(page) == "2x+1+3+5"
    assert [one.answers["f"] for one in Submission.objects.order_by("pk")] == ["2x", "2x+1+3"]


def test_keys_typed_right_after_the_way_back_to_text_stand_in_the_line(page: Page) -> None:
    page.get_by_role("button", name="Formula editor").click()
    page.keyboard.type("x^2")
    expect(page.locator("math-field")).to_be_focused()
    page.get_by_role("button", name="Text", exact=True).click()
    page.keyboard.type("+1")
    expect(page.locator("[data-formula] input")).to_be_focused()
    assert answer(page) == "x^2+1"


def test_who_changes_their_mind_before_the_editor_comes_has_all_in_the_line(page: Page) -> None:
    with late(page, EDITOR):
        page.get_by_role("button", name="Formula editor").click()
        page.keyboard.type("x^2")
        page.get_by_role("button", name="Text", exact=True).click()
        page.keyboard.type("+1")
    expect(page.locator("[data-formula] input")).to_be_focused()
    assert answer(page).replace(" ", "") == "x^2+1"


def test_who_types_in_the_line_before_the_editor_comes_by_itself_is_left_there(page: Page) -> None:
    page.evaluate("localStorage.setItem('formula-mode', 'editor')")
    with late(page, EDITOR):
        page.reload(wait_until="commit")
        page.locator("[data-formula] input").click()
        page.keyboard.type(TYPED)
    assert answer(page) == TYPED
    expect(page.locator("[data-formula] input")).to_be_focused()
    page.get_by_role("button", name="Formula editor").click()
    expect(page.locator("math-field")).to_be_focused()


def test_an_editor_that_does_not_come_loses_no_key_and_comes_with_the_next_click(page: Page) -> None:
    page.route(EDITOR, lambda route: route.abort(), times=1)
    page.get_by_role("button", name="Formula editor").click()
    page.keyboard.type("x^2")
    expect(page.locator("[data-formula] input")).to_have_value("x^2")
    page.get_by_role("button", name="Formula editor").click()
    expect(page.locator("math-field")).to_be_focused()
    page.keyboard.type("+1")
    assert answer(page) == "x^2+1"


def test_no_key_is_lost_between_the_two_ways_to_write_a_derivation(page: Page) -> None:
    open_exercise(page, "derivation")
    page.locator("[data-row] math-field").first.click()
    page.keyboard.type("x^T A x")
    page.get_by_role("button", name="Text", exact=True).click()
    page.keyboard.type("+1")
    expect(page.locator("[data-derivation] textarea")).to_be_focused()
    page.get_by_role("button", name="Formula editor").click()
    page.keyboard.type("+2")
    page.keyboard.press("Enter")
    page.keyboard.type("x^T x")
    expect(page.locator("[data-row]")).to_have_count(2)
    page.wait_for_timeout(300)
    lines = page.locator("[data-derivation] textarea").input_value().splitlines()
    assert [line.replace(" ", "") for line in lines] == [r"x^{\top}Ax+1+2", r"x^{T}\,x"]


@pytest.mark.parametrize("what", [READING, KATEX])
def test_a_press_on_submit_counts_though_the_reading_grows_meanwhile(page: Page, what: str) -> None:
    with late(page, what):
        page.reload()
        with page.expect_request(READING):
            page.locator("[data-formula] input").fill("1/(1 + 1/(1 + 1/(1 + 1/x)))")
        expect(page.locator("[data-reading] [data-tex]")).to_have_count(0 if what == READING else 1)
        box = page.get_by_role("button", name="Submit").bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 20, box["y"] + 2)
        page.mouse.down()
    page.wait_for_timeout(500)
    page.mouse.up()
    assert verdict(page) == "incorrect"
    expect(page.locator("[data-reading] .frac-line").first).to_be_visible()
