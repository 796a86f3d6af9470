"""The tests of a program as a template shows them: TestView. What is hidden from learners is not in their views."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from exercises.pages.marks import marks_text, shared_out


@dataclass(frozen=True)
class TestView:
    """One test. name: "" for a hidden one, unless those who teach look. The marks of all add up to the field's."""

    __test__ = False

    name: str
    passed: bool
    hidden: bool
    marks: str
    marks_earned: str
    message: Mapping[str, Any] | None = None
    input: str = ""
    expected: str = ""
    got: str = ""


def test_views(verdict: Mapping[str, Any], marks: int, *, for_staff: bool) -> tuple[TestView, ...]:
    """The tests of one judged program, those that failed first. verdict: `grading.verdict_as_data` of its field."""
    tests = verdict.get("details", {}).get("tests", ())
    withheld = verdict.get("withheld", {}).get("tests") or [None] * len(tests)
    earned = round(verdict.get("score", 0.0) * marks, 2)
    views = []
    for passed, whole in ((False, marks - earned), (True, earned)):
        chosen = [(test, more) for test, more in zip(tests, withheld, strict=True) if test["passed"] == passed]
        shares = shared_out(whole, [test["weight"] for test, _more in chosen])
        views += [_view(test, more or {}, share, for_staff) for (test, more), share in zip(chosen, shares, strict=True)]
    return tuple(views)


def _view(test: Mapping[str, Any], withheld: Mapping[str, Any], share: float, for_staff: bool) -> TestView:
    shown = test["visible"] or for_staff
    told = {**test, **withheld} if for_staff else test
    # A short message holds both values already.
    more = withheld if for_staff and "expected" not in withheld.get("message", {}).get("values", {}) else {}
    return TestView(
        name=test["name"] if shown else "",
        passed=test["passed"],
        hidden=not test["visible"],
        marks=marks_text(share),
        marks_earned=marks_text(share if test["passed"] else 0),
        message=told.get("message") if shown and not test["passed"] else None,
        input=told.get("input", "") if shown else "",
        expected=more.get("expected", ""),
        got=more.get("got", ""),
    )
