"""The verdict of an exercise of several fields."""

from collections.abc import Mapping, Set as AbstractSet

from grading.verdict import Outcome, Verdict


def combine(
    verdicts: Mapping[str, Verdict], marks: Mapping[str, int], blank: AbstractSet[str] = frozenset()
) -> tuple[Outcome, float]:
    """The outcome and the score, the mean weighted by marks.

    What costs nothing wins: an error, then an unreadable field, then one that is undecided. A blank field among others
    earns 0; when all are blank there is nothing to judge.
    """
    judged = {name: verdict for name, verdict in verdicts.items() if name not in blank}
    if not judged:
        return Outcome.INVALID, 0.0
    for outcome in (Outcome.ERROR, Outcome.INVALID, Outcome.UNDECIDED):
        if any(verdict.outcome is outcome for verdict in judged.values()):
            return outcome, 0.0
    if len(judged) == len(verdicts) and all(verdict.outcome is Outcome.CORRECT for verdict in judged.values()):
        return Outcome.CORRECT, 1.0
    total = sum(marks.get(name, 1) for name in verdicts)
    score = sum(verdict.score * marks.get(name, 1) for name, verdict in judged.items()) / total
    return (Outcome.PARTIALLY_CORRECT if score > 0 else Outcome.INCORRECT), score
