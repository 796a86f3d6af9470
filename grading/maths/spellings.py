"""What the pieces of a formula look like: numbers, words, signs, and what programs and LaTeX add to them."""

import re
from functools import lru_cache

from grading.maths.periods import PERIODIC
from grading.messages import _

_SCIENTIFIC = r"(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_PLAIN = r"(?:\d+\.?\d*|\.\d+)"
_PERIODIC = f"(?P<periodic>{PERIODIC})"
_REST = (
    r"|(?P<space>[ ~&]+)"
    r"|(?P<word>[A-Za-z][A-Za-z0-9]*(?:\\?_[A-Za-z0-9]+)*|[Α-ω](?:_?[0-9]+|_[A-Za-z]+)?)"
    r"|(?P<order>,\s*(?:'fro'|\"fro\"))"
    r"|%(?=(?:pi|e|i)(?![A-Za-z0-9_]))(?P<maxima>)"
    r"|\\(?P<command>[A-Za-z]+\*?|.)"
    r"|(?P<transposed>\.T(?![A-Za-z0-9]))"
    r"|(?P<inverted>\.I(?![A-Za-z0-9]))"
    r"|\.shape\s*\[\s*(?P<size>[01])\s*\]"
    r"|\.(?P<method>[A-Za-z_]+)(?=\()"
    r"|(?P<sign>\*\*|\{,\}|(?<![\^_])\{(?:\\cdot|\\times|[-+=])\}|<=|>=|==|!=|<>|=<|=>|[-+*/^()\[\]{},;|!=<>_%'&@])"
)
# What is said of signs that are none here, but stand for something elsewhere.
NO_SIGNS = {
    "?": _("Write cases as `where(x > 0, 1, 0)`."),
    ":": _("Write a quotient with `/`."),
    ":=": _("Write `=` instead of `:=`."),
    ".t": _("Write a transpose as `A.T` or `A^T`."),
}
_LIKE_AN_EXPONENT = re.compile(r"[eE]\d+")


@lru_cache(maxsize=1024)
def pieces(names: frozenset[str]) -> re.Pattern[str]:
    """What tokens look like beside these names: beside `e`, `2e3` is no number, and beside `E2`, `2E2` is none."""
    if "e" in names:
        return re.compile(f"{_PERIODIC}|(?P<number>{_PLAIN}){_REST}")
    alike = "|".join(sorted(name for name in names if _LIKE_AN_EXPONENT.fullmatch(name)))
    number = _SCIENTIFIC.replace("(?:[eE]", f"(?:(?!(?:{alike})(?![0-9]))[eE]") if alike else _SCIENTIFIC
    return re.compile(f"{_PERIODIC}|(?P<number>{number}){_REST}")
