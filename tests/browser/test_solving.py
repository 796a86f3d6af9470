"""A learner solves one exercise of each kind by really typing, and sees each verdict."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from courseware.models import User
from exercises.models import Exercise, Work
from exercises.views.keys import public_key
from tests.browser.steps import TYPING, form, open_exercise, submit, verdict

CENTRE = "import numpy as np\n\ndef centre(X):\n    return X - X.mean(axis={axis}, keepdims=True)\n"
SOLVED = [
    ("choice", "swapped"),
    ("choices", "identity gram"),
    ("ordering", "eliminate back check"),
    ("number", "22/2"),
    ("symbolic", "2x exp(x^2"),
    ("code", CENTRE.format(axis=0)),
]
NOT_SOLVED = [
    ("choice", "kept", "incorrect", "swaps the order"),
    ("choices", "gram", "partially_correct", ""),
    ("ordering", "back eliminate check", "incorrect", ""),
    ("number", "10", "incorrect", "multiply them in pairs"),
    ("number", "eleven", "invalid", "eleven"),
    ("symbolic", "exp(x^2", "incorrect", "inner function is missing"),
    ("symbolic", "2xy", "invalid", "y"),
    ("code", CENTRE.format(axis=1), "incorrect", ""),
    ("code", "def centre(X)\n    return X", "invalid", "Line 1"),
]

pytestmark = pytest.mark.usefixtures("library", "worker")


@pytest.fixture
def desk(context_of: Callable[..., BrowserContext], alice: User) -> Page:
    """Alice's page."""
    return context_of(alice).new_page()


def answer(page: Page, kind: str, typed: str) -> None:
    open_exercise(page, kind, topic="programs" if kind == "code" else "basics")
    TYPING[kind](page, typed)
    submit(page)


@pytest.mark.parametrize(("kind", "typed"), SOLVED)
def test_a_right_answer_is_correct_and_leads_on(desk: Page, kind: str, typed: str) -> None:
    answer(desk, kind, typed)
    assert verdict(desk) == "correct", desk.locator("#verdict").inner_text()
    expect(
        desk.locator("#verdict")
        .get_by_role("link", name="Next")
        .or_(desk.get_by_role("link", name="Back to the topic"))
    ).to_be_visible()


@pytest.mark.parametrize(("kind", "typed", "outcome", "words"), NOT_SOLVED)
def test_any_other_answer_is_explained(desk: Page, kind: str, typed: str, outcome: str, words: str) -> None:
    answer(desk, kind, typed)
    assert verdict(desk) == outcome, desk.locator("#verdict").inner_text()
    expect(desk.locator("#verdict")).to_contain_text(words)


def test_a_matrix_is_typed_cell_by_cell(desk: Page, library: dict[str, Exercise], alice: User) -> None:
    open_exercise(desk, "matrix")
    content = Work.objects.get(learner=alice).variant.content
    rows = content["fields"]["C"]["reference"]
    TYPING["matrix"](desk, " ".join(str(entry) for row in rows for entry in row))
    submit(desk)
    assert verdict(desk) == "correct", desk.locator("#verdict").inner_text()


def test_a_pasted_numpy_matrix_fills_the_grid(desk: Page) -> None:
    open_exercise(desk, "matrix")
    first = desk.locator("[data-matrix] input").first
    first.click()
    desk.evaluate(
        """(text) => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            const paste = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
            document.activeElement.dispatchEvent(paste);
        }""",
        "np.array([[1, 2],\n [3, -4]])",
    )
    values = [cell.input_value() for cell in desk.locator("[data-matrix] input").all()]
    assert values == ["1", "2", "3", "-4"]


def test_parts_are_judged_each(desk: Page) -> None:
    open_exercise(desk, "parts")
    inputs = desk.locator("[data-number] input")
    inputs.nth(0).fill("5")
    inputs.nth(1).fill("2")
    submit(desk)
    assert verdict(desk) == "partially_correct"
    expect(desk.locator("#verdict .parts li")).to_have_count(2)


# Where people come back to, and what is selected there.
IN_LINE = "({ownerDocument: {activeElement: line}}) => line.value.slice(line.selectionStart, line.selectionEnd)"
RETURN = {
    "number": ("[data-number] input", IN_LINE),
    "matrix": ("[data-matrix] input", IN_LINE),
    "symbolic": ("math-field", "(editor) => editor.getValue(...editor.selection.ranges[0], 'latex')"),
    "code": (".cm-content", "() => getSelection().toString()"),
}


@pytest.mark.parametrize(
    ("kind", "typed", "place"),
    [
        ("number", "3 + eleven", "eleven"),
        ("matrix", "1 2 3 four", "four"),
        ("symbolic", "2xy", "xy"),
        ("code", "def centre(X):\n    return X $ 2", "$"),
    ],
)
def test_the_caret_goes_to_the_marked_place_when_the_learner_returns(
    desk: Page, kind: str, typed: str, place: str
) -> None:
    answer(desk, kind, typed)
    assert verdict(desk) == "invalid"
    expect(desk.locator("#verdict .place mark")).to_have_text(place)
    desk.locator("h1").click()
    where, selected = RETURN[kind]
    desk.locator(where).first.focus()
    desk.wait_for_timeout(200)
    assert desk.locator(where).first.evaluate(selected) == place


def test_an_unreadable_answer_costs_no_try(desk: Page, alice: User) -> None:
    answer(desk, "number", "eleven")
    assert verdict(desk) == "invalid"
    assert Work.objects.get(learner=alice).tries == 0


def test_ordering_works_by_keyboard_alone(desk: Page) -> None:
    open_exercise(desk, "ordering")
    for key in ("eliminate", "back", "check"):
        use = desk.locator(f".block[data-key='{public_key(key)}'] .block-swap")
        use.focus()
        use.press("Enter")
    submit(desk)
    assert verdict(desk) == "correct", desk.locator("#verdict").inner_text()


def test_enter_submits_a_one_line_field(desk: Page) -> None:
    open_exercise(desk, "number")
    TYPING["number"](desk, "11")
    desk.keyboard.press("Enter")
    assert verdict(desk) == "correct"


def test_another_variant_asks_with_other_numbers(desk: Page) -> None:
    open_exercise(desk, "matrix")
    before = desk.locator(".prompt").first.inner_text()
    desk.get_by_role("button", name="Another variant").click()
    expect(desk.locator(".prompt").first).not_to_have_text(before)


def test_hints_open_one_by_one_and_stay_open(desk: Page) -> None:
    open_exercise(desk, "number")
    hints = desk.locator(".hints")
    hints.get_by_role("button").first.click()
    expect(hints).to_contain_text("Multiply entry by entry")
    desk.reload()
    expect(hints).to_contain_text("Multiply entry by entry")
    expect(hints).not_to_contain_text("Then add")


def test_the_worked_solution_opens_after_the_stated_tries(desk: Page) -> None:
    for typed in ("1", "2"):
        answer(desk, "number", typed)
        assert verdict(desk) == "incorrect"
    desk.locator("#verdict").get_by_role("link", name="Worked solution").click()
    expect(desk).to_have_url("http://" + desk.url.split("/")[2] + "/courses/tiny-now/basics/number/solution/")


def test_a_double_click_is_one_submission(desk: Page, alice: User) -> None:
    open_exercise(desk, "number")
    TYPING["number"](desk, "11")
    form(desk).get_by_role("button", name="Submit").dblclick()
    assert verdict(desk) == "correct"
    assert Work.objects.get(learner=alice).submissions.count() == 1
