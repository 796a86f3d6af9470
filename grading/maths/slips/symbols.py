"""Symbols that changed places, and counts that are off by one."""

import re
from collections.abc import Callable, Iterator
from itertools import combinations

from grading.maths.spots import ONE, Spot, has_names, product_of, terms_of
from grading.maths.tree import (
    Add,
    Call,
    Divide,
    Fold,
    Multiply,
    Name,
    Negate,
    Number,
    Power,
    Tree,
    names,
    nodes,
    walk,
)
from grading.maths.trees import substituted

# Names that usually stand for a number of things.
_COUNTS = frozenset({"n", "N", "m", "M", "T", "K", "k", "d"})
_NAME = re.compile(r"(?P<letters>[A-Za-z]+?)_?(?P<index>\d*)")
# Exchanging more pairs than these would name every wrong answer.
_MOST_NAMES = 4
_MOST_COUNTS = 2


def one_too_many(spot: Spot) -> Iterator[Tree]:
    """n for n - 1."""
    if _count_and_one(spot.tree, Negate(ONE)):
        yield terms_of(spot.tree)[0]


def one_too_few(spot: Spot) -> Iterator[Tree]:
    """n - 1 for n, as a factor or below a fraction."""
    is_count = isinstance(spot.tree, Name) and spot.tree.name in _COUNTS
    # The index of a sum counts nothing.
    if is_count and spot.role in ("denominator", "factor", "bound") and names(spot.tree) <= names(spot.put(spot.tree)):
        yield Add((spot.tree, Negate(ONE)))


def count_off_by_one(spot: Spot) -> Iterator[Tree]:
    """n for n + 1; or n - 1 or n + 1 for n, everywhere. The bounds of sums have a slip of their own."""
    counts = sorted(names(spot.tree) & _COUNTS) if spot.role == "whole" else []
    for name in () if any(isinstance(node, Fold) for node in nodes(spot.tree)) else counts[:_MOST_COUNTS]:
        yield from (substituted(spot.tree, {name: Add((Name(name), step))}) for step in (Negate(ONE), ONE))
    if _count_and_one(spot.tree, ONE):
        yield terms_of(spot.tree)[0]


def _count_and_one(tree: Tree, one: Tree) -> bool:
    terms = terms_of(tree)
    return len(terms) == 2 and isinstance(terms[0], Name) and terms[0].name in _COUNTS and terms[1] == one


def complement(spot: Spot) -> Iterator[Tree]:
    """p for 1 - p and 1 - p for p, everywhere: of each symbol, where one stands beside its complement."""
    found = [Name(name) for name in sorted(names(spot.tree))] if spot.role == "whole" else []
    parts = [node for node, _depth in walk(spot.tree)] if found else []
    if any(_is_complement(part, name) for part in parts for name in found):
        yield from (_complemented(spot.tree, name) for name in found)


def _complemented(tree: Tree, name: Name) -> Tree:
    other = Add((ONE, Negate(name)))
    return _exchanged(tree, lambda part: other if part == name else name if _is_complement(part, name) else None)


def _is_complement(tree: Tree, name: Name) -> bool:
    return isinstance(tree, Add) and len(tree.terms) == 2 and set(tree.terms) == {ONE, Negate(name)}


def reversed_condition(spot: Spot) -> Iterator[Tree]:
    """P(B|A) for P(A|B) = P(B|A) P(A) / (P(B|A) P(A) + ...): a factor above, where all above is a term below."""
    view = product_of(spot.tree)
    if spot.role != "whole" or view.negative or len(view.over) != 2 or len(view.under) != 1:
        return
    terms = terms_of(view.under[0])
    if len(terms) > 1 and any(set(product_of(term).over) == set(view.over) for term in terms):
        yield from (factor for factor in view.over if has_names(factor))


def swapped_divergence(spot: Spot) -> Iterator[Tree]:
    """KL(q, p) for KL(p, q): the two families of names in a logarithm of quotients change places."""
    if spot.role != "whole":
        return
    for first, second in _quotients_in_logs(spot.tree):
        yield swapped(spot.tree, first, second)
        return


def _quotients_in_logs(tree: Tree) -> Iterator[tuple[str, str]]:
    """The letters of p and q in log(p/q), and in p log(p) - p log(q)."""
    for node, _depth in walk(tree):
        match node:
            case Call("log", (Divide(Name(first), Name(second)),)):
                pair = _letters(first), _letters(second)
                if pair[0] != pair[1]:
                    yield pair
            case Add():
                yield from _weighted_logs(node)


def _weighted_logs(tree: Add) -> Iterator[tuple[str, str]]:
    """The letters of p and q in a sum with p log(p) and -p log(q)."""
    found = [each for term in terms_of(tree) for each in _weighted(term)]
    for weight, inner, is_negative in found:
        if is_negative and weight != inner and (weight, weight, False) in found:
            yield weight, inner


def _weighted(term: Tree) -> Iterator[tuple[str, str, bool]]:
    """The letters of p and q in p log(q), and whether it is subtracted."""
    view = product_of(term)
    bare = [
        part.arguments[0] if isinstance(part, Call) and part.function == "transpose" else part for part in view.over
    ]
    weights = [_letters(part.name) for part in bare if isinstance(part, Name)]
    inner = [_letters(name) for part in bare for name in _in_log(part)]
    yield from ((weight, name, view.negative) for weight in weights for name in inner)


def _in_log(tree: Tree) -> Iterator[str]:
    match tree:
        case Call("log", (Name(name),)):
            yield name


def _letters(name: str) -> str:
    found = _NAME.fullmatch(name)
    return found["letters"] if found else name


def swapped_symbols(spot: Spot) -> Iterator[Tree]:
    """Any two symbols change places, everywhere: P(A|B) for P(B|A), the first class for the second."""
    found = sorted(names(spot.tree))
    if spot.role != "whole" or not 2 <= len(found) <= _MOST_NAMES:
        return
    for first, second in combinations(found, 2):
        yield _renamed(spot.tree, {first: second, second: first})


def swapped_indices(spot: Spot) -> Iterator[Tree]:
    """The index 0 for 1 and 1 for 0, everywhere: the second distribution for the first."""
    found = sorted(names(spot.tree)) if spot.role == "whole" else []
    indices = sorted({index for name in found if (index := name[len(_letters(name)) :].lstrip("_"))})
    if len(indices) == 2:
        pairs = {name: other for name in found if (other := _other_index(name, indices)) in found}
        yield _renamed(spot.tree, pairs)


def _other_index(name: str, indices: list[str]) -> str:
    for one, other in (indices, indices[::-1]):
        if name.endswith(one):
            return name.removesuffix(one) + other
    return name


def swapped(tree: Tree, first: str, second: str) -> Tree:
    """The tree with two letters exchanged in all names: p1 and q1, p2 and q2."""
    pairs: dict[str, str] = {}
    for name in names(tree):
        letters, rest = _letters(name), name[len(_letters(name)) :]
        other = {first: second, second: first}.get(letters)
        if other is not None and other + rest in names(tree):
            pairs[name] = other + rest
    return _renamed(tree, pairs)


def _renamed(tree: Tree, pairs: dict[str, str]) -> Tree:
    return _exchanged(
        tree, lambda part: Name(pairs[part.name]) if isinstance(part, Name) and part.name in pairs else None
    )


def _exchanged(tree: Tree, change: Callable[[Tree], Tree | None]) -> Tree:
    """The tree with every part for which `change` has another one replaced, from the outside in."""
    changed = change(tree)
    if changed is not None:
        return changed
    match tree:
        case Negate(inner):
            return Negate(_exchanged(inner, change))
        case Add(parts) | Multiply(parts):
            return type(tree)(tuple(_exchanged(part, change) for part in parts))
        case Divide(first, second) | Power(first, second):
            return type(tree)(_exchanged(first, change), _exchanged(second, change))
        case Call(function, arguments):
            return Call(function, tuple(_exchanged(part, change) for part in arguments))
        case Fold(kind, body, index, low, high):
            return Fold(kind, _exchanged(body, change), index, _exchanged(low, change), _exchanged(high, change))
    return tree


def swapped_difference(spot: Spot) -> Iterator[Tree]:
    """b - a for a - b inside a product or a function."""
    terms = terms_of(spot.tree)
    if len(terms) == 2 and isinstance(terms[1], Negate) and not isinstance(terms[0], Number | Negate):
        yield Add((terms[1].inner, Negate(terms[0])))
