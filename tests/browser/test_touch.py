"""On a phone: what is tapped is as large as a finger, and the keyboard has the page's colours."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from courseware.models import User
from tests.browser.steps import open_exercise, type_formula

pytestmark = pytest.mark.usefixtures("library")
FINGER = 44
# The visible parts of the page that are tapped and too small, as text.
SMALL = """(least) => [...document.querySelectorAll("main button, main .steps a, main select, main input:not(.cell)")]
    .filter((part) => part.checkVisibility() && part.tabIndex >= 0 && !part.closest(".option, .sr"))
    .filter((part) => part.getBoundingClientRect().height < least || part.getBoundingClientRect().width < least)
    .map((part) => part.outerHTML.slice(0, 120))"""

# Where a half of a fraction is set smaller than what stands beside the fraction.
SMALL_FRACTION = "[data-reading] .mfrac > .vlist-t > .vlist-r > .vlist > span > .sizing"


@pytest.fixture(params=["light", "dark"])
def phone(request: pytest.FixtureRequest, context_of: Callable[..., BrowserContext], alice: User) -> Page:
    touch = {"has_touch": True, "is_mobile": True, "viewport": {"width": 390, "height": 844}}
    return context_of(alice, color_scheme=request.param, **touch).new_page()


@pytest.mark.parametrize("slug", ["derivation", "ordering", "matrix", "symbolic"])
def test_what_is_tapped_is_as_large_as_a_finger(phone: Page, slug: str) -> None:
    open_exercise(phone, slug)
    phone.wait_for_load_state("networkidle")
    assert phone.evaluate(SMALL, FINGER) == []


def test_the_keys_fit_fingers_and_the_open_tab_is_accented(phone: Page) -> None:
    open_exercise(phone, "symbolic")
    phone.get_by_role("button", name="Formula editor").tap()
    phone.locator("math-field").tap()
    keys = phone.locator(".ML__keyboard .is-visible .MLK__keycap")
    expect(keys.first).to_be_visible()
    boxes = [box for key in keys.all() if (box := key.bounding_box())]
    assert min(min(box["height"], box["width"]) for box in boxes) >= FINGER
    assert max(box["x"] + box["width"] for box in boxes) <= 390
    accent = phone.locator("main .btn-primary").evaluate("(button) => getComputedStyle(button).backgroundColor")
    expect(phone.locator(".MLK__toolbar .selected").first).to_have_css("color", accent)


def test_a_long_reading_scrolls_in_its_own_place(phone: Page) -> None:
    open_exercise(phone, "symbolic")
    phone.locator("[data-formula] input").fill(" + ".join(f"sin({n} x)" for n in range(1, 130)))
    expect(phone.locator("[data-reading] .katex").first).to_be_visible()
    box = phone.locator("[data-reading]").bounding_box()
    assert box
    assert box["height"] <= 260
    expect(phone.locator("[data-reading]")).to_have_attribute("tabindex", "0")


def test_the_fractions_of_a_derivation_are_as_large_as_on_paper(phone: Page) -> None:
    open_exercise(phone, "derivation")
    phone.get_by_role("button", name="Text", exact=True).tap()
    phone.locator("textarea").fill("= (x^T A x)/2 + (x^T A^T x)/2\n= (x^T (A + A^T) x)/2")
    expect(phone.locator("[data-reading] .mfrac")).to_have_count(3)
    expect(phone.locator(SMALL_FRACTION)).to_have_count(0)


def test_the_fractions_of_a_reading_are_as_large_as_on_paper(phone: Page) -> None:
    open_exercise(phone, "symbolic")
    type_formula(phone, "x/(1+x)")
    expect(phone.locator("[data-reading] .mfrac")).to_have_count(1)
    expect(phone.locator(SMALL_FRACTION)).to_have_count(0)
