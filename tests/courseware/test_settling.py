"""An instructor settles an undecided answer: who may, what the learner sees, and the same answer of others."""

import pytest
from django.urls import reverse

from courseware.models import Enrolment, Offering, User
from exercises.models import Exercise, Submission, VerdictRecord, Work
from grading import verdict_as_data
from grading.messages import say
from grading.verdict import undecided
from tests.conftest import person


@pytest.fixture
def answer(alice, offering, library, signed_in):
    """answer(alice): an undecided answer of theirs to `choice`, which has one mark; the same for everybody."""

    def make(who: User, text: str = "kept", state: str = "undecided") -> Submission:
        signed_in(who).get(exercise_page(offering))
        work = Work.objects.get(learner=who)
        submission = Submission.objects.create(work=work, variant=work.variant, answers={"t": text}, state=state)
        record = {"outcome": state, "score": 0.0, "detail": {"t": verdict_as_data(undecided())}, "ms": 1.0}
        VerdictRecord.objects.create(submission=submission, **record)
        return submission

    return make


def exercise_page(offering: Offering) -> str:
    return reverse("exercise", args=[offering.slug, "basics", "choice"])


def classmate(offering: Offering, name: str, role: str = "learner") -> User:
    user = person(name)
    Enrolment.objects.create(offering=offering, user=user, role=role)
    return user


def settle(client, offering: Offering, submission: Submission, **fields: str):
    sent = {
        "choice.t": "right",
        "seen": "1",
        "remark": "",
        **{key.replace("_", "."): text for key, text in fields.items()},
    }
    return client.post(reverse("settle", args=[offering.slug, submission.pk]), sent, follow=True)


def states() -> list[str]:
    return list(Submission.objects.order_by("pk").values_list("state", flat=True))


@pytest.mark.parametrize(
    ("fields", "state", "score"),
    [
        ({"choice_t": "right"}, "correct", 1.0),
        ({"choice_t": "wrong"}, "incorrect", 0.0),
        ({"choice_t": "part", "marks_t": "0,5"}, "partially_correct", 0.5),
        ({"choice_t": "", "marks_t": "0.25"}, "partially_correct", 0.25),
        ({"choice_t": "part", "marks_t": "1"}, "correct", 1.0),
    ],
)
def test_an_instructor_settles_an_answer(alice, bob, offering, answer, signed_in, fields, state, score) -> None:
    submission = answer(alice)
    page = settle(signed_in(bob), offering, submission, **fields)
    assert page.redirect_chain[-1][0].endswith(f"#sent-{submission.pk}")
    submission.refresh_from_db()
    assert (submission.state, submission.score, Work.objects.get().best_score) == (state, score, score)
    assert signed_in(bob).get(reverse("class", args=[offering.slug])).context["undecided"] == ()


@pytest.mark.parametrize(
    "fields", [{"choice_t": ""}, {"choice_t": "part", "marks_t": "2"}, {"choice_t": "part", "marks_t": "x"}]
)
def test_an_unclear_form_comes_back_as_it_was_sent(alice, bob, offering, answer, signed_in, fields) -> None:
    submission = answer(alice)
    page = settle(signed_in(bob), offering, submission, remark="Well begun.", **fields)
    assert (page.status_code, states()) == (400, ["undecided"])
    assert 'value="Well begun."' in page.content.decode()
    assert 'role="alert"' in page.content.decode()


def test_the_learner_sees_who_looked_and_what_they_wrote(alice, bob, offering, answer, signed_in) -> None:
    settle(signed_in(bob), offering, answer(alice), remark="Right, since $x^2 \\ge 0$. <b>")
    page = signed_in(alice).get(exercise_page(offering))
    assert (page.context["latest"].state, page.context["row"].state) == ("correct", "solved")
    text = page.content.decode()
    assert "Bob looked at this answer on" in text
    assert 'data-tex="x^2 \\ge 0"' in text
    assert "<b>" not in text.partition("Right, since")[2][:200]


@pytest.mark.parametrize(("role", "status"), [("instructor", 200), ("assistant", 403), ("learner", 403)])
def test_instructors_settle_and_assistants_look(alice, offering, answer, signed_in, role, status) -> None:
    submission, eve = answer(alice), classmate(offering, "Eve", role)
    assert settle(signed_in(eve), offering, submission).status_code == status
    assert states() == ["correct" if status == 200 else "undecided"]


def test_an_assistant_sees_no_form(alice, bob, offering, answer, signed_in) -> None:
    submission, eve = answer(alice), classmate(offering, "Eve", "assistant")
    pages = [signed_in(one).get(reverse("submission", args=[submission.pk]), follow=True) for one in (bob, eve)]
    assert ["Settle this answer" in page.content.decode() for page in pages] == [True, False]


def test_an_instructor_of_another_offering_settles_nothing(alice, offering, answer, signed_in) -> None:
    other = Offering.objects.create(course=offering.course, slug="other", term="Other")
    frank, submission = classmate(other, "Frank", "instructor"), answer(alice)
    assert [settle(signed_in(frank), place, submission).status_code for place in (offering, other)] == [403, 404]
    assert states() == ["undecided"]


def test_the_same_answer_of_others_is_settled_in_one_go(alice, bob, offering, answer, signed_in) -> None:
    first = answer(alice)
    for name, text in (("Erin", " kept "), ("Frank", "kept"), ("Grace", "other")):
        answer(classmate(offering, name), text)
    page = signed_in(bob).get(reverse("submission", args=[first.pk]), follow=True)
    assert "Settle the same answer of Erin, Frank too" in page.content.decode()
    page = settle(signed_in(bob), offering, first, same="yes", remark="Yes.")
    assert "Settled, with 2 other answers." in page.content.decode()
    assert states() == ["correct", "correct", "correct", "undecided"]
    assert VerdictRecord.objects.filter(settler="Bob", remark="Yes.").count() == 3


def test_an_old_answer_that_waits_is_still_on_its_page(alice, bob, offering, answer, signed_in, monkeypatch) -> None:
    monkeypatch.setattr("courseware.learner_work.SUBMISSIONS_SHOWN", 1)
    first = answer(alice)
    for text in ("a", "b"):
        answer(alice, text, state="incorrect")
    page = signed_in(bob).get(reverse("submission", args=[first.pk]), follow=True)
    assert [one.view.state for one in page.context["sent"]] == ["incorrect", "undecided"]


def test_an_instructor_finds_their_own_answer_on_the_list_and_settles_it(bob, offering, answer, signed_in) -> None:
    answer(bob)
    (waiting,) = signed_in(bob).get(reverse("class", args=[offering.slug])).context["undecided"]
    assert "Settle this answer" in signed_in(bob).get(waiting.url).content.decode()


def test_an_answer_to_an_exercise_that_was_taken_out_is_not_on_the_list(
    alice, bob, offering, answer, signed_in
) -> None:
    sent, page = answer(alice), reverse("class", args=[offering.slug])
    assert f"#sent-{sent.pk}" in signed_in(bob).get(page).content.decode()
    Exercise.objects.filter(pk=sent.work.exercise_id).update(current=None)
    assert f"#sent-{sent.pk}" not in signed_in(bob).get(page).content.decode()


def test_others_are_left_alone_unless_they_are_meant(alice, bob, offering, answer, signed_in) -> None:
    first = answer(alice)
    answer(classmate(offering, "Erin"))
    settle(signed_in(bob), offering, first)
    assert states() == ["correct", "undecided"]


def test_a_later_answer_that_is_the_same_is_offered_alike(alice, bob, offering, answer, signed_in) -> None:
    settle(signed_in(bob), offering, answer(alice), choice_t="part", marks_t="0.5", remark="Half.")
    later = answer(classmate(offering, "Erin"))
    page = signed_in(bob).get(reverse("submission", args=[later.pk]), follow=True).content.decode()
    assert "Bob settled the same answer on" in page
    assert 'value="0.5"' in page
    assert 'value="Half."' in page


def test_a_decision_may_be_changed_and_stays_on_record(alice, bob, dave, offering, answer, signed_in) -> None:
    submission = answer(alice)
    settle(signed_in(bob), offering, submission)
    page = settle(signed_in(dave), offering, submission, choice_t="wrong", seen="2").content.decode()
    assert states() == ["incorrect"]
    assert "Dave looked at this answer" in page
    assert "Before: 1 of 1 mark, by Bob" in page
    learners = signed_in(alice).get(exercise_page(offering)).content.decode()
    assert "Before:" not in learners


@pytest.mark.parametrize("seen", ["0", "2", "", "x", "9" * 30])
def test_a_form_from_before_another_verdict_changes_nothing(alice, bob, offering, answer, signed_in, seen) -> None:
    page = settle(signed_in(bob), offering, answer(alice), seen=seen)
    assert "newer verdict" in page.content.decode()
    assert states() == ["undecided"]


@pytest.mark.parametrize("state", ["waiting", "correct", "incorrect", "invalid"])
def test_what_the_judge_decides_is_not_settled(alice, bob, offering, answer, signed_in, state) -> None:
    submission = answer(alice, state=state)
    settle(signed_in(bob), offering, submission)
    assert states() == [state]


@pytest.mark.parametrize("name", ["course", "course-progress"])
def test_the_learner_is_told_of_a_settled_answer_until_they_look(alice, bob, offering, answer, signed_in, name) -> None:
    submission, client = answer(alice), signed_in(alice)
    page = reverse(name, args=[offering.slug])
    assert client.get(page).context["settled"] == []
    settle(signed_in(bob), offering, submission)
    (settled,) = client.get(page).context["settled"]
    assert "An answer of yours" in client.get(page).content.decode()
    assert client.get(settled.url).context["latest"].pk == submission.pk
    assert client.get(page).context["settled"] == []


def test_a_settled_answer_stays_news_while_another_one_is_shown(alice, bob, offering, answer, signed_in) -> None:
    submission = answer(alice)
    answer(alice, "other", state="incorrect")
    settle(signed_in(bob), offering, submission)
    signed_in(alice).get(exercise_page(offering))
    signed_in(bob).get(reverse("submission", args=[submission.pk]), follow=True)
    assert Submission.objects.get(is_news=True) == submission


def test_the_right_answer_and_the_solution_stand_beside_what_is_settled(
    alice, bob, offering, answer, signed_in
) -> None:
    page = signed_in(bob).get(reverse("submission", args=[answer(alice).pk]), follow=True).content.decode()
    form = page.partition('class="panel settle')[2]
    assert "Right answer" in form
    assert "Worked solution" in form
    assert '<div class="prose"><p>' in form


@pytest.mark.parametrize("said", [(), (say("We could not decide this in the time we give ourselves."),)])
def test_that_an_answer_could_not_be_decided_is_said_once(alice, offering, answer, signed_in, said) -> None:
    answer(alice)
    VerdictRecord.objects.update(detail={"t": verdict_as_data(undecided(*said))})
    page = signed_in(alice).get(exercise_page(offering)).content.decode()
    assert page.count("could not decide this") == 1
    assert "It counts neither way." in page
