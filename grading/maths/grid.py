"""Rows of numbers out of what people paste: NumPy, MATLAB, CSV and LaTeX, or a grid of boxes."""

import re
from typing import Any

from grading.errors import AnswerError
from grading.messages import _, say

MOST_CELLS = 400

_CALL = re.compile(
    r"^\s*(?:(?:np|numpy|sp|sympy)\s*\.\s*)?(?:array|matrix|Matrix|asarray|tensor)\s*\((.*)\)\s*;?\s*$",
    re.DOTALL,
)
_ASSIGNMENT = re.compile(r"^\s*[A-Za-z]\w*\s*=\s*(?=[\[({A-Za-z])")
_DTYPE = re.compile(r",\s*(?:dtype\s*=\s*)?[\w.]+\s*$")
_LATEX = re.compile(r"\\begin\s*\{([a-zA-Z]*matrix|array)\}\s*(?:\{[lcr|]*\})?(.*?)\\end\s*\{\1\}", re.DOTALL)
_OPENING, _CLOSING = "([{", ")]}"


def rows_of(raw: Any) -> list[list[str]]:
    """The cells, row by row, as text; a flat list or a single line of text is one row.

    Raises AnswerError when there are no rows. Rows may differ in length: what that means is for the caller to say.
    """
    if isinstance(raw, str):
        rows = _rows_of_text(raw)
    elif isinstance(raw, list | tuple) and raw:
        nested = any(isinstance(row, list | tuple) for row in raw)
        rows = [_cells(row) for row in raw] if nested else [_cells(raw)]
    else:
        raise AnswerError(say(_("Enter the rows of the matrix.")))
    if not rows or not any(rows):
        raise AnswerError(say(_("Enter the rows of the matrix.")))
    if sum(map(len, rows)) > MOST_CELLS:
        raise AnswerError(say(_("The matrix has more than %(most)d entries."), most=MOST_CELLS))
    return rows


def is_flat(raw: Any) -> bool:
    """Whether one line of numbers was entered, which may stand for a row or for a column."""
    if isinstance(raw, str):
        return not re.search(r"[;\n]|\\\\|\]\s*,?\s*\[", raw.strip()) and "[[" not in raw.replace(" ", "")
    return isinstance(raw, list | tuple) and not any(isinstance(row, list | tuple) for row in raw)


def _cells(row: Any) -> list[str]:
    cells = row if isinstance(row, list | tuple) else [row]
    if any(isinstance(cell, list | tuple | dict) for cell in cells):
        raise AnswerError(say(_("The answer is nested too deeply. Enter rows of numbers.")))
    return ["" if cell is None else str(cell) for cell in cells]


def _rows_of_text(text: str) -> list[list[str]]:
    found = _LATEX.search(text)
    if found:
        rows = re.split(r"\\\\(?:\[[^\]]*\])?", found[2].replace(r"\hline", ""))
        return [[cell.strip() for cell in row.split("&")] for row in rows if row.strip()]
    text = _ASSIGNMENT.sub("", text.strip().replace("\r", "\n").strip("$ \n"))
    call = _CALL.match(text)
    if call:
        text = call[1].strip()
        text = (
            _DTYPE.sub("", text)
            if text.count("[") == text[: text.rfind("]") + 1].count("[") and text[-1] != "]"
            else text
        )
    text = text.strip().removesuffix(";").strip()
    inner = _inside_brackets(text)
    return _bracketed_rows(inner) if inner is not None else _line_rows(text)


def _inside_brackets(text: str) -> str | None:
    """What stands inside the outermost brackets, None when the text is not wholly inside one pair."""
    if not text or text[0] not in "[({" or not _closes_at_end(text):
        return None
    return text[1:-1]


def _closes_at_end(text: str) -> bool:
    depth = 0
    for place, character in enumerate(text):
        depth += (character in _OPENING) - (character in _CLOSING)
        if not depth:
            return place == len(text) - 1
    return False


def _bracketed_rows(text: str) -> list[list[str]]:
    parts = [part.strip() for part in _split(text, ",\n", spaces=True)]
    parts = [part for part in parts if part]
    if parts and all(_inside_brackets(part) is not None for part in parts) and parts[0][0] in "[(":
        return [_line_cells(_inside_brackets(part) or "") for part in parts]
    return _line_rows(text)


def _line_rows(text: str) -> list[list[str]]:
    lines = [line for part in _split(text, ";") for line in part.split("\n")] if ";" in text else text.split("\n")
    lines = [line.strip() for line in lines]
    return [_line_cells(_inside_brackets(line) or line if line.startswith("[") else line) for line in lines if line]


def _line_cells(line: str) -> list[str]:
    """The cells of one row: parted by commas, tabs, `&` or bars if there are any, else by spaces."""
    line = line.strip().rstrip(",").strip()
    for sign in ("\t", "&", ","):
        cells = _split(line, sign)
        if len(cells) > 1:
            return [cell.strip() for cell in cells]
    return [cell for cell in _split(_joined(line), " ") if cell]


def _joined(line: str) -> str:
    """Drop the spaces around operators, so that `1 - 2` is one cell; `1 -2` stays two, as in MATLAB."""
    line = re.sub(r"\s*([*/^])\s*", r"\1", re.sub(r"\s+", " ", line))
    return re.sub(r"(?<=[^\s*/^(+-]) ([+-]) (?=\S)", r"\1", line)


def _split(text: str, signs: str, *, spaces: bool = False) -> list[str]:
    """Split at the signs that stand outside all brackets."""
    depth, parts, part = 0, [], ""
    for character in text:
        depth += (character in _OPENING) - (character in _CLOSING)
        if depth <= 0 and (character in signs or (spaces and character == " ")):
            parts.append(part)
            part = ""
        else:
            part += character
    return [*parts, part]
