"""The tasks, and the whole way of a submission through a real Redis and a real worker process."""

import os
import signal
import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from celery import Celery
from django.core.management import CommandError, call_command
from django.utils import timezone

from courseware.celery import app
from exercises import heartbeat, submissions, tasks
from exercises.models import ANSWERS, PROGRAMS, Submission
from grading.kinds import code
from grading.sandbox import SandboxUnavailable, get_sandbox
from tests.conftest import connect_queue
from tests.exercises.work import SLOW, begin, send, state, wait_until


def test_the_task_judges_and_records(alice, library) -> None:
    submission = send(begin(alice, library["choice"]), t="swapped")
    tasks.grade_submission(submission.pk)
    assert state(submission) == "correct"


def test_a_task_for_nothing_does_nothing(db) -> None:
    tasks.grade_submission(404)


@pytest.mark.parametrize("setting", ["task_acks_late", "task_reject_on_worker_lost", "task_ignore_result"])
def test_a_message_is_given_back_when_its_worker_dies(setting) -> None:
    assert app.conf[setting] is True
    assert app.conf.result_backend is None


def test_every_scheduled_task_exists() -> None:
    app.loader.import_default_modules()
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)


@pytest.mark.parametrize("entry", app.conf.beat_schedule.values(), ids=app.conf.beat_schedule)
def test_upkeep_does_not_stand_in_line_behind_answers(entry) -> None:
    assert entry["options"]["queue"] in set(app.conf.task_queues) - {ANSWERS, PROGRAMS}
    assert app.conf.task_default_queue == ANSWERS


def test_what_hangs_is_killed_before_its_lease_ends() -> None:
    assert 0 < app.conf.task_time_limit < submissions.LEASE.total_seconds()


def test_variants_are_made_before_they_are_asked_for(library) -> None:
    assert library["matrix"].current.variants.count() < tasks.VARIANTS_IN_STOCK
    made = 0
    while more := tasks.restock_variants():
        assert more <= tasks.VARIANTS_AT_ONCE
        made += more
    assert made
    assert library["matrix"].current.variants.count() == tasks.VARIANTS_IN_STOCK


def test_the_heartbeat_tells_how_code_is_isolated(redis_url, settings, monkeypatch) -> None:
    settings.REDIS_URL = redis_url
    assert heartbeat.last_heard(heartbeat.PROGRAMS) is None
    tasks.programs_heartbeat()
    heard = heartbeat.last_heard(heartbeat.PROGRAMS)
    assert heard.seconds < 5
    assert heard.sandbox == f"{get_sandbox().tier}; control group: {get_sandbox().control_group}"


def test_a_worker_that_takes_no_programs_tells_that_it_lives(redis_url, settings) -> None:
    settings.REDIS_URL = redis_url
    tasks.heartbeat()
    assert heartbeat.last_heard(heartbeat.WORKER).seconds < 5
    assert heartbeat.last_heard(heartbeat.PROGRAMS) is None


def test_the_heartbeat_of_a_worker_that_cannot_isolate_says_so(redis_url, settings, monkeypatch) -> None:
    def refuse() -> None:
        raise SandboxUnavailable("no namespaces here")

    settings.REDIS_URL = redis_url
    monkeypatch.setattr(tasks, "get_sandbox", refuse)
    tasks.programs_heartbeat()
    assert heartbeat.last_heard(heartbeat.PROGRAMS).sandbox == "unavailable: no namespaces here"


def test_a_worker_without_a_sandbox_uses_up_no_round(alice, library, monkeypatch) -> None:
    def refuse(*_: object) -> None:
        raise SandboxUnavailable("no namespaces here")

    monkeypatch.setattr(code, "get_sandbox", refuse)
    submission = send(begin(alice, library["code"]), program=SLOW)
    for _ in range(submissions.ROUNDS + 1):
        tasks.grade_submission(submission.pk)
    submission.refresh_from_db()
    assert (submission.state, submission.rounds, submission.verdicts.count()) == ("error", 0, 1)
    monkeypatch.undo()
    tasks.grade_submission(submission.pk)
    assert [one.outcome for one in submission.verdicts.all()] == ["error", "correct"]


@pytest.mark.parametrize(("missing", "left"), [(True, {"celery", "upkeep"}), (False, set(app.conf.task_queues))])
def test_a_worker_without_a_sandbox_leaves_programs_to_others(monkeypatch, missing, left) -> None:
    monkeypatch.setattr(tasks, "why_no_sandbox", lambda: "no namespaces here" if missing else "")
    fresh = Celery(set_as_current=False)
    fresh.conf.task_queues = app.conf.task_queues
    tasks.leave_programs_to_others(instance=SimpleNamespace(app=fresh))
    assert set(fresh.amqp.queues.consume_from) == left


def test_a_worker_started_with_a_strict_umask_has_a_sandbox_that_can_be_read(monkeypatch) -> None:
    monkeypatch.setattr(tasks, "why_no_sandbox", lambda: "")
    before = os.umask(0o077)
    tasks.leave_programs_to_others(instance=None)
    assert os.umask(before) == 0o022


def test_programs_wait_in_a_queue_of_their_own(transactional_db, broker, alice, library) -> None:
    for slug, answers in {"code": {"program": SLOW}, "choice": {"t": "kept"}}.items():
        send(begin(alice, library[slug]), **answers)
    assert [submissions.messages_in(line) for line in (PROGRAMS, ANSWERS)] == [1, 1]


def test_the_sweeper_never_fills_a_queue_with_more_keys_than_answers(transactional_db, broker, alice, library) -> None:
    send(begin(alice, library["choice"]), t="kept")
    for _ in range(5):
        Submission.objects.update(queued_at=timezone.now() - timedelta(hours=1))
        assert submissions.sweep() == 0
    assert submissions.messages_in(ANSWERS) == 1


def test_the_worker_for_what_is_quick_is_not_held_up_by_programs(worker, alice, library) -> None:
    worker.stop()
    worker.start("--queues", "celery,upkeep")
    program = send(begin(alice, library["code"]), program=SLOW)
    formula = send(begin(alice, library["choice"]), t="swapped")
    wait_until(lambda: state(formula) == "correct")
    assert state(program) == "waiting"
    worker.stop()
    worker.start()
    wait_until(lambda: state(program) == "correct")


def test_an_answer_whose_workers_died_is_judged_when_people_ask(alice, library, capsys) -> None:
    submission = send(begin(alice, library["choice"]), t="swapped")
    for _ in range(submissions.ROUNDS + 1):
        submissions.lease(submission.pk)
        Submission.objects.update(leased_until=None)
    assert state(submission) == "error"
    call_command("regrade", "--errors")
    assert capsys.readouterr().out.startswith("1 answers are judged again")
    tasks.grade_submission(submission.pk)
    assert [one.outcome for one in submission.verdicts.all()] == ["error", "correct"]


def test_only_what_ended_as_our_fault_is_judged_again(alice, library, capsys) -> None:
    submission = send(begin(alice, library["choice"]), t="kept")
    tasks.grade_submission(submission.pk)
    call_command("regrade", str(submission.pk))
    assert "1 were passed over" in capsys.readouterr().out
    assert state(submission) == "incorrect"


@pytest.mark.parametrize("arguments", [(), ("--errors", "3")])
def test_regrading_needs_to_know_what(db, arguments) -> None:
    with pytest.raises(CommandError, match="--errors"):
        call_command("regrade", *arguments)


def test_a_flushed_redis_loses_nothing(transactional_db, broker, redis_server, alice, library) -> None:
    submission = send(begin(alice, library["choice"]), t="swapped")
    redis_server.stop()
    redis_server.start()
    Submission.objects.update(queued_at=timezone.now() - timedelta(minutes=1))
    assert submissions.sweep() == 1
    assert state(submission) == "waiting"


def test_with_redis_hanging_submitting_gives_up_soon(transactional_db, broker, redis_server, alice, library) -> None:
    first = send(begin(alice, library["choice"]), t="swapped")
    os.kill(redis_server.process.pid, signal.SIGSTOP)
    started = time.monotonic()
    try:
        submission = send(first.work, t="swapped")
    finally:
        os.kill(redis_server.process.pid, signal.SIGCONT)
    assert time.monotonic() - started < 5
    assert (state(submission), submission.queued_at) == ("waiting", None)


def test_with_redis_away_submitting_fails_fast_and_the_answer_is_stored(
    transactional_db, broker, redis_server, alice, library
) -> None:
    work = begin(alice, library["choice"])
    redis_server.stop()
    started = time.monotonic()
    submission = send(work, t="swapped")
    assert time.monotonic() - started < 3
    assert (state(submission), submission.queued_at) == ("waiting", None)
    redis_server.start()
    connect_queue(broker)
    assert submissions.sweep() == 1
