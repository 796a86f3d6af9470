"""From folders to rows: the one home of what `sync_library` changes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from uuid import UUID

from django.db import transaction

from exercises.bundle import check_slug, digest, folders, read_bundle
from exercises.content import Content, make_many
from exercises.contract import check_before_publishing
from exercises.contract.finding import Finding, lines
from exercises.definition import EXERCISE_YAML, Definition, read_definition
from exercises.models import Exercise, ExerciseVersion, Variant
from exercises.variants import seeds
from grading.errors import DefinitionError

State = Literal["new", "updated", "moved", "unchanged", "broken", "retired"]


@dataclass(frozen=True)
class Synced:
    """What became of one exercise; name: topic/slug; problems: what is wrong with a broken one."""

    name: str
    state: State
    problems: tuple[str, ...] = ()


class Broken(Exception):
    """The exercise is not published; what learners met before stays."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__()
        self.findings = findings


class Syncing:
    """One pass over a library. variants: how many of each exercise are made at once; workers make the others later.

    skills: those that the course knows; None when no course is at hand.
    """

    def __init__(self, library: Path, *, variants: int, skills: frozenset[str] | None = None) -> None:
        self.folders = folders(library)
        self._variants = variants
        self._skills = skills
        self._published = {exercise.current_id: exercise for exercise in Exercise.objects.exclude(current=None)}
        self._seen: dict[UUID, str] = {}
        self._broken: set[str] = set()

    def run(self) -> Iterator[Synced]:
        """Sync every folder; a broken one is reported and leaves the others working."""
        for folder in self.folders:
            name = f"{folder.parent.name}/{folder.name}"
            try:
                yield Synced(name, self._sync(folder, name))
            except DefinitionError as error:
                yield self._refused(name, [str(error)])
            except Broken as broken:
                yield self._refused(name, lines(broken.findings))

    def _refused(self, name: str, problems: Sequence[str]) -> Synced:
        self._broken.add(name)
        return Synced(name, "broken", tuple(problems))

    def retire(self) -> Iterator[Synced]:
        """Withdraw the exercises that have no folder any more; their versions and grades stay."""
        for exercise in Exercise.objects.exclude(current=None).exclude(pk__in=list(self._seen)):
            if str(exercise) not in self._broken:
                exercise.current = None
                exercise.save(update_fields=["current"])
                yield Synced(str(exercise), "retired")

    def _sync(self, folder: Path, name: str) -> State:
        check_slug(folder)
        files = read_bundle(folder)
        key = digest(files)
        same = self._published.get(key)
        if same is not None:
            self._claim(same.uuid, name)
            return "unchanged" if str(same) == name else _move(same, folder)
        definition = read_definition(files)
        self._claim(definition.yaml.uuid, name)
        wanted = seeds(definition.summary(), self._variants)
        contents: dict[int, Content] = {}
        for seed, made in make_many(definition, wanted):
            if isinstance(made, DefinitionError):
                raise made
            contents[seed] = made
        if findings := check_before_publishing(definition, contents, self._skills):
            raise Broken(findings)
        return _publish(folder, key, definition, contents)

    def _claim(self, uuid: UUID, name: str) -> None:
        other = self._seen.setdefault(uuid, name)
        if other != name:
            raise DefinitionError(
                f"{other} has the same uuid.", where=EXERCISE_YAML, remedy="Give the copy a uuid of its own."
            )


@transaction.atomic
def _publish(folder: Path, key: str, definition: Definition, contents: dict[int, Content]) -> State:
    """Store the version with its first variants and let learners meet it from now on."""
    yaml = definition.yaml
    _free_place(folder, yaml.uuid)
    place = {"topic": folder.parent.name, "slug": folder.name, "title": yaml.title, "position": yaml.position}
    exercise, is_new = Exercise.objects.update_or_create(uuid=yaml.uuid, defaults=place)
    version, _ = ExerciseVersion.objects.get_or_create(
        digest=key, defaults={"exercise": exercise, "files": dict(definition.files), "summary": definition.summary()}
    )
    made = [Variant(version=version, seed=seed, content=content.as_data()) for seed, content in contents.items()]
    Variant.objects.bulk_create(made, ignore_conflicts=True)
    exercise.current = version
    exercise.save(update_fields=["current"])
    return "new" if is_new else "updated"


@transaction.atomic
def _move(exercise: Exercise, folder: Path) -> State:
    _free_place(folder, exercise.uuid)
    exercise.topic, exercise.slug = folder.parent.name, folder.name
    exercise.save(update_fields=["topic", "slug"])
    return "moved"


def _free_place(folder: Path, uuid: UUID) -> None:
    """Another exercise that had this folder makes room: its own folder, if it has one, comes in its turn."""
    for other in Exercise.objects.filter(topic=folder.parent.name, slug=folder.name).exclude(uuid=uuid):
        other.slug = f"{other.slug[:60]}-was-{other.uuid.hex[:8]}"
        other.save(update_fields=["slug"])
