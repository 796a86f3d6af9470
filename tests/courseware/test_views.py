"""The pages of a course, the front door and what they cost."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courseware.enrolments import WRONG_CODES
from courseware.middleware import reader_time_zone
from courseware.models import Enrolment, Offering, Practice, User
from courseware.tasks import clear_sessions
from exercises.models import Exercise, Submission, Work

PASSWORD = "seven bridges of Koenigsberg"


@pytest.fixture
def works(alice: User, library: dict[str, Exercise], offering: Offering, signed_in) -> dict[str, Work]:
    """Alice has solved `choice`, half solved `choices`, tried `number` three times, opened `matrix`."""
    client = signed_in(alice)
    for slug in ("choice", "choices", "number", "matrix"):
        client.get(reverse("exercise", args=[offering.slug, "basics", slug]))
    now = timezone.now()
    Work.objects.filter(exercise__slug="choice").update(tries=1, best_score=1.0, solved_at=now)
    Work.objects.filter(exercise__slug="choices").update(tries=2, best_score=0.5)
    Work.objects.filter(exercise__slug="number").update(tries=3)
    return {work.exercise.slug: work for work in Work.objects.select_related("exercise")}


def at(name: str, offering: Offering, *more: object) -> str:
    return reverse(name, args=[offering.slug, *more])


def test_home_shows_a_stranger_what_can_be_taken(client: Client, offering: Offering, library) -> None:
    (card,) = client.get("/").context["offerings"]
    assert (card.offering, card.enrolment, card.can_enrol, card.topics) == (offering, None, True, 2)
    assert card.total == len(library)


@pytest.mark.parametrize(
    "times", [{"opens_at": timezone.now() + timedelta(days=1)}, {"closes_at": timezone.now() - timedelta(days=1)}]
)
def test_home_hides_what_has_not_begun_or_is_over(client: Client, offering: Offering, times) -> None:
    Offering.objects.update(**times)
    assert client.get("/").context["offerings"] == []


def test_home_leads_a_learner_on(alice, works, signed_in) -> None:
    context = signed_in(alice).get("/").context
    assert context["offerings"][0].solved == 1
    assert context["continue"]["exercise"].slug == "choices"


def test_the_course_page_counts(alice, works, offering, signed_in, library) -> None:
    context = signed_in(alice).get(at("course", offering)).context
    assert (context["solved"], context["total"], context["topics_complete"]) == (1, len(library), 0)
    cards = [card for section in context["sections"] for card in section.topics]
    assert [(card.state, card.solved) for card in cards] == [("started", 1), ("later", 0)]
    assert [node.here for node in context["map"].nodes] == [True, False]


def test_the_topic_page_lists_the_exercises_with_their_state(alice, works, offering, signed_in) -> None:
    rows = signed_in(alice).get(at("topic", offering, "basics")).context["exercises"]
    states = {row.slug: row.state for row in rows}
    assert states == {
        "choice": "solved",
        "choices": "partial",
        "number": "tried",
        "matrix": "new",
        "ordering": "new",
        "symbolic": "new",
        "matrix-expression": "new",
        "property": "new",
        "parts": "new",
        "derivation": "new",
    }


def test_the_lesson_has_anchors_and_names_its_figures(client, offering, course) -> None:
    lesson = "## Shapes first\n\n## Shapes first\n\n::: figure contours\nCaption\n:::\n\n<script>alert(1)</script>"
    course.topics.filter(slug="basics").update(lesson=lesson)
    context = client.get(at("topic", offering, "basics")).context
    assert [heading.id for heading in context["headings"]] == ["shapes-first", "shapes-first-2"]
    assert context["figures"] == ("contours",)
    assert "<script>" not in context["lesson"]


def test_my_progress_tells_skills_weeks_and_what_is_open(alice, works, offering, signed_in) -> None:
    context = signed_in(alice).get(at("course-progress", offering)).context
    assert [row.slug for row in context["open"]] == ["number", "choices"]
    assert context["weeks"][-1].solved == 1
    assert [topic.card.topic.slug for topic in context["topics"]] == ["basics"]


def test_the_class_page_shows_who_is_how_far_and_stuck(bob, alice, works, offering, signed_in) -> None:
    context = signed_in(bob).get(at("class", offering)).context
    assert (context["learners_count"], [row.name for row in context["rows"]]) == (1, ["Alice"])
    cell = context["rows"][0].cells[0]
    assert (cell.solved, cell.heat, cell.stuck) == (1, 1, True)
    (stuck,) = context["stuck"]
    answers = at("learner-work", offering, Enrolment.objects.get(user=alice).pk, "basics", "number")
    assert (stuck.title, [(one.name, one.url) for one in stuck.learners]) == ("A dot product", [("Alice", answers)])


def test_many_who_are_stuck_are_all_named(bob, works, offering, signed_in) -> None:
    work = works["number"]
    for number in range(9):
        learner = User.objects.create(username=f"learner{number}")
        enrolment = Enrolment.objects.create(offering=offering, user=learner)
        theirs = Work.objects.create(learner=learner, exercise=work.exercise, variant=work.variant, tries=3)
        Practice.objects.create(enrolment=enrolment, exercise=work.exercise, work=theirs)
    page = signed_in(bob).get(at("class", offering)).content.decode()
    assert "10 of 10 learners" in page
    assert "2 more" in page
    assert all(f">learner{number}</a></li>" in page for number in range(9))


def test_a_topic_that_nobody_has_begun_has_no_mean(bob, works, offering, signed_in) -> None:
    page = signed_in(bob).get(at("class", offering))
    assert page.context["means"] == (1.0, None)
    assert "nobody has begun" in page.content.decode()
    Work.objects.update(solved_at=None)
    assert signed_in(bob).get(at("class", offering)).context["means"] == (0.0, None)


@pytest.mark.parametrize(
    ("state", "rounds", "waits"),
    [("undecided", 1, [False]), ("error", 1, []), ("error", 3, [True]), ("correct", 3, [])],
)
def test_what_no_worker_decides_waits_for_the_instructor(bob, works, offering, signed_in, state, rounds, waits) -> None:
    work = works["choice"]
    Submission.objects.create(work=work, variant=work.variant, answers={}, state=state, rounds=rounds)
    page = signed_in(bob).get(at("class", offering))
    assert [answer.broken for answer in page.context["undecided"]] == waits


def test_an_instructor_reads_a_learners_work(bob, alice, works, offering, signed_in) -> None:
    enrolment = Enrolment.objects.get(user=alice)
    page = signed_in(bob).get(at("learner", offering, enrolment.pk))
    row = next(row for row in page.context["topics"][0].rows if row.slug == "number")
    assert row.url == at("learner-work", offering, enrolment.pk, "basics", "number")
    assert signed_in(bob).get(row.url).context["row"].tries == 3


def test_an_undecided_answer_is_shown_with_its_task_and_reference(bob, works, offering, signed_in) -> None:
    work = works["matrix"]
    sent = {"work": work, "variant": work.variant, "answers": {"C": "x"}, "state": "undecided"}
    submission = Submission.objects.create(**sent)
    (waiting,) = signed_in(bob).get(at("class", offering)).context["undecided"]
    page = signed_in(bob).get(waiting.url)
    assert waiting.url.endswith(f"#sent-{submission.pk}")
    assert f'id="sent-{submission.pk}"' in page.content.decode()
    (task,) = page.context["tasks"]
    assert "pmatrix" in task.prompt_html[0]
    ((label, text),) = task.references
    assert ("AB" in label, text.count(";")) == (True, 1)
    assert "could not decide this, so it counts neither way" in page.content.decode()


def test_the_csv_computes_nothing(bob, alice, works, offering, signed_in) -> None:
    User.objects.filter(pk=alice.pk).update(name='=HYPERLINK("http://x")')
    lines = signed_in(bob).get(at("class-csv", offering)).content.decode("utf-8-sig").splitlines()
    assert lines[1].startswith("\"'=HYPERLINK")
    assert lines[1].endswith(",1,0,1")


@pytest.mark.parametrize(
    ("name", "most"), [("course", 8), ("class", 15), ("course-progress", 9), ("class-csv", 8), ("topic", 8)]
)
def test_pages_do_not_ask_more_when_the_class_grows(
    name, most, bob, alice, works, offering, signed_in, django_assert_max_num_queries
) -> None:
    for i in range(5):
        Enrolment.objects.create(offering=offering, user=User.objects.create(username=f"learner{i}"))
    client, url = signed_in(bob), at(name, offering, *(["basics"] if name == "topic" else []))
    with django_assert_max_num_queries(most):
        client.get(url)


def test_carol_joins_an_open_course(carol, offering, signed_in) -> None:
    client = signed_in(carol)
    for _ in range(2):
        assert client.post(at("enrol", offering))["Location"] == at("course", offering)
    assert Enrolment.objects.get(user=carol).role == "learner"


@pytest.mark.parametrize("fields", [{"open_enrolment": False}, {"closes_at": timezone.now() - timedelta(minutes=1)}])
def test_nobody_joins_a_course_that_is_not_open(carol, offering, signed_in, fields) -> None:
    Offering.objects.update(**fields)
    signed_in(carol).post(at("enrol", offering))
    assert not Enrolment.objects.exists()


@pytest.mark.parametrize(
    ("code", "joins"), [("Rosenblatt", True), (" rosen blatt ", True), ("minsky", False), ("", False)]
)
def test_an_invitation_code_opens_the_door(carol, offering, signed_in, code, joins) -> None:
    Offering.objects.update(open_enrolment=False, invitation_code="Rosenblatt")
    response = signed_in(carol).post(reverse("join"), {"code": code})
    assert response.status_code == (302 if joins else 400)
    assert Enrolment.objects.filter(user=carol).exists() == joins


def test_a_code_is_not_found_by_trying(carol, offering, signed_in) -> None:
    cache.clear()
    Offering.objects.update(open_enrolment=False, invitation_code="Rosenblatt")
    client = signed_in(carol)
    tried = [client.post(reverse("join"), {"code": f"guess-{turn}"}).status_code for turn in range(WRONG_CODES)]
    assert (set(tried), client.post(reverse("join"), {"code": "Rosenblatt"}).status_code) == ({400}, 429)
    assert not Enrolment.objects.filter(user=carol).exists()
    cache.clear()


def test_no_shared_cache_keeps_a_page(carol, offering, signed_in) -> None:
    assert "private" in signed_in(carol).get(reverse("home"))["Cache-Control"]


def test_sessions_that_have_ended_are_dropped(carol, signed_in) -> None:
    signed_in(carol)
    Session.objects.update(expire_date=timezone.now() - timedelta(days=1))
    clear_sessions()
    assert not Session.objects.exists()


def test_the_account_page_saves_name_and_zone(carol, signed_in) -> None:
    client = signed_in(carol)
    client.post(reverse("account"), {"name": "Carol N", "timezone": "Asia/Kolkata"})
    carol.refresh_from_db()
    assert (carol.name, carol.timezone) == ("Carol N", "Asia/Kolkata")
    assert client.post(reverse("account"), {"name": "C", "timezone": "Mars/Olympus"}).status_code == 400


@pytest.mark.parametrize(
    ("zone", "cookie", "shown"),
    [
        ("", "", "UTC"),
        ("", "Asia/Tokyo", "Asia/Tokyo"),
        ("America/Lima", "Asia/Tokyo", "America/Lima"),
        ("", "../x", "UTC"),
    ],
)
def test_times_are_in_the_readers_zone(rf, carol, zone, cookie, shown) -> None:
    from_zone: list[str] = []
    carol.timezone = zone
    request = rf.get("/")
    request.user, request.COOKIES = carol, {"tz": cookie}
    reader_time_zone(lambda _: from_zone.append(timezone.get_current_timezone_name()))(request)
    assert from_zone == [shown]


def test_sign_up_makes_a_person_with_a_name_and_writes_them(client: Client, db) -> None:
    fields = {"name": "Erin", "email": "erin@example.org", "username": "erin", "password1": PASSWORD}
    assert client.post(reverse("account_signup"), fields).status_code == 302
    assert str(User.objects.get(username="erin")) == "Erin"
    assert "erin@example.org" in mail.outbox[0].to


@pytest.mark.parametrize("login", ["alice", "alice@example.org", "ALICE"])
def test_too_many_failed_sign_ins_are_stopped_with_a_page(client: Client, alice, settings, login) -> None:
    for _ in range(settings.AXES_FAILURE_LIMIT):
        response = client.post(reverse("account_login"), {"login": login, "password": "wrong"})
    assert response.status_code == 429
    response = client.post(reverse("account_login"), {"login": login, "password": PASSWORD})
    assert response.status_code == 429
    assert b"10 minutes" in response.content


def test_failed_sign_ins_elsewhere_lock_nobody_out(client: Client, alice, settings) -> None:
    for _ in range(settings.AXES_FAILURE_LIMIT + 1):
        Client(REMOTE_ADDR="203.0.113.7").post(reverse("account_login"), {"login": "alice", "password": "wrong"})
    assert client.post(reverse("account_login"), {"login": "alice", "password": PASSWORD}).status_code == 302


def test_pages_allow_no_foreign_scripts(client: Client, db) -> None:
    policy = client.get("/")["Content-Security-Policy"]
    assert "script-src 'self' 'nonce-" in policy
    assert "unsafe" not in policy.partition("script-src")[2].partition(";")[0]


def test_a_fault_of_ours_gets_a_page_with_the_number_that_the_log_has(client: Client, db, monkeypatch, caplog) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("courseware.views.home.catalogue", fail)
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 500
    assert response.wsgi_request.META["NABLA_REFERENCE"] in response.content.decode()
    assert "ZeroDivisionError" in caplog.text


def test_an_unknown_offering_is_a_404(client: Client, db) -> None:
    assert client.get("/courses/nothing/").status_code == 404


def test_who_may_enrol_is_led_to_the_course_by_a_link_into_it(carol, offering, library, signed_in) -> None:
    response = signed_in(carol).get(reverse("exercise", args=[offering.slug, "basics", "choice"]), follow=True)
    assert response.redirect_chain == [(at("course", offering), 302)]
    assert b"Enrol, and this page opens." in response.content


def test_the_only_address_is_not_removed_by_a_slip(alice, signed_in) -> None:
    page = signed_in(alice).get(reverse("account_email")).content
    assert b"action_remove" not in page


def test_the_sign_in_page_says_what_it_asks_for() -> None:
    page = Client().get(reverse("account_login")).content.decode()
    assert "User name or email" in page
    assert page.count(reverse("account_reset_password")) == 1
