"""How an unfinished answer reads, for the line under its input."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from exercises.pages.html import said
from exercises.pages.verdicts import marked_place
from grading import as_text, is_blank, understood_with_shape
from grading.errors import AnswerError


@dataclass(frozen=True)
class Reading:
    """latex: how the answer was read, text: how one types what came as LaTeX, shape: of what size it is; else
    message_html: why it cannot be read.

    place: {before, marked, after}.
    """

    latex: str = ""
    text: str = ""
    shape: str = ""
    message_html: str = ""
    place: Mapping[str, str] | None = None


def reading(field: Mapping[str, Any], value: str) -> Reading:
    """Read one answer without judging it."""
    if is_blank(value):
        return Reading()
    try:
        latex, shape = understood_with_shape(field, value)
        text = as_text(field, value) if "\\" in value else ""
        return Reading(latex=latex, text=text, shape=shape)
    except AnswerError as error:
        message = {"text": error.message.text, "values": dict(error.message.values)}
        return Reading(message_html=said(message), place=marked_place(asdict(error.place) if error.place else None))
