"""A person settles what the judge could not decide: a verdict beside the judge's, and the learner's work follows."""

import pytest

from courseware.models import User
from exercises.models import Exercise, Submission, VerdictRecord, Work
from exercises.settling import Decision, OutdatedError, open_fields, same_text, settle
from exercises.submissions import ROUNDS
from exercises.variants import unseen
from grading import verdict_as_data
from grading.verdict import Verdict, correct, error, incorrect, undecided

BOTH = {"dimension": "2", "rank": "4"}


@pytest.fixture
def work(alice: User, library: dict[str, Exercise]) -> Work:
    work = Work(learner=alice, exercise=library["parts"])
    work.variant = unseen(work)
    work.save()
    return work


def judged(work: Work, state: str, answers: dict[str, str] | None = None, **verdicts: Verdict) -> Submission:
    """A submission with the judge's verdict on each field."""
    sent = {"work": work, "variant": work.variant, "rounds": ROUNDS, "state": state}
    submission = Submission.objects.create(**sent, answers=BOTH if answers is None else answers)
    detail = {name: verdict_as_data(verdict) for name, verdict in verdicts.items()}
    record = {"outcome": state, "score": 0.0, "detail": detail, "ms": 1.0}
    VerdictRecord.objects.create(submission=submission, **record)
    return submission


def fields_of(work: Work) -> tuple[str, str]:
    first, second = work.variant.content["fields"]
    return first, second


def half_open(work: Work) -> Submission:
    """The first part is right, the second undecided."""
    first, second = fields_of(work)
    return judged(work, "undecided", {first: "1", second: "2"}, **{first: correct(), second: undecided()})


@pytest.mark.parametrize(
    ("share", "state", "solved", "field"),
    [
        (1.0, "correct", True, "correct"),
        (0.5, "partially_correct", False, "partially_correct"),
        (0.0, "partially_correct", False, "incorrect"),
    ],
)
def test_what_was_left_open_is_settled_and_the_rest_stays(work, bob, share, state, solved, field) -> None:
    submission = half_open(work)
    first, second = fields_of(work)
    record = settle(submission, Decision({second: share}, "Look at $x$."), bob, seen=1)
    submission.refresh_from_db()
    work.refresh_from_db()
    assert (submission.state, work.tries, work.solved_at is not None) == (state, 1, solved)
    assert work.best_score == submission.score == record.score
    assert (record.detail[first]["outcome"], record.detail[second]["outcome"]) == ("correct", field)


def test_who_and_when_is_kept_beside_the_verdict_of_the_judge(work, bob) -> None:
    submission = half_open(work)
    settle(submission, Decision({fields_of(work)[1]: 1.0}, "Right."), bob, seen=1)
    judge, person = submission.verdicts.all()
    assert (judge.outcome, judge.settler) == ("undecided", "")
    assert (person.settled_by, person.settler, person.remark) == (bob, "Bob", "Right.")
    assert person.recorded_at > judge.recorded_at
    bob.delete()
    person.refresh_from_db()
    assert (person.settled_by, person.settler) == (None, "Bob")


def test_a_decision_is_changed_by_another_one_and_the_work_follows(work, bob) -> None:
    submission, second = half_open(work), fields_of(work)[1]
    settle(submission, Decision({second: 1.0}), bob, seen=1)
    settle(submission, Decision({second: 0.0}), bob, seen=2)
    work.refresh_from_db()
    assert (work.tries, work.solved_at, work.best_score) == (1, None, submission.verdicts.last().score)
    assert [record.settler for record in submission.verdicts.all()] == ["", "Bob", "Bob"]


def test_of_two_who_decide_at_once_the_second_looks_again(work, bob) -> None:
    submission = half_open(work)
    decision = Decision({fields_of(work)[1]: 1.0})
    settle(submission, decision, bob, seen=1)
    with pytest.raises(OutdatedError):
        settle(submission, decision, bob, seen=1)
    assert submission.verdicts.count() == 2


@pytest.mark.parametrize("state", ["waiting", "correct", "partially_correct", "incorrect", "invalid"])
def test_only_what_waits_for_a_person_is_settled(work, bob, state) -> None:
    first, second = fields_of(work)
    submission = judged(work, state, **{first: incorrect(), second: incorrect()})
    with pytest.raises(OutdatedError):
        settle(submission, Decision({}), bob, seen=1)
    assert submission.verdicts.count() == 1


@pytest.mark.parametrize(("rounds", "is_settled"), [(ROUNDS, True), (1, False)])
def test_an_answer_that_broke_the_judge_is_settled_once_it_is_given_up(work, bob, rounds, is_settled) -> None:
    first, second = fields_of(work)
    submission = judged(work, "error", {first: "1", second: "2"}, **{first: error(), second: correct()})
    Submission.objects.update(rounds=rounds)
    try:
        settle(submission, Decision({first: 1.0}), bob, seen=1)
    except OutdatedError:
        assert not is_settled
    submission.refresh_from_db()
    assert (submission.state == "correct") == is_settled


def test_an_answer_whose_judge_died_is_open_throughout_but_for_blanks(work) -> None:
    first, second = fields_of(work)
    assert open_fields(judged(work, "error", {first: "1", second: "2"})) == [first, second]
    assert open_fields(judged(work, "error", {first: "1", second: " "})) == [first]


@pytest.mark.parametrize(
    "shares", [{}, {"nothing": 1.0}, {"second": 1.5}, {"second": -0.1}, {"first": 1.0, "second": 1.0}]
)
def test_a_decision_that_does_not_fit_is_a_bug(work, bob, shares) -> None:
    submission, names = half_open(work), dict(zip(("first", "second"), fields_of(work), strict=True))
    with pytest.raises(ValueError, match="share|open field"):
        settle(submission, Decision({names.get(key, key): share for key, share in shares.items()}), bob, seen=1)
    assert submission.verdicts.count() == 1


@pytest.mark.parametrize(
    ("kind", "one", "other", "is_same"),
    [
        ("symbolic", " x +  1\n", "x + 1", True),
        ("symbolic", "x1", "x 1", False),
        ("matrix", "1 2\r\n3  4", "1 2\n3 4", True),
        ("matrix", "1 2\n3 4", "1 2 3 4", False),
        ("code", "for k in s:\n    t += k\nr = t\n", "for k in s:\n    t += k\nr = t", True),
        ("code", "for k in s:\n    t += k\nr = t", "for k in s:\n    t += k\n    r = t", False),
    ],
)
def test_only_blanks_that_mean_nothing_leave_an_answer_the_same(kind: str, one: str, other: str, is_same: bool) -> None:
    first, second = (same_text({"a": text}, {"a": {"kind": kind}}) for text in (one, other))
    assert (first == second) is is_same
