"""What stands in brackets: a group, a tuple, an interval in any of its spellings, a set."""

from grading.maths.cursor import Cursor
from grading.maths.tokens import Token
from grading.maths.tree import Interval, Items, Logic, Name, Relation, Tree, is_value, names
from grading.messages import _, say

CLOSING = {"(": ")", "[": "]", "{": "}", "{set": "}set", "⌊": "⌋", "⌈": "⌉"}
# What may stand on either side of the braces of a set; beside anything else braces only group. "" is the end.
_BESIDE_SETS = frozenset(
    {"", ",", "(", ")", "[", "]", "{", "}", "∪", "∩", "∖", "=", "!=", "∈", "∉", "in", "or", "and", "U", "union"}
)
# Before a bracket that is turned round, `]0, 1]`, and behind one, `[0, 1[`. "" is the end.
_BEFORE_TURNED = frozenset({"(", "{", "∪", "∩", "∖", "∈", "∉", "in", "not", "or", "and", "=", "U", "union"})
_BEHIND_TURNED = frozenset({"", ")", "}", "∪", "∩", "∖", "or", "and", "U", "union"})


def turned_opens(parser: Cursor) -> bool:
    """Whether the `]` that was just read may open an interval: `]0, 1[` is (0, 1)."""
    before = parser.tokens[parser.position - 2] if parser.position > 1 else None
    return not parser.reads_matrices and (before is None or before.text in _BEFORE_TURNED)


def turned_closes(parser: Cursor) -> bool:
    """Whether the `[` that stands next may close an interval: nothing follows that it could hold."""
    return not parser.reads_matrices and parser.raw(1).text in _BEHIND_TURNED


def bracketed(parser: Cursor, opened: Token) -> Tree:
    """What stands behind `(`, `[`, or the `]` of an interval."""
    found = parser.items((")", "]"))
    closed = parser.raw()
    is_turned = parser.next_is("[") and turned_closes(parser) and len(found) == _PAIR
    if not is_turned and not parser.next_is(")", "]"):
        parser.expect(CLOSING.get(opened.text, "["), opened)
    parser.position += 1
    matched = CLOSING.get(opened.text) == closed.text
    if not found:
        parser.refuse(say(_("Nothing stands between the parentheses.")), opened, closed)
    if len(found) == 1 and matched:
        return found[0]
    if len(found) == _PAIR and (opened.text, closed.text) != ("(", ")"):
        return Interval(found[0], found[1], opened.text == "[", closed.text == "]")
    if not matched:
        parser.refuse(say(_("`%(a)s` is closed by `%(b)s`."), a=opened.text, b=closed.text), opened, closed)
    return Items("tuple", tuple(found))


def comparison(left: Tree, right: Tree, sign: str) -> Tree:
    """Two sides with a sign between them; `(x, y) = (1, 2)` is `x = 1 and y = 2`."""
    match left, right:
        case Items("tuple", mine), Items("tuple", other) if sign == "=" and len(mine) == len(other):
            if all(map(is_value, (*mine, *other))):
                return Logic("and", tuple(Relation(pair, ("=",)) for pair in zip(mine, other, strict=True)))
    return Relation((left, right), (sign,))


def system(items: list[Tree]) -> Tree | None:
    """Relations parted by commas that can only mean that all of them hold; None for others.

    `x = 1, y = 2` says what several names are; `x = 1, x = 2` may mean anything.
    """
    relations = [item for item in items if isinstance(item, Relation)]
    if len(relations) == len(items) and any(set(item.signs) != {"="} for item in relations):
        return Logic("and", tuple(items)) if _hold_together(relations) else None
    said = [
        item.terms[0].name
        for item in items
        if isinstance(item, Relation) and item.signs == ("=",) and isinstance(item.terms[0], Name)
    ]
    return Logic("and", tuple(items)) if len(set(said)) == len(items) else None


def _hold_together(relations: list[Relation]) -> bool:
    """Whether these are `x >= 0, y >= 0` or `x > 0, x != 1`; `x < -1, x > 1` are rather two parts of a set."""
    bounds = [item for item in relations if set(item.signs) - {"=", "!="}]
    equations = [item for item in relations if set(item.signs) == {"="}]
    shared = frozenset.intersection(*(names(item) for item in relations))
    is_of_one = len(frozenset.union(*(names(item) for item in relations))) == 1
    if is_of_one:
        return len(bounds) < _PAIR and not equations
    said = [item.terms[0] for item in equations if isinstance(item.terms[0], Name)]
    if any(sum(Name(name) in item.terms for item in bounds) >= _PAIR for name in shared):
        return False
    return len(set(said)) == len(said)


_PAIR = 2


def braced(parser: Cursor, opened: Token) -> Tree:
    """A set, or a group in braces."""
    before = parser.tokens[parser.position - 2] if parser.position > 1 else None
    found = parser.items((CLOSING[opened.text],))
    parser.expect(CLOSING[opened.text], opened)
    alone = (before is None or before.text in _BESIDE_SETS) and parser.raw().text in _BESIDE_SETS
    if opened.text == "{" and len(found) == 1 and (parser.is_latex or not alone):
        return found[0]
    return Items("set", tuple(found))
