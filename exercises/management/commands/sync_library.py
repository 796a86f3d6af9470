"""Read the library's folders into the database."""

import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from exercises.bundle import LIBRARY
from exercises.syncing import Synced, Syncing
from grading.sandbox import SandboxUnavailable


class Command(BaseCommand):
    help = "Read folders of exercises into immutable versions; a broken exercise leaves the others alone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--library", type=Path, default=LIBRARY, help="folder of exercises, topic/slug")
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
        syncing = Syncing(library, variants=options["variants"])
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
            if one.state == "broken":
                self.stderr.write(self.style.ERROR(f"{one.name}: {one.problem}"))
            elif one.state != "unchanged":
                self.stdout.write(f"{one.state:<9} {one.name}")
        counts = Counter(one.state for one in synced)
        summary = ", ".join(f"{count} {state}" for state, count in counts.items()) or "nothing there"
        self.stdout.write(f"Library: {summary} ({seconds:.1f} s)")
