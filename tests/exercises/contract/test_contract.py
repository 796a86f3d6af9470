"""The contract: good exercises pass, and each way of breaking it is found with file, line and seed."""

import pytest

from exercises.bundle import folders
from exercises.contract import check
from exercises.contract.finding import Finding, lines
from tests.exercises.bundles import LIBRARY, bundle, drawn, edited

TINY = [f"{folder.parent.name}/{folder.name}" for folder in folders(LIBRARY)]


def found(files: dict[str, str], seeds: int = 2, **more: object) -> str:
    return "\n".join(lines(check(files, range(1, seeds + 1), **more).findings))


@pytest.mark.parametrize("name", TINY)
def test_tiny_library_keeps_the_contract(name):
    assert found(bundle(name)) == ""


def test_fixed_exercise_is_checked_once():
    assert check(bundle(), range(1, 51)).variants == 1


def test_variants_are_checked_on_every_seed():
    assert check(bundle("basics/matrix"), range(1, 6)).variants == 5


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('{d: "22/2", verdict: correct}', '{d: "23/2", verdict: correct}', 16, "Sample 2 earns incorrect, not correct"),
        ("verdict: invalid", "verdict: incorrect", 18, "Sample 4 earns invalid, not incorrect"),
        ("misconception: entries-only", "misconception: other", 17, "Sample 3 does not show the misconception `other`"),
        ("says: in pairs", "says: in triples", 17, "Sample 3 does not say what it must: 'in triples'"),
        ('{d: "22/2", verdict: correct}', '{d: "1", verdict: incorrect, score: 0.5}', 16, "does not score 0.5"),
        ("answer: 10", "answer: 11", 12, "`entries-only` is the right answer here"),
        ("answer: 10", "answer: ten", 12, "entries-only"),
        ("Then add.", "Then $x", 13, "A formula is not closed"),
        ("reference: 11", "reference: 4321", 7, "A number is larger than 1000"),
        ("reference: 11", "reference: 1/121", 7, "A denominator is larger than 100"),
        ("That adds all", "That $\\\\frac{1$ adds all", 12, "braces do not match"),
    ],
)
def test_broken_promise_is_found_with_its_line(old, new, line, words):
    told = found(edited(old, new))
    assert f"exercise.yaml:{line}: " in told
    assert words in told


def test_two_misconceptions_with_one_answer_are_found():
    second = "      - {name: other, answer: 10, says: Other.}\nhints"
    assert "`other` cannot be told from `entries-only`" in found(edited("hints", second))


def test_misconception_that_is_right_on_some_seed_is_found_with_the_seed():
    files = drawn("return {'a': rng.choice([10, 11])}", "return {'d': a}", "a")
    told = found(files, seeds=12)
    assert "`entries-only` is the right answer here" in told
    assert "seeds " in told


def listing(slip):
    return edited("symbols: {x: real}", f"symbols: {{x: real}}\n    slips: [{slip}]", "basics/symbolic")


def test_slip_that_answers_can_show_is_fine():
    assert found(listing("sign-of-the-exponent")) == ""


def test_slip_that_no_answer_can_show_is_found():
    told = found(listing("lost-term"))
    assert "exercise.yaml:11: The slip `lost-term` cannot be seen. It cannot be made in this reference" in told


def test_slip_that_is_right_is_found():
    files = listing("sign-inside")
    files["exercise.yaml"] = files["exercise.yaml"].replace("reference: 2x*exp(x^2)", "reference: x*cos(2*x)")
    told = found(files)
    assert "The slip `sign-inside` cannot be seen. It leads to `x*cos(-2*x)`, which is right here" in told


def test_variant_that_cannot_be_repeated_is_found():
    files = drawn("import time; return {'a': time.perf_counter_ns() % 10**6}")
    assert "The same seed made two different variants" in found(files)


def test_variant_that_remembers_the_one_before_is_found():
    files = drawn("np.seen = getattr(np, 'seen', 0) + 1; return {'a': np.seen}")
    assert "The same seed made two different variants" in found(files)


def test_variants_that_are_all_the_same_are_found():
    assert "Every seed makes the same variant" in found(drawn("return {}"))


def test_variant_that_fails_is_not_tried_fifty_times():
    report = check(drawn("return 1 / 0"), range(1, 51))
    assert (len(report.findings), report.variants) == (3, 0)
    assert (
        "variant.py:2: seeds 1, 2, 3: This line raises `ZeroDivisionError: division by zero`"
        in lines(report.findings)[0]
    )


@pytest.mark.parametrize(
    ("prompt", "words"),
    [
        ("There are 12345 rows.", "A number is larger than 1000"),
        ("Take $0.123456$.", "A number has more than 4 decimals"),
        ("Take $\\frac{1}{997}$.", "A denominator is larger than 100"),
        ("Take $\\left(1$.", "do not match"),
    ],
)
def test_inhumane_prompt_is_found(prompt, words):
    told = found(bundle(prompt_md=prompt))
    assert "prompt.md: " in told
    assert words in told


def test_exercise_may_allow_larger_numbers():
    files = edited("solution_after: 2", "limits: {magnitude: 20000}")
    files["prompt.md"] = 'There are 12345 rows.\n\n{{ field("d") }}'
    assert found(files) == ""


def test_unknown_skill_is_found():
    assert "The course knows no skill `dot-product`" in found(bundle(), skills=frozenset({"trace"}))
    assert found(bundle(), skills=frozenset({"dot-product"})) == ""


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"starter.py": "def centre(X):\n    return X - X.mean(axis=0)\n"}, "The starter must be judged and fail"),
        ({"wrong/rows.py": "def centre(X):\n    return X - X.mean(axis=0)\n"}, "rows.py earns correct, not incorrect"),
        ({"reference.py": "def centre(X):\n    return 1 / 0\n"}, "does not earn 1"),
    ],
)
def test_code_that_does_not_behave_as_stated_is_found(changes, words):
    assert words in found(bundle("programs/code") | changes)


def test_all_problems_of_the_sheet_are_reported():
    assert len(found(edited("difficulty: 1", "difficulty: 9\nhint: x")).splitlines()) == 2


def test_same_finding_on_many_seeds_is_one_line():
    findings = [Finding("Bad.", "a.py:1", f"It is {seed}.", seed=seed) for seed in range(1, 9)]
    assert lines(findings) == ["a.py:1: seeds 1, 2, 3, 4, 5 and 3 more: Bad. It is 1."]


PREDICATE = bundle("basics/property") | {
    "predicate.py": "def is_unit(v):\n    return (v.dot(v) == 1, f'The square of the length is {v.dot(v)}.')\n"
}
PREDICATE["exercise.yaml"] = PREDICATE["exercise.yaml"].replace("{unit: true,", "{predicate: is_unit,")
PREDICATE["exercise.yaml"] = PREDICATE["exercise.yaml"].replace("says: length 5", "says: length is 25")


def test_samples_are_judged_by_the_authors_own_predicate():
    assert found(PREDICATE) == ""


def test_a_predicate_that_breaks_is_told_to_the_author():
    assert "earns error" in found(PREDICATE | {"predicate.py": "def is_unit(v):\n    return v.nothing\n"})


@pytest.mark.parametrize("breaks_at", ["v.dot(v) == 0", "v[0] != 3 and v[0] != 1"])
def test_a_predicate_that_breaks_on_an_ordinary_answer_is_told_to_the_author(breaks_at):
    source = f"def is_unit(v):\n    return {breaks_at} and 1 / 0 or v.dot(v) == 1\n"
    assert "A predicate of `v` breaks." in found(PREDICATE | {"predicate.py": source})


def test_a_missing_file_of_predicates_is_named():
    assert "The file predicate.py is missing." in found(
        {name: text for name, text in PREDICATE.items() if name != "predicate.py"}
    )
