"""The exercise page over HTTP: answers, drafts, hints, variants, the worked solution, and all that goes wrong."""

import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courseware.models import Enrolment, Practice
from exercises.judging import judge
from exercises.models import Submission, Work
from exercises.pages.answers import FormToken
from exercises.submissions import lease, record

HTMX = {"HX-Request": "true"}


@pytest.fixture
def url(offering, library) -> str:
    return reverse("exercise", args=[offering.slug, "basics", "choice"])


@pytest.fixture
def client_of_alice(alice, signed_in, url) -> Client:
    """Alice has the exercise open."""
    client = signed_in(alice)
    client.get(url)
    return client


def work_of(person) -> Work:
    return Work.objects.get(learner=person)


def form(client: Client, url: str, answer: str) -> dict[str, str]:
    """What the browser sends."""
    return {"answer.t": answer, "token": str(client.get(url).context["token"])}


def judge_waiting() -> None:
    """What a worker does."""
    for pk in Submission.objects.filter(state="waiting").values_list("pk", flat=True):
        submission = lease(pk)
        record(submission, judge(submission.variant.content["fields"], submission.answers))


def answer(client: Client, url: str, text: str):
    client.post(url, form(client, url, text))
    judge_waiting()
    return client.get(url)


def test_a_plain_form_leads_back_to_the_page_with_the_waiting_verdict(client_of_alice, url) -> None:
    response = client_of_alice.post(url, form(client_of_alice, url, "kept"))
    assert (response.status_code, response["Location"]) == (302, url)
    assert client_of_alice.get(url).context["latest"].state == "waiting"


def test_htmx_gets_the_verdicts_place_at_once(client_of_alice, url) -> None:
    response = client_of_alice.post(url, form(client_of_alice, url, "kept"), headers=HTMX)
    assert response.templates[0].name == "exercises/_verdict.html"
    assert b'data-verdict="waiting"' in response.content


@pytest.mark.parametrize(("text", "state", "row"), [("swapped", "correct", "solved"), ("kept", "incorrect", "tried")])
def test_the_page_shows_the_verdict_and_the_answer(client_of_alice, url, text, state, row) -> None:
    page = answer(client_of_alice, url, text)
    assert (page.context["latest"].state, page.context["row"].state) == (state, row)
    field = next(piece["field"] for piece in page.context["pieces"] if "field" in piece)
    assert field.value == text


def test_a_misconception_is_explained(client_of_alice, url) -> None:
    page = answer(client_of_alice, url, "kept")
    assert "Transposing swaps the order" in page.context["latest"].fields[0].messages_html[0]


def test_the_status_fragment_carries_the_verdict(client_of_alice, alice, url) -> None:
    answer(client_of_alice, url, "swapped")
    status = reverse("submission", args=[work_of(alice).submissions.get().pk])
    response = client_of_alice.get(status, headers=HTMX)
    assert b'data-verdict="correct"' in response.content
    assert client_of_alice.get(status)["Location"] == url


def test_an_answer_mended_after_the_back_button_is_judged_for_itself(client_of_alice, url) -> None:
    sent = form(client_of_alice, url, "kept")
    client_of_alice.post(url, sent)
    judge_waiting()
    client_of_alice.post(url, {**sent, "answer.t": "swapped"})
    judge_waiting()
    page = client_of_alice.get(url)
    assert (page.context["latest"].state, len(page.context["earlier"])) == ("correct", 1)


def test_an_answer_mended_after_a_lost_response_never_gets_the_old_verdict(client_of_alice, url) -> None:
    sent = form(client_of_alice, url, "kept")
    client_of_alice.post(url, sent, headers=HTMX)
    judge_waiting()
    response = client_of_alice.post(url, {**sent, "answer.t": "swapped"}, headers=HTMX)
    assert response.context["latest"].state == "waiting"


def test_an_older_answer_sent_once_more_shows_its_own_verdict(client_of_alice, url) -> None:
    sent = form(client_of_alice, url, "kept")
    for text in ("kept", "swapped"):
        client_of_alice.post(url, {**sent, "answer.t": text})
    judge_waiting()
    page = client_of_alice.post(url, sent, follow=True)
    assert page.context["latest"].state == "incorrect"


def test_no_browser_puts_an_old_token_into_a_new_form(client_of_alice, url) -> None:
    assert re.search(rb'id="token" value="[^"]+" autocomplete="off"', client_of_alice.get(url).content)


def test_a_double_click_is_one_submission(client_of_alice, url) -> None:
    sent = form(client_of_alice, url, "kept")
    client_of_alice.post(url, sent)
    client_of_alice.post(url, sent)
    assert Submission.objects.count() == 1


def test_an_old_tab_is_judged_against_the_variant_it_showed(alice, signed_in, offering, library) -> None:
    url = reverse("exercise", args=[offering.slug, "basics", "matrix"])
    client = signed_in(alice)
    sent = {"answer.C": "1", "token": str(client.get(url).context["token"])}
    shown = work_of(alice).variant
    client.post(f"{url}variant/")
    assert work_of(alice).variant != shown
    client.post(url, sent)
    assert Submission.objects.get().variant == shown
    assert work_of(alice).variant == shown


@pytest.mark.parametrize(
    "token", ["", "forged", str(uuid.UUID(int=7)), "0" * 5000], ids=["none", "forged", "another", "long"]
)
def test_a_form_without_our_token_is_refused_and_keeps_the_answer(client_of_alice, alice, url, token) -> None:
    response = client_of_alice.post(url, {"answer.t": "kept", "token": token})
    assert response.status_code == 403
    assert response.context["latest"].state == "invalid"
    assert not Submission.objects.exists()
    assert work_of(alice).draft == {"t": "kept"}


def test_a_token_for_another_exercises_variant_falls_back_to_ones_own(client_of_alice, alice, url, library) -> None:
    other = library["number"].current.variants.first()
    token = FormToken(uuid.uuid4(), other.pk, work_of(alice).pk)
    client_of_alice.post(url, {"answer.t": "kept", "token": str(token)})
    assert Submission.objects.get().variant == work_of(alice).variant


def test_forged_field_names_are_ignored(client_of_alice, url) -> None:
    sent = form(client_of_alice, url, "kept") | {"answer.other": "1", "answer.__class__": "2", "answer.": "3"}
    client_of_alice.post(url, sent)
    assert Submission.objects.get().answers == {"t": "kept"}


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_an_answer_of_a_megabyte_is_refused_with_a_message(client_of_alice, url, headers) -> None:
    sent = form(client_of_alice, url, "x" * 1_000_000)
    response = client_of_alice.post(url, sent, headers=headers)
    assert response.status_code == 413
    assert "1000000 characters" in response.context["latest"].fields[0].messages_html[0]
    assert not Submission.objects.exists()


def test_a_request_larger_than_the_site_takes_gets_a_page(client_of_alice, url, settings) -> None:
    response = client_of_alice.post(url, form(client_of_alice, url, "x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE))
    assert response.status_code == 413
    assert response.templates[0].name == "413.html"


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_closed_course_takes_no_answers_and_keeps_what_was_typed(
    client_of_alice, alice, offering, url, headers
) -> None:
    sent = form(client_of_alice, url, "kept")
    offering.closes_at = timezone.now() - timedelta(minutes=1)
    offering.save()
    response = client_of_alice.post(url, sent, headers=headers)
    assert response.status_code == 403
    assert "closed" in response.context["latest"].fields[0].messages_html[0]
    assert not Submission.objects.exists()
    assert work_of(alice).draft == {"t": "kept"}
    assert client_of_alice.get(url).context["closed"]


def test_a_draft_is_kept_and_stands_in_the_form_again(client_of_alice, alice, url) -> None:
    assert client_of_alice.post(f"{url}draft/", {"answer.t": "kept"}).status_code == 204
    field = next(piece["field"] for piece in client_of_alice.get(url).context["pieces"] if "field" in piece)
    assert field.value == "kept"


def test_a_zero_character_is_left_out(client_of_alice, alice, url) -> None:
    assert client_of_alice.post(f"{url}draft/", {"answer.t": "ke\x00pt"}).status_code == 204
    assert work_of(alice).draft == {"t": "kept"}
    client_of_alice.post(url, form(client_of_alice, url, "swap\x00ped"))
    assert Submission.objects.get().answers == {"t": "swapped"}


def test_a_draft_of_a_megabyte_is_not_kept(client_of_alice, alice, url) -> None:
    client_of_alice.post(f"{url}draft/", {"answer.t": "kept"})
    assert client_of_alice.post(f"{url}draft/", form(client_of_alice, url, "x" * 1_000_000)).status_code == 413
    assert work_of(alice).draft == {"t": "kept"}


def test_what_an_ended_session_sent_stands_in_the_form_after_sign_in(client_of_alice, alice, url) -> None:
    sent = form(client_of_alice, url, "kept")
    client_of_alice.logout()
    response = client_of_alice.post(url, sent)
    assert response["Location"] == f"{reverse('account_login')}?next={url}"
    signing_in = {"login": "alice", "password": "seven bridges of Koenigsberg"}
    assert client_of_alice.post(response["Location"], signing_in)["Location"] == url
    assert b"You are signed in again" in client_of_alice.get(url).content
    assert work_of(alice).draft == {"t": "kept"}


def test_htmx_of_an_ended_session_gets_401_and_loses_nothing(client_of_alice, alice, url) -> None:
    sent = form(client_of_alice, url, "kept")
    client_of_alice.logout()
    response = client_of_alice.post(url, sent, headers=HTMX)
    assert (response.status_code, response.content) == (401, b"")
    assert work_of(alice).pending["answers"] == {"t": "kept"}


def test_a_refused_csrf_token_gives_the_text_back(alice, url) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice, backend="django.contrib.auth.backends.ModelBackend")
    response = client.post(url, {"answer.t": "my long answer"})
    assert response.status_code == 403
    assert b"my long answer" in response.content


def test_anothers_submission_does_not_exist(client_of_alice, alice, carol, offering, signed_in, url) -> None:
    answer(client_of_alice, url, "kept")
    Enrolment.objects.create(offering=offering, user=carol)
    pk = work_of(alice).submissions.get().pk
    carols = signed_in(carol)
    assert carols.get(reverse("submission", args=[pk])).status_code == 404
    assert carols.get(f"{url}?restore={pk}").context["latest"] is None


def test_an_earlier_answer_is_restored_with_its_verdict(client_of_alice, alice, url) -> None:
    answer(client_of_alice, url, "kept")
    answer(client_of_alice, url, "swapped")
    first = work_of(alice).submissions.earliest("submitted_at")
    page = client_of_alice.get(f"{url}?restore={first.pk}")
    assert (page.context["latest"].pk, page.context["latest"].state) == (first.pk, "incorrect")


def test_older_submissions_are_a_link_away(client_of_alice, alice, url, monkeypatch) -> None:
    monkeypatch.setattr("courseware.exercise_page.EARLIER_SHOWN", 2)
    work = work_of(alice)
    for _ in range(6):
        Submission.objects.create(work=work, variant=work.variant, answers={"t": "kept"}, state="incorrect", score=0)
    numbers = list(work.submissions.values_list("pk", flat=True))
    seen, address = numbers[:1], url
    while address:
        page = client_of_alice.get(address)
        seen += [one.pk for one in page.context["earlier"]]
        found = re.search(r'href="(\?older=\d+)', page.content.decode())
        address = url + found[1] if found else ""
    assert seen == numbers
    assert "Newest" in page.content.decode()


@pytest.mark.parametrize("restore", ["x", "-1", "9" * 40, "0"])
def test_a_restore_of_nonsense_shows_the_page(client_of_alice, url, restore) -> None:
    assert client_of_alice.get(f"{url}?restore={restore}").status_code == 200


def test_hints_open_one_by_one_and_stay_open(client_of_alice, url) -> None:
    assert client_of_alice.get(url).context["hints"] == {"opened": [], "total": 1, "next_after": 0}
    for _ in range(2):
        client_of_alice.post(f"{url}hint/", headers=HTMX)
    assert "Compare the shapes" in client_of_alice.get(url).context["hints"]["opened"][0]


def test_the_worked_solution_opens_after_success(client_of_alice, alice, url) -> None:
    assert client_of_alice.get(f"{url}solution/")["Location"] == url
    answer(client_of_alice, url, "swapped")
    assert client_of_alice.get(f"{url}solution/").status_code == 200
    assert work_of(alice).solution_opened_at is not None


def test_the_worked_solution_opens_after_the_stated_tries(client_of_alice, url) -> None:
    left = [answer(client_of_alice, url, "kept").context["tries_until_solution"] for _ in range(3)]
    assert left == [2, 1, 0]
    assert client_of_alice.get(f"{url}solution/").status_code == 200


def test_the_page_of_an_exercise_elsewhere_does_not_exist(client_of_alice, offering) -> None:
    for place in (("basics", "nowhere"), ("nowhere", "choice"), ("programs", "choice")):
        assert client_of_alice.get(reverse("exercise", args=[offering.slug, *place])).status_code == 404


def test_two_tabs_begin_one_work(client_of_alice, signed_in, alice, url) -> None:
    signed_in(alice).get(url)
    assert (Work.objects.count(), Practice.objects.count()) == (1, 1)


def test_a_retired_exercise_leaves_the_course(client_of_alice, library, url) -> None:
    library["choice"].current = None
    library["choice"].save()
    assert client_of_alice.get(url).status_code == 404


def test_the_exercise_page_asks_the_database_a_fixed_number_of_times(
    client_of_alice, url, django_assert_max_num_queries
) -> None:
    for _ in range(3):
        answer(client_of_alice, url, "kept")
    with django_assert_max_num_queries(12):
        client_of_alice.get(url)


def test_a_poll_asks_the_database_a_fixed_number_of_times(
    client_of_alice, alice, url, django_assert_max_num_queries
) -> None:
    client_of_alice.post(url, form(client_of_alice, url, "kept"))
    status = reverse("submission", args=[work_of(alice).submissions.get().pk])
    with django_assert_max_num_queries(12):
        client_of_alice.get(status, headers=HTMX)


@pytest.mark.parametrize(
    ("name", "sent", "queries"),
    [("understood", {"field": "t", "value": "kept"}, 5), ("draft", {"answer.t": "kept"}, 6)],
)
def test_what_every_few_keys_ask_is_cheap(
    client_of_alice, url, name, sent, queries, django_assert_max_num_queries
) -> None:
    token = str(client_of_alice.get(url).context["token"])
    with django_assert_max_num_queries(queries):
        assert client_of_alice.post(f"{url}{name}/", sent | {"token": token}).status_code in (200, 204)


def test_work_is_begun_by_whatever_comes_first(alice, signed_in, url) -> None:
    assert signed_in(alice).post(f"{url}understood/", {"field": "t", "value": "kept"}).status_code == 200
    assert work_of(alice).variant.version.exercise.slug == "choice"


def test_exercise_of_a_topic_that_left_the_course_is_not_there(client_of_alice, url, course) -> None:
    course.topics.filter(slug="basics").delete()
    assert client_of_alice.post(f"{url}understood/", {"field": "t", "value": "kept"}).status_code == 404


def test_reading_is_of_the_variant_that_the_form_shows(alice, signed_in, offering, library, url) -> None:
    client, number = signed_in(alice), url.replace("choice", "number")
    token = str(client.get(number).context["token"])
    Work.objects.filter(learner=alice).update(variant=library["symbolic"].current.variants.first())
    sent = {"field": "d", "value": "22/2", "token": token}
    assert client.post(f"{number}understood/", sent).status_code == 200
