"""Relations between formulas by cases: `where(x > 0, x, -x) = 1` is x > 0 and x = 1, or not x > 0 and -x = 1."""

from collections.abc import Callable, Iterator

from grading.maths.piecewise import are_by_cases, is_open
from grading.maths.tree import Call, Fold, Logic, Relation, Tree, children, is_where, nodes
from grading.maths.trees import with_changed

# Each formula by cases doubles what is looked at.
_MOST = 4


def by_cases(tree: Tree, left: int = _MOST, is_parted: Callable[[Call], bool] = is_where) -> Tree:
    """The same statement without formulas by cases outside of sums; with more than a few it stays as it is.

    is_parted: which of them are looked at.
    """
    if not are_by_cases(tree):
        return tree
    if isinstance(tree, Logic) and tree.word == "not" and any(map(is_open, nodes(tree))):
        return tree  # where no case holds there is no value, and what is said of it is neither true nor false
    if isinstance(tree, Logic):
        return Logic(tree.word, tuple(by_cases(part, left, is_parted) for part in tree.parts))
    every = list(dict.fromkeys(filter(is_parted, outermost(tree))))
    if not isinstance(tree, Relation) or not every or len(every) > left:
        return tree
    found = every[0]
    condition, *values = found.arguments
    chosen = [condition, Logic("not", (condition,))]
    pairs = zip(chosen, values, strict=False)
    each = [Logic("and", (case, by_cases(replaced(tree, found, value), left - 1, is_parted))) for case, value in pairs]
    return Logic("or", tuple(each)) if len(each) > 1 else each[0]


def outermost(statement: Tree) -> Iterator[Call]:
    """The formulas by cases in it, the outermost first; those in sums may hang on the index and are left out."""
    for term in children(statement):
        found = nodes(term)
        if not any(isinstance(node, Fold) for node in found):
            yield from filter(is_where, found)


def replaced(tree: Tree, old: Tree, new: Tree) -> Tree:
    return new if tree == old else with_changed(tree, lambda part: replaced(part, old, new))
