"""Two of everything in the same moment: clicks, tabs, workers."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from courseware.models import Practice, User
from exercises import runs
from exercises.judging import Judgement
from exercises.models import PROGRAMS, Exercise, Run, Submission, VerdictRecord, Work
from exercises.settling import Decision, OutdatedError, settle
from exercises.submissions import WAITING_AT_ONCE, RefusedError, lease, record, submit
from exercises.variants import unseen
from grading.verdict import Outcome

AT_ONCE = 4


def at_once(do: Callable[[], Any]) -> list[Any]:
    """Call it in several threads, each with a database connection of its own."""
    ready = Barrier(AT_ONCE)

    def call(_: int) -> Any:
        ready.wait()
        try:
            return do()
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(call, range(AT_ONCE)))


def begun(learner: User, exercise: Exercise) -> Work:
    work = Work(learner=learner, exercise=exercise)
    work.variant = unseen(work)
    work.save()
    return work


@pytest.fixture
def work(transactional_db, alice, library) -> Work:
    return begun(alice, library["choice"])


def test_a_form_sent_several_times_at_once_is_one_submission(work) -> None:
    token = uuid.uuid4()
    found = at_once(lambda: submit(Work.objects.get(pk=work.pk), {"t": "kept"}, token).pk)
    assert len(set(found)) == Submission.objects.count() == 1


def test_runs_asked_for_in_one_moment_are_counted_one_after_the_other(transactional_db, alice, library) -> None:
    work = begun(alice, library["code"])

    def ask() -> bool:
        try:
            return bool(runs.ask(Work.objects.get(pk=work.pk), work.variant, "program", "x = 1", ""))
        except RefusedError:
            return False

    assert sum(at_once(ask)) == Run.objects.count() == runs.WAITING_AT_ONCE


def test_programs_sent_in_one_moment_are_counted_one_after_the_other(transactional_db, alice, library) -> None:
    work = begun(alice, library["code"])

    def send() -> bool:
        try:
            return bool(submit(Work.objects.get(pk=work.pk), {"program": "x = 1"}, uuid.uuid4()))
        except RefusedError:
            return False

    assert sum(at_once(send)) == Submission.objects.count() == WAITING_AT_ONCE[PROGRAMS]


def test_of_several_workers_one_gets_the_lease(work) -> None:
    pk = submit(work, {"t": "kept"}, uuid.uuid4()).pk
    assert sum(leased is not None for leased in at_once(lambda: lease(pk))) == 1


def test_of_several_workers_one_records_the_verdict(work) -> None:
    leased = lease(submit(work, {"t": "kept"}, uuid.uuid4()).pk)
    judgement = Judgement(Outcome.INCORRECT, 0.0, {})
    assert sum(at_once(lambda: record(leased, judgement))) == 1
    work.refresh_from_db()
    assert (VerdictRecord.objects.count(), work.tries) == (1, 1)


def test_of_several_people_one_settles_and_no_verdict_is_lost(work, bob) -> None:
    undecided = submit(work, {"t": "kept"}, uuid.uuid4())
    Submission.objects.filter(pk=undecided.pk).update(state="undecided")
    others = [lease(submit(work, {"t": f"{number}"}, uuid.uuid4()).pk) for number in range(AT_ONCE)]

    def settled() -> bool:
        record(others.pop(), Judgement(Outcome.INCORRECT, 0.0, {}))
        with suppress(OutdatedError):
            return bool(settle(undecided, Decision({"t": 1.0}), bob, seen=0))
        return False

    assert sum(at_once(settled)) == 1
    work.refresh_from_db()
    assert (work.tries, work.best_score) == (AT_ONCE + 1, 1.0)


def test_an_exercise_opened_in_several_tabs_at_once_is_one_work(
    transactional_db, offering, alice, library, signed_in
) -> None:
    url = reverse("exercise", args=[offering.slug, "basics", "choice"])
    clients = [signed_in(alice) for _ in range(AT_ONCE)]
    assert at_once(lambda: clients.pop().get(url).status_code) == [200] * AT_ONCE
    assert (Practice.objects.count(), Work.objects.count()) == (1, 1)
