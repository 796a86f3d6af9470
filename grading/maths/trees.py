"""Trees made from trees: every part mapped, names replaced."""

from collections.abc import Callable, Mapping
from fractions import Fraction

from flint import fmpq

from grading.maths.tree import Divide, Fold, Name, Negate, Number, Tree, children, with_children


def rational(value: fmpq | int) -> Tree:
    """A tree for a rational number."""
    value = fmpq(value)
    whole = Number(Fraction(int(abs(value.p))))
    size: Tree = whole if value.q == 1 else Divide(whole, Number(Fraction(int(value.q))))
    return Negate(size) if value < 0 else size


def with_changed(tree: Tree, change: Callable[[Tree], Tree]) -> Tree:
    """The tree with every direct sub-expression changed; the very same tree where nothing changes."""
    before = children(tree)
    parts = tuple(map(change, before))
    if all(part is old for part, old in zip(parts, before, strict=True)):
        return tree
    return with_children(tree, parts)


def mapped(tree: Tree, change: Callable[[Tree], Tree]) -> Tree:
    """The tree with `change` applied to every part, from the leaves up."""
    return change(with_changed(tree, lambda part: mapped(part, change)))


def substituted(tree: Tree, values: Mapping[str, Tree]) -> Tree:
    """The tree with each name that has a value replaced by it; the index of a sum hides a name of the same spelling.

    >>> from grading.maths.parser import parse
    >>> from grading.maths.printing import to_text
    >>> to_text(substituted(parse("2a + b", ("a", "b")), {"a": parse("x - 1", ("x",))}))
    '2*(x - 1) + b'
    """
    if isinstance(tree, Name):
        return values.get(tree.name, tree)
    if isinstance(tree, Fold) and tree.index in values:
        inner = {name: value for name, value in values.items() if name != tree.index}
        return Fold(
            tree.kind,
            substituted(tree.body, inner),
            tree.index,
            substituted(tree.low, values),
            substituted(tree.high, values),
        )
    return with_changed(tree, lambda part: substituted(part, values))


def size(tree: Tree, known: dict[int, tuple[Tree, int]]) -> int:
    """How many nodes it has, where what stands in it twice counts twice; each part is looked at once.

    known: what was counted before, by id, with the part itself, so that the id stays its own.
    """
    waiting = [tree]
    while waiting:
        node = waiting[-1]
        count = 1
        for part in children(node):
            if (found := known.get(id(part))) is None:
                waiting.append(part)
            else:
                count += found[1]
        if node is waiting[-1]:
            known[id(node)] = node, count
            waiting.pop()
    return known[id(tree)][1]
