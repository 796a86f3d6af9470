"""An instructor settles an undecided answer in the browser, and its learner sees it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from courseware.models import User
from exercises.models import Submission, VerdictRecord, Work
from grading import verdict_as_data
from grading.verdict import undecided
from tests.browser.steps import open_exercise, submit, type_line, verdict

pytestmark = pytest.mark.usefixtures("library", "worker")


def leave_undecided(work: Work) -> None:
    """As if the judge had not been able to decide the last answer."""
    Submission.objects.filter(work=work).update(state="undecided", score=0.0)
    verdict = {name: verdict_as_data(undecided()) for name in work.variant.content["fields"]}
    VerdictRecord.objects.filter(submission__work=work).update(outcome="undecided", score=0.0, detail=verdict)
    Work.objects.filter(pk=work.pk).update(tries=0, best_score=0.0, solved_at=None)


@pytest.fixture
def alices_page(context_of: Callable[..., BrowserContext], alice: User) -> Page:
    page = context_of(alice).new_page()
    open_exercise(page, "number")
    type_line(page, "11.0")
    submit(page)
    verdict(page)
    leave_undecided(Work.objects.select_related("variant").get(learner=alice))
    return page


@pytest.mark.parametrize("width", [1280, 390])
def test_an_undecided_answer_is_settled_and_leaves_the_list(
    alices_page: Page, context_of: Callable[..., BrowserContext], bob: User, width: int
) -> None:
    page = context_of(bob, viewport={"width": width, "height": 800}).new_page()
    page.goto("/courses/tiny-now/class/")
    page.get_by_role("link", name="Decide").click()
    page.get_by_role("radio", name="Right").check()
    page.get_by_label("A sentence to the learner").fill("Eleven, whichever way it is written.")
    page.get_by_role("button", name="Settle").click()
    expect(page.get_by_text("Bob looked at this answer")).to_be_visible()
    page.goto("/courses/tiny-now/class/")
    expect(page.get_by_role("link", name="Decide")).to_have_count(0)
    alices_page.reload()
    assert verdict(alices_page) == "correct"
    expect(alices_page.locator("#verdict")).to_contain_text("Eleven, whichever way it is written.")
    expect(alices_page.locator(".steps [aria-current]")).to_have_attribute("data-state", "solved")


def test_a_part_of_the_marks_is_given_by_keyboard(
    alices_page: Page, context_of: Callable[..., BrowserContext], bob: User
) -> None:
    page = context_of(bob).new_page()
    page.goto(f"/submissions/{Submission.objects.get().pk}/")
    page.get_by_label("marks earned").focus()
    page.keyboard.type("0.5")
    page.keyboard.press("Enter")
    expect(page.get_by_text("0.5 of 1 mark")).to_be_visible()
    expect(page.get_by_text("Change the decision")).to_be_visible()
