"""A course's own pages: its map, a topic with its lesson, one's own progress."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from courseware import enrolments
from courseware.access import Reader, Who, offering_page, to_the_door
from courseware.coursemap import course_map
from courseware.lessons import lesson
from courseware.models import Topic
from courseware.progress import neighbours, next_in_topic, read_progress, topic_progress
from courseware.progress_page import open_rows, seen_misconceptions, settled_answers, weeks
from courseware.views.render import render_page


@offering_page(Who.ANYBODY)
def course(request: HttpRequest, reader: Reader) -> HttpResponse:
    found = read_progress(reader.offering, reader.enrolment)
    step = found.next if reader.enrolment else None
    return render_page(
        request,
        reader,
        "courses/course.html",
        "course",
        course=reader.offering.course,
        enrolment=reader.enrolment,
        can_enrol=reader.may_enrol,
        solved=found.solved,
        total=found.total,
        topics_complete=found.topics_complete,
        next=step,
        sections=found.sections,
        map=course_map(found, here=step.topic.slug if step else ""),
        settled=settled_answers(found, reader.enrolment) if reader.enrolment else [],
    )


@offering_page(Who.ANYBODY, "POST")
def enrol(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Join an open course; a stranger signs in first and then presses the button again."""
    if not request.user.is_authenticated:
        return to_the_door(request)
    try:
        enrolments.enrol(reader)
    except PermissionError:
        messages.error(request, _("This course cannot be joined without an invitation code."))
    return redirect("course", reader.offering.slug)


@offering_page(Who.ANYBODY)
def topic(request: HttpRequest, reader: Reader, topic: str) -> HttpResponse:
    shown = get_object_or_404(Topic, course=reader.offering.course, slug=topic)
    found = read_progress(reader.offering, reader.enrolment)
    previous, following = neighbours(found, shown)
    read = lesson(shown.lesson)
    return render_page(
        request,
        reader,
        "courses/topic.html",
        "course",
        topic=shown,
        card=found.cards[topic],
        previous=previous,
        following=following,
        lesson=read.html,
        headings=read.headings,
        figures=read.figures,
        exercises=found.rows[topic],
        next=next_in_topic(found, shown) if reader.enrolment else None,
    )


@offering_page(Who.ENROLLED)
def progress(request: HttpRequest, reader: Reader) -> HttpResponse:
    found = read_progress(reader.offering, reader.enrolment)
    begun = [topic for topic in found.topics if found.cards[topic.slug].state in ("started", "done")]
    return render_page(
        request,
        reader,
        "courses/progress.html",
        "progress",
        solved=found.solved,
        total=found.total,
        skills_secure=sum(skill.state == "secure" for topic in begun for skill in topic_progress(found, topic).skills),
        next=found.next,
        topics=[topic_progress(found, topic) for topic in begun],
        seen_misconceptions=seen_misconceptions(reader.enrolment) if reader.enrolment else [],
        weeks=weeks(found),
        open=open_rows(found),
        settled=settled_answers(found, reader.enrolment) if reader.enrolment else [],
    )
