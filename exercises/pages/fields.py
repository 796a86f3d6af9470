"""What a template needs to show one input: FieldView."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from django.utils.crypto import salted_hmac

from exercises.content import FIELD_LINE, Content
from exercises.pages.html import line, prose
from exercises.pages.inputs import Input, input_of, text_of


@dataclass(frozen=True)
class FieldView:
    """One input with what stands in it. value: the answer as text; own: what only templates of its kind show."""

    name: str
    label_html: str
    template: str
    input: Input
    value: str
    own: Mapping[str, Any]


def prompt_pieces(content: Content, views: Mapping[str, FieldView]) -> list[dict[str, Any]]:
    """The prompt in order: {"html": ...} and {"field": FieldView}."""
    pieces: list[dict[str, Any]] = []
    for i, piece in enumerate(FIELD_LINE.split(content.prompt)):
        if i % 2:
            pieces.append({"field": views[piece]})
        elif piece.strip():
            pieces.append({"html": prose(piece)})
    return pieces


def field_views(content: Content, answers: Mapping[str, Any], seed: int) -> dict[str, FieldView]:
    """name -> FieldView, filled with answers. seed: options and blocks stand in the same shuffled order every time."""
    return {name: _view(name, field, answers.get(name), seed) for name, field in content.fields.items()}


def _view(name: str, field: Mapping[str, Any], answer: Any, seed: int) -> FieldView:
    kind = input_of(field)
    return FieldView(
        name=name,
        label_html=line(field.get("label", "")),
        template=f"exercises/fields/_{field['kind']}.html",
        input=kind,
        value=text_of(answer),
        own=kind.fill(field, answer, _shuffler(seed, name)),
    )


def _shuffler(seed: int, name: str) -> Random:
    """The same for everybody who gets this variant, and nothing that the number on the page gives away."""
    return Random(salted_hmac("nabla.shuffle", f"{seed}:{name}", algorithm="sha256").digest())  # noqa: S311


def enhanced_inputs(views: Mapping[str, FieldView]) -> list[Input]:
    """The inputs on the page that have a script, one for each script."""
    return list({view.input.script: view.input for view in views.values() if view.input.script}.values())
