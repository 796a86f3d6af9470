"""What people do in the browser, said once: open an exercise, answer each kind by typing, read the verdict."""

from collections.abc import Callable
from typing import Literal

from playwright.sync_api import Locator, Page, expect

from exercises.pages.keys import public_key

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")


def paint(page: Page, scheme: Scheme) -> None:
    """The page as it is when it is opened where the system has this scheme; to open it again takes longer."""
    page.emulate_media(color_scheme=scheme)
    page.evaluate("(scheme) => (document.documentElement.dataset.theme = scheme)", scheme)


def open_exercise(page: Page, slug: str, topic: str = "basics") -> None:
    page.goto(f"/courses/tiny-now/{topic}/{slug}/")


def form(page: Page) -> Locator:
    return page.locator("form[data-answers]")


def submit(page: Page) -> None:
    form(page).get_by_role("button", name="Submit").click()


def verdict(page: Page) -> str:
    """The word of the verdict's card, once judged."""
    card = page.locator("#verdict .verdict:not([data-verdict=waiting])").first
    card.wait_for()
    return str(card.get_attribute("data-verdict"))


def type_choice(page: Page, key: str) -> None:
    page.locator(f"input[type=radio][value='{public_key(key)}']").check()


def type_choices(page: Page, keys: str) -> None:
    for key in keys.split():
        page.locator(f"input[type=checkbox][value='{public_key(key)}']").check()


def type_ordering(page: Page, keys: str) -> None:
    """Blocks are taken up with Space and moved with the arrows; a click adds one at the end."""
    for key in keys.split():
        page.locator(f".block[data-key='{public_key(key)}']").click()


def type_line(page: Page, text: str) -> None:
    page.locator("[data-number] input").first.fill(text)


def type_matrix(page: Page, rows: str) -> None:
    cells = page.locator("[data-matrix] input")
    expect(cells.first).to_be_visible()
    for cell, text in zip(cells.all(), rows.split(), strict=True):
        cell.click()
        page.keyboard.type(text)


def type_formula(page: Page, text: str) -> None:
    page.locator("[data-formula] input").press_sequentially(text, delay=50)


def open_editor(page: Page) -> None:
    page.get_by_role("button", name="Formula editor").click()
    page.locator("math-field").click()


def type_in_editor(page: Page, keys: str) -> None:
    open_editor(page)
    page.keyboard.type(keys, delay=50)


def type_derivation(page: Page, lines: str) -> None:
    """Lines stand apart by `|`; Enter leads from one to the next."""
    page.locator("[data-row] math-field").first.click()
    for place, line in enumerate(lines.split("|")):
        if place:
            page.keyboard.press("Enter")
        page.keyboard.type(line, delay=20)


def type_code(page: Page, source: str) -> None:
    editor = page.locator(".cm-content")
    editor.click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(source)


TYPING: dict[str, Callable[[Page, str], None]] = {
    "choice": type_choice,
    "choices": type_choices,
    "ordering": type_ordering,
    "number": type_line,
    "matrix": type_matrix,
    "property": type_matrix,
    "symbolic": type_formula,
    "matrix_expression": type_formula,
    "derivation": type_derivation,
    "code": type_code,
}
