"""Parts of a text that stand behind their names, in any order: `L = ..., U = ...`, `x1 = 0, x2 = 1`."""

import re
from collections.abc import Sequence

from grading.maths.alphabet import spelled

_NAME = r"[^\W\d]\w*(?:\{\w+\})?"
# A longer text is not looked at.
_LONGEST = 5_000
_SPACE = re.compile(r"\\(?:q?quad(?![A-Za-z])|[;,!: ])|~")
_INDEXED = r"[A-Za-z]+_?\{?[1-9]\d?\}?"


def named_parts(text: str, names: Sequence[str]) -> list[str] | None:
    """What stands behind each name, in the order of the names; None unless each name stands there once.

    >>> named_parts("U = 3, L = 2", ("L", "U"))
    ['2', '3']
    """
    found = _split(text, _NAME)
    wanted = [_plain(name) for name in names]
    if found is None or sorted(_plain(name) for name, _part in found) != sorted(wanted):
        return None
    parts = {_plain(name): part for name, part in found}
    return [parts[name] for name in wanted]


def _plain(name: str) -> str:
    """One spelling of a name: `λ`, `lambda` and `lam` are the same."""
    return re.sub("lambda", "lam", spelled(name.replace("{", "").replace("}", "")))


def indexed_parts(text: str) -> list[str] | None:
    """The parts of `x1 = 0, x2 = 1` by their indices, which run from 1; None for another text."""
    found = _split(text, _INDEXED)
    if found is None or len(found) < 2:
        return None
    letters = {re.sub(r"[_{}\d]", "", name) for name, _part in found}
    places = {int(re.sub(r"\D", "", name)): part for name, part in found}
    if len(letters) != 1 or sorted(places) != list(range(1, len(found) + 1)):
        return None
    return [places[place] for place in sorted(places)]


def _split(text: str, name: str) -> list[tuple[str, str]] | None:
    """Each name with the text up to the next; None where something stands before the first."""
    if len(text) > _LONGEST:
        return None
    text = _SPACE.sub(" ", text)
    before, *pieces = re.split(rf"(?:^|[\n;,]|\band\b)\s*\\?({name})\s*=(?!=)", text.strip())
    if before.strip() or not pieces:
        return None
    return [(pieces[i], pieces[i + 1].strip().rstrip(",;").strip()) for i in range(0, len(pieces), 2)]
