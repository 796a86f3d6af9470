"""Names with an index of a sum below: `X_i` and `x_i` are the row X[i], `A_ij` is the entry A[i, j]; so is `A_12`."""

import re

from grading.maths.matrices.vocabulary import MatrixVocabulary
from grading.maths.tokens import Token
from grading.maths.vocabulary import Meaning, Vocabulary

_NUMBERED = re.compile(r"(?P<name>\w+?)_(?P<index>\d{1,2}|[A-Za-z0-9]+)")
_SCRIPTED = re.compile(r"(?P<name>\w+?)_(?P<index>[A-Za-z0-9]+)")
_DIGITS = frozenset("123456789")
# Samples, targets, codes and keys are the rows of X, Y, Z and K; of other letters the columns are as often meant.
_SAMPLES = frozenset("xyzk")
# Names of the entries of the identity.
_DELTAS = frozenset({"I", "delta"})
# A longer word is not looked at: nobody types so many names together.
_LONGEST = 24
_SEVERAL = re.compile(r"(?:[A-Za-z]_[A-Za-z]){2,}")
_ENTRY = re.compile(r"[A-Za-z]_\d+")


def rows_tokens(token: Token, vocabulary: Vocabulary, bound: tuple[str, ...]) -> list[Token]:
    """Like `row_tokens`, also for several single letters side by side: `x_iy_i` is X[i] y[i]."""
    found = _kronecker(token, vocabulary, bound) or row_tokens(token, vocabulary, bound)
    if found or "_" not in token.text or token.sort == "name" or vocabulary.meaning(token.text) is not None:
        return found
    if not _SEVERAL.fullmatch(token.text):
        return _with_rest(token, vocabulary, bound)
    pieces = [
        Token(token.sort, token.text[place : place + 3], token.start + place, token.start + place + 3)
        for place in range(0, len(token.text), 3)
    ]
    cut = [row_tokens(piece, vocabulary, bound) for piece in pieces]
    return [token for piece in cut for token in piece] if all(cut) else []


def entry_tokens(token: Token, vocabulary: MatrixVocabulary) -> list[Token]:
    """The tokens of `x[2]` for `x_2`, of `x[n]` for `x_n`, the last one, and of `A[1, 2]` for `A_12`."""
    found = _NUMBERED.fullmatch(token.text)
    if found is None or vocabulary.meaning(token.text) is not None:
        return []
    symbol = _symbol(found["name"], vocabulary) or _matrix(found["name"], vocabulary)
    shape = next((shape for name, *shape in vocabulary.shapes if symbol is not None and name == symbol.name), None)
    if symbol is not None and found["name"] in _SAMPLES and found["name"] != symbol.name:
        place: tuple[str, ...] = (found["index"],) if found["index"].isdigit() and int(found["index"]) else ()
    else:
        place = _place_of_entry(found["index"], *shape) if shape else ()
    if symbol is None or not place:
        return []
    middle = token.start + len(found["name"])
    return _indexed(symbol, [_of_index(index, middle, token.end) for index in place], token)


def _of_index(index: str, start: int, end: int) -> Token:
    return Token("number" if index.isdigit() else "symbol", index, start, end)


def entries_tokens(token: Token, vocabulary: MatrixVocabulary) -> list[Token]:
    """Like `entry_tokens`, also for several single letters side by side: `w_1x_1` is w[1] x[1]."""
    pieces = list(_ENTRY.finditer(token.text))
    is_cut = len(pieces) > 1 and "".join(piece[0] for piece in pieces) == token.text
    if not is_cut or vocabulary.meaning(token.text) is not None:
        return entry_tokens(token, vocabulary)
    at = token.start
    every = [Token(token.sort, piece[0], at + piece.start(), at + piece.end()) for piece in pieces]
    cut = [entry_tokens(piece, vocabulary) or _as_symbol(piece, vocabulary) for piece in every]
    return [each for piece in cut for each in piece] if all(cut) else []


def _place_of_entry(index: str, rows: int | str, columns: int | str) -> tuple[str, ...]:
    """Where the entry stands, () for none: with one number in a vector, with two digits in a matrix."""
    if 1 in (rows, columns):
        size = rows if columns == 1 else columns
        is_number = index.isdigit() and int(index) >= 1
        is_inside = index == size or (is_number and (isinstance(size, str) or int(index) <= size))
        return () if not is_inside else (index,) if columns == 1 else ("1", index)
    cuts = ((index[:place], index[place:]) for place in range(1, len(index)))
    return next((cut for cut in cuts if _is_inside(cut[0], rows) and _is_inside(cut[1], columns)), ())


def _is_inside(index: str, size: int | str) -> bool:
    """Whether a digit is no larger than the size, or the index is the size itself, which is the last one."""
    return index == size or (index in _DIGITS and (isinstance(size, str) or int(index) <= size))


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


def samples_tokens(token: Token, behind: Token, vocabulary: Vocabulary) -> list[Token]:
    """The token of X for x in `x[i+1]`, where there is no x: a row of the samples; so of the others."""
    is_sample = token.text in _SAMPLES and behind.text == "[" and not behind.spaced
    if not is_sample or vocabulary.meaning(token.text) is not None or _symbol(token.text, vocabulary) is None:
        return []
    return [Token("symbol", token.text.upper(), token.start, token.end, token.spaced)]


def matrix_of(word: str, vocabulary: Vocabulary) -> str:
    """The matrix whose rows or columns may be meant by `v_i`; "" for another word."""
    letter, below, _index = word.partition("_")
    found = _matrix(letter, vocabulary) if below else None
    return found.name if found is not None and letter.islower() else ""


def row_tokens(token: Token, vocabulary: Vocabulary, bound: tuple[str, ...]) -> list[Token]:
    """The tokens of `X[i]` or `A[i, j]` for a name with indices that are bound; [] when it is no such name."""
    found = _SCRIPTED.fullmatch(token.text)
    if not found or vocabulary.meaning(token.text) is not None:
        return []
    indices = _indices(found["index"], bound)
    symbol = _symbol(found["name"], vocabulary) or (_matrix(found["name"], vocabulary) if len(indices) > 1 else None)
    if not indices or symbol is None:
        return []
    middle = token.start + len(found["name"])
    return _indexed(symbol, [_of_index(index, middle, token.end) for index in indices], token)


def _indexed(symbol: Meaning, inner: list[Token], token: Token) -> list[Token]:
    """The tokens of a name with one or two indices in brackets, which stand where the token does."""
    middle = inner[0].start
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
    """One bound name, or two indices side by side, at least one of them bound: `ij`, `i1`."""
    if script in bound:
        return (script,)
    cuts = ((script[:place], script[place:]) for place in range(1, len(script)))
    known = (cut for cut in cuts if all(part in bound or part in _DIGITS for part in cut))
    return next((cut for cut in known if not set(cut) <= _DIGITS), ())


def _matrix(name: str, vocabulary: Vocabulary) -> Meaning | None:
    """The matrix A of the entries a_ij."""
    return _symbol(name.upper(), vocabulary) if len(name) == 1 else None


def _symbol(name: str, vocabulary: Vocabulary) -> Meaning | None:
    """The symbol of that name; `x` also means the samples, the rows of X."""
    for spelling in (name, name.upper() if name in _SAMPLES else name):
        meaning = vocabulary.meaning(spelling)
        if meaning is not None and meaning.sort == "symbol":
            return meaning
    return None
