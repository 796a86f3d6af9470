"""No page has a serious or critical finding of axe-core, in light and in dark."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Page, expect

from courseware.models import Enrolment, User
from exercises.models import Exercise, Submission, Variant, VerdictRecord, Work
from tests.browser.steps import SCHEMES, Scheme, open_exercise, paint, submit, type_in_editor, type_line, verdict
from tests.services.worker import RunningWorker

AXE = Path(settings.STATE) / "assets" / "node_modules" / "axe-core" / "axe.min.js"
STRANGER = [
    "/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/courses/tiny-now/",
    "/nowhere/",
]
LEARNER = [
    "/",
    "/account/",
    "/join/",
    "/courses/tiny-now/",
    "/courses/tiny-now/progress/",
    "/courses/tiny-now/basics/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/logout/",
]
EXERCISES = [
    "choice",
    "choices",
    "ordering",
    "number",
    "matrix",
    "symbolic",
    "matrix-expression",
    "property",
    "parts",
    "derivation",
]
TEACHER = [
    "/courses/tiny-now/class/",
    "/courses/tiny-now/class/{alice}/",
    "/courses/tiny-now/class/{alice}/basics/number/",
]


def serious_findings(page: Page) -> list[str]:
    """What is found on the page as it stands, in light and in dark; nothing may fade while it is looked at."""
    page.add_script_tag(content=AXE.read_text())
    return [f"{scheme}: {finding}" for scheme in SCHEMES for finding in findings_in(scheme, page)]


def findings_in(scheme: Scheme, page: Page) -> list[str]:
    paint(page, scheme)
    result = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{finding['id']}: {node['html'][:160]}"
        for finding in result["violations"]
        if finding["impact"] in ("serious", "critical")
        for node in finding["nodes"]
    ]


@pytest.fixture
def window(context_of: Callable[..., BrowserContext]) -> Callable[[User | None], Page]:
    """window(alice): her page, on which nothing fades."""

    def open_for(user: User | None) -> Page:
        return context_of(user, reduced_motion="reduce", bypass_csp=True).new_page()

    return open_for


def look_at(page: Page, addresses: list[str]) -> list[str]:
    findings = []
    for address in addresses:
        page.goto(address)
        page.wait_for_load_state("networkidle")
        findings += [f"{address} {finding}" for finding in serious_findings(page)]
    return findings


def test_a_strangers_pages_are_accessible(window: Callable[..., Page], offering: object) -> None:
    assert look_at(window(None), STRANGER) == []


def test_the_formula_editor_is_accessible(window: Callable[..., Page], alice: User, library: object) -> None:
    page = window(alice)
    open_exercise(page, "symbolic")
    type_in_editor(page, "1/(1+e^(-x))-x")
    assert serious_findings(page) == []


def test_a_learners_pages_are_accessible(window: Callable[..., Page], alice: User, library: object) -> None:
    exercises = [f"/courses/tiny-now/basics/{slug}/" for slug in EXERCISES]
    assert look_at(window(alice), [*LEARNER, *exercises, "/courses/tiny-now/programs/code/"]) == []


@pytest.mark.parametrize("typed", ["11", "10", "eleven"])
def test_every_verdict_is_accessible(
    window: Callable[..., Page], alice: User, library: dict[str, Exercise], worker: RunningWorker, typed: str
) -> None:
    page = window(alice)
    open_exercise(page, "number")
    type_line(page, typed)
    submit(page)
    verdict(page)
    assert serious_findings(page) == []
    type_line(page, "12")
    assert serious_findings(page) == []


def test_what_waits_for_an_instructor_is_accessible(
    window: Callable[..., Page], alice: User, bob: User, library: dict[str, Exercise], worker: RunningWorker
) -> None:
    page = window(alice)
    open_exercise(page, "number")
    type_line(page, "11")
    submit(page)
    verdict(page)
    Submission.objects.update(state="undecided")
    Work.objects.update(tries=3, solved_at=None)
    VerdictRecord.objects.update(outcome="undecided", detail={})
    number = f"/submissions/{Submission.objects.get().pk}/"
    assert look_at(window(bob), ["/courses/tiny-now/class/", number]) == []


def test_a_teachers_pages_are_accessible(window: Callable[..., Page], alice: User, bob: User, library: object) -> None:
    seat = Enrolment.objects.get(user=alice).pk
    assert look_at(window(bob), [address.format(alice=seat) for address in TEACHER]) == []


@pytest.fixture
def alices_page(context_of: Callable[..., BrowserContext], alice: User, library: object) -> Page:
    """She reads on a phone."""
    return context_of(alice, viewport={"width": 390, "height": 844}).new_page()


def test_a_hint_that_is_opened_has_the_focus(alices_page: Page) -> None:
    open_exercise(alices_page, "number")
    for words in ("Multiply entry by entry", "Then add"):
        alices_page.get_by_role("button", name="Open hint").press("Enter")
        expect(alices_page.locator("#hints .hint:focus")).to_contain_text(words)


def test_a_wide_formula_has_a_short_name_and_speaks_itself(alices_page: Page) -> None:
    wide = " + ".join(rf"\frac{{x_{{{i}}}}}{{{i}}}" for i in range(1, 20))
    for variant in Variant.objects.all():
        variant.content["prompt"] = f"$${wide}$$\n\n{variant.content['prompt']}"
        variant.save(update_fields=["content"])
    open_exercise(alices_page, "number")
    formula = alices_page.get_by_role("group", name="Formula, scrolls sideways", exact=True)
    expect(formula).to_have_attribute("tabindex", "0")
    expect(formula.locator("math mfrac")).to_have_count(19)


def test_the_skip_link_leads_to_the_exercise(alices_page: Page) -> None:
    open_exercise(alices_page, "number")
    alices_page.keyboard.press("Tab")
    alices_page.keyboard.press("Enter")
    expect(alices_page.locator("h1")).to_be_focused()
    alices_page.keyboard.press("Tab")
    expect(alices_page.locator("[data-number] input")).to_be_focused()


def test_a_colour_that_is_hard_to_read_is_found_in_its_scheme(window: Callable[..., Page], offering: object) -> None:
    page = window(None)
    page.goto("/accounts/login/")
    page.add_style_tag(content="main * { color: #555 !important; background: light-dark(#fff, #666) !important }")
    assert {finding[:21] for finding in serious_findings(page)} == {"dark: color-contrast:"}


def test_the_reason_why_an_answer_is_unreadable_is_heard_with_its_field(
    alices_page: Page, worker: RunningWorker
) -> None:
    open_exercise(alices_page, "number")
    type_line(alices_page, "eleven")
    submit(alices_page)
    assert verdict(alices_page) == "invalid"
    box, words = alices_page.locator("[data-number] input"), re.compile("Unknown name eleven")
    expect(box).to_have_accessible_description(words)
    expect(box).to_have_attribute("aria-invalid", "true")
    type_line(alices_page, "11")
    expect(box).not_to_have_accessible_description(words)
    expect(box).not_to_have_attribute("aria-invalid", "true")
    expect(alices_page.locator("[data-reading]")).to_have_attribute("aria-live", "polite")
