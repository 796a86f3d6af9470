"""The life of a run, a program tried without being judged: asked for, leased, finished, swept away."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import redis
import structlog
from celery import current_app
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from kombu.exceptions import OperationalError

from exercises.models import PROGRAMS, Run, Variant, Work
from exercises.storable import storable
from exercises.submissions import RefusedError, line_up, refuse_too_long
from grading.kinds.code_runs import LONGEST_TYPED
from grading.messages import _, say

log = structlog.get_logger(__name__)

RUN = "exercises.tasks.run_code"
# One learner's runs that may wait at once: whoever tries is in a hurry, and submissions wait in the same line.
WAITING_AT_ONCE = 2
# What a learner may ask for in a short while, waiting or not; no more than are kept, for those are counted.
MOST_SOON = 10
SOON = timedelta(seconds=30)
# Longer than the queue lets any task live: a lease that ends before costs a second run beside the first.
LEASE = timedelta(seconds=150)
ROUNDS = 2
LOST_AFTER = timedelta(seconds=20)
GIVEN_UP_AFTER = timedelta(minutes=5)
DROPPED_AFTER = timedelta(minutes=30)
SWEPT_AT_ONCE = 200
# Finished runs of one work: with its pictures one takes more than a megabyte, and a fast hand runs many.
MOST_KEPT = 10


def ask(work: Work, variant: Variant, field: str, source: str, typed: str) -> Run:
    """Store a run and queue it. Raises RefusedError when it is too long, too many wait, or too many were just asked."""
    refuse_too_long(variant.content["fields"], {field: source})
    if len(typed) > LONGEST_TYPED:
        text = _("The lines to run have %(length)d characters. At most %(longest)d are read; shorten them.")
        raise RefusedError(say(text, length=len(typed), longest=LONGEST_TYPED), field=field, status=413)
    with transaction.atomic():
        line_up(work)
        refuse_too_many(work, field)
        run = Run.objects.create(
            work=work,
            variant=variant,
            field=field,
            source=storable(source),
            typed=storable(typed),
            queued_at=timezone.now(),
        )
    queue(run.pk)
    return run


def refuse_too_many(work: Work, field: str) -> None:
    """Raises RefusedError for a run of a learner who has enough of them."""
    theirs = Run.objects.filter(work__learner=work.learner_id)
    waiting = theirs.filter(state=Run.State.WAITING).count()
    if waiting >= WAITING_AT_ONCE:
        text = _("%(waiting)d of your runs still wait. Run it again in a moment.")
        raise RefusedError(say(text, waiting=waiting), field=field, status=429)
    if theirs.filter(created_at__gt=timezone.now() - SOON).count() >= MOST_SOON:
        text = _("You ran your code %(often)d times within half a minute. Run it again in a moment.")
        raise RefusedError(say(text, often=MOST_SOON), field=field, status=429)


def queue(pk: int) -> bool:
    """Send the key to the queue; with the queue away the sweeper sends it later."""
    try:
        current_app.send_task(RUN, args=(pk,), queue=PROGRAMS, retry=False, ignore_result=True)
    except (OperationalError, redis.RedisError):
        log.warning("queue away, run waits for the sweeper", run=pk)
        Run.objects.filter(pk=pk).update(queued_at=None)
        return False
    return True


def lease(pk: int) -> Run | None:
    """Take a run, or None when it is finished, in other hands, or has used up its rounds."""
    now = timezone.now()
    free = Run.objects.filter(nobody_has_it(), pk=pk, state=Run.State.WAITING, rounds__lt=ROUNDS)
    if not free.update(leased_until=now + LEASE, rounds=F("rounds") + 1):
        return None
    return Run.objects.select_related("variant", "work").get(pk=pk)


def finish(run: Run, result: Mapping[str, Any]) -> bool:
    """Write down what the run showed, and drop all but the work's newest. False when another worker was faster."""
    waiting = Run.objects.filter(pk=run.pk, state=Run.State.WAITING)
    done = {"state": Run.State.DONE, "result": storable(dict(result)), "leased_until": None}
    if not waiting.update(**done):
        return False
    known = run.work.runs.exclude(state=Run.State.WAITING)
    Run.objects.filter(pk__in=list(known.values_list("pk", flat=True)[MOST_KEPT:])).delete()
    return True


def sweep() -> int:
    """Queue again what was lost, give up what cannot be run, drop old ones but the last of each work.

    Returns how many were queued again.
    """
    now = timezone.now()
    free = Run.objects.filter(nobody_has_it(), state=Run.State.WAITING)
    free.filter(Q(rounds__gte=ROUNDS) | Q(created_at__lte=now - GIVEN_UP_AFTER)).update(state=Run.State.GIVEN_UP)
    later = Run.objects.filter(work=OuterRef("work"), pk__gt=OuterRef("pk"))
    old = Run.objects.filter(Exists(later), created_at__lte=now - DROPPED_AFTER).exclude(state=Run.State.WAITING)
    Run.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:SWEPT_AT_ONCE])).delete()
    lost = free.filter(Q(queued_at__isnull=True) | Q(queued_at__lte=now - LOST_AFTER)).order_by("pk")
    sent = 0
    for pk in list(lost.values_list("pk", flat=True)[:SWEPT_AT_ONCE]):
        Run.objects.filter(pk=pk).update(queued_at=now)
        if not queue(pk):
            break
        sent += 1
    return sent


def nobody_has_it() -> Q:
    return Q(leased_until__isnull=True) | Q(leased_until__lte=timezone.now())
