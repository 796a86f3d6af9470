r"""A set by its condition, `\{x \in \mathbb{R} : |x| > 2\}`, where a relation or a set of numbers is asked."""

import re

_SPACE = r"(?:\s|\\[,;:! ])*"
_REALS = rf"{_SPACE}(?:\\in(?![A-Za-z])|∈|\bin\b){_SPACE}(?:\\mathbb\s*(?:\{{R\}}|R)|ℝ|R\b)"
_OPENED = re.compile(
    rf"{_SPACE}(?:\\left{_SPACE})?\\?\{{{_SPACE}(?P<name>[A-Za-zα-ω]\w*|\\[A-Za-z]+)(?:{_REALS})?"
    rf"{_SPACE}(?:\\middle{_SPACE})?(?:\\(?:mid|colon)(?![A-Za-z])|:|\||∣){_SPACE}"
)
_CLOSED = re.compile(rf"{_SPACE}(?:\\right{_SPACE})?\\?\}}{_SPACE}$")
_CONDITION = re.compile(r"[<>=≤≥≠∈∉]|\\(?:le|ge|lt|gt|ne|in|notin)(?![a-df-pr-z])")


def condition_of_set(text: str) -> str:
    r"""The condition alone, in its place; any other text as it is.

    >>> condition_of_set("{x : x > 2}")
    '     x > 2 '
    """
    opened = _OPENED.match(text)
    closed = _CLOSED.search(text, opened.end()) if opened else None
    if opened is None or closed is None or not _CONDITION.search(text, opened.end(), closed.start()):
        return text
    inner = text[opened.end() : closed.start()]
    return " " * opened.end() + inner + " " * (len(text) - closed.start())
