"""A set of numbers as a relation: to lie in [0, 1) is `0 <= x < 1`."""

from contextlib import suppress

from grading.maths.infinity import infinite_sign, settled
from grading.maths.tree import ALWAYS, NEVER, Call, Interval, Items, Logic, Relation, Tree, is_value, sort
from grading.maths.values import Unsure


def as_relation(tree: Tree, unknown: Tree) -> Tree | None:
    """`x = 1 or x = 2` for {1, 2}, `0 <= x < 1` for [0, 1); None for what is no set of numbers."""
    match tree:
        case Call("union" | "intersection" as function, parts):
            found = [as_relation(part, unknown) for part in parts]
            known = tuple(each for each in found if each is not None)
            return _joined("or" if function == "union" else "and", known) if len(known) == len(found) else None
        case Call("difference", (whole, part)):
            inside, taken = as_relation(whole, unknown), as_relation(part, unknown)
            return None if inside is None or taken is None else Logic("and", (inside, Logic("not", (taken,))))
        case Interval(low, high, closed_low, closed_high):
            return _between(unknown, low, high, (closed_low, closed_high))
        case Items("tuple", (low, high)) if is_value(low) and is_value(high):
            return _between(unknown, low, high, (False, False))
        case Items("set", items) if all(map(is_value, items)):
            return _joined("or", tuple(Relation((unknown, item), ("=",)) for item in items))
    return tree if sort(tree) == "truth" else None


def _joined(word: str, parts: tuple[Tree, ...]) -> Tree:
    if not parts:
        return NEVER
    return parts[0] if len(parts) == 1 else Logic(word, parts)


def _between(unknown: Tree, low: Tree, high: Tree, closed: tuple[bool, bool]) -> Tree:
    """low < x < high; an infinite end asks for nothing."""
    parts = list[Tree]()
    with suppress(Unsure):
        low, high = settled(low), settled(high)
    if infinite_sign(low) != -1:
        parts.append(Relation((low, unknown), ("<=" if closed[0] else "<",)))
    if infinite_sign(high) != 1:
        parts.append(Relation((unknown, high), ("<=" if closed[1] else "<",)))
    return _joined("and", tuple(parts)) if parts else ALWAYS
