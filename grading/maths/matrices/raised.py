r"""What is raised behind a matrix and is no number: `A^T`, `A'`, `A^{-T}`, `A^+`, and `A^{\circ 2}`, by entry."""

from typing import TYPE_CHECKING

from grading.maths import limits
from grading.maths.matrices.spellings import INVERSE
from grading.maths.tokens import Token
from grading.maths.tree import Call, Constant, Items, Number, Power, Tree, is_whole, names
from grading.messages import _, say

if TYPE_CHECKING:
    from grading.maths.matrices.parser import MatrixParser

_TRANSPOSES = frozenset({"T", "t", "⊤"})
_PSEUDO_INVERSES = frozenset({"+", "†"})
# What may follow the `+` of `A^+` without a space.
_BEHIND_PLUS = frozenset(("+", "-", "*", "/", "@", "(", ")", "]", "}", ",", "^", "="))
_OPENING = {"{": "}", "(": ")"}
# The largest power of entries.
_POWER = 12


def raised(parser: "MatrixParser", left: Tree) -> Tree | None:
    """What stands before the sign that is next, transposed or to a power by entry; None where neither stands there."""
    if parser.raw().text in ("'", "⊤"):
        parser.advance()
        return Call("transpose", (_or_ones(left),))
    if parser.take("†"):
        return Call("pinv", (left,))
    if is_transposed_at(parser, 0):
        return _transposed(parser, left)
    return _pseudo_inverse(parser, left) or _by_entry(parser, left)


def is_transposed_at(parser: "MatrixParser", ahead: int) -> bool:
    """Whether the `^` that stands so many tokens ahead is followed by the sign of a transpose: `^T`, `^(-T)`, `^Tx`."""
    ahead += 1
    opened = parser.raw(ahead).text in _OPENING
    ahead += opened
    ahead += parser.raw(ahead).text == "-"
    token = parser.raw(ahead)
    if token.sort == "sign":
        return token.text == "⊤"
    if token.text == "t" and "t" not in parser.vocabulary.symbols:
        return not opened or parser.raw(ahead + 1).text in ("}", ")")
    if token.sort not in ("word", "name") or ("T" in parser.vocabulary.symbols and token.text == "T"):
        return False
    if opened:
        return token.text == "T" and parser.raw(ahead + 1).text in ("}", ")")
    return token.text.startswith("T") and token.text not in parser.vocabulary.symbols


def _transposed(parser: "MatrixParser", left: Tree) -> Tree:
    opened = parser.advance()
    bracket = parser.raw()
    is_open = bracket.text in _OPENING and bracket.sort == "sign"
    parser.position += is_open
    base = Power(left, INVERSE) if parser.take("-") else _or_ones(left)
    token = parser.raw()
    if token.text in _TRANSPOSES:
        parser.position += 1
    else:
        if token.text.startswith("T_"):
            text = _("Write `(A^T)[i]` for the row of a transpose, and `A[i]^T` for the transpose of a row.")
            parser.refuse(say(text), token)
        parser.tokens[parser.position] = Token("word", token.text[1:], token.start + 1, token.end)
    if is_open:
        parser.expect(_OPENING[bracket.text], opened)
    if isinstance(base, Items) and any(map(names, base.items)):
        return Call("vstack", base.items)
    return Call("transpose", (base,))


def _pseudo_inverse(parser: "MatrixParser", left: Tree) -> Tree | None:
    """`A^+`, `A^{+}` and `A^\\dagger`, with which nothing else may follow that a `+` could be the sign of."""
    ahead = 2 if parser.raw(1).text in _OPENING else 1
    sign, behind = parser.raw(ahead).text, parser.raw(ahead + 1)
    if ahead > 1:
        is_alone = behind.text == _OPENING[parser.raw(1).text]
    else:
        shaped = any(name == behind.text for name, *_shape in parser.vocabulary.shapes)
        is_alone = sign != "+" or behind.spaced or behind.sort == "end" or shaped or behind.text in _BEHIND_PLUS
    if sign not in _PSEUDO_INVERSES or not is_alone:
        return None
    parser.advance()
    parser.position += 2 * ahead - 1
    return Call("pinv", (left,))


def _by_entry(parser: "MatrixParser", left: Tree) -> Tree | None:
    bracket = parser.raw(1)
    ahead = 2 if bracket.text in _OPENING else 1
    if parser.raw(ahead).text != "∘":
        return None
    opened, token = parser.advance(), parser.raw(ahead)
    parser.position += ahead
    exponent = parser.operand(limits.DEPTH)
    if ahead > 1:
        parser.expect(_OPENING[bracket.text], opened)
    if not isinstance(exponent, Number) or not is_whole(exponent) or not 1 < exponent.value <= _POWER:
        parser.refuse(say(_("By entry only powers from 2 to %(most)d are read here."), most=_POWER), token)
    return Call("hadamard", (left,) * int(exponent.value))


def _or_ones(tree: Tree) -> Tree:
    """Nobody transposes the number 1: it is a column of ones."""
    return Constant("ones") if isinstance(tree, Number) and tree.value == 1 else tree
