"""A learner solves one exercise of each kind by really typing, and sees each verdict."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from courseware.models import User
from exercises.models import Exercise, Work
from exercises.pages.keys import public_key
from tests.browser.steps import TYPING, form, open_exercise, submit, verdict

CENTRE = "import numpy as np\n\ndef centre(X):\n    return X - X.mean(axis={axis}, keepdims=True)\n"
SOLVED = [
    ("choice", "swapped"),
    ("choices", "identity gram"),
    ("ordering", "eliminate back check"),
    ("number", "22/2"),
    ("symbolic", "2x exp(x^2)"),
    ("matrix_expression", "A^T (Ax-b)"),
    ("derivation", "x^T A^T x|1/2 x^T (A+A^T )x|x^T Sx"),
    ("code", CENTRE.format(axis=0)),
]
NOT_SOLVED = [
    ("choice", "kept", "incorrect", "swaps the order"),
    ("choices", "gram", "partially_correct", ""),
    ("ordering", "back eliminate check", "incorrect", ""),
    ("number", "10", "incorrect", "multiply them in pairs"),
    ("number", "eleven", "invalid", "eleven"),
    ("symbolic", "exp(x^2)", "incorrect", "inner function is missing"),
    ("symbolic", "2xy", "invalid", "y"),
    ("matrix_expression", "(Ax-b)^T A", "partially_correct", "laid out as a row"),
    ("matrix_expression", "A(Ax-b)", "invalid", "did you mean"),
    ("derivation", "x^T Sx", "incorrect", "already is the goal"),
    ("derivation", "x^T A^T x|x^T AAx", "partially_correct", "Line 2 does not follow from line 1"),
    ("derivation", "x^T xA", "invalid", "cannot be equal"),
    ("code", CENTRE.format(axis=1), "incorrect", ""),
    ("code", "def centre(X)\n    return X", "invalid", "Line 1"),
]

pytestmark = pytest.mark.usefixtures("library", "worker")


@pytest.fixture
def alices_page(context_of: Callable[..., BrowserContext], alice: User) -> Page:
    """Alice's page."""
    return context_of(alice).new_page()


def answer(page: Page, kind: str, typed: str) -> None:
    open_exercise(page, kind.replace("_", "-"), topic="programs" if kind == "code" else "basics")
    TYPING[kind](page, typed)
    submit(page)


@pytest.mark.parametrize(("kind", "typed"), SOLVED)
def test_a_right_answer_is_correct_and_leads_on(alices_page: Page, kind: str, typed: str) -> None:
    answer(alices_page, kind, typed)
    assert verdict(alices_page) == "correct", alices_page.locator("#verdict").inner_text()
    expect(
        alices_page.locator("#verdict")
        .get_by_role("link", name="Next")
        .or_(alices_page.get_by_role("link", name="Back to the topic"))
    ).to_be_visible()


@pytest.mark.parametrize(("kind", "typed", "outcome", "words"), NOT_SOLVED)
def test_any_other_answer_is_explained(alices_page: Page, kind: str, typed: str, outcome: str, words: str) -> None:
    answer(alices_page, kind, typed)
    assert verdict(alices_page) == outcome, alices_page.locator("#verdict").inner_text()
    expect(alices_page.locator("#verdict")).to_contain_text(words)


def test_a_matrix_is_typed_cell_by_cell(alices_page: Page, library: dict[str, Exercise], alice: User) -> None:
    open_exercise(alices_page, "matrix")
    content = Work.objects.get(learner=alice).variant.content
    rows = content["fields"]["C"]["reference"]
    TYPING["matrix"](alices_page, " ".join(str(entry) for row in rows for entry in row))
    submit(alices_page)
    assert verdict(alices_page) == "correct", alices_page.locator("#verdict").inner_text()


def test_an_answer_with_some_of_the_properties_is_told_which(
    alices_page: Page, library: dict[str, Exercise], alice: User
) -> None:
    open_exercise(alices_page, "property")
    rows = Work.objects.get(learner=alice).variant.content["fields"]["v"]["reference"]
    longer = [row[0].replace("/5", "") for row in rows]
    TYPING["property"](alices_page, " ".join(longer))
    submit(alices_page)
    assert verdict(alices_page) == "partially_correct", alices_page.locator("#verdict").inner_text()
    expect(alices_page.locator("#verdict [data-law=passed]")).to_contain_text("Eigenvector")
    expect(alices_page.locator("#verdict [data-law=failed]")).to_contain_text("Length 1")
    expect(alices_page.locator("#verdict")).to_contain_text("length 5, not 1")


def test_any_vector_with_the_properties_is_right(alices_page: Page, library: dict[str, Exercise], alice: User) -> None:
    open_exercise(alices_page, "property")
    rows = Work.objects.get(learner=alice).variant.content["fields"]["v"]["reference"]
    TYPING["property"](alices_page, " ".join(f"-{row[0]}".replace("--", "") for row in rows))
    submit(alices_page)
    assert verdict(alices_page) == "correct", alices_page.locator("#verdict").inner_text()


def test_a_pasted_numpy_matrix_fills_the_grid(alices_page: Page) -> None:
    open_exercise(alices_page, "matrix")
    first = alices_page.locator("[data-matrix] input").first
    first.click()
    alices_page.evaluate(
        """(text) => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            const paste = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
            document.activeElement.dispatchEvent(paste);
        }""",
        "np.array([[1, 2],\n [3, -4]])",
    )
    values = [cell.input_value() for cell in alices_page.locator("[data-matrix] input").all()]
    assert values == ["1", "2", "3", "-4"]


def test_parts_are_judged_each(alices_page: Page) -> None:
    open_exercise(alices_page, "parts")
    inputs = alices_page.locator("[data-number] input")
    inputs.nth(0).fill("5")
    inputs.nth(1).fill("2")
    submit(alices_page)
    assert verdict(alices_page) == "partially_correct"
    expect(alices_page.locator("#verdict .parts li")).to_have_count(2)


# Where people come back to, and what is selected there.
IN_LINE = "({ownerDocument: {activeElement: line}}) => line.value.slice(line.selectionStart, line.selectionEnd)"
RETURN = {
    "number": ("[data-number] input", IN_LINE),
    "matrix": ("[data-matrix] input", IN_LINE),
    "symbolic": ("[data-formula] input", IN_LINE),
    "code": (".cm-content", "() => getSelection().toString()"),
}


def tab_to(page: Page, where: str) -> None:
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("(where) => document.activeElement.matches(where)", where):
            return
    raise AssertionError(f"{where} is not reached with Tab")


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
    alices_page: Page, kind: str, typed: str, place: str
) -> None:
    answer(alices_page, kind, typed)
    assert verdict(alices_page) == "invalid"
    expect(alices_page.locator("#verdict .place mark")).to_have_text(place)
    alices_page.locator("h1").click()
    where, selected = RETURN[kind]
    tab_to(alices_page, where)
    alices_page.wait_for_timeout(200)
    assert alices_page.locator(where).first.evaluate(selected) == place


def test_an_unreadable_answer_costs_no_try(alices_page: Page, alice: User) -> None:
    answer(alices_page, "number", "eleven")
    assert verdict(alices_page) == "invalid"
    assert Work.objects.get(learner=alice).tries == 0


def test_ordering_works_by_keyboard_alone(alices_page: Page) -> None:
    open_exercise(alices_page, "ordering")
    for key in ("eliminate", "back", "check"):
        use = alices_page.locator(f".block[data-key='{public_key(key)}'] .block-swap")
        use.focus()
        use.press("Enter")
    submit(alices_page)
    assert verdict(alices_page) == "correct", alices_page.locator("#verdict").inner_text()


def test_enter_submits_a_one_line_field(alices_page: Page) -> None:
    open_exercise(alices_page, "number")
    TYPING["number"](alices_page, "11")
    alices_page.keyboard.press("Enter")
    assert verdict(alices_page) == "correct"


def test_another_variant_asks_with_other_numbers(alices_page: Page) -> None:
    open_exercise(alices_page, "matrix")
    before = alices_page.locator(".prompt").first.inner_text()
    alices_page.get_by_role("button", name="Another variant").click()
    expect(alices_page.locator(".prompt").first).not_to_have_text(before)


def test_hints_open_one_by_one_and_stay_open(alices_page: Page) -> None:
    open_exercise(alices_page, "number")
    hints = alices_page.locator(".hints")
    hints.get_by_role("button").first.click()
    expect(hints).to_contain_text("Multiply entry by entry")
    alices_page.reload()
    expect(hints).to_contain_text("Multiply entry by entry")
    expect(hints).not_to_contain_text("Then add")


def test_the_worked_solution_opens_after_the_stated_tries(alices_page: Page) -> None:
    for typed in ("1", "2"):
        answer(alices_page, "number", typed)
        assert verdict(alices_page) == "incorrect"
    alices_page.locator("#verdict").get_by_role("link", name="Worked solution").click()
    expect(alices_page).to_have_url(
        "http://" + alices_page.url.split("/")[2] + "/courses/tiny-now/basics/number/solution/"
    )


def test_a_double_click_is_one_submission(alices_page: Page, alice: User) -> None:
    open_exercise(alices_page, "number")
    TYPING["number"](alices_page, "11")
    form(alices_page).get_by_role("button", name="Submit").dblclick()
    assert verdict(alices_page) == "correct"
    assert Work.objects.get(learner=alice).submissions.count() == 1


def test_each_line_of_a_derivation_gets_its_mark(alices_page: Page) -> None:
    answer(alices_page, "derivation", "x^T A^T x|x^T AAx|x^T Sx")
    rows = alices_page.locator("[data-row]")
    expect(rows.locator(".mark-word")).to_have_text(["follows", "does not follow", "waits for line 2"])
    judged = alices_page.locator("#verdict [data-judged] > li[data-of-line]")
    assert [judged.nth(place).get_attribute("data-line") for place in range(3)] == ["follows", "broken", "waits"]
    expect(judged.nth(1)).to_contain_text("line 1 is")
    rows.nth(1).locator("math-field").click()
    # MathLive takes the focus a moment later.
    alices_page.wait_for_timeout(300)
    alices_page.keyboard.press("End")
    alices_page.keyboard.press("Backspace")
    expect(rows.locator(".mark-word")).to_have_text(["follows", "", ""])


def test_lines_of_a_derivation_come_and_go_by_keyboard(alices_page: Page) -> None:
    open_exercise(alices_page, "derivation")
    TYPING["derivation"](alices_page, "x|A|S")
    rows = alices_page.locator("[data-row]")
    expect(rows).to_have_count(3)
    alices_page.keyboard.press("ArrowUp")
    alices_page.keyboard.press("Backspace")
    alices_page.keyboard.press("Backspace")
    expect(rows).to_have_count(2)
    assert alices_page.locator("textarea").input_value() == "x\nS"
    alices_page.get_by_role("button", name="Text", exact=True).click()
    alices_page.locator("textarea").fill("= x^T A^T x\n= (x^T A x + x^T A^T x)/2\n= x^T S x")
    submit(alices_page)
    assert verdict(alices_page) == "correct", alices_page.locator("#verdict").inner_text()
