"""What is wrong with an exercise's files is told with file, line and remedy."""

import pytest

from exercises.definition import Definition, read_definition, read_or_explain
from grading.errors import DefinitionError
from grading.kinds import KINDS
from grading.nearest import nearest
from tests.exercises.bundles import LIBRARY, bundle, edited


def test_good_exercise_is_read():
    definition = read_definition(bundle())
    assert (definition.yaml.title, list(definition.fields), definition.fixed) == ("A dot product", ["d"], True)


def test_tiny_library_has_every_kind():
    folders = sorted(path.parent for path in LIBRARY.glob("*/*/exercise.yaml"))
    read = [read_definition(bundle(f"{folder.parent.name}/{folder.name}")) for folder in folders]
    assert {field["kind"] for definition in read for field in definition.fields.values()} == set(KINDS)


def test_summary_says_what_lists_show():
    summary = read_definition(bundle("basics/parts")).summary()
    assert summary == {
        "title": "Trace and determinant",
        "skills": ["trace", "determinant"],
        "difficulty": 2,
        "kinds": ["number"],
        "marks": 3,
        "hints": 0,
        "fixed": True,
        "solution_after": 3,
    }


def test_code_field_finds_its_sources_in_the_files():
    field = read_definition(bundle("programs/code")).fields["program"]
    assert all("centre" in field[key] for key in ("starter", "reference", "tests"))


@pytest.mark.parametrize(
    ("old", "new", "where", "words"),
    [
        ("title: A dot product", "titel: A dot product", 1, "`title` is missing"),
        ("title: A dot product", "title: X\ntitel: Y", 3, "`titel`: there is no such key here. Did you mean `title`"),
        ("title: A dot product", "title: ''", 2, "`title`: an empty value is too short"),
        ("title: A dot product", "title: [A]", 2, "`title`: this list is no text"),
        ("difficulty: 1", "difficulty: 9", 4, "`difficulty`: `9` is too large. Write a whole number from 1 to 5."),
        ("difficulty: 1", "difficulty: easy", 4, "`difficulty`: `easy` is no whole number"),
        ("uuid: fcb64470", "uuid: zzz", 1, "is no uuid. Write what this prints"),
        ("skills: [dot-product]", "skills: []", 3, "`skills`: an empty list is too short. Write at least 1 entry."),
        ("skills: [dot-product]", "skills: [Dot product]", 3, "`skills`, entry 1: `Dot product` is written otherwise"),
        ("kind: number", "kind: nummber", 8, "There is no kind `nummber`. Did you mean `number`"),
        ("kind: number", "kimd: number", 8, "A field has no key `kimd`. Did you mean `kind`?"),
        ("kind: number", "marks: 2", 7, "does not say its `kind`"),
        ("reference: 11", "referense: 11", 10, "no key `referense`. Did you mean `reference`"),
        ("reference: 11", "reference: 11\n    marks: two", 11, "`marks`: `two` is no whole number"),
        ("  d:", "  verdict:", 7, "cannot be the name of a field"),
        ("  d:", "  d-1:", 7, "cannot be the name of a field"),
        ('{d: "22/2", verdict: correct}', '{e: "22/2", verdict: correct}', 16, "`e`, which is no field"),
        (
            '{d: "22/2", verdict: correct}',
            '{d: "22/2", verdict: right}',
            16,
            "`samples`, entry 2, `verdict`: `right` is not known here",
        ),
        ('{d: "22/2", verdict: correct}', '{d: "22/2"}', 16, "`samples`, entry 2: `verdict` is missing"),
        (
            '{d: "22/2", verdict: correct}',
            '{d: "1", verdict: incorrect, score: 2}',
            16,
            "`samples`, entry 2, `score`: `2` is too large. Write a number from 0 to 1.",
        ),
        ("solution_after: 2", "solution_after: -1", 19, "`solution_after`: `-1` is too small"),
        (
            "solution_after: 2",
            "limits: {magnitud: 3}",
            19,
            "`magnitud`: there is no such key here. Did you mean `magnitude`",
        ),
        ("fields:", "parts: []\nfeelds:", 7, "`feelds`: there is no such key here. Did you mean `fields`"),
    ],
)
def test_mistake_in_the_sheet_is_told_with_its_line(old, new, where, words):
    found = read_or_explain(edited(old, new))
    assert isinstance(found, list)
    told = {error.where: str(error) for error in found}
    assert words in told[f"exercise.yaml:{where}"]


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "no mapping"), ("- a\n", "no mapping"), ("just words\n", "no mapping"), ("3", "no mapping")],
)
def test_sheet_that_is_no_mapping_is_told(text, words):
    with pytest.raises(DefinitionError, match=words):
        read_definition(bundle() | {"exercise.yaml": text})


def test_all_mistakes_are_told_at_once():
    found = read_or_explain(edited("difficulty: 1", "difficulty: 9\nhint: x"))
    assert not isinstance(found, Definition)
    assert len(found) == 2


def test_a_field_with_a_name_like_another_key_is_no_mistake_beside_others():
    files = bundle()
    sheet = (
        files["exercise.yaml"]
        .replace("{d: ", "{slope: ")
        .replace("  d:", "  slope:")
        .replace("difficulty: 1", "difficulty: 9")
    )
    found = read_or_explain(files | {"exercise.yaml": sheet})
    assert isinstance(found, list)
    assert ["`difficulty`" in str(each) for each in found] == [True]


def test_exercise_needs_a_field():
    with pytest.raises(DefinitionError, match="either `fields` or `parts`"):
        read_definition(
            edited("fields:", "parts: []\nfields: {}\nhidden:").copy() | {"exercise.yaml": _without_fields()}
        )


def _without_fields() -> str:
    return "uuid: fcb64470-b3ad-5d05-aa47-f73fe967ddb2\ntitle: A\nskills: [a]\ndifficulty: 1\n"


def test_same_field_in_two_parts_is_told():
    with pytest.raises(DefinitionError, match=r"yaml:14: Two parts have a field `t`"):
        read_definition(edited("      d: {kind", "      t: {kind", "basics/parts"))


def test_line_of_a_field_inside_a_part_is_found():
    definition = read_definition(bundle("basics/parts"))
    assert definition.where(("fields", "d", "marks")) == "exercise.yaml:14"


@pytest.mark.parametrize("name", ["reference.py", "tests.py", "starter.py"])
def test_missing_source_of_a_code_field_is_told(name):
    files = bundle("programs/code")
    del files[name]
    with pytest.raises(DefinitionError, match=f"{name} is missing"):
        read_definition(files)


def test_wrong_solution_that_is_not_listed_is_told():
    with pytest.raises(DefinitionError, match=r"wrong/new.py: exercise.yaml does not mention"):
        read_definition(bundle("programs/code") | {"wrong/new.py": "x"})


def test_listed_wrong_solution_without_file_is_told():
    with pytest.raises(DefinitionError, match=r"There is no file wrong/row.py. Did you mean `wrong/rows.py`"):
        read_definition(edited("file: wrong/rows.py", "file: wrong/row.py", "programs/code"))


@pytest.mark.parametrize(("word", "found"), [("titel", "title"), ("skill", "skills"), ("xyzzy", "")])
def test_nearest_known_word(word, found):
    assert nearest(word, ["title", "skills", "hints"]) == found


@pytest.mark.parametrize("limits", ["{seconds: 61}", "{seconds: 120}"])
def test_programs_that_may_outlive_their_worker_are_told(limits):
    with pytest.raises(DefinitionError, match=r"exercise.yaml:\d+: The programs .* may run \d+ s together"):
        read_definition(edited("limits: {seconds: 5}", f"limits: {limits}", "programs/code"))


def test_seconds_of_all_programs_are_added_up():
    files = bundle("programs/code")
    fields = "".join(f"  f{i}: {{kind: code, functions: [f(x)], limits: {{seconds: 21}}}}\n" for i in range(3))
    yaml = files["exercise.yaml"].replace("fields:\n", f"fields:\n{fields}")
    with pytest.raises(DefinitionError, match="may run 68 s together"):
        read_definition(files | {"exercise.yaml": yaml})
