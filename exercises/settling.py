"""What the judge could not decide, settled by a person: a new verdict beside the judge's, with who and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from exercises.models import Submission, VerdictRecord, Work
from exercises.storable import storable
from exercises.submissions import ROUNDS
from grading import combine, is_blank, verdict_as_data, verdict_from_data
from grading.verdict import Outcome, Verdict, error

log = structlog.get_logger(__name__)

COUNTED = tuple(outcome.value for outcome in Outcome if outcome.counts)
LONGEST_REMARK = 500


class OutdatedError(Exception):
    """The answer is no longer as it was when the decision was made: somebody else has settled it, or the judge."""


@dataclass(frozen=True)
class Decision:
    """What a person says of an answer. shares: field -> share of its marks, 0 to 1; remark: a line for the learner."""

    shares: Mapping[str, float]
    remark: str = ""


def waits_for_a_person() -> Q:
    """Submissions that no worker will decide any more."""
    nobody_has_it = Q(leased_until__isnull=True) | Q(leased_until__lte=timezone.now())
    given_up = Q(state=Submission.State.ERROR, rounds__gte=ROUNDS) & nobody_has_it
    return Q(state=Submission.State.UNDECIDED) | given_up


def waits(submission: Submission) -> bool:
    """Whether it waits for a person."""
    return Submission.objects.filter(waits_for_a_person(), pk=submission.pk).exists()


def may_be_settled(submission: Submission) -> bool:
    """Whether it waits for a person, or a person has settled it and may change that."""
    return bool(settled_records(submission)) or waits(submission)


def settled_records(submission: Submission) -> list[VerdictRecord]:
    """The verdicts that people gave, the latest last."""
    return [record for record in submission.verdicts.all() if record.settler]


def open_fields(submission: Submission) -> list[str]:
    """The fields that the judge has left open, in their order: these are for a person to decide."""
    judged = [record.detail for record in submission.verdicts.all() if not record.settler]
    verdicts = _verdicts(submission, judged[-1] if judged else {})
    return [
        name for name, verdict in verdicts.items() if not verdict.outcome.counts and not _is_blank(submission, name)
    ]


def settle(submission: Submission, decision: Decision, by: AbstractBaseUser, *, seen: int) -> VerdictRecord:
    """Give the verdict, or change the one that a person gave before; the learner's work follows.

    seen: how many verdicts there were when the decision was made. Raises OutdatedError.
    """
    with transaction.atomic():
        # Whoever counts a verdict of the same work waits here, and the other way round.
        Work.objects.select_for_update().get(pk=submission.work_id)
        found = Submission.objects.select_related("variant").get(pk=submission.pk)
        records = list(found.verdicts.all())
        if len(records) != seen or not may_be_settled(found):
            raise OutdatedError
        verdicts = _settled(found, records[-1].detail if records else {}, decision)
        marks = {name: int(field.get("marks", 1)) for name, field in found.variant.content["fields"].items()}
        outcome, score = combine(verdicts, marks, {name for name in verdicts if _is_blank(found, name)})
        Submission.objects.filter(pk=found.pk).update(state=outcome.value, score=score, leased_until=None, is_news=True)
        record = VerdictRecord.objects.create(
            submission=found,
            number=len(records),
            outcome=outcome.value,
            score=score,
            misconceptions=[name for verdict in verdicts.values() for name in verdict.misconceptions],
            detail=storable({name: verdict_as_data(verdict) for name, verdict in verdicts.items()}),
            ms=0.0,
            settled_by_id=by.pk,
            settler=str(by)[:150],
            remark=storable(decision.remark[:LONGEST_REMARK]),
        )
        recount(found.work_id)
    log.info("settled by a person", submission=found.pk, by=by.pk, outcome=outcome.value, score=score)
    return record


def look_at(pk: int) -> None:
    """The learner has opened what a person settled: it is no news any more."""
    Submission.objects.filter(pk=pk, is_news=True).update(is_news=False)


def recount(work: int) -> None:
    """Tries, best score and first success of a work, from its submissions as they stand."""
    counted = Submission.objects.filter(work=work, state__in=COUNTED)
    found = counted.aggregate(
        tries=Count("pk"),
        best=Max("score"),
        solved_at=Min("submitted_at", filter=Q(state=Submission.State.CORRECT)),
    )
    Work.objects.filter(pk=work).update(
        tries=found["tries"], best_score=found["best"] or 0.0, solved_at=found["solved_at"]
    )


def same_text(answers: Mapping[str, Any], fields: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Answers as they are compared: how many blanks stand in a line is all the same, but not in a program.

    Where a line ends tells one matrix from another, and one derivation.
    """
    return {name: _as_compared(raw, fields[name]["kind"]) for name, raw in answers.items()}


def _as_compared(raw: Any, kind: str) -> Any:
    if not isinstance(raw, str):
        return raw
    if kind == "code":
        return raw.rstrip()
    return "\n".join(" ".join(line.split()) for line in raw.strip().splitlines())


def _settled(submission: Submission, detail: Mapping[str, Any], decision: Decision) -> dict[str, Verdict]:
    """The verdict on every field: what the judge decided stays. Raises ValueError where a field is left open."""
    if set(decision.shares) != set(open_fields(submission)):
        raise ValueError("a decision says what every open field earns, and nothing else")
    verdicts = _verdicts(submission, detail)
    return verdicts | {name: _of_share(share, verdicts[name]) for name, share in decision.shares.items()}


def _of_share(share: float, judged: Verdict) -> Verdict:
    if not 0 <= share <= 1:
        raise ValueError("a share lies between 0 and 1")
    outcome = Outcome.CORRECT if share == 1 else Outcome.PARTIALLY_CORRECT if share else Outcome.INCORRECT
    return Verdict(outcome, float(share), understood=judged.understood)


def _verdicts(submission: Submission, detail: Mapping[str, Any]) -> dict[str, Verdict]:
    """field -> verdict; of an answer whose judge died every field is open."""
    return {
        name: verdict_from_data(detail[name]) if name in detail else error()
        for name in submission.variant.content["fields"]
    }


def _is_blank(submission: Submission, name: str) -> bool:
    return is_blank(submission.answers.get(name, ""))
