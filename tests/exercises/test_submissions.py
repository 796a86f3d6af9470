"""The life of a submission without a worker: stored, leased, recorded once, swept."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from kombu.exceptions import OperationalError
from redis.exceptions import ResponseError

from courseware.models import User
from exercises import submissions
from exercises.drafts import keep_draft
from exercises.judging import Judgement
from exercises.models import ANSWERS, PROGRAMS, Exercise, Submission, VerdictRecord, Work
from exercises.submissions import RefusedError, lease, record, submit, sweep
from exercises.variants import make_variant, unseen
from grading.verdict import Outcome, correct, error, incorrect, partially_correct

RIGHT = Judgement(Outcome.CORRECT, 1.0, {"t": correct()})
HALF = Judgement(Outcome.PARTIALLY_CORRECT, 0.5, {"t": partially_correct(0.5)})
WRONG = Judgement(Outcome.INCORRECT, 0.0, {"t": incorrect(misconceptions=("order-kept",))})
BROKEN = Judgement(Outcome.ERROR, 0.0, {"t": error()})


@pytest.fixture
def work(alice: User, library: dict[str, Exercise]) -> Work:
    work = Work(learner=alice, exercise=library["choice"])
    work.variant = unseen(work)
    work.save()
    keep_draft(work, {"t": "kept"}, work.variant)
    return work


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The keys that were sent to the queue, which holds none that an earlier test has left."""
    submissions.current_app.control.purge()
    keys: list[int] = []
    monkeypatch.setattr(submissions.current_app, "send_task", lambda name, args, **_: keys.append(args[0]))
    return keys


@pytest.fixture
def queue_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OperationalError

    monkeypatch.setattr(submissions.current_app, "send_task", refuse)


def send(work: Work, answer: str = "kept") -> Submission:
    return submit(work, {"t": answer}, uuid.uuid4())


def long_ago(submission: Submission, **fields: object) -> None:
    """Move its times back an hour and set other fields."""
    past = timezone.now() - timedelta(hours=1)
    Submission.objects.filter(pk=submission.pk).update(**{"queued_at": past, "submitted_at": past, **fields})


def test_a_submission_is_queued_when_its_transaction_is_through(work, sent, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        submission = send(work)
    assert sent == []
    for callback in callbacks:
        callback()
    assert sent == [submission.pk]


def test_a_submission_takes_the_place_of_the_draft(work) -> None:
    assert send(work).answers == {"t": "kept"}
    work.refresh_from_db()
    assert work.draft == {}


def test_the_same_form_twice_is_one_submission(work, sent, django_capture_on_commit_callbacks) -> None:
    token = uuid.uuid4()
    with django_capture_on_commit_callbacks(execute=True):
        first, second = submit(work, {"t": "kept"}, token), submit(work, {"t": "kept"}, token)
    assert first == second
    assert sent == [first.pk]


def test_another_answer_in_the_same_form_is_another_submission(work, sent, django_capture_on_commit_callbacks) -> None:
    token = uuid.uuid4()
    with django_capture_on_commit_callbacks(execute=True):
        found = [submit(work, {"t": answer}, token) for answer in ("kept", "swapped", "swapped", "kept")]
    assert [one.answers["t"] for one in found] == ["kept", "swapped", "swapped", "kept"]
    assert sent == [found[0].pk, found[1].pk]


def test_a_submission_leaves_the_drafts_of_other_variants(work) -> None:
    other = work.exercise.current.variants.exclude(pk=work.variant_id).first() or make_variant(work.exercise.current, 7)
    keep_draft(work, {"t": "swapped"}, other)
    send(work)
    work.refresh_from_db()
    assert (work.draft, work.draft_of(other.pk)) == ({}, {"t": "swapped"})


def test_an_answer_over_the_cap_is_refused_before_it_is_stored(work) -> None:
    with pytest.raises(RefusedError, match="characters"):
        send(work, "x" * 1_000_000)
    assert not Submission.objects.exists()
    work.refresh_from_db()
    assert work.draft == {"t": "kept"}


def test_nobody_fills_the_queue_for_all_others(work, monkeypatch) -> None:
    monkeypatch.setattr(submissions, "WAITING_AT_ONCE", {ANSWERS: 2, PROGRAMS: 1})
    token = uuid.uuid4()
    first = [send(work), submit(work, {"t": "kept"}, token)]
    with pytest.raises(RefusedError, match="still wait") as refusal:
        send(work)
    assert refusal.value.status == 429
    assert submit(work, {"t": "kept"}, token) == first[1]
    record(lease(first[0].pk), RIGHT)
    assert send(work).state == "waiting"


def test_a_queue_that_answers_nonsense_loses_nothing(work, monkeypatch, django_capture_on_commit_callbacks) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise ResponseError("OOM command not allowed when used memory > 'maxmemory'.")

    monkeypatch.setattr(submissions.current_app, "send_task", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        submission = send(work)
    submission.refresh_from_db()
    assert (submission.state, submission.queued_at) == ("waiting", None)


def test_with_the_queue_away_the_submission_is_stored_for_the_sweeper(
    work, queue_away, monkeypatch, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        submission = send(work)
    submission.refresh_from_db()
    assert (submission.state, submission.queued_at) == ("waiting", None)
    assert sweep() == 0
    monkeypatch.undo()
    keys: list[int] = []
    monkeypatch.setattr(submissions.current_app, "send_task", lambda name, args, **_: keys.append(args[0]))
    assert sweep() == 1
    assert keys == [submission.pk]


def test_only_one_worker_has_a_submission(work) -> None:
    submission = send(work)
    assert lease(submission.pk) == submission
    assert lease(submission.pk) is None


def test_a_lease_that_ends_frees_the_submission(work) -> None:
    submission = send(work)
    lease(submission.pk)
    long_ago(submission, leased_until=timezone.now() - timedelta(seconds=1))
    again = lease(submission.pk)
    assert again is not None
    assert again.rounds == 2


def test_two_workers_record_one_verdict(work) -> None:
    submission = send(work)
    first = lease(submission.pk)
    long_ago(submission, leased_until=timezone.now() - timedelta(seconds=1))
    second = lease(submission.pk)
    assert [record(first, RIGHT), record(second, RIGHT)] == [True, False]
    assert VerdictRecord.objects.count() == 1
    work.refresh_from_db()
    assert work.tries == 1


def test_the_message_of_a_dead_worker_takes_its_lease_over(work) -> None:
    submission = send(work)
    lease(submission.pk, "message 1")
    assert lease(submission.pk, "message 2") is None
    again = lease(submission.pk, "message 1")
    assert again is not None
    assert again.rounds == 2


def test_what_no_database_stores_is_left_out(work) -> None:
    submission = send(work, "ke\x00pt")
    printed = correct(details={"printed": "a\x00b", "got": float("nan")})
    record(lease(submission.pk), Judgement(Outcome.CORRECT, 1.0, {"t": printed}))
    submission.refresh_from_db()
    assert submission.answers == {"t": "kept"}
    assert submission.verdicts.get().detail["t"]["details"] == {"printed": "ab", "got": "nan"}


def test_a_judged_submission_is_not_leased_again(work) -> None:
    submission = send(work)
    record(lease(submission.pk), RIGHT)
    assert lease(submission.pk) is None


def test_a_submission_that_kills_its_workers_ends_as_our_fault(work) -> None:
    submission = send(work)
    for _ in range(submissions.ROUNDS):
        lease(submission.pk)
        long_ago(submission, leased_until=timezone.now() - timedelta(seconds=1))
    assert lease(submission.pk) is None
    submission.refresh_from_db()
    assert submission.state == "error"
    assert submission.verdicts.get().outcome == "error"


@pytest.mark.parametrize(
    ("judgement", "tries", "best", "solved"), [(RIGHT, 1, 1.0, True), (HALF, 1, 0.5, False), (WRONG, 1, 0.0, False)]
)
def test_a_counted_verdict_moves_the_work(work, judgement, tries, best, solved) -> None:
    record(lease(send(work).pk), judgement)
    work.refresh_from_db()
    assert (work.tries, work.best_score, work.solved_at is not None) == (tries, best, solved)


@pytest.mark.parametrize("outcome", [Outcome.INVALID, Outcome.UNDECIDED, Outcome.ERROR])
def test_other_verdicts_cost_nothing(work, outcome) -> None:
    record(lease(send(work).pk), Judgement(outcome, 0.0, {}))
    work.refresh_from_db()
    assert (work.tries, work.solved_at) == (0, None)


def test_the_first_success_stays_the_first(work) -> None:
    for judgement in (RIGHT, WRONG, RIGHT):
        record(lease(send(work).pk), judgement)
    work.refresh_from_db()
    assert work.tries == 3
    assert work.solved_at == work.submissions.earliest("submitted_at").submitted_at


@pytest.mark.parametrize(
    ("fields", "swept"),
    [
        ({}, 1),
        ({"queued_at": None}, 1),
        ({"leased_until": timezone.now() - timedelta(minutes=1), "rounds": 1}, 1),
        ({"leased_until": timezone.now() + timedelta(hours=9), "rounds": 1}, 0),
        ({"state": "correct"}, 0),
        ({"state": "error", "rounds": 1}, 1),
        ({"state": "error", "rounds": submissions.ROUNDS}, 0),
    ],
)
def test_the_sweeper_takes_what_nobody_judges(work, sent, fields, swept) -> None:
    submission = send(work)
    long_ago(submission, **fields)
    assert sweep() == swept
    assert len(sent) == swept


def test_the_sweeper_leaves_fresh_ones_to_the_queue(work, sent) -> None:
    send(work)
    assert sweep() == 0


def test_a_retry_after_an_error_is_a_new_verdict_beside_the_old_one(work) -> None:
    submission = send(work)
    record(lease(submission.pk), BROKEN)
    record(lease(submission.pk), RIGHT)
    assert list(submission.verdicts.values_list("number", "outcome")) == [(0, "error"), (1, "correct")]
    submission.refresh_from_db()
    assert submission.state == "correct"


@pytest.mark.parametrize(("sendings", "seconds"), [(1, 20), (2, 40), (3, 80), (5, 320), (50, 320)])
def test_a_key_that_was_sent_often_is_waited_for_longer(work, sent, sendings, seconds) -> None:
    submission, now = send(work), timezone.now()
    waiting = Submission.objects.filter(pk=submission.pk)
    waiting.update(sendings=sendings, queued_at=now - timedelta(seconds=seconds - 5))
    assert sweep() == 0
    waiting.update(queued_at=now - timedelta(seconds=seconds + 1))
    assert sweep() == 1
    assert waiting.get().sendings == sendings + 1


def test_of_one_learner_few_programs_wait_at_once(alice, library) -> None:
    work = Work(learner=alice, exercise=library["code"])
    work.variant = unseen(work)
    work.save()
    for number in range(3):
        submit(work, {"program": f"x = {number}"}, uuid.uuid4())
    with pytest.raises(RefusedError, match="3 of your answers still wait"):
        submit(work, {"program": "x = 4"}, uuid.uuid4())
    choice = library["choice"]
    other = Work.objects.create(learner=alice, exercise=choice, variant=choice.current.variants.first())
    assert send(other).queue == ANSWERS
