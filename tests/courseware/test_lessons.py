"""The lessons of the shipped courses: every figure in them can be drawn, and its words say what it shows."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from courseware.course_files import read_course
from courseware.lessons import lesson
from exercises.markdown import render

FIGURES = settings.COURSES.parent / "assets" / "js" / "figures"
LESSONS = sorted(settings.COURSES.glob("*/lessons/*.md"))
CAPTION = re.compile(r"^::: figure [a-z-]+\n(.*?)\n:::$", re.DOTALL | re.MULTILINE)
each_lesson = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)


@each_lesson
def test_every_figure_has_a_script(path: Path):
    for name in lesson(path.read_text("utf-8")).figures:
        assert (FIGURES / f"{name}.js").is_file()


@each_lesson
def test_every_figure_is_told_in_words(path: Path):
    captions = CAPTION.findall(path.read_text("utf-8"))
    assert captions
    assert all(len(caption) > 100 for caption in captions)


@each_lesson
def test_no_mark_of_markdown_is_left_over(path: Path):
    assert ":::" not in render(path.read_text("utf-8"))


def test_every_lesson_belongs_to_a_topic():
    for yaml in settings.COURSES.glob("*/course.yaml"):
        topics = read_course(yaml.parent).yaml.topics
        named = {topic.lesson for topic in topics.values()}
        assert {f"lessons/{path.name}" for path in (yaml.parent / "lessons").glob("*.md")} <= named
