"""A token, and tokens brought to the order in which the parser reads them."""

import re
from typing import NamedTuple


class Token(NamedTuple):
    """A piece of the source with its place.

    sort: "number", "word" (perhaps several names in a row), "name" (one name), "constant", "structure", "method" (the
    `dot` of `A.dot(b)`), "sign", "end".
    start, end: the place in the normalised text; spaced: whether a space stands before it.
    """

    sort: str
    text: str
    start: int
    end: int
    spaced: bool = False


def cut(token: Token, first: str) -> list[Token]:
    """The parts of a token behind its first characters: a number, and what follows it."""
    start = token.start + len(first)
    made = [Token(token.sort, first, token.start, start, token.spaced)]
    number = re.match(r"\d+\.?\d*|\.\d+|", token.text[len(first) :])
    digits = number[0] if number else ""
    for sort, part in (("number", digits), ("word", token.text[len(first) + len(digits) :])):
        if part:
            made.append(Token(sort, part, start, min(start + len(part), token.end)))
            start += len(part)
    return made


def with_double_bars(found: list[Token]) -> list[Token]:
    r"""The bars of a norm that is written with two times two, `\left|\left|x\right|\right|`."""
    if "|open" not in [token.text for token in found]:
        return found
    waiting, closings = list[int](), dict[int, int]()
    for place, token in enumerate(found):
        if token.text == "|open":
            waiting.append(place)
        elif token.text == "|close" and waiting:
            closings[waiting.pop()] = place
    double = {outer: end for outer, end in closings.items() if closings.get(outer + 1) == end - 1}
    first = {**dict.fromkeys(double, "‖open"), **{end - 1: "‖close" for end in double.values()}}
    dropped = {place for outer, end in double.items() for place in (outer + 1, end)}
    kept = [(place, token) for place, token in enumerate(found) if place not in dropped]
    return [token._replace(text=first[place]) if place in first else token for place, token in kept]


def with_primes_beside(found: list[Token]) -> list[Token]:
    """LaTeX raises primes: `A^{\\prime}` is `A'`, and `A^{\\prime 2}` is `A'^{2}`."""
    if "'" not in [token.text for token in found]:
        return found
    kept: list[Token] = []
    for token in found:
        before = [each.text for each in kept[-2:]]
        if token.text == "'" and before[-1:] == ["^"]:
            kept[-1:] = [token]
        elif token.text == "'" and before == ["^", "{"]:
            kept[-2:] = [token, *kept[-2:]]
        elif token.text == "}" and before == ["^", "{"] and _came_out(kept):
            del kept[-2:]
        else:
            kept.append(token)
    return kept


def _came_out(kept: list[Token]) -> bool:
    """Whether the prime before `^{` stood inside."""
    return len(kept) > 2 and kept[-3].text == "'" and kept[-3].start > kept[-2].start
