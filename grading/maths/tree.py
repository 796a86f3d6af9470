"""The syntax tree of a mathematical answer: frozen values, compared by what was written, not by what it is worth."""

from collections.abc import Callable, Iterator, Set
from dataclasses import field, replace
from fractions import Fraction
from operator import attrgetter
from typing import Any, TypeGuard

from flint import fmpq

from grading.maths.kept import kept
from grading.records import record


@record
class Node:
    """kept: what was found out about it, see `kept.py`."""

    kept: dict[object, Any] | None = field(default=None, init=False, compare=False, repr=False)


@record
class Number(Node):
    """A number as typed without its sign: a non-negative fraction with a finite decimal expansion.

    exact: the same value for evaluation.
    """

    value: Fraction
    exact: fmpq = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "exact", fmpq(self.value.numerator, self.value.denominator))


@record
class Name(Node):
    """A declared symbol, or the index of a sum."""

    name: str


@record
class Constant(Node):
    """`pi`, `e`, `i` or `oo`."""

    name: str


@record
class Negate(Node):
    inner: "Tree"


@record
class Add(Node):
    """Two or more terms; a difference is a sum with a `Negate`."""

    terms: tuple["Tree", ...]


@record
class Multiply(Node):
    """Two or more factors, in the order in which they were written."""

    factors: tuple["Tree", ...]


@record
class Divide(Node):
    over: "Tree"
    under: "Tree"


@record
class Power(Node):
    base: "Tree"
    exponent: "Tree"


@record
class Call(Node):
    """A known function, by the one name it has in `functions.py`."""

    function: str
    arguments: tuple["Tree", ...]


@record
class Fold(Node):
    """A sum or a product over an index that runs from `low` to `high`, both included. kind: "Sum" or "Product"."""

    kind: str
    body: "Tree"
    index: str
    low: "Tree"
    high: "Tree"


@record
class Relation(Node):
    """A chain such as `0 <= x < 1`: one sign (`=` `!=` `<` `<=` `>` `>=`) between each two terms."""

    terms: tuple["Tree", ...]
    signs: tuple[str, ...]


@record
class Logic(Node):
    """`and`, `or` (two or more parts; none for `true` and `false`) or `not` (one part)."""

    word: str
    parts: tuple["Tree", ...]


@record
class Items(Node):
    """A set `{1, 2}` or a tuple `(1, 2)`. kind: "set" or "tuple"; bare: a tuple without its parentheses, `1, 2`."""

    kind: str
    items: tuple["Tree", ...]
    bare: bool = field(default=False, compare=False)


@record
class Interval(Node):
    """`[low, high)`. An open interval `(1, 2)` is read as a tuple: only the reference tells the two apart."""

    low: "Tree"
    high: "Tree"
    closed_low: bool
    closed_high: bool


Tree = (
    Number
    | Name
    | Constant
    | Negate
    | Add
    | Multiply
    | Divide
    | Power
    | Call
    | Fold
    | Relation
    | Logic
    | Items
    | Interval
)


# The direct parts of each sort of node that has some; this is asked most often of all.
_PARTS: dict[type, Callable[[Any], tuple["Tree", ...]]] = {
    Negate: lambda tree: (tree.inner,),
    Add: attrgetter("terms"),
    Multiply: attrgetter("factors"),
    Divide: attrgetter("over", "under"),
    Power: attrgetter("base", "exponent"),
    Call: attrgetter("arguments"),
    Fold: attrgetter("body", "low", "high"),
    Relation: attrgetter("terms"),
    Logic: attrgetter("parts"),
    Items: attrgetter("items"),
    Interval: attrgetter("low", "high"),
}


def children(tree: Tree) -> tuple[Tree, ...]:
    """The direct sub-expressions, from left to right."""
    parts = _PARTS.get(type(tree))
    return parts(tree) if parts else ()


def with_children(tree: Tree, parts: tuple[Tree, ...]) -> Tree:
    """The same tree with other direct sub-expressions, as many as it has."""
    match tree:
        case Add() | Multiply():
            return type(tree)(parts)
        case Negate() | Divide() | Power():
            return type(tree)(*parts)
        case Call(function):
            return Call(function, parts)
        case Fold(kind, _, index, _, _):
            body, low, high = parts
            return Fold(kind, body, index, low, high)
        case Relation(_, signs):
            return Relation(parts, signs)
        case Logic(word):
            return Logic(word, parts)
        case Items(kind, _, bare):
            return Items(kind, parts, bare)
        case Interval():
            return replace(tree, low=parts[0], high=parts[1])
    return tree


def walk(tree: Tree) -> Iterator[tuple[Tree, int]]:
    """Every node with its depth (the root has 1), without recursion: the tree may be deeper than Python's stack."""
    stack = [(tree, 1)]
    while stack:
        node, depth = stack.pop()
        yield node, depth
        parts = children(node)
        if parts:
            stack.extend([(child, depth + 1) for child in reversed(parts)])


@kept
def nodes(tree: Tree) -> tuple[Tree, ...]:
    """Every node, the outer ones first; quicker than `walk`, where the depth does not matter."""
    found = [tree]
    for node in found:
        if parts := _PARTS.get(type(node)):
            found += parts(node)
    return tuple(found)


@kept
def types(tree: Tree) -> frozenset[type]:
    """The types of its nodes."""
    return frozenset(map(type, nodes(tree)))


@kept
def functions(tree: Tree) -> frozenset[str]:
    """The functions that are called anywhere in it."""
    return frozenset([node.function for node in nodes(tree) if type(node) is Call])


@kept
def constants(tree: Tree) -> frozenset[str]:
    """The constants anywhere in it: "pi", "e", "i" and "oo"."""
    return frozenset([node.name for node in nodes(tree) if type(node) is Constant])


@kept
def names(tree: Tree) -> frozenset[str]:
    """The names that a value must be given for (the index of a sum is bound)."""
    if Fold not in types(tree):
        return frozenset([node.name for node in nodes(tree) if type(node) is Name])
    if isinstance(tree, Fold):
        return (names(tree.body) - {tree.index}) | names(tree.low) | names(tree.high)
    return frozenset().union(*map(names, children(tree)))


# `true`, which asks for nothing, and `false`, which nothing fulfils.
ALWAYS: Tree = Logic("and", ())
NEVER: Tree = Logic("or", ())
_SORTS: dict[type, str] = {Relation: "truth", Logic: "truth", Items: "collection", Interval: "collection"}
SET_FUNCTIONS = frozenset({"union", "intersection", "difference"})


def sort(tree: Tree) -> str:
    """What a tree stands for: a "value", a "truth" (a relation) or a "collection" (set, tuple, interval)."""
    if type(tree) is Call and tree.function in SET_FUNCTIONS:
        return "collection"
    return _SORTS.get(type(tree), "value")


def has_order(tree: Tree) -> bool:
    """Whether `<` or `>` stands in it, which complex numbers do not have."""
    if isinstance(tree, Relation):
        return any(sign not in ("=", "!=") for sign in tree.signs)
    return isinstance(tree, Logic) and any(map(has_order, tree.parts))


def is_value(tree: Tree) -> bool:
    return sort(tree) == "value"


def is_whole(tree: Tree) -> bool:
    """Whether this is a typed whole number, with or without a sign."""
    if isinstance(tree, Negate):
        return is_whole(tree.inner)
    return isinstance(tree, Number) and tree.value.denominator == 1


def is_whole_in(tree: Tree, whole: Set[str]) -> bool:
    """Whether it is a whole number for all whole numbers of these names, as k, n - k and 2 k + 1 are."""
    match tree:
        case Name(name):
            return name in whole
        case Add(parts) | Multiply(parts):
            return all(is_whole_in(part, whole) for part in parts)
        case Negate(inner):
            return is_whole_in(inner, whole)
    return is_whole(tree)


def is_where(tree: Tree) -> TypeGuard[Call]:
    """Whether it is a formula by cases."""
    return isinstance(tree, Call) and tree.function == "where"


def misplaced(tree: Tree) -> Tree | None:
    """The first part that cannot stand where it does, such as a set under a root; None when all is well."""
    fits: tuple[str, ...]
    match tree:
        case Logic():
            fits = ("truth",)
        case Items():
            fits = ("value", "collection")
        case Call(function) if function in SET_FUNCTIONS:
            fits = ("collection",)
        case Call("where", (condition, *values)):
            misfits = (part for part in values if sort(part) != "value")
            return next(misfits, None) if sort(condition) == "truth" else condition
        case _:
            fits = ("value",)
    return next((part for part in children(tree) if sort(part) not in fits), None)
