"""Signs that join conditions in programs, `(x > 0) | (x < -1)`, where a bar is no absolute value."""

import re

from grading.maths.functions import ARRAY_MODULES
from grading.maths.tokens import Token

# Modules of arrays, as they stand before a function.
_OF_ARRAYS = re.compile(rf"(?<![A-Za-z0-9_])(?:{'|'.join(sorted(ARRAY_MODULES))})\.")
_BEFORE = re.compile(r"(?<![A-Za-z0-9_])([A-Za-z]+)\.$")
# The name of a module is not longer.
_WINDOW = 16
_PAIR = 2
_OPENING, _CLOSING = frozenset({"(", "[", "{", "{set"}), frozenset({")", "]", "}", "}set"})
COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})


def is_of_arrays(token: Token, text: str) -> bool:
    """Whether a module of arrays stands before a function: `np.max`, whose second argument is an axis."""
    before = _BEFORE.search(text[max(0, token.start - _WINDOW) : token.start])
    return before is not None and before[1] in ARRAY_MODULES


def with_or(tokens: list[Token]) -> list[Token]:
    """The tokens with `or` for each `|` between two brackets that hold comparisons, and for one that stands alone
    between two comparisons, as `||` may; other bars are absolute values.
    """
    if not any(token.text == "|" for token in tokens):
        return tokens
    closed = _closings(tokens)
    opened = {end: start for start, end in closed.items()}
    alone, dropped = _alone(tokens)
    found = list(tokens)
    for place, token in enumerate(tokens[1:-1], start=1):
        before, behind = (opened.get(place - 1), place - 1), (place + 1, closed.get(place + 1))
        is_between = _holds_comparison(tokens, *before) and _holds_comparison(tokens, *behind)
        if token.text == "|" and (is_between or place in alone):
            found[place] = token._replace(sort="word", text="or")
    return [token for place, token in enumerate(found) if place not in dropped]


def _alone(tokens: list[Token]) -> tuple[set[int], set[int]]:
    """The places of bars that no other bar can close, with a comparison on either side; those of the second of `||`."""
    found, dropped = set[int](), set[int]()
    for level in _levels(tokens):
        bars = [place for place in level if tokens[place].text == "|"]
        is_double = len(bars) == _PAIR and tokens[bars[0]].end == tokens[bars[1]].start
        if len(bars) != 1 and not is_double:
            continue
        if _holds_comparison(tokens, level[0], bars[0]) and _holds_comparison(tokens, bars[-1], level[-1]):
            found.add(bars[0])
            dropped.update(bars[1:])
    return found, dropped


def loose(tokens: list[Token], text: str) -> Token | None:
    """A `&` or `|` beside a comparison without brackets in a program, where it binds more strongly than comparisons."""
    if not _has_signs(text) or ("~" not in text and not _OF_ARRAYS.search(text)):
        return None
    words = [token for token in tokens if token.sort == "word" and token.text in ("and", "or", "not")]
    signs = {token.start: _sign(token, text) for token in words}
    for level in _levels(tokens):
        joining = [tokens[place] for place in level if signs.get(tokens[place].start) in ("&", "|")]
        if joining and any(tokens[place].sort == "sign" and tokens[place].text in COMPARISONS for place in level):
            return joining[0]
    return None


def _levels(tokens: list[Token]) -> list[list[int]]:
    """The places of the tokens that stand directly in the same bracket, between the same two commas."""
    found: list[list[int]] = [[]]
    around = [found[0]]
    for place, token in enumerate(tokens):
        if token.sort == "sign" and token.text in _OPENING:
            around[-1].append(place)
            found.append([])
            around.append(found[-1])
        elif token.sort == "sign" and token.text in _CLOSING and len(around) > 1:
            around.pop()
            around[-1].append(place)
        elif token.sort == "sign" and token.text == ",":
            found.append([])
            around[-1] = found[-1]
        else:
            around[-1].append(place)
    return found


def mixed(tokens: list[Token], text: str) -> Token | None:
    """One of `&` and `|` with `and`, `or` or `not` in the same bracket: in programs these bind otherwise."""
    if not _has_signs(text):
        return None
    around: list[dict[bool, Token]] = [{}]
    for token in tokens:
        if token.sort == "sign" and token.text in "([{":
            around.append({})
        elif token.sort == "sign" and token.text in ")]}" and len(around) > 1:
            around.pop()
        elif token.sort == "word" and token.text in ("and", "or", "not"):
            if (sign := _sign(token, text)) != "~":
                around[-1].setdefault(sign in ("&", "|"), token)
            if len(around[-1]) > 1:
                return around[-1][True]
    return None


def _has_signs(text: str) -> bool:
    return "&" in text or "|" in text


def _sign(token: Token, text: str) -> str:
    """How a word is written that joins conditions: `&`, `|`, `~`, `&&`, `||` or otherwise."""
    written = text[token.start : token.end + 1].strip()
    return written[:2] if written[:2] in ("&&", "||") else written[:1]


def _closings(tokens: list[Token]) -> dict[int, int]:
    """The place of each round bracket -> the place where it is closed."""
    found: dict[int, int] = {}
    waiting: list[int] = []
    for place, token in enumerate(tokens):
        if token.text == "(":
            waiting.append(place)
        elif token.text == ")" and waiting:
            found[waiting.pop()] = place
    return found


def _holds_comparison(tokens: list[Token], start: int | None, end: int | None) -> bool:
    if start is None or end is None:
        return False
    return any(token.sort == "sign" and token.text in COMPARISONS for token in tokens[start:end])
