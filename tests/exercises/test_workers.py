"""Real workers: what they judge, what they do beside it, and what is left when they are killed."""

import os
import signal
from datetime import timedelta

import psutil
from django.utils import timezone

from exercises import submissions, tasks
from exercises.models import Submission
from tests.exercises.work import SLOW, begin, send, state, wait_until


def test_a_real_worker_judges_what_is_submitted(worker, alice, library) -> None:
    right = send(begin(alice, library["choice"]), t="swapped")
    wrong = send(right.work, t="kept")
    wait_until(lambda: [state(right), state(wrong)] == ["correct", "incorrect"])
    assert wrong.verdicts.get().misconceptions == ["order-kept"]


def test_upkeep_is_done_while_answers_wait(worker, alice, bob, library) -> None:
    slow = [send(begin(person, library["code"]), program=SLOW) for person in (alice, bob) for _ in range(3)]
    upkeep = tasks.sweep_submissions.apply_async(queue="upkeep")
    wait_until(lambda: f"{upkeep.id}] succeeded" in worker.log.read_text())
    assert [state(submission) for submission in slow].count("waiting") >= 2
    wait_until(lambda: all(state(submission) == "correct" for submission in slow))


def test_the_first_program_finds_its_process_warm(worker, alice, library) -> None:
    worker.stop()
    worker.start()
    children = psutil.Process(worker.process.pid).children
    wait_until(lambda: sum("warm/boot.py" in " ".join(child.cmdline()) for child in children(recursive=True)) >= 2)


def test_a_worker_killed_in_mid_grading_loses_nothing(worker, alice, library) -> None:
    submission = send(begin(alice, library["code"]), program=SLOW)
    wait_until(lambda: Submission.objects.filter(pk=submission.pk, rounds=1).exists())
    worker.kill()
    assert state(submission) == "waiting"
    past = timezone.now() - timedelta(minutes=5)
    Submission.objects.filter(pk=submission.pk).update(leased_until=past, queued_at=past)
    worker.start()
    submissions.sweep()
    wait_until(lambda: state(submission) == "correct")
    assert (submission.rounds, submission.verdicts.count()) == (2, 1)


def test_an_answer_whose_judge_is_killed_is_judged_again_at_once(worker, alice, library) -> None:
    submission = send(begin(alice, library["code"]), program=SLOW)
    wait_until(lambda: Submission.objects.filter(pk=submission.pk, rounds=1).exists())
    for child in psutil.Process(worker.process.pid).children():
        if "celery" in " ".join(child.cmdline()):
            child.kill()
    wait_until(lambda: state(submission) == "correct")
    assert submission.rounds >= 2


def test_a_worker_that_is_told_to_stop_finishes_its_answer(worker, alice, library) -> None:
    submission = send(begin(alice, library["code"]), program=SLOW)
    wait_until(lambda: Submission.objects.filter(pk=submission.pk, rounds=1).exists())
    os.kill(worker.process.pid, signal.SIGTERM)
    wait_until(lambda: state(submission) == "correct")
    assert worker.process.wait(30) == 0
