"""Inputs on which a learner's program failed: kept, and tried again with what they run or submit next.

They tell the learner whether an old slip is back. They never change a score: that is what the tests are for.
"""

import base64
import hashlib
import time
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from exercises.judging import Judgement, run_again
from exercises.models import Regression, Submission, Work
from exercises.storable import storable
from grading.sandbox.worker.trying import Kept

MOST = 10


def keep(submission: Submission, judgement: Judgement) -> None:
    """Keep the smallest input that broke each program of a submission; the newest ten stay."""
    for field, verdict in judgement.fields.items():
        found = verdict.details.get("counterexample")
        if found and found.get("input"):
            _keep(submission.work, field, found)


def _keep(work: Work, field: str, found: Mapping[str, Any]) -> None:
    digest = hashlib.sha256(found["call"].encode()).hexdigest()
    failed = {name: storable(found[name]) for name in ("call", "test", "input")} | {
        "holds": False,
        "failed_at": timezone.now(),
    }
    Regression.objects.update_or_create(work=work, field=field, digest=digest, defaults=failed)
    too_old = list(work.regressions.values_list("pk", flat=True)[MOST:])
    if too_old:
        Regression.objects.filter(pk__in=too_old).delete()


def of(work: Work, field: str) -> list[Regression]:
    """The inputs of one field, newest first."""
    return list(work.regressions.filter(field=field))


def kept(regressions: Sequence[Regression]) -> list[Kept]:
    return [Kept(one.test, base64.b64decode(one.input)) for one in regressions]


def note(regressions: Sequence[Regression], held: Sequence[bool | None]) -> None:
    """Write down which hold now; what could not be tried stays as it was."""
    for holds in (True, False):
        pks = [one.pk for one, now in zip(regressions, held, strict=False) if now is holds]
        if pks:
            Regression.objects.filter(pk__in=pks).update(holds=holds)


def try_again(submission: Submission, until: float) -> None:
    """Try what failed before with the programs of a submission, once it is judged and before it is recorded.

    until: a time of time.monotonic() after which none is begun; their marks stay as they were.
    """
    programs = [name for name, field in submission.variant.content["fields"].items() if field["kind"] == "code"]
    for name in programs:
        regressions = of(submission.work, name)
        if regressions and time.monotonic() < until:
            field = submission.variant.content["fields"][name]
            note(regressions, run_again(field, submission.answers.get(name, ""), kept(regressions)))
