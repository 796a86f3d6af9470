"""`manage.py sync_library`: folders become immutable versions; what is broken leaves the others alone."""

import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from exercises import syncing
from exercises.models import Exercise, ExerciseVersion, Variant
from exercises.syncing import Syncing
from tests.exercises.bundles import LIBRARY

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A library of three exercises that a test may spoil."""
    for name in ("basics/number", "basics/choice", "basics/matrix"):
        shutil.copytree(LIBRARY / name, tmp_path / name)
    return tmp_path


def sync(shelf: Path) -> dict[str, str]:
    run = Syncing(shelf, variants=2)
    return {one.name: one.state for one in [*run.run(), *run.retire()]}


def edit(shelf: Path, name: str, old: str, new: str) -> None:
    file = shelf / name / "exercise.yaml"
    file.write_text(file.read_text().replace(old, new))


def test_new_exercises_get_a_version_and_their_first_variants(shelf):
    assert set(sync(shelf).values()) == {"new"}
    matrix = Exercise.objects.get(topic="basics", slug="matrix")
    assert (matrix.title, matrix.position) == ("A matrix times a matrix", 5)
    assert matrix.current.files["prompt.md"] == (shelf / "basics/matrix/prompt.md").read_text()
    assert list(matrix.current.variants.order_by("seed").values_list("seed", flat=True)) == [1, 2]


def test_fixed_exercise_has_seed_zero_alone(shelf):
    sync(shelf)
    assert list(Variant.objects.filter(version__exercise__slug="number").values_list("seed", flat=True)) == [0]


def test_unchanged_exercises_cost_nothing(shelf, monkeypatch, django_assert_num_queries):
    sync(shelf)
    monkeypatch.setattr(syncing, "make_many", None)
    with django_assert_num_queries(2):
        assert set(sync(shelf).values()) == {"unchanged"}


def test_changed_exercise_gets_a_new_version_beside_the_old_one(shelf):
    sync(shelf)
    old = Exercise.objects.get(slug="number").current
    edit(shelf, "basics/number", "A dot product", "A scalar product")
    assert sync(shelf)["basics/number"] == "updated"
    exercise = Exercise.objects.get(slug="number")
    assert (exercise.title, exercise.versions.count()) == ("A scalar product", 2)
    assert ExerciseVersion.objects.get(digest=old.digest).files == old.files


def test_going_back_publishes_the_old_version_again(shelf):
    sync(shelf)
    old = Exercise.objects.get(slug="number").current
    edit(shelf, "basics/number", "A dot product", "X")
    sync(shelf)
    edit(shelf, "basics/number", "title: X", "title: A dot product")
    sync(shelf)
    assert Exercise.objects.get(slug="number").current == old
    assert ExerciseVersion.objects.filter(exercise__slug="number").count() == 2


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("exercise.yaml", "title: ["),
        ("exercise.yaml", ""),
        ("prompt.md", "{{ nobody }}"),
        ("variant.py", "def generate(rng):\n    while False: pass\n    return 1 / 0\n"),
        ("variants.py", "x"),
    ],
)
def test_broken_exercise_leaves_the_others_and_itself_working(shelf, file, text):
    sync(shelf)
    edit(shelf, "basics/choice", "difficulty: 1", "difficulty: 2")
    (shelf / "basics/matrix" / file).write_text(text)
    assert sync(shelf) == {"basics/choice": "updated", "basics/number": "unchanged", "basics/matrix": "broken"}
    assert Exercise.objects.get(slug="matrix").current is not None


WRONG_SAMPLE = ("verdict: invalid}", "verdict: correct}")


@pytest.mark.parametrize(
    ("name", "file", "old", "new", "words"),
    [
        ("number", "exercise.yaml", *WRONG_SAMPLE, "exercise.yaml:18: Sample 4 earns invalid, not correct."),
        (
            "number",
            "exercise.yaml",
            "answer: 10",
            "answer: 11",
            ":12: Misconception `entries-only` is the right answer",
        ),
        ("number", "prompt.md", "(1, 2)", "\\frc{1}{2}", "prompt.md:1: KaTeX knows no command `\\frc`."),
        ("matrix", "prompt.md", "{{ A }}", "{{ A }} - -3", "prompt.md: seeds 1, 2: There are two signs in a row"),
        ("number", "exercise.yaml", "reference: 11", "reference: 4321", "A number is larger than 1000"),
    ],
)
def test_what_learners_would_stumble_over_is_not_published(shelf, name, file, old, new, words):
    sync(shelf)
    before = Exercise.objects.get(slug=name).current
    path = shelf / "basics" / name / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    (told,) = [one for one in Syncing(shelf, variants=2).run() if one.state != "unchanged"]
    assert told.state == "broken"
    assert words in "\n".join(told.problems)
    assert Exercise.objects.get(slug=name).current == before


def test_new_exercise_that_is_faulty_is_not_shown(shelf):
    edit(shelf, "basics/number", *WRONG_SAMPLE)
    assert sync(shelf)["basics/number"] == "broken"
    assert not Exercise.objects.filter(slug="number").exists()


def test_no_program_is_run_to_publish_an_exercise(shelf):
    shutil.copytree(LIBRARY / "programs/code", shelf / "programs/code")
    (shelf / "programs/code/reference.py").write_text("def centre(X):\n    return 1 / 0\n")
    assert sync(shelf)["programs/code"] == "new"


def test_skill_that_no_course_knows_is_not_published(shelf):
    run = Syncing(shelf, variants=2, skills=frozenset({"trace"}))
    told = {one.name: " ".join(one.problems) for one in run.run()}
    assert "The course knows no skill `dot-product`." in told["basics/number"]


def test_exercise_without_folder_is_retired_and_comes_back(shelf):
    sync(shelf)
    shutil.move(shelf / "basics/number", shelf / "aside")
    assert sync(shelf)["basics/number"] == "retired"
    assert Exercise.objects.get(slug="number").current is None
    shutil.move(shelf / "aside", shelf / "basics/number")
    assert sync(shelf)["basics/number"] == "updated"
    assert Exercise.objects.get(slug="number").current is not None


def test_renamed_folder_keeps_the_exercise(shelf):
    sync(shelf)
    uuid = Exercise.objects.get(slug="number").uuid
    shutil.move(shelf / "basics/number", shelf / "basics/dot-product")
    assert sync(shelf)["basics/dot-product"] == "moved"
    assert Exercise.objects.get(slug="dot-product").uuid == uuid


def test_folders_may_swap_their_names(shelf):
    sync(shelf)
    before = {exercise.slug: exercise.uuid for exercise in Exercise.objects.all()}
    for source, target in (("number", "aside"), ("choice", "number"), ("aside", "choice")):
        shutil.move(shelf / "basics" / source, shelf / "basics" / target)
    sync(shelf)
    after = {exercise.slug: exercise.uuid for exercise in Exercise.objects.all()}
    assert after == {**before, "number": before["choice"], "choice": before["number"]}


def test_new_exercise_may_take_the_folder_of_an_old_one(shelf):
    sync(shelf)
    edit(shelf, "basics/number", "uuid: fcb6", "uuid: acb6")
    assert sync(shelf)["basics/number"] == "new"
    assert Exercise.objects.get(slug="number").uuid.hex.startswith("acb6")
    assert Exercise.objects.get(uuid="fcb64470-b3ad-5d05-aa47-f73fe967ddb2").current is None


def test_copy_with_the_same_uuid_is_broken(shelf):
    shutil.copytree(shelf / "basics/number", shelf / "basics/number-again")
    assert sync(shelf)["basics/number-again"] == "broken"
    assert Exercise.objects.filter(title="A dot product").count() == 1


@pytest.mark.parametrize("name", ["Basics/number", "basics/Number One", "basics/a_b", "basics/" + "a" * 90])
def test_folder_with_a_name_that_is_no_address_is_broken(shelf, name):
    shutil.copytree(LIBRARY / "basics/parts", shelf / name)
    assert sync(shelf)[name] == "broken"


def test_command_reports_and_goes_on(shelf, capsys):
    (shelf / "basics/matrix/prompt.md").write_text("{{ nobody }}")
    call_command("sync_library", library=shelf)
    said = capsys.readouterr()
    assert "Library: 2 new, 1 broken" in said.out.replace("1 broken, 2 new", "2 new, 1 broken")
    assert "basics/matrix: prompt.md:1: There is no parameter `nobody`." in said.err


def test_strict_command_fails_on_a_broken_exercise(shelf):
    (shelf / "basics/matrix/prompt.md").write_text("{{ nobody }}")
    with pytest.raises(SystemExit) as left:
        call_command("sync_library", library=shelf, strict=True)
    assert left.value.code == 1


def test_missing_library_is_told_before_anything_is_retired(shelf):
    sync(shelf)
    with pytest.raises(CommandError, match="no folder"):
        call_command("sync_library", library=shelf / "nowhere")
    assert not Exercise.objects.filter(current=None).exists()


def test_keep_leaves_exercises_of_other_libraries(shelf):
    sync(shelf)
    shutil.rmtree(shelf / "basics/number")
    call_command("sync_library", library=shelf, keep=True)
    assert Exercise.objects.get(slug="number").current is not None
