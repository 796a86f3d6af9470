"""Matrices that NumPy, MATLAB and SymPy make of less than their rows: `eye(2)`, `zeros((2, 3))`, `matrix('1 0; 0 1')`.

Each is written out as rows in brackets, so that a number beside it multiplies them as it does others.
"""

import re

from grading.errors import AnswerError
from grading.messages import _, say

MOST_CELLS = 400

_MODULE = r"(?<![\w.\\])(?P<module>(?:[A-Za-z_]\w*\s*\.\s*)*)"
# Where `zeros(3)` is an array with one index; elsewhere it may be 3 by 3.
_OF_ARRAYS = frozenset({"np", "numpy", "torch", "jnp"})
_SIZE = r"[1-9]\d{0,2}"
_CALL = re.compile(
    rf"{_MODULE}(?P<name>eye|identity|zeros|ones)\s*\(\s*"
    rf"(?P<open>[(\[])?\s*(?P<rows>{_SIZE})\s*(?:,\s*(?P<columns>{_SIZE}))?\s*,?\s*(?(open)[)\]])\s*"
    r"(?:,\s*(?:dtype\s*=\s*)?[A-Za-z_][\w.]*\s*)?\)"
)
_TEXT = re.compile(rf"{_MODULE}(?:matrix|mat)\s*\(\s*(?P<quote>['\"])(?P<rows>[^'\"]*)(?P=quote)\s*\)")
_SHAPED = re.compile(
    rf"{_MODULE}(?:Immutable)?Matrix\s*\(\s*(?P<rows>{_SIZE})\s*,\s*(?P<columns>{_SIZE})\s*,"
    r"\s*[(\[](?P<cells>[^\[\];\n]*)[)\]]\s*\)"
)
_BARRED = re.compile(r"\s*[|│](?P<row>[^|│]*)[|│]\s*")
_SEVERAL = re.compile(r"[^\s,&+*/^-](?:\s*[,&]|\s)\s*[-+]?[^\s,&+*/^-]")
# A longer text is not looked at.
_LONGEST = 2_000
# `I`, also bold and with its size below, beside at most a number.
_UNIT = re.compile(
    r"(?P<before>(?:\s*(?:[A-Za-z]\w*\s*)?=)?[-+\d\s.*/()·$]*)"
    r"(?:\\(?:mathbf|mathrm|mathbb|bm)\s*\{\s*I\s*\}|I)(?:_?\{?(?P<size>[1-9]\d?)\}?)?"
    r"(?P<behind>[-+\d\s.*/()·$]*)"
)


def written_out(text: str) -> str:
    """The text with the one such matrix in it as rows in brackets. Raises AnswerError for too many entries."""
    if len(text) > _LONGEST:
        return text
    for pattern, rows_of in ((_CALL, _filled), (_TEXT, _of_text), (_SHAPED, _of_list)):
        found = list(pattern.finditer(text))
        rows = rows_of(found[0]) if len(found) == 1 else []
        if rows:
            return text[: found[0].start()] + _bracketed(rows) + text[found[0].end() :]
    return _without_bars(text)


def identity(text: str, size: int | None) -> str:
    """`I` and `2*I` as rows in brackets. size: that of what is asked, None where it is not square."""
    found = _UNIT.fullmatch(text)
    size = int(found["size"]) if found and found["size"] else size
    if not found or size is None:
        return text
    return f"{found['before']}{_bracketed(_unit_rows(size, size))}{found['behind']}"


def _bracketed(rows: list[str]) -> str:
    return rows[0] if len(rows) == 1 and rows[0].startswith("[") else "[" + ", ".join(f"[{row}]" for row in rows) + "]"


def _check_size(rows: int, columns: int) -> None:
    if rows * columns > MOST_CELLS:
        raise AnswerError(say(_("The matrix has more than %(most)d entries."), most=MOST_CELLS))


def _filled(found: re.Match[str]) -> list[str]:
    rows = int(found["rows"])
    if found["name"] in ("eye", "identity"):
        return _unit_rows(rows, int(found["columns"] or rows))
    entry = "1" if found["name"] == "ones" else "0"
    columns = int(found["columns"] or 1)
    _check_size(rows, columns)
    if not found["columns"]:
        is_array = found["module"].partition(".")[0].strip() in _OF_ARRAYS
        return ["[" + ", ".join([entry] * rows) + "]"] if is_array else []
    return [", ".join([entry] * columns)] * rows


def _unit_rows(rows: int, columns: int) -> list[str]:
    _check_size(rows, columns)
    return [", ".join("1" if row == column else "0" for column in range(columns)) for row in range(rows)]


def _of_text(found: re.Match[str]) -> list[str]:
    return [row.strip() for row in found["rows"].split(";") if row.strip()]


def _of_list(found: re.Match[str]) -> list[str]:
    rows, columns = int(found["rows"]), int(found["columns"])
    cells = [cell.strip() for cell in found["cells"].split(",")]
    if len(cells) != rows * columns:
        text = _("The list has %(have)d numbers for %(rows)d rows of %(columns)d numbers.")
        raise AnswerError(say(text, have=len(cells), rows=rows, columns=columns))
    return [", ".join(cells[row * columns : (row + 1) * columns]) for row in range(rows)]


def _without_bars(text: str) -> str:
    """The rows of a matrix that is drawn with bars; one number between bars is its absolute value."""
    lines = [line for line in text.splitlines() if line.strip()]
    found = list(map(_BARRED.fullmatch, lines)) if len(lines) > 1 else []
    rows = [each["row"].strip() for each in found if each and _SEVERAL.search(each["row"])]
    return _bracketed(rows) if rows and len(rows) == len(lines) else text
