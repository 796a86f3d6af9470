"""The inputs of answers that have a shape: grids with a text beside them, factors, lines of a derivation."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from courseware.models import User
from exercises.models import Exercise, Variant
from tests.browser.steps import TYPING, open_editor, open_exercise, submit, verdict

pytestmark = pytest.mark.usefixtures("library", "worker")
FACTORS = {
    "value": "factorisation",
    "reference": {"L": [[1, 0], ["1/2", 1]], "U": [[2, 1], [0, "3/2"]]},
    "properties": [{"factorisation": "lu", "of": "A"}],
    "given": {"A": [[2, 1], [1, 2]]},
}


@pytest.fixture
def alices_page(context_of: Callable[..., BrowserContext], alice: User) -> Page:
    """Alice's page."""
    return context_of(alice).new_page()


def change(exercise: Exercise, name: str, **keys: object) -> None:
    """Give a field of every stored variant other keys."""
    for variant in Variant.objects.filter(version=exercise.current):
        variant.content["fields"][name] |= keys
        variant.save(update_fields=["content"])


def cells(page: Page) -> list[str]:
    return [cell.input_value() for cell in page.locator("[data-matrix] .cell").all()]


def test_a_matrix_goes_from_grid_to_text_and_back(alices_page: Page) -> None:
    open_exercise(alices_page, "matrix")
    TYPING["matrix"](alices_page, "1 1/2 3 -4")
    alices_page.get_by_role("button", name="Text", exact=True).click()
    text = alices_page.get_by_role("textbox", name="AB =")
    expect(text).to_be_focused()
    expect(text).to_have_value("1, 1/2\n3, -4")
    text.fill("max(1, 2) 5\n3 + 1, 7")
    alices_page.get_by_role("button", name="Grid", exact=True).press("Enter")
    assert cells(alices_page) == ["max(1, 2)", "5", "3 + 1", "7"]


def test_enter_leads_through_empty_cells_and_sends_a_full_grid(alices_page: Page) -> None:
    open_exercise(alices_page, "matrix")
    alices_page.locator("[data-matrix] .cell").nth(1).focus()
    for entry in ("2", "3", "4"):
        alices_page.keyboard.type(entry)
        alices_page.keyboard.press("Enter")
    expect(alices_page.locator("[data-matrix] .cell").first).to_be_focused()
    expect(alices_page.locator("#verdict [data-verdict]")).to_have_count(0)
    alices_page.keyboard.type("1")
    alices_page.keyboard.press("Enter")
    assert verdict(alices_page) in ("correct", "incorrect", "partially_correct")
    assert cells(alices_page) == ["1", "2", "3", "4"]


def test_a_matrix_typed_as_text_is_judged_and_stays_text(alices_page: Page) -> None:
    open_exercise(alices_page, "matrix")
    alices_page.get_by_role("button", name="Text", exact=True).click()
    alices_page.keyboard.type("1 2\n3")
    alices_page.keyboard.press("Control+Enter")
    assert verdict(alices_page) == "invalid"
    alices_page.reload()
    expect(alices_page.locator("[data-matrix] textarea")).to_have_value("1 2\n3")


def test_entries_with_blanks_come_back_into_their_cells(alices_page: Page, library: dict[str, Exercise]) -> None:
    change(library["matrix"], "C", reference=[["2"], ["3"]])
    open_exercise(alices_page, "matrix")
    for cell, typed in zip(alices_page.locator("[data-matrix] .cell").all(), ("1 + 1", "max(3, 1)"), strict=True):
        cell.fill(typed)
    with alices_page.expect_response("**/draft/"):
        alices_page.locator("[data-matrix] .cell").first.blur()
    alices_page.reload()
    assert cells(alices_page) == ["1 + 1", "max(3, 1)"]


def test_factors_are_read_back_together(alices_page: Page, library: dict[str, Exercise]) -> None:
    change(library["property"], "v", **FACTORS)
    open_exercise(alices_page, "property")
    TYPING["matrix"](alices_page, "1 0 1/2 1 2 1 0 3/2")
    expect(alices_page.locator("[data-reading-text] .math")).to_have_attribute("data-tex", re.compile("^L = .* U = "))
    submit(alices_page)
    assert verdict(alices_page) == "correct"


def test_cases_are_filled_in_the_formula_editor(alices_page: Page, library: dict[str, Exercise]) -> None:
    change(library["symbolic"], "f", reference="max(0, x)", symbols={"x": "real"})
    open_exercise(alices_page, "symbolic")
    open_editor(alices_page)
    alices_page.get_by_role("button", name="cases, each with its condition").click()
    for typed in ("x", "x>0", "0", "x<=0"):
        alices_page.keyboard.type(typed)
        alices_page.keyboard.press("Tab")
    submit(alices_page)
    assert verdict(alices_page) == "correct"


@pytest.mark.parametrize("filled", [("1", "", "3", ""), ("", "", "", "4"), ("1", "2", "", "")])
def test_a_half_filled_grid_comes_back_from_the_text(alices_page: Page, filled: tuple[str, ...]) -> None:
    open_exercise(alices_page, "matrix")
    cells = alices_page.locator("[data-matrix] .cell")
    for number, text in enumerate(filled):
        cells.nth(number).fill(text)
    alices_page.get_by_role("button", name="Text", exact=True).press("Enter")
    alices_page.get_by_role("button", name="Grid").press("Enter")
    expect(cells).to_have_count(4)
    assert cells.evaluate_all("(all) => all.map((cell) => cell.value)") == list(filled)
    alices_page.get_by_role("button", name="Text", exact=True).press("Enter")
    alices_page.locator("[data-matrix] textarea").fill("1, 2")
    alices_page.get_by_role("button", name="Grid").press("Enter")
    assert cells.evaluate_all("(all) => all.map((cell) => cell.value)") == ["1", "2", "", ""]


def test_a_wide_matrix_scrolls_between_its_brackets(
    context_of: Callable[..., BrowserContext], alice: User, library: dict[str, Exercise]
) -> None:
    change(library["matrix"], "C", reference=[[1] * 9] * 2)
    page = context_of(alice, viewport={"width": 390, "height": 844}).new_page()
    open_exercise(page, "matrix")
    page.locator("[data-matrix] .cell").nth(8).focus()
    expect(page.locator("[data-matrix] .cell").nth(8)).to_be_in_viewport()
    assert page.locator(".matrix").evaluate("(box) => box.scrollWidth - box.clientWidth") == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_lines_of_a_derivation_come_back_with_their_marks(alices_page: Page) -> None:
    open_exercise(alices_page, "derivation")
    TYPING["derivation"](alices_page, "x^T A^T x|x^T AAx")
    submit(alices_page)
    assert verdict(alices_page) == "partially_correct"
    alices_page.reload()
    expect(alices_page.locator("[data-row]")).to_have_count(2)
    expect(alices_page.locator("[data-row] .mark-word")).to_have_text(["follows", "does not follow"])


def test_the_lines_can_be_changed_where_the_editor_does_not_come(alices_page: Page) -> None:
    alices_page.route("**/chunks/mathlive*", lambda route: route.abort())
    open_exercise(alices_page, "derivation")
    lines = alices_page.get_by_label("Your lines")
    expect(lines).to_be_visible()
    expect(lines).not_to_have_css("color", "rgba(0, 0, 0, 0)")


def test_lines_go_from_text_to_the_editor_and_back(alices_page: Page) -> None:
    open_exercise(alices_page, "derivation")
    alices_page.get_by_role("button", name="Text", exact=True).click()
    lines = alices_page.locator("[data-derivation] textarea")
    lines.fill("= 1/2x^T A x + x^T A x/2 # a half each\n= x^T A^T x")
    alices_page.get_by_role("button", name="Formula editor").click()
    expect(alices_page.locator("[data-row]")).to_have_count(2)
    alices_page.locator("math-field").last.click()
    alices_page.keyboard.type("+0", delay=50)
    expect(lines).to_have_value(re.compile(r"\\frac\{1\}\{2\}"))
    alices_page.get_by_role("button", name="Text", exact=True).click()
    expect(lines).to_have_value("= 1/2*x.T*A*x + x.T*A*x/2 # a half each\n= x.T*A.T*x + 0")


@pytest.mark.parametrize(
    ("typed", "carried"),
    [("dL/dz1=exp(z1)/q", r"\frac{dL}{dz_1}=\frac{\exp(z_1)}{q}"), ("d/dz1 L", r"\frac{d}{dz_1}\,L")],
)
def test_a_derivative_is_typed_as_on_paper(alices_page: Page, library: dict[str, Exercise], typed: str, carried: str):
    exercise = library["derivation"]
    symbols = exercise.current.variants.first().content["fields"]["proof"]["symbols"]
    change(exercise, "proof", symbols=symbols | dict.fromkeys(("z1", "q", "d", "L"), "real"))
    open_exercise(alices_page, "derivation")
    TYPING["derivation"](alices_page, typed)
    assert alices_page.locator("[data-derivation] textarea").input_value() == carried
