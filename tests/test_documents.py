"""README, CONTRIBUTING and the other documents say what is true: paths, commands and settings exist."""

import inspect
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class
from django.urls import reverse

import bootstrap
from courseware import demo
from courseware.course_files import read_course
from courseware.management.commands import create_demo
from grading import sandbox

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "courseware/DEPLOYMENT.md")]
OURS = {name for name, app in get_commands().items() if app in ("courseware", "exercises")}
README = (ROOT / "README.md").read_text()
SETTINGS = (ROOT / "courseware" / "settings.py").read_text()
PATH = re.compile(
    r"`((?:grading|exercises|courseware|templates|tests|\.ci)/[^`<*]*|bootstrap\.py|pyproject\.toml|requirements[^`]*)`"
)
VARIABLE = re.compile(r'env(?:\.\w+)?\(\s*"([A-Z_]+)"')


def rows(heading: str) -> list[list[str]]:
    """The cells of the table under a heading of the README."""
    section = README.split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_named_path_exists(document):
    missing = [path for path in PATH.findall(document.read_text()) if not (ROOT / path.split(" ")[0]).exists()]
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(document):
    links = re.findall(r"\]\(([^)#:]+)\)", document.read_text())
    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_named_command_exists(document):
    named = set(re.findall(r"manage\.py ([a-z_]+)", document.read_text()))
    assert named <= set(get_commands())


def test_every_command_of_ours_is_in_the_readme():
    assert {row[0].strip("`").split(" ")[0] for row in rows("Commands")} == OURS


def test_options_in_the_readme_are_taken():
    for row in rows("Commands"):
        name, *words = row[0].strip("`").split(" ")
        parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)
        known = {option for action in parser._actions for option in action.option_strings}
        assert {word for word in words if word.startswith("--")} <= known


def test_the_invitation_code_that_is_printed_is_in_the_readme():
    assert f"invitation code of the demo course, `{demo.CODE}`" in README
    assert f"<http://localhost:8000{reverse('join')}>" in README
    assert "offering.invitation_code" in inspect.getsource(create_demo)


def test_every_setting_is_in_the_readme_and_nothing_else():
    documented = {row[0].strip("`") for row in rows("Settings")}
    # The sandbox knows no Django, so its one setting is read where it is used.
    assert documented == set(VARIABLE.findall(SETTINGS)) - {"NABLA_TESTING"} | {"NABLA_SANDBOX_MINIMUM"}
    assert "NABLA_SANDBOX_MINIMUM" in inspect.getsource(sandbox)


def test_readme_counts_the_topics_that_are_published():
    topics = [
        topic for course in (ROOT / "courseware" / "courses").iterdir() for topic in read_course(course).yaml.topics
    ]
    published = [path.name for path in (ROOT / "exercises" / "library").iterdir() if path.name in topics]
    said = re.search(r"maps (\d+) topics; (\d+) have .*?the other (\d+) are not", README, re.DOTALL)
    assert said is not None
    assert [int(number) for number in said.groups()] == [len(topics), len(published), len(topics) - len(published)]


@pytest.mark.parametrize("lock", sorted(path.name for path in ROOT.glob("requirements*.lock")))
def test_one_command_renews_every_lock(lock):
    assert lock in (ROOT / ".ci" / "lock").read_text()
    assert f"`{lock}`" in (ROOT / "CONTRIBUTING.md").read_text()


def test_the_demo_accounts_of_the_readme_exist():
    named = {row[0] for row in rows("Start it")}
    assert named == {person.username for person in demo.PEOPLE}
    assert demo.PASSWORD in README


@pytest.mark.parametrize("command", ["run", "test"])
def test_both_commands_stand_on_the_first_screen(command):
    first_screen = "\n".join(README.splitlines()[:35])
    assert f"python3 bootstrap.py {command}" in first_screen
    assert command in bootstrap.__doc__


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_documented_test_command_finds_a_test(document):
    for words in re.findall(r"bootstrap\.py test (tests/.*)", document.read_text()):
        found = subprocess.run(
            [sys.executable, "-m", "pytest", "--collect-only", "-q", *shlex.split(words)],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert found.returncode == 0, found.stdout
