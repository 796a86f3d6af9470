"""Angles in degrees, where a function of angles shows what is meant: `sin(60°)`, `\\cos 45^\\circ`, `sin(x+60°)`.

Elsewhere a degree is refused: who is asked for 60 degrees must not be read as saying a third of pi.
"""

import re
from functools import partial

_FUNCTION = r"\b(?:sin|cos|tan|cot|sec|csc)(?:\s*\^\s*\{?\d\}?|[²³])?\s*(?:\\left)?\s*"
_DEGREE = r"\s*(?:°|\^\s*(?:\\circ|\{\s*\\circ\s*\}))"
_BESIDE = re.compile(rf"({_FUNCTION}\(?\s*[-+−]?)(\d+(?:\.\d+)?){_DEGREE}")
_OPENED = re.compile(_FUNCTION + r"\(")
_INSIDE = re.compile(rf"(?<![\w.])(\d+(?:\.\d+)?){_DEGREE}")


def with_radians(source: str) -> str:
    """The text with degrees in arguments of functions of angles as multiples of pi.

    >>> with_radians("sin(x + 60°)")
    'sin(x + (60 \\\\pi/180))'
    """
    if "°" not in source and "circ" not in source:
        return source
    source = _BESIDE.sub(r"\1(\2 \\pi/180)", source)
    place = 0
    while found := _OPENED.search(source, place):
        place = found.end()
        end = _closed(source, place)
        inside = source[place:end]
        source = source[:place] + _INSIDE.sub(partial(_in_radians, inside), inside) + source[end:]
    return source


def _in_radians(inside: str, found: re.Match[str]) -> str:
    """The angle in radians, unless it stands in an exponent or in another function: `sin(exp(60°))`."""
    before = inside[: found.start()].rstrip()
    depth = 0
    for place in range(len(before) - 1, -1, -1):
        depth += (before[place] in ")]}") - (before[place] in "([{")
        if depth < 0:
            depth = 0
            if before[:place].rstrip()[-1:].isalpha() or before[:place].rstrip().endswith("^"):
                return found[0]
    return found[0] if before.endswith("^") else f"({found[1]} \\pi/180)"


def _closed(source: str, start: int) -> int:
    """Where the bracket is closed that opens before `start`."""
    depth = 1
    for place in range(start, len(source)):
        depth += (source[place] in "([{") - (source[place] in ")]}")
        if not depth:
            return place
    return len(source)
