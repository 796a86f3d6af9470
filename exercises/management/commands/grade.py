"""Grade answers from a file of JSON lines."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from exercises.bundle import LIBRARY
from exercises.grade_lines import LONGEST_LINE, LineJudge
from exercises.warming import warm_judges


class Command(BaseCommand):
    help = "Grade a file of JSON lines; one line with the verdict comes out for each, in order."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="FILE.jsonl, or - for standard input")
        parser.add_argument("--library", type=Path, default=LIBRARY, help="folder of exercises, topic/slug")

    def handle(self, *args: Any, **options: Any) -> None:
        judge = LineJudge(options["library"])
        warm_judges()
        try:
            with _open(options["file"]) as source, _bar(source) as bar:
                for line in _lines(source):
                    if line.strip():
                        self.stdout.write(json.dumps(judge.judge(line)))
                        self.stdout.flush()
                    bar.update(len(line))
        except BrokenPipeError:
            # the reader has seen enough (`grade ... | head`); what Python flushes on leaving goes nowhere
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _open(name: str) -> Any:
    if name == "-":
        return nullcontext(sys.stdin.buffer)
    try:
        return Path(name).open("rb")
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}.") from error


def _lines(source: BinaryIO) -> Iterator[bytes]:
    """The lines, of one that is too long only as much as shows that."""
    while line := source.readline(LONGEST_LINE + 2):
        whole = line.endswith(b"\n")
        while not whole and (rest := source.readline(LONGEST_LINE)):
            whole = rest.endswith(b"\n")
        yield line


def _bar(source: BinaryIO) -> Any:
    """A progress bar over the bytes, on a terminal."""
    total = os.fstat(source.fileno()).st_size or None
    return tqdm(total=total, unit="B", unit_scale=True, disable=not sys.stderr.isatty())
