"""When a relation holds, whoever finds the signs of its comparisons; what has no value decides nothing by itself."""

from collections.abc import Callable, Iterable

from grading.maths.tree import Logic, Relation, Tree

# Which signs of the difference of two sides a comparison allows; 2 is for complex numbers, which have no order.
HOLDS = {"=": (0,), "!=": (-1, 1, 2), "<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (0, 1)}
_NO_ORDER = 2
# The sign of a comparison with its sides exchanged, and of one that holds where it does not.
TURNED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


def holds(tree: Tree, chain: Callable[[Relation], bool | None]) -> bool | None:
    """Whether a statement holds; None where that hangs on a side without a value.

    chain: whether a single chain of comparisons holds, or None.
    """
    match tree:
        case Logic("not", (part,)):
            found = holds(part, chain)
            return None if found is None else not found
        case Logic(word, parts):
            return _joined(word, [holds(part, chain) for part in parts])
        case Relation():
            return chain(tree)
    raise TypeError(tree)


def _joined(word: str, found: list[bool | None]) -> bool | None:
    """`1/x > 0 or x = 0` is true at 0: what has no value only counts where nothing else decides."""
    settling = word == "or"
    if settling in found:
        return settling
    return None if None in found else not settling


def has_signs(tree: Relation, found: Iterable[int]) -> bool | None:
    """Whether these signs of the differences are those of the chain; None where numbers without order are ordered."""
    all_hold = True
    for sign, asked in zip(found, tree.signs, strict=True):
        if sign == _NO_ORDER and asked not in ("=", "!="):
            return None
        all_hold = all_hold and sign in HOLDS[asked]
    return all_hold


def outcomes_joined(found: list[set[bool]], *, decides: bool) -> set[bool]:
    """What several may be worth together, where one that is worth `decides` decides."""
    every = {not decides} if all((not decides) in each for each in found) else set[bool]()
    return every | ({decides} if any(decides in each for each in found) else set())
