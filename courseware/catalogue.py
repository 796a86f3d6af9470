"""The home page: which offerings a reader may see, and where they go on."""

from collections import Counter, defaultdict
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from courseware.access import Reader, enrolments_of
from courseware.models import Enrolment, Offering, Practice, Topic, User
from courseware.pages import OfferingCard, SyllabusSection, SyllabusTopic
from courseware.progress import read_progress
from exercises.models import Exercise


def catalogue(user: User | AnonymousUser) -> list[OfferingCard]:
    """One's own offerings first, then those that run; ended ones only of one's own."""
    own = {}
    if isinstance(user, User):
        own = {enrolment.offering_id: enrolment for enrolment in enrolments_of(user)}
    now = timezone.now()
    begun = Q(opens_at__isnull=True) | Q(opens_at__lte=now)
    runs = begun & (Q(closes_at__isnull=True) | Q(closes_at__gt=now))
    offerings = Offering.objects.filter(runs | Q(pk__in=own)).select_related("course")
    topics = _topics(offerings)
    totals = Counter(Exercise.objects.filter(current__isnull=False).values_list("topic", flat=True))
    solved = _solved(list(own.values()))
    cards = []
    for offering in offerings:
        reader = Reader(offering, user, own.get(offering.pk))
        cards.append(_card(reader, topics[offering.course_id], totals, solved))
    return sorted(cards, key=lambda card: card.enrolment is None)


def continue_at(cards: list[OfferingCard]) -> dict[str, Any] | None:
    """{offering, topic, exercise, url} of the next exercise in the offering that was answered last."""
    for card in cards:
        if card.enrolment is not None:
            step = read_progress(card.offering, card.enrolment).next
            if step is not None:
                return {"offering": card.offering, "topic": step.topic, "exercise": step.exercise, "url": step.url}
    return None


def _topics(offerings: Any) -> dict[int, list[Topic]]:
    found: dict[int, list[Topic]] = defaultdict(list)
    for topic in Topic.objects.filter(course__offerings__in=offerings).distinct().defer("lesson", "skills"):
        found[topic.course_id].append(topic)
    return found


def _solved(enrolments: list[Enrolment]) -> Counter[int]:
    done = Practice.objects.filter(
        enrolment__in=enrolments, work__solved_at__isnull=False, exercise__current__isnull=False
    )
    return Counter(done.values_list("enrolment", flat=True))


def _card(reader: Reader, topics: list[Topic], totals: Counter[str], solved: Counter[int]) -> OfferingCard:
    by_slug = {topic.slug: topic for topic in topics}
    sections = tuple(
        SyllabusSection(
            section["title"],
            tuple(
                SyllabusTopic(by_slug[slug].position, by_slug[slug].title, _topic_url(reader.offering, slug))
                for slug in section["topics"]
                if slug in by_slug
            ),
        )
        for section in reader.offering.course.sections
    )
    return OfferingCard(
        offering=reader.offering,
        enrolment=reader.enrolment,
        solved=solved[reader.enrolment.pk] if reader.enrolment else 0,
        total=sum(totals[slug] for slug in by_slug),
        can_enrol=reader.may_enrol,
        topics=len(topics),
        sections=sections,
    )


def _topic_url(offering: Offering, slug: str) -> str:
    return reverse("topic", args=[offering.slug, slug])
