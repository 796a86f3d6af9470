"""Answers of an offering that wait for a person: which there are, which are the same, what was decided of the same."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from courseware.models import Offering
from exercises.content import Content
from exercises.models import Submission, VerdictRecord
from exercises.pages.html import line
from exercises.pages.marks import marks_text
from exercises.settling import (
    LONGEST_REMARK,
    Decision,
    open_fields,
    same_text,
    settled_records,
    waits,
    waits_for_a_person,
)

UNJUDGED = (Submission.State.UNDECIDED, Submission.State.ERROR)
NUMBER = re.compile(r"\d{1,4}(?:[.,]\d{1,4})?")


class IncompleteError(Exception):
    """A form that does not say what every open field earns. The text says what to mend."""


@dataclass(frozen=True)
class OpenField:
    """A field to decide. choice: right, wrong, part or "" for none yet; earned: the marks of a part, as text."""

    name: str
    label_html: str
    marks: int
    choice: str = ""
    earned: str = ""


@dataclass(frozen=True)
class SettlingView:
    """The form that settles one answer.

    seen: how many verdicts there are. same: who else waits with the same answer to the same question. precedent: what
    was decided of the same answer before. is_change: whether a person has settled it already.
    """

    pk: int
    seen: int
    fields: tuple[OpenField, ...]
    remark: str = ""
    same: tuple[str, ...] = ()
    precedent: VerdictRecord | None = None
    is_change: bool = False
    problem: str = ""
    longest_remark: int = LONGEST_REMARK


def waiting_in(offering: Offering) -> QuerySet[Submission]:
    """The answers that no worker will decide any more."""
    return Submission.objects.filter(waits_for_a_person(), work__practice__enrolment__offering=offering)


def same_waiting(offering: Offering, submission: Submission) -> list[Submission]:
    """The other answers that wait with the same text for the same variant."""
    others = waiting_in(offering).filter(variant=submission.variant_id).exclude(pk=submission.pk)
    found = others.select_related("variant", "work__learner").prefetch_related("verdicts").order_by("pk")
    return _same(submission, found)


def precedent_of(offering: Offering, submission: Submission) -> VerdictRecord | None:
    """What a person decided last of the same answer to the same variant in this offering."""
    others = Submission.objects.filter(work__practice__enrolment__offering=offering, variant=submission.variant_id)
    settled = others.exclude(pk=submission.pk).filter(verdicts__settler__gt="").distinct().prefetch_related("verdicts")
    records = [settled_records(one)[-1] for one in _same(submission, settled)]
    return max(records, key=lambda record: record.recorded_at, default=None)


def settling_view(
    offering: Offering, submission: Submission, *, sent: Mapping[str, str] | None = None, problem: str = ""
) -> SettlingView | None:
    """The form, filled with what was sent, with what was decided, or with the precedent; None where nothing is open."""
    records = list(submission.verdicts.all())
    mine = settled_records(submission)
    is_waiting = not mine and submission.state in UNJUDGED and waits(submission)
    if not mine and not is_waiting:
        return None
    precedent = precedent_of(offering, submission) if is_waiting else None
    before = mine[-1] if mine else precedent
    return SettlingView(
        submission.pk,
        len(records),
        tuple(_field(submission, name, before, sent) for name in open_fields(submission)),
        sent.get("remark", "") if sent else before.remark if before else "",
        tuple(str(one.work.learner) for one in same_waiting(offering, submission)) if is_waiting else (),
        precedent,
        bool(mine),
        problem,
    )


def read_decision(submission: Submission, sent: Mapping[str, str]) -> Decision:
    """What the form says. Raises IncompleteError."""
    fields = submission.variant.content["fields"]
    shares = {name: _share(name, int(fields[name].get("marks", 1)), sent) for name in open_fields(submission)}
    return Decision(shares, sent.get("remark", "").strip())


def _share(name: str, marks: int, sent: Mapping[str, str]) -> float:
    choice, text = sent.get(f"choice.{name}", ""), sent.get(f"marks.{name}", "").strip()
    if choice in ("right", "wrong"):
        return 1.0 if choice == "right" else 0.0
    if choice != "part" and not text:
        raise IncompleteError(_("Choose right, wrong, or a part of the marks."))
    if not NUMBER.fullmatch(text) or (earned := float(text.replace(",", "."))) > marks:
        raise IncompleteError(_("Write the marks it earns: a number from 0 to %(marks)d.") % {"marks": marks})
    return earned / marks


def _field(
    submission: Submission, name: str, before: VerdictRecord | None, sent: Mapping[str, str] | None
) -> OpenField:
    mapping = Content.from_data(submission.variant.content).fields[name]
    marks = int(mapping.get("marks", 1))
    label = line(mapping.get("label", "")) or name
    if sent is not None:
        return OpenField(name, label, marks, sent.get(f"choice.{name}", ""), sent.get(f"marks.{name}", ""))
    if before is None or name not in before.detail:
        return OpenField(name, label, marks)
    share: float = before.detail[name]["score"]
    choice = "right" if share == 1 else "part" if share else "wrong"
    return OpenField(name, label, marks, choice, marks_text(share * marks) if choice == "part" else "")


def _same(submission: Submission, others: Iterable[Submission]) -> list[Submission]:
    fields = submission.variant.content["fields"]
    answers = same_text(submission.answers, fields)
    return [one for one in others if same_text(one.answers, fields) == answers]


def shares_fit(decision: Decision, others: Sequence[Submission]) -> list[Submission]:
    """Those of the same answers whose judge left the same fields open."""
    return [one for one in others if set(open_fields(one)) == set(decision.shares)]
