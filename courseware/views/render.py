"""Render a page of an offering: every one knows the offering and where in it the reader stands."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from courseware.access import Reader
from courseware.context import Nav


def as_fragment(response: HttpResponse) -> HttpResponse:
    """Mark a piece of a page: the scripts put nothing else into the page that asks, whoever answers."""
    response["Nabla-Fragment"] = "yes"
    return response


def render_page(
    request: HttpRequest, reader: Reader, template: str, place: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    """place: the link of the bar that is this page: course, progress, class or ""."""
    nav = Nav(reader.offering, reader.teaches, place)
    return render(request, template, {"offering": reader.offering, "nav": nav, **context}, status=status)
