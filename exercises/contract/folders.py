"""Check the folders of a library: each by its contract, all together for names that clash."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from exercises.bundle import LIBRARY, check_slug, folders, read_bundle
from exercises.contract import check
from exercises.contract.finding import Finding
from exercises.definition import EXERCISE_YAML
from exercises.located_yaml import read_yaml
from grading.errors import DefinitionError, stopped


@dataclass(frozen=True)
class FolderReport:
    """name: topic/slug. variants: how many were checked. fixed: it is the same for every seed."""

    name: str
    findings: list[Finding] = field(default_factory=list)
    variants: int = 0
    seconds: float = 0.0
    fixed: bool = False


def check_folder(folder: Path, seeds: int, skills: frozenset[str] | None) -> FolderReport:
    """Check one exercise on the seeds 1 to `seeds`."""
    name, started = f"{folder.parent.name}/{folder.name}", time.monotonic()
    try:
        check_slug(folder)
        report = check(read_bundle(folder), range(1, seeds + 1), skills)
    except DefinitionError as error:
        return FolderReport(name, [Finding(stopped(error.problem), error.where, remedy=error.remedy)])
    return FolderReport(name, report.findings, report.variants, time.monotonic() - started, report.fixed)


def shared_names(library: Path) -> Iterator[FolderReport]:
    """Exercises that have the uuid of another one, or its position in the topic."""
    seen: dict[tuple[str, str], str] = {}
    for folder in folders(library):
        name = f"{folder.parent.name}/{folder.name}"
        keys = _names(folder)
        for what, key in (
            (f"the uuid {keys.get('uuid')}", ("", str(keys.get("uuid")))),
            (f"the position {keys.get('position')}", (folder.parent.name, str(keys.get("position")))),
        ):
            if key[1] not in ("None", "0") and key in seen:
                yield FolderReport(name, [Finding(f"It has {what}, as {seen[key]} has.", EXERCISE_YAML)])
            seen.setdefault(key, name)


def courses_of(library: Path) -> Path:
    """Nabla's own courses for Nabla's own library; another library may bring its own."""
    return settings.COURSES if library.resolve() == LIBRARY else library / "_courses"


def known_skills(courses: Path) -> frozenset[str] | None:
    """The skills of every course.yaml below a folder of courses; None when there is none."""
    files = sorted(courses.glob("*/course.yaml"))
    if not files:
        return None
    return frozenset(skill for file in files for skill in _skills(file))


def _skills(file: Path) -> Iterator[str]:
    course = read_yaml(file.read_text("utf-8"), str(file)).data
    try:
        for topic in course["topics"].values():
            yield from (skill["id"] for skill in topic.get("skills", ()))
    except (AttributeError, KeyError, TypeError) as problem:
        raise DefinitionError("This is no course.", where=str(file), remedy="`sync_courses` says why.") from problem


def _names(folder: Path) -> dict[str, object]:
    """What exercise.yaml says, {} when it cannot be read: the check of that exercise says why."""
    try:
        data = read_yaml(read_bundle(folder).get(EXERCISE_YAML, ""), EXERCISE_YAML).data
    except DefinitionError:
        return {}
    return data if isinstance(data, dict) else {}
