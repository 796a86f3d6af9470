"""What a person sees when a request cannot be served."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from courseware import pending
from courseware.middleware import REFERENCE
from exercises.pages.answers import LONGEST_DRAFT, PREFIX


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that cannot be read, or one that is larger than the site takes."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", {"back": pending.page_of(request)}, status=413)
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Not for this reader; what they typed is given back."""
    return render(request, "403.html", {"reason": str(exception), "typed": typed(request)}, status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """A fault of ours. The page needs nothing that may be broken too: no database, no session, no user."""
    html = render_to_string("500.html", {"reference": request.META.get(REFERENCE, "")})
    return HttpResponse(html, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that came without its CSRF token: refused, and every text that was typed is given back."""
    context = {"typed": typed(request), "back": pending.page_of(request)}
    return render(request, "403_csrf.html", context, status=403)


def typed(request: HttpRequest) -> list[dict[str, str]]:
    """The answers of a refused form, [{name, text}]; passwords and tokens stay out."""
    return [
        {"name": name.removeprefix(PREFIX), "text": ", ".join(texts)[:LONGEST_DRAFT]}
        for name, texts in request.POST.lists()
        if name.startswith(PREFIX) and any(texts)
    ]


def name_at_the_door(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """Whose sign-in failed: allauth's form says `login`, the admin's `username`; capitals make no other person."""
    sent = credentials or {}
    name = sent.get("username") or sent.get("email") or request.POST.get("login") or request.POST.get("username") or ""
    return str(name).strip().lower()[:255]


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """Too many failed sign-ins for this name from this address."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "429.html", {"minutes": minutes}, status=429)
