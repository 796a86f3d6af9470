"""What is asked and what learners answered: Exercise, ExerciseVersion, Variant, Work, Submission, VerdictRecord.

Beside them Run and Regression: programs that are run without being judged, and inputs on which they failed.
"""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

# The queues of answers. Quick ones never wait behind programs.
ANSWERS, PROGRAMS = "celery", "programs"


class Exercise(models.Model):
    """One exercise through all its versions; `uuid` stands in its exercise.yaml and survives a renamed folder."""

    uuid = models.UUIDField(primary_key=True, editable=False)
    topic = models.SlugField(max_length=80)
    slug = models.SlugField(max_length=80)
    title = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField(default=0)
    current = models.ForeignKey(
        "ExerciseVersion", null=True, on_delete=models.PROTECT, related_name="+", help_text=_("the published version")
    )

    class Meta:
        ordering = ("topic", "position", "slug")
        constraints = (models.UniqueConstraint(fields=("topic", "slug"), name="one_exercise_a_folder"),)

    def __str__(self) -> str:
        return f"{self.topic}/{self.slug}"


class ExerciseVersion(models.Model):
    """The whole bundle of files of one state of an exercise; immutable, addressed by the digest of its files."""

    digest = models.CharField(max_length=64, primary_key=True)
    exercise = models.ForeignKey(Exercise, on_delete=models.PROTECT, related_name="versions")
    files = models.JSONField(help_text=_("path -> text"))
    summary = models.JSONField(help_text=_("what lists show: title, skills, difficulty, kinds, marks, number of hints"))
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.exercise_id} {self.digest[:8]}"


class Variant(models.Model):
    """A version with a seed, stored once made, so that it never needs its author's code again."""

    version = models.ForeignKey(ExerciseVersion, on_delete=models.PROTECT, related_name="variants")
    seed = models.PositiveIntegerField()
    content = models.JSONField(help_text=_("exercises.variants.Content as plain data"))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("version", "seed"), name="one_variant_a_seed"),)

    def __str__(self) -> str:
        return f"{self.version_id[:8]}:{self.seed}"


class Work(models.Model):
    """One person's work on one exercise in one place: their variant, their draft, their hints, their success."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="works")
    exercise = models.ForeignKey(Exercise, on_delete=models.PROTECT, related_name="works")
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="+")
    drafts = models.JSONField(
        default=dict, blank=True, help_text=_("variant -> {answers: {field: raw answer}, at}: typed, not sent")
    )
    pending = models.JSONField(
        default=dict, blank=True, help_text=_("{variant, answers, at} that came when the session had ended")
    )
    hints = models.JSONField(default=dict, blank=True, help_text=_("variant -> how many of its hints are open"))
    hints_opened = models.PositiveSmallIntegerField(default=0, help_text=_("of all variants together"))
    solution_opened_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveIntegerField(default=0, help_text=_("submissions whose verdict counted"))
    best_score = models.FloatField(default=0.0)
    solved_at = models.DateTimeField(null=True, blank=True, help_text=_("first success"))
    opened_at = models.DateTimeField(auto_now_add=True)
    touched_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.learner_id} at {self.exercise_id}"

    @property
    def draft(self) -> dict[str, Any]:
        """What was typed for the current variant and not sent: field -> raw answer."""
        return self.draft_of(self.variant_id)

    def draft_of(self, variant: int) -> dict[str, Any]:
        """What was typed for this variant and not sent."""
        answers: dict[str, Any] = self.drafts.get(str(variant), {}).get("answers", {})
        return answers


class Submission(models.Model):
    """One answer sent. The row is the truth: it is stored before it is queued, and leased while it is judged."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        CORRECT = "correct", _("Correct")
        PARTIALLY_CORRECT = "partially_correct", _("Partially correct")
        INCORRECT = "incorrect", _("Incorrect")
        INVALID = "invalid", _("Invalid")
        UNDECIDED = "undecided", _("Undecided")
        ERROR = "error", _("Our fault")

    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="submissions")
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="submission_of")
    token = models.UUIDField(
        default=uuid.uuid4, help_text=_("made with the form: the same form sent twice is one submission")
    )
    answers = models.JSONField(help_text=_("field -> raw answer"))
    submitted_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    score = models.FloatField(null=True, blank=True)
    queue = models.CharField(
        max_length=20, default=ANSWERS, help_text=_("the queue it waits in: programs have one of their own")
    )
    sendings = models.PositiveIntegerField(default=0, help_text=_("how often its key was sent to the queue"))
    queued_at = models.DateTimeField(null=True, blank=True, help_text=_("when its key was last sent to the queue"))
    leased_until = models.DateTimeField(null=True, blank=True)
    holder = models.CharField(max_length=64, blank=True, help_text=_("the message whose worker has the lease"))
    rounds = models.PositiveSmallIntegerField(default=0, help_text=_("how often a worker has begun to judge it"))
    is_news = models.BooleanField(
        default=False, help_text=_("a person has settled it, and the learner has not looked at it since")
    )

    class Meta:
        ordering = ("-submitted_at", "-pk")
        constraints = (models.UniqueConstraint(fields=("work", "token"), name="one_submission_a_form"),)
        indexes = (
            models.Index(fields=("submitted_at",), condition=models.Q(state="waiting"), name="waiting_submissions"),
            models.Index(fields=("work", "-submitted_at"), name="submissions_of_a_work"),
        )

    def __str__(self) -> str:
        return f"submission {self.pk} ({self.state})"


class VerdictRecord(models.Model):
    """A verdict once given. A regrade, or what a person settles, is a new record beside the old one, never over it."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="verdicts")
    number = models.PositiveSmallIntegerField(default=0, help_text=_("0 is the first verdict, each regrade counts on"))
    outcome = models.CharField(max_length=20)
    score = models.FloatField()
    misconceptions = models.JSONField(default=list)
    detail = models.JSONField(help_text=_("field -> verdict as plain data"))
    ms = models.FloatField()
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    settler = models.CharField(
        max_length=150, blank=True, help_text=_("the name of the person who settled it, empty: the judge gave it")
    )
    remark = models.TextField(blank=True, help_text=_("what the person wrote to the learner"))
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("submission", "number"), name="a_verdict_is_recorded_once"),)

    def __str__(self) -> str:
        return f"{self.outcome} for {self.submission_id}"


class Run(models.Model):
    """A program run without being judged, on examples and on lines typed beside it. It costs nothing."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Done")
        GIVEN_UP = "given_up", _("Given up")

    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="runs")
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="+")
    field = models.CharField(max_length=80)
    source = models.TextField()
    typed = models.TextField(blank=True, help_text=_("lines to run in the program's own names"))
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    result = models.JSONField(null=True, blank=True, help_text=_("grading.kinds.code_runs.try_code as plain data"))
    created_at = models.DateTimeField(auto_now_add=True)
    queued_at = models.DateTimeField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    rounds = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("-pk",)
        indexes = (
            models.Index(fields=("created_at",), condition=models.Q(state="waiting"), name="waiting_runs"),
            models.Index(fields=("work", "-id"), name="runs_of_a_work"),
        )

    def __str__(self) -> str:
        return f"run {self.pk} ({self.state})"


class Regression(models.Model):
    """An input on which a learner's program failed once. It is tried again with whatever they run or submit next."""

    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="regressions")
    field = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, help_text=_("of the call: the same call is kept once"))
    call = models.TextField(help_text=_("the call as a line of Python, as the learner reads it"))
    test = models.CharField(max_length=200, help_text=_("the name of the test in tests.py"))
    input = models.TextField(help_text=_("what the test was given, encoded and in base64"))
    holds = models.BooleanField(null=True, default=False, help_text=_("whether the program that came last passes"))
    failed_at = models.DateTimeField()

    class Meta:
        ordering = ("-failed_at", "-pk")
        constraints = (models.UniqueConstraint(fields=("work", "field", "digest"), name="one_regression_a_call"),)

    def __str__(self) -> str:
        return f"regression {self.pk} ({self.test})"
