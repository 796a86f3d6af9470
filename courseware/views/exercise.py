"""An exercise: see it, answer it, ask for a hint, a variant, the worked solution; and the verdicts as they come."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _, ngettext

from courseware import pending
from courseware.access import Seat, Who, offering_page, page, seat_of
from courseware.desk import Desk, page_context, sit_down, waiting_context
from courseware.models import Practice
from courseware.practice import draw_variant, keep_draft, open_hint, open_solution
from courseware.views.seat import render_seat
from exercises import submissions
from exercises.content import Content
from exercises.models import Submission, Variant
from exercises.submissions import RefusedError
from exercises.views.answers import FormToken, read_answers, read_token
from exercises.views.html import prose
from exercises.views.reading import reading
from exercises.views.verdicts import refused_view
from grading.messages import say

PAGE = "exercises/exercise.html"
VERDICT = "exercises/_verdict.html"


@offering_page(Who.ENROLLED, "GET", "POST")
def exercise(request: HttpRequest, seat: Seat, topic: str, exercise: str) -> HttpResponse:
    desk = sit_down(seat, topic, exercise)
    if request.method == "POST":
        return _submit(request, desk)
    waiting = pending.take(request)
    if waiting is not None:
        variant = _variant_of(desk, read_token(waiting.get("token", "")))
        keep_draft(desk.work, read_answers(variant.content["fields"], waiting), variant)
        messages.info(request, _("You are signed in again. What you had typed stands here; it is not submitted yet."))
    return render_seat(request, seat, PAGE, "course", **page_context(desk, restored=_restored(request, desk)))


def _submit(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Store the answer and show the page (or, to htmx, the verdict's place), where the verdict will arrive."""
    token = read_token(request.POST.get("token", ""))
    variant = _variant_of(desk, token)
    answers = read_answers(variant.content["fields"], request.POST)
    try:
        if desk.closed:
            raise RefusedError(say(submissions.CLOSED))
        if token is None:
            raise RefusedError(say(submissions.OLD_FORM))
        submission = submissions.submit(desk.work, answers, token.number, variant)
    except RefusedError as refusal:
        return _refuse(request, desk, refusal, answers, variant)
    if request.headers.get("HX-Request"):
        return render(request, VERDICT, waiting_context(desk, submission))
    return redirect(desk.row.url)


def _refuse(
    request: HttpRequest, desk: Desk, refusal: RefusedError, answers: dict[str, Any], variant: Variant
) -> HttpResponse:
    """Say why the answer was not taken; what was typed stays in the form, and in the draft where it fits."""
    keep_draft(desk.work, answers, variant)
    content = Content.from_data(variant.content)
    context = {**page_context(desk, typed=answers, variant=variant), "latest": refused_view(content, refusal)}
    if request.headers.get("HX-Request"):
        return render_seat(request, desk.seat, VERDICT, "", status=refusal.status, fragment=True, **context)
    return render_seat(request, desk.seat, PAGE, "course", status=refusal.status, **context)


def _variant_of(desk: Desk, token: FormToken | None) -> Variant:
    """The variant that the form showed, if it is one of this exercise."""
    if token is None or token.variant == desk.work.variant_id:
        return desk.work.variant
    shown = Variant.objects.filter(pk=token.variant, version__exercise=desk.row.exercise).first()
    return shown or desk.work.variant


def _restored(request: HttpRequest, desk: Desk) -> Submission | None:
    """The own submission that ?restore= names."""
    pk = request.GET.get("restore", "")
    if not pk.isdecimal() or len(pk) > 15:
        return None
    found = desk.work.submissions.select_related("variant").prefetch_related("verdicts")
    return found.filter(pk=int(pk)).first()


@offering_page(Who.ENROLLED, "POST")
def variant(request: HttpRequest, seat: Seat, topic: str, exercise: str) -> HttpResponse:
    desk = sit_down(seat, topic, exercise)
    try:
        draw_variant(desk.work)
    except Variant.DoesNotExist:
        messages.info(request, _("No other variant is ready yet. Try again in a minute."))
    return redirect(desk.row.url)


@offering_page(Who.ENROLLED, "POST")
def hint(request: HttpRequest, seat: Seat, topic: str, exercise: str) -> HttpResponse:
    desk = sit_down(seat, topic, exercise)
    open_hint(desk.work)
    if request.headers.get("HX-Request"):
        variant = _variant_of(desk, read_token(request.POST.get("token", "")))
        return render_seat(request, seat, "exercises/_hints.html", "", **page_context(desk, variant=variant))
    return redirect(f"{desk.row.url}#hints")


@offering_page(Who.ENROLLED)
def solution(request: HttpRequest, seat: Seat, topic: str, exercise: str) -> HttpResponse:
    desk = sit_down(seat, topic, exercise)
    left = desk.tries_until_solution
    if left:
        text = ngettext(
            "The worked solution opens after %(tries)d more judged submission.",
            "The worked solution opens after %(tries)d more judged submissions.",
            left,
        )
        raise PermissionDenied(text % {"tries": left})
    open_solution(desk.work)
    html = prose(desk.work.variant.content["solution"])
    return render_seat(request, seat, "exercises/solution.html", "course", html=html, **desk.crumbs())


@offering_page(Who.ENROLLED, "POST")
def draft(request: HttpRequest, seat: Seat, topic: str, exercise: str) -> HttpResponse:
    """Keep what is typed while it is typed."""
    desk = sit_down(seat, topic, exercise)
    variant = _variant_of(desk, read_token(request.POST.get("token", "")))
    kept = keep_draft(desk.work, read_answers(variant.content["fields"], request.POST), variant)
    return HttpResponse(status=204 if kept else 413)


@offering_page(Who.ENROLLED, "POST")
def understood(request: HttpRequest, seat: Seat, topic: str, exercise: str) -> HttpResponse:
    """How an unfinished answer reads so far: it says what was read, never whether it is right."""
    desk = sit_down(seat, topic, exercise)
    fields = desk.work.variant.content["fields"]
    name = request.POST.get("field", "")
    if name not in fields:
        raise Http404(_("This exercise has no such field."))
    return render(request, "exercises/_understood.html", vars(reading(fields[name], request.POST.get("value", ""))))


@page(Who.SIGNED_IN)
def submission(request: HttpRequest, pk: int) -> HttpResponse:
    """The verdict of one's own submission as a fragment; to a browser, the page where it stands."""
    found = Submission.objects.select_related("work__exercise", "variant").prefetch_related("verdicts")
    shown = get_object_or_404(found, pk=pk)
    practice = get_object_or_404(Practice.objects.select_related("enrolment__offering"), work=shown.work)
    seat = seat_of(request.user, practice.enrolment.offering.slug)
    place = (seat.offering.slug, shown.work.exercise.topic, shown.work.exercise.slug)
    if shown.work.learner_id != request.user.pk:
        if not seat.teaches:
            raise Http404
        return redirect("learner-work", place[0], practice.enrolment_id, *place[1:])
    if not request.headers.get("HX-Request"):
        return redirect("exercise", *place)
    return _verdict(request, sit_down(seat, *place[1:]), shown)


def _verdict(request: HttpRequest, desk: Desk, shown: Submission) -> HttpResponse:
    if shown.state == Submission.State.WAITING:
        return render(request, VERDICT, waiting_context(desk, shown))
    return render_seat(request, desk.seat, VERDICT, "", fragment=True, **page_context(desk, restored=shown))
