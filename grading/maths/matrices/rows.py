"""Names with an index of a sum below: `X_i` and `x_i` are the row X[i], `A_ij` is the entry A[i, j]."""

import re

from grading.maths.lexer import Token
from grading.maths.vocabulary import Meaning, Vocabulary

_SCRIPTED = re.compile(r"(?P<name>\w+?)_(?P<index>[A-Za-z]+)")
# Names of the entries of the identity.
_DELTAS = frozenset({"I", "delta"})
# A longer word is not looked at: nobody types so many names together.
_LONGEST = 24
_SEVERAL = re.compile(r"(?:[A-Za-z]_[A-Za-z]){2,}")


def rows_tokens(token: Token, vocabulary: Vocabulary, bound: tuple[str, ...]) -> list[Token]:
    """Like `row_tokens`, also for several single letters side by side: `x_iy_i` is X[i] y[i]."""
    found = _kronecker(token, vocabulary, bound) or row_tokens(token, vocabulary, bound)
    if found or "_" not in token.text or vocabulary.meaning(token.text) is not None:
        return found
    if not _SEVERAL.fullmatch(token.text):
        return _with_rest(token, vocabulary, bound)
    pieces = [
        Token(token.sort, token.text[place : place + 3], token.start + place, token.start + place + 3)
        for place in range(0, len(token.text), 3)
    ]
    cut = [row_tokens(piece, vocabulary, bound) for piece in pieces]
    return [token for piece in cut for token in piece] if all(cut) else []


def _kronecker(token: Token, vocabulary: Vocabulary, bound: tuple[str, ...]) -> list[Token]:
    """The tokens of `(1[i = j])` for `I_ij` and `delta_ij`, unless such a name is declared."""
    found = _SCRIPTED.fullmatch(token.text)
    indices = _indices(found["index"], bound) if found and found["name"] in _DELTAS else ()
    if found is None or len(indices) < 2 or _symbol(found["name"], vocabulary) is not None:
        return []
    middle = token.start + len(found["name"])
    signs = [
        Token("symbol" if sign in indices else "sign", sign, middle, token.end)
        for sign in (*"[", indices[0], *"=", indices[1], *"])")
    ]
    opened = Token("sign", "(", token.start, middle, token.spaced)
    return [opened, Token("number", "1", token.start, middle), *signs]


def _with_rest(token: Token, vocabulary: Vocabulary, bound: tuple[str, ...]) -> list[Token]:
    """The tokens of `y_iw` and `wy_i`, a name with its index close to what it is multiplied with; [] for others."""
    text = token.text if len(token.text) <= _LONGEST else ""
    # the tokens of each end of the word, the shortest end first
    ends: dict[int, list[Token]] = {len(text): []}
    for start in range(len(text) - 1, -1, -1):
        for end in (place for place in sorted(ends) if place > start):
            spaced = token.spaced and not start
            piece = Token(token.sort, text[start:end], token.start + start, token.start + end, spaced)
            found = row_tokens(piece, vocabulary, bound) or _as_symbol(piece, vocabulary)
            if found:
                ends[start] = [*found, *ends[end]]
                break
    return ends.get(0, []) if text else []


def _as_symbol(token: Token, vocabulary: Vocabulary) -> list[Token]:
    """The token of a declared name; [] for another word."""
    meaning = vocabulary.meaning(token.text)
    is_symbol = meaning is not None and meaning.sort == "symbol"
    return [Token("symbol", meaning.name, token.start, token.end, token.spaced)] if meaning and is_symbol else []


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
