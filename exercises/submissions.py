"""The life of a submission: stored, queued, leased, judged, recorded. Every change of its state is here.

The row is the truth and the queue only carries its key. A lost message, a dead worker or a flushed Redis costs time,
never an answer: `sweep` queues again whatever waits too long.
"""

import json
import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import redis
import structlog
from celery import current_app
from django.db import transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Greatest
from django.utils import timezone
from kombu.exceptions import OperationalError

from exercises.judging import Judgement
from exercises.models import Submission, Variant, VerdictRecord, Work
from exercises.storable import storable
from grading import verdict_as_data
from grading.errors import AnswerError
from grading.kinds import KINDS
from grading.messages import Message, _, say
from grading.verdict import Outcome

log = structlog.get_logger(__name__)

# Longer than any exercise may take to be judged: a lease that ends while its worker lives costs a second judging.
LEASE = timedelta(seconds=150)
# A submission that kills its worker or breaks the judge is tried this often, then it is for people to look at.
ROUNDS = 3
# A waiting submission is queued again after this time, a broken one after that.
LOST_AFTER = timedelta(seconds=20)
BROKEN_AFTER = timedelta(minutes=5)
SWEPT_AT_ONCE = 500
# One learner's answers that may wait at once: nobody fills the queue for all others.
WAITING_AT_ONCE = 20

UNFINISHED = (Submission.State.WAITING, Submission.State.ERROR)
GRADE = "exercises.tasks.grade_submission"

CLOSED = _("This course is closed: answers are no longer taken. What you typed stays here.")
OLD_FORM = _("This form is not one of ours any more. Your answer stands in it; send it once more.")

Answers = Mapping[str, Any]


class RefusedError(AnswerError):
    """An answer that is not stored. field: the input it is about, "" for all; status: what HTTP says."""

    def __init__(self, message: Message, *, field: str = "", status: int = 403) -> None:
        super().__init__(message)
        self.field = field
        self.status = status


def submit(work: Work, answers: Answers, token: uuid.UUID, variant: Variant | None = None) -> Submission:
    """Store an answer, then queue it when the transaction is through.

    The same token again is the same submission: a double click or a reloaded form sends nothing twice.
    variant: the one the form showed, when another tab has drawn a new one since. Raises RefusedError when an answer is
    too long or too many wait.
    """
    with transaction.atomic():
        submission, is_new = store(work, answers, token, variant)
        if is_new:
            transaction.on_commit(lambda: queue(submission.pk))
    return submission


@transaction.atomic
def store(work: Work, answers: Answers, token: uuid.UUID, variant: Variant | None = None) -> tuple[Submission, bool]:
    """What `submit` does before it queues. Returns the submission and whether it is new."""
    shown = variant or work.variant
    refuse_too_long(shown.content["fields"], answers)
    refuse_too_many(work, token)
    submission, is_new = Submission.objects.get_or_create(
        work=work,
        token=token,
        defaults={"variant": shown, "answers": storable(dict(answers)), "queued_at": timezone.now()},
    )
    if is_new:
        work.draft, work.variant = {}, shown
        work.save(update_fields=["draft", "variant", "touched_at"])
    return submission, is_new


def refuse_too_long(fields: Mapping[str, Mapping[str, Any]], answers: Answers) -> None:
    """Raises RefusedError for an answer of more characters than its kind reads."""
    for name, raw in answers.items():
        longest = KINDS[fields[name]["kind"]].longest
        length = len(raw if isinstance(raw, str) else json.dumps(raw, ensure_ascii=False))
        if length > longest:
            text = _("This answer has %(length)d characters. At most %(longest)d are read; shorten it.")
            raise RefusedError(say(text, length=length, longest=longest), field=name, status=413)


def refuse_too_many(work: Work, token: uuid.UUID) -> None:
    """Raises RefusedError for a new answer of a learner whose last ones all wait."""
    waiting = Submission.objects.filter(work__learner=work.learner_id, state=Submission.State.WAITING)
    if waiting.count() >= WAITING_AT_ONCE and not waiting.filter(work=work, token=token).exists():
        text = _("%(waiting)d of your answers still wait to be judged. This one stays here; send it in a minute.")
        raise RefusedError(say(text, waiting=WAITING_AT_ONCE), status=429)


def queue(pk: int) -> bool:
    """Send the key to the queue. With the queue away the submission stays stored, and the sweeper sends it later."""
    try:
        current_app.send_task(GRADE, args=(pk,), retry=False, ignore_result=True)
    except (OperationalError, redis.RedisError):
        log.warning("queue away, submission waits for the sweeper", submission=pk)
        Submission.objects.filter(pk=pk).update(queued_at=None)
        return False
    return True


def lease(pk: int, holder: str = "") -> Submission | None:
    """Take a submission for judging, or None when it is judged, in other hands, or has used up its rounds.

    holder: the id of the message that brought the key. The same message comes again only when its worker has died, so
    it takes its lease over at once.
    """
    now = timezone.now()
    free = Submission.objects.filter(pk=pk, state__in=UNFINISHED).filter(
        Q(leased_until__isnull=True) | Q(leased_until__lte=now) | (Q(holder=holder) & ~Q(holder=""))
    )
    if free.filter(rounds__lt=ROUNDS).update(leased_until=now + LEASE, holder=holder, rounds=F("rounds") + 1):
        return Submission.objects.select_related("variant", "work").get(pk=pk)
    worn_out = free.filter(state=Submission.State.WAITING).select_related("work").first()
    if worn_out is not None:
        log.error("submission took down every worker that judged it", submission=pk, rounds=worn_out.rounds)
        record(worn_out, Judgement(Outcome.ERROR, 0.0, {}))
    return None


def record(submission: Submission, judgement: Judgement) -> bool:
    """Write the verdict down, exactly once. False when another worker was faster.

    Of two workers with the same submission only one finds the state that both have read. A verdict that follows an
    error is a new record beside it. What is only postponed uses up no round, and is said once, however often it is.
    """
    if judgement.postponed:
        Submission.objects.filter(pk=submission.pk, rounds__gt=0).update(rounds=F("rounds") - 1, leased_until=None)
        if submission.state == Submission.State.ERROR:
            return False
    with transaction.atomic():
        seen = Submission.objects.filter(pk=submission.pk, state=submission.state, state__in=UNFINISHED)
        if not seen.update(state=judgement.outcome.value, score=judgement.score, leased_until=None):
            log.info("verdict already recorded", submission=submission.pk)
            return False
        VerdictRecord.objects.create(
            submission=submission,
            number=submission.verdicts.count(),
            outcome=judgement.outcome.value,
            score=judgement.score,
            misconceptions=list(judgement.misconceptions),
            detail=storable({name: verdict_as_data(verdict) for name, verdict in judgement.fields.items()}),
            ms=judgement.ms,
        )
        if judgement.outcome.counts:
            count(submission, judgement)
    return True


def count(submission: Submission, judgement: Judgement) -> None:
    """What a counted verdict means for the work: one more try, perhaps the first success."""
    work = Work.objects.filter(pk=submission.work_id)
    work.update(
        tries=F("tries") + 1,
        best_score=Greatest(F("best_score"), Value(judgement.score)),
    )
    if judgement.outcome is Outcome.CORRECT:
        work.filter(solved_at__isnull=True).update(solved_at=submission.submitted_at)


def sweep() -> int:
    """Queue again what nobody judges: messages lost, workers dead, judges that broke. Returns how many were sent."""
    now = timezone.now()
    nobody_has_it = Q(leased_until__isnull=True) | Q(leased_until__lte=now)
    waiting = Q(state=Submission.State.WAITING) & (Q(queued_at__isnull=True) | Q(queued_at__lte=now - LOST_AFTER))
    broke = Q(state=Submission.State.ERROR, rounds__lt=ROUNDS, queued_at__lte=now - BROKEN_AFTER)
    lost = Submission.objects.filter(nobody_has_it & (waiting | broke)).order_by("submitted_at")
    sent = 0
    for pk in list(lost.values_list("pk", flat=True)[:SWEPT_AT_ONCE]):
        Submission.objects.filter(pk=pk).update(queued_at=now)
        if not queue(pk):
            break
        sent += 1
    return sent
