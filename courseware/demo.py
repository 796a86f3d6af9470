"""An open offering and four people to try Nabla with. For one's own machine only: everybody knows the password."""

from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone

from courseware.models import Course, Enrolment, Offering, User

PASSWORD = "steepest descent"  # noqa: S105  # printed for everybody to read
OFFERING = "autumn-2026"
TERM = "Autumn 2026"
CODE = "descent-2026"


@dataclass(frozen=True)
class Person:
    username: str
    name: str
    role: str = ""
    is_admin: bool = False


PEOPLE = (
    Person("alice", "Alice Moreau", Enrolment.Role.LEARNER),
    Person("bob", "Bob Ito", Enrolment.Role.INSTRUCTOR),
    Person("carol", "Carol Nwosu"),
    Person("dave", "Dave Lindqvist", is_admin=True),
)
CLASSMATES = (
    Person("elif", "Elif Yıldız", Enrolment.Role.LEARNER),
    Person("mina", "Mina Park", Enrolment.Role.LEARNER),
    Person("tom", "Tom Becker", Enrolment.Role.LEARNER),
    Person("priya", "Priya Nair", Enrolment.Role.LEARNER),
    Person("jonas", "Jonas Weber", Enrolment.Role.LEARNER),
)


class RefuseDemo(BaseBackend):
    """The first to be asked who signs in: with DEBUG off nobody does with the password that everybody knows."""

    def authenticate(self, request: HttpRequest | None, password: str | None = None, **credentials: Any) -> None:
        if password == PASSWORD and not settings.DEBUG:
            raise PermissionDenied


def make_offering(course: Course) -> Offering:
    """The demo's run of a course; what is there stays as it is."""
    new = {"course": course, "term": TERM, "open_enrolment": True, "invitation_code": CODE, "opens_at": timezone.now()}
    offering, _ = Offering.objects.get_or_create(slug=OFFERING, defaults=new)
    return offering


def make_person(person: Person, offering: Offering) -> User:
    """An account with a confirmed address and, with a role, an enrolment; what is there stays as it is."""
    email = f"{person.username}@example.org"
    user, is_new = User.objects.get_or_create(username=person.username, defaults={"email": email, "name": person.name})
    if is_new:
        user.is_staff = user.is_superuser = person.is_admin
        user.set_password(PASSWORD)
        user.save()
    EmailAddress.objects.get_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    if person.role:
        Enrolment.objects.get_or_create(offering=offering, user=user, defaults={"role": person.role})
    return user
