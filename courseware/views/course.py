"""A course's own pages: its map, a topic with its lesson, one's own progress."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from courseware.access import Seat, Who, offering_page, to_the_door
from courseware.coursemap import course_map
from courseware.enrolments import enrol as take_seat
from courseware.learning import open_rows, slips, weeks
from courseware.lessons import lesson
from courseware.models import Topic
from courseware.progress import neighbours, next_in_topic, standing, topic_progress
from courseware.views.seat import render_seat


@offering_page(Who.ANYBODY)
def course(request: HttpRequest, seat: Seat) -> HttpResponse:
    found = standing(seat.offering, seat.enrolment)
    step = found.next if seat.enrolment else None
    return render_seat(
        request,
        seat,
        "courses/course.html",
        "course",
        course=seat.offering.course,
        enrolment=seat.enrolment,
        can_enrol=seat.may_enrol,
        solved=found.solved,
        total=found.total,
        topics_complete=found.topics_complete,
        next=step,
        sections=found.sections,
        map=course_map(found, here=step.topic.slug if step else ""),
    )


@offering_page(Who.ANYBODY, "POST")
def enrol(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Join an open course; a stranger signs in first and then presses the button again."""
    if not request.user.is_authenticated:
        return to_the_door(request)
    try:
        take_seat(seat)
    except PermissionError:
        messages.error(request, _("This course cannot be joined without an invitation code."))
    return redirect("course", seat.offering.slug)


@offering_page(Who.ANYBODY)
def topic(request: HttpRequest, seat: Seat, topic: str) -> HttpResponse:
    shown = get_object_or_404(Topic, course=seat.offering.course, slug=topic)
    found = standing(seat.offering, seat.enrolment)
    previous, following = neighbours(found, shown)
    read = lesson(shown.lesson)
    return render_seat(
        request,
        seat,
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
        next=next_in_topic(found, shown) if seat.enrolment else None,
    )


@offering_page(Who.ENROLLED)
def progress(request: HttpRequest, seat: Seat) -> HttpResponse:
    found = standing(seat.offering, seat.enrolment)
    begun = [topic for topic in found.topics if found.cards[topic.slug].state in ("started", "done")]
    return render_seat(
        request,
        seat,
        "courses/progress.html",
        "progress",
        solved=found.solved,
        total=found.total,
        skills_secure=sum(skill.state == "secure" for topic in begun for skill in topic_progress(found, topic).skills),
        next=found.next,
        topics=[topic_progress(found, topic) for topic in begun],
        slips=slips(seat.enrolment) if seat.enrolment else [],
        weeks=weeks(found),
        open=open_rows(found),
    )
