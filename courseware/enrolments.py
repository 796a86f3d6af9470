"""How people come into an offering: an open door, or an invitation code."""

from courseware.access import Seat, is_open
from courseware.models import Enrolment, Offering, User


def enrol(seat: Seat) -> Enrolment:
    """Take a seat in an open offering; twice is once. Raises PermissionError when the door is closed."""
    if seat.enrolment is not None:
        return seat.enrolment
    if not isinstance(seat.user, User) or not seat.may_enrol:
        raise PermissionError
    return _seat(seat.offering, seat.user)


def join(user: User, code: str) -> Enrolment | None:
    """Take a seat with an invitation code; spaces and capitals do not matter. None for a code of no open offering."""
    wanted = "".join(code.split()).lower()
    offerings = Offering.objects.exclude(invitation_code="").select_related("course")
    offering = next((found for found in offerings if found.invitation_code.lower() == wanted), None)
    if offering is None or not is_open(offering):
        return None
    return _seat(offering, user)


def _seat(offering: Offering, user: User) -> Enrolment:
    enrolment, _ = Enrolment.objects.get_or_create(offering=offering, user=user)
    return enrolment
