"""What is taught (Course, Topic) and who takes it when (Offering, Enrolment, Practice)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from exercises.models import Exercise, Work


class Course(models.Model):
    """The content: topics in sections, read from courseware/courses/<slug>/."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    sections = models.JSONField(default=list, help_text=_("[{title, topics: [slug, ...]}, ...]"))
    digest = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return self.title


class Topic(models.Model):
    """A topic with its lesson; its exercises are those of the library whose `topic` is its slug."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="topics")
    slug = models.SlugField(max_length=80)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    short = models.CharField(max_length=60)
    lane = models.PositiveSmallIntegerField(default=0, help_text=_("row of the course map"))
    requires = models.JSONField(default=list, help_text=_("slugs of the topics it builds on"))
    skills = models.JSONField(default=list, help_text=_("[{id, text}, ...]"))
    hours = models.PositiveSmallIntegerField(default=0)
    lesson = models.TextField(blank=True, help_text=_("Markdown"))

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=("course", "slug"), name="one_topic_a_slug"),)

    def __str__(self) -> str:
        return self.title


class Offering(models.Model):
    """One run of a course: its dates, its people."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="offerings")
    slug = models.SlugField(max_length=80, unique=True)
    term = models.CharField(max_length=80)
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True, help_text=_("after this nothing is accepted any more"))
    open_enrolment = models.BooleanField(default=False)
    invitation_code = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("-opens_at", "slug")
        constraints = (
            models.UniqueConstraint(
                fields=("invitation_code",), condition=~models.Q(invitation_code=""), name="one_offering_a_code"
            ),
        )

    def __str__(self) -> str:
        return f"{self.course} ({self.term})"


class Enrolment(models.Model):
    """A person in an offering, with a role."""

    class Role(models.TextChoices):
        LEARNER = "learner", _("Learner")
        ASSISTANT = "assistant", _("Teaching assistant")
        INSTRUCTOR = "instructor", _("Instructor")
        # A site admin who tries exercises. It gives no right of its own and is no part of the class's figures.
        VISITOR = "visitor", _("Visitor")

    offering = models.ForeignKey(Offering, on_delete=models.CASCADE, related_name="enrolments")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="enrolments")
    role = models.CharField(max_length=20, choices=Role, default=Role.LEARNER)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("offering", "user"), name="one_enrolment_a_person"),)

    def __str__(self) -> str:
        return f"{self.user} in {self.offering}"


class Practice(models.Model):
    """Work on an exercise as practice in an enrolment (later beside it: work in an attempt of an assessment)."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="practices")
    exercise = models.ForeignKey(Exercise, on_delete=models.PROTECT, related_name="+")
    work = models.OneToOneField(Work, on_delete=models.CASCADE, related_name="practice")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("enrolment", "exercise"), name="one_practice_an_exercise"),)

    def __str__(self) -> str:
        return f"{self.enrolment}: {self.exercise}"
