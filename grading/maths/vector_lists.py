"""Several vectors one after the other: `(1, 0, 1), (0, 1, 1)`, or columns of LaTeX side by side."""

import re

from grading.errors import AnswerError
from grading.maths import grid
from grading.maths.scaled import is_number

_SPAN = re.compile(r"^\s*\\?(?:operatorname\s*\{\s*span\s*\}|mathrm\s*\{\s*span\s*\}|text\s*\{\s*span\s*\}|span)\s*")
_LATEX = re.compile(r"\\begin\s*\{([a-zA-Z]*matrix|array)\}.*?\\end\s*\{\1\}(?:\s*/\s*[\w\\{}()]+)?", re.DOTALL)
_BETWEEN = re.compile(r"(?:\s|,|;|\\[,;! ]|\\quad|\\qquad|\\text\s*\{\s*and\s*\}|\band\b)*")
_AND = re.compile(r"(?<=[)\]}⟩])\s*,?\s+and\s+(?=[(\[⟨])")
# A longer text is not looked at.
_LONGEST = 5_000
_SET = (("\\{", "\\}"), ("{", "}"))


def vectors_of(text: str) -> tuple[list[list[str]], bool] | None:
    """The entries of each vector, and whether they can only be vectors, not the rows of a matrix.

    None for a text that is no list of vectors.
    """
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    bare = _without_set(_SPAN.sub("", text).replace("\\left", "").replace("\\right", "").strip())
    bare = _AND.sub(", ", bare)
    parts = _columns_of_latex(bare) if "\\begin" in bare else _split(bare)
    if len(parts) < 2:
        return None
    try:
        vectors = [_entries(part) for part in parts]
    except AnswerError:
        return None
    if len({len(vector) for vector in vectors}) != 1 or len(vectors[0]) < 2:
        return None
    return vectors, bare != text or all(not part.startswith("[") for part in parts)


def _entries(part: str) -> list[str]:
    rows = grid.rows_of(part)
    return [row[0] for row in rows] if len(rows[0]) == 1 else rows[0] if len(rows) == 1 else []


def _without_set(text: str) -> str:
    for opening, closing in _SET:
        if text.startswith(opening) and text.endswith(closing):
            return text[len(opening) : len(text) - len(closing)].strip()
    return text


def _split(text: str) -> list[str]:
    """The parts between commas, when each holds brackets with several entries and perhaps a number beside them."""
    depth, parts, part = 0, [], ""
    for sign in text:
        depth += (sign in "([{⟨") - (sign in ")]}⟩")
        if depth == 0 and sign in ",;":
            parts.append(part.strip())
            part = ""
        else:
            part += sign
    parts.append(part.strip())
    return parts if all(map(_holds_list, parts)) else []


def _holds_list(part: str) -> bool:
    """Whether brackets with several entries stand in it: `(sqrt(2), 1)/2`."""
    depth = 0
    for sign in part:
        depth += (sign in "([{⟨") - (sign in ")]}⟩")
        if depth == 1 and sign in ", ;":
            return "\n" not in part
    return False


def _columns_of_latex(text: str) -> list[str]:
    """The matrices in the text, each with the number before it, when nothing else stands there."""
    parts, place = [], 0
    for found in _LATEX.finditer(text):
        before = _BETWEEN.sub("", text[place : found.start()], count=1)
        if before and not is_number(before):
            return []
        parts.append(f"{before}{found[0]}")
        place = found.end()
    return parts if _BETWEEN.fullmatch(text[place:]) else []
