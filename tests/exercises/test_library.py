"""Every exercise of the course keeps the contract, and the browser can typeset what it shows.

A new folder gets these tests for free; `manage.py check_exercise` looks at more seeds.
"""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings

from exercises.bundle import LIBRARY, folders, read_bundle
from exercises.content import Content, make_content
from exercises.contract.finding import lines
from exercises.contract.folders import check_folder, known_skills, shared_names
from exercises.markdown import render
from tests.services.typesetter import problems_of

SEEDS = 3
FOLDERS = folders(LIBRARY)
FORMULA = re.compile(r'<span class="(math|math-block)" data-tex="([^"]*)"')
each_exercise = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: f"{folder.parent.name}/{folder.name}")


@each_exercise
def test_exercise_keeps_the_contract(folder: Path):
    report = check_folder(folder, SEEDS, known_skills(settings.COURSES))
    assert lines(report.findings) == []


def test_no_two_exercises_share_a_name():
    assert list(shared_names(LIBRARY)) == []


@each_exercise
def test_every_formula_of_an_exercise_can_be_typeset(folder: Path):
    texts = list(_texts(make_content(read_bundle(folder), 1)))
    assert _complaints("\n\n".join(texts)) == []


@pytest.mark.parametrize("lesson", sorted(settings.COURSES.glob("*/lessons/*.md")), ids=lambda lesson: lesson.stem)
def test_every_formula_of_a_lesson_can_be_typeset(lesson: Path):
    assert _complaints(lesson.read_text("utf-8")) == []


def test_typesetter_complains_about_bad_formulas():
    assert [bool(problem) for problem in problems_of([("x^2", False), (r"\frac{1", False)])] == [False, True]


def _complaints(markdown: str) -> list[str]:
    formulas = [(unescape(tex), kind == "math-block") for kind, tex in FORMULA.findall(render(markdown))]
    told = zip(formulas, problems_of(formulas), strict=True)
    return [f"{tex}: {problem}" for (tex, _), problem in told if problem]


def _texts(content: Content) -> Iterator[str]:
    yield from (content.prompt, content.solution, *content.hints)
    for field in content.fields.values():
        yield field.get("label", "")
        for entry in (*field.get("options", ()), *field.get("blocks", ()), *field.get("distractors", ())):
            yield from (entry["text"], entry.get("says", ""))
        yield from (misconception["says"] for misconception in field.get("misconceptions", ()))
