"""Formulas that are begun: empty boxes in the editor, the template of cases in text, and how both are shown."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from courseware.models import User
from tests.browser.steps import open_editor, open_exercise, type_derivation, verdict

pytestmark = pytest.mark.usefixtures("library", "worker")
TEMPLATE = "where(condition, value, otherwise)"
NO_CONDITION = "The first case has no condition yet. Write one behind its value, such as x > 0."


@pytest.fixture
def alices_page(context_of: Callable[..., BrowserContext], alice: User) -> Page:
    """Alice's page."""
    return context_of(alice).new_page()


def written(page: Page) -> Locator:
    return page.locator("[data-formula] input")


def selected(page: Page) -> str:
    return str(written(page).evaluate("(line) => line.value.slice(line.selectionStart, line.selectionEnd)"))


def press_cases(page: Page) -> None:
    page.locator(".symbols").get_by_role("button", name="cases, each with its condition").press("Enter")


def send_half_filled(page: Page) -> None:
    open_editor(page)
    press_cases(page)
    page.keyboard.type("x+1", delay=20)
    expect(page.locator("[data-reading]")).to_contain_text(NO_CONDITION)
    page.keyboard.press("Enter")
    assert verdict(page) == "invalid"


def test_an_empty_box_is_named_shown_and_found(alices_page: Page) -> None:
    open_exercise(alices_page, "symbolic")
    send_half_filled(alices_page)
    expect(alices_page.locator("#verdict")).to_contain_text(NO_CONDITION)
    expect(alices_page.locator("#verdict .place .katex .marked")).to_have_text("□")
    assert "\\" not in alices_page.locator("#verdict .place .katex-html").inner_text()
    alices_page.get_by_role("button", name="Show it in the answer").click()
    alices_page.keyboard.type("x>0", delay=20)
    expect(written(alices_page)).to_have_value(r"\begin{cases}x+1 & x>0\\  & \end{cases}")


@pytest.mark.parametrize(
    ("keys", "typed", "value"),
    [
        ("1+2/(x+", "+1)", r"1+\frac{2}{(x+1)}"),
        ("2*qy/x+qy", "x", r"2\cdot\frac{x}{x}+qy"),
        ("sqrt(3x*", "+1)", r"\sqrt{(3x+1)}"),
        ("2-1/(x", "y", r"2-\frac{1}{yx}"),
    ],
)
def test_a_place_inside_a_box_is_found(alices_page: Page, keys: str, typed: str, value: str) -> None:
    open_exercise(alices_page, "symbolic")
    open_editor(alices_page)
    alices_page.keyboard.type(keys, delay=20)
    alices_page.keyboard.press("Enter")
    assert verdict(alices_page) == "invalid"
    alices_page.get_by_role("button", name="Show it in the answer").click()
    alices_page.keyboard.type(typed, delay=20)
    expect(written(alices_page)).to_have_value(value)


def test_a_place_in_a_derivation_is_found_in_its_line(alices_page: Page) -> None:
    open_exercise(alices_page, "derivation")
    type_derivation(alices_page, "=2A|=2q+A")
    alices_page.keyboard.press("Control+Enter")
    assert verdict(alices_page) == "invalid"
    alices_page.get_by_role("button", name="Show it in the answer").click()
    alices_page.keyboard.type("A", delay=20)
    expect(alices_page.locator("textarea")).to_have_value("=2A\n=2A+A")
    alices_page.get_by_role("button", name="Text", exact=True).click()
    alices_page.locator("textarea").fill("= 2A\n= 2k + A")
    alices_page.locator("textarea").press("Control+Enter")
    expect(alices_page.locator("#verdict .place mark")).to_have_text("k")
    alices_page.get_by_role("button", name="Show it in the answer").click()
    alices_page.keyboard.type("A")
    expect(alices_page.locator("textarea")).to_have_value("= 2A\n= 2A + A")


def test_empty_boxes_are_there_again_after_a_reload(alices_page: Page) -> None:
    open_exercise(alices_page, "symbolic")
    send_half_filled(alices_page)
    alices_page.reload()
    expect(alices_page.locator("math-field")).to_be_visible()
    alices_page.locator("math-field").focus()
    alices_page.keyboard.press("Home")
    for text in ("x>0", "-x", "otherwise"):
        alices_page.keyboard.press("Tab")
        alices_page.keyboard.type(text, delay=20)
    expect(written(alices_page)).to_have_value(r"\begin{cases}x+1 & x>0\\ -x & otherwise\end{cases}")
    expect(alices_page.locator("[data-reading-text]")).to_contain_text("otherwise")


def test_earlier_formulas_are_typeset_or_stand_as_they_are(alices_page: Page) -> None:
    open_exercise(alices_page, "symbolic")
    for text in (r"\begin{cases}x & \\ & \end{cases}", r"\frac{x}{2}^{2}^{3}\cdot", "x"):
        written(alices_page).fill(text)
        written(alices_page).press("Enter")
        expect(alices_page.locator("#verdict [data-on-its-way]")).to_have_count(0)
        verdict(alices_page)
    unread, half_filled = (alices_page.locator("#earlier li").nth(number) for number in (0, 1))
    expect(half_filled.locator(".katex-html")).to_contain_text("□")
    expect(unread.locator("code")).to_have_text(r"\frac{x}{2}^{2}^{3}\cdot")
    expect(unread.locator(".katex")).to_have_count(0)


def test_cases_in_text_are_a_template_to_be_filled(alices_page: Page) -> None:
    open_exercise(alices_page, "symbolic")
    press_cases(alices_page)
    expect(written(alices_page)).to_have_value(TEMPLATE)
    expect(written(alices_page)).to_be_focused()
    assert selected(alices_page) == "condition"
    expect(alices_page.locator("[data-reading]")).to_contain_text("in the place of the word condition")
    alices_page.keyboard.type("max(x, 1) > 0")
    alices_page.keyboard.press("Tab")
    assert selected(alices_page) == "value"
    alices_page.keyboard.type("2x,")
    assert selected(alices_page) == "otherwise"
    alices_page.keyboard.type("(x+1))+1")
    expect(written(alices_page)).to_have_value("where(max(x, 1) > 0, 2x, (x+1))+1")
    alices_page.keyboard.press("Tab")
    expect(written(alices_page)).not_to_be_focused()
