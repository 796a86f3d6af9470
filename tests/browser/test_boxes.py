"""Boxes in the formula editor: those that a button made stay open until they are left, those that were typed close."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from courseware.models import User
from tests.browser.steps import open_editor, open_exercise

pytestmark = pytest.mark.usefixtures("library")
LEAVING = ("ArrowRight", "Tab")
# Name of the button, what stands before, what the box makes of `x+1`, with `+2` behind it.
BUTTONS = {
    "symbolic": (
        ("fraction", "2", r"\frac{2}{x+1}+2"),
        ("power", "2", "2^{x+1}+2"),
        ("square root", "2", r"2\sqrt{x+1}+2"),
    ),
    "matrix-expression": (
        ("norm", "2", r"2\lVert x+1\rVert+2"),
        ("fraction", "2", r"\frac{2}{x+1}+2"),
    ),
}


@pytest.fixture
def alices_page(context_of: Callable[..., BrowserContext], alice: User) -> Page:
    """Alice's page."""
    return context_of(alice).new_page()


def written(page: Page) -> Locator:
    return page.locator("[data-formula] input")


def press(page: Page, button: str) -> None:
    page.locator(".symbols").get_by_role("button", name=button).click()


def type_keys(page: Page, keys: str) -> None:
    """Type; names in brackets are keys: `x+1[Tab]+2`."""
    for piece in keys.replace("[", "\n[").replace("]", "\n").split("\n"):
        if piece.startswith("["):
            page.keyboard.press(piece[1:])
        else:
            page.keyboard.type(piece, delay=20)


@pytest.mark.parametrize("key", LEAVING)
@pytest.mark.parametrize("slug", BUTTONS)
def test_a_box_of_a_button_is_left_by_a_key_that_leads_out_alone(alices_page: Page, slug: str, key: str) -> None:
    open_exercise(alices_page, slug)
    open_editor(alices_page)
    for button, before, value in BUTTONS[slug]:
        type_keys(alices_page, f"[Control+a][Delete]{before}")
        press(alices_page, button)
        type_keys(alices_page, f"x+1[{key}]+2")
        expect(written(alices_page)).to_have_value(value)


@pytest.mark.parametrize(
    ("button", "keys", "value"),
    [
        ("fraction", "x+1[ArrowRight]x-2[ArrowRight]+3", r"\frac{x+1}{x-2}+3"),
        ("fraction", "x+1[Tab]x-2[Tab]+3", r"\frac{x+1}{x-2}+3"),
        ("fraction", "x+1[Tab]2+x^3[Tab]+3", r"\frac{x+1}{2+x^3}+3"),
        ("power", "x+1[Tab]x-2[Tab]+3", "(x+1)^{x-2}+3"),
        (
            "cases",
            "x+1[Tab]x>0+1[Tab]1/x+2[Tab]x<=x^2+1",
            r"\begin{cases}x+1 & x>0+1\\ \frac{1}{x}+2 & x\le x^2+1\end{cases}",
        ),
        ("square root", "1/x+2[Tab]-x", r"\sqrt{\frac{1}{x}+2}-x"),
        ("square root", "x^2+1[Tab]", r"\sqrt{x^2+1}"),
    ],
)
def test_every_part_of_a_box_holds_a_sum(alices_page: Page, button: str, keys: str, value: str) -> None:
    open_exercise(alices_page, "symbolic")
    open_editor(alices_page)
    press(alices_page, button)
    type_keys(alices_page, keys)
    expect(written(alices_page)).to_have_value(value)


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        ("", r"(A+B)^{\top}"),
        ("A+", r"A+(A+B)^{\top}"),
        ("2A", r"2A^{\top}A+B"),
        ("A+B[Shift+Home]", r"(A+B)^{\top}A+B"),
        ("AB[Shift+ArrowLeft]", r"AB^{\top}A+B"),
    ],
)
def test_what_is_raised_is_a_factor(alices_page: Page, keys: str, value: str) -> None:
    open_exercise(alices_page, "matrix-expression")
    open_editor(alices_page)
    type_keys(alices_page, keys)
    press(alices_page, "transpose")
    type_keys(alices_page, "A+B")
    expect(written(alices_page)).to_have_value(value)


def test_boxes_of_buttons_stand_in_each_other(alices_page: Page) -> None:
    open_exercise(alices_page, "symbolic")
    open_editor(alices_page)
    press(alices_page, "fraction")
    type_keys(alices_page, "1+")
    press(alices_page, "square root")
    type_keys(alices_page, "x+")
    press(alices_page, "power")
    type_keys(alices_page, "2[Tab]x+1[ArrowRight]+3[ArrowRight]+4[Tab]5+x[Tab]+6")
    expect(written(alices_page)).to_have_value(r"\frac{1+\sqrt{x+(2)^{x+1}+3}+4}{5+x}+6")


@pytest.mark.parametrize(
    ("text", "keys", "value"),
    [
        ("1/(1+x)", "[ArrowLeft]+2", r"\frac{1}{1+x+2}"),
        ("x^(x+1)", "[ArrowLeft]-x", "x^{x+1-x}"),
        ("sqrt(2x-1)", "[ArrowLeft]+x", r"\sqrt{2x-1+x}"),
        ("binomial(5, x)", "[ArrowLeft]+1", r"\binom{5}{x+1}"),
        ("Sum(k, (k, 1, x))", "[ArrowLeft][ArrowLeft]+1", r"\sum_{k=1}^{x+1}k"),
    ],
)
def test_boxes_read_from_text_hold_more(alices_page: Page, text: str, keys: str, value: str) -> None:
    open_exercise(alices_page, "symbolic")
    written(alices_page).fill(text)
    open_editor(alices_page)
    expect(alices_page.locator("math-field")).to_be_focused()
    type_keys(alices_page, f"[End]{keys}")
    expect(written(alices_page)).to_have_value(value)


def test_tab_never_selects_what_the_next_key_would_replace(alices_page: Page) -> None:
    open_exercise(alices_page, "symbolic")
    open_editor(alices_page)
    type_keys(alices_page, "1/(x+1)[Tab]+2")
    expect(written(alices_page)).to_have_value(r"\frac{1}{(x+1)}+2")
    alices_page.keyboard.press("Tab")
    expect(alices_page.locator("math-field")).not_to_be_focused()


@pytest.mark.parametrize("slug", BUTTONS)
def test_how_to_leave_a_box_is_told_in_the_editor_alone(alices_page: Page, slug: str) -> None:
    open_exercise(alices_page, slug)
    told = alices_page.get_by_text("The right arrow or Tab leads out of a box.")
    expect(told).to_be_hidden()
    open_editor(alices_page)
    expect(told).to_be_visible()
    identity = told.get_attribute("id")
    assert identity in (alices_page.locator("math-field").get_attribute("aria-describedby") or "").split()
