"""Courses from files: what is read, and how each mistake is explained."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from courseware.course_files import read_course, store_course
from courseware.models import Course, Topic
from grading.errors import DefinitionError

COURSE_YAML = """\
slug: small
title: Small
sections:
  - title: All
    topics: [vectors, slopes]
topics:
  vectors:
    title: Vectors
    short: Vectors
    skills:
      - {id: adding, text: Add vectors}
  slopes:
    title: Slopes
    short: Slopes
    requires: [vectors]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "small"
    (folder / "lessons").mkdir(parents=True)
    (folder / "course.yaml").write_text(COURSE_YAML)
    (folder / "lessons" / "vectors.md").write_text("A vector.")
    return folder


def edit(folder: Path, old: str, new: str) -> None:
    assert old in COURSE_YAML
    (folder / "course.yaml").write_text(COURSE_YAML.replace(old, new, 1))


def test_the_shipped_course_is_read(settings) -> None:
    for yaml in settings.COURSES.glob("*/course.yaml"):
        assert read_course(yaml.parent).yaml.order


def test_a_figure_without_a_script_is_refused(folder: Path) -> None:
    (folder / "lessons" / "vectors.md").write_text("A vector.\n\n::: figure liner-map\nIt bends.\n:::\n")
    with pytest.raises(DefinitionError, match=r"liner-map") as refused:
        read_course(folder)
    assert refused.value.where == "small/lessons/vectors.md:3"
    assert "`linear-map`" in refused.value.remedy


def test_topics_are_stored_in_order_with_their_lessons(folder: Path, db) -> None:
    assert store_course(read_course(folder))
    topics = list(Topic.objects.values_list("slug", "position", "lesson", "requires"))
    assert topics == [("vectors", 1, "A vector.", []), ("slopes", 2, "", ["vectors"])]


def test_an_unchanged_course_costs_nothing(folder: Path, db, django_assert_max_num_queries) -> None:
    store_course(read_course(folder))
    with django_assert_max_num_queries(4):
        assert not store_course(read_course(folder))


def test_a_changed_lesson_is_a_change(folder: Path, db) -> None:
    store_course(read_course(folder))
    (folder / "lessons" / "slopes.md").write_text("A slope.")
    assert store_course(read_course(folder))
    assert Topic.objects.get(slug="slopes").lesson == "A slope."


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("title: Small", "titel: Small", "small/course.yaml:"),
        ("    short: Vectors", "    shrt: Vectors", "Did you mean `short`?"),
        ("requires: [vectors]", "requires: [vector]", ":15: There is no topic `vector`. Did you mean `vectors`?"),
        ("[vectors, slopes]", "[vectors]", "`slopes` is in no section"),
        ("[vectors, slopes]", "[vectors, slopes, slopes]", "stands in two places"),
        (
            "    short: Vectors",
            "    requires: [slopes]\n    short: Vectors",
            "each other: vectors -> slopes -> vectors",
        ),
        (
            "slug: small",
            "slug: Small Course",
            "course.yaml:1: `slug`: `Small Course` is written otherwise than it must be",
        ),
        ("    short: Slopes", "    short: Slopes\n    lesson: ../../etc/passwd", "in its course's folder"),
        ("    short: Slopes", "    short: Slopes\n    lesson: lessons/none.md", "There is no file lessons/none.md"),
        ("slug: small", "slug: [", "This is no YAML"),
    ],
)
def test_a_mistake_is_explained_with_its_place(folder: Path, old: str, new: str, said: str) -> None:
    edit(folder, old, new)
    with pytest.raises(DefinitionError) as error:
        read_course(folder)
    assert said in str(error.value)


def test_a_broken_course_leaves_the_others_alone(folder: Path, db, capsys) -> None:
    broken = folder.parent / "broken"
    broken.mkdir()
    (broken / "course.yaml").write_text("slug: broken")
    with pytest.raises(CommandError, match="broken"):
        call_command("sync_courses", courses=folder.parent)
    assert Course.objects.get().slug == "small"
