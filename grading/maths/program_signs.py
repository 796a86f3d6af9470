"""Signs that join conditions in programs, `(x > 0) | (x < -1)`, where a bar is no absolute value."""

from dataclasses import replace

from grading.maths.lexer import Token

COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})


def with_or(tokens: list[Token]) -> list[Token]:
    """The tokens with `or` for each `|` between two brackets that hold comparisons; other bars are absolute values."""
    if not any(token.text == "|" for token in tokens):
        return tokens
    closed = _closings(tokens)
    opened = {end: start for start, end in closed.items()}
    found = list(tokens)
    for place, token in enumerate(tokens[1:-1], start=1):
        before, behind = (opened.get(place - 1), place - 1), (place + 1, closed.get(place + 1))
        if token.text == "|" and _holds_comparison(tokens, *before) and _holds_comparison(tokens, *behind):
            found[place] = replace(token, sort="word", text="or")
    return found


def mixed(tokens: list[Token], text: str) -> Token | None:
    """One of `&`, `|` and `~` with `and`, `or` or `not` in the same bracket: in programs these bind otherwise."""
    around: list[dict[bool, Token]] = [{}]
    for token in tokens:
        if token.sort == "sign" and token.text in "([{":
            around.append({})
        elif token.sort == "sign" and token.text in ")]}" and len(around) > 1:
            around.pop()
        elif token.sort == "word" and token.text in ("and", "or", "not"):
            is_sign = text[token.start : token.end].strip()[:1] in ("&", "|", "~")
            around[-1].setdefault(is_sign, token)
            if len(around[-1]) > 1:
                return around[-1][True]
    return None


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
