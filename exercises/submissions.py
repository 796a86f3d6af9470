"""The life of a submission: stored, queued, leased, judged, recorded. Every change of its state is here.

The row is the truth and the queue only carries its key. A lost message, a dead worker or a flushed Redis costs time,
never an answer: `sweep` queues again whatever waits too long.
"""

import json
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import redis
import structlog
from celery import current_app
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Greatest
from django.utils import timezone
from kombu.exceptions import ChannelError, OperationalError

from exercises.drafts import drop_draft
from exercises.judging import Judgement
from exercises.models import ANSWERS, PROGRAMS, Run, Submission, Variant, VerdictRecord, Work
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
# A waiting submission is queued again after this time, then after twice that, and so on; a broken one after that.
LOST_AFTER = timedelta(seconds=20)
DOUBLINGS = 4
BROKEN_AFTER = timedelta(minutes=5)
SWEPT_AT_ONCE = 500
# One learner's answers that may wait at once in each queue: nobody fills it for all others.
WAITING_AT_ONCE = {ANSWERS: 20, PROGRAMS: 3}

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

    The same token with the same answers is the same submission: a double click or a reloaded form sends nothing twice.
    Other answers are another submission, also with the same token: somebody went back in the browser and mended them.
    variant: the one the form showed, when another tab has drawn a new one since. Raises RefusedError when an answer is
    too long or too many wait.
    """
    with transaction.atomic():
        submission, is_new = store(work, answers, token, variant)
        if is_new:
            transaction.on_commit(lambda: queue(submission.pk, submission.queue))
    return submission


@transaction.atomic
def store(work: Work, answers: Answers, token: uuid.UUID, variant: Variant | None = None) -> tuple[Submission, bool]:
    """What `submit` does before it queues. Returns the submission and whether it is new."""
    shown = variant or work.variant
    refuse_too_long(shown.content["fields"], answers)
    sent = storable(dict(answers))
    tokens = (token, uuid.uuid5(token, json.dumps(sent, sort_keys=True)))
    known = next((one for one in work.submissions.filter(token__in=tokens) if one.answers == sent), None)
    if known is not None:
        return known, False
    line = queue_for(shown.content["fields"])
    line_up(work)
    refuse_too_many(work, line)
    fresh = {"variant": shown, "answers": sent, "queue": line, "queued_at": timezone.now(), "sendings": 1}
    for free in tokens:
        submission, is_new = Submission.objects.get_or_create(work=work, token=free, defaults=fresh)
        if submission.answers == sent:
            break
    if is_new:
        work.variant = shown
        drop_draft(work, shown.pk)
        work.save(update_fields=["variant", "touched_at"])
    return submission, is_new


def queue_for(fields: Mapping[str, Mapping[str, Any]]) -> str:
    """The queue of answers to these fields: programs take long, and only some workers can isolate them."""
    return PROGRAMS if any(KINDS[field["kind"]].runs_code(field) for field in fields.values()) else ANSWERS


def refuse_too_long(fields: Mapping[str, Mapping[str, Any]], answers: Answers) -> None:
    """Raises RefusedError for an answer of more characters than its kind reads."""
    for name, raw in answers.items():
        longest = KINDS[fields[name]["kind"]].longest
        length = len(raw if isinstance(raw, str) else json.dumps(raw, ensure_ascii=False))
        if length > longest:
            text = _("This answer has %(length)d characters. At most %(longest)d are read; shorten it.")
            raise RefusedError(say(text, length=length, longest=longest), field=name, status=413)


def line_up(work: Work) -> None:
    """Until the transaction ends, whatever else this learner sends waits: what is counted now stays true."""
    get_user_model().objects.select_for_update(no_key=True).get(pk=work.learner_id)


def refuse_too_many(work: Work, line: str) -> None:
    """Raises RefusedError for a new answer of a learner whose last ones all wait in this queue."""
    waiting = Submission.objects.filter(work__learner=work.learner_id, state=Submission.State.WAITING, queue=line)
    if waiting.count() >= WAITING_AT_ONCE[line]:
        text = _("%(waiting)d of your answers still wait to be judged. This one stays here; send it in a minute.")
        raise RefusedError(say(text, waiting=WAITING_AT_ONCE[line]), status=429)


def queue(pk: int, line: str) -> bool:
    """Send the key to its queue. With it away the submission stays stored, and the sweeper sends it later."""
    try:
        current_app.send_task(GRADE, args=(pk,), queue=line, retry=False, ignore_result=True)
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
    return sum(_sweep(line) for line in (ANSWERS, PROGRAMS))


def _sweep(line: str) -> int:
    """What `sweep` does for one queue, which never holds more keys than answers and runs wait."""
    now = timezone.now()
    nobody_has_it = Q(leased_until__isnull=True) | Q(leased_until__lte=now)
    unjudged = Submission.objects.filter(nobody_has_it, queue=line, state__in=UNFINISHED, rounds__lte=ROUNDS)
    lost = unjudged.filter(_seems_lost(now)).order_by("submitted_at")[:SWEPT_AT_ONCE]
    keys = list(lost.values_list("pk", flat=True))
    runs = Run.objects.filter(state=Run.State.WAITING).count() if line == PROGRAMS else 0
    room = unjudged.count() + runs - messages_in(line) if keys else 0
    sent = 0
    for pk in keys[: max(room, 0)]:
        if not queue(pk, line):
            break
        Submission.objects.filter(pk=pk).update(queued_at=now, sendings=F("sendings") + 1)
        sent += 1
    return sent


def _seems_lost(now: datetime) -> Q:
    """Under a backlog a key waits long and is not lost: each time that it was sent is waited for twice as long."""
    late = Q(queued_at__isnull=True) | Q(sendings__gt=DOUBLINGS, queued_at__lte=now - LOST_AFTER * 2**DOUBLINGS)
    for sendings in range(DOUBLINGS + 1):
        late |= Q(sendings=sendings, queued_at__lte=now - LOST_AFTER * 2 ** max(sendings - 1, 0))
    broke = Q(queued_at__isnull=True) | Q(queued_at__lte=now - BROKEN_AFTER)
    waiting = Q(state=Submission.State.WAITING) & late
    return waiting | (Q(state=Submission.State.ERROR, rounds__lt=ROUNDS) & broke)


def messages_in(line: str) -> int:
    """How many keys lie in a queue; 0 when nobody knows, for sending one twice is harmless."""
    try:
        with current_app.connection_for_read() as connection:
            return int(connection.default_channel.queue_declare(line, passive=True).message_count)
    except (ChannelError, OperationalError, redis.RedisError):
        return 0


def try_again(broken: QuerySet[Submission]) -> int:
    """Judge anew what ended as our fault, with as many rounds as at first; how many there were.

    The verdict that follows is a record beside the old one.
    """
    found = broken.filter(state=Submission.State.ERROR)
    chosen = list(found.values_list("pk", "queue"))
    afresh = {"rounds": 0, "leased_until": None, "holder": "", "queued_at": timezone.now(), "sendings": 1}
    Submission.objects.filter(pk__in=[pk for pk, _line in chosen]).update(**afresh)
    for pk, line in chosen:
        if not queue(pk, line):
            break
    return len(chosen)
