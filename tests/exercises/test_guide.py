"""The authors' guide mentions everything that authors may use, and what it shows works."""

import re
import textwrap
from pathlib import Path

import pytest

from exercises import authoring
from exercises.authoring import toolkit
from exercises.authoring.templates import filters
from exercises.authoring.writing import text
from exercises.content import make_content
from exercises.contract import check
from exercises.exercise_yaml import RESERVED, ExerciseYaml, Limits, Part
from tests.exercises.bundles import bundle

GUIDE = (Path(authoring.__file__).parent / "README.md").read_text("utf-8")


@pytest.mark.parametrize("key", [*ExerciseYaml.model_fields, *Part.model_fields, *Limits.model_fields, *RESERVED])
def test_guide_mentions_every_key(key):
    assert f"`{key}`" in GUIDE


@pytest.mark.parametrize("name", sorted(toolkit.OWN))
def test_guide_mentions_every_name_of_the_toolkit(name):
    assert f"`{name}`" in GUIDE or f"`{name}(" in GUIDE


def test_guide_mentions_every_filter():
    for name in filters(text):
        assert f"| `{name}` |" in GUIDE


def test_the_smallest_exercise_of_the_guide_keeps_the_contract():
    section = GUIDE.split("## The smallest one")[1].split("\n## ")[0]
    parts = re.split(r"`(\w+\.\w+)`:\n", section)[1:]
    files = {name: textwrap.dedent(text.strip("\n")).strip() + "\n" for name, text in batched(parts)}
    assert [str(finding) for finding in check(files, range(10)).findings] == []


def batched(parts):
    return zip(parts[::2], parts[1::2], strict=True)


def test_variant_of_the_guide_works():
    section = GUIDE.split("## variant.py")[1]
    code = "\n".join(line[4:] for line in section.splitlines() if line.startswith("    ") or not line)
    files = bundle("basics/matrix", variant_py=code.split("It runs")[0])
    files["exercise.yaml"] = (
        files["exercise.yaml"].replace("C:", "v:").replace("B * A", "A.T * x").replace("A * B", "A * x")
    )
    files |= {"prompt.md": "$A = {{ A }}$", "solution.md": "${{ v }}$"}
    assert len(make_content(files, 1).fields["v"]["reference"]) == 3
