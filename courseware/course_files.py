"""A course on disk: course.yaml and its lessons, read, checked and stored as Course and Topic rows."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from pydantic import BaseModel, ConfigDict, Field as Key, ValidationError

from courseware.models import Course, Topic
from courseware.prerequisites import in_a_circle
from exercises.located_yaml import Located, read_yaml
from grading.errors import DefinitionError
from grading.faults import faults
from grading.nearest import did_you_mean

COURSE_YAML = "course.yaml"
LONGEST_LESSON = 200_000
FIGURES = Path(__file__).parent / "assets" / "js" / "figures"
Slug = Key(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)


class Skill(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Slug
    text: str


class TopicYaml(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = Key(max_length=200)
    short: str = Key(max_length=60)
    requires: tuple[str, ...] = ()
    lane: int = Key(default=1, ge=1, le=20)
    hours: int = Key(default=0, ge=0, le=200)
    skills: tuple[Skill, ...] = ()
    lesson: str = ""


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    topics: tuple[str, ...]


class CourseYaml(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    slug: str = Slug
    title: str = Key(max_length=200)
    summary: str = ""
    sections: tuple[Section, ...]
    topics: dict[str, TopicYaml]

    @property
    def order(self) -> list[str]:
        """The topics in the order of the sections."""
        return [slug for section in self.sections for slug in section.topics]


@dataclass(frozen=True)
class CourseFiles:
    """A course as its authors wrote it; lessons: topic -> Markdown."""

    yaml: CourseYaml
    lessons: Mapping[str, str]

    @property
    def digest(self) -> str:
        whole = json.dumps([self.yaml.model_dump(mode="json"), sorted(self.lessons.items())])
        return hashlib.sha256(whole.encode()).hexdigest()


def read_course(folder: Path) -> CourseFiles:
    """The course in a folder. Raises DefinitionError with file, line and remedy."""
    path = folder / COURSE_YAML
    if not path.is_file():
        raise DefinitionError("There is no course.yaml.", where=str(folder), remedy="A course begins with one.")
    located = read_yaml(path.read_text("utf-8"), f"{folder.name}/{COURSE_YAML}")
    try:
        yaml = CourseYaml.model_validate(located.data)
    except ValidationError as error:
        raise located.explain(faults(CourseYaml, error, located.data)[0]) from error
    for problem in _problems(yaml, located):
        raise problem
    return CourseFiles(yaml, {slug: _lesson(folder, slug, yaml, located) for slug in yaml.order})


@transaction.atomic
def store_course(found: CourseFiles) -> bool:
    """Write the course's rows. Returns whether anything was new; a topic that left course.yaml leaves the course."""
    course, _is_new = Course.objects.get_or_create(slug=found.yaml.slug, defaults={"title": found.yaml.title})
    if course.digest == found.digest:
        return False
    course.title, course.summary, course.digest = found.yaml.title, found.yaml.summary, found.digest
    course.sections = [section.model_dump(mode="json") for section in found.yaml.sections]
    course.save()
    for position, slug in enumerate(found.yaml.order, start=1):
        topic = found.yaml.topics[slug].model_dump(mode="json")
        rows = {**topic, "position": position, "lesson": found.lessons[slug]}
        Topic.objects.update_or_create(course=course, slug=slug, defaults=rows)
    course.topics.exclude(slug__in=found.yaml.order).delete()
    return True


def _problems(yaml: CourseYaml, located: Located) -> Iterator[DefinitionError]:
    placed: set[str] = set()
    for i, section in enumerate(yaml.sections):
        for j, slug in enumerate(section.topics):
            line = located.where(("sections", i, "topics", j))
            if slug not in yaml.topics:
                yield DefinitionError(
                    f"There is no topic `{slug}`.", where=line, remedy=did_you_mean(slug, yaml.topics)
                )
            if slug in placed:
                yield DefinitionError(f"`{slug}` stands in two places.", where=line, remedy="Keep one of them.")
            placed.add(slug)
    for slug, topic in yaml.topics.items():
        line = located.where(("topics", slug))
        if slug not in placed:
            yield DefinitionError(f"`{slug}` is in no section.", where=line, remedy="List it under `sections`.")
        for k, needed in enumerate(topic.requires):
            if needed not in yaml.topics:
                at = located.where(("topics", slug, "requires", k))
                yield DefinitionError(
                    f"There is no topic `{needed}`.", where=at, remedy=did_you_mean(needed, yaml.topics)
                )
    circle = in_a_circle({slug: topic.requires for slug, topic in yaml.topics.items()})
    if circle:
        line = located.where(("topics", circle[0]))
        chain = " -> ".join(circle)
        yield DefinitionError(f"These topics require each other: {chain}.", where=line, remedy="Drop one `requires`.")


def _lesson(folder: Path, slug: str, yaml: CourseYaml, located: Located) -> str:
    """The lesson's Markdown; a topic that names none and has no lessons/<slug>.md has none yet."""
    named = yaml.topics[slug].lesson
    path = folder / (named or f"lessons/{slug}.md")
    line = located.where(("topics", slug, "lesson"))
    if not path.resolve().is_relative_to(folder.resolve()):
        raise DefinitionError("A lesson lies in its course's folder.", where=line, remedy=f"Name it lessons/{slug}.md.")
    if not path.is_file():
        if named:
            raise DefinitionError(f"There is no file {named}.", where=line, remedy="Write it or drop the key.")
        return ""
    text = path.read_text("utf-8")
    if len(text) > LONGEST_LESSON:
        raise DefinitionError("The lesson is longer than 200 000 characters.", where=line, remedy="Split the topic.")
    _check_figures(text, f"{folder.name}/{path.relative_to(folder)}")
    return text


def _check_figures(text: str, where: str) -> None:
    """A figure without a script would break its page where files are served under the names of a manifest."""
    known = [script.stem for script in FIGURES.glob("*.js")]
    for number, row in enumerate(text.splitlines(), start=1):
        found = re.match(r"\s*:::+\s*figure\s+(\S+)", row)
        if found and found[1] not in known:
            remedy = did_you_mean(found[1], known)
            raise DefinitionError(f"There is no figure `{found[1]}`.", where=f"{where}:{number}", remedy=remedy)
