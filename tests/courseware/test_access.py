"""Who may see what: every address of the site, as each role and as a stranger."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from courseware.models import Enrolment, Offering, User
from exercises.models import Exercise, Run, Submission, Work
from exercises.pages.answers import new_token, read_token
from exercises.submissions import submit
from exercises.variants import unseen

PEOPLE = ("stranger", "carol", "alice", "bob", "dave")
# 302 to the sign-in page is "door", to elsewhere "on"
ANYBODY = ("200", "200", "200", "200", "200")
SIGNED_IN = ("door", "200", "200", "200", "200")
ENROLLED = ("door", "403", "200", "200", "200")
TEACHING = ("door", "403", "403", "200", "200")
ACTION = ("door", "403", "on", "on", "on")
RULES = {
    "home": ANYBODY,
    "course": ANYBODY,
    "topic": ANYBODY,
    "health": ("503",) * 5,
    "join": SIGNED_IN,
    "account": SIGNED_IN,
    "progress": ("door", "on", "on", "on", "on"),
    "enrol": ("door", "on", "on", "on", "on"),
    "exercise": ENROLLED,
    "course-progress": ENROLLED,
    "solution": ("door", "403", "on", "on", "on"),
    "variant": ACTION,
    "hint": ACTION,
    "draft": ("door", "403", "204", "204", "204"),
    "understood": ENROLLED,
    "run": ACTION,
    "class": TEACHING,
    "class-csv": TEACHING,
    "learner": TEACHING,
    "learner-work": TEACHING,
    "settle": ("door", "403", "403", "on", "on"),
    "submission": ("door", "404", "on", "on", "on"),
    "run-result": ("door", "404", "on", "404", "404"),
}
POSTED = {"enrol", "variant", "hint", "draft", "understood", "run", "settle"}


def our_names(patterns: list[URLPattern | URLResolver] | None = None) -> Iterator[str]:
    """The names of all addresses but those of allauth and the admin."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            if not str(pattern.pattern).startswith(("accounts/", "admin/")):
                yield from our_names(pattern.url_patterns)
        else:
            yield str(pattern.name)


@pytest.fixture
def submission(alice: User, offering: Offering, library: dict[str, Exercise], signed_in: Callable[[User], Client]):
    """Alice has sent one answer."""
    signed_in(alice).get(reverse("exercise", args=[offering.slug, "basics", "choice"]))
    work = Work.objects.get(learner=alice)
    return submit(work, {"t": "kept"}, read_token(new_token(work.variant_id, work.pk)).number)


def run_of(submission: Submission) -> Run:
    """A run of the same learner."""
    work = submission.work
    return Run.objects.get_or_create(work=work, variant=work.variant, field="t", source="")[0]


def address(name: str, offering: Offering, submission: Submission) -> str:
    enrolment = Enrolment.objects.get(user=submission.work.learner).pk
    place = [offering.slug, "basics", "choice"]
    arguments = {
        "topic": place[:2],
        "submission": [submission.pk],
        "run": [offering.slug, "programs", "code"],
        "run-result": [run_of(submission).pk],
        "learner": [offering.slug, enrolment],
        "learner-work": [offering.slug, enrolment, *place[1:]],
        "settle": [offering.slug, submission.pk],
    }
    at_exercise = {"exercise", "variant", "hint", "solution", "draft", "understood"}
    without = {"home", "join", "account", "progress", "health"}
    default = place if name in at_exercise else [] if name in without else [offering.slug]
    return reverse(name, args=arguments.get(name, default))


def what_happens(client: Client, name: str, url: str) -> str:
    response = client.post(url, {"field": "t"}) if name in POSTED else client.get(url)
    if response.status_code == 302:
        return "door" if "/accounts/login/" in response["Location"] else "on"
    return str(response.status_code)


def test_every_address_has_a_rule() -> None:
    assert set(our_names()) == set(RULES)


@pytest.mark.parametrize("name", RULES)
def test_each_person_sees_what_the_rule_says(
    name: str, offering: Offering, submission: Submission, bob, carol, dave, alice, signed_in
) -> None:
    offering.open_enrolment = False
    offering.save()
    clients = [Client(), *(signed_in(person) for person in (carol, alice, bob, dave))]
    url = address(name, offering, submission)
    assert [what_happens(client, name, url) for client in clients] == list(RULES[name])


@pytest.mark.parametrize("name", sorted(set(RULES) - POSTED - {"exercise", "join", "account"}))
def test_pages_take_no_other_method(name: str, offering: Offering, submission: Submission, dave, signed_in) -> None:
    assert signed_in(dave).post(address(name, offering, submission)).status_code == 405


@pytest.mark.parametrize("name", sorted(POSTED))
def test_actions_are_never_done_by_a_link(
    name: str, offering: Offering, submission: Submission, alice, signed_in
) -> None:
    assert signed_in(alice).get(address(name, offering, submission)).status_code == 405


def test_an_offering_before_its_beginning_is_for_its_people(offering: Offering, alice, carol, signed_in) -> None:
    offering.opens_at = timezone.now() + timezone.timedelta(days=1)
    offering.save()
    url = reverse("course", args=[offering.slug])
    assert [signed_in(person).get(url).status_code for person in (alice, carol)] == [200, 403]


@pytest.mark.parametrize("name", ["exercise", "variant", "draft", "understood", "course-progress"])
def test_exercises_open_when_their_offering_begins(
    name: str, offering: Offering, submission: Submission, alice, bob, signed_in
) -> None:
    Offering.objects.update(opens_at=timezone.now() + timezone.timedelta(days=1))
    url = address(name, offering, submission)
    assert what_happens(signed_in(alice), name, url) == "403"
    assert what_happens(signed_in(bob), name, url) in ("200", "204", "on")


def test_another_offerings_learners_are_no_business_of_an_instructor(offering: Offering, bob, carol, signed_in) -> None:
    other = Offering.objects.create(course=offering.course, slug="other", term="Other")
    elsewhere = Enrolment.objects.create(offering=other, user=carol)
    assert signed_in(bob).get(reverse("learner", args=[offering.slug, elsewhere.pk])).status_code == 404
    assert signed_in(bob).get(reverse("learner", args=[other.slug, elsewhere.pk])).status_code == 403


def test_the_admin_is_for_site_admins(bob, dave, signed_in) -> None:
    assert signed_in(bob).get("/admin/").status_code == 302
    assert signed_in(dave).get("/admin/").status_code == 200


def test_unseen_variants_come_from_the_current_version(submission: Submission) -> None:
    assert unseen(submission.work).version == submission.work.exercise.current


def test_an_admin_who_tries_an_exercise_is_no_assistant_afterwards(dave, offering, library, signed_in) -> None:
    client = signed_in(dave)
    assert client.get(reverse("exercise", args=[offering.slug, "basics", "choice"])).status_code == 200
    assert dave.enrolments.get().role == Enrolment.Role.VISITOR
    User.objects.update(is_staff=False, is_superuser=False)
    assert client.get(reverse("class", args=[offering.slug])).status_code == 403
    assert client.get(reverse("exercise", args=[offering.slug, "basics", "choice"])).status_code == 302
    Offering.objects.update(opens_at=timezone.now() + timedelta(days=1))
    assert client.get(reverse("course", args=[offering.slug])).status_code == 403


def test_a_visitor_who_enrols_becomes_a_learner_and_keeps_their_work(dave, offering, library, signed_in) -> None:
    client = signed_in(dave)
    client.get(reverse("exercise", args=[offering.slug, "basics", "choice"]))
    client.post(reverse("enrol", args=[offering.slug]))
    assert dave.enrolments.get().role == Enrolment.Role.LEARNER
    assert dave.works.count() == 1


def test_admins_who_were_made_assistants_become_visitors(dave, alice, offering) -> None:
    Enrolment.objects.create(offering=offering, user=dave, role="assistant")
    Enrolment.objects.filter(user=alice).update(role="assistant")
    import_module("courseware.migrations.0003_visitors").make_visitors(apps, None)
    assert dict(Enrolment.objects.values_list("user__username", "role")) == {"dave": "visitor", "alice": "assistant"}
