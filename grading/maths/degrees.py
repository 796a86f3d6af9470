r"""Angles in degrees, where a function of angles shows what is meant: `sin(60°)`, `\cos{45^\circ}`, `sin(x+60°)`.

Elsewhere a degree is refused: who is asked for 60 degrees must not be read as saying a third of pi.
"""

import re
from functools import partial

from grading.messages import _

IN_DEGREES = _("Write an angle in degrees as a multiple of pi: `60*pi/180`.")
DEGREES = frozenset({"°", "deg", "degree", "degrees"})
_SIGNS = re.compile("[°º˚]|circ|degree")
_SPACE = r"\s*(?:\\[,;:! ]\s*)*"
_DEGREE = rf"{_SPACE}(?:\{{\}})?(?:[°º˚]|\\degree(?![A-Za-z])|\^\s*(?:\\circ(?![A-Za-z])|\{{\s*\\circ\s*\}}))"
_MARK = re.compile(rf"(?<![\d.])(\d+(?:\.\d+)?){_DEGREE}")
# What says nothing before a bracket, with the backslash of `\\{`.
_SILENT = re.compile(r"(?:\s|\\(?:[,;:!]|(?:left|mleft|[Bb]igg?l?)(?![A-Za-z]))?)+$")
# What stands before the argument of a function of angles: its name and perhaps a power.
_FUNCTION = re.compile(r"(?<![A-Za-z])(?:sin|cos|tan|cot|sec|csc)(?:\s*\^\s*(?:\d|\{\s*\d\s*\})|[²³])?$")
_FRACTION = re.compile(r"\\[dtc]?frac\s*$")
_SIGN = re.compile(r"\s*[-+−]$")
# Behind these a bracket holds an exponent or the argument of another function.
_OTHER = re.compile(r"[A-Za-z^]$")
# A number behind these is an exponent or a part of a name; behind a command such as `\\cdot` it is none.
_JOINED = re.compile(r"(?<![\\A-Za-z])[A-Za-z]+$|_$|\^\s*$")
# A name with its power and spaces is not longer.
_WINDOW = 40


def with_radians(source: str) -> str:
    """The text with degrees in arguments of functions of angles as multiples of pi.

    >>> with_radians("sin(x + 60°)")
    'sin(x + (60 \\\\pi/180))'
    """
    if not _SIGNS.search(source):
        return source
    return _MARK.sub(partial(_in_radians, _Brackets(source)), source)


def _in_radians(brackets: "_Brackets", found: re.Match[str]) -> str:
    return f"({found[1]} \\pi/180)" if brackets.is_angle(found.start()) else found[0]


class _Brackets:
    """around: where the bracket opens in which a place stands, -1 for none; opening: where a bracket opens that is
    closed at a place; known: whether an opening bracket holds an angle.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.around: list[int] = []
        self.opening: dict[int, int] = {}
        self.known: dict[int, bool] = {}
        waiting = [-1]
        for place, sign in enumerate(source):
            if sign in ")]}" and len(waiting) > 1:
                self.opening[place] = waiting.pop()
            self.around.append(waiting[-1])
            if sign in "([{":
                waiting.append(place)

    def is_angle(self, place: int) -> bool:
        """Whether the number that begins here is in the argument of a function of angles, and in no other within."""
        head = self.head(place)
        if _FUNCTION.search(head) or _FUNCTION.search(_SIGN.sub("", head)):
            return True
        return not _JOINED.search(self.before(place)) and self.holds_angle(self.around[place])

    def holds_angle(self, opened: int) -> bool:
        """Whether the bracket that opens here holds the argument, or a part of it."""
        passed = [opened]
        while (found := self.told(passed[-1])) is None:
            passed.append(self.around[passed[-1]])
        self.known.update(dict.fromkeys(passed, found))
        return found

    def told(self, opened: int) -> bool | None:
        """Whether it does, by what stands before it; None where the bracket around it tells."""
        if opened < 0 or opened in self.known:
            return self.known.get(opened, False)
        head = self.head(self.start_of_fraction(opened))
        if _FUNCTION.search(head):
            return True
        return False if _OTHER.search(head) else None

    def start_of_fraction(self, opened: int) -> int:
        r"""Where the `\frac` begins whose part this bracket holds; the bracket itself where it holds none."""
        before = len(self.source[:opened].rstrip()) - 1
        first = self.opening.get(before, opened)
        found = _FRACTION.search(self.before(first))
        return first - len(found[0]) if found else opened

    def head(self, place: int) -> str:
        """What stands before a place, without what says nothing."""
        return _SILENT.sub("", self.before(place))

    def before(self, place: int) -> str:
        return self.source[max(0, place - _WINDOW) : place]
