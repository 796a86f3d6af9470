"""The life of a run: asked for, run by a real worker, limited, swept away; and what it never touches."""

import uuid
from datetime import timedelta
from unittest.mock import Mock

import pytest
from celery import current_app
from django.utils import timezone

from exercises import regressions, runs, submissions, tasks
from exercises.models import Regression, Run, Submission, Work
from exercises.submissions import RefusedError
from tests.conftest import connect_queue
from tests.exercises.work import begin, wait_until

GOOD = "def centre(X):\n    return X - X.mean(axis=0, keepdims=True)\n"
ROWS = "def centre(X):\n    return X - X.mean(axis=1, keepdims=True)\n"


@pytest.fixture
def work(alice, library) -> Work:
    return begin(alice, library["code"])


def ask(work: Work, source: str = GOOD, typed: str = "") -> Run:
    return runs.ask(work, work.variant, "program", source, typed)


def submit(work: Work, source: str) -> None:
    tasks.grade_submission(submissions.submit(work, {"program": source}, uuid.uuid4()).pk)


def long_ago(work: Work) -> None:
    work.runs.update(created_at=timezone.now() - 2 * runs.SOON)


def now(run: Run) -> Run:
    run.refresh_from_db()
    return run


def test_a_run_shows_what_the_program_does_and_costs_nothing(work) -> None:
    run = ask(work, ROWS, "import numpy as np\ncentre(np.eye(2))")
    tasks.run_code(run.pk)
    assert (now(run).state, run.result["console"]["value"][:5]) == ("done", "array")
    assert [example["holds"] for example in run.result["examples"]] == [False]
    work.refresh_from_db()
    assert (work.tries, work.best_score, work.submissions.count()) == (0, 0, 0)


def test_a_real_worker_runs_it(worker, alice, library) -> None:
    run = ask(begin(alice, library["code"]), GOOD, "plt.plot([1, 2])\ncentre(np.ones((1, 1)))")
    wait_until(lambda: now(run).state == "done")
    assert run.result["console"]["value"] == "array([[0.]])"
    assert run.result["console"]["pictures"][0]["png"].startswith("iVBORw0KGgo")


def test_a_run_for_nothing_does_nothing(db) -> None:
    tasks.run_code(404)


def test_few_runs_of_a_learner_wait_at_once(work, bob, library) -> None:
    for _ in range(runs.WAITING_AT_ONCE):
        last = ask(work)
    with pytest.raises(RefusedError) as refused:
        ask(work)
    assert refused.value.status == 429
    assert ask(begin(bob, library["code"])).pk
    tasks.run_code(last.pk)
    assert ask(work).pk


def test_a_fast_hand_waits_for_a_moment(work, bob, library) -> None:
    for _ in range(runs.MOST_SOON):
        runs.finish(runs.lease(ask(work).pk), {})
    with pytest.raises(RefusedError) as refused:
        ask(work)
    assert (refused.value.status, runs.MOST_SOON <= runs.MOST_KEPT) == (429, True)
    assert ask(begin(bob, library["code"])).pk
    long_ago(work)
    assert ask(work).pk


@pytest.mark.parametrize(("source", "typed"), [("x" * 60_000, ""), (GOOD, "1\n" * 3000)])
def test_what_is_too_long_is_not_stored(work, source, typed) -> None:
    with pytest.raises(RefusedError) as refused:
        ask(work, source, typed)
    assert (refused.value.status, Run.objects.count()) == (413, 0)


def test_a_leased_run_is_in_one_hand(work) -> None:
    run = ask(work)
    assert runs.lease(run.pk).rounds == 1
    assert runs.lease(run.pk) is None
    assert runs.LEASE.total_seconds() > current_app.conf.task_time_limit


def test_a_run_is_finished_once(work) -> None:
    run = runs.lease(ask(work).pk)
    assert runs.finish(run, {"printed": "first\0"})
    assert not runs.finish(run, {"printed": "second"})
    assert now(run).result == {"printed": "first"}


def test_the_newest_runs_of_a_work_are_kept(work, bob, library) -> None:
    his = ask(begin(bob, library["code"]))
    mine = []
    for _ in range(runs.MOST_KEPT + 3):
        mine.append(ask(work).pk)
        runs.finish(runs.lease(mine[-1]), {})
        long_ago(work)
    assert list(work.runs.values_list("pk", flat=True)) == mine[: -runs.MOST_KEPT - 1 : -1]
    assert now(his).state == "waiting"


def test_a_lost_run_is_queued_again(work) -> None:
    run = ask(work)
    assert runs.sweep() == 0
    Run.objects.update(queued_at=timezone.now() - timedelta(minutes=1))
    assert runs.sweep() == 1
    assert now(run).queued_at > timezone.now() - timedelta(seconds=10)


@pytest.mark.parametrize("change", [{"rounds": runs.ROUNDS}, {"created_at": timezone.now() - timedelta(hours=1)}])
def test_a_run_that_nobody_can_finish_is_given_up_and_blocks_nobody(work, change) -> None:
    run = ask(work)
    Run.objects.update(**change)
    runs.sweep()
    assert now(run).state == "given_up"


def test_old_runs_are_dropped_but_the_last_of_each_work(work, bob, library) -> None:
    mine = [ask(work), ask(work)]
    his = ask(begin(bob, library["code"]))
    Run.objects.update(state="done", created_at=timezone.now() - timedelta(hours=2))
    fresh = ask(work)
    Run.objects.filter(pk=fresh.pk).update(state="done")
    runs.sweep()
    assert set(Run.objects.values_list("pk", flat=True)) == {his.pk, fresh.pk}
    assert mine[0].pk not in Run.objects.values_list("pk", flat=True)


def test_with_redis_away_a_run_waits_for_the_sweeper(transactional_db, broker, redis_server, alice, library) -> None:
    work = begin(alice, library["code"])
    redis_server.stop()
    run = ask(work)
    assert (now(run).state, run.queued_at) == ("waiting", None)
    redis_server.start()
    connect_queue(broker)
    assert runs.sweep() == 1


def test_runs_that_wait_hold_up_no_lost_submission(transactional_db, broker, alice, library) -> None:
    work = begin(alice, library["code"])
    lost = submissions.submit(work, {"program": GOOD}, uuid.uuid4())
    current_app.control.purge()
    ask(work)
    ask(work)
    Submission.objects.filter(pk=lost.pk).update(queued_at=timezone.now() - timedelta(hours=1))
    assert submissions.sweep() == 1


def test_a_failure_leaves_its_input_behind_and_a_better_program_mends_it(work) -> None:
    submit(work, ROWS)
    (kept,) = work.regressions.all()
    assert kept.call.startswith("centre(np.array([[")
    assert kept.holds is False
    tasks.run_code(ask(work, GOOD).pk)
    assert Regression.objects.get().holds is True
    submit(work, ROWS)
    assert [one.holds for one in work.regressions.all()] == [False]


def test_a_verdict_is_not_there_without_what_broke_its_program(work, monkeypatch) -> None:
    monkeypatch.setattr(regressions, "keep", Mock(side_effect=OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        submit(work, ROWS)
    assert not work.submissions.get().verdicts.exists()


def test_a_submission_tries_again_what_failed_and_the_score_is_the_tests_alone(work) -> None:
    submit(work, ROWS)
    submit(work, GOOD)
    assert [one.holds for one in work.regressions.all()] == [True]
    work.refresh_from_db()
    assert (work.tries, work.best_score) == (2, 1.0)


def test_regressions_are_tried_once_the_submission_is_judged_and_only_while_there_is_time(work, monkeypatch) -> None:
    submit(work, ROWS)
    order = []
    for name in ("judge", "run_again"):
        home = tasks if name == "judge" else regressions
        known = getattr(home, name)
        monkeypatch.setattr(home, name, lambda *a, name=name, known=known: order.append(name) or known(*a))
    submit(work, ROWS)
    monkeypatch.setattr(tasks, "REGRESSIONS_SECONDS", -1.0)
    submit(work, GOOD)
    assert order == ["judge", "run_again", "judge"]
    assert [one.holds for one in work.regressions.all()] == [False]


def test_what_cannot_be_run_leaves_the_regressions_as_they_were(work) -> None:
    submit(work, ROWS)
    submit(work, GOOD)
    submit(work, "def centre(X) return")
    tasks.run_code(ask(work, "def centre(").pk)
    assert [one.holds for one in work.regressions.all()] == [True]


def test_the_newest_ten_calls_are_kept_once_each(work) -> None:
    found = {"test": "test_columns", "input": "bQAAAAA="}
    for number in [*range(regressions.MOST + 3), 5]:
        regressions._keep(work, "program", found | {"call": f"centre({number})"})
    calls = [one.call for one in work.regressions.all()]
    assert (len(calls), calls[:2]) == (regressions.MOST, ["centre(5)", "centre(12)"])


def test_regressions_that_break_keep_no_submission_from_its_verdict(work) -> None:
    Regression.objects.create(
        work=work, field="program", digest="d", call="c", test="test_columns", input="?", failed_at=timezone.now()
    )
    submit(work, GOOD)
    assert work.submissions.get().state == "correct"
