"""What a variant asks, for those who look at its answers: the prompt and the reference answers."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString

from exercises.content import FIELD_LINE, Content
from exercises.models import Variant
from exercises.pages.html import line, prose
from exercises.pages.verdicts import answer_text
from grading import reference_answer

# Of a program: key of its field -> the author's file.
FILES = {"tests": "tests.py", "reference": "reference.py"}


@dataclass(frozen=True)
class TaskView:
    """One variant. seed: its number, 0 where there is one only; references: (label, answer as text).

    files: (name, source) of what judges a program.
    """

    variant: int
    seed: int
    solution_html: SafeString
    prompt_html: tuple[SafeString, ...]
    references: tuple[tuple[str, str], ...]
    files: tuple[tuple[str, str], ...] = ()


def tasks_of(variants: Iterable[Variant]) -> list[TaskView]:
    """Each variant once, in the order of the given."""
    return [_task(variant) for variant in {variant.pk: variant for variant in variants}.values()]


def _task(variant: Variant) -> TaskView:
    content = Content.from_data(variant.content)
    fields = {name: field for name, field in content.fields.items() if field["kind"] != "code"}
    programs = [field for field in content.fields.values() if field["kind"] == "code"]
    return TaskView(
        variant.pk,
        variant.seed,
        prose(content.solution),
        tuple(prose(piece) for piece in FIELD_LINE.split(content.prompt)[::2] if piece.strip()),
        tuple(
            (line(field.get("label", "")) or name, answer_text(field, reference_answer(field)))
            for name, field in fields.items()
        ),
        tuple((file, field[key]) for field in programs for key, file in FILES.items()),
    )
