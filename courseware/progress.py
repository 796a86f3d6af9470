"""How far a learner is: three queries, everything else is arithmetic on what they found."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from courseware.models import Course, Enrolment, Offering, Practice, Topic
from courseware.pages import ExerciseRow, NextStep, Requirement, SectionView, SkillView, TopicCard, TopicProgress
from exercises.models import Exercise, Work
from grading.kinds import KINDS


@dataclass(frozen=True)
class Progress:
    """One person (or a stranger, without works) before one course."""

    offering: Offering
    topics: tuple[Topic, ...]
    exercises: tuple[Exercise, ...]
    works: dict[UUID, Work]

    @cached_property
    def rows(self) -> dict[str, tuple[ExerciseRow, ...]]:
        """topic -> its exercises in order."""
        by_topic: dict[str, list[Exercise]] = {topic.slug: [] for topic in self.topics}
        for exercise in self.exercises:
            by_topic[exercise.topic].append(exercise)
        return {
            topic: tuple(self._row(number, exercise) for number, exercise in enumerate(found, start=1))
            for topic, found in by_topic.items()
        }

    @cached_property
    def cards(self) -> dict[str, TopicCard]:
        """topic -> its card, in the course's order."""
        return {topic.slug: self._card(topic) for topic in self.topics}

    @property
    def solved(self) -> int:
        return sum(card.solved for card in self.cards.values())

    @property
    def total(self) -> int:
        return len(self.exercises)

    @property
    def topics_complete(self) -> int:
        return sum(card.state == "done" for card in self.cards.values())

    @property
    def sections(self) -> tuple[SectionView, ...]:
        return tuple(
            SectionView(section["title"], tuple(self.cards[slug] for slug in section["topics"] if slug in self.cards))
            for section in self.offering.course.sections
        )

    @property
    def next(self) -> NextStep | None:
        """The first unsolved exercise of the topic touched last, else of the first topic that is open."""
        by_touch = sorted(self.topics, key=lambda topic: -self._touched(topic))
        for topic in (*(topic for topic in by_touch if self._touched(topic)), *self._open_topics()):
            step = next_in_topic(self, topic)
            if step is not None:
                return step
        return None

    def _open_topics(self) -> list[Topic]:
        order = {"started": 0, "open": 1, "later": 2}
        return sorted(
            (topic for topic in self.topics if self.cards[topic.slug].state in order),
            key=lambda topic: (order[self.cards[topic.slug].state], topic.position),
        )

    def _touched(self, topic: Topic) -> float:
        times = [row.touched_at.timestamp() for row in self.rows[topic.slug] if row.touched_at and row.tries]
        return max(times, default=0.0)

    def _row(self, number: int, exercise: Exercise) -> ExerciseRow:
        work = self.works.get(exercise.pk)
        summary = summary_of(exercise)
        return ExerciseRow(
            exercise=exercise.pk,
            topic=exercise.topic,
            slug=exercise.slug,
            number=number,
            title=exercise.title,
            url=reverse("exercise", args=[self.offering.slug, exercise.topic, exercise.slug]),
            state=state_of(work),
            kinds=tuple(_(KINDS[kind].title) for kind in summary["kinds"]),
            difficulty=summary["difficulty"],
            tries=work.tries if work else 0,
            code="code" in summary["kinds"],
            skills=tuple(summary["skills"]),
            first_success=work.solved_at if work else None,
            touched_at=work.touched_at if work else None,
        )

    def _is_complete(self, slug: str) -> bool:
        rows = self.rows.get(slug, ())
        return bool(rows) and all(row.state == "solved" for row in rows)

    def _card(self, topic: Topic) -> TopicCard:
        rows = self.rows[topic.slug]
        solved = sum(row.state == "solved" for row in rows)
        titles = {other.slug: other.short for other in self.topics}
        requires = tuple(
            Requirement(titles[slug], reverse("topic", args=[self.offering.slug, slug]), self._is_complete(slug))
            for slug in topic.requires
            if slug in titles
        )
        return TopicCard(
            topic=topic,
            number=topic.position,
            solved=solved,
            total=len(rows),
            done=solved / len(rows) if rows else 0.0,
            state=self._state(topic, rows),
            requires=requires,
            url=reverse("topic", args=[self.offering.slug, topic.slug]),
        )

    def _state(self, topic: Topic, rows: tuple[ExerciseRow, ...]) -> str:
        if self._is_complete(topic.slug):
            return "done"
        if any(row.state != "new" for row in rows):
            return "started"
        # a topic without exercises keeps nobody back
        ahead = [slug for slug in topic.requires if self.rows.get(slug) and not self._is_complete(slug)]
        return "later" if ahead or not rows else "open"


def read_progress(offering: Offering, enrolment: Enrolment | None, topic: Topic | None = None) -> Progress:
    """Read topics (all, or this one), their exercises, and the works of this enrolment."""
    topics = (topic,) if topic else tuple(offering.course.topics.defer("lesson"))
    exercises = tuple(exercises_of(offering.course, [topic.slug for topic in topics]))
    works = {} if enrolment is None else {work.exercise_id: work for work in works_of([enrolment])}
    return Progress(offering, topics, exercises, works)


def exercises_of(course: Course, topics: Iterable[str] | None = None) -> QuerySet[Exercise]:
    """The published exercises of a course, without the files of their versions."""
    slugs = course.topics.values("slug") if topics is None else list(topics)
    published = Exercise.objects.filter(topic__in=slugs, current__isnull=False)
    return published.select_related("current").defer("current__files").order_by("position", "slug")


def works_of(enrolments: Iterable[Enrolment]) -> QuerySet[Work]:
    """The works of these enrolments, without drafts."""
    practices = Practice.objects.filter(enrolment__in=enrolments)
    return Work.objects.filter(pk__in=practices.values("work")).defer("drafts", "pending")


def state_of(work: Work | None) -> str:
    """new, tried, partial or solved."""
    if work is None or (not work.tries and work.solved_at is None):
        return "new"
    if work.solved_at is not None:
        return "solved"
    return "partial" if work.best_score > 0 else "tried"


def summary_of(exercise: Exercise) -> dict[str, Any]:
    """What lists show of the published version."""
    assert exercise.current is not None
    summary: dict[str, Any] = exercise.current.summary
    return summary


def next_in_topic(found: Progress, topic: Topic, after: int = 0) -> NextStep | None:
    """The first unsolved exercise of a topic, looking first behind the exercise with the number `after`."""
    rows = found.rows[topic.slug]
    for row in (*rows[after:], *rows[:after]):
        if row.state != "solved" and row.number != after:
            return NextStep(topic, row, row.number, row.url, found.cards[topic.slug].done)
    return None


def neighbours(found: Progress, topic: Topic) -> tuple[TopicCard | None, TopicCard | None]:
    """The cards before and after a topic's in the course's order."""
    cards = list(found.cards.values())
    i = cards.index(found.cards[topic.slug])
    return cards[i - 1] if i else None, cards[i + 1] if i + 1 < len(cards) else None


def topic_progress(found: Progress, topic: Topic) -> TopicProgress:
    """One topic of the progress page."""
    rows = found.rows[topic.slug]
    skills = tuple(_skill(skill, [row for row in rows if skill["id"] in row.skills]) for skill in topic.skills)
    return TopicProgress(found.cards[topic.slug], skills, rows)


def _skill(skill: dict[str, str], rows: list[ExerciseRow]) -> SkillView:
    solved = sum(row.state == "solved" for row in rows)
    if rows and solved == len(rows):
        return SkillView(skill["text"], "secure", 1.0)
    begun = any(row.state != "new" for row in rows)
    return SkillView(skill["text"], "under_way" if begun else "not_started", solved / len(rows) if rows else 0.0)
