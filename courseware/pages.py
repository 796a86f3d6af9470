"""What the pages of a course show, as values: templates read these names."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString

from courseware.models import Course, Enrolment, Offering, Topic


@dataclass(frozen=True)
class ExerciseRow:
    """One exercise in a list. state: new, tried, partial or solved; difficulty: 1 to 5."""

    exercise: uuid.UUID
    topic: str
    slug: str
    number: int
    title: str
    url: str
    state: str
    kinds: tuple[str, ...]
    difficulty: int
    tries: int
    code: bool
    skills: tuple[str, ...]
    first_success: datetime | None = None
    touched_at: datetime | None = None


@dataclass(frozen=True)
class Requirement:
    """A topic that another one builds on."""

    title: str
    url: str
    done: bool


@dataclass(frozen=True)
class TopicCard:
    """A topic with the reader's progress. state: later, open, started or done; done: share solved, 0 to 1."""

    topic: Topic
    number: int
    solved: int
    total: int
    done: float
    state: str
    requires: tuple[Requirement, ...]
    url: str


@dataclass(frozen=True)
class NextStep:
    """Where to go on."""

    topic: Topic
    exercise: ExerciseRow
    number: int
    url: str
    done: float


@dataclass(frozen=True)
class SectionView:
    title: str
    topics: tuple[TopicCard, ...]


@dataclass(frozen=True)
class SkillView:
    """state: secure, under_way or not_started; done: share of its exercises solved."""

    text: str
    state: str
    done: float


@dataclass(frozen=True)
class TopicProgress:
    card: TopicCard
    skills: tuple[SkillView, ...]
    rows: tuple[ExerciseRow, ...]


@dataclass(frozen=True)
class SeenMisconception:
    """A misconception seen in a learner's answers."""

    name: str
    says_html: SafeString
    count: int
    last: datetime


@dataclass(frozen=True)
class Week:
    label: str
    solved: int


@dataclass(frozen=True)
class OfferingCard:
    """An offering in the catalogue."""

    offering: Offering
    enrolment: Enrolment | None
    solved: int
    total: int
    can_enrol: bool
    topics: int
    sections: tuple["SyllabusSection", ...]

    @property
    def course(self) -> Course:
        return self.offering.course


@dataclass(frozen=True)
class SyllabusTopic:
    number: int
    title: str
    url: str


@dataclass(frozen=True)
class SyllabusSection:
    title: str
    topics: tuple[SyllabusTopic, ...]
