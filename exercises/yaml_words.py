"""What is wrong with text that is no YAML, in an author's words: the parser's own name tokens and blocks."""

import re

from ruamel.yaml.error import MarkedYAMLError

_QUOTES = "Put the text in quotes."
_ANYTHING = "Check the indentation, and put texts with `: `, `#`, braces or brackets in quotes."
# What the parser says -> what is wrong, and the remedy.
_WORDS = (
    (r"character '\\t'", "a tab stands here", "Indent with spaces."),
    (r"character '(.)' that cannot start", r"a text cannot begin with `\1`", _QUOTES),
    (
        "mapping values are not allowed",
        "there is a second `: ` in this line, or it stands too far to the right",
        "Put a text with `: ` in quotes, and begin the keys of one mapping below each other.",
    ),
    ("could not find expected ':'", "a `:` is missing after the key above", "Write each key as `key: value`."),
    (
        "expected <block end>|expected the node content|unindent",
        "this line is indented otherwise than those around it",
        "Begin the keys of one mapping, and the `- ` of one list, below each other.",
    ),
    ("end of stream|document separator", "a quote is opened here and not closed", "Close it."),
    (
        r"expected ',' or '([\]}])'",
        r"a bracket is opened here and not closed with `\1`",
        "Close it.",
    ),
    ("undefined alias '?([^' ]*)'?", r"`*\1` stands for nothing", _QUOTES),
    ("single document", "`---` begins a second document here", "Take the line out."),
)
# Of these the parser tells where it gave up; the author must look where they began.
_OPENED = re.compile(r"end of stream|document separator|expected ',' or")


def worded(error: MarkedYAMLError) -> tuple[str, str, int]:
    """What is wrong, the remedy and the line, counted from 1."""
    said = str(error.problem or error.context or "")
    mark = error.problem_mark or error.context_mark
    if _OPENED.search(said) and error.context_mark:
        mark = error.context_mark
    line = mark.line + 1 if mark else 1
    for pattern, problem, remedy in _WORDS:
        if found := re.search(pattern, said):
            return found.expand(problem), remedy, line
    return "it cannot be read here", _ANYTHING, line
