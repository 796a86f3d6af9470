"""Rows of numbers out of what people paste: NumPy, MATLAB, CSV and LaTeX, or a grid of boxes."""

import re
from typing import Any

from grading.errors import AnswerError, Place
from grading.maths.filled import MOST_CELLS, written_out
from grading.maths.scaled import Scaled, factor, may_be_rounded, split_number
from grading.messages import _, say

_CALL = re.compile(
    r"(?:[A-Za-z_]\w*\s*\.\s*)*(?:array|matrix|Matrix|asarray|tensor|Array|DeviceArray|list|tuple)\s*(?=\()"
)
# What stands after the array in `tensor([[1.]], dtype=torch.float64, device='cuda:0')`.
_OPTION = re.compile(r"\s*[A-Za-z_][\w.]*(?:\s*=\s*[\w.'\":]+)?\s*")
_ASSIGNMENT = re.compile(r"\s*(?:[A-Za-z]\w*\s*)?=(?!=)\s*")
_TRANSPOSED = re.compile(
    r"\s*(?:\^\s*\{?\s*(?:T|\\top|\\intercal|\\(?:mathsf|mathrm|text)\s*\{\s*T\s*\})\s*\}?|\.T|\.?')\s*;?\s*$"
)
_LATEX = re.compile(r"\\begin\s*\{([a-zA-Z]*matrix|array)\}\s*(?:\{[lcr|]*\})?(.*?)\\end\s*\{\1\}", re.DOTALL)
_DIAGONAL = re.compile(r"(?:np\.|numpy\.)?\\?(?:(?:operatorname|mathrm)\s*\{\s*diag\s*\}|diag)\s*\((.*)\)", re.DOTALL)
_ROW_END = re.compile(r"\\\\(?:\[[^\]]*\])?")
# What may stand around the rows without meaning anything.
_SIZES = re.compile(r"\\(?:left|right|mleft|mright|bigl|bigr|Bigl|Bigr|displaystyle)(?![A-Za-z])\.?|\\hline|\$")
_DISPLAYED = re.compile(r"\s*\\[\[(](.*)\\[\])]\s*", re.DOTALL)
# A number added to, or a factor of, one row in brackets.
_BESIDE_AFTER = re.compile(r"(?:[A-Za-z_][\w.]*\()?\[[^\[\]]*[,;\s][^\[\]]*\]\)?(?P<part>\s*[-+*/][^\[\],;\n]+)")
_BESIDE_BEFORE = re.compile(
    r"(?P<part>[^\[\],;\n]*[^\s\[\],;][^\[\],;\n]*[-+*]\s*|\d[\d./]*\s*)\[[^\[\]]*[,;\s][^\[\]]*\]"
)
# A longer text is not looked at for it.
_LONGEST_LINE = 200
_OPENING, _CLOSING = "([{", ")]}"
_ANGLES = str.maketrans("⟨⟩", "()")
_ANGLED = re.compile(r"\s*<([^<>=]*,[^<>=]*)>\s*")
_QUOTES = "'\""


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
        raw = written_out(raw)
        return not re.search(r"[;\n]|\\\\|\]\s*,?\s*\[", raw.strip()) and "[[" not in raw.replace(" ", "")
    return isinstance(raw, list | tuple) and not any(isinstance(row, list | tuple) for row in raw)


def _cells(row: Any) -> list[str]:
    cells = row if isinstance(row, list | tuple) else [row]
    if any(isinstance(cell, list | tuple | dict) for cell in cells):
        raise AnswerError(say(_("The answer is nested too deeply. Enter rows of numbers.")))
    return ["" if cell is None else str(cell) for cell in cells]


def _rows_of_text(text: str) -> list[list[str]]:
    angled = _ANGLED.fullmatch(text)
    text = f"({angled[1]})" if angled else text.translate(_ANGLES)
    _check_brackets(text)
    text = written_out(text)
    displayed = _DISPLAYED.fullmatch(text)
    text = _SIZES.sub("", displayed[1] if displayed else text).replace("\r", "\n").strip()
    text = _ASSIGNMENT.sub("", text, count=1) if _ASSIGNMENT.match(text) else text
    scaled = None if "\\begin" in text else split_number(text)
    if scaled:
        return _times(scaled, _rows_of_text(scaled.inner))
    turned = _TRANSPOSED.search(text)
    if turned and text[: turned.start()].rstrip().endswith(("]", ")", "}")):
        return _transposed(_rows_of_bare_text(text[: turned.start()]))
    return _rows_of_bare_text(text)


def _times(scaled: Scaled, rows: list[list[str]]) -> list[list[str]]:
    """Every cell times the number beside the brackets."""
    if may_be_rounded(scaled, [cell for row in rows for cell in row]):
        raise AnswerError(
            say(_("`%(part)s` stands beside the numbers. Work it out in every entry."), part=scaled.number)
        )
    return [[scaled.cell(cell) for cell in row] for row in rows]


def _transposed(rows: list[list[str]]) -> list[list[str]]:
    if len(set(map(len, rows))) > 1:
        raise AnswerError(say(_("The rows differ in length, so that they cannot be transposed.")))
    return [list(column) for column in zip(*rows, strict=True)]


def _rows_of_bare_text(text: str) -> list[list[str]]:
    found = _LATEX.search(text) if "\\end" in text else None
    if found:
        cells = [[cell.strip() for cell in row.split("&")] for row in _ROW_END.split(found[2]) if row.strip()]
        scaled = _factor_beside(text, found)
        return _times(scaled, cells) if scaled else cells
    diagonal = _DIAGONAL.fullmatch(text.strip())
    if diagonal:
        return _diagonal(_line_cells(_inside_brackets(diagonal[1].strip()) or diagonal[1]))
    text = _without_call(text).strip().removesuffix(";").strip()
    if _ROW_END.search(text):
        text = _ROW_END.sub("\n", text)
    _refuse_arithmetic(text)
    inner = _inside_brackets(text)
    return _bracketed_rows(text if inner is None else inner)


def _diagonal(cells: list[str]) -> list[list[str]]:
    """`diag(2, 5)` as rows."""
    if len(cells) ** 2 > MOST_CELLS:
        raise AnswerError(say(_("The matrix has more than %(most)d entries."), most=MOST_CELLS))
    return [["0"] * place + [cell] + ["0"] * (len(cells) - place - 1) for place, cell in enumerate(cells)]


def _factor_beside(text: str, found: re.Match[str]) -> Scaled | None:
    """The factor beside a matrix. Refuses what would be lost, as a power."""
    before = text[: found.start()].strip().rstrip("([{").rstrip("\\ ")
    after = text[found.end() :].strip().lstrip("\\)]}").rstrip(".,; ")
    after = text[found.end() :].strip() if after and after[0].isalpha() else after
    if not (before or after):
        return None
    scaled = factor(before, after)
    if scaled:
        return scaled
    start = text.find(before) if before else text.rfind(after)
    message = say(_("`%(part)s` stands beside the matrix. Enter one matrix of numbers."), part=before or after)
    raise AnswerError(message, Place(text, start, start + len(before or after)))


def _refuse_arithmetic(text: str) -> None:
    """`[1, 2] + 1` and `2*[1, 2]` are one vector only when they are worked out."""
    if len(text) > _LONGEST_LINE:
        return
    found = _BESIDE_AFTER.fullmatch(text) or _BESIDE_BEFORE.fullmatch(text)
    if found:
        message = say(_("`%(part)s` stands beside the vector. Work it out in every entry."), part=found["part"].strip())
        raise AnswerError(message, Place(text, *found.span("part")))


def _without_call(text: str) -> str:
    """The first argument of `np.array(...)`, or the text itself."""
    call = _CALL.match(text)
    inner = _inside_brackets(text[call.end() :].rstrip("; \n")) if call else None
    if inner is None:
        return text
    first, *others = _split(inner, ",")
    return first if all(_OPTION.fullmatch(other) or not other.strip() for other in others) else text


def _check_brackets(text: str) -> None:
    """Refuse brackets that are not closed, where the brackets tell the rows apart."""
    opened: list[int] = []
    for place, sign in enumerate(text):
        if sign in _OPENING:
            opened.append(place)
        elif sign in _CLOSING:
            if not opened:
                message = say(_("`%(sign)s` closes nothing. Take it out or open it before."), sign=sign)
                raise AnswerError(message, Place(text, place, place + 1))
            opened.pop()
    if opened:
        message = say(_("`%(sign)s` is not closed here."), sign=text[opened[-1]])
        raise AnswerError(message, Place(text, opened[-1], opened[-1] + 1))


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
    parts = [part.strip() for part in _split(re.sub(r"\]\s*\[", "], [", text), ",;\n", spaces=True)]
    parts = [part for part in parts if part]
    if parts and all(map(_is_row, parts)):
        return [_line_cells(_inside_brackets(part) or "") for part in parts]
    return _line_rows(text)


def _is_row(part: str) -> bool:
    """Whether brackets stand around a row, rather than around one number such as (1+2)."""
    inner = _inside_brackets(part)
    return inner is not None and (part[0] != "(" or bool(re.search(r"[,;\s]", inner)))


def _line_rows(text: str) -> list[list[str]]:
    lines = [line.strip().removesuffix(";").strip() for line in text.split("\n")]
    lines = [line for line in lines if line]
    if not _is_semicolon_table(lines):
        lines = [part.strip() for line in lines for part in _split(line, ";")]
    return [_line_cells(line) for line in lines if line]


def _is_semicolon_table(lines: list[str]) -> bool:
    """Whether `;` parts the cells, as in the CSV of many countries, rather than the rows."""
    counts = {line.count(";") for line in lines}
    return (
        len(lines) > 1 and len(counts) == 1 and 0 not in counts and not any(re.search(r"[\s,]", line) for line in lines)
    )


def _line_cells(line: str) -> list[str]:
    """The cells of one row: parted by tabs, `&`, semicolons or commas if there are any, else by spaces."""
    line = line.strip()
    line = (_inside_brackets(line) or line if line.startswith("[") else line).rstrip(",;").strip()
    for sign in ("\t", "&", ";", ","):
        cells = _split(line, sign)
        if len(cells) > 1:
            return [_unquoted(cell.strip()) for cell in cells]
    return [_unquoted(cell) for cell in _split(_joined(line), " ") if cell]


def _unquoted(cell: str) -> str:
    return cell[1:-1] if len(cell) > 1 and cell[0] == cell[-1] and cell[0] in _QUOTES else cell


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
