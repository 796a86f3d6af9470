"""What a learner typed is never lost, and nothing is sent twice."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from courseware.models import Offering, User
from exercises.models import Submission, Work
from tests.browser.steps import form, open_exercise, submit, type_line, verdict
from tests.conftest import PASSWORD
from tests.services.worker import RunningWorker

pytestmark = pytest.mark.usefixtures("library")


@pytest.fixture
def desk(context_of: Callable[..., BrowserContext], alice: User) -> Page:
    return context_of(alice).new_page()


def typed_text(page: Page) -> str:
    return page.locator("[data-number] input").first.input_value()


def test_a_typed_answer_survives_a_refresh(desk: Page) -> None:
    open_exercise(desk, "number")
    type_line(desk, "7/2")
    desk.reload()
    assert typed_text(desk) == "7/2"


def test_a_typed_answer_follows_to_another_machine(
    desk: Page, context_of: Callable[..., BrowserContext], alice: User
) -> None:
    open_exercise(desk, "number")
    with desk.expect_response(lambda response: response.url.endswith("/draft/")):
        type_line(desk, "7/2")
    elsewhere = context_of(alice).new_page()
    open_exercise(elsewhere, "number")
    assert typed_text(elsewhere) == "7/2"


def test_a_submission_without_a_line_keeps_the_text(desk: Page) -> None:
    open_exercise(desk, "number")
    desk.context.set_offline(True)
    type_line(desk, "7/2")
    submit(desk)
    expect(desk.locator("[data-trouble=offline]")).to_be_visible()
    desk.context.set_offline(False)
    desk.reload()
    assert typed_text(desk) == "7/2"


def test_a_device_whose_clock_is_slow_keeps_the_text(desk: Page) -> None:
    desk.clock.install(time=timezone.now() - timezone.timedelta(hours=1))
    open_exercise(desk, "number")
    desk.context.set_offline(True)
    type_line(desk, "7/2")
    desk.context.set_offline(False)
    desk.reload()
    assert typed_text(desk) == "7/2"


def test_another_variant_is_not_taken_back_by_a_late_draft(desk: Page) -> None:
    open_exercise(desk, "matrix")
    title = desk.locator(".facts").inner_text()
    desk.locator("[data-matrix] input").first.fill("5")
    desk.get_by_role("button", name="Another variant").click()
    desk.wait_for_timeout(1500)
    desk.reload()
    assert desk.locator(".facts").inner_text() != title


def test_an_expired_session_leads_back_with_the_answer(desk: Page) -> None:
    open_exercise(desk, "number")
    type_line(desk, "7/2")
    desk.wait_for_timeout(1500)
    desk.context.clear_cookies(name="sessionid")
    submit(desk)
    desk.locator("[data-trouble=signed-out]").get_by_role("link").click()
    desk.locator("input[name=login]").fill("alice@example.org")
    desk.locator("input[name=password]").fill(PASSWORD)
    desk.locator("main form button[type=submit]").first.click()
    desk.locator("[data-number] input").first.wait_for()
    assert typed_text(desk) == "7/2"


@pytest.mark.usefixtures("worker")
def test_the_back_button_sends_nothing_again(desk: Page, alice: User) -> None:
    open_exercise(desk, "number")
    type_line(desk, "11")
    submit(desk)
    verdict(desk)
    desk.goto("/courses/tiny-now/basics/")
    desk.go_back()
    desk.locator("[data-number] input").first.wait_for()
    assert Submission.objects.filter(work__learner=alice).count() == 1


@pytest.mark.usefixtures("worker")
def test_two_tabs_each_judge_what_they_show(desk: Page, alice: User) -> None:
    open_exercise(desk, "number")
    second = desk.context.new_page()
    open_exercise(second, "number")
    for page, typed in ((desk, "10"), (second, "11")):
        type_line(page, typed)
        submit(page)
    assert (verdict(desk), verdict(second)) == ("incorrect", "correct")
    assert Work.objects.get(learner=alice).tries == 2


def test_a_closed_course_takes_nothing_and_keeps_the_text(desk: Page, offering: Offering) -> None:
    open_exercise(desk, "number")
    type_line(desk, "11")
    Offering.objects.update(closes_at=timezone.now())
    submit(desk)
    expect(desk.locator("body")).to_contain_text("closed")
    assert Submission.objects.count() == 0
    open_exercise(desk, "number")
    assert typed_text(desk) == "11"


def test_a_waiting_verdict_says_that_one_may_go_on(desk: Page, worker: RunningWorker) -> None:
    worker.stop()
    open_exercise(desk, "number")
    type_line(desk, "11")
    submit(desk)
    expect(form(desk).locator("[data-verdict=waiting]")).to_contain_text("You may go on", timeout=10_000)
