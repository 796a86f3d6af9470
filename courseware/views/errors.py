"""What a person sees when a request cannot be served."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that came without its CSRF token: refused, and every text that was typed is given back."""
    return render(request, "403_csrf.html", {"typed": typed(request), "back": request.get_full_path()}, status=403)


def typed(request: HttpRequest) -> list[dict[str, str]]:
    """The answers of a refused form, [{name, text}]; passwords and tokens stay out."""
    return [
        {"name": name.removeprefix("answer."), "text": ", ".join(texts)}
        for name, texts in request.POST.lists()
        if name.startswith("answer.") and any(texts)
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
    return render(request, "429.html", {"minutes": 10}, status=429)
