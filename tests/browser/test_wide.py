"""What is wider than a phone scrolls in its own place: by finger, with a bar that shows it, and by keyboard."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from courseware.models import User
from exercises.models import Exercise, Variant
from tests.browser.steps import open_exercise, submit, verdict

pytestmark = pytest.mark.usefixtures("library", "worker")
TERMS = " + ".join(f"exp({number}x)" for number in range(1, 12))
WIDE = f"where(x > 0, {TERMS}, 0)"
HALF_FILLED = rf"\begin{{cases}}{TERMS} & \\ & \end{{cases}}"


@pytest.fixture
def phone(context_of: Callable[..., BrowserContext], alice: User) -> Page:
    touch = {"has_touch": True, "is_mobile": True, "viewport": {"width": 390, "height": 844}}
    return context_of(alice, **touch).new_page()


def expect_to_scroll(page: Page, formula: Locator) -> None:
    expect(formula).to_have_attribute("tabindex", "0")
    expect(formula).to_have_role("group")
    expect(formula).to_have_accessible_name("Formula, scrolls sideways")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    formula.focus()
    for _ in range(60):
        page.keyboard.press("ArrowRight")
    at_the_end = "(box) => box.scrollLeft + box.clientWidth >= box.scrollWidth - 2"
    page.wait_for_function(at_the_end, arg=formula.element_handle())


def send(page: Page, typed: str) -> str:
    """Submit once the answer is read back, so that the button stands still; the verdict's word."""
    page.locator("[data-formula] input").fill(typed)
    expect(page.locator("[data-reading] :is(.katex, .unread)").first).to_be_visible()
    page.wait_for_timeout(200)
    submit(page)
    return verdict(page)


def test_a_wide_formula_of_a_prompt_scrolls_under_a_bar(phone: Page, library: dict[str, Exercise]) -> None:
    for variant in Variant.objects.filter(version=library["symbolic"].current):
        variant.content["prompt"] = f"$${TERMS}$$\n\n{variant.content['prompt']}"
        variant.save(update_fields=["content"])
    open_exercise(phone, "symbolic")
    formula = phone.locator(".math-block").first
    expect(formula.locator(".scroll-bar")).to_be_visible()
    expect(formula).to_have_attribute("data-cut-right", "")
    expect_to_scroll(phone, formula)
    expect(formula).not_to_have_attribute("data-cut-right", "")
    expect(formula.locator(".scroll-bar")).to_be_visible()


@pytest.mark.parametrize(
    ("typed", "word", "where"),
    [(WIDE, "incorrect", "#verdict .read-as"), (HALF_FILLED, "invalid", "#verdict .place")],
)
def test_what_a_verdict_shows_of_a_wide_answer_scrolls(phone: Page, typed: str, word: str, where: str) -> None:
    open_exercise(phone, "symbolic")
    assert send(phone, typed) == word
    expect(phone.locator(where).locator(".scroll-bar")).to_be_visible()
    expect_to_scroll(phone, phone.locator(where))


@pytest.mark.parametrize("typed", [HALF_FILLED, f"{TERMS} + lamda"])
def test_the_mark_in_a_wide_answer_is_seen(phone: Page, typed: str) -> None:
    open_exercise(phone, "symbolic")
    assert send(phone, typed) == "invalid"
    expect(phone.locator("#verdict .place")).to_have_attribute("data-cut-left", "")
    edges = phone.locator("#verdict .place :is(mark, .marked)").bounding_box()
    assert edges
    assert 0 < edges["x"] < edges["x"] + edges["width"] < 390


def test_a_wide_reading_scrolls_above_its_bar(phone: Page) -> None:
    open_exercise(phone, "symbolic")
    phone.locator("[data-formula] input").fill(WIDE)
    expect(phone.locator("[data-reading] + .scroll-bar")).to_be_visible()
    expect_to_scroll(phone, phone.locator("[data-reading]"))


def test_a_line_that_fits_needs_no_stop(phone: Page) -> None:
    open_exercise(phone, "symbolic")
    assert send(phone, "2x + y") == "invalid"
    expect(phone.locator("#verdict .place")).not_to_have_attribute("tabindex", "0")
    expect(phone.locator(".scroll-bar")).to_have_count(0)
