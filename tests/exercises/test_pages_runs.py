"""Running a program from its page: by htmx, by a plain form, refused, and seen by nobody else."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from exercises import runs, tasks
from exercises.models import Run, Submission, Work

HTMX = {"HX-Request": "true"}
PROGRAM = "def centre(X):\n    return X - X.mean(axis=1, keepdims=True)\n"


@pytest.fixture
def url(offering, library) -> str:
    return reverse("exercise", args=[offering.slug, "programs", "code"])


@pytest.fixture
def client_of_alice(alice, signed_in, url) -> Client:
    client = signed_in(alice)
    client.get(url)
    return client


def form(client: Client, url: str, typed: str = "") -> dict[str, str]:
    token = str(client.get(url).context["token"])
    return {"answer.program": PROGRAM, "typed.program": typed, "run": "program", "token": token}


def run(client: Client, url: str, typed: str = "", **more: object):
    return client.post(f"{url}run/", form(client, url, typed), **more)


def work_off() -> None:
    for pk in Run.objects.filter(state="waiting").values_list("pk", flat=True):
        tasks.run_code(pk)


def test_a_run_is_answered_with_its_place_and_polled_for(client_of_alice, url) -> None:
    waiting = run(client_of_alice, url, "centre(np.eye(2))", headers=HTMX)
    assert "data-poll" in waiting.text
    work_off()
    shown = client_of_alice.get(reverse("run-result", args=[Run.objects.get().pk]), headers=HTMX).text
    assert "array([[ 0.5, -0.5]" in shown
    assert "data-poll" not in shown
    assert "Not judged" in shown


@pytest.mark.parametrize(
    ("seconds", "in_hand", "words"),
    [
        (0, False, "starting"),
        (0, True, "running"),
        (9, False, "waits for its turn"),
        (9, True, "It still runs; at its time limit it is stopped."),
    ],
)
def test_a_run_waits_only_until_a_worker_has_it(client_of_alice, url, seconds, in_hand, words) -> None:
    run(client_of_alice, url)
    asked = Run.objects.get()
    assert runs.lease(asked.pk) if in_hand else True
    Run.objects.update(created_at=timezone.now() - timedelta(seconds=seconds))
    shown = client_of_alice.get(reverse("run-result", args=[asked.pk]), headers=HTMX).text
    assert words in shown
    assert "data-poll" in shown


def test_a_run_whose_worker_died_waits_again(client_of_alice, url) -> None:
    run(client_of_alice, url)
    Run.objects.update(created_at=timezone.now() - timedelta(minutes=3), leased_until=timezone.now())
    shown = client_of_alice.get(reverse("run-result", args=[Run.objects.get().pk]), headers=HTMX).text
    assert "waits for its turn" in shown


def test_a_plain_form_leads_back_to_the_page_where_all_that_was_typed_stands(client_of_alice, url) -> None:
    response = run(client_of_alice, url, "centre(np.eye(2))")
    assert (response.status_code, response["Location"]) == (302, f"{url}#run-program")
    assert "Look again" in client_of_alice.get(url).text
    work_off()
    page = client_of_alice.get(url).text
    assert "keepdims=True" in page
    assert page.count("centre(np.eye(2))") == 2
    assert "array([[ 0.5, -0.5]" in page


def test_a_run_is_no_submission(client_of_alice, alice, url) -> None:
    run(client_of_alice, url)
    work_off()
    assert (Submission.objects.count(), Work.objects.get(learner=alice).tries) == (0, 0)


def test_what_a_program_prints_is_text_on_the_page(client_of_alice, url) -> None:
    run(client_of_alice, url, "print('<script>alert(1)</script>')\nplt.plot([1]); _ = plt.title('\"><b>')")
    work_off()
    page = client_of_alice.get(url).text
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page
    assert 'alt="Plot 1 of your code: &quot;&gt;&lt;b&gt;"' in page
    assert 'src="data:image/png;base64,iVBORw0KGgo' in page


def test_the_third_run_at_once_is_refused_with_a_word(client_of_alice, url) -> None:
    run(client_of_alice, url)
    run(client_of_alice, url)
    refused = run(client_of_alice, url, headers=HTMX)
    assert (refused.status_code, "of your runs still wait" in refused.text) == (429, True)
    assert "of your runs still wait" in client_of_alice.post(f"{url}run/", form(client_of_alice, url), follow=True).text


def test_after_the_end_of_the_course_nothing_is_run(client_of_alice, offering, url) -> None:
    sent = form(client_of_alice, url)
    offering.closes_at = timezone.now() - timedelta(minutes=1)
    offering.save()
    assert client_of_alice.post(f"{url}run/", sent, headers=HTMX).status_code == 403
    assert not Run.objects.exists()


@pytest.mark.parametrize(("place", "name"), [("basics/choice", "t"), ("programs/code", "nothing")])
def test_only_programs_are_run(client_of_alice, url, place, name) -> None:
    sent = {"run": name, "answer.t": "kept"}
    assert client_of_alice.post(f"{url.replace('programs/code', place)}run/", sent).status_code == 404


def test_a_run_is_its_learners_business(client_of_alice, bob, carol, signed_in, url) -> None:
    run(client_of_alice, url)
    address = reverse("run-result", args=[Run.objects.get().pk])
    assert [signed_in(one).get(address, headers=HTMX).status_code for one in (bob, carol)] == [404, 404]
    assert client_of_alice.get(address)["Location"] == url


def test_an_answer_that_is_submitted_takes_the_old_run_from_the_page(client_of_alice, url) -> None:
    run(client_of_alice, url, "centre(np.eye(2))")
    work_off()
    client_of_alice.post(url, form(client_of_alice, url))
    tasks.grade_submission(Submission.objects.get().pk)
    page = client_of_alice.get(url).text
    assert "data-run=" not in page
    assert "centre(np.eye(2))</textarea>" in page


def test_a_verdict_brings_the_regressions_along(client_of_alice, url) -> None:
    client_of_alice.post(url, form(client_of_alice, url))
    submission = Submission.objects.get()
    tasks.grade_submission(submission.pk)
    shown = client_of_alice.get(reverse("submission", args=[submission.pk]), headers=HTMX).text
    assert 'id="regressions" hx-swap-oob="true"' in shown
    assert shown.count("data-take-line") == 1


def test_a_poll_for_a_run_asks_the_database_a_few_times(client_of_alice, url, django_assert_max_num_queries) -> None:
    run(client_of_alice, url)
    with django_assert_max_num_queries(5):
        client_of_alice.get(reverse("run-result", args=[Run.objects.get().pk]), headers=HTMX)


def test_the_page_of_a_program_asks_the_database_two_times_more(
    client_of_alice, url, django_assert_max_num_queries
) -> None:
    run(client_of_alice, url)
    with django_assert_max_num_queries(14):
        client_of_alice.get(url)
