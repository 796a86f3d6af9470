"""What is typed is read back under every input, and what cannot be read is said late."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from courseware.models import User
from exercises.models import Exercise, Variant
from tests.browser.steps import TYPING, open_exercise, submit, verdict

pytestmark = pytest.mark.usefixtures("library", "worker")
READ = [
    ("number", "22/2", "22"),
    ("matrix", "1/2 2 3 4", "1"),
    ("symbolic", "2x exp(x^2)", "exp"),
    ("matrix_expression", "A^T (Ax-b)", "A"),
    ("property", "3/5 4/5", "3"),
]


@pytest.fixture
def alices_page(context_of: Callable[..., BrowserContext], alice: User) -> Page:
    """Alice's page."""
    return context_of(alice).new_page()


def change(exercise: Exercise, name: str, **keys: object) -> None:
    """Give a field of every stored variant other keys."""
    for variant in Variant.objects.filter(version=exercise.current):
        variant.content["fields"][name] |= keys
        variant.save(update_fields=["content"])


def reading(page: Page) -> Locator:
    return page.locator("[data-reading-text]").first


@pytest.mark.parametrize(("kind", "typed", "words"), READ)
def test_every_kind_reads_back_what_is_typed(alices_page: Page, kind: str, typed: str, words: str) -> None:
    open_exercise(alices_page, kind.replace("_", "-"))
    TYPING[kind](alices_page, typed)
    expect(reading(alices_page).locator(".math")).to_contain_text(words)
    expect(alices_page.locator("[data-reading]").first).not_to_have_attribute("data-stale", "")


def test_what_cannot_be_read_is_said_after_a_rest(alices_page: Page) -> None:
    open_exercise(alices_page, "number")
    box = alices_page.locator("[data-number] input").first
    box.press_sequentially("22")
    expect(reading(alices_page).locator(".math")).to_contain_text("22")
    box.press_sequentially("/")
    alices_page.wait_for_timeout(600)
    expect(reading(alices_page).locator(".math")).to_contain_text("22")
    expect(reading(alices_page).locator(".unread")).to_be_visible(timeout=5000)
    box.press_sequentially("2")
    expect(reading(alices_page).locator(".unread")).to_have_count(0)
    expect(reading(alices_page).locator(".math")).to_be_visible()


def test_what_cannot_be_read_is_said_when_the_field_is_left(alices_page: Page) -> None:
    open_exercise(alices_page, "number")
    box = alices_page.locator("[data-number] input").first
    with alices_page.expect_response("**/understood/"):
        box.press_sequentially("eleven")
    box.press("Tab")
    expect(reading(alices_page).locator(".unread")).to_contain_text("eleven", timeout=900)


def test_nothing_is_said_of_a_grid_that_is_being_filled(alices_page: Page) -> None:
    open_exercise(alices_page, "matrix")
    alices_page.locator("[data-matrix] input").first.press_sequentially("1")
    alices_page.wait_for_timeout(1500)
    expect(reading(alices_page).locator(".unread")).to_have_count(0)


def test_units_are_read_back_and_the_missing_one_is_named(alices_page: Page, library: dict[str, Exercise]) -> None:
    change(library["number"], "d", unit="s")
    open_exercise(alices_page, "number")
    box = alices_page.locator("[data-number] input").first
    box.press_sequentially("11000 ms")
    expect(reading(alices_page).locator(".math")).to_contain_text("ms")
    box.fill("11")
    submit(alices_page)
    assert verdict(alices_page) == "partially_correct"
    expect(alices_page.locator("#verdict")).to_contain_text("its unit is missing")


def test_parts_say_with_whose_value_they_were_judged(alices_page: Page, library: dict[str, Exercise]) -> None:
    change(library["parts"], "d", follows={"expects": "3 - t", "credit": 0.5, "called": {"t": "(a)"}})
    open_exercise(alices_page, "parts")
    boxes = alices_page.locator("[data-number] input")
    boxes.nth(0).fill("4")
    boxes.nth(1).fill("-1")
    submit(alices_page)
    assert verdict(alices_page) == "partially_correct"
    card = alices_page.locator("#verdict")
    expect(card).to_contain_text("Right with your own value of (a), which was wrong.")
    expect(card.locator("[data-followed]")).to_have_text("1 of 2 marks, with your own (a)")


def test_the_last_reading_is_not_called_what_is_understood(alices_page: Page) -> None:
    open_exercise(alices_page, "symbolic")
    box = alices_page.locator("[data-formula] input")
    label = alices_page.locator("[data-reading-label]").first
    box.press_sequentially("x", delay=50)
    expect(reading(alices_page).locator(".math")).to_be_visible()
    expect(label).to_have_text("Understood as")
    box.press_sequentially("(x-", delay=50)
    expect(label).to_have_text("Last readable")
    expect(label).to_have_text("Not readable yet", timeout=2000)
    box.press_sequentially("1)", delay=50)
    expect(label).to_have_text("Understood as")


def test_a_reading_from_before_the_line_went_down_is_called_the_last_one(alices_page: Page) -> None:
    open_exercise(alices_page, "number")
    box, label = alices_page.locator("[data-number] input").first, alices_page.locator("[data-reading-label]").first
    box.press_sequentially("22")
    expect(reading(alices_page).locator(".math")).to_contain_text("22")
    alices_page.context.set_offline(True)
    box.press_sequentially("/7")
    expect(label).to_have_text("Last readable")
    expect(alices_page.locator("[data-reading]").first).to_have_attribute("data-stale", "")
    alices_page.context.set_offline(False)
    expect(reading(alices_page).locator(".math")).to_contain_text("7")
    expect(label).to_have_text("Understood as")


def test_a_full_stop_stays_on_the_line_of_its_formula(context_of: Callable[..., BrowserContext], alice: User) -> None:
    page = context_of(alice, viewport={"width": 390, "height": 844}).new_page()
    open_exercise(page, "matrix")
    stop = page.locator(".prompt .held").last
    expect(stop).to_have_text(".")
    box, formula = stop.bounding_box(), page.locator(".prompt .katex-html").last.bounding_box()
    assert box
    assert formula
    assert formula["y"] <= box["y"] <= formula["y"] + formula["height"]
