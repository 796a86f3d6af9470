"""Variants are made in the sandbox; whatever an author's files do, the error says what, where and what to do."""

import pytest

from exercises.content import LIMITS, Content, make, make_content, make_many
from exercises.definition import read_definition
from grading.errors import DefinitionError
from tests.exercises.bundles import bundle, drawn, edited


def test_same_seed_makes_the_same_variant():
    assert make_content(bundle("basics/matrix"), 7) == make_content(bundle("basics/matrix"), 7)


def test_many_made_together_are_those_made_alone():
    definition = read_definition(bundle("basics/matrix"))
    assert dict(make_many(definition, [3, 4])) == {seed: make(definition, seed) for seed in (3, 4)}


def test_variant_that_fails_on_one_seed_leaves_the_others():
    files = drawn("return {'a': 1 / rng.choice([0, 1])}")
    made = [type(one) for _, one in make_many(read_definition(files), range(1, 25))]
    assert set(made) == {Content, DefinitionError}


def test_variant_that_ends_its_process_on_one_seed_leaves_the_others():
    files = drawn("return {'a': rng.random() < 0.9 or os._exit(0)}")
    files["variant.py"] = "import os\n\n\n" + files["variant.py"]
    made = [type(one) for _, one in make_many(read_definition(files), range(1, 25))]
    assert set(made) == {Content, DefinitionError}


def test_other_seed_makes_another_variant():
    assert make_content(bundle("basics/matrix"), 7).prompt != make_content(bundle("basics/matrix"), 8).prompt


def test_other_exercise_with_the_same_code_draws_other_numbers():
    files = bundle("basics/matrix")
    other = files | {"exercise.yaml": files["exercise.yaml"].replace("uuid: b7", "uuid: c7")}
    assert make_content(files, 1).params != make_content(other, 1).params


def test_content_goes_through_storage_unchanged():
    content = make_content(bundle("basics/parts"), 0)
    assert Content.from_data(content.as_data()) == content


def test_references_and_samples_are_filled_in():
    content = make_content(bundle("basics/matrix"), 3)
    assert content.samples[0]["C"] == content.fields["C"]["reference"]
    assert "{{" not in content.prompt + content.solution
    assert content.prompt.rstrip().endswith("[[field:C]]")


def test_parts_name_their_fields():
    parts = make_content(bundle("basics/parts"), 0).parts
    assert [(part["name"], part["fields"]) for part in parts] == [("a", ["t"]), ("b", ["d"])]


def test_sources_of_code_are_no_templates():
    files = bundle("programs/code")
    files["starter.py"] += "\nTEMPLATE = '{{ nobody }}'\n"
    assert "{{ nobody }}" in make_content(files, 0).fields["program"]["starter"]


def test_field_that_the_prompt_leaves_out_stands_at_the_end():
    prompt = make_content(bundle("basics/parts", prompt_md='{{ field("d") }}\n\nWhat?'), 0).prompt
    assert prompt == "[[field:d]]\n\nWhat?\n\n[[field:t]]\n"


@pytest.mark.parametrize(
    ("prompt", "words"),
    [
        ('$d =$ {{ field("d") }}', "must stand alone on its line"),
        ('{{ field("d") }}\n\n{{ field("d") }}', "twice"),
        ('{{ field("e") }}', "`e`, which is no field"),
    ],
)
def test_field_in_the_wrong_place_is_told(prompt, words):
    with pytest.raises(DefinitionError, match=words):
        make_content(bundle(prompt_md=prompt), 0)


@pytest.mark.parametrize(
    ("generate", "solve", "where", "words"),
    [
        ("return 1 / 0", "return {}", "variant.py:2", "ZeroDivisionError"),
        ("return {}", "return {'d': [][1]}", "variant.py:6", "IndexError"),
        ("return [1]", "return {}", "variant.py:1", "generate must return a dict"),
        ("return {1: 2}", "return {}", "variant.py:1", "generate must return a dict"),
        ("return {}", "return 11", "variant.py:5", "solve must return a dict"),
        ("return {}", "return {'e': 11}", "variant.py:5", "`e`, which is no field; the fields are d"),
        (
            "return {'a': float('nan')}",
            "return {}",
            "variant.py:1",
            "generate returns `a` so that it cannot be stored: A number came out as nan",
        ),
        ("return {'a': object()}", "return {}", "variant.py:1", "A value of type `object` cannot be written"),
        ("return {}", "return {'d': object()}", "variant.py:5", "solve returns `d` so that it cannot be stored"),
        ("return {'d': 12}", "return {'d': 11}", "variant.py", "rename one of them"),
        ("require(False)", "return {}", "variant.py:1", "not met in 1000 draws"),
        ("raise SystemExit(0)", "return {}", "variant.py:2", "SystemExit"),
        ("import os; os._exit(0)", "return {}", "variant.py", "stopped from outside"),
        ("import socket; socket.create_connection(('1.1.1.1', 80))", "return {}", "variant.py:2", "Error"),
        ("open('/etc/passwd')", "return {}", "variant.py:2", "Error"),
        ("return {'a': chr(0)}", "return {}", "variant.py", "zero byte"),
        ("return {'a': chr(0xd800)}", "return {}", "variant.py", "cannot be stored"),
        ("return {'a': 10**5000}", "return {}", "variant.py", "printed or returned too much"),
        ("return {'a': 'x' * 10**6}", "return {}", "variant.py", "larger than 400 kB"),
        ("return {}", "return {'d': {'refference': 1}}", "variant.py:6", "refference"),
        ("return {}", "return {'d': {'reference': 11, 'rtol': 'x'}}", "variant.py:6", "rtol"),
        ("return {", "return {}", "variant.py:2", "no Python"),
        ("return {}", "return {'d': {'kind': 'choice'}}", "variant.py:6", "changes the `kind`"),
        ("return {}", "return {'d': {'reference': 11, 'marks': 9}}", "variant.py:6", "changes the `marks`"),
    ],
)
def test_bad_variant_is_told_with_its_line(generate, solve, where, words):
    with pytest.raises(DefinitionError) as caught:
        make_content(drawn(generate, solve), 1)
    assert caught.value.where == where
    assert words in str(caught.value)


def test_variant_without_generate_is_told():
    with pytest.raises(DefinitionError, match=r"no function generate\(rng\)"):
        make_content(bundle() | {"variant.py": "x = 1\n"}, 1)


def test_variant_without_solve_takes_the_references_of_exercise_yaml():
    files = bundle() | {"variant.py": "def generate(rng):\n    return {'a': 11}\n"}
    files["exercise.yaml"] = files["exercise.yaml"].replace("reference: 11", 'reference: "{{ a }}"')
    assert make_content(files, 1).fields["d"]["reference"] == 11


@pytest.mark.parametrize(
    ("generate", "words"),
    [
        ("while True: pass", "took longer than"),
        ("return {'a': len([0] * 10**10)}", "Memory"),
        ("\n    while True: print('x' * 10**6)", "took longer than|printed or returned too much"),
    ],
)
def test_greedy_variant_is_stopped(generate, words, monkeypatch):
    monkeypatch.setattr("exercises.content.LIMITS", type(LIMITS)(seconds=1.5, memory_mb=256))
    with pytest.raises(DefinitionError, match=words):
        make_content(drawn(generate), 1)


def test_variant_that_prints_a_little_works():
    assert make_content(drawn("print('hello'); return {}"), 1).fields["d"]["reference"] == 11


def test_variant_cannot_add_a_field_or_change_the_tests_of_code():
    files = bundle("programs/code") | {
        "variant.py": "def generate(rng):\n    return {}\n\n\ndef solve():\n    return {'program': {'tests': 'x'}}\n"
    }
    assert "test_columns" in make_content(files, 1).fields["program"]["tests"]


def test_mistake_in_the_prompt_is_told_with_its_line():
    with pytest.raises(DefinitionError) as caught:
        make_content(bundle(prompt_md="fine\n\n{{ nobody }}"), 0)
    assert caught.value.where == "prompt.md:3"


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("Multiply entry by entry.", '"{{ nobody }}"', 13),
        ('{d: "11.0", verdict: correct}', '{d: "{{ nobody }}", verdict: correct}', 15),
        ("reference: 11", 'reference: "{{ nobody }}"', 10),
        ('answer: 10, says: "That', 'answer: 10, says: "{{ nobody }} That', 12),
        ("reference: 11", "reference: eleven potatoes", 10),
        ("reference: 11", "reference: 11\n    rtol: -1", 11),
    ],
)
def test_mistake_in_a_template_of_the_sheet_is_told_with_its_line(old, new, line):
    with pytest.raises(DefinitionError) as caught:
        make_content(edited(old, new), 0)
    assert caught.value.where == f"exercise.yaml:{line}"


def test_fixed_exercise_may_use_its_references_in_the_solution():
    assert "11" in make_content(bundle(solution_md="It is ${{ d }}$."), 0).solution
    assert read_definition(bundle()).fixed


def test_stored_fields_come_in_the_order_of_the_prompt() -> None:
    stored = {"prompt": "[[field:t]]\n\n[[field:d]]\n", "fields": {"d": {}, "t": {}}}
    rest = {"solution": "", "hints": [], "parts": [], "samples": [], "params": {}}
    assert list(Content.from_data(stored | rest).fields) == ["t", "d"]
