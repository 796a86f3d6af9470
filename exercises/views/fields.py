"""What a template needs to show one input: FieldView."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from exercises.content import FIELD_LINE, Content
from exercises.views.html import line, prose
from exercises.views.keys import public_key
from grading.maths.printing import name_to_latex

Mappings = Mapping[str, Any]


@dataclass(frozen=True)
class FieldView:
    """One input with what stands in it. value: text; values: keys, for choices and orderings; error: HTML."""

    name: str
    kind: str
    label_html: str
    marks: int
    template: str
    value: str = ""
    values: tuple[str, ...] = ()
    options: tuple[Mappings, ...] = ()
    blocks: tuple[Mappings, ...] = ()
    rows: int = 0
    columns: int = 0
    symbols: tuple[Mappings, ...] = ()
    functions: tuple[str, ...] = ()
    starter: str = ""
    indentation: bool = False
    hide_shape: bool = False
    part: str = ""
    error: str = ""


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
    part_of = {name: part["name"] for part in content.parts for name in part["fields"]}
    return {
        name: FieldView(
            name=name,
            kind=field["kind"],
            label_html=line(field.get("label", "")),
            marks=field.get("marks", 1),
            template=f"exercises/fields/_{field['kind']}.html",
            part=part_of.get(name, ""),
            **_inside(field, answers.get(name), random.Random(f"{seed}:{name}")),  # noqa: S311  # shuffles, no secret
        )
        for name, field in content.fields.items()
    }


def _inside(field: Mappings, answer: Any, rng: random.Random) -> dict[str, Any]:
    """What only one kind has."""
    special = {
        "choice": _choice,
        "choices": _choice,
        "ordering": _ordering,
        "matrix": _matrix,
        "symbolic": _symbolic,
        "code": _code,
    }.get(field["kind"])
    return special(field, answer, rng) if special else {"value": _text(answer)}


def _choice(field: Mappings, answer: Any, rng: random.Random) -> dict[str, Any]:
    ticked = _keys(answer)
    options = list(field["options"])
    if field.get("shuffle", True):
        rng.shuffle(options)
    shown = tuple(
        {"key": public_key(option["key"]), "html": line(option["text"]), "checked": option["key"] in ticked}
        for option in options
    )
    return {"options": shown, "values": tuple(ticked), "value": ticked[0] if ticked else ""}


def _ordering(field: Mappings, answer: Any, rng: random.Random) -> dict[str, Any]:
    blocks = [*field["blocks"], *field.get("distractors", ())]
    rng.shuffle(blocks)
    placed = _keys(answer)
    pairs = [item for item in answer if isinstance(item, list)] if isinstance(answer, list) else []
    indents = {pair[0]: pair[1] for pair in pairs if len(pair) == 2}
    blocks.sort(key=lambda block: placed.index(block["key"]) if block["key"] in placed else len(placed))
    shown = tuple(
        {
            "key": public_key(block["key"]),
            "html": line(block["text"]),
            "indent": indents.get(block["key"], 0),
            "position": placed.index(block["key"]) + 1 if block["key"] in placed else None,
        }
        for block in blocks
    )
    return {"blocks": shown, "values": tuple(placed), "indentation": bool(field.get("indentation"))}


def _matrix(field: Mappings, answer: Any, rng: random.Random) -> dict[str, Any]:
    rows = field["reference"]
    hidden = bool(field.get("hide_shape"))
    size = (len(rows), len(rows[0]) if isinstance(rows[0], list) else 1) if isinstance(rows, list) and rows else (0, 0)
    return {
        "value": _text(answer),
        "rows": 0 if hidden else size[0],
        "columns": 0 if hidden else size[1],
        "hide_shape": hidden,
    }


def _symbolic(field: Mappings, answer: Any, rng: random.Random) -> dict[str, Any]:
    symbols = field.get("symbols") or {}
    shown = tuple(
        {
            "name": name,
            "tex": name_to_latex(name),
            "domain": domain if isinstance(domain, str) else str(domain.get("is", "real")),
        }
        for name, domain in symbols.items()
    )
    return {"value": _text(answer), "symbols": shown}


def _domain(of: Any) -> str:
    """What a symbol stands for: real, integer, probability ..."""
    return of if isinstance(of, str) else str(of.get("is", "real"))


def _code(field: Mappings, answer: Any, rng: random.Random) -> dict[str, Any]:
    starter = field.get("starter", "")
    return {"value": _text(answer) or starter, "starter": starter, "functions": tuple(field.get("functions", ()))}


def _keys(answer: Any) -> list[str]:
    """The keys of a raw answer, whatever a forged form made of it."""
    if isinstance(answer, str):
        return [answer] if answer else []
    if not isinstance(answer, Sequence):
        return []
    return [str(item[0]) if isinstance(item, list | tuple) and item else str(item) for item in answer]


def _text(answer: Any) -> str:
    """A raw answer as the text that its input holds; rows of a matrix on lines."""
    if answer is None or isinstance(answer, str):
        return answer or ""
    if isinstance(answer, list) and all(isinstance(row, list) for row in answer):
        return "\n".join(", ".join(str(entry) for entry in row) for row in answer)
    return ", ".join(str(entry) for entry in answer) if isinstance(answer, list) else str(answer)
