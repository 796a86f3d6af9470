"""The evidence on a learner's progress page: misconceptions, weeks, what is open, what a person has settled."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString

from courseware.models import Enrolment
from courseware.pages import ExerciseRow, SeenMisconception, Week
from courseware.progress import Progress
from exercises.models import Submission, VerdictRecord
from exercises.pages.html import line, said
from grading.slips import TITLES

WEEKS = 8
VERDICTS_READ = 500
SLIPS_SHOWN = 8


def seen_misconceptions(enrolment: Enrolment) -> list[SeenMisconception]:
    """The misconceptions in this learner's answers, the most frequent first."""
    records = (
        VerdictRecord.objects.filter(submission__work__practice__enrolment=enrolment)
        .exclude(misconceptions=[])
        .order_by("-recorded_at")[:VERDICTS_READ]
    )
    found: dict[str, list[VerdictRecord]] = {}
    for record in records:
        for name in record.misconceptions:
            found.setdefault(name, []).append(record)
    by_frequency = sorted(found.items(), key=lambda item: -len(item[1]))
    return [
        SeenMisconception(in_words(name), words(name, seen[0]), len(seen), seen[0].recorded_at)
        for name, seen in by_frequency[:SLIPS_SHOWN]
    ]


def words(name: str, record: VerdictRecord) -> SafeString:
    """What was said about a misconception in this verdict, as HTML."""
    for verdict in record.detail.values():
        names, messages = verdict.get("misconceptions", []), verdict.get("messages", [])
        if name in names and messages:
            # the words of the misconceptions come first, in their order; what is said in general follows
            return said(messages[min(names.index(name), len(messages) - 1)])
    return line("")


def in_words(name: str) -> str:
    """A misconception's name as people read it; the known slips have titles of their own.

    >>> in_words("tangent-only"), in_words("n-for-n-minus-1")
    ('Tangent only', 'n for n − 1')
    """
    return TITLES.get(name) or name.replace("-", " ").replace("_", " ").strip().capitalize()


def weeks(found: Progress) -> list[Week]:
    """Exercises solved in each of the last weeks, in the reader's time zone; a week is named by its Monday."""
    today = timezone.localdate()
    this_monday = today - timedelta(days=today.weekday())
    solved: Counter[int] = Counter()
    for work in found.works.values():
        if work.solved_at is not None:
            solved[(this_monday - timezone.localdate(work.solved_at)).days] += 1
    mondays = [this_monday - timedelta(weeks=back) for back in reversed(range(WEEKS))]
    return [
        Week(
            date_format(monday, "j M"),
            sum(count for days, count in solved.items() if -7 < days - (this_monday - monday).days <= 0),
        )
        for monday in mondays
    ]


def open_rows(found: Progress) -> list[ExerciseRow]:
    """Tried, not solved; the one touched last first."""
    rows = [row for topic in found.rows.values() for row in topic if row.state in ("tried", "partial")]
    return sorted(rows, key=lambda row: row.touched_at.timestamp() if row.touched_at else 0.0, reverse=True)


@dataclass(frozen=True)
class SettledAnswer:
    """An answer that a person has settled and its learner has not looked at since. url: where it stands."""

    title: str
    url: str
    submitted_at: datetime


def settled_answers(found: Progress, enrolment: Enrolment) -> list[SettledAnswer]:
    """What was settled since the learner looked, the latest answer first."""
    rows = {row.exercise: row for topic in found.rows.values() for row in topic}
    news = Submission.objects.filter(is_news=True, work__practice__enrolment=enrolment)
    shown = news.values_list("pk", "work__exercise", "submitted_at")
    return [
        SettledAnswer(rows[exercise].title, f"{rows[exercise].url}?restore={pk}", at)
        for pk, exercise, at in shown
        if exercise in rows
    ]
