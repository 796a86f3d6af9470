"""Indicators are 1 where a condition holds and else 0: `1[x > 0]`, `1_{x > 0}`, `\\mathbb{1}(x > 0)`, `I(x > 0)`.

Several conditions, parted by commas, must all hold.
"""

from fractions import Fraction

from grading.maths.brackets import CLOSING
from grading.maths.cursor import Cursor
from grading.maths.program_signs import COMPARISONS
from grading.maths.tokens import Token
from grading.maths.tree import Call, Items, Logic, Number, Tree, sort
from grading.messages import _, say

_ONE, _ZERO = Number(Fraction(1)), Number(Fraction(0))
OPENING = ("[", "{", "{set")


def indicator(condition: Tree) -> Tree:
    """1 where the condition holds, else 0."""
    return Call("where", (condition, _ONE, _ZERO))


def is_indicator(tree: Tree) -> bool:
    """Whether this is 1 where a condition holds, else 0."""
    return isinstance(tree, Call) and tree.function == "where" and tree.arguments[1:] == (_ONE, _ZERO)


def holds_comparison(parser: Cursor, ahead: int = 0, *, deep: bool = True) -> bool:
    """Whether a bracket that holds a comparison stands so many tokens ahead, as in `1[z > 0]`.

    deep: also one in brackets of its own.
    """
    depth = 0
    for token in parser.tokens[parser.position + ahead :]:
        if token.sort == "sign":
            depth += (token.text in CLOSING) - (token.text in CLOSING.values())
            if token.text in COMPARISONS and (depth == 1 or (depth > 1 and deep)):
                return True
        if depth < 1:
            return False
    return False


def indicator_behind(parser: Cursor, token: Token) -> Tree | None:
    """`1[x > 0]` and `I(x > 0)`; None where the token that was just read is no such 1."""
    if token.text == "1" and parser.next_is(*OPENING) and holds_comparison(parser):
        return _indicated(parser, token)
    is_named = parser.next_is("(", *OPENING) and parser.written(token) == "I"
    return _indicated(parser, token) if is_named and holds_comparison(parser, deep=False) else None


def _indicated(parser: Cursor, token: Token) -> Tree:
    opened = parser.advance()
    condition = all_of(_in_brackets(parser, opened))
    if condition is None:
        parser.refuse(say(_("Behind an indicator a condition must stand, as in `1[x > 0]`.")), token, opened)
    return indicator(condition)


def _in_brackets(parser: Cursor, opened: Token) -> list[Tree]:
    closing = CLOSING[opened.text]
    found = parser.items((closing,))
    parser.expect(closing, opened)
    return found


def indicator_sign(parser: Cursor, token: Token) -> Tree:
    """What follows `\\mathbb{1}`: a condition in brackets or below; without one it is the number 1."""
    if not parser.next_is("(", *OPENING):
        return indicator_below(parser, token) or _ONE
    if holds_comparison(parser):
        return _indicated(parser, token)
    return parser.operand(0)


def indicator_below(parser: Cursor, token: Token) -> Tree | None:
    """`1_{x > 0}`, and `1_{\\{x > 0\\}}`; None where no condition stands below the 1."""
    if token.text not in ("1", "indicator") or not parser.next_is("_"):
        return None
    brace = parser.raw(1)
    if brace.text != "{":
        return None
    parser.position += 2
    condition = all_of(_in_brackets(parser, brace))
    if condition is None:
        parser.refuse(say(_("Below an indicator a condition must stand, as in `1_{x > 0}`.")), token, brace)
    return indicator(condition)


def all_of(found: list[Tree]) -> Tree | None:
    """That all these conditions hold; None where one is none."""
    conditions = [condition for tree in found if (condition := condition_of(tree)) is not None]
    if not conditions or len(conditions) < len(found):
        return None
    return Logic("and", tuple(conditions)) if len(conditions) > 1 else conditions[0]


def condition_of(tree: Tree) -> Tree | None:
    """A relation, also some in the braces of a set."""
    if isinstance(tree, Items) and tree.kind == "set":
        return all_of(list(tree.items))
    return tree if sort(tree) == "truth" else None
