"""An exercise: see it, answer it, ask for a hint, a variant, the worked solution; and the verdicts as they come."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from courseware.access import Reader, Who, offering_page, page, reader_of
from courseware.exercise_page import (
    ExerciseVisit,
    page_context,
    token_of,
    variant_of,
    visit_exercise,
    waiting_context,
    work_at,
)
from courseware.models import Practice
from courseware.practice import draw_variant, open_hint, open_solution
from courseware.views.render import as_fragment, render_page
from exercises import submissions
from exercises.content import Content
from exercises.drafts import keep_draft, take_up
from exercises.models import Submission, Variant, Work
from exercises.pages.answers import read_answers, read_token
from exercises.pages.html import prose
from exercises.pages.reading import reading
from exercises.pages.verdicts import refused_view
from exercises.settling import look_at
from exercises.submissions import RefusedError
from grading.messages import say

PAGE = "exercises/exercise.html"
VERDICT = "exercises/_verdict.html"


@offering_page(Who.ENROLLED, "GET", "POST")
def exercise(request: HttpRequest, reader: Reader, topic: str, exercise: str) -> HttpResponse:
    visit = visit_exercise(reader, topic, exercise)
    if request.method == "POST":
        return _submit(request, visit)
    typed_for = take_up(visit.work)
    if typed_for is not None:
        messages.info(request, _("You are signed in again. What you had typed stands here; it is not submitted yet."))
    shown = typed_for or _unfinished(request, visit.work)
    older = _number(request, "older")
    context = page_context(visit, restored=_restored(request, visit), variant=shown, earlier_than=older)
    if context["latest"] and context["latest"].is_news:
        look_at(context["latest"].pk)
    return render_page(request, reader, PAGE, "course", **context)


def _submit(request: HttpRequest, visit: ExerciseVisit) -> HttpResponse:
    """Store the answer and show the page (or, to htmx, the verdict's place), where the verdict will arrive."""
    token = token_of(request, visit.work)
    variant = variant_of(visit.work, token)
    answers = read_answers(variant.content["fields"], request.POST)
    try:
        if visit.closed:
            raise RefusedError(say(submissions.CLOSED))
        if token is None:
            raise RefusedError(say(submissions.OLD_FORM))
        submission = submissions.submit(visit.work, answers, token.number, variant)
    except RefusedError as refusal:
        if token or _is_free_for_a_draft(request, visit.work):
            keep_draft(visit.work, answers, variant)
        return _refuse(request, visit, refusal, answers, variant)
    if request.headers.get("HX-Request"):
        return as_fragment(render(request, VERDICT, waiting_context(visit, submission)))
    return redirect(_page_with(visit, submission))


def _page_with(visit: ExerciseVisit, submission: Submission) -> str:
    """Where the verdict on it stands: an older one, sent a second time, is asked for by its number."""
    newest = visit.work.submissions.first()
    return visit.row.url if submission == newest else f"{visit.row.url}?restore={submission.pk}"


def _refuse(
    request: HttpRequest, visit: ExerciseVisit, refusal: RefusedError, answers: dict[str, Any], variant: Variant
) -> HttpResponse:
    """Say why the answer was not taken; what was typed stays in the form."""
    content = Content.from_data(variant.content)
    refused = {"latest": refused_view(content, refusal), "is_stale": False}
    context = {**page_context(visit, typed=answers, variant=variant), **refused}
    if request.headers.get("HX-Request"):
        context["fragment"] = True
        return as_fragment(render_page(request, visit.reader, VERDICT, "", status=refusal.status, **context))
    return render_page(request, visit.reader, PAGE, "course", status=refusal.status, **context)


def _is_free_for_a_draft(request: HttpRequest, work: Work) -> bool:
    """Whether an answer without a token of ours may be kept: no draft stands there, and it is nobody else's form."""
    return not work.draft and read_token(request.POST.get("token", "")) is None


def _unfinished(request: HttpRequest, work: Work) -> Variant | None:
    """The variant that ?variant= names, if something was typed for it and not sent."""
    key = request.GET.get("variant", "")
    return Variant.objects.filter(pk=int(key)).first() if key in work.drafts else None


def _restored(request: HttpRequest, visit: ExerciseVisit) -> Submission | None:
    """The own submission that ?restore= names."""
    pk = _number(request, "restore")
    found = visit.work.submissions.select_related("variant").prefetch_related("verdicts")
    return found.filter(pk=pk).first() if pk else None


def _number(request: HttpRequest, name: str) -> int:
    """The number that ?name= gives, 0 for none."""
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) <= 15 else 0


@offering_page(Who.ENROLLED, "POST")
def variant(request: HttpRequest, reader: Reader, topic: str, exercise: str) -> HttpResponse:
    visit = visit_exercise(reader, topic, exercise)
    try:
        draw_variant(visit.work)
    except Variant.DoesNotExist:
        messages.info(request, _("No other variant is ready yet. Try again in a minute."))
    return redirect(visit.row.url)


@offering_page(Who.ENROLLED, "POST")
def hint(request: HttpRequest, reader: Reader, topic: str, exercise: str) -> HttpResponse:
    visit = visit_exercise(reader, topic, exercise)
    variant = variant_of(visit.work, token_of(request, visit.work))
    open_hint(visit.work, variant)
    if request.headers.get("HX-Request"):
        context = page_context(visit, variant=variant)
        return as_fragment(render_page(request, reader, "exercises/_hints.html", "", **context))
    return redirect(f"{visit.row.url}#hints")


@offering_page(Who.ENROLLED)
def solution(request: HttpRequest, reader: Reader, topic: str, exercise: str) -> HttpResponse:
    visit = visit_exercise(reader, topic, exercise)
    left = visit.tries_until_solution
    if left:
        text = ngettext(
            "The worked solution opens after %(tries)d more judged submission.",
            "The worked solution opens after %(tries)d more judged submissions.",
            left,
        )
        messages.info(request, text % {"tries": left})
        return redirect(visit.row.url)
    open_solution(visit.work)
    html = prose(visit.work.variant.content["solution"])
    return render_page(request, reader, "exercises/solution.html", "course", html=html, **visit.crumbs())


@offering_page(Who.ENROLLED, "POST")
def draft(request: HttpRequest, reader: Reader, topic: str, exercise: str) -> HttpResponse:
    """Keep what is typed while it is typed."""
    work = work_at(reader, topic, exercise)
    token = token_of(request, work)
    if token is None and not _is_free_for_a_draft(request, work):
        return HttpResponse(status=409)
    variant = variant_of(work, token)
    kept = keep_draft(work, read_answers(variant.content["fields"], request.POST), variant)
    return HttpResponse(status=204 if kept else 413)


@offering_page(Who.ENROLLED, "POST")
def understood(request: HttpRequest, reader: Reader, topic: str, exercise: str) -> HttpResponse:
    """How an unfinished answer reads so far: it says what was read, never whether it is right."""
    work = work_at(reader, topic, exercise)
    fields = variant_of(work, token_of(request, work)).content["fields"]
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
    reader = reader_of(request.user, practice.enrolment.offering.slug)
    place = (reader.offering.slug, shown.work.exercise.topic, shown.work.exercise.slug)
    if shown.work.learner_id != request.user.pk:
        if not reader.teaches:
            raise Http404
        work = reverse("learner-work", args=[place[0], practice.enrolment_id, *place[1:]])
        return redirect(f"{work}#sent-{pk}")
    if not request.headers.get("HX-Request"):
        return redirect("exercise", *place)
    return _verdict(request, visit_exercise(reader, *place[1:]), shown)


def _verdict(request: HttpRequest, visit: ExerciseVisit, shown: Submission) -> HttpResponse:
    if shown.state == Submission.State.WAITING:
        return as_fragment(render(request, VERDICT, waiting_context(visit, shown)))
    context = page_context(visit, restored=shown)
    return as_fragment(render_page(request, visit.reader, VERDICT, "", fragment=True, **context))
