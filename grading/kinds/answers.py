"""Read and show the answers of kind `property`: a number, named numbers, vectors, a matrix, several factors."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from pydantic import ValidationError

from grading.errors import AnswerError, DefinitionError, Place
from grading.faults import faults
from grading.kinds import matrix
from grading.kinds.base import Raw
from grading.kinds.matrix import MatrixField, Rows
from grading.maths import grid, numbers
from grading.maths.named_parts import indexed_parts, named_parts
from grading.maths.numbers import Typed
from grading.maths.parser import parse as parse_text
from grading.maths.printing import name_to_latex, to_latex
from grading.maths.tree import Items, Tree, sort
from grading.maths.vector_lists import vectors_of
from grading.messages import _, say

Parts = tuple[Rows, ...]
# The one part of an answer that is no factorisation.
WHOLE = "answer"
MOST_FORMULAS = 12
_ZERO = re.compile(r"-?0+(?:\.0*)?")
_AND = re.compile(r"\s*,?\s+and\s+")
_LISTS = (
    ("[", "]"),
    ("(", ")"),
    ("{", "}"),
    ("np.array(", ")"),
    ("\\{", "\\}"),
    ("\\left[", "\\right]"),
    ("\\left(", "\\right)"),
)


def parts(value: str, reference: Any, *, hide_shape: bool = False, symbolic: bool = False) -> dict[str, MatrixField]:
    """The shapes of an answer's parts, by name. Raises DefinitionError when the reference is none for this value.

    symbolic: the entries may hold names, so only the shape of the reference is looked at here.
    """
    if symbolic:
        reference = _without_entries(reference)
    if value != "factorisation":
        rows = [[reference]] if value == "number" else reference
        return {WHOLE: _part(rows, hide_shape=hide_shape or value == "basis")}
    if not isinstance(reference, Mapping) or not reference:
        raise DefinitionError(
            "the reference of a factorisation maps each factor's name to its rows", where="reference",
            remedy="Write `reference: {Q: [[1, 0], [0, 1]], R: [[2, 1], [0, 3]]}`.",
        )  # fmt: skip
    return {str(name): _part(rows) for name, rows in reference.items()}


def _without_entries(reference: Any) -> Any:
    if isinstance(reference, Mapping):
        return {name: _without_entries(rows) for name, rows in reference.items()}
    return [_without_entries(row) for row in reference] if isinstance(reference, list | tuple) else "0"


def _part(rows: Any, *, hide_shape: bool = False) -> MatrixField:
    try:
        return MatrixField(kind="matrix", reference=rows, hide_shape=hide_shape)
    except ValidationError as problem:
        fault = faults(MatrixField, problem, {"reference": rows})[0]
        where = ".".join(map(str, fault.path)) or "reference"
        raise DefinitionError(fault.text, where=where, remedy=fault.remedy) from problem


def parse(
    value: str,
    fields: Mapping[str, MatrixField],
    entry_names: Sequence[str],
    raw: Raw,
    symbols: Sequence[str] | None = None,
    read: Callable[[str], Typed] = numbers.read,
    *,
    diagonal: int | None = None,
) -> Parts:
    """The entries of every part. Raises AnswerError with the remedy, also for a wrong size.

    symbols: the names that entries may hold; None where they are numbers, which `read` reads. diagonal: the place of
    the factor for which a diagonal matrix or the list of its numbers may stand, as for singular values.
    """
    read = read if symbols is None else partial(formula, symbols=tuple(symbols))
    if value == "factorisation":
        texts = _blocks(tuple(fields), raw)
        if diagonal is not None:
            texts = [_diagonal_as_list(fields[name], text) for name, text in zip(fields, texts, strict=True)]
            texts[diagonal] = _list_as_diagonal(tuple(fields.values())[diagonal], texts[diagonal])
        return tuple(_parse_factor(name, fields[name], text, read) for name, text in zip(fields, texts, strict=True))
    if value == "formulas":
        return (_parse_formulas(raw, tuple(symbols or ())),)
    field = fields[WHOLE]
    if value == "number":
        return (_parse_number(field, raw, read),)
    if value == "tuple":
        return (_parse_tuple(field, entry_names, raw, read),)
    rows = matrix.parse(field, _in_order(field, value, raw), read)
    if field.hide_shape and value == "basis" and len(rows) != field.shape[0]:
        have, want = len(rows), field.shape[0]
        text = _("The vectors have %(have)d entries. Enter %(want)d rows, one vector in each column.")
        raise AnswerError(say(text, have=have, want=want))
    return (rows,)


def _in_order(field: MatrixField, value: str, raw: Raw) -> Raw:
    """A list of vectors as a matrix with these columns; the entries of `x2 = 1, x1 = 0` in order."""
    if not isinstance(raw, str):
        return raw
    if value == "vector":
        return indexed_parts(raw) or _parted(raw)
    height = field.shape[0]
    found = vectors_of(raw) if value == "basis" else None
    if found is None:
        return _as_columns(raw, height) if value == "basis" and field.hide_shape else raw
    vectors, can_be_no_matrix = found
    if can_be_no_matrix and len(vectors[0]) != height:
        text = _("The vectors have %(have)d entries; here each has %(want)d.")
        raise AnswerError(say(text, have=len(vectors[0]), want=height))
    if len(vectors[0]) != height or (len(vectors) == height and not can_be_no_matrix):
        return raw
    return [list(row) for row in zip(*vectors, strict=True)]


def _as_columns(raw: str, height: int) -> Raw:
    """Vectors one below the other as columns, where they can be no rows of a matrix with columns so high."""
    rows = grid.rows_of(raw)
    is_list = len(rows) != height and all(len(row) == height for row in rows)
    return [list(row) for row in zip(*rows, strict=True)] if is_list else raw


def _parted(raw: Raw) -> Raw:
    """Text with a comma where `and` stands between numbers."""
    return _AND.sub(", ", raw) if isinstance(raw, str) else raw


def formula(source: str, symbols: tuple[str, ...]) -> Typed:
    """One entry that may hold names; it has no value of its own."""
    return _as_entry(parse_text(source, symbols), Place(source, 0, len(source)))


def _as_entry(tree: Tree, place: Place) -> Typed:
    if sort(tree) != "value":
        raise AnswerError(say(_("Enter an expression here, not a relation or a list.")), place)
    return Typed(tree, None, "formula")


def _parse_formulas(raw: Raw, symbols: tuple[str, ...]) -> Rows:
    """Formulas parted by commas or lines, in any brackets or none, each as a row of its own."""
    if isinstance(raw, list | tuple):
        raw = ", ".join(map(str, raw))
    if not isinstance(raw, str):
        raise AnswerError(say(_("Enter formulas, parted by commas.")))
    if "\\begin" in raw:
        raw = ", ".join(cell for row in grid.rows_of(raw) for cell in row)
    text = re.sub(r"\s*[,;]?\s*[\r\n]+\s*", ", ", _unwrapped(raw.strip().strip(",;")))
    tree = parse_text(text, symbols)
    trees = tree.items if isinstance(tree, Items) and tree.kind == "tuple" else (tree,)
    if len(trees) > MOST_FORMULAS:
        raise AnswerError(
            say(_("At most %(most)d formulas are read. These are %(have)d."), most=MOST_FORMULAS, have=len(trees))
        )
    place = Place(text, 0, len(text))
    return tuple((_as_entry(one, place),) for one in trees)


def _unwrapped(text: str) -> str:
    """The text without the brackets of a list around it: `[a, b]`, `{a, b}`, `(a, b)`, `np.array([a, b])`."""
    for opening, closing in _LISTS:
        inner = text[len(opening) : len(text) - len(closing)]
        if text.startswith(opening) and text.endswith(closing) and _is_closed(inner):
            return _unwrapped(inner.strip())
    return text


def _is_closed(text: str) -> bool:
    """Whether every bracket in the text is closed in it: `a) + (b` is not."""
    depth = 0
    for character in text:
        depth += (character in "([{") - (character in ")]}")
        if depth < 0:
            return False
    return not depth


def _parse_number(field: MatrixField, raw: Raw, read: Callable[[str], Typed]) -> Rows:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        raise AnswerError(say(_("Enter one number.")))
    return matrix.parse(field, [[str(raw)]], read)


def _parse_tuple(field: MatrixField, entry_names: Sequence[str], raw: Raw, read: Callable[[str], Typed]) -> Rows:
    """Numbers in order; each may stand behind its name: `x = 1, y = 2`, or all of them: `(x, y) = (1, 2)`."""
    raw = _without_names(_parted(raw), entry_names)
    named = named_parts(_unwrapped(raw.strip()), entry_names) if isinstance(raw, str) and entry_names else None
    cells = named or [cell for row in grid.rows_of(raw) for cell in row]
    if len(cells) != field.shape[0] * field.shape[1]:
        want, asked = field.shape[0] * field.shape[1], ", ".join(entry_names)
        if asked:
            text = _("Enter %(want)d numbers, parted by commas: %(names)s. These are %(have)d.")
            raise AnswerError(say(text, want=want, names=asked, have=len(cells)))
        raise AnswerError(
            say(_("Enter %(want)d numbers, parted by commas. These are %(have)d."), want=want, have=len(cells))
        )
    for i, name in enumerate(entry_names):
        cells[i] = re.sub(rf"^\s*{re.escape(name)}\s*=", "", cells[i])
    return matrix.parse(field, [[cell] for cell in cells], read)


def _without_names(raw: Raw, names: Sequence[str]) -> Raw:
    if not isinstance(raw, str) or len(names) < 2:
        return raw
    before, sign, behind = raw.partition("=")
    listed = [name.strip() for name in _unwrapped(before.strip()).split(",")]
    return behind.strip() if sign and listed == list(names) else raw


def _blocks(names: tuple[str, ...], raw: Raw) -> list[Any]:
    """The raw factors in order, from a mapping, a list, or text with names or empty lines between them."""
    found: list[Any] = []
    if isinstance(raw, Mapping):
        found = [raw[name] for name in names if name in raw]
    elif isinstance(raw, list | tuple):
        found = list(raw)
    elif isinstance(raw, str):
        found = named_parts(raw, names) or re.split(r"\n[ \t\r]*\n\s*", raw.strip())
    if len(found) != len(names):
        text = _("Enter the %(count)d factors %(names)s one after the other, with an empty line between them.")
        raise AnswerError(say(text, count=len(names), names=", ".join(names)))
    return found


def _diagonal_as_list(field: MatrixField, raw: Raw) -> Raw:
    """The entries on the diagonal where a column is asked and a diagonal matrix of its height was given."""
    size = field.shape[0]
    if field.shape != (size, 1) or size == 1:
        return raw
    rows = grid.rows_of(raw)
    if len(rows) != size or any(len(row) != size for row in rows):
        return raw
    others = [cell for i, row in enumerate(rows) for j, cell in enumerate(row) if i != j]
    is_diagonal = all(_ZERO.fullmatch(cell.strip()) for cell in others)
    return [row[place] for place, row in enumerate(rows)] if is_diagonal else raw


def _list_as_diagonal(field: MatrixField, raw: Raw) -> Raw:
    """A diagonal matrix where one is asked and the list of its numbers was given."""
    height, width = field.shape
    if min(height, width) == 1:
        return raw
    rows = grid.rows_of(raw)
    cells = [cell for row in rows for cell in row]
    if 1 not in (len(rows), len(rows[0])) or len(cells) != min(height, width):
        return raw
    return [[cells[i] if i == j else "0" for j in range(width)] for i in range(height)]


def _parse_factor(name: str, field: MatrixField, raw: Raw, read: Callable[[str], Typed]) -> Rows:
    try:
        return matrix.parse(field, raw.strip().rstrip(",;") if isinstance(raw, str) else raw, read)
    except AnswerError as problem:
        message = say(_("%(name)s: %(problem)s"), name=name, problem=str(problem.message))
        raise AnswerError(message, problem.place) from problem


def names(
    entries: str | Sequence[str], part_names: Sequence[str], read: Sequence[Sequence[Sequence[Any]]]
) -> tuple[str, ...]:
    """What the entries are called in formulas: x1, x2 of a vector, x11, x12 of a matrix, or as the author says."""
    if not isinstance(entries, str):
        return tuple(entries)
    found: list[str] = []
    for part_name, rows in zip(part_names, read, strict=True):
        letter = entries if part_name == WHOLE else part_name
        found += _indexed(letter, len(rows), len(rows[0]))
    return tuple(found)


def _indexed(letter: str, rows: int, columns: int) -> list[str]:
    if rows == columns == 1:
        return [letter]
    if columns == 1:
        return [f"{letter}{i}" for i in range(1, rows + 1)]
    return [f"{letter}{i}{j}" for i in range(1, rows + 1) for j in range(1, columns + 1)]


def show(value: str, part_names: Sequence[str], entry_names: Sequence[str], answer: Parts) -> str:
    """LaTeX of the answer as it was read."""
    if value == "number":
        return to_latex(answer[0][0][0].tree)
    if value == "tuple":
        shown = [to_latex(entry.tree) for row in answer[0] for entry in row]
        if not entry_names:
            return rf"\left({', '.join(shown)}\right)"
        named = (f"{name_to_latex(name)} = {entry}" for name, entry in zip(entry_names, shown, strict=True))
        return r",\; ".join(named)
    if value == "formulas":
        return r",\quad ".join(to_latex(entry.tree) for row in answer[0] for entry in row)
    blocks = [matrix.show_rows(part) for part in answer]
    if value != "factorisation":
        return blocks[0]
    return r",\; ".join(f"{name_to_latex(name)} = {block}" for name, block in zip(part_names, blocks, strict=True))


def reference(value: str, given: Any) -> Raw:
    """The author's answer as a learner may type it; factors with their names."""
    if value != "factorisation" or not isinstance(given, Mapping):
        return as_typed(given)
    return "\n\n".join(f"{name} = {_typed_rows(rows)}" for name, rows in given.items())


def _typed_rows(rows: Any) -> str:
    if isinstance(rows, list | tuple):
        return "[" + ", ".join(map(_typed_rows, rows)) + "]"
    return str(rows)


def as_typed(value: Any) -> Raw:
    """Numbers as text, in lists and mappings."""
    if isinstance(value, list | tuple):
        return [as_typed(entry) for entry in value]
    if isinstance(value, Mapping):
        return {str(name): as_typed(entry) for name, entry in value.items()}
    return "" if value is None else str(value)
