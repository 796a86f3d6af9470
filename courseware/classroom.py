"""The class page: how far everybody is, where they are stuck and why, what waits for a person."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from courseware.models import Enrolment, Offering, Practice
from courseware.pages import ExerciseRow
from courseware.progress import Progress, read_progress
from courseware.progress_page import in_words
from courseware.settling import waiting_in
from exercises.models import Submission, VerdictRecord

STUCK_TRIES = 3
STUCK_SHOWN = 5
REASONS_SHOWN = 3
UNDECIDED_SHOWN = 50


@dataclass(frozen=True)
class Cell:
    """One learner in one topic. heat: 0 nothing solved, 1 to 3 a third each, 4 (nearly) all. begun: something sent."""

    solved: int
    total: int
    heat: int
    stuck: bool
    begun: bool


@dataclass(frozen=True)
class LearnerRow:
    enrolment: Enrolment
    name: str
    url: str
    cells: tuple[Cell, ...]
    total: int


@dataclass(frozen=True)
class TopicHead:
    number: int
    title: str
    total: int
    url: str


@dataclass(frozen=True)
class SectionHead:
    title: str
    span: int


@dataclass(frozen=True)
class Reason:
    """share: of the learners who are stuck at the exercise, 0 to 1."""

    text: str
    count: int
    share: float


@dataclass(frozen=True)
class StuckLearner:
    """url: of their answers to the exercise."""

    name: str
    url: str


@dataclass(frozen=True)
class StuckExercise:
    row: ExerciseRow
    title: str
    topic: str
    url: str
    learners: tuple[StuckLearner, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class UndecidedAnswer:
    """broken: the judge broke each time that it tried."""

    pk: int
    learner: str
    title: str
    url: str
    submitted_at: Any
    broken: bool


@dataclass(frozen=True)
class Classroom:
    """Everything the class page shows."""

    learners_count: int
    active_count: int
    topics: tuple[TopicHead, ...]
    sections: tuple[SectionHead, ...]
    rows: tuple[LearnerRow, ...]
    means: tuple[float | None, ...]
    stuck: tuple[StuckExercise, ...]
    undecided: tuple[UndecidedAnswer, ...]


def classroom(offering: Offering) -> Classroom:
    """Read a class, in a number of queries that does not grow with it."""
    found = read_progress(offering, None)
    rows = learner_rows(found)
    return Classroom(
        learners_count=len(rows),
        active_count=_active(offering),
        topics=topic_heads(found),
        sections=tuple(SectionHead(section.title, len(section.topics)) for section in found.sections),
        rows=rows,
        means=tuple(_mean([row.cells[i] for row in rows]) for i in range(len(found.topics))),
        stuck=_stuck(found),
        undecided=_undecided(found),
    )


def topic_heads(found: Progress) -> tuple[TopicHead, ...]:
    return tuple(TopicHead(card.number, card.topic.title, card.total, card.url) for card in found.cards.values())


def learner_rows(found: Progress) -> tuple[LearnerRow, ...]:
    """Learners by name, each with a cell a topic."""
    learners = learners_of(found.offering)
    published = [exercise.pk for exercise in found.exercises]
    counts: dict[tuple[int, str], tuple[int, int, int]] = {
        (one["enrolment"], one["topic"]): (one["solved"], one["stuck"], one["begun"])
        for one in Practice.objects.filter(enrolment__in=learners, exercise__in=published)
        .values("enrolment", topic=F("exercise__topic"))
        .annotate(
            solved=Count("pk", filter=Q(work__solved_at__isnull=False)),
            stuck=Count("pk", filter=Q(work__solved_at__isnull=True, work__tries__gte=STUCK_TRIES)),
            begun=Count("pk", filter=Q(work__solved_at__isnull=False) | Q(work__tries__gt=0)),
        )
    }
    rows = []
    for enrolment in learners:
        cells = tuple(
            _cell(*counts.get((enrolment.pk, slug), (0, 0, 0)), total=card.total) for slug, card in found.cards.items()
        )
        url = reverse("learner", args=[found.offering.slug, enrolment.pk])
        rows.append(LearnerRow(enrolment, str(enrolment.user), url, cells, sum(cell.solved for cell in cells)))
    return tuple(sorted(rows, key=lambda row: row.name.casefold()))


def learners_of(offering: Offering) -> list[Enrolment]:
    """The learners, with their users; assistants and instructors are no part of the figures."""
    return list(offering.enrolments.filter(role=Enrolment.Role.LEARNER).select_related("user"))


def _cell(solved: int, stuck: int, begun: int, *, total: int) -> Cell:
    if not total or not solved:
        return Cell(solved, total, 0, stuck > 0, begun > 0)
    # (nearly) all: at most one in ten is missing
    heat = 4 if solved >= 0.9 * total else min(ceil(3 * solved / total), 3)
    return Cell(solved, total, heat, stuck > 0, begun > 0)


def _mean(cells: Sequence[Cell]) -> float | None:
    """Exercises solved by a learner in the mean; None for a topic that nobody has begun."""
    return sum(cell.solved for cell in cells) / len(cells) if any(cell.begun for cell in cells) else None


def _active(offering: Offering) -> int:
    """Learners who sent an answer within a week."""
    recent = Submission.objects.filter(
        submitted_at__gte=timezone.now() - timedelta(days=7),
        work__practice__enrolment__offering=offering,
        work__practice__enrolment__role=Enrolment.Role.LEARNER,
    )
    return recent.values("work__learner").distinct().count()


def _stuck(found: Progress) -> tuple[StuckExercise, ...]:
    """The exercises that hold up most learners."""
    rows = {row.exercise: (row, topic) for topic, listed in found.rows.items() for row in listed}
    stuck = Practice.objects.filter(
        enrolment__offering=found.offering,
        enrolment__role=Enrolment.Role.LEARNER,
        work__solved_at__isnull=True,
        work__tries__gte=STUCK_TRIES,
    )
    most = stuck.values("exercise").annotate(count=Count("pk")).order_by("-count", "exercise")
    counts = {one["exercise"]: one["count"] for one in most if one["exercise"] in rows}
    shown = dict(list(counts.items())[:STUCK_SHOWN])
    reasons = _reasons(stuck.filter(exercise__in=shown).values_list("work", flat=True), shown)
    learners = _learners(found.offering, stuck.filter(exercise__in=shown))
    return tuple(
        StuckExercise(
            row=rows[pk][0],
            title=rows[pk][0].title,
            topic=found.cards[rows[pk][1]].topic.title,
            url=rows[pk][0].url,
            learners=learners[pk],
            reasons=reasons[pk],
        )
        for pk in shown
    )


def _learners(offering: Offering, stuck: QuerySet[Practice]) -> dict[UUID, tuple[StuckLearner, ...]]:
    """exercise -> who is stuck at it, by name."""
    found: dict[UUID, list[StuckLearner]] = defaultdict(list)
    for practice in stuck.select_related("enrolment__user", "exercise"):
        place = (offering.slug, practice.enrolment_id, practice.exercise.topic, practice.exercise.slug)
        name = str(practice.enrolment.user)
        found[practice.exercise_id].append(StuckLearner(name, reverse("learner-work", args=place)))
    return {pk: tuple(sorted(names, key=lambda one: one.name.casefold())) for pk, names in found.items()}


def _reasons(works: Iterable[int], stuck: dict[UUID, int]) -> dict[UUID, tuple[Reason, ...]]:
    """exercise -> the misconceptions in its answers, each counted once a learner."""
    seen: dict[UUID, set[tuple[int, str]]] = defaultdict(set)
    records = VerdictRecord.objects.filter(submission__work__in=works).exclude(misconceptions=[])
    for exercise, work, names in records.values_list(
        "submission__work__exercise", "submission__work", "misconceptions"
    ):
        seen[exercise].update((work, name) for name in names)
    found: dict[UUID, tuple[Reason, ...]] = {}
    for exercise, count in stuck.items():
        names = Counter(name for _, name in seen[exercise]).most_common(REASONS_SHOWN)
        found[exercise] = tuple(Reason(in_words(name), number, number / count) for name, number in names)
    return found


def _undecided(found: Progress) -> tuple[UndecidedAnswer, ...]:
    """What no worker will decide any more; of an exercise that was taken out of the course nothing counts."""
    offering, published = found.offering, [exercise.pk for exercise in found.exercises]
    of_course = waiting_in(offering).filter(work__exercise__in=published)
    waiting = of_course.select_related("work__learner", "work__exercise", "work__practice")
    return tuple(
        UndecidedAnswer(
            submission.pk,
            str(submission.work.learner),
            submission.work.exercise.title,
            _address(offering, submission),
            submission.submitted_at,
            submission.state == Submission.State.ERROR,
        )
        for submission in waiting.defer("answers", "work__drafts", "work__pending")[:UNDECIDED_SHOWN]
    )


def _address(offering: Offering, submission: Submission) -> str:
    """Where it is looked at, also when it is one's own."""
    work = submission.work
    place = (offering.slug, work.practice.enrolment_id, work.exercise.topic, work.exercise.slug)
    return f"{reverse('learner-work', args=place)}#sent-{submission.pk}"
