"""`<x, A x>`, the inner product as it is typed where there is no sign `⟨`."""

from grading.maths.tokens import Token

_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")


def with_angles(tokens: list[Token]) -> list[Token]:
    """The tokens with `<` and `>` as brackets where just one comma stands between them; the inner ones first."""
    found = list(tokens)
    for place in range(len(tokens) - 1, -1, -1):
        end = _end(found, place) if _is(found[place], "<") else None
        if end is not None:
            found[place], found[end] = _bracket(found[place], "("), _bracket(found[end], ")")
    return found


def _end(tokens: list[Token], start: int) -> int | None:
    """Where what `<` opens is closed; None where it is no bracket."""
    depth, commas = 0, 0
    for place in range(start + 1, len(tokens)):
        token = tokens[place]
        if token.sort != "sign":
            continue
        if not depth and token.text == ">":
            return place if commas == 1 else None
        depth += (token.text in _OPENING) - (token.text in _CLOSING)
        commas += not depth and token.text == ","
        if depth < 0:
            return None
    return None


def _is(token: Token, sign: str) -> bool:
    return token.sort == "sign" and token.text == sign


def _bracket(token: Token, text: str) -> Token:
    return Token("sign", text, token.start, token.end, token.spaced)
