"""Two people at one browser, or one with the other's form: what one typed never becomes the other's."""

import pytest
from django.test import Client
from django.urls import reverse

from courseware.models import Enrolment
from exercises.drafts import keep_draft
from exercises.models import Submission, Work
from exercises.pages.answers import new_token
from tests.conftest import PASSWORD


@pytest.fixture
def url(offering, library) -> str:
    return reverse("exercise", args=[offering.slug, "basics", "matrix"])


@pytest.fixture
def form_of_alice(alice, signed_in, url) -> dict[str, str]:
    """What Alice's browser sends."""
    return {"answer.C": "[[1, 2]]", "token": str(signed_in(alice).get(url).context["token"])}


@pytest.fixture
def client_of_carol(carol, offering, signed_in, url) -> Client:
    """Carol is enrolled too and has the exercise open."""
    Enrolment.objects.create(offering=offering, user=carol)
    client = signed_in(carol)
    client.get(url)
    return client


def work_of(person) -> Work:
    return Work.objects.get(learner=person)


def sign_in(client: Client, name: str) -> None:
    client.post(reverse("account_login"), {"login": name, "password": PASSWORD})


def test_what_came_before_sign_in_waits_for_its_owner(alice, carol, client_of_carol, url, form_of_alice) -> None:
    shared = Client()
    shared.post(url, form_of_alice)
    sign_in(shared, "carol")
    assert b"[[1, 2]]" not in shared.get(url).content
    assert work_of(carol).drafts == {}
    sign_in(own := Client(), "alice")
    assert b"[[1, 2]]" in own.get(url).content
    assert work_of(alice).pending == {}


def test_what_came_before_sign_in_leaves_a_later_draft(alice, signed_in, url, form_of_alice) -> None:
    Client().post(url, form_of_alice)
    work = work_of(alice)
    keep_draft(work, {"C": "later"}, work.variant)
    signed_in(alice).get(url)
    assert work_of(alice).draft == {"C": "later"}


@pytest.mark.parametrize("token", ["", "forged", new_token(1, 10**9)], ids=["none", "forged", "of no work"])
def test_a_stranger_stores_nothing(db, url, token) -> None:
    stranger = Client()
    assert stranger.post(url, {"answer.C": "x" * 1000, "token": token}).status_code == 302
    assert not stranger.session.items()
    assert not Work.objects.exclude(pending={}).exists()


def test_of_one_exercise_one_answer_is_put_aside(alice, url, form_of_alice) -> None:
    for text in ("1", "2", "x" * 500_000):
        Client().post(f"{url}draft/", {**form_of_alice, "answer.C": text})
    assert work_of(alice).pending["answers"] == {"C": "2"}


@pytest.mark.parametrize("action", ["", "draft/", "hint/"])
def test_anothers_form_moves_nobody_to_its_variant(carol, client_of_carol, url, form_of_alice, action) -> None:
    before = (work_of(carol).variant_id, work_of(carol).drafts)
    client_of_carol.post(f"{url}{action}", form_of_alice)
    assert (work_of(carol).variant_id, work_of(carol).drafts) == before
    assert not Submission.objects.exists()


def test_anothers_form_is_refused_with_the_remedy(client_of_carol, url, form_of_alice) -> None:
    refused = client_of_carol.post(url, form_of_alice)
    assert refused.status_code == 403
    assert "send it once more" in refused.context["latest"].fields[0].messages_html[0]
    assert b"[[1, 2]]" in refused.content
