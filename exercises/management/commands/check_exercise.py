"""Check exercises against the contract and report in the terminal."""

import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import django
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from exercises.bundle import LIBRARY, folders
from exercises.contract.finding import lines
from exercises.contract.folders import FolderReport, check_folder, courses_of, known_skills, shared_names
from exercises.contract.typesetting import WITHOUT, typesetter
from grading.errors import DefinitionError
from grading.sandbox import SandboxUnavailable


class Command(BaseCommand):
    help = "Check that exercises keep the contract: every reference, sample, misconception and text, on many seeds."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("which", nargs="*", metavar="TOPIC[/SLUG]", help="all of the library when left out")
        parser.add_argument("--seeds", type=int, default=50, help="variants to check of each exercise (default 50)")
        parser.add_argument(
            "--varying", action="store_true", help="only exercises with variants, of which seeds tell more"
        )
        parser.add_argument("--library", type=Path, default=LIBRARY, help="folder of exercises, topic/slug")
        parser.add_argument("--courses", type=Path, help="folder of courses whose skills the exercises must use")
        parser.add_argument("--jobs", type=int, default=min(2, os.cpu_count() or 1), help="processes (default 2)")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["seeds"] < 1:
            raise CommandError("--seeds must be at least 1.")
        try:
            found = [folder for which in options["which"] or [""] for folder in folders(options["library"], which)]
            found = [folder for folder in found if (folder / "variant.py").is_file() or not options["varying"]]
            skills = known_skills(options["courses"] or courses_of(options["library"]))
        except DefinitionError as error:
            raise CommandError(str(error)) from error
        started, broken = time.monotonic(), 0
        jobs = min(options["jobs"], len(found) or 1)
        reports = _reports(found, options["seeds"], skills, jobs)
        try:
            for report in tqdm(reports, total=len(found), unit="exercise", disable=not sys.stderr.isatty()):
                broken += bool(report.findings)
                self._write(report)
        except SandboxUnavailable as missing:
            raise CommandError(f"Variants cannot be made on this machine: {missing}") from missing
        for clash in shared_names(options["library"]):
            broken += 1
            self._write(clash)
        if typesetter() is None:
            self.stdout.write(self.style.WARNING(WITHOUT))
        seconds = time.monotonic() - started
        self.stdout.write(f"{counted(len(found), 'exercise')}, {broken} with findings, {seconds:.1f} s")
        if broken:
            sys.exit(1)

    def _write(self, report: FolderReport) -> None:
        mark = self.style.ERROR("✗") if report.findings else self.style.SUCCESS("✓")
        text = [f"{mark} {report.name:<60} {_checked(report):<14} {report.seconds:6.1f} s"]
        text += [f"    {line}" for line in lines(report.findings)]
        with tqdm.external_write_mode(file=self.stdout):
            self.stdout.write("\n".join(text))
            self.stdout.flush()


def _checked(report: FolderReport) -> str:
    """How many variants were checked; an exercise without variant.py has no seeds to draw."""
    return "no variants" if report.fixed else counted(report.variants, "variant")


def counted(number: int, what: str) -> str:
    """
    >>> counted(1, "variant"), counted(20, "variant")
    ('1 variant', '20 variants')
    """
    return f"{number} {what}{'s' * (number != 1)}"


def _reports(found: list[Path], seeds: int, skills: frozenset[str] | None, jobs: int) -> Iterator[FolderReport]:
    """One report a folder, as they come."""
    if jobs <= 1:
        yield from (check_folder(folder, seeds, skills) for folder in found)
        return
    # spawned, not forked: no connection or warm sandbox is shared between the processes
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=django.setup) as pool:
        for future in as_completed([pool.submit(check_folder, folder, seeds, skills) for folder in found]):
            yield future.result()
