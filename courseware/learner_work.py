"""One learner at one exercise, for those who teach: the tasks, the answers, the verdicts, and what is to settle."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from courseware.access import Reader
from courseware.models import Enrolment, Topic
from courseware.pages import ExerciseRow
from courseware.progress import read_progress
from courseware.settling import SettlingView, settling_view
from exercises.models import Submission, Work
from exercises.pages.tasks import TaskView, tasks_of
from exercises.pages.verdicts import SubmissionView, submission_view
from exercises.settling import waits_for_a_person

SUBMISSIONS_SHOWN = 100


@dataclass(frozen=True)
class SentAnswer:
    """One submission, what it was an answer to, and the form that settles it, where there is something to settle."""

    view: SubmissionView
    task: TaskView
    settling: SettlingView | None


@dataclass(frozen=True)
class RefusedForm:
    """A form that could not be taken: it comes back as it was sent, with what to mend."""

    submission: int
    sent: Mapping[str, str]
    problem: str


def work_context(
    reader: Reader, enrolment: Enrolment, topic: str, exercise: str, *, refused: RefusedForm | None = None
) -> dict[str, Any]:
    """Everything of courses/learner_work.html. Raises Http404 for what is not in the course."""
    at = get_object_or_404(Topic.objects.defer("lesson"), course=reader.offering.course, slug=topic)
    found = read_progress(reader.offering, enrolment, at)
    row = next((row for row in found.rows[topic] if row.slug == exercise), None)
    if row is None:
        raise Http404
    sent = _sent(enrolment, row)
    tasks = {task.variant: task for task in tasks_of(one.variant for one in sent)}
    return {
        "learner": enrolment.user,
        "learner_url": reverse("learner", args=[reader.offering.slug, enrolment.pk]),
        "topic": at,
        "row": row,
        "tasks": list(tasks.values()),
        "sent": [
            SentAnswer(submission_view(one, for_staff=True), tasks[one.variant_id], _settling(reader, one, refused))
            for one in sent
        ],
        "hints_opened": _hints_opened(enrolment, row),
    }


def enrolment_of(reader: Reader, pk: int) -> Enrolment:
    """Somebody of this very offering. Raises Http404."""
    return get_object_or_404(Enrolment.objects.select_related("user", "offering"), pk=pk, offering=reader.offering)


def _settling(reader: Reader, submission: Submission, refused: RefusedForm | None) -> SettlingView | None:
    if not reader.decides:
        return None
    if refused and refused.submission == submission.pk:
        return settling_view(reader.offering, submission, sent=refused.sent, problem=refused.problem)
    return settling_view(reader.offering, submission)


def _sent(enrolment: Enrolment, row: ExerciseRow) -> list[Submission]:
    """The learner's submissions to one exercise, the latest first; of older ones those that wait for a person."""
    of_row = Submission.objects.filter(work__practice__enrolment=enrolment, work__exercise=row.exercise)
    sent = of_row.select_related("variant").prefetch_related("verdicts")
    latest = list(sent[:SUBMISSIONS_SHOWN])
    older = sent.filter(waits_for_a_person(), pk__lt=latest[-1].pk) if len(latest) == SUBMISSIONS_SHOWN else ()
    return [*latest, *older]


def _hints_opened(enrolment: Enrolment, row: ExerciseRow) -> int:
    """In all variants of the exercise together."""
    works = Work.objects.filter(practice__enrolment=enrolment, exercise=row.exercise)
    return works.values_list("hints_opened", flat=True).first() or 0
