"""What was typed and not sent: kept with the variant whose form it was typed into. Every change of it is here."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone

from exercises.models import Variant, Work
from exercises.pages.answers import FormToken, fits_a_draft
from exercises.storable import storable

# Variants of one exercise whose unfinished answers are kept, the latest.
MOST_DRAFTS = 5

Answers = Mapping[str, Any]
# variant -> {answers, at}
Drafts = dict[str, Any]


def keep_draft(work: Work, answers: Answers, variant: Variant) -> bool:
    """Keep what was typed into the form of this variant. False when it is too large for that.

    The variant that the learner works on stays the same: the form may be that of an older tab.
    """
    if not fits_a_draft(answers):
        return False
    kept = {"answers": storable(dict(answers)), "at": timezone.now().isoformat()}
    _change(work, lambda drafts: _latest({**drafts, str(variant.pk): kept}))
    return True


def drop_draft(work: Work, variant: int) -> None:
    """Forget what was typed for this variant: it is sent, or given up."""
    _change(work, lambda drafts: {key: draft for key, draft in drafts.items() if key != str(variant)})


def put_aside(token: FormToken, answers: Answers) -> None:
    """Keep what came without its session for the person whose form it was; of each exercise the latest only."""
    if fits_a_draft(answers):
        sent = {"variant": token.variant, "answers": storable(dict(answers)), "at": timezone.now().isoformat()}
        Work.objects.filter(pk=token.work).update(pending=sent)


def take_up(work: Work) -> Variant | None:
    """Make a draft of what was put aside, unless a later one stands there; the variant it was typed for."""
    if not work.pending:
        return None
    sent, work.pending = work.pending, {}
    work.save(update_fields=["pending"])
    variant = Variant.objects.filter(pk=sent["variant"], version__exercise=work.exercise_id).first()
    if variant is None or sent["at"] <= work.drafts.get(str(variant.pk), {}).get("at", ""):
        return None
    return variant if keep_draft(work, sent["answers"], variant) else None


def _latest(drafts: Drafts) -> Drafts:
    by_age = sorted(drafts, key=lambda key: str(drafts[key]["at"]))
    return {key: drafts[key] for key in by_age[-MOST_DRAFTS:]}


def _change(work: Work, change: Callable[[Drafts], Drafts]) -> None:
    """Write the changed drafts, unless another tab has written since the work was read: then read them again first."""
    while (changed := change(work.drafts)) != work.drafts:
        now = timezone.now()
        if Work.objects.filter(pk=work.pk, touched_at=work.touched_at).update(drafts=changed, touched_at=now):
            work.drafts, work.touched_at = changed, now
            return
        work.refresh_from_db(fields=["drafts", "touched_at"])
