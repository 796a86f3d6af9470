"""A learner runs a program before submitting it: examples, lines of their own, plots, and what broke it before."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from courseware.models import User
from exercises.models import Run, Work
from tests.browser.steps import open_exercise, submit, type_code, verdict
from tests.browser.test_accessibility import AXE, serious_findings

GOOD = "import numpy as np\n\ndef centre(X):\n    return X - X.mean(axis=0, keepdims=True)\n"
ROWS = GOOD.replace("axis=0", "axis=1")

pytestmark = pytest.mark.usefixtures("library", "worker")


@pytest.fixture
def page(context_of: Callable[..., BrowserContext], alice: User) -> Page:
    """Alice before the program."""
    page = context_of(alice).new_page()
    open_exercise(page, "code", topic="programs")
    return page


def shown(page: Page) -> Locator:
    """What the run showed, once it is there: a worker that has just started makes its sandboxes first."""
    done = page.locator("[data-run=done]")
    done.wait_for(timeout=60_000)
    return done


def run(page: Page, typed: str = "") -> Locator:
    page.locator("[data-typed]").fill(typed)
    page.locator("[data-run-button]").click()
    page.locator("[data-run=waiting], [data-run=running], [data-run=late], [data-run=done]").first.wait_for()
    return shown(page)


def test_run_shows_the_examples_and_submits_nothing(page: Page, alice: User) -> None:
    type_code(page, ROWS)
    expect(run(page).locator("[data-law=failed]")).to_contain_text("centre(np.array([[")
    expect(page.locator("#verdict .verdict")).to_have_count(0)
    work = Work.objects.get(learner=alice)
    assert (work.tries, work.submissions.count()) == (0, 0)


@pytest.mark.parametrize("place", [".cm-content", "[data-typed]"])
def test_run_works_by_keyboard(page: Page, place: str) -> None:
    type_code(page, GOOD)
    page.locator("[data-typed]").fill("centre(np.array([[1.], [3.]]))")
    page.locator(place).focus()
    page.keyboard.press("Control+Enter")
    expect(shown(page).locator("[data-value]")).to_have_text("array([[-1.],\n       [ 1.]])")
    assert page.locator("textarea[name='answer.program']").input_value() == GOOD


def test_the_button_is_reached_by_tab_and_pressed_by_space(page: Page) -> None:
    page.locator("[data-typed]").fill("1 + 1")
    page.locator("[data-typed]").press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(shown(page).locator("[data-value]")).to_have_text("2")


def test_an_error_names_its_line(page: Page) -> None:
    type_code(page, "def centre(X):\n    Y = X\n    return Y.average()\n")
    console = run(page, "x = 1\ncentre(x)").locator(".run-console")
    expect(console).to_contain_text("Line 3 of your code raises AttributeError")
    expect(run(page, "x = 1\nx / 0").locator(".run-console")).to_contain_text("Line 2 of what you typed raises")


def test_a_plot_comes_back_as_a_picture(page: Page) -> None:
    type_code(page, GOOD)
    picture = run(page, "plt.plot([1, 2, 4])\nplt.title('Growth')").get_by_role(
        "img", name="Plot 1 of your code: Growth"
    )
    expect(picture).to_be_visible()
    assert picture.evaluate("(image) => image.decode().then(() => image.naturalWidth)") == 640


def test_what_was_run_stands_there_after_a_reload(page: Page) -> None:
    type_code(page, GOOD)
    run(page, "centre(np.eye(1))")
    with page.expect_navigation():
        page.reload()
    expect(shown(page).locator("[data-value]")).to_have_text("array([[0.]])")
    expect(page.locator("[data-typed]")).to_have_value("centre(np.eye(1))")


def test_what_broke_a_program_is_listed_and_marked_as_mended_later(page: Page) -> None:
    kept = page.locator("#regressions li")
    type_code(page, ROWS)
    submit(page)
    assert verdict(page) == "incorrect"
    expect(kept).to_have_attribute("data-law", "failed")
    type_code(page, GOOD)
    kept.get_by_role("button", name="Try it").click()
    expect(shown(page).locator("[data-value]")).to_contain_text("array(")
    expect(kept).to_have_attribute("data-law", "passed")
    expect(kept).to_contain_text("passes now")
    submit(page)
    page.locator("#verdict [data-verdict=correct]").wait_for()
    expect(page.locator("[data-run]")).to_have_count(0)
    expect(kept).to_have_attribute("data-law", "passed")


@pytest.mark.parametrize("width", [1280, 390])
def test_regressions_stand_beside_the_editor_or_below_it(
    context_of: Callable[..., BrowserContext], alice: User, width: int
) -> None:
    page = context_of(alice, viewport={"width": width, "height": 900}).new_page()
    open_exercise(page, "code", topic="programs")
    type_code(page, ROWS)
    submit(page)
    verdict(page)
    place, editor = (page.locator(css).first.bounding_box() for css in ("#regressions", ".editor"))
    assert place
    assert editor
    assert place["x"] + place["width"] <= editor["x"] or place["y"] >= editor["y"] + editor["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_javascript_a_run_is_a_plain_form(context_of: Callable[..., BrowserContext], alice: User) -> None:
    page = context_of(alice, java_script_enabled=False).new_page()
    open_exercise(page, "code", topic="programs")
    page.locator("textarea[name='answer.program']").fill(GOOD)
    page.locator("[data-typed]").fill("centre(np.eye(1))")
    page.locator("[data-run-button]").click()
    for _ in range(50):
        if Run.objects.get().state == Run.State.DONE:
            break
        page.wait_for_timeout(200)
    page.wait_for_load_state()  # what the click asked for
    page.reload()
    expect(shown(page).locator("[data-value]")).to_have_text("array([[0.]])")
    assert page.locator("textarea[name='answer.program']").input_value() == GOOD


def test_a_run_is_accessible(context_of: Callable[..., BrowserContext], alice: User) -> None:
    assert AXE.exists()
    page = context_of(alice, reduced_motion="reduce", bypass_csp=True).new_page()
    open_exercise(page, "code", topic="programs")
    type_code(page, ROWS)
    submit(page)
    verdict(page)
    run(page, "print('seen')\nplt.plot([1])\ncentre(3)")
    assert serious_findings(page) == []
