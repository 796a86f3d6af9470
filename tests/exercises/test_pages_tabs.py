"""Two tabs with two variants of one exercise: each is judged, hinted and drafted by what it shows."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from exercises.drafts import MOST_DRAFTS
from exercises.models import ExerciseVersion, Submission, Variant, Work
from exercises.pages.answers import read_token
from exercises.variants import make_variant

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


def drafted(client: Client, url: str, token: str, answer: str) -> None:
    assert client.post(f"{url}draft/", {"answer.C": answer, "token": token}).status_code == 204


def test_a_late_draft_of_an_old_tab_leaves_the_new_variant_and_its_draft(client, url, old_tab) -> None:
    now = work().variant_id
    drafted(client, url, str(client.get(url).context["token"]), "[[3, 4]]")
    drafted(client, url, old_tab, "[[1, 2]]")
    assert (work().variant_id, work().draft) == (now, {"C": "[[3, 4]]"})
    assert b"[[3, 4]]" in client.get(url).content


def test_a_draft_of_an_old_tab_is_one_link_away(client, url, old_tab) -> None:
    drafted(client, url, old_tab, "[[1, 2]]")
    page, shown = client.get(url), read_token(old_tab).variant
    assert [one.pk for one in page.context["unfinished"]] == [shown]
    assert f"?variant={shown}" in page.content.decode()
    again = client.get(f"{url}?variant={shown}")
    assert again.context["variant"].pk == shown
    assert b"[[1, 2]]" in again.content


@pytest.mark.parametrize("variant", ["", "x", "0", "²", "9" * 40])
def test_a_link_to_no_draft_shows_the_page(client, url, old_tab, variant) -> None:
    assert client.get(f"{url}?variant={variant}").context["variant"].pk == work().variant_id


def test_of_many_drafts_the_latest_are_kept(client, url, old_tab) -> None:
    for _ in range(MOST_DRAFTS + 2):
        drafted(client, url, str(client.get(url).context["token"]), "[[1, 2]]")
        Work.objects.update(variant=make_variant(work().variant.version, work().variant.seed + 1))
    assert len(work().drafts) == MOST_DRAFTS
    assert str(work().variant_id) not in work().drafts


def test_what_an_ended_session_sent_comes_back_with_its_variant(client, alice, url, old_tab) -> None:
    client.logout()
    client.post(url, {"answer.C": "[[1, 2]]", "token": old_tab})
    client.post(reverse("account_login"), {"login": "alice", "password": "seven bridges of Koenigsberg"})
    assert client.get(url).context["variant"].pk == read_token(old_tab).variant
    assert work().draft_of(read_token(old_tab).variant) == {"C": "[[1, 2]]"}


def test_earlier_answers_name_another_variant_and_are_not_put_into_this_one(client, url, old_tab) -> None:
    old = sent(client, url, old_tab)
    Submission.objects.update(state="incorrect")
    client.post(f"{url}variant/")
    client.post(url, {"answer.C": "2", "token": str(client.get(url).context["token"])}, headers=HTMX)
    client.post(url, {"answer.C": "3", "token": str(client.get(url).context["token"])}, headers=HTMX)
    page = client.get(url).content.decode()
    second = Submission.objects.order_by("pk")[1]
    assert f"variant {old.variant.seed}</span></div>" in page
    assert f'href="?restore={old.pk}"' not in page
    assert f'href="?restore={second.pk}"' in page


def test_earlier_answers_to_an_older_version_say_so(client, url, old_tab) -> None:
    sent(client, url, old_tab)
    other = ExerciseVersion.objects.create(digest="other", exercise=work().exercise, files={}, summary={})
    Variant.objects.filter(pk=read_token(old_tab).variant).update(version=other, seed=work().variant.seed)
    client.post(f"{url}variant/")
    assert "older version of this exercise" in client.get(url).content.decode()


@pytest.mark.parametrize(("draft", "is_stale"), [("[[1, 2]]", True), ("[[3, 4]]", False)])
def test_a_verdict_under_another_draft_is_of_the_earlier_answer(client, url, old_tab, draft, is_stale) -> None:
    client.post(url, {"answer.C": "[[3, 4]]", "token": old_tab}, headers=HTMX)
    Submission.objects.update(state="incorrect")
    assert " data-stale" not in client.get(url).content.decode()
    drafted(client, url, old_tab, draft)
    page = client.get(url).content.decode()
    assert (" data-stale" in page) == is_stale
    assert f'href="?restore={Submission.objects.get().pk}"' in page


def test_hints_are_those_of_the_variant_on_the_page(client, url, old_tab) -> None:
    for variant in Variant.objects.all():
        variant.content["hints"] = [f"hint of {variant.pk}"]
        variant.save()
    shown = read_token(old_tab).variant
    opened = client.post(f"{url}hint/", {"token": old_tab}, headers=HTMX)
    restored = client.get(f"{url}?restore={sent(client, url, old_tab).pk}")
    for page in (opened, restored):
        assert f"hint of {shown}<" in page.content.decode()


def test_opened_hints_stay_counted_when_the_variant_changes(client, url, old_tab) -> None:
    for variant in Variant.objects.all():
        variant.content["hints"] = ["first", "second"]
        variant.save()
    for token in (old_tab, old_tab, str(client.get(url).context["token"])):
        client.post(f"{url}hint/", {"token": token}, headers=HTMX)
    client.post(f"{url}variant/")
    assert (work().hints_opened, sorted(work().hints.values())) == (3, [1, 2])
