"""NumPy's `clip(x, 0, 1)`, also with names of the bounds, as in `clip(x, a_min=0, a_max=1)`, or with one of them."""

from grading.maths.brackets import CLOSING
from grading.maths.cursor import Cursor
from grading.maths.tokens import Token
from grading.maths.tree import Call, Constant, Negate, Tree
from grading.messages import _, say

# The names of the bounds -> which of them is meant.
_NAMED = {"a_min": "max", "min": "max", "a_max": "min", "max": "min"}
_NO_BOUND = (Constant("oo"), Negate(Constant("oo")))
_BOUNDS = 2
_HOW = _("Write `clip(x, 0, 1)`, or name the bounds, as in `clip(x, min=0)`.")


def clipped(parser: Cursor, token: Token, before: list[Tree]) -> Tree:
    """The arguments up to the bracket that closes them. before: what stands before `.clip(0, 1)`, if it is a method,
    of which a single bound is the lower one.
    """
    opened = parser.tokens[parser.position - 1]
    named = _without_names(parser)
    found = [*before, *parser.items((")",))]
    parser.expect(")", opened)
    first = 1 - len(before)
    places, made, bounds = sorted(named), found[:1], found[1:]
    functions = [named.get(first + place, default) for place, default in enumerate(("max", "min")[: len(bounds)])]
    is_one = len(bounds) == 1 and (named or before)
    in_order = not places or (places[0] >= first and places == list(range(places[0], first + len(bounds))))
    if not (len(bounds) == _BOUNDS or is_one) or not in_order or len(set(functions)) < len(bounds):
        parser.refuse(say(_HOW), token)
    clip = made[0]
    for function, bound in sorted(zip(functions, bounds, strict=True), key=lambda pair: pair[0]):
        clip = clip if bound in _NO_BOUND else Call(function, (clip, bound))
    return clip


def _without_names(parser: Cursor) -> dict[int, str]:
    """Take `a_min =` and `a_max =` out of the arguments; the place of each -> the function of its bound.

    `None` in place of a bound is none.
    """
    depth, argument, found = 0, 0, dict[int, str]()
    place = parser.position
    while depth >= 0 and place < len(parser.tokens) - 1:
        token, behind = parser.tokens[place], parser.tokens[place + 1]
        depth += (token.text in CLOSING) - (token.text in CLOSING.values()) if token.sort == "sign" else 0
        argument += not depth and token.text == ","
        if not depth and behind.text == "=" and token.text in _NAMED:
            found[argument] = _NAMED[token.text]
            del parser.tokens[place : place + 2]
        elif not depth and token.text == "None":
            parser.tokens[place] = Token("constant", "oo", token.start, token.end)
        else:
            place += 1
    return found
