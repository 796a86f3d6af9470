"""A matrix or vector of numbers, typed into a grid or pasted."""

import re
from collections.abc import Callable
from typing import Any, Literal

from pydantic import Field as Key, field_validator, model_validator

from grading.errors import AnswerError, DefinitionError
from grading.faults import unreadable
from grading.kinds.base import Field, Kind, Raw
from grading.kinds.number import Entry, check_entry, check_one_tolerance, rounded_right
from grading.maths import grid, matrix_slips, near_numbers, numbers
from grading.maths.filled import identity
from grading.maths.numbers import Tolerance, Typed
from grading.maths.printing import to_latex
from grading.messages import Message, _, say
from grading.slips import Slip
from grading.verdict import Verdict, correct, incorrect, partially_correct

Rows = tuple[tuple[Typed, ...], ...]
# From so many digits on a decimal is a rounded number rather than a wrong one.
_PLENTY = 2
# Two numbers in one cell: `1,5 2` was parted at the comma of a decimal.
_MIXED = re.compile(r"\d\s+[-+]?\d")
_IN_ONE_WAY = _(
    "Row %(row)d has commas and spaces. Part the numbers in one way, and write decimals with a point, as in `0.5`."
)
_BLANK = _("The matrix is empty. Enter its numbers.")


class MatrixField(Field):
    """reference: rows, or a flat list for a column vector."""

    reference: tuple[tuple[Entry, ...], ...] = Key(min_length=1)
    rtol: float | None = Key(default=None, ge=0, lt=1)
    atol: float | None = Key(default=None, ge=0, allow_inf_nan=False)
    significant_figures: int | None = Key(default=None, ge=1, le=30)
    decimals: int | None = Key(default=None, ge=0, le=30, description="Each entry right to so many decimals.")
    credit: Literal["all", "entries"] = "all"
    hide_shape: bool = Key(
        default=False, description="The shape is part of the question: a wrong one is wrong, not unreadable."
    )
    transposed_says: str = Key(default="", description="Said when the answer is the transpose of the right matrix.")

    @field_validator("reference", mode="before")
    @classmethod
    def as_rows(cls, reference: Any) -> Any:
        if isinstance(reference, str):
            try:
                return grid.rows_of(reference)
            except AnswerError as problem:
                raise unreadable("the reference", reference, problem, "reference") from problem
        if (
            isinstance(reference, list | tuple)
            and reference
            and not any(isinstance(row, list | tuple) for row in reference)
        ):
            return [[entry] for entry in reference]
        return reference

    @field_validator("reference", mode="after")
    @classmethod
    def is_rectangular(cls, reference: tuple[tuple[Entry, ...], ...]) -> tuple[tuple[Entry, ...], ...]:
        if len({len(row) for row in reference}) != 1 or not reference[0]:
            remedy = "Write as many entries in every row, such as `[[1, 2], [3, 4]]`."
            raise DefinitionError("the rows of the reference differ in length", where="reference", remedy=remedy)
        for row in reference:
            for entry in row:
                check_entry(entry)
        return reference

    @model_validator(mode="after")
    def one_tolerance(self) -> "MatrixField":
        check_one_tolerance(self.rtol, self.atol, self.significant_figures, self.decimals)
        return self

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.reference), len(self.reference[0])

    @property
    def tolerance(self) -> Tolerance:
        return Tolerance(self.rtol, self.atol, self.significant_figures, self.decimals)


def parse(field: MatrixField, raw: Raw, read: Callable[[str], Typed] = numbers.read) -> Rows:
    """The entries. read: what makes an entry of a cell's text."""
    if isinstance(raw, str):
        rows, columns = field.shape
        raw = identity(raw, rows if rows == columns != 1 and not field.hide_shape else None)
    cells = grid.rows_of(raw)
    if field.hide_shape:
        cells = _without_blank_border(cells)
    if grid.is_flat(raw):
        cells = _upright(field, cells)
    _check_shape(field, cells, read)
    if field.shape == (1, 1) and not field.hide_shape and cells[0][0].strip():
        return ((read(cells[0][0]),),)
    return tuple(
        tuple(_read_cell(cell, row, column, len(line), read) for column, cell in enumerate(line, start=1))
        for row, line in enumerate(cells, start=1)
    )


def _without_blank_border(cells: list[list[str]]) -> list[list[str]]:
    """Where the size is part of the question, rows and columns at the end that nobody filled are none of the answer."""
    filled = [row for row, line in enumerate(cells) if any(cell.strip() for cell in line)]
    rows = cells[: filled[-1] + 1] if filled else cells
    columns = max(column + 1 for line in rows for column, cell in enumerate(line) if cell.strip()) if filled else 0
    return [line[:columns] for line in rows] if filled else cells


def _upright(field: MatrixField, cells: list[list[str]]) -> list[list[str]]:
    """A vector typed on one line is a column where a column is asked."""
    if len(cells) == 1 and (field.shape[1] == 1 or (field.hide_shape and field.shape[0] != 1)):
        return [[cell] for cell in cells[0]]
    return cells


def _check_shape(field: MatrixField, cells: list[list[str]], read: Callable[[str], Typed]) -> None:
    rows, columns = (len(cells), max(map(len, cells))) if field.hide_shape else field.shape
    if (len(cells), len(cells[0])) == (1, 1) != (rows, columns):
        _refuse_word(cells[0][0], read)
    for number, line in enumerate(cells, start=1):
        if len(line) != columns and any(map(_MIXED.search, line)):
            raise AnswerError(say(_IN_ONE_WAY, row=number))
    if rows == 1 and len(cells) > 1:
        raise AnswerError(_other_height(len(cells), rows, columns))
    for number, line in enumerate(cells, start=1):
        if len(line) != columns and field.hide_shape and rows > 1:
            text = _("Row %(row)d has fewer entries than another row. Enter as many in every row.")
            raise AnswerError(say(text, row=number))
        if len(line) != columns:
            raise AnswerError(_other_length(number, len(line), rows, columns))
    if len(cells) != rows:
        raise AnswerError(_other_height(len(cells), rows, columns))


def _refuse_word(cell: str, read: Callable[[str], Typed]) -> None:
    """A word where a matrix is asked is no number too few."""
    try:
        read(cell)
    except AnswerError as problem:
        if near_numbers.is_about_a_name(problem.message):
            raise


def _other_length(row: int, have: int, rows: int, columns: int) -> Message:
    """What is said of a row of another length."""
    if rows == columns == 1:
        return say(_("The answer has %(have)d numbers. Enter one number."), have=have)
    if rows == 1 and have == 1:
        return say(_("The row has 1 number. Enter %(columns)d numbers."), columns=columns)
    if rows == 1:
        return say(_("The row has %(have)d numbers. Enter %(columns)d numbers."), have=have, columns=columns)
    if columns == 1:
        template = _("Row %(row)d has %(have)d numbers. Enter %(rows)d numbers, one in each row.")
    elif have == 1:
        template = _("Row %(row)d has 1 number. Enter %(rows)d rows of %(columns)d numbers.")
    else:
        template = _("Row %(row)d has %(have)d numbers. Enter %(rows)d rows of %(columns)d numbers.")
    return say(template, row=row, have=have, rows=rows, columns=columns)


def _other_height(have: int, rows: int, columns: int) -> Message:
    """What is said of another number of rows."""
    if rows == columns == 1:
        return say(_("The answer has %(have)d numbers. Enter one number."), have=have)
    if rows == 1:
        return say(_("The answer has %(have)d rows. Enter one row of %(columns)d numbers."), have=have, columns=columns)
    if columns == 1 and have == 1:
        return say(_("The answer has 1 number. Enter %(rows)d numbers."), rows=rows)
    if columns == 1:
        return say(_("The answer has %(have)d numbers. Enter %(rows)d numbers."), have=have, rows=rows)
    if have == 1:
        return say(_("The answer has 1 row. Enter %(rows)d rows of %(columns)d numbers."), rows=rows, columns=columns)
    template = _("The answer has %(have)d rows. Enter %(rows)d rows of %(columns)d numbers.")
    return say(template, have=have, rows=rows, columns=columns)


def _read_cell(cell: str, row: int, column: int, columns: int, read: Callable[[str], Typed]) -> Typed:
    if not cell.strip() and columns == 1:
        raise AnswerError(say(_("Entry %(row)d is empty. Enter a number."), row=row))
    if not cell.strip():
        raise AnswerError(say(_("Row %(row)d, column %(column)d is empty. Enter a number."), row=row, column=column))
    try:
        return read(cell)
    except AnswerError as problem:
        where = _("Row %(row)d, column %(column)d: %(problem)s") if columns > 1 else _("Entry %(row)d: %(problem)s")
        message = say(where, row=row, column=column, problem=str(problem.message))
        raise AnswerError(message, problem.place) from problem


def grade(field: MatrixField, answer: Rows) -> Verdict:
    wanted = _wanted(field)
    shape = (len(answer), len(answer[0]))
    if shape != field.shape:
        return incorrect(_transposed(field)) if _is_transposed(field, answer, wanted) else _wrong_shape(shape)
    wrong = _wrong_entries(field, answer, wanted)
    if not wrong:
        return correct()
    total = shape[0] * shape[1]
    right = total - len(wrong)
    messages = [_transposed(field)] if _is_transposed(field, answer, wanted) else []
    messages.append(
        _too_few_digits(field, [(answer[row - 1][column - 1], wanted[row - 1][column - 1]) for row, column in wrong])
        or say(_("%(right)d of %(total)d entries are right."), right=right, total=total)
    )
    if field.credit == "entries":
        details = {"wrong_entries": [list(place) for place in wrong]}
        if right:
            return partially_correct(right / total, *messages, details=details)
        return incorrect(*messages, details=details)
    return incorrect(*messages)


def _wanted(field: MatrixField) -> Rows:
    return tuple(tuple(map(numbers.read_reference, row)) for row in field.reference)


def slip(field: MatrixField, answer: Rows) -> Slip | None:
    return matrix_slips.find(answer, _wanted(field), field.tolerance)


def _wrong_entries(field: MatrixField, answer: Rows, wanted: Rows) -> list[tuple[int, int]]:
    """Row and column, from 1, of the entries that are wrong."""
    return [
        (row, column)
        for row, (line, right_line) in enumerate(zip(answer, wanted, strict=True), start=1)
        for column, (entry, right) in enumerate(zip(line, right_line, strict=True), start=1)
        if not numbers.is_right(entry, right, field.tolerance)
    ]


def _too_few_digits(field: MatrixField, wrong: list[tuple[Typed, Typed]]) -> Message | None:
    """What is said where every wrong entry is only rounded too early."""
    if field.significant_figures is not None:
        right = min(numbers.right_digits(entry, reference) for entry, reference in wrong)
        return rounded_right(right, field.significant_figures, "digits") if right >= 1 else None
    if field.decimals is not None:
        right = min(numbers.right_decimals(entry, reference) for entry, reference in wrong)
        return rounded_right(right, field.decimals, "decimals") if 0 <= right < field.decimals else None
    if not field.tolerance.is_exact or not all(_is_rounded(entry, reference) for entry, reference in wrong):
        return None
    template = _(
        "%(right)d of %(total)d entries are right, the others are rounded. Enter exact values, or more digits."
    )
    total = field.shape[0] * field.shape[1]
    return say(template, right=total - len(wrong), total=total)


def _is_rounded(entry: Typed, reference: Typed) -> bool:
    """Whether this is the right number with all its digits but the first few left out."""
    is_endless = not numbers.terminates(reference.value) or numbers.is_computed(reference)
    right = numbers.right_digits(entry, reference) if entry.form == "decimal" and is_endless else 0
    return right >= max(entry.digits, _PLENTY)


def _is_transposed(field: MatrixField, answer: Rows, wanted: Rows) -> bool:
    turned = tuple(zip(*answer, strict=True))
    if (len(turned), len(turned[0])) != field.shape or min(field.shape) == 1 == max(field.shape):
        return False
    return not _wrong_entries(field, turned, wanted)


def _transposed(field: MatrixField) -> Message:
    if field.transposed_says:
        return Message(field.transposed_says)
    return say(_("Right numbers, but rows and columns are exchanged: this is the transpose."))


def _wrong_shape(shape: tuple[int, int]) -> Verdict:
    return incorrect(say(_("The shape %(rows)d by %(columns)d is not right."), rows=shape[0], columns=shape[1]))


def show(field: MatrixField, answer: Rows) -> str:
    return show_rows(answer)


def show_rows(answer: Rows) -> str:
    rows = r" \\ ".join(" & ".join(to_latex(entry.tree) for entry in row) for row in answer)
    return rf"\begin{{bmatrix}} {rows} \end{{bmatrix}}"


def reference(field: MatrixField) -> Raw:
    return [[str(entry) for entry in row] for row in field.reference]


KIND = Kind("matrix", _("Matrix"), MatrixField, parse, grade, show, reference, longest=20_000, blank=_BLANK, slip=slip)
