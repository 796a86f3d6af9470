"""Formulas as people type them, key by key: as text, and in the formula editor, where they type text as well."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from courseware.models import User
from exercises.bundle import LIBRARY, folders, read_bundle
from exercises.content import make
from exercises.definition import read_definition
from exercises.models import Exercise, Variant
from grading import as_text, grade, understood
from grading.errors import AnswerError
from tests.browser.steps import form, open_editor, open_exercise, submit, type_formula, verdict

pytestmark = pytest.mark.usefixtures("library", "worker")
SLUGS = {"symbolic": "f", "matrix_expression": "g"}
NUMBERS = {"kind": "symbolic", "symbols": dict.fromkeys("uvyx", "real"), "reference": "u"}
SQUARE = {"shape": ["n", "n"]}
MATRICES = {
    "kind": "matrix_expression",
    "symbols": {"X": {"shape": ["n", "d"]}, "j": {"shape": ["n", 1]}, **dict.fromkeys("ABS", SQUARE)},
    "reference": "X",
}
TYPED_IN_NUMBERS = (
    "1/(1+e^(-u))-y",
    "u/(1+e^(-u*v))-u*y",
    "1/(1+u^(2))-y",
    "e^(-u)/(1+e^-u)^2",
    "sigmoid(v u)",
    "1/2x",
    "x^2y",
    "x^10+1",
    "x^-1y",
    "e^-u/2",
    "x**2+1",
    "x^{u v}y",
    "x^2^3",
    "x/y/u",
    "(x+1)(x-1)/(x+2)",
    "sqrt(x)+1",
    "sqrt(x+1)/2",
    "sqrt x+1",
    "1/sin(x)y",
    "x^sin(x)+1",
    "sin^2(x)",
    "log_2(x)",
    "|x-1|/2",
    "x!/y",
    "1.5x^.5y",
    "e^(u v)y",
    "1/(u(v+1))-y",
    "xx",
    "xuvy",
    "u^x/2-y^",
)
TYPED_IN_MATRICES = (
    "A^-1SB^-1",
    "A^(-1)SB^(-1)",
    "(AB)^TX",
    "A^TB^T",
    "A^-T",
    "inv(A)SB",
    "(A∘B)X",
    "X-jj^TX/n",
    "X'jj^T/n",
    "(A-(jj^T)/n)X",
    "j'X",
    "tr(X^TX)",
    "(j^T)X",
    "X.T j",
    "jj^T X",
    "j^T j X",
)
TYPED_INTO = {"symbolic": (NUMBERS, TYPED_IN_NUMBERS), "matrix_expression": (MATRICES, TYPED_IN_MATRICES)}


@pytest.fixture
def alices_page(context_of: Callable[..., BrowserContext], alice: User) -> Page:
    """Alice's page."""
    return context_of(alice).new_page()


def put(library: dict[str, Exercise], field: Mapping[str, Any]) -> str:
    """Let the exercise of the field's kind ask it; its slug."""
    slug = field["kind"].replace("_", "-")
    for variant in Variant.objects.filter(version=library[slug].current):
        variant.content["fields"][SLUGS[field["kind"]]] = dict(field)
        variant.save(update_fields=["content"])
    return slug


def retype(page: Page, text: str) -> str:
    """The value after a text was typed into the empty editor."""
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.type(text, delay=8)
    page.wait_for_timeout(40)
    return page.locator("[data-formula] input").input_value()


def means_the_same(field: Mapping[str, Any], text: str, value: str) -> bool:
    try:
        if as_text(field, text) == as_text(field, value):
            return True
    except AnswerError:
        with pytest.raises(AnswerError):
            understood(field, value)
        return True
    judged = {"kind": field["kind"], "symbols": field.get("symbols", {}), "reference": text}
    return grade(judged, value).outcome.value == "correct"


def changed(page: Page, field: Mapping[str, Any], texts: tuple[str, ...]) -> dict[str, str]:
    """Text -> what it became, of those that became something else."""
    open_editor(page)
    values = {text: retype(page, text) for text in texts if "\\" not in text}
    return {text: value for text, value in values.items() if not means_the_same(field, text, value)}


@pytest.mark.parametrize("kind", TYPED_INTO)
def test_the_editor_takes_text_as_it_is_meant(alices_page: Page, library: dict[str, Exercise], kind: str) -> None:
    field, texts = TYPED_INTO[kind]
    open_exercise(alices_page, put(library, field))
    assert changed(alices_page, field, texts) == {}


FOLDERS = [folder for folder in folders(LIBRARY) if "kind: symbolic" in (folder / "exercise.yaml").read_text()]
FOLDERS += [folder for folder in folders(LIBRARY) if "kind: matrix_expr" in (folder / "exercise.yaml").read_text()]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_editor_takes_every_sample_as_it_is_meant(
    alices_page: Page, library: dict[str, Exercise], folder: Any
) -> None:
    content = make(read_definition(read_bundle(folder)), 0)
    name, field = next((name, one) for name, one in content.fields.items() if one["kind"] in SLUGS)
    texts = dict.fromkeys(str(sample[name]) for sample in content.samples if name in sample)
    open_exercise(alices_page, put(library, field))
    assert changed(alices_page, field, tuple(texts)) == {}


@pytest.mark.parametrize("kind", SLUGS)
def test_formulas_are_typed_as_text_until_the_editor_is_asked_for(alices_page: Page, kind: str) -> None:
    open_exercise(alices_page, kind.replace("_", "-"))
    expect(alices_page.get_by_role("button", name="Text", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(alices_page.locator("math-field")).to_have_count(0)
    alices_page.get_by_role("button", name="Formula editor").press("Enter")
    expect(alices_page.locator("math-field")).to_be_focused()
    alices_page.reload()
    expect(alices_page.get_by_role("button", name="Formula editor")).to_have_attribute("aria-pressed", "true")
    expect(alices_page.locator("math-field")).to_be_visible()


def test_what_is_typed_goes_along_in_both_directions(alices_page: Page) -> None:
    open_exercise(alices_page, "matrix-expression")
    line = alices_page.locator("[data-formula] input")
    type_formula(alices_page, "A^T(A x-b)")
    open_editor(alices_page)
    assert alices_page.locator("math-field").evaluate("(editor) => editor.value") == r"A^{\top} (A x - b)"
    alices_page.get_by_role("button", name="Text", exact=True).click()
    expect(line).to_have_value("A^T(A x-b)")
    open_editor(alices_page)
    alices_page.keyboard.press("End")
    alices_page.keyboard.type("/2", delay=50)
    alices_page.get_by_role("button", name="Text", exact=True).click()
    expect(line).to_have_value("A.T*(A*x - b)/2")


def test_enter_in_the_editor_submits_all_that_was_typed(alices_page: Page) -> None:
    open_exercise(alices_page, "symbolic")
    open_editor(alices_page)
    alices_page.keyboard.type("2x e^(x^2)", delay=50)
    alices_page.keyboard.press("Enter")
    assert verdict(alices_page) == "correct", alices_page.locator("#verdict").inner_text()


def test_a_click_after_an_unreadable_answer_leaves_the_caret_where_it_falls(alices_page: Page) -> None:
    open_exercise(alices_page, "symbolic")
    type_formula(alices_page, "2xy")
    submit(alices_page)
    assert verdict(alices_page) == "invalid"
    line = alices_page.locator("[data-formula] input")
    alices_page.locator("h1").click()
    line.click()
    alices_page.wait_for_timeout(200)
    assert line.evaluate("(line) => line.selectionStart === line.selectionEnd")
    alices_page.get_by_role("button", name="Show it in the answer").click()
    assert line.evaluate("(line) => line.value.slice(line.selectionStart, line.selectionEnd)") == "xy"


def test_pasted_text_is_read_as_typed_text(alices_page: Page) -> None:
    open_exercise(alices_page, "symbolic")
    open_editor(alices_page)
    alices_page.evaluate(
        """(text) => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            const paste = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
            document.activeElement.dispatchEvent(paste);
        }""",
        "1/2x*exp(x^2)*4",
    )
    expect(alices_page.locator("[data-reading-text] .math")).to_be_visible()
    submit(alices_page)
    assert verdict(alices_page) == "correct", alices_page.locator("#verdict").inner_text()


@pytest.fixture
def phone(context_of: Callable[..., BrowserContext], alice: User) -> Page:
    """Alice's phone."""
    return context_of(alice, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True).new_page()


def press_on_screen(page: Page, key: str) -> None:
    page.locator(".ML__keyboard .is-visible .MLK__keycap").filter(has_text=key).first.click()
    page.wait_for_timeout(300)


def test_the_screens_keyboard_has_the_declared_names_and_holds_its_powers_open(phone: Page) -> None:
    open_exercise(phone, "symbolic")
    open_editor(phone)
    for key in ("2", "x", "e"):
        press_on_screen(phone, key)
    phone.get_by_role("button", name="power").click()
    phone.wait_for_timeout(500)
    for key in ("x", "+", "1"):
        press_on_screen(phone, key)
    expect(phone.locator("[data-formula] input")).to_have_value("2xe^{x+1}")
    phone.locator(".ML__keyboard .is-visible [data-command*=moveToNextChar]").first.click()
    for key in ("+", "x"):
        press_on_screen(phone, key)
    expect(phone.locator("[data-formula] input")).to_have_value("2xe^{x+1}+x")


def test_the_screens_keyboard_covers_neither_the_field_nor_submit(phone: Page) -> None:
    open_exercise(phone, "symbolic")
    open_editor(phone)
    keyboard = "mathVirtualKeyboard.boundingRect.top"
    phone.locator(".ML__keyboard .MLK__keycap").first.wait_for()
    phone.wait_for_timeout(800)
    assert phone.evaluate(keyboard) < phone.evaluate("innerHeight")
    below = "(element) => element.getBoundingClientRect().bottom"
    assert phone.locator("[data-formula]").evaluate(below) <= phone.evaluate(keyboard)
    phone.evaluate("scrollTo(0, document.body.scrollHeight)")
    assert form(phone).get_by_role("button", name="Submit").evaluate(below) <= phone.evaluate(keyboard)
    submit(phone)
    assert verdict(phone) == "invalid"


def test_a_phone_brings_its_own_keyboard_for_text(phone: Page) -> None:
    open_exercise(phone, "symbolic")
    phone.locator("[data-formula] input").tap()
    phone.keyboard.type("2x*", delay=50)
    phone.locator(".symbols").get_by_role("button", name="exp, the exponential function").tap()
    phone.keyboard.type("x^2)", delay=50)
    expect(phone.locator("[data-formula] input")).to_have_value("2x*exp(x^2)")
    expect(phone.locator("math-field")).to_have_count(0)
