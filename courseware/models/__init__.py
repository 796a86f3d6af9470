"""Rows about people and courses."""

from courseware.models.courses import Course, Enrolment, Offering, Practice, Topic
from courseware.models.people import User

__all__ = ["Course", "Enrolment", "Offering", "Practice", "Topic", "User"]
