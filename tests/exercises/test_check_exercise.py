"""`manage.py check_exercise` and `exercise_schema`."""

import json
import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from exercises.contract.folders import known_skills, shared_names
from exercises.exercise_yaml import ExerciseYaml
from exercises.schema import schema
from grading.kinds import KINDS
from tests.exercises.bundles import LIBRARY


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    for name in ("basics/number", "basics/choice"):
        shutil.copytree(LIBRARY / name, tmp_path / name)
    return tmp_path


def test_good_exercise_is_one_line(shelf, capsys):
    call_command("check_exercise", "basics/number", library=shelf, seeds=2, jobs=1)
    first, last = capsys.readouterr().out.splitlines()
    assert "✓ basics/number" in first
    assert last.startswith("1 exercise, 0 with findings")


@pytest.mark.parametrize(
    ("which", "seeds", "said"),
    [("basics/matrix", 1, "1 variant "), ("basics/matrix", 2, "2 variants "), ("basics/number", 2, "no variants ")],
)
def test_variants_are_counted_where_there_are_any(capsys, which, seeds, said):
    call_command("check_exercise", which, library=LIBRARY, seeds=seeds, jobs=1)
    assert f" {said}" in capsys.readouterr().out.splitlines()[0]


def test_exercises_without_variants_may_be_passed_over(capsys):
    call_command("check_exercise", "basics", library=LIBRARY, seeds=1, jobs=1, varying=True)
    *checked, last = capsys.readouterr().out.splitlines()
    assert any("basics/matrix" in line for line in checked)
    assert not any("no variants" in line for line in checked)
    assert ", 0 with findings" in last


def test_findings_stand_below_their_exercise_and_fail_the_command(shelf, capsys):
    (shelf / "basics/number/prompt.md").write_text("fine\n\n{{ nobody }}")
    with pytest.raises(SystemExit) as left:
        call_command("check_exercise", library=shelf, seeds=2, jobs=1)
    said = capsys.readouterr().out
    assert "✗ basics/number" in said
    assert "    prompt.md:3: There is no parameter `nobody`." in said
    assert left.value.code == 1


def test_two_processes_report_the_same(shelf, capsys):
    call_command("check_exercise", library=shelf, seeds=2, jobs=2)
    assert capsys.readouterr().out.count("✓") == 2


@pytest.mark.parametrize("options", [{"seeds": 0}, {"which": ["basics/nothing"]}, {"which": ["nothing"]}])
def test_impossible_request_is_told(shelf, options):
    with pytest.raises(CommandError):
        call_command("check_exercise", *options.pop("which", []), library=shelf, **options)


@pytest.mark.parametrize("text", ["uuid: fcb64470-b3ad-5d05-aa47-f73fe967ddb2", "position: 4"])
def test_two_exercises_with_one_name_are_found(shelf, text):
    key = text.partition(":")[0]
    file = shelf / "basics/choice/exercise.yaml"
    others = [line for line in file.read_text().splitlines() if not line.startswith(f"{key}:")]
    file.write_text("\n".join([text, *others]))
    assert [report.name for report in shared_names(shelf)] == ["basics/number"]


def test_skills_come_from_the_courses(tmp_path):
    (tmp_path / "ml").mkdir()
    (tmp_path / "ml/course.yaml").write_text("topics:\n  basics:\n    skills: [{id: trace, text: x}]\n  other: {}\n")
    assert known_skills(tmp_path) == {"trace"}
    assert known_skills(tmp_path / "ml") is None


def test_schema_is_printed(capsys):
    call_command("exercise_schema")
    assert json.loads(capsys.readouterr().out) == json.loads(json.dumps(schema()))


def test_schema_knows_every_key_and_kind():
    whole = schema()
    assert set(whole["properties"]) == set(ExerciseYaml.model_fields)
    for name, kind in KINDS.items():
        assert set(whole["$defs"][f"field_{name}"]["properties"]) == set(kind.field.model_fields)


def test_every_reference_of_the_schema_leads_somewhere():
    whole = schema()
    referred = {part.partition('"')[0] for part in json.dumps(whole).split('"#/$defs/')[1:]}
    assert referred <= set(whole["$defs"])
