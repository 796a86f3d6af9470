"""/health/ for monitors and load balancers: 200 when everything is there, else 503."""

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, JsonResponse

from courseware.access import Who, page
from courseware.health import check


@page(Who.ANYBODY)
def health(request: HttpRequest) -> HttpResponse:
    found = check()
    response = JsonResponse({"well": found.is_well, **asdict(found)}, status=200 if found.is_well else 503)
    response["Cache-Control"] = "no-store"
    return response
