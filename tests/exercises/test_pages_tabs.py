"""Two tabs with two variants of one exercise: each is judged, hinted and drafted by what it shows."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from exercises.models import Submission, Variant, Work
from exercises.pages.answers import read_token

HTMX = {"HX-Request": "true"}


@pytest.fixture
def url(offering, library) -> str:
    return reverse("exercise", args=[offering.slug, "basics", "matrix"])


@pytest.fixture
def client(alice, signed_in) -> Client:
    return signed_in(alice)


@pytest.fixture
def old_tab(client, url) -> str:
    """The token of a tab that shows another variant than the one drawn since."""
    token = str(client.get(url).context["token"])
    client.post(f"{url}variant/")
    assert work().variant_id != read_token(token).variant
    return token


def work() -> Work:
    return Work.objects.select_related("variant").get()


def next_token(content: bytes) -> int:
    """The variant that a swapped-in form is for."""
    found = re.search(r'id="token" value="([^"]+)"', content.decode())
    return read_token(found[1]).variant


def sent(client: Client, url: str, token: str) -> Submission:
    client.post(url, {"answer.C": "1", "token": token}, headers=HTMX)
    return Submission.objects.get()


@pytest.mark.parametrize("state", ["waiting", "incorrect"])
def test_a_verdict_leaves_a_token_for_the_variant_that_its_tab_shows(client, url, old_tab, state) -> None:
    submission = sent(client, url, old_tab)
    client.post(f"{url}variant/")
    Submission.objects.update(state=state)
    fragment = client.get(reverse("submission", args=[submission.pk]), headers=HTMX)
    assert next_token(fragment.content) == submission.variant_id != work().variant_id


def test_a_form_sent_twice_leaves_a_token_for_the_variant_it_shows(client, url, old_tab) -> None:
    sent(client, url, old_tab)
    client.post(f"{url}variant/")
    again = client.post(url, {"answer.C": "1", "token": old_tab}, headers=HTMX)
    assert next_token(again.content) == read_token(old_tab).variant


def test_a_refusal_leaves_a_token_for_the_variant_that_its_tab_shows(client, url, old_tab) -> None:
    refused = client.post(url, {"answer.C": "1" * 300_000, "token": old_tab}, headers=HTMX)
    assert refused.status_code == 413
    assert next_token(refused.content) == read_token(old_tab).variant


def test_a_draft_stands_in_the_form_of_the_variant_it_was_typed_for(client, url, old_tab) -> None:
    assert client.post(f"{url}draft/", {"answer.C": "[[1, 2]]", "token": old_tab}).status_code == 204
    page = client.get(url)
    assert page.context["variant"].pk == read_token(old_tab).variant
    assert b"[[1, 2]]" in page.content


def test_what_an_ended_session_sent_comes_back_with_its_variant(client, alice, url, old_tab) -> None:
    client.logout()
    client.post(url, {"answer.C": "[[1, 2]]", "token": old_tab})
    client.post(reverse("account_login"), {"login": "alice", "password": "seven bridges of Koenigsberg"})
    assert client.get(url).context["variant"].pk == read_token(old_tab).variant
    assert work().draft == {"C": "[[1, 2]]"}


def test_hints_are_those_of_the_variant_on_the_page(client, url, old_tab) -> None:
    for variant in Variant.objects.all():
        variant.content["hints"] = [f"hint of {variant.pk}"]
        variant.save()
    shown = read_token(old_tab).variant
    opened = client.post(f"{url}hint/", {"token": old_tab}, headers=HTMX)
    restored = client.get(f"{url}?restore={sent(client, url, old_tab).pk}")
    for page in (opened, restored):
        assert f"hint of {shown}<" in page.content.decode()
