"""A token, and tokens brought to the order in which the parser reads them."""

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
