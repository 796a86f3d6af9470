"""For those who teach: the class, one learner, one learner's answers to an exercise, the class as CSV."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from courseware.access import Reader, Who, offering_page
from courseware.class_csv import class_csv
from courseware.classroom import classroom
from courseware.learner_work import enrolment_of, work_context
from courseware.models import Enrolment
from courseware.pages import ExerciseRow
from courseware.progress import read_progress, topic_progress
from courseware.views.render import render_page


@offering_page(Who.TEACHING)
def class_page(request: HttpRequest, reader: Reader) -> HttpResponse:
    return render_page(
        request, reader, "courses/class.html", "class", decides=reader.decides, **vars(classroom(reader.offering))
    )


@offering_page(Who.TEACHING)
def csv(request: HttpRequest, reader: Reader) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{reader.offering.slug}.csv"'}
    return HttpResponse(class_csv(reader.offering), content_type="text/csv; charset=utf-8", headers=headers)


@offering_page(Who.TEACHING)
def learner(request: HttpRequest, reader: Reader, enrolment: int) -> HttpResponse:
    shown = enrolment_of(reader, enrolment)
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
    context = work_context(reader, enrolment_of(reader, enrolment), topic, exercise)
    return render_page(request, reader, "courses/learner_work.html", "class", **context)


def _to_work(row: ExerciseRow, enrolment: Enrolment) -> ExerciseRow:
    """The row with the address of this learner's answers."""
    place = [enrolment.offering.slug, enrolment.pk, row.topic, row.slug]
    return replace(row, url=reverse("learner-work", args=place))
