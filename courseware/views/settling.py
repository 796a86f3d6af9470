"""Settle an answer that the judge could not decide, and the same answer of others with it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from courseware.access import Reader, Who, offering_page
from courseware.learner_work import RefusedForm, enrolment_of, work_context
from courseware.models import User
from courseware.settling import IncompleteError, read_decision, same_waiting, shares_fit
from courseware.views.render import render_page
from exercises import settling
from exercises.models import Submission
from exercises.settling import Decision, OutdatedError


@offering_page(Who.DECIDING, "POST")
def settle(request: HttpRequest, reader: Reader, submission: int) -> HttpResponse:
    shown = Submission.objects.select_related("variant", "work__exercise", "work__practice")
    of_this = shown.filter(work__practice__enrolment__offering=reader.offering)
    found = get_object_or_404(of_this.prefetch_related("verdicts"), pk=submission)
    exercise, enrolment = found.work.exercise, found.work.practice.enrolment_id
    try:
        _settle(request, reader, found)
    except IncompleteError as problem:
        refused = RefusedForm(found.pk, request.POST.dict(), str(problem))
        place = (enrolment_of(reader, enrolment), exercise.topic, exercise.slug)
        context = work_context(reader, *place, refused=refused)
        return render_page(request, reader, "courses/learner_work.html", "class", status=400, **context)
    except OutdatedError:
        messages.info(request, _("There was a newer verdict on this answer already. Look at it once more."))
    work = reverse("learner-work", args=[reader.offering.slug, enrolment, exercise.topic, exercise.slug])
    return redirect(f"{work}#sent-{found.pk}")


def _settle(request: HttpRequest, reader: Reader, found: Submission) -> None:
    """Settle it, with the same answers of others if the form says so. Raises IncompleteError and OutdatedError."""
    assert isinstance(reader.user, User)
    if not settling.may_be_settled(found):
        raise OutdatedError
    decision, seen = read_decision(found, request.POST), request.POST.get("seen", "")
    others = same_waiting(reader.offering, found) if "same" in request.POST else []
    settling.settle(found, decision, reader.user, seen=int(seen) if seen.isdecimal() and len(seen) < 5 else -1)
    also = sum(_settle_too(one, decision, reader.user) for one in shares_fit(decision, others))
    text = ngettext("Settled, with %(also)d other answer.", "Settled, with %(also)d other answers.", also)
    messages.info(request, text % {"also": also} if also else _("Settled. The learner sees it with the answer."))


def _settle_too(submission: Submission, decision: Decision, by: User) -> bool:
    """False when somebody else was faster."""
    try:
        settling.settle(submission, decision, by, seen=len(submission.verdicts.all()))
    except OutdatedError:
        return False
    return True
