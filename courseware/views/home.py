"""The front door: home, joining with a code, account, the way to one's own progress."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from courseware.access import Who, page
from courseware.catalogue import catalogue, continue_at
from courseware.context import Nav
from courseware.enrolments import FORGOTTEN_AFTER, TooManyCodesError, join_by_code
from courseware.forms import AccountForm, CodeForm
from courseware.models import Enrolment, User


@page(Who.ANYBODY)
def home(request: HttpRequest) -> HttpResponse:
    offerings = catalogue(request.user)
    return render(request, "home.html", {"offerings": offerings, "continue": continue_at(offerings)})


@page(Who.SIGNED_IN, "GET", "POST")
def join(request: HttpRequest) -> HttpResponse:
    """Enter an invitation code; a link may bring it along as ?code=."""
    form = CodeForm(request.POST or None, initial={"code": request.GET.get("code", "")})
    if request.method == "POST" and form.is_valid():
        assert isinstance(request.user, User)
        try:
            enrolment = join_by_code(request.user, form.cleaned_data["code"])
        except TooManyCodesError:
            return render(request, "429.html", {"minutes": FORGOTTEN_AFTER // 60}, status=429)
        if enrolment is not None:
            messages.success(request, _("You are in."))
            return redirect("course", enrolment.offering.slug)
        form.add_error("code", _("No open course has this code. Check it with your instructor."))
    return render(request, "courses/join.html", {"form": form}, status=400 if form.errors else 200)


@page(Who.SIGNED_IN, "GET", "POST")
def account(request: HttpRequest) -> HttpResponse:
    form = AccountForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("account")
    enrolments = [
        {"offering": one.offering, "url": reverse("course", args=[one.offering.slug]), "role": one.get_role_display()}
        for one in _enrolments(request)
    ]
    context = {"form": form, "enrolments": enrolments, "nav": Nav(place="account")}
    return render(request, "courses/account.html", context, status=400 if form.errors else 200)


@page(Who.SIGNED_IN)
def progress(request: HttpRequest) -> HttpResponse:
    """To the progress in one's offering; those who are in several or none choose one at home."""
    enrolments = _enrolments(request)
    if len(enrolments) == 1:
        return redirect("course-progress", enrolments[0].offering.slug)
    return redirect("home")


def _enrolments(request: HttpRequest) -> list[Enrolment]:
    found = Enrolment.objects.filter(user=request.user.pk).select_related("offering__course")
    return list(found.order_by("-created_at"))
