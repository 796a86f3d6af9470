"""Sums and means along an axis, as in NumPy: `X.sum(axis=0)` is `X^T ones(m)`, `X.mean(axis=1)` is `X ones(n)/n`.

NumPy's array with one index is a column here. An axis elsewhere, and one without its name, are refused with what to
write instead.
"""

from fractions import Fraction
from typing import TYPE_CHECKING

from grading.errors import AnswerError
from grading.maths.matrices.dims import ONE, Shape
from grading.maths.matrices.wording import brief
from grading.maths.tokens import Token
from grading.maths.tree import Call, Divide, Multiply, Negate, Number, Tree
from grading.messages import _, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from grading.maths.matrices.dims import Dim
    from grading.maths.matrices.parser import MatrixParser

ALONG = frozenset({"sum_along", "mean_along"})
_OPTIONS = frozenset({"axis", "dim", "dims", "keepdims", "keepdim"})
# `dims` is not among them: where it is the name, axes are counted from 1.
_NAMES = frozenset({"axis", "dim"})
_HOW = _(
    "An axis stands only in `sum` and `mean` of a matrix, and is 0 or 1: "
    "`sum(X, axis=0)` adds up the rows, `sum(X, axis=1)` the columns."
)
_NAMED = _("Name the axis, as in `sum(X, axis=0)`, or write the sums over the rows as `X^T ones(m)`.")
_KEPT = _("Write `%(name)s=True` behind an axis, as in `sum(X, axis=0, keepdims=True)`, or leave it out.")
_VECTOR = _("`%(part)s` is a vector: leave the axis out.")


def with_axes(parser: "MatrixParser") -> list[Token]:
    """The tokens with `axis(0)` for each `axis=0`. Raises AnswerError where no sum or mean takes it."""
    tokens, found, opened = parser.tokens, list[Token](), list[str]()
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token.sort == "sign" and token.text == "(":
            opened.append(tokens[place - 1].text if place else "")
        elif token.sort == "sign" and token.text == ")" and opened:
            opened.pop()
        if _is_option(tokens, place) and opened:
            end = place + 2 + (tokens[place + 2].text == "-")
            value = tokens[place + 2 : end + 1]
            if _is_axis_of_softmax(token, opened[-1]):
                found += value  # as it is written without its name
            elif _says_nothing(token, value):
                # the comma before it goes with it, or the one behind it
                if found[-1].text == ",":
                    found.pop()
                elif tokens[end + 1].text == ",":
                    end += 1
            else:
                found += _option(parser, token, value, opened[-1])
            place = end
        else:
            found.append(token)
        place += 1
    return found


def _is_option(tokens: list[Token], place: int) -> bool:
    """Whether `axis=`, or the like, stands here in a bracket."""
    token = tokens[place]
    if token.sort != "word" or token.text not in _OPTIONS or not place:
        return False
    return tokens[place + 1].text == "=" and tokens[place - 1].text in ("(", ",")


def _is_axis_of_softmax(name: Token, function: str) -> bool:
    return name.text in _NAMES and function.lower() in ("softmax", "logsumexp", "log_softmax")


def _says_nothing(name: Token, value: list[Token]) -> bool:
    return name.text.startswith("keep") and [each.text for each in value] == ["False"]


def _option(parser: "MatrixParser", name: Token, value: list[Token], function: str) -> list[Token]:
    if name.text.startswith("keep"):
        return _kept(parser, name, value, function)
    if function not in ("sum", "mean") or name.text not in _NAMES:
        raise AnswerError(say(_HOW), parser.text.place(name.start, value[-1].end))
    bracket = [Token("sign", sign, name.start, value[-1].end) for sign in "()"]
    return [Token("function", "axis", name.start, name.end), bracket[0], *value, bracket[1]]


def _kept(parser: "MatrixParser", name: Token, value: list[Token], function: str) -> list[Token]:
    """The tokens of `keepdims=True`."""
    place = parser.text.place(name.start, value[-1].end)
    if function not in ("sum", "mean") or [each.text for each in value] != ["True"]:
        raise AnswerError(say(_KEPT, name=name.text), place)
    return [Token("function", "keepdims", name.start, value[-1].end)] + [
        Token(sort, text, name.start, value[-1].end) for sort, text in (("sign", "("), ("number", "1"), ("sign", ")"))
    ]


def is_down(along: Call) -> bool:
    """Whether a sum along an axis adds up the rows."""
    return along.arguments[1] == Number(Fraction(0))


def keeps_axes(along: Call) -> bool:
    """Whether the sum is a row or a column as the matrix has it, not an array with one index."""
    return len(along.arguments) > 2


def along(name: str, inner: Tree, axis: Tree, *kept: Tree) -> Tree:
    """A sum or mean with its axis. Raises AnswerError for a number that does not say what it is."""
    if any(not isinstance(each, Call) or each.function != "keepdims" for each in kept):
        raise AnswerError(say(_KEPT, name="keepdims"))
    match axis:
        case Call("axis", (Number(value=Fraction(numerator=0 | 1, denominator=1)) as number,)):
            return Call(f"{name}_along", (inner, number, *kept))
        case Call("axis", (Negate(Number(value=Fraction(numerator=1 | 2, denominator=1) as value)),)):
            return Call(f"{name}_along", (inner, Number(-value if value == 1 else Fraction(0)), *kept))
        case Call("axis"):
            raise AnswerError(say(_HOW))
    raise AnswerError(say(_NAMED))


def summed(part: Call, shape_of: "Callable[[Tree], Shape]", as_tree: "Callable[[Dim], Tree | None]") -> Tree:
    """What a sum along an axis is for an argument of this shape."""
    inner, axis = part.arguments[:2]
    name = part.function.removesuffix("_along")
    rows, columns = shape_of(inner)
    # an array with one index has one axis, which is its last one, too
    if columns == ONE and axis != Number(Fraction(1)):
        return Call(name, (inner,))
    height, width = as_tree(rows), as_tree(columns)
    if ONE in (rows, columns):
        raise AnswerError(say(_VECTOR, part=brief(inner)))
    if height is None or width is None:
        raise AnswerError(say(_HOW))
    ones = Call("ones", (height if is_down(part) else width,))
    if is_down(part) and keeps_axes(part):
        total = Multiply((Call("transpose", (ones,)), inner))
    else:
        total = Multiply((Call("transpose", (inner,)) if is_down(part) else inner, ones))
    return total if name == "sum" else Divide(total, *ones.arguments)
