"""The inputs of the answer kinds: what each template shows, which script enhances it, how its form is read.

A kind whose input is one text needs no line in INPUTS; its template reads `field.value`.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from exercises.pages.html import line
from exercises.pages.keys import authors_key, public_key
from grading import read_field
from grading.kinds.derivation import DerivationField
from grading.maths.alphabet import spelled
from grading.maths.printing import name_to_latex, to_latex

FieldMapping = Mapping[str, Any]


def nothing(field: FieldMapping, answer: Any, rng: random.Random) -> dict[str, Any]:
    """A text input shows nothing that only its kind has."""
    return {}


def read_text(field: FieldMapping, name: str, sent: QueryDict) -> Any:
    texts = sent.getlist(name)
    # browsers send line ends as CRLF, whatever was typed
    return texts[-1].replace("\r\n", "\n") if texts else ""


@dataclass(frozen=True)
class Input:
    """One kind's input.

    fill: (field, stored answer, rng for shuffling) -> what its template reads as `field.own`. read: (field, name of its
    controls, form) -> raw answer. script: the file that enhances it; a heavy one is not waited for by the first paint.
    """

    fill: Callable[[FieldMapping, Any, random.Random], dict[str, Any]] = nothing
    read: Callable[[FieldMapping, str, QueryDict], Any] = read_text
    script: str = ""
    is_heavy: bool = False


def fill_options(field: FieldMapping, answer: Any, rng: random.Random) -> dict[str, Any]:
    ticked = _keys(answer)
    options = list(field["options"])
    if field.get("shuffle", True):
        rng.shuffle(options)
    shown = [
        {"key": public_key(option["key"]), "html": line(option["text"]), "checked": option["key"] in ticked}
        for option in options
    ]
    return {"options": shown}


def read_option(field: FieldMapping, name: str, sent: QueryDict) -> Any:
    return authors_key(field, read_text(field, name, sent))


def read_options(field: FieldMapping, name: str, sent: QueryDict) -> Any:
    return [authors_key(field, text) for text in sent.getlist(name) if text]


def fill_blocks(field: FieldMapping, answer: Any, rng: random.Random) -> dict[str, Any]:
    """Blocks that were placed stand first, in their order; the others follow shuffled."""
    blocks = [*field["blocks"], *field.get("distractors", ())]
    rng.shuffle(blocks)
    placed = _keys(answer)
    pairs = [item for item in answer if isinstance(item, list)] if isinstance(answer, list) else []
    indents = {pair[0]: pair[1] for pair in pairs if len(pair) == 2}
    blocks.sort(key=lambda block: placed.index(block["key"]) if block["key"] in placed else len(placed))
    shown = [
        {
            "key": public_key(block["key"]),
            "html": line(block["text"]),
            "indent": indents.get(block["key"], 0),
            "position": placed.index(block["key"]) + 1 if block["key"] in placed else None,
        }
        for block in blocks
    ]
    return {"blocks": shown, "indentation": bool(field.get("indentation"))}


def read_blocks(field: FieldMapping, name: str, sent: QueryDict) -> Any:
    """The keys in their order; without JavaScript each block brings its number as `answer.<field>:<key>`."""
    return [_block(field, text) for text in sent.getlist(name) if text] or _numbered(field, f"{name}:", sent)


def _block(field: FieldMapping, text: str) -> Any:
    """ "k1" or, where blocks are indented, "k1:2" as ["k1", 2]."""
    key, colon, indent = text.rpartition(":")
    if colon and field.get("indentation") and indent.isdecimal():
        return [authors_key(field, key), int(indent[:3])]
    return authors_key(field, text)


def _numbered(field: FieldMapping, start: str, sent: QueryDict) -> list[str]:
    """The keys in the order of the numbers written beside them; a block without a number is left out."""
    places = [(str(sent[key]).strip(), key.removeprefix(start)) for key in sent if key.startswith(start)]
    numbered = sorted((int(place[:6]), key) for place, key in places if place.isdecimal())
    return [authors_key(field, key) for _, key in numbered]


def fill_matrix(field: FieldMapping, answer: Any, rng: random.Random) -> dict[str, Any]:
    """The shape of the grid; 0 by 0 where it is part of the question."""
    rows = field["reference"]
    if field.get("hide_shape") or not isinstance(rows, list) or not rows:
        return {"rows": 0, "columns": 0}
    return {"rows": len(rows), "columns": len(rows[0]) if isinstance(rows[0], list) else 1}


def fill_number(field: FieldMapping, answer: Any, rng: random.Random) -> dict[str, Any]:
    """Whether a unit is asked; which one is a part of the answer."""
    return {"has_unit": bool(field.get("unit"))}


def fill_any_grid(field: FieldMapping, answer: Any, rng: random.Random) -> dict[str, Any]:
    """A grid whose width is open when vectors of a basis stand in its columns."""
    shape = fill_matrix(field, answer, rng)
    width = {"columns": 0} if field["value"] == "basis" else {}
    return {"layout": "grid", **shape, **width, "symbols_of_entries": _free(field)}


def fill_line(field: FieldMapping, answer: Any, rng: random.Random) -> dict[str, Any]:
    """One line of numbers; names: what they are called."""
    entries = field.get("entries", "")
    names = [] if isinstance(entries, str) else list(map(str, entries))
    return {"layout": "line", "names": names, "symbols_of_entries": _free(field)}


def fill_factors(field: FieldMapping, answer: Any, rng: random.Random) -> dict[str, Any]:
    """A grid for each factor, with what was entered."""
    factors = [
        {
            "name": name,
            "tex": name_to_latex(name),
            "value": text_of(answer.get(name)) if isinstance(answer, Mapping) else "",
            **fill_matrix({"reference": rows}, None, rng),
        }
        for name, rows in _factors(field).items()
    ]
    return {"layout": "factors", "factors": factors, "symbols_of_entries": _free(field)}


def read_factors(field: FieldMapping, name: str, sent: QueryDict) -> Any:
    """factor -> its text, from the controls `answer.<field>:<factor>`; "" when all are blank."""
    found = {factor: read_text(field, f"{name}:{factor}", sent) for factor in _factors(field)}
    return found if any(text.strip() for text in found.values()) else ""


def _factors(field: FieldMapping) -> Mapping[str, Any]:
    reference = field["reference"]
    return {str(name): rows for name, rows in reference.items()} if isinstance(reference, Mapping) else {}


def fill_formulas(field: FieldMapping, answer: Any, rng: random.Random) -> dict[str, Any]:
    """One line of formulas in the names that they may hold."""
    return {"layout": "line", "names": [], "symbols_of_entries": _free(field), "is_list": True}


def _free(field: FieldMapping) -> list[str]:
    """The names that entries may hold; [] where they are numbers."""
    return [spelled(str(name)) for name in field.get("free") or field.get("symbols") or ()]


def text_of(answer: Any) -> str:
    """A raw answer as the text that its input holds; rows of a matrix on lines."""
    if answer is None or isinstance(answer, str):
        return answer or ""
    if isinstance(answer, list) and all(isinstance(row, list) for row in answer):
        return "\n".join(", ".join(str(entry) for entry in row) for row in answer)
    return ", ".join(str(entry) for entry in answer) if isinstance(answer, list) else str(answer)


def fill_symbolic(field: FieldMapping, answer: Any, rng: random.Random) -> dict[str, Any]:
    symbols = field.get("symbols") or {}
    shown = [
        {
            "name": spelled(name),
            "tex": name_to_latex(spelled(name)),
            "domain": _domain(domain),
            "shape": _shape(domain),
        }
        for name, domain in symbols.items()
    ]
    return {"symbols": shown}


def _domain(of: Any) -> str:
    """What a symbol stands for: real, integer, probability, or the structure of a matrix: symmetric ..."""
    if isinstance(of, str):
        return of
    return str(of.get("is", "general" if "shape" in of else "real")).replace("_", " ")


def _shape(of: Any) -> str:
    """The shape of a vector or matrix, as `n × 1`."""
    sides = of.get("shape") if isinstance(of, Mapping) else None
    return " × ".join(map(str, [*sides, 1][:2])) if sides else ""


def fill_derivation(field: FieldMapping, answer: Any, rng: random.Random) -> dict[str, Any]:
    """The start as LaTeX, and which buttons are of use."""
    known = read_field(field)
    assert isinstance(known, DerivationField)
    return {
        **fill_symbolic(field, answer, rng),
        "start": to_latex(known.task.start),
        "is_chain": known.task.is_chain,
        "is_random": bool(known.setting.random),
        "has_matrices": bool(known.setting.symbols.shaped),
    }


def fill_code(field: FieldMapping, answer: Any, rng: random.Random) -> dict[str, Any]:
    functions = list(field.get("functions", ()))
    return {"starter": field.get("starter", ""), "functions": functions, "call": functions[0] if functions else ""}


def _keys(answer: Any) -> list[str]:
    """The keys of a raw answer, whatever a forged form made of it."""
    if isinstance(answer, str):
        return [answer] if answer else []
    if not isinstance(answer, Sequence):
        return []
    return [str(item[0]) if isinstance(item, list | tuple) and item else str(item) for item in answer]


TEXT = Input()
INPUTS = {
    "choice": Input(fill_options, read_option),
    "choices": Input(fill_options, read_options),
    "ordering": Input(fill_blocks, read_blocks, "js/ordering.js"),
    "number": Input(fill_number, script="js/formula.js"),
    "matrix": Input(fill_matrix, script="js/matrix.js"),
    "symbolic": Input(fill_symbolic, script="js/formula.js"),
    "matrix_expression": Input(fill_symbolic, script="js/formula.js"),
    "derivation": Input(fill_derivation, script="js/derivation.js"),
    "code": Input(fill_code, script="js/code.js", is_heavy=True),
}
# An answer with properties has the input of what it is, by `value`.
_GRID, _LINE = Input(fill_any_grid, script="js/matrix.js"), Input(fill_line, script="js/formula.js")
ANY_ANSWER = {
    "vector": _GRID,
    "matrix": _GRID,
    "basis": _GRID,
    "number": _LINE,
    "tuple": _LINE,
    "formulas": Input(fill_formulas, script="js/formula.js"),
    "factorisation": Input(fill_factors, read_factors, "js/matrix.js"),
}


def input_of(field: FieldMapping) -> Input:
    """The input of a field's kind."""
    if field["kind"] == "property":
        return ANY_ANSWER[field["value"]]
    return INPUTS.get(field["kind"], TEXT)
