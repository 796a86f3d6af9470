"""Print the JSON Schema of exercise.yaml."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from exercises.schema import schema


class Command(BaseCommand):
    help = "Print the JSON Schema of exercise.yaml, for editors."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(json.dumps(schema(), indent=2))
