"""What a learner typed is never lost, and nothing is sent twice."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from courseware.models import Offering, User
from exercises.models import Submission, Work
from tests.browser.steps import form, open_exercise, submit, type_code, type_line, verdict
from tests.conftest import PASSWORD
from tests.services.worker import RunningWorker

pytestmark = pytest.mark.usefixtures("library")


@pytest.fixture
def alices_page(context_of: Callable[..., BrowserContext], alice: User) -> Page:
    return context_of(alice).new_page()


def typed_text(page: Page) -> str:
    return page.locator("[data-number] input").first.input_value()


def test_a_typed_answer_survives_a_refresh(alices_page: Page) -> None:
    open_exercise(alices_page, "number")
    type_line(alices_page, "7/2")
    alices_page.reload()
    assert typed_text(alices_page) == "7/2"


def test_a_typed_answer_follows_to_another_machine(
    alices_page: Page, context_of: Callable[..., BrowserContext], alice: User
) -> None:
    open_exercise(alices_page, "number")
    with alices_page.expect_response(lambda response: response.url.endswith("/draft/")):
        type_line(alices_page, "7/2")
    elsewhere = context_of(alice).new_page()
    open_exercise(elsewhere, "number")
    assert typed_text(elsewhere) == "7/2"


def test_a_submission_without_a_line_keeps_the_text(alices_page: Page) -> None:
    open_exercise(alices_page, "number")
    alices_page.context.set_offline(True)
    type_line(alices_page, "7/2")
    submit(alices_page)
    expect(alices_page.locator("[data-trouble=unsent]")).to_be_visible()
    alices_page.context.set_offline(False)
    alices_page.reload()
    assert typed_text(alices_page) == "7/2"


def test_a_device_whose_clock_is_slow_keeps_the_text(alices_page: Page) -> None:
    alices_page.clock.install(time=timezone.now() - timezone.timedelta(hours=1))
    open_exercise(alices_page, "number")
    alices_page.context.set_offline(True)
    type_line(alices_page, "7/2")
    alices_page.context.set_offline(False)
    alices_page.reload()
    assert typed_text(alices_page) == "7/2"


def test_another_variant_is_not_taken_back_by_a_late_draft(alices_page: Page) -> None:
    open_exercise(alices_page, "matrix")
    title = alices_page.locator(".facts").inner_text()
    alices_page.locator("[data-matrix] input").first.fill("5")
    alices_page.get_by_role("button", name="Another variant").click()
    alices_page.wait_for_timeout(1500)
    alices_page.reload()
    assert alices_page.locator(".facts").inner_text() != title


def test_an_expired_session_leads_back_with_the_answer(alices_page: Page) -> None:
    open_exercise(alices_page, "number")
    type_line(alices_page, "7/2")
    alices_page.wait_for_timeout(1500)
    alices_page.context.clear_cookies(name="sessionid")
    submit(alices_page)
    alices_page.locator("[data-trouble=signed-out]").get_by_role("link").click()
    alices_page.locator("input[name=login]").fill("alice@example.org")
    alices_page.locator("input[name=password]").fill(PASSWORD)
    alices_page.locator("main form button[type=submit]").first.click()
    alices_page.locator("[data-number] input").first.wait_for()
    assert typed_text(alices_page) == "7/2"


@pytest.mark.usefixtures("worker")
def test_the_back_button_sends_nothing_again(alices_page: Page, alice: User) -> None:
    open_exercise(alices_page, "number")
    type_line(alices_page, "11")
    submit(alices_page)
    verdict(alices_page)
    alices_page.goto("/courses/tiny-now/basics/")
    alices_page.go_back()
    alices_page.locator("[data-number] input").first.wait_for()
    assert Submission.objects.filter(work__learner=alice).count() == 1


@pytest.mark.usefixtures("worker")
def test_two_tabs_each_judge_what_they_show(alices_page: Page, alice: User) -> None:
    open_exercise(alices_page, "number")
    second = alices_page.context.new_page()
    open_exercise(second, "number")
    for page, typed in ((alices_page, "10"), (second, "11")):
        type_line(page, typed)
        submit(page)
    assert (verdict(alices_page), verdict(second)) == ("incorrect", "correct")
    assert Work.objects.get(learner=alice).tries == 2


def test_a_closed_course_takes_nothing_and_keeps_the_text(alices_page: Page, offering: Offering) -> None:
    open_exercise(alices_page, "number")
    type_line(alices_page, "11")
    Offering.objects.update(closes_at=timezone.now())
    submit(alices_page)
    expect(alices_page.locator("body")).to_contain_text("closed")
    assert Submission.objects.count() == 0
    open_exercise(alices_page, "number")
    assert typed_text(alices_page) == "11"


def test_a_waiting_verdict_says_that_one_may_go_on(alices_page: Page, worker: RunningWorker) -> None:
    worker.stop()
    open_exercise(alices_page, "number")
    type_line(alices_page, "11")
    submit(alices_page)
    expect(form(alices_page).locator("[data-verdict=waiting]")).to_contain_text("Still being judged", timeout=10_000)


def test_offline_says_that_nothing_was_submitted(alices_page: Page) -> None:
    open_exercise(alices_page, "number")
    type_line(alices_page, "11")
    alices_page.context.set_offline(True)
    submit(alices_page)
    notice = alices_page.locator("[data-trouble=unsent]")
    expect(notice).to_contain_text("did not get through")
    expect(notice).to_contain_text("kept on this device")
    assert Submission.objects.count() == 0


def test_a_program_without_end_is_said_to_be_still_judged(alices_page: Page, worker: RunningWorker) -> None:
    open_exercise(alices_page, "code", topic="programs")
    type_code(alices_page, "def centre(X):\n    while True:\n        pass\n")
    submit(alices_page)
    expect(form(alices_page).locator("[data-verdict=waiting]")).to_contain_text("Still being judged", timeout=5000)
