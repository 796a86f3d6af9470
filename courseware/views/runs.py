"""Runs of a program that are not judged: asked for, and shown when they are there."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from courseware.access import Reader, Who, offering_page, page
from courseware.exercise_page import run_context, token_of, variant_of, visit_exercise
from courseware.models import Practice
from courseware.views.render import as_fragment
from exercises import runs, submissions
from exercises.drafts import keep_draft
from exercises.models import Run, Variant
from exercises.pages.answers import read_answers
from exercises.pages.runs import RunView
from exercises.submissions import RefusedError
from grading.messages import say
from grading.plain import message_as_data

RUN = "exercises/_run.html"


@offering_page(Who.ENROLLED, "POST")
def run(request: HttpRequest, reader: Reader, topic: str, exercise: str) -> HttpResponse:
    """Run the program that stands in the form; what is typed stays there."""
    visit = visit_exercise(reader, topic, exercise)
    variant = variant_of(visit.work, token_of(request, visit.work))
    name = _program(variant, request.POST.get("run", ""))
    answers = read_answers(variant.content["fields"], request.POST)
    try:
        if visit.closed:
            raise RefusedError(say(submissions.CLOSED))
        asked = runs.ask(visit.work, variant, name, answers[name], request.POST.get(f"typed.{name}", ""))
    except RefusedError as refusal:
        return _refuse(request, visit.row.url, name, refusal)
    if request.headers.get("HX-Request"):
        return as_fragment(render(request, RUN, run_context(asked)))
    keep_draft(visit.work, answers, variant)
    return redirect(f"{visit.row.url}#run-{name}")


def _refuse(request: HttpRequest, url: str, name: str, refusal: RefusedError) -> HttpResponse:
    if request.headers.get("HX-Request"):
        refused = RunView(name, "refused", "run.refused", refused=message_as_data(refusal.message))
        return as_fragment(render(request, RUN, {"run": refused}, status=refusal.status))
    messages.info(request, _(refusal.message.text) % refusal.message.values)
    return redirect(f"{url}#run-{name}")


def _program(variant: Variant, name: str) -> str:
    """The field of that name, or the first, whose answers are programs. Raises Http404."""
    programs = [key for key, field in variant.content["fields"].items() if field["kind"] == "code"]
    if not programs or (name and name not in programs):
        raise Http404(_("This exercise has no such program."))
    return name or programs[0]


@page(Who.SIGNED_IN)
def run_result(request: HttpRequest, pk: int) -> HttpResponse:
    """What one's own run showed, as a fragment; to a browser, the page where it stands."""
    mine = Run.objects.select_related("work__exercise").filter(work__learner=request.user.pk)
    shown = get_object_or_404(mine, pk=pk)
    if request.headers.get("HX-Request"):
        return as_fragment(render(request, RUN, run_context(shown)))
    practice = get_object_or_404(Practice.objects.select_related("enrolment__offering"), work=shown.work)
    exercise = shown.work.exercise
    return redirect("exercise", practice.enrolment.offering.slug, exercise.topic, exercise.slug)
