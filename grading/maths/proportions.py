"""What is said of a tuple that may be multiplied by any number, where no one number does for all its entries."""

from collections.abc import Callable

from grading.maths.decisions import Decision
from grading.maths.tree import Items, Multiply, Negate, Tree, is_value
from grading.messages import Message, _, say

Compare = Callable[[Tree, Tree], Decision]
# The entries of the answer, each with the right one.
Pairs = list[tuple[Tree, Tree]]
# In longer tuples no entry is looked for.
_MOST = 8


def said_of_proportion(answer: Tree, reference: Tree, compare: Compare) -> Message | None:
    """Which entry does not fit the others, where one alone does not. compare: whether two values are equal."""
    if not (isinstance(answer, Items) and isinstance(reference, Items) and reference.kind == "tuple"):
        return None
    pairs = list(zip(answer.items, reference.items, strict=False))
    are_values = all(is_value(part) for pair in pairs for part in pair)
    if not are_values or not len(answer.items) == len(reference.items) <= _MOST:
        return None
    unfit = [_unfit(pairs, base, compare) for base in range(len(pairs))]
    base = min(range(len(pairs)), key=lambda place: len(unfit[place]), default=0)
    return _said_of_unfit(pairs, base, unfit[base], compare) if pairs and unfit[base] else None


def _said_of_unfit(pairs: Pairs, base: int, unfit: list[int], compare: Compare) -> Message:
    (mine, right), is_alone = pairs[unfit[0]], len(unfit) == 1
    is_turned = is_alone and _fits(pairs[base], (Negate(mine), right), compare)
    if len(pairs) == 2 and is_turned:
        return say(_("The sign of one entry is wrong."))
    if len(pairs) == 2 or not is_alone:
        return say(_("The entries are not in the right proportion."))
    if is_turned:
        return say(_("The sign of entry %(place)d does not fit the other entries."), place=unfit[0] + 1)
    return say(_("Entry %(place)d does not fit the other entries."), place=unfit[0] + 1)


def _unfit(pairs: Pairs, base: int, compare: Compare) -> list[int]:
    return [place for place, pair in enumerate(pairs) if place != base and not _fits(pairs[base], pair, compare)]


def _fits(first: tuple[Tree, Tree], second: tuple[Tree, Tree], compare: Compare) -> bool:
    """Whether the second answer is to the right one as the first is."""
    (mine, right), (found, wanted) = first, second
    return compare(Multiply((found, right)), Multiply((mine, wanted))).equal
