"""A learner's work on an exercise of an offering: begun, hinted, varied. Every change of it is here."""

from django.db import transaction
from django.utils import timezone

from courseware.access import Reader
from courseware.models import Enrolment, Practice, User
from exercises.drafts import drop_draft
from exercises.models import Exercise, Variant, Work
from exercises.variants import unseen


def open_work(reader: Reader, exercise: Exercise) -> Work:
    """The learner's work on this exercise, begun with a first variant when there is none.

    Raises Variant.DoesNotExist when no variant is stored yet.
    """
    enrolment = reader.enrolment or _staff_enrolment(reader)
    works = Work.objects.select_related("variant", "exercise")
    found = works.filter(practice__enrolment=enrolment, practice__exercise=exercise).first()
    return found or _begin(enrolment, exercise)


def work_in_hand(reader: Reader, topic: str, exercise: str) -> Work | None:
    """The reader's work on this exercise with its variant, in one query; None when the page was never opened."""
    works = Work.objects.filter(
        practice__enrolment=reader.enrolment,
        practice__enrolment__offering__course__topics__slug=topic,
        exercise__topic=topic,
        exercise__slug=exercise,
        exercise__current__isnull=False,
    )
    return works.select_related("variant").first() if reader.enrolment else None


def _begin(enrolment: Enrolment, exercise: Exercise) -> Work:
    work = Work(learner=enrolment.user, exercise=exercise)
    work.variant = unseen(work)
    with transaction.atomic():
        # two tabs may open the exercise at once: whoever finds a practice there drops their own work again
        work.save()
        practice, is_new = Practice.objects.get_or_create(
            enrolment=enrolment, exercise=exercise, defaults={"work": work}
        )
        if not is_new:
            work.delete()
    return work if is_new else practice.work


def _staff_enrolment(reader: Reader) -> Enrolment:
    """A site admin who tries an exercise sits down as a visitor, outside the class's figures."""
    assert isinstance(reader.user, User)
    enrolment, _ = Enrolment.objects.get_or_create(
        offering=reader.offering, user=reader.user, defaults={"role": Enrolment.Role.VISITOR}
    )
    return enrolment


def open_hint(work: Work, variant: Variant) -> None:
    """Open the next hint of this variant, if there is one. What was opened stays counted, whatever variant follows."""
    opened = work.hints.get(str(variant.pk), 0)
    if opened < len(variant.content["hints"]):
        work.hints = {**work.hints, str(variant.pk): opened + 1}
        work.hints_opened += 1
        work.save(update_fields=["hints", "hints_opened"])


@transaction.atomic
def draw_variant(work: Work) -> Variant:
    """Another variant, one this learner has not had while there is one; what was typed for the old one is given up."""
    fresh = unseen(work)
    drop_draft(work, work.variant_id)
    work.variant = fresh
    work.save(update_fields=["variant", "touched_at"])
    return work.variant


def tries_until_solution(work: Work, solution_after: int) -> int:
    """How many more judged tries open the worked solution; 0 when it is open."""
    return 0 if work.solved_at is not None else max(solution_after - work.tries, 0)


def open_solution(work: Work) -> None:
    """Note when the worked solution was first opened."""
    if work.solution_opened_at is None:
        work.solution_opened_at = timezone.now()
        work.save(update_fields=["solution_opened_at"])
