"""For those who teach: the class, one learner, one learner's answers to an exercise, the class as CSV."""

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from courseware.access import Reader, Who, offering_page
from courseware.class_csv import class_csv
from courseware.classroom import classroom
from courseware.models import Enrolment, Topic
from courseware.pages import ExerciseRow
from courseware.progress import read_progress, topic_progress
from courseware.views.render import render_page
from exercises.models import Submission, Work
from exercises.pages.tasks import tasks_of
from exercises.pages.verdicts import submission_view

SUBMISSIONS_SHOWN = 100


@offering_page(Who.TEACHING)
def class_page(request: HttpRequest, reader: Reader) -> HttpResponse:
    return render_page(request, reader, "courses/class.html", "class", **vars(classroom(reader.offering)))


@offering_page(Who.TEACHING)
def csv(request: HttpRequest, reader: Reader) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{reader.offering.slug}.csv"'}
    return HttpResponse(class_csv(reader.offering), content_type="text/csv; charset=utf-8", headers=headers)


@offering_page(Who.TEACHING)
def learner(request: HttpRequest, reader: Reader, enrolment: int) -> HttpResponse:
    shown = _enrolment(reader, enrolment)
    found = read_progress(reader.offering, shown)
    begun = [topic for topic in found.topics if found.cards[topic.slug].state in ("started", "done")]
    topics = [topic_progress(found, topic) for topic in begun]
    return render_page(
        request,
        reader,
        "courses/learner.html",
        "class",
        learner=shown.user,
        topics=[replace(one, rows=tuple(_to_work(row, shown) for row in one.rows)) for one in topics],
        solved=found.solved,
        total=found.total,
    )


@offering_page(Who.TEACHING)
def learner_work(request: HttpRequest, reader: Reader, enrolment: int, topic: str, exercise: str) -> HttpResponse:
    """What a learner sent to one exercise, with the verdicts."""
    shown = _enrolment(reader, enrolment)
    at = get_object_or_404(Topic.objects.defer("lesson"), course=reader.offering.course, slug=topic)
    found = read_progress(reader.offering, shown, at)
    row = next((row for row in found.rows[topic] if row.slug == exercise), None)
    if row is None:
        raise Http404
    sent = _sent(shown, row)
    return render_page(
        request,
        reader,
        "courses/learner_work.html",
        "class",
        learner=shown.user,
        learner_url=reverse("learner", args=[reader.offering.slug, shown.pk]),
        topic=at,
        row=row,
        tasks=tasks_of(one.variant for one in sent),
        submissions=[submission_view(one, for_staff=True) for one in sent],
        hints_opened=_hints_opened(shown, row),
    )


def _sent(enrolment: Enrolment, row: ExerciseRow) -> list[Submission]:
    """The learner's submissions to one exercise, the latest first."""
    sent = Submission.objects.filter(work__practice__enrolment=enrolment, work__exercise=row.exercise)
    return list(sent.select_related("variant").prefetch_related("verdicts")[:SUBMISSIONS_SHOWN])


def _hints_opened(enrolment: Enrolment, row: ExerciseRow) -> int:
    """In all variants of the exercise together."""
    works = Work.objects.filter(practice__enrolment=enrolment, exercise=row.exercise)
    return works.values_list("hints_opened", flat=True).first() or 0


def _enrolment(reader: Reader, pk: int) -> Enrolment:
    """Somebody of this very offering."""
    return get_object_or_404(Enrolment.objects.select_related("user", "offering"), pk=pk, offering=reader.offering)


def _to_work(row: ExerciseRow, enrolment: Enrolment) -> ExerciseRow:
    """The row with the address of this learner's answers."""
    place = [enrolment.offering.slug, enrolment.pk, row.topic, row.slug]
    return replace(row, url=reverse("learner-work", args=place))
