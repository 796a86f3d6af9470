"""Read the library's folders into the database."""

import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from exercises.bundle import LIBRARY
from exercises.contract.folders import courses_of, known_skills
from exercises.contract.typesetting import WITHOUT, typesetter
from exercises.syncing import Synced, Syncing
from grading.errors import DefinitionError
from grading.sandbox import SandboxUnavailable


class Command(BaseCommand):
    help = "Read folders of exercises into immutable versions; a broken one is told, and what was there of it stays."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--library", type=Path, default=LIBRARY, help="folder of exercises, topic/slug")
        parser.add_argument("--courses", type=Path, help="folder of courses whose skills the exercises must use")
        parser.add_argument("--variants", type=int, default=4, help="variants to make of each at once (default 4)")
        parser.add_argument("--keep", action="store_true", help="do not withdraw exercises that have no folder here")
        parser.add_argument("--strict", action="store_true", help="exit with 1 when an exercise is broken")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        library = Path(options["library"])
        if not library.is_dir():
            raise CommandError(f"There is no folder {library}.")
        if options["variants"] < 1:
            raise CommandError("--variants must be at least 1.")
        skills = _known_skills(options["courses"] or courses_of(library))
        syncing = Syncing(library, variants=options["variants"], skills=skills)
        try:
            synced = list(self._shown(syncing))
        except SandboxUnavailable as missing:
            raise CommandError(f"Variants cannot be made on this machine: {missing}") from missing
        if not options["keep"]:
            synced += syncing.retire()
        if options["verbosity"]:
            self._report(synced, time.monotonic() - started)
        if options["strict"] and any(one.state == "broken" for one in synced):
            sys.exit(1)

    def _shown(self, syncing: Syncing) -> "tqdm[Synced]":
        return tqdm(syncing.run(), total=len(syncing.folders), unit="exercise", disable=not sys.stderr.isatty())

    def _report(self, synced: list[Synced], seconds: float) -> None:
        for one in synced:
            if one.state != "unchanged":
                self.stdout.write(f"{one.state:<9} {one.name}")
            for problem in one.problems:
                self.stderr.write(self.style.ERROR(f"{one.name}: {problem}"))
        if typesetter() is None:
            self.stdout.write(self.style.WARNING(WITHOUT))
        counts = Counter(one.state for one in synced)
        summary = ", ".join(f"{count} {state}" for state, count in counts.items()) or "nothing there"
        self.stdout.write(f"Library: {summary} ({seconds:.1f} s)")
        if counts["broken"]:
            self.stdout.write("What is broken is not published; what was published of it before stays.")


def _known_skills(courses: Path) -> frozenset[str] | None:
    """None also where a course cannot be read: `sync_courses` says why."""
    try:
        return known_skills(courses)
    except DefinitionError:
        return None
