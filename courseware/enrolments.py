"""How people come into an offering: an open offering, or an invitation code."""

from django.core.cache import cache

from courseware.access import Reader, is_open
from courseware.models import Enrolment, Offering, User


def enrol(reader: Reader) -> Enrolment:
    """Enrol in an open offering; twice is once. Raises PermissionError when it takes nobody."""
    if reader.enrolment is not None and reader.is_enrolled:
        return reader.enrolment
    if not isinstance(reader.user, User) or not reader.may_enrol:
        raise PermissionError
    return _enrolled(reader.offering, reader.user)


# Wrong codes that one person may enter in this many seconds: a code is not found by trying.
WRONG_CODES = 10
FORGOTTEN_AFTER = 600


class TooManyCodesError(Exception):
    """Too many wrong codes of late."""


def join_by_code(user: User, code: str) -> Enrolment | None:
    """Enrol with an invitation code; spaces and capitals do not matter. None for a code of no open offering.

    Raises TooManyCodesError after too many wrong ones, whatever this one is.
    """
    tries = f"wrong-codes-{user.pk}"
    if cache.get(tries, 0) >= WRONG_CODES:
        raise TooManyCodesError
    enrolment = _enrolment_by(user, code)
    if enrolment is None and not cache.add(tries, 1, FORGOTTEN_AFTER):
        cache.incr(tries)
    return enrolment


def _enrolment_by(user: User, code: str) -> Enrolment | None:
    wanted = "".join(code.split()).lower()
    offerings = Offering.objects.exclude(invitation_code="").select_related("course")
    offering = next((found for found in offerings if found.invitation_code.lower() == wanted), None)
    if offering is None or not is_open(offering):
        return None
    return _enrolled(offering, user)


def _enrolled(offering: Offering, user: User) -> Enrolment:
    """The person's enrolment; a visitor becomes a learner and keeps their work."""
    enrolment, _ = Enrolment.objects.get_or_create(offering=offering, user=user)
    if enrolment.role == Enrolment.Role.VISITOR:
        enrolment.role = Enrolment.Role.LEARNER
        enrolment.save(update_fields=["role"])
    return enrolment
