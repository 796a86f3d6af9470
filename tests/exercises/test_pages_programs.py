"""The tests of a program on its page: counted, with marks that add up, the hidden ones in full for those who teach."""

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from courseware.models import Enrolment
from exercises.models import Submission, VerdictRecord
from exercises.pages.programs import test_views as views_of
from exercises.pages.verdicts import FieldVerdict

MESSAGE = {"text": "Got `%(got)s`.", "values": {"got": "31337"}}
HIDDEN = {"message": {"text": "Wrong for an input of this test.", "values": {}}, "input": "", "expected": "", "got": ""}
WITHHELD = {"message": MESSAGE, "input": "centre(31337)", "expected": "0", "got": "31337"}
TELLING = ("Large logits", "31337")


def one(name: str = "Law", *, passed: bool = False, visible: bool = True, weight: float = 1) -> dict[str, object]:
    return {"name": name, "weight": weight, "passed": passed, "visible": visible, **HIDDEN}


def judged(tests: list[dict[str, object]], **more: object) -> dict[str, object]:
    earned = sum(test["weight"] for test in tests if test["passed"])
    return {"score": earned / sum(test["weight"] for test in tests), "details": {"tests": tests}, **more}


SUBMITTED = judged([one(passed=True), one("Large logits", visible=False)], withheld={"tests": [None, WITHHELD]})


@pytest.mark.parametrize(
    ("passed", "words"),
    [([True, False, True], "2 of 3 pass<"), ([False], "0 of 1 passes<"), ([True], "1 of 1 passes<")],
)
def test_the_tests_of_a_program_are_counted(passed, words) -> None:
    tests = views_of(judged([one(passed=each) for each in passed]), 3, for_staff=False)
    part = FieldVerdict("f", SafeString(), "incorrect", 0.0, 1, "0", "", tests=tests)
    assert words in render_to_string("exercises/_tests.html", {"part": part, "details": {}})


@pytest.mark.parametrize(("marks", "weights"), [(13, [2, 1, 10]), (1, [2, 1, 1, 3]), (4, [3, 3, 2, 1, 2]), (2, [1])])
@pytest.mark.parametrize("right", [0, 1, 3, 9])
def test_the_marks_of_the_tests_are_the_marks_of_the_field(marks, weights, right) -> None:
    verdict = judged([one(passed=i < right, weight=weight) for i, weight in enumerate(weights)])
    views = views_of(verdict, marks, for_staff=False)
    assert round(sum(float(view.marks) for view in views), 2) == marks
    assert round(sum(float(view.marks_earned) for view in views), 2) == round(verdict["score"] * marks, 2)
    assert [view.passed for view in views] == sorted(view.passed for view in views)


def test_of_a_hidden_test_the_page_of_a_learner_has_nothing() -> None:
    views = views_of(SUBMITTED, 2, for_staff=False)
    assert not [word for word in TELLING if word in repr(views)]


def test_those_who_teach_see_hidden_tests_in_full() -> None:
    (failed, _passed) = views_of(SUBMITTED, 2, for_staff=True)
    assert (failed.name, failed.hidden, failed.message) == ("Large logits", True, MESSAGE)
    assert (failed.input, failed.expected, failed.got) == ("centre(31337)", "0", "31337")


def test_a_verdict_from_before_is_shown_as_far_as_it_is_known() -> None:
    (failed, _passed) = views_of({**SUBMITTED, "withheld": {}}, 2, for_staff=True)
    assert (failed.name, failed.message, failed.input) == ("Large logits", HIDDEN["message"], "")


def test_the_pages_keep_to_that(alice, bob, offering, library, signed_in) -> None:
    url = reverse("exercise", args=[offering.slug, "programs", "code"])
    signed_in(alice).get(url)
    work = alice.works.get()
    sent = Submission.objects.create(work=work, variant=work.variant, answers={"program": "x"}, state="incorrect")
    record = {"outcome": "incorrect", "score": 0.5, "ms": 1, "detail": {"program": SUBMITTED}}
    VerdictRecord.objects.create(submission=sent, **record)
    enrolment = Enrolment.objects.get(user=alice)
    teachers = reverse("learner-work", args=[offering.slug, enrolment.pk, "programs", "code"])
    learners, seen = signed_in(alice).get(url).content.decode(), signed_in(bob).get(teachers).content.decode()
    assert "A test that is not shown" in learners
    assert not [word for word in TELLING if word in learners]
    assert all(word in seen for word in (*TELLING, "hidden from learners", "def test_columns"))
