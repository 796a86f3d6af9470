"""What is said where a sign or an operand cannot stand where it does."""

import re
from itertools import pairwise
from typing import NoReturn

from grading.maths.brackets import CLOSING
from grading.maths.cursor import Cursor
from grading.maths.degrees import IN_DEGREES
from grading.maths.piecewise import refuse_open_cell
from grading.maths.surroundings import REMAINDER
from grading.maths.tokens import Token
from grading.messages import _, say

# So many tokens back it is looked for the sign before.
_NEAR = 60
# Operators beside which it is not clear where what stands before `mod` begins, and what ends such a part.
_OPERATORS = frozenset({"+", "-", "*", "/", "mod", "choose"})
_ENDS = frozenset({"=", "!=", "<", "<=", ">", ">=", ",", "∈", "∪", "∩"})
_BRACKETS = frozenset("()[]{}")
_REMEDIES = {"mod": _("Write a remainder as `mod(x, 2)`."), "choose": _("Write `binomial(n, k)`.")}
_MIXED = _("Two numbers stand side by side. Write a mixed number as `3 + 1/2`, a product with `*`.")
_NEGATIVE_MIXED = _("Two numbers stand side by side. Write a mixed number as `-(3 + 1/2)`, a product with `*`.")
_OF_MATRICES = frozenset("@∘⊘⊗⊤†'")
WITHOUT_UNDERSCORES = _("Write `%(number)s`, without commas, spaces or `_`.")
UNDERSCORED = re.compile(r"(?<![\w.])\d{1,3}(?:_\d{3})+(?!\w)")


def refuse_leftover(parser: Cursor, token: Token) -> NoReturn:
    """Refuse what follows a whole formula."""
    sign = parser.written(token)
    if token.text == "±":
        _refuse_two_signs(parser, token)
    if token.text in CLOSING.values():
        parser.refuse(say(_("`%(sign)s` closes nothing. Take it out or open it before."), sign=sign), token)
    if token.text in _OF_MATRICES:
        parser.refuse(say(_("The sign `%(sign)s` has no meaning here. Take it out."), sign=token.text), token)
    grouped = UNDERSCORED.search(parser.text.source) if token.text == "_" else None
    if grouped:
        parser.refuse(say(WITHOUT_UNDERSCORES, number=grouped[0].replace("_", "")), token)
    if token.text == "%":
        parser.refuse(say(REMAINDER), token)
    parser.refuse(say(_("`%(sign)s` cannot stand here."), sign=sign), token)


def refuse_operand(parser: Cursor, token: Token) -> NoReturn:
    """Refuse what stands where a number, a name or a bracket is asked."""
    before = parser.tokens[parser.tokens.index(token) - 1] if token is not parser.tokens[0] else None
    if token.text == "±":
        _refuse_two_signs(parser, token)
    sign = parser.written(token)
    if before is None:
        parser.refuse(say(_("Something is missing before `%(sign)s`."), sign=sign), token)
    if token.sort == "end":
        parser.refuse(say(_("Something must follow `%(sign)s`."), sign=parser.written(before)), before)
    if token.text == before.text == "/":
        parser.refuse(say(_("Write a division without a remainder as `floor(x/2)`.")), before, token)
    if token.text == "∘" and before.text in ("^", "{"):
        parser.refuse(say(IN_DEGREES), before, token)
    if token.text == "}" and before.text == "{":
        parser.refuse(say(_("There is an empty box in the formula. Fill it.")), before, token)
    refuse_open_cell(parser, before, token)
    if before.text in ("(", "["):
        message = _("Something is missing between `%(a)s` and `%(b)s`.")
        parser.refuse(say(message, a=parser.written(before), b=sign), before, token)
    parser.refuse(say(_("Something is missing before `%(sign)s`."), sign=sign), token)


def refuse_turn(parser: Cursor, sign: str, token: Token) -> None:
    """Refuse `x > 2 x < -2`, two relations without a word between them. The sign `token` has just been read."""
    if {sign[0], token.text[0]} != {"<", ">"}:
        return
    behind = parser.tokens[max(0, parser.position - _NEAR) : parser.position]
    place = next((at for at, each in enumerate(behind) if each is token), 0)
    start = max((at for at in range(place) if behind[at].text == sign), default=0)
    middle = behind[start + 1 : place]
    if any(one.sort == "number" and other.spaced for one, other in pairwise(middle) if other.sort != "sign"):
        parser.refuse(say(_("Join two relations by `or` or `and`.")), middle[0], token)


def refuse_unclear_ends(parser: Cursor, token: Token) -> None:
    """Refuse `n + 1 mod 2` and `n choose k + 1`, of which nobody knows what stands on either side."""
    if token.text not in _REMEDIES or parser.written(token) == "\\choose":
        return
    place = next(at for at, each in enumerate(parser.tokens) if each.start == token.start and each.sort == "sign")
    before = _beside(parser.tokens[:place][::-1], opening=")]}")
    behind = _beside(parser.tokens[place + 1 : parser.position], opening="([{")
    follows = token.text == "mod" and parser.binding(parser.peek()) >= parser.binding(token)
    if follows or any(each.text in _OPERATORS for each in (*before, *behind)):
        parser.refuse(say(_REMEDIES[token.text]), token)


def _beside(tokens: list[Token], *, opening: str) -> list[Token]:
    """The tokens up to the end of the bracket around, or a relation, without those in brackets of their own."""
    depth, found = 0, list[Token]()
    for token in tokens:
        sign = token.text[:1] if token.sort == "sign" else ""
        if not depth and (token.text in _ENDS or token.sort == "word" or (sign in _BRACKETS and sign not in opening)):
            break
        if sign in _BRACKETS:
            depth += 1 if sign in opening else -1
        elif not depth:
            found.append(token)
    return found


def _refuse_two_signs(parser: Cursor, token: Token) -> NoReturn:
    parser.refuse(say(_("`±` stands for two values. Write both of them.")), token)


def is_product_meant(parser: Cursor, before: Token, token: Token) -> bool:
    r"""Whether a number behind an operand is a factor: one apart that is raised, as in `n 2^(n-1)`, or shown by LaTeX.

    LaTeX shows a number beside a power, `x^2 3` as `x^{2}3`, or close to a name, as in `k2^k`.
    """
    is_name = before.sort in ("symbol", "constant")
    if is_name and token.spaced and parser.raw(1).text == "^":
        return True
    is_close = is_name and before.end == token.start and not parser.reads_matrices
    return parser.is_latex and (is_close or parser.raw(-2).text == "^")


def refuse_neighbours(parser: Cursor, before: Token, token: Token) -> None:
    """Refuse `3 1/2`, which may be a sum or a product, and `x 2`, which may have lost a `^` or a `*`."""
    if before.sort == "number":
        message = _NEGATIVE_MIXED if parser.raw(-2).text == "-" else _MIXED
        parser.refuse(say(message), before, token)
    if before.text not in CLOSING.values() and before.text[0] not in "|‖!":
        message = _("`%(a)s` and `%(b)s` stand side by side. Write `%(a)s*%(b)s` or `%(a)s^%(b)s`.")
        parser.refuse(say(message, a=parser.written(before), b=parser.written(token)), before, token)
