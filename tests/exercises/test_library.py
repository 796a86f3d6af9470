"""Every exercise of the course keeps the contract, and the browser can typeset what it shows.

A new folder gets these tests for free; `manage.py check_exercise` looks at more seeds.
"""

import re
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings

from exercises.bundle import LIBRARY, folders, read_bundle
from exercises.content import make
from exercises.contract.finding import lines
from exercises.contract.folders import check_folder, known_skills, shared_names
from exercises.contract.texts import texts
from exercises.contract.typesetting import Complaint, Formula, typesetter
from exercises.definition import read_definition
from exercises.markdown import render

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
    definition = read_definition(read_bundle(folder))
    shown = texts(definition, make(definition, 0 if definition.fixed else 1))
    assert _complaints("\n\n".join(one.text for one in shown)) == {}


@pytest.mark.parametrize("lesson", sorted(settings.COURSES.glob("*/lessons/*.md")), ids=lambda lesson: lesson.stem)
def test_every_formula_of_a_lesson_can_be_typeset(lesson: Path):
    assert _complaints(lesson.read_text("utf-8")) == {}


def test_typesetter_complains_about_bad_formulas():
    assert set(_complaints("$x^2$ and $\\frac{1$")) == {("\\frac{1", False)}


def _complaints(markdown: str) -> dict[Formula, Complaint]:
    """Also of what KaTeX sets otherwise than LaTeX would."""
    formulas = [(unescape(tex), kind == "math-block") for kind, tex in FORMULA.findall(render(markdown))]
    katex = typesetter()
    assert katex, "There is no KaTeX; `python3 bootstrap.py test` brings it."
    return katex.complaints(formulas, strict=True)
