"""Follow-through: one slip costs once; what is right with one's own wrong value earns its credit, never more."""

import pytest

from exercises.contract import check
from exercises.judging import judge
from grading.errors import DefinitionError
from grading.following import expected
from grading.recomputing import NotWorkable
from grading.verdict import Outcome, Verdict
from tests.exercises.bundles import bundle


def number(reference, expects="", **more):
    follows = {"follows": {"expects": expects, "called": {"a": "(a)", "b": "(b)"}, **more}} if expects else more
    return {"kind": "number", "reference": reference, **follows}


def matrix(rows, expects="", **more):
    return {"kind": "matrix", "reference": rows, **({"follows": {"expects": expects, **more}} if expects else more)}


def formula(reference, expects="", kind="symbolic", symbols=None):
    follows = {"follows": {"expects": expects}} if expects else {}
    return {"kind": kind, "reference": reference, "symbols": symbols or {"x": "real"}, **follows}


CHAIN = {"a": number(4), "b": number(9, "2a + 1"), "c": number(27, "3*b")}


def verdicts(fields, *answers):
    judged = judge(fields, dict(zip(fields, answers, strict=False))).fields
    return {name: verdict.outcome.value for name, verdict in judged.items()}


def said(fields, *answers):
    judged = judge(fields, dict(zip(fields, answers, strict=False))).fields
    return " ".join(str(message) for verdict in judged.values() for message in verdict.messages)


@pytest.mark.parametrize(
    ("a", "b", "c", "expect"),
    [
        ("4", "9", "27", "correct correct correct"),
        ("5", "9", "27", "incorrect correct correct"),
        ("5", "11", "27", "incorrect partially_correct correct"),
        ("5", "11", "33", "incorrect partially_correct partially_correct"),
        ("4", "11", "33", "correct incorrect partially_correct"),
        ("5", "12", "36", "incorrect incorrect partially_correct"),
        ("5", "12", "33", "incorrect incorrect incorrect"),
        ("", "11", "33", "invalid incorrect partially_correct"),
        ("x", "11", "33", "invalid incorrect partially_correct"),
        ("5", "", "33", "incorrect invalid incorrect"),
        ("1e400", "2e400+1", "27", "incorrect partially_correct correct"),
    ],
)
def test_each_part_is_judged_with_the_parts_before_it(a, b, c, expect):
    assert verdicts(CHAIN, a, b, c) == dict(zip("abc", expect.split(), strict=True))


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        (("5", "11"), "Right with your own value of (a), which was wrong."),
        (("5", "12"), "Not right with your own value of (a) either."),
        (("", "11"), "(a) is empty, so this is judged by its right value."),
        (("?", "11"), "Your answer to (a) could not be judged, so this is judged by its right value."),
        (("-1/2", "0"), "Your own value of (a) leaves nothing to do here"),
    ],
)
def test_learner_reads_with_which_value_a_part_was_judged(answers, words):
    assert words in said(CHAIN, *answers)


def test_several_wrong_values_are_named():
    fields = {"a": number(1), "b": number(2), "c": number(3, "a + b")}
    assert "Right with your own values of (a), (b), which were wrong." in said(fields, "5", "6", "11")
    assert "Right with your own value of (b), which was wrong." in said(fields, "1", "6", "7")


@pytest.mark.parametrize("credit", [0.25, 0.5, 0.9])
def test_credit_is_what_the_exercise_states(credit):
    fields = {"a": number(4), "b": number(9, "2a + 1", credit=credit)}
    judgement = judge(fields, {"a": "5", "b": "11"})
    assert judgement.fields["b"].score == credit
    assert judgement.score == pytest.approx(credit / 2)
    assert judgement.outcome.value == "partially_correct"


@pytest.mark.parametrize("credit", [0, 1, 1.5])
def test_credit_lies_between_nothing_and_everything(credit):
    with pytest.raises(DefinitionError, match="credit"):
        expected("b", {"a": number(4), "b": number(9, "2a + 1", credit=credit)})


def test_misconceptions_of_the_later_part_are_still_found():
    wrong = [{"name": "one-lost", "answer": 10, "says": "Add the 1."}]
    fields = {"a": number(4), "b": {**number(9, "2a + 1"), "misconceptions": wrong}}
    verdict = judge(fields, {"a": "4.5", "b": "10"}).fields["b"]
    assert (verdict.outcome.value, verdict.misconceptions) == ("partially_correct", ("one-lost",))
    assert [str(message) for message in verdict.messages][1:] == ["Add the 1."]


STRAIGHT = {"m": number(2), "v": number(26), "g": formula("2*x + 26", "m*x + v")}


@pytest.mark.parametrize(("m", "v", "g"), [("-2", "26", "26 - 2x"), ("2", "0", "2x"), ("3", "25", "3x + 25")])
def test_what_is_right_with_ones_own_value_is_not_called_a_slip(m, v, g):
    verdict = judge(STRAIGHT, {"m": m, "v": v, "g": g}).fields["g"]
    assert (verdict.outcome.value, verdict.misconceptions, len(verdict.messages)) == ("partially_correct", (), 1)


def test_formula_without_any_symbol_left_is_no_task():
    assert "leaves nothing to do here" in said(STRAIGHT, "0", "26", "26")
    assert verdicts(STRAIGHT, "0", "26", "26")["g"] == "incorrect"


@pytest.mark.parametrize(
    ("condition", "outcome"),
    [("a = 1", "incorrect"), ("a <= 1", "incorrect"), ("a > 1", "partially_correct"), ("a != 1", "partially_correct")],
)
def test_author_says_which_values_leave_nothing_to_do(condition, outcome):
    fields = {"a": number(4), "b": number(9, "2a + 1", unless=[condition])}
    assert verdicts(fields, "1", "3")["b"] == outcome
    assert ("leaves nothing to do" in said(fields, "1", "3")) == (outcome == "incorrect")


@pytest.mark.parametrize(
    ("condition", "own", "outcome"),
    [
        ("F free of x", "7", "incorrect"),
        ("F free of x", "y + 1", "incorrect"),
        ("F free of x", "0*x + y", "incorrect"),
        ("F free of x", "x + 1", "partially_correct"),
        ("F <= 0", "-x^2 - 1", "incorrect"),
        ("F <= 0", "-7", "incorrect"),
        ("F <= 0", "x", "partially_correct"),
        ("F = x*y", "y*x", "incorrect"),
        ("F = x*y", "x*y + x", "partially_correct"),
        ("F != x", "y", "incorrect"),
    ],
)
def test_author_says_which_formulas_leave_nothing_to_do(condition, own, outcome):
    symbols = {"x": "real", "y": "real"}
    later = {"kind": "symbolic", "reference": "6*x", "symbols": symbols}
    fields = {
        "F": formula("2*x", symbols=symbols),
        "d": {**later, "follows": {"expects": "3*F", "unless": [condition]}},
    }
    assert verdicts(fields, own, f"3*({own})")["d"] == outcome


@pytest.mark.parametrize(("own", "b"), [("0", "7"), ("-1", "7"), ("1 - 1", "7")])
def test_value_that_leads_nowhere_earns_nothing_and_says_so(own, b):
    fields = {"a": number(4), "b": number(2, "log(a)/log(2) + 0/a")}
    assert verdicts(fields, own, b)["b"] == "incorrect"
    assert "there is no answer here" in said(fields, own, b)


def test_zero_is_no_reason_where_zero_is_right():
    fields = {"a": number(4), "b": number(0, "(a - 4)*0")}
    assert verdicts(fields, "5", "0") == {"a": "incorrect", "b": "correct"}


def test_roots_stay_exact_through_a_chain():
    assert verdicts(CHAIN, "sqrt(2)", "2 sqrt(2) + 1", "6 sqrt(2) + 3")["c"] == "partially_correct"
    assert verdicts(CHAIN, "sqrt(2)", "2 sqrt(2) + 1", "6 sqrt(2) + 3.0000001")["c"] == "incorrect"


def test_rounded_value_of_a_followed_part_may_go_on_unrounded():
    assert verdicts(CHAIN, "sqrt(2)", "3.8284271", "6 sqrt(2) + 3")["c"] == "partially_correct"
    assert verdicts(CHAIN, "sqrt(2)", "3.8284271", "11.4852813")["c"] == "partially_correct"


def test_tolerance_of_the_later_part_holds():
    fields = {"a": number(3), "b": number(9, "a^2") | {"significant_figures": 2}}
    assert [verdicts(fields, "1.7", b)["b"] for b in ("2.9", "2.89", "2.8")] == [
        "partially_correct", "partially_correct", "incorrect",
    ]  # fmt: skip


LINE = {
    "G": matrix([[2, 0], [0, 1]]),
    "w": matrix([1, 3], "inv(G)*c", given={"c": [2, 3]}),
    "r": number(10, "norm(w)^2"),
    "first": matrix([[1, 6]], [["w[1]", "2*w[2]"]]),
}


@pytest.mark.parametrize(
    ("answers", "expect"),
    [
        (("[[1,0],[0,1]]", "2, 3", "13", "2, 6"), "incorrect partially_correct partially_correct partially_correct"),
        (("[[1,0],[0,1]]", "1, 3", "10", "1, 6"), "incorrect correct correct correct"),
        (("[[2,0],[0,1]]", "2, 3", "13", "2, 6"), "correct incorrect partially_correct partially_correct"),
        (("[[1,1],[1,1]]", "2, 3", "13", "2, 6"), "incorrect incorrect partially_correct partially_correct"),
        (("[[sqrt(2),0],[0,1]]", "sqrt(2), 3", "11", "1, 6"), "incorrect partially_correct partially_correct correct"),
        (("[[2,0]]", "2, 3", "13", "2, 6"), "invalid incorrect partially_correct partially_correct"),
    ],
)
def test_matrices_are_followed_too(answers, expect):
    assert list(verdicts(LINE, *answers).values()) == expect.split()


@pytest.mark.parametrize(
    ("F", "d", "outcome"),
    [
        ("x^3", "1 + 2x^3", "partially_correct"),
        ("x^3", "2x^2 + 1", "correct"),
        ("x^3", "x^3 + 1", "incorrect"),
        ("-1/2", "0", "incorrect"),
        ("abs(x)", "2 sqrt(x^2) + 1", "partially_correct"),
    ],
)
def test_formulas_are_put_into_formulas(F, d, outcome):
    assert verdicts({"F": formula("x^2"), "d": formula("2x^2 + 1", "2F + 1")}, F, d)["d"] == outcome


def test_matrix_formulas_are_put_into_matrix_formulas():
    A = {"A": {"shape": ["m", "n"]}}
    fields = {
        "S": formula("A A'", kind="matrix_expression", symbols=A),
        "T": formula("2 A A'", "2*S", "matrix_expression", A),
    }
    assert verdicts(fields, "A A' + I", "2 I + 2 A A'")["T"] == "partially_correct"
    assert verdicts(fields, "A A' + I", "I + 2 A A'")["T"] == "incorrect"


@pytest.mark.parametrize(
    ("own", "choice", "outcome"),
    [
        ("-3", "grow", "partially_correct"),
        ("-3", "shrink", "correct"),
        ("5", "grow", "incorrect"),
        ("0", "grow", "incorrect"),
    ],
)
def test_choice_follows_conditions(own, choice, outcome):
    options = [{"key": "grow", "text": "grow"}, {"key": "shrink", "text": "shrink"}]
    follows = {"expects": {"shrink": "a > 0", "grow": "a < 0"}}
    fields = {"a": number(2), "way": {"kind": "choice", "options": options, "reference": "shrink", "follows": follows}}
    assert verdicts(fields, own, choice)["way"] == outcome


def test_properties_are_asked_of_the_own_matrix():
    eigenvector = {
        "kind": "property", "value": "vector", "reference": [1, 0], "given": {"A": [[2, 1], [0, 1]]},
        "properties": [{"eigenvector_of": "A"}], "follows": {"expects": {"A": "H"}},
    }  # fmt: skip
    fields = {"H": matrix([[2, 1], [0, 1]]), "v": eigenvector}
    assert verdicts(fields, "[[2, 0], [1, 1]]", "0, 3")["v"] == "partially_correct"
    assert verdicts(fields, "[[2, 0], [1, 1]]", "1, 3")["v"] == "incorrect"


def test_what_cannot_be_decided_stays_undecided():
    fields = {"a": number(4), "b": number(5, "floor(a - sqrt(2)) + 3")}
    hidden_zero = "sqrt(2) + sqrt(2) + sqrt(3) - sqrt(5 + 2 sqrt(6))"
    judgement = judge(fields, {"a": hidden_zero, "b": "3"})
    assert (judgement.outcome.value, judgement.score) == ("undecided", 0)
    assert "could not decide" in str(judgement.fields["b"].messages[0])


@pytest.mark.parametrize("last", ["undecided", "error"])
def test_comparison_with_the_own_value_that_does_not_count_changes_no_mark(last):
    outcomes = iter(["incorrect", "incorrect", last])
    fields = {"a": number(4), "b": number(9, "2a + 1")}
    judged = judge(fields, {"a": "5", "b": "11"}, lambda field, raw: Verdict(Outcome(next(outcomes)), 0.0)).fields["b"]
    assert (judged.outcome.value, judged.score) == (last, 0.0)


def test_undecided_earlier_part_is_not_followed():
    outcomes = iter(["undecided", "incorrect"])
    fields = {"a": number(4), "b": number(9, "2a + 1")}
    judgement = judge(fields, {"a": "5", "b": "11"}, lambda field, raw: Verdict(Outcome(next(outcomes)), 0.0))
    assert judgement.fields["b"].outcome is Outcome.INCORRECT
    assert str(judgement.fields["b"].messages[0]).startswith("Your answer to (a) could not be judged")


@pytest.mark.parametrize(
    ("expects", "fault"),
    [("3a + 1", ""), ("b + 1", "no earlier field"), ("7", "no earlier field")],
)
def test_formula_must_fit_the_right_answers(expects, fault):
    fields = {"a": number(4), "b": number(9, expects), "c": number(1)}
    if fault:
        with pytest.raises(DefinitionError, match=fault):
            expected("b", fields)
    else:
        assert verdicts({"b": expected("b", fields)}, "9") == {"b": "incorrect"}


@pytest.mark.parametrize("expects", ["a + nonsense", "a + c", "1/(a - 4)", "a[1,1]"])
def test_formula_that_cannot_be_worked_out_is_found(expects):
    with pytest.raises(NotWorkable):
        expected("b", {"a": number(4), "b": number(9, expects), "c": number(1)})


@pytest.mark.parametrize(
    ("kind", "expects"), [("number", {"a": "a"}), ("matrix", {"a": "a"}), ("choice", "a"), ("ordering", "a")]
)
def test_expectation_fits_the_kind(kind, expects):
    more = {"choice": {"options": [{"key": "a", "text": "A"}, {"key": "b", "text": "B"}], "reference": "a"}}
    field = {"kind": kind, "reference": 1, **more.get(kind, {}), "follows": {"expects": expects}}
    with pytest.raises(DefinitionError):
        expected("b", {"a": number(4), "b": field})


PARTS = """
uuid: 6a2dd0a5-6e4a-4dc7-9c0e-36f0f6a5d0c1
title: Twice
skills: [counting]
difficulty: 1
parts:
  - {name: a, title: One, fields: {one: {kind: number, reference: 4}}}
  - {name: b, title: Two, fields: {two: {kind: number, reference: 9, follows: {expects: EXPECTS}}}}
samples:
  - {one: "5", two: "11", verdict: partially_correct, score: 0.25, each: {two: EACH}, says: your own value of (a)}
"""


def findings(expects, each):
    yaml = PARTS.replace("EXPECTS", expects).replace("EACH", each)
    files = bundle() | {
        "exercise.yaml": yaml,
        "prompt.md": '{{ field("one") }}\n\n{{ field("two") }}',
        "solution.md": "Here.",
    }
    return " ".join(finding.text for finding in check(files, [0]).findings)


@pytest.mark.parametrize(
    ("expects", "each", "words"),
    [
        ("2*one + 1", "partially_correct", ""),
        ("2*one + 1", "incorrect", "Sample 1 earns partially_correct for `two`, not incorrect."),
        ("2*one + 2", "incorrect", "From the right earlier answers comes another `two` than its reference."),
        ("2*won + 1", "incorrect", "`two`: `follows` mentions no earlier field."),
        ("one/(one - 4)", "incorrect", "`two` cannot be worked out from the right earlier answers."),
    ],
)
def test_contract_checks_what_follows(expects, each, words):
    found = findings(expects, each)
    assert words in found
    assert bool(found) == bool(words)
