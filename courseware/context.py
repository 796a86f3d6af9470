"""What every page knows: where the reader stands."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from courseware.middleware import REFERENCE
from courseware.models import Offering


@dataclass(frozen=True)
class Nav:
    """The bar: offering it speaks of, whether the reader teaches it, which of its links is this page."""

    offering: Offering | None = None
    is_staff_of: bool = False
    place: str = ""


def site(request: HttpRequest) -> dict[str, Any]:
    """The default `nav` (a page of an offering passes its own, which wins) and the number an error page shows."""
    return {"nav": Nav(), "reference": request.META.get(REFERENCE, "")}
