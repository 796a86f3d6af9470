"""Judge again what ended as our fault."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from exercises.models import Submission
from exercises.submissions import try_again


class Command(BaseCommand):
    help = "Judge answers again whose judging broke (verdict `error`), as often as at first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("which", nargs="*", type=int, metavar="NUMBER", help="numbers of submissions")
        parser.add_argument("--errors", action="store_true", help="every answer that ended as our fault")

    def handle(self, *args: Any, **options: Any) -> None:
        if bool(options["which"]) is options["errors"]:
            raise CommandError("Name the numbers of submissions, or --errors for all that ended as our fault.")
        chosen = Submission.objects.all() if options["errors"] else Submission.objects.filter(pk__in=options["which"])
        count = try_again(chosen)
        self.stdout.write(f"{count} answers are judged again. The workers take them from the queue.")
        if passed_over := len(options["which"]) - count if options["which"] else 0:
            self.stdout.write(f"{passed_over} were passed over: only what ended with `error` is judged again.")
