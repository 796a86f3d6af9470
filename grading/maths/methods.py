"""Functions that are called behind a number, as in NumPy and PyTorch: `x.exp()`, `x.clip(0, 1)`, `x.pow(2)`."""

from collections.abc import Iterable
from fractions import Fraction
from typing import NoReturn

from grading.maths.clipping import clipped
from grading.maths.cursor import Cursor
from grading.maths.functions import FUNCTIONS, function_name
from grading.maths.indicators import indicator
from grading.maths.tokens import Token
from grading.maths.tree import Call, Number, Power, Tree, sort
from grading.messages import _, say

# Functions with one number more in the brackets.
_TWO = frozenset({"maximum", "minimum", "fmax", "fmin", "clamp_min", "clamp_max"})
POWERS = frozenset({"pow", "power"})
CLIPS = frozenset({"clip", "clamp"})
_TYPES = frozenset({"float", "int", "float32", "float64", "int32", "int64"})
_SHOWN = ("exp", "log", "sqrt", "abs", "relu", "sigmoid", "tanh", "maximum", "pow", "clip")
_SQUARE = Number(Fraction(2))


def plain_name(token: Token) -> str:
    """The name of a method; PyTorch puts `_` behind it where it changes its number."""
    return token.text.rstrip("_")


def method(parser: Cursor, left: Tree, token: Token) -> Tree:
    """What follows `x.exp` or the like, of which the name has been read."""
    name, opened = plain_name(token), parser.advance()
    if name == "astype":
        return of_type(parser, left, opened)
    if name in CLIPS:
        return clipped(parser, token, [left])
    found = parser.items((")",))
    parser.expect(")", opened)
    made = _applied(name, left, found)
    if made is None:
        refuse_unknown(parser, token, _SHOWN)
    return made


def of_type(parser: Cursor, left: Tree, opened: Token) -> Tree:
    """What stands before `.astype(float)`, of which the bracket has been opened; a condition counts 1 or 0."""
    named = parser.raw(0)  # `float` is no name of the formula
    parser.position += 1
    if named.text not in _TYPES:
        parser.refuse(say(_("`.astype` takes a type, as in `(x > 0).astype(float)`.")), named)
    parser.expect(")", opened)
    if sort(left) == "truth":
        return indicator(left)
    if named.text.startswith("int"):
        parser.refuse(
            say(_("`.astype(int)` cuts off what stands behind the point. Write `floor(x)` or `ceil(x)`.")), named
        )
    return left


def refuse_unknown(parser: Cursor, token: Token, known: Iterable[str]) -> NoReturn:
    shown = ", ".join(f"`.{name}`" for name in known)
    parser.refuse(say(_("`.%(name)s` is not known here; known are %(known)s."), name=token.text, known=shown), token)


def _applied(name: str, left: Tree, found: list[Tree]) -> Tree | None:
    """The function with what stands before it and in its brackets; None where it is none of numbers."""
    function = function_name(name)
    if name in POWERS and len(found) == 1:
        return Power(left, found[0])
    if name in _TWO and len(found) == 1:
        return Call(str(function), (left, *found))
    if name == "square" and not found:
        return Power(left, _SQUARE)
    if function is None or found or FUNCTIONS[function].fewest > 1 or function in ("max", "min"):
        return None
    return Call(function, (left,))
