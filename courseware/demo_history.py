"""A few learners with a past, so that the demo's class page has something to show. Their answers are really judged."""

import uuid
from collections.abc import Iterator
from typing import Any

from courseware.access import Reader
from courseware.models import Enrolment, Offering
from courseware.practice import open_work
from courseware.progress import exercises_of, summary_of
from exercises.judging import judge
from exercises.models import Exercise, Submission, Variant, Work
from exercises.submissions import lease, record, store
from grading import reference_answer

# How many exercises of each topic a learner has tried, and after how many of them they stop getting it right.
HABITS = {"alice": (3, 2), "elif": (12, 12), "mina": (9, 7), "tom": (6, 2), "priya": (5, 2), "jonas": (4, 1)}
# Judging a program takes a sandbox and a second each time: the demo waits for none.
LEFT_OUT = "code"
TRIES = 3


def give_history(enrolment: Enrolment, habits: tuple[int, int]) -> int:
    """Let this learner answer samples of the first exercises, once. Returns how many answers were judged."""
    if Submission.objects.filter(work__learner=enrolment.user).exists():
        return 0
    tried, right = habits
    reader = Reader(enrolment.offering, enrolment.user, enrolment)
    judged = 0
    for number, exercise in _first_exercises(enrolment.offering, tried):
        work = open_work(reader, exercise)
        for answers in _answers(work, gets_it_right=number < right):
            submission, _ = store(work, answers, uuid.uuid4())
            leased = lease(submission.pk)
            if leased is not None:
                record(leased, judge(leased.variant.content["fields"], leased.answers))
                judged += 1
    return judged


def _first_exercises(offering: Offering, tried: int) -> Iterator[tuple[int, Exercise]]:
    """The first ones of each topic, numbered from 0 in their topic."""
    seen: dict[str, int] = {}
    for exercise in exercises_of(offering.course):
        number = seen.get(exercise.topic, 0)
        seen[exercise.topic] = number + 1
        if number < tried and LEFT_OUT not in summary_of(exercise)["kinds"] and _has_variants(exercise):
            yield number, exercise


def _has_variants(exercise: Exercise) -> bool:
    return Variant.objects.filter(version=exercise.current_id).exists()


def _answers(work: Work, *, gets_it_right: bool) -> list[dict[str, Any]]:
    """Wrong samples of the variant, then a right one; or wrong ones only, enough to be stuck."""
    samples = work.variant.content["samples"]
    whole = [_answer(sample, work.variant.content["fields"]) for sample in samples]
    wrong = [answer for answer, sample in zip(whole, samples, strict=True) if sample["verdict"] == "incorrect"]
    right = [answer for answer, sample in zip(whole, samples, strict=True) if sample["verdict"] == "correct"]
    if gets_it_right:
        return [*wrong[: work.pk % 2], *right[:1]]
    return (wrong * TRIES)[:TRIES]


def _answer(sample: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any]:
    """A sample says what is special about it; the other fields are filled with their references."""
    return {name: sample[name] if name in sample else reference_answer(fields[name]) for name in fields}
