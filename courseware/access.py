"""Who may see and do what: the one place. Every view of the site declares its rule with `@page(Who....)`."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from courseware import pending
from courseware.models import Enrolment, Offering, User

P = ParamSpec("P")


class Who(StrEnum):
    """Whom a page is for."""

    ANYBODY = "anybody"
    SIGNED_IN = "signed in"
    ENROLLED = "enrolled"
    TEACHING = "teaching"
    DECIDING = "deciding"


@dataclass(frozen=True)
class Reader:
    """Somebody before an offering, enrolled or not."""

    offering: Offering
    user: User | AnonymousUser
    enrolment: Enrolment | None

    @property
    def teaches(self) -> bool:
        """Instructors, assistants and site admins see the class."""
        role = self.enrolment.role if self.enrolment else ""
        return self.user.is_staff or role in (Enrolment.Role.INSTRUCTOR, Enrolment.Role.ASSISTANT)

    @property
    def decides(self) -> bool:
        """Instructors and site admins settle what an answer earns; assistants see it."""
        return self.user.is_staff or (self.enrolment is not None and self.enrolment.role == Enrolment.Role.INSTRUCTOR)

    @property
    def may_practise(self) -> bool:
        return self.is_enrolled or self.user.is_staff

    @property
    def is_enrolled(self) -> bool:
        """A visitor's enrolment only holds their work together; it makes them no part of the class."""
        return self.enrolment is not None and self.enrolment.role != Enrolment.Role.VISITOR

    @property
    def may_enrol(self) -> bool:
        return not self.is_enrolled and self.offering.open_enrolment and is_open(self.offering)

    def allows(self, who: Who) -> bool:
        rules = {
            Who.ANYBODY: self.teaches or self.is_enrolled or is_public(self.offering),
            Who.SIGNED_IN: self.user.is_authenticated,
            Who.ENROLLED: self.teaches or (self.may_practise and is_public(self.offering)),
            Who.TEACHING: self.teaches,
            Who.DECIDING: self.decides,
        }
        return rules[who]


def is_open(offering: Offering) -> bool:
    """Whether answers and enrolments are taken now."""
    return is_public(offering) and not is_closed(offering)


def is_closed(offering: Offering) -> bool:
    """After its end an offering is read, not answered."""
    return offering.closes_at is not None and offering.closes_at <= timezone.now()


def is_public(offering: Offering) -> bool:
    """Before its beginning only those see an offering who are in it, and only those who teach its exercises."""
    return offering.opens_at is None or offering.opens_at <= timezone.now()


def enrolments_of(user: User) -> QuerySet[Enrolment]:
    """Where this person belongs; what an admin did as a visitor is for admins."""
    found = Enrolment.objects.filter(user=user)
    return found if user.is_staff else found.exclude(role=Enrolment.Role.VISITOR)


def reader_of(user: User | AnonymousUser, slug: str) -> Reader:
    """This user before the offering with this slug. Raises Http404 for an offering that does not exist."""
    offering = Offering.objects.select_related("course").filter(slug=slug).first()
    if offering is None:
        raise Http404(_("There is no such course."))
    enrolment = None
    if isinstance(user, User):
        enrolment = enrolments_of(user).filter(offering=offering).first()
    return Reader(offering, user, enrolment)


PlainView = Callable[Concatenate[HttpRequest, P], HttpResponse]
OfferingView = Callable[Concatenate[HttpRequest, Reader, P], HttpResponse]


def page(who: Who, *methods: str) -> Callable[[PlainView[P]], Callable[..., HttpResponse]]:
    """A page outside offerings, for these methods (GET when none is named)."""

    def guard(view: PlainView[P]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in allowed(methods):
                return not_allowed(request, methods)
            if who is not Who.ANYBODY and not request.user.is_authenticated:
                return to_the_door(request)
            return view(request, *args, **kwargs)

        guarded.who = who  # type: ignore[attr-defined]  # the walk over all addresses reads it
        return guarded

    return guard


def offering_page(who: Who, *methods: str) -> Callable[[OfferingView[P]], Callable[..., HttpResponse]]:
    """A page of an offering: its view receives a Reader in place of the offering's slug."""

    def guard(view: OfferingView[P]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, offering: str, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in allowed(methods):
                return not_allowed(request, methods)
            reader = reader_of(request.user, offering)
            if reader.allows(who):
                return view(request, reader, *args, **kwargs)
            if not request.user.is_authenticated:
                return to_the_door(request)
            if who is Who.ENROLLED and reader.may_enrol and request.method == "GET":
                messages.info(request, _("Enrol, and this page opens."))
                return redirect("course", offering)
            raise PermissionDenied(_reason(who, reader))

        guarded.who = who  # type: ignore[attr-defined]
        return guarded

    return guard


def to_the_door(request: HttpRequest) -> HttpResponse:
    """The sign-in page, which leads back. What a form brought after its session ended waits in the new session."""
    pending.keep(request)
    back = request.get_full_path() if request.method == "GET" else pending.page_of(request)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401)
    return redirect_to_login(back)


def not_allowed(request: HttpRequest, methods: tuple[str, ...]) -> HttpResponse:
    response = render(request, "405.html", status=405)
    response["Allow"] = ", ".join(allowed(methods))
    return response


def allowed(methods: tuple[str, ...]) -> tuple[str, ...]:
    """The methods that a page answers, HEAD along with GET."""
    named = methods or ("GET",)
    return (*named, "HEAD") if "GET" in named else named


def _reason(who: Who, reader: Reader) -> str:
    if who is Who.TEACHING:
        return _("This page is for those who teach the course.")
    if who is Who.DECIDING:
        return _("Answers are settled by the instructors of the course.")
    if not is_public(reader.offering):
        return _("This course has not begun yet.")
    return _("This page is for those who are enrolled. Enrol on the course's page.")
