"""Relations between formulas by cases: `where(x > 0, x, -x) = 1` is x > 0 and x = 1, or not x > 0 and -x = 1."""

from grading.maths.piecewise import are_by_cases, is_open, is_where
from grading.maths.tree import Call, Fold, Logic, Relation, Tree, children, nodes
from grading.maths.trees import with_changed

# Each formula by cases doubles what is looked at.
_MOST = 4


def by_cases(tree: Tree, left: int = _MOST) -> Tree:
    """The same statement without formulas by cases outside of sums; with more than a few it stays as it is."""
    if not are_by_cases(tree):
        return tree
    if isinstance(tree, Logic) and tree.word == "not" and any(map(is_open, nodes(tree))):
        return tree  # where no case holds there is no value, and what is said of it is neither true nor false
    if isinstance(tree, Logic):
        return Logic(tree.word, tuple(by_cases(part, left) for part in tree.parts))
    found = next((node for term in children(tree) for node in _outside_sums(term) if is_where(node)), None)
    if not isinstance(tree, Relation) or not isinstance(found, Call) or not left:
        return tree
    condition, *values = found.arguments
    chosen = [condition, Logic("not", (condition,))]
    pairs = zip(chosen, values, strict=False)
    each = [Logic("and", (case, by_cases(_replaced(tree, found, value), left - 1))) for case, value in pairs]
    return Logic("or", tuple(each)) if len(each) > 1 else each[0]


def _outside_sums(tree: Tree) -> list[Tree]:
    """All parts, from the outermost on; none where there is a sum over an index, on which a case may hang."""
    found = nodes(tree)
    return [] if any(isinstance(node, Fold) for node in found) else found


def _replaced(tree: Tree, old: Tree, new: Tree) -> Tree:
    return new if tree == old else with_changed(tree, lambda part: _replaced(part, old, new))
