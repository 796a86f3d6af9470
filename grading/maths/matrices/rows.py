"""Names with an index of a sum below: `X_i` and `x_i` are the row X[i], `A_ij` is the entry A[i, j]."""

import re

from grading.maths.lexer import Token
from grading.maths.vocabulary import Meaning, Vocabulary

_SCRIPTED = re.compile(r"(?P<name>\w+?)_(?P<index>[A-Za-z]+)")
_SEVERAL = re.compile(r"(?:[A-Za-z]_[A-Za-z]){2,}")


def rows_tokens(token: Token, vocabulary: Vocabulary, bound: tuple[str, ...]) -> list[Token]:
    """Like `row_tokens`, also for several single letters side by side: `x_iy_i` is X[i] y[i]."""
    found = row_tokens(token, vocabulary, bound)
    if found or not _SEVERAL.fullmatch(token.text) or vocabulary.meaning(token.text) is not None:
        return found
    pieces = [
        Token(token.sort, token.text[place : place + 3], token.start + place, token.start + place + 3)
        for place in range(0, len(token.text), 3)
    ]
    cut = [row_tokens(piece, vocabulary, bound) for piece in pieces]
    return [token for piece in cut for token in piece] if all(cut) else []


def row_tokens(token: Token, vocabulary: Vocabulary, bound: tuple[str, ...]) -> list[Token]:
    """The tokens of `X[i]` or `A[i, j]` for a name with indices that are bound; [] when it is no such name."""
    found = _SCRIPTED.fullmatch(token.text)
    if not found or vocabulary.meaning(token.text) is not None:
        return []
    indices = _indices(found["index"], bound)
    symbol = _symbol(found["name"], vocabulary)
    if not indices or symbol is None:
        return []
    middle = token.start + len(found["name"])
    inner = [Token("symbol", index, middle, token.end) for index in indices]
    comma = [Token("sign", ",", middle, middle)] if len(inner) == 2 else []
    return [
        Token("symbol", symbol.name, token.start, middle, token.spaced),
        Token("sign", "[", middle, middle),
        *inner[:1],
        *comma,
        *inner[1:],
        Token("sign", "]", token.end, token.end),
    ]


def _indices(script: str, bound: tuple[str, ...]) -> tuple[str, ...]:
    """One bound name, or two that stand side by side."""
    if script in bound:
        return (script,)
    cuts = ((script[:place], script[place:]) for place in range(1, len(script)))
    return next((cut for cut in cuts if cut[0] in bound and cut[1] in bound), ())


def _symbol(name: str, vocabulary: Vocabulary) -> Meaning | None:
    """The symbol of that name; `x` also means the samples, the rows of X."""
    for spelling in (name, "X" if name == "x" else name):
        meaning = vocabulary.meaning(spelling)
        if meaning is not None and meaning.sort == "symbol":
            return meaning
    return None
