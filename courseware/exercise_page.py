"""A learner at an exercise: what the exercise page, its fragments and its worked solution show."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from courseware.access import Reader, is_closed
from courseware.models import Enrolment, Topic
from courseware.pages import ExerciseRow
from courseware.practice import draw_variant, open_work, tries_until_solution, work_in_hand
from courseware.progress import Progress, next_in_topic, read_progress
from exercises.content import Content
from exercises.models import Run, Submission, Variant, Work
from exercises.pages.answers import FormToken, new_token, read_token
from exercises.pages.fields import enhanced_inputs, field_views, prompt_pieces
from exercises.pages.html import prose
from exercises.pages.runs import run_view
from exercises.pages.verdicts import submission_view

EARLIER_SHOWN = 20


@dataclass(frozen=True)
class ExerciseVisit:
    """One exercise of an offering, before one learner."""

    reader: Reader
    topic: Topic
    progress: Progress
    row: ExerciseRow
    work: Work

    @property
    def closed(self) -> bool:
        return is_closed(self.reader.offering)

    @cached_property
    def summary(self) -> Mapping[str, Any]:
        exercise = next(one for one in self.progress.exercises if one.pk == self.row.exercise)
        assert exercise.current is not None
        summary: dict[str, Any] = exercise.current.summary
        return summary

    @property
    def tries_until_solution(self) -> int:
        return tries_until_solution(self.work, self.summary["solution_after"])

    def crumbs(self) -> dict[str, Any]:
        """What every page about this exercise shows at its top."""
        return {
            "topic": self.topic,
            "row": self.row,
            "steps": self.progress.rows[self.topic.slug],
            "title": self.row.title,
            "is_fixed": self.summary["fixed"],
            "closed": self.closed,
        }


def visit_exercise(reader: Reader, topic_slug: str, exercise_slug: str) -> ExerciseVisit:
    """The reader at an exercise, with the work begun. Raises Http404 for what is not in the course."""
    topic = get_object_or_404(Topic.objects.defer("lesson"), course=reader.offering.course, slug=topic_slug)
    progress = read_progress(reader.offering, reader.enrolment, topic)
    exercise = next((one for one in progress.exercises if one.slug == exercise_slug), None)
    if exercise is None:
        raise Http404(_("This topic has no such exercise."))
    try:
        work = open_work(reader, exercise)
        if is_outdated(work, exercise.current_id):
            draw_variant(work)
    except Variant.DoesNotExist as missing:
        raise Http404(_("This exercise is being prepared. Come back in a minute.")) from missing
    row = next(row for row in progress.rows[topic.slug] if row.exercise == exercise.pk)
    return ExerciseVisit(reader, topic, progress, row, work)


def work_at(reader: Reader, topic_slug: str, exercise_slug: str) -> Work:
    """The work of a page that is open, for what is asked with every few keys. Raises Http404 like `visit_exercise`."""
    found = work_in_hand(reader, topic_slug, exercise_slug)
    return found or visit_exercise(reader, topic_slug, exercise_slug).work


def is_outdated(work: Work, current: str | None) -> bool:
    """Whether the exercise has a newer version and nothing of the learner's hangs on the old one any more."""
    return work.variant.version_id != current and not work.draft and work.solved_at is None


def page_context(
    visit: ExerciseVisit,
    *,
    restored: Submission | None = None,
    typed: Mapping[str, Any] | None = None,
    variant: Variant | None = None,
    earlier_than: int = 0,
) -> dict[str, Any]:
    """Everything of exercises/exercise.html.

    restored: a submission whose answer and variant stand in the form. typed: answers of a form that was refused; they
    win over draft and latest submission. variant: the one that form showed, when another tab has drawn a new one since.
    earlier_than: the submission before which the list of earlier ones begins, 0 for the newest.
    """
    variant = restored.variant if restored else variant or visit.work.variant
    content = Content.from_data(variant.content)
    submissions = _submissions(visit.work)
    latest = restored or next((one for one in submissions if one.variant_id == variant.pk), None)
    draft = visit.work.draft_of(variant.pk)
    answers = typed or (restored.answers if restored else draft) or (latest.answers if latest else {})
    views = field_views(content, answers, variant.seed)
    following = next_in_topic(visit.progress, visit.topic, after=visit.row.number)
    return {
        **visit.crumbs(),
        "work": visit.work,
        "variant": variant,
        "difficulty": visit.row.difficulty,
        "kind_titles": visit.row.kinds,
        "marks": content.marks,
        "pieces": prompt_pieces(content, views),
        "enhanced_inputs": enhanced_inputs(views),
        "hints": hints(visit, variant),
        "latest": submission_view(latest) if latest else None,
        "is_stale": latest is not None and answers != latest.answers,
        **_earlier(_submissions(visit.work, earlier_than) if earlier_than else submissions, latest),
        "earlier_than": earlier_than,
        "can_open_solution": visit.tries_until_solution == 0,
        "tries_until_solution": visit.tries_until_solution,
        "token": new_token(variant.pk, visit.work.pk),
        "saved_at": saved_at(visit.work, variant, latest),
        "unfinished": unfinished(visit.work, variant),
        "next": following.exercise if following else None,
        "is_code": visit.row.code,
        **(_tries(visit.work, submissions) if visit.row.code else {}),
        "staff_name": staff_name(visit.reader) if latest and latest.state == Submission.State.UNDECIDED else "",
    }


def waiting_context(visit: ExerciseVisit, latest: Submission) -> dict[str, Any]:
    """What the verdict's fragment needs while there is no verdict: it is asked for often."""
    token = new_token(latest.variant_id, visit.work.pk)
    return {"latest": submission_view(latest), "row": visit.row, "token": token, "fragment": True}


def run_context(run: Run) -> dict[str, Any]:
    """What the fragment of one run needs."""
    return {"run": run_view(run), "regressions": list(run.work.regressions.all()), "fragment": True}


def token_of(request: HttpRequest, work: Work) -> FormToken | None:
    """The token of a form that was made for this learner at this exercise, None for any other."""
    token = read_token(request.POST.get("token", ""))
    return token if token and token.work == work.pk else None


def variant_of(work: Work, token: FormToken | None) -> Variant:
    """The variant that the form showed. The token is the learner's own, so it is one that they were shown."""
    if token is None or token.variant == work.variant_id:
        return work.variant
    shown = Variant.objects.filter(pk=token.variant, version__exercise=work.exercise_id).first()
    return shown or work.variant


def hints(visit: ExerciseVisit, variant: Variant) -> dict[str, Any]:
    """{opened: [html], total, next_after}."""
    every = variant.content["hints"]
    opened = [prose(hint) for hint in every[: visit.work.hints.get(str(variant.pk), 0)]]
    return {"opened": opened, "total": len(every), "next_after": 0}


def saved_at(work: Work, variant: Variant, latest: Submission | None) -> str:
    """When the server last got something of this variant's form, "" when it never did."""
    at: str = work.drafts.get(str(variant.pk), {}).get("at", "")
    return at or (latest.submitted_at.isoformat() if latest else "")


def unfinished(work: Work, shown: Variant) -> list[Variant]:
    """The other variants for which something was typed and not sent: a form in another tab, or an older one."""
    others = [int(key) for key, draft in work.drafts.items() if int(key) != shown.pk and any(draft["answers"].values())]
    return list(Variant.objects.filter(pk__in=others).order_by("pk")) if others else []


def staff_name(reader: Reader) -> str:
    """Who looks at what the grader could not decide, "" when the offering has no instructor."""
    instructor = reader.offering.enrolments.filter(role=Enrolment.Role.INSTRUCTOR).select_related("user").first()
    return str(instructor.user) if instructor else ""


def _tries(work: Work, submissions: list[Submission]) -> dict[str, Any]:
    """The last run of a program, and the inputs that broke it."""
    last = work.runs.first()
    submitted_at = submissions[0].submitted_at if submissions else None
    run = run_view(last, submitted_at=submitted_at) if last else None
    return {"run": run, "regressions": list(work.regressions.all())}


def _earlier(submissions: list[Submission], latest: Submission | None) -> dict[str, Any]:
    """The list of earlier submissions without the one that stands in full; older: where its next page begins."""
    others = [one for one in submissions if latest is None or one.pk != latest.pk]
    shown = others[:EARLIER_SHOWN]
    older = shown[-1].pk if len(others) > EARLIER_SHOWN else 0
    return {"earlier": [submission_view(one) for one in shown], "older": older}


def _submissions(work: Work, earlier_than: int = 0) -> list[Submission]:
    """The latest, or the latest before that one: a page of the list, the one that stands in full, and one more."""
    found = work.submissions.select_related("variant").prefetch_related("verdicts")
    before = found.filter(pk__lt=earlier_than) if earlier_than else found
    return list(before[: EARLIER_SHOWN + 2])
