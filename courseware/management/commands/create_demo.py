"""`manage.py create_demo`: an open offering and four accounts to try Nabla with."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from courseware import demo
from courseware.demo_history import HABITS, give_history
from courseware.models import Course, Enrolment, Offering


class Command(BaseCommand):
    help = "Make the demo offering and the accounts alice, bob, carol and dave. Only with DEBUG."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("The demo's password is known to everybody: create_demo runs only with DEBUG=1.")
        course = Course.objects.order_by("pk").first()
        if course is None:
            raise CommandError("There is no course yet. Run `manage.py sync_courses` first.")
        offering = demo.make_offering(course)
        for person in demo.PEOPLE:
            demo.make_person(person, offering)
            what = "site admin" if person.is_admin else person.role or "not enrolled"
            self.stdout.write(f"{person.username:8} {what:14} password: {demo.PASSWORD}")
        learners = [person for person in (*demo.PEOPLE, *demo.CLASSMATES) if person.username in HABITS]
        judged = sum(self.give_history(person, offering) for person in learners)
        self.stderr.write(f"{judged} answers of {len(learners)} learners judged now")
        self.stdout.write(f"{offering}: /courses/{offering.slug}/, invitation code {offering.invitation_code}")

    def give_history(self, person: demo.Person, offering: Offering) -> int:
        user = demo.make_person(person, offering)
        return give_history(Enrolment.objects.get(offering=offering, user=user), HABITS[person.username])
