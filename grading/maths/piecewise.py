"""Formulas by cases: `where(x > 0, x, 0)`, LaTeX's `cases`, `x if x > 0 else 0`, and indicators such as `1[x > 0]`.

They are all read as `where(condition, value, otherwise)`; without the last it has no value where the condition fails.
"""

from collections.abc import Callable
from fractions import Fraction
from itertools import count, pairwise
from typing import NoReturn, TypeGuard

from grading.errors import AnswerError, Place
from grading.maths import limits
from grading.maths.cursor import Cursor
from grading.maths.indicators import OPENING, condition_of, indicator
from grading.maths.program_signs import COMPARISONS
from grading.maths.tokens import Token
from grading.maths.tree import (
    ALWAYS,
    Add,
    Call,
    Divide,
    Fold,
    Items,
    Logic,
    Multiply,
    Name,
    Negate,
    Number,
    Power,
    Relation,
    Tree,
    children,
    functions,
    is_where,
    nodes,
    sort,
    with_children,
)
from grading.messages import Message, _, say

_ONE, _ZERO = Number(Fraction(1)), Number(Fraction(0))
_PAIR = 2
# What LaTeX writes before a condition and in place of one, besides the words of the language.
_BEFORE = frozenset({"if", "for", "when", "falls", "wenn", "si", "where", "with"})
_OTHERWISE = frozenset({"otherwise", "else", "sonst", "sinon", "oth", "ow"})
# The next case, or the end of all of them.
_ROW, _END = "\\\\", "]cases"
# Between what a cell of cases or of a matrix stands; a brace ends any box.
_STARTS_OF_CELLS = frozenset({"[cases", "[matrix", "&", _ROW})
_ENDS_OF_CELLS = frozenset({_END, "]matrix", "&", _ROW, "}"})
_LAST_SLOT = "otherwise"
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")

# Functions of matrices in which relations count.
_OF_MATRICES = frozenset({"hadamard", "sum", "mean", "diag", "transpose", "dot", "outer", "inner"})
# A value and its condition, None where none is given.
Case = tuple[Tree, Tree | None]


def by_cases(found: list[Case]) -> Tree:
    """One case inside the other; the last one may be what is otherwise."""
    *before, (value, condition) = found
    made = value if condition in (None, ALWAYS) else Call("where", (condition, value))
    for value, condition in reversed(before):
        made = Call("where", (condition or ALWAYS, value, made))
    return made


def environment(parser: Cursor, opened: Token) -> Tree:
    """The rows up to `\\\\end{cases}`: a value and a condition each, or relations that all hold."""
    _forget_alignment(parser)
    parser.open_bars.append(0)
    found = [_row(parser, 1)]
    while parser.take(_ROW) and not parser.next_is(_END):
        found.append(_row(parser, len(found) + 1))
    parser.expect(_END, opened)
    parser.open_bars.pop()
    values = [value for value, condition in found if condition is None]
    if values and len(values) == len(found) and all(sort(value) == "truth" for value in values):
        _refuse_two_values(parser, values, opened)
        return Logic("and", tuple(values)) if len(values) > 1 else values[0]
    if any(condition is None for _value, condition in found[:-1]) or values == [found[0][0]]:
        parser.refuse(say(_("Each case needs its condition, as in `x & x > 0`.")), opened)
    return by_cases(found)


def _refuse_two_values(parser: Cursor, values: list[Tree], opened: Token) -> None:
    """`x = 1` above `x = 2` does not say whether both or one of them is meant."""
    said = [value.terms[0] for value in values if isinstance(value, Relation) and value.signs == ("=",)]
    alone = [term for term in said if isinstance(term, Name)]
    if len(set(alone)) < len(alone):
        parser.refuse(say(_("Join several values of one name by `or`, as in `x = 1 or x = 2`.")), opened)


def _forget_alignment(parser: Cursor) -> None:
    """`x + y &= 3` has no second column."""
    rest = parser.tokens[parser.position :]
    kept = [token for token, following in pairwise(rest) if not (token.text == "&" and following.text in COMPARISONS)]
    parser.tokens[parser.position :] = [*kept, rest[-1]]


def _row(parser: Cursor, number: int) -> Case:
    _refuse_empty_value(parser, number)
    value = parser.expression()
    while parser.take("&", ","):
        pass
    if parser.next_is(_ROW) and parser.raw(-1).text == "&" and sort(value) != "truth":
        _refuse_no_condition(parser, number)
    if parser.raw().text.lower() in _OTHERWISE:
        parser.position += 1
        condition: Tree | None = ALWAYS
    elif parser.next_is(_ROW, _END):
        # without a column: `x \\quad \\text{if } x > 0`
        value, condition = (value.arguments[1], value.arguments[0]) if is_open(value) else (value, None)
    else:
        parser.position += parser.raw().text.lower() in _BEFORE
        if parser.next_is(_ROW, _END):
            _refuse_no_condition(parser, number)
        condition = parser.expression()
    parser.take(",")
    return value, condition


def _refuse_empty_value(parser: Cursor, number: int) -> None:
    """The formula editor shows an empty box there; its user has never seen a `&`."""
    if not parser.next_is("&", _ROW, _END):
        return
    ahead = next(place for place in count() if parser.raw(place).text != "&")
    if parser.raw(ahead).text in (_ROW, _END):
        said = _("The %(which)s case is still empty. Write its value, and behind it its condition.")
    else:
        said = _("The %(which)s case has no value yet. Write it before its condition.")
    _refuse_gap(parser, say(said, which=_which(number)))


def _refuse_no_condition(parser: Cursor, number: int) -> NoReturn:
    said = _("The %(which)s case has no condition yet. Write one behind its value, such as `x > 0`.")
    _refuse_gap(parser, say(said, which=_which(number)))


def refuse_open_cell(parser: Cursor, before: Token, token: Token) -> None:
    """Refuse a cell that is empty or breaks off behind a sign, and the last word of the template of `where`."""
    if token.sort == "word" and parser.written(token) == _LAST_SLOT:
        said = _("Write the value for all other cases in the place of `otherwise`, as in `where(x > 0, 1, 0)`.")
        parser.refuse(say(said), token)
    if token.text not in _ENDS_OF_CELLS:
        return
    if before.text in _STARTS_OF_CELLS:
        place = parser.text.place(before.end, max(before.end, token.start))
        raise AnswerError(say(_("There is an empty box in the formula. Fill it.")), place)
    parser.refuse(say(_("Something must follow `%(sign)s`."), sign=parser.written(before)), before)


def _refuse_gap(parser: Cursor, message: Message) -> NoReturn:
    """Refuse the empty place before the token that stands next."""
    raise AnswerError(message, parser.text.place(parser.raw(-1).end, parser.raw().start))


def _which(number: int) -> str:
    return _ORDINALS[number - 1] if number <= len(_ORDINALS) else f"{number}th"


def conditional(parser: Cursor, value: Tree) -> Tree:
    """What follows `x if`: the condition, and perhaps `else` with another value."""
    condition = parser.expression()
    token = parser.peek()
    if token.sort != "word" or token.text != "else":
        return Call("where", (condition, value))
    parser.advance()
    return Call("where", (condition, value, parser.expression()))


def case(parser: Cursor) -> Tree:
    """One part of a list, with `otherwise` behind it where it is the last of several cases."""
    value = parser.expression()
    if parser.next_is(",") and parser.raw(1).text in ("if", "for", "when"):
        parser.position += 2  # `x + 1, for x != 1`
        return conditional(parser, value)
    token = parser.peek()
    if token.sort != "word" or token.text != "else":
        return value
    parser.advance()
    return Call("where", (ALWAYS, value))


def joined(items: list[Tree]) -> list[Tree]:
    """`x if x > 0, 0 otherwise` is no list but one formula by cases."""
    found = [(item.arguments[1], item.arguments[0]) for item in items if is_open(item)]
    return [by_cases([*found])] if found and len(found) == len(items) else items


def is_open(tree: Tree) -> TypeGuard[Call]:
    """Whether this is a single case, without what is otherwise."""
    return is_where(tree) and len(children(tree)) == _PAIR


def has_open_cases(tree: Tree) -> bool:
    """Whether it has no value where a condition fails."""
    return "where" in functions(tree) and any(map(is_open, nodes(tree)))


def of_pairs(parser: Cursor, token: Token, found: list[Tree]) -> Tree:
    """SymPy's `Piecewise((x, x > 0), (0, True))`."""
    rows: list[Case] = []
    for pair in found:
        if not isinstance(pair, Items) or len(pair.items) != _PAIR or sort(pair.items[1]) != "truth":
            parser.refuse(say(_("Write `Piecewise((x, x > 0), (0, True))`.")), token)
        rows.append((pair.items[0], pair.items[1]))
    if not rows:
        parser.refuse(say(_("Write `Piecewise((x, x > 0), (0, True))`.")), token)
    return by_cases(rows)


def step(place: Tree, at_zero: Tree) -> Tree:
    """NumPy's `heaviside(x, h)`: 0 below zero, h at zero, 1 above it."""
    zero_or_less = Call("where", (Relation((place, _ZERO), ("=",)), at_zero, _ZERO))
    return Call("where", (Relation((place, _ZERO), (">",)), _ONE, zero_or_less))


def with_indicators(tree: Tree, whole: Place, replaced: Callable[[Tree, Tree], None]) -> Tree:
    """Relations in brackets that stand where a number is asked count 1 where they hold: `x*(x > 0)`, `1[x > 0]`.

    whole: the place of the formula, for the AnswerError where there are too many cases. replaced: told of every part
    that changes, and of what takes its place.
    """
    made = _indicated(tree, replaced)
    if sum(map(is_where, nodes(made))) > limits.CASES:
        raise AnswerError(say(_("There are more than %(most)d cases. Write fewer."), most=limits.CASES), whole)
    return made


def check_choices(tree: Tree, whole: Place) -> None:
    """Raises AnswerError where formulas that choose stand too deep inside each other."""
    if _choices(tree) > limits.CHOICES:
        text = _("Cases, `max` and `min` stand more than %(most)d deep inside each other. Write them side by side.")
        raise AnswerError(say(text, most=limits.CHOICES), whole)


def _choices(tree: Tree) -> int:
    """How deep formulas that choose stand inside each other; what stands for all other cases is beside them."""
    if is_where(tree):
        condition, value, *otherwise = map(_choices, children(tree))
        return max(condition + 1, value + 1, *otherwise)
    return max(map(_choices, children(tree)), default=0) + chooses(tree)


def _indicated(tree: Tree, replaced: Callable[[Tree, Tree], None]) -> Tree:
    before = children(tree)
    parts = [_indicated(part, replaced) for part in before]
    if isinstance(tree, Add | Multiply | Negate | Divide | Power | Fold) or _is_of_matrices(tree):
        parts = [_counted(part) for part in parts]
    changed = [(old, new) for old, new in zip(before, parts, strict=True) if new is not old]
    for old, new in changed:
        replaced(old, new)
    return with_children(tree, tuple(parts)) if changed else tree


def _is_of_matrices(tree: Tree) -> bool:
    """`hadamard(z > 0, x)`, `sum(z > 0)`."""
    return isinstance(tree, Call) and tree.function in _OF_MATRICES


def refuse_condition(parser: Cursor, factor: Tree, before: Token, opened: Token) -> None:
    """Refuse `x + 1 (x != 1)`, which may mean a case or a factor of 1 and 0, and `1[x]`, which lacks a condition.

    before, opened: the tokens on either side of where the factor begins.
    """
    if before.text == "1" and opened.text in OPENING and not parser.reads_matrices:
        parser.refuse(say(_("Behind an indicator a condition must stand, as in `1[x > 0]`.")), before, opened)
    if condition_of(factor) is not None:
        message = _("Write `if` before a condition: `x + 1 if x != 1`. A factor of 1 and 0 needs a `*`.")
        parser.refuse(say(message), opened)


def _counted(tree: Tree) -> Tree:
    condition = condition_of(tree)
    return tree if condition is None else indicator(condition)


CHOOSING = frozenset({"where", "max", "min"})


def chooses(tree: Tree) -> bool:
    """Whether this is a formula by cases, or the larger or smaller of several."""
    return is_where(tree) or (isinstance(tree, Call) and tree.function in ("max", "min") and len(tree.arguments) > 1)


def are_by_cases(*trees: Tree) -> bool:
    """Whether a formula by cases stands anywhere in them."""
    return any("where" in functions(tree) for tree in trees)
