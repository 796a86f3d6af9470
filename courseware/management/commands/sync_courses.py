"""`manage.py sync_courses`: read the courses' files into the database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from courseware.course_files import read_course, store_course
from grading.errors import DefinitionError


class Command(BaseCommand):
    help = "Read courses (course.yaml and lessons) into the database; a broken course leaves the others alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--courses", type=Path, default=settings.COURSES, help="another folder of courses")

    def handle(self, *args: Any, courses: Path, **options: Any) -> None:
        folders = sorted(path.parent for path in courses.glob("*/course.yaml"))
        if not folders:
            raise CommandError(f"There is no course in {courses}. A course is a folder with a course.yaml.")
        broken = [folder.name for folder in folders if not self.sync(folder)]
        if broken:
            raise CommandError(f"Not read: {', '.join(broken)}.")

    def sync(self, folder: Path) -> bool:
        try:
            found = read_course(folder)
        except DefinitionError as error:
            self.stderr.write(self.style.ERROR(str(error)))
            return False
        word = "updated" if store_course(found) else "unchanged"
        self.stdout.write(f"{found.yaml.slug}: {word}, {len(found.yaml.order)} topics")
        return True
