"""Evaluate many trees at one point, and what they share only once."""

from collections.abc import Mapping

from grading.maths import limits
from grading.maths.tree import Fold, Name, Number, Tree
from grading.maths.trees import mapped
from grading.maths.values import Arithmetic, Evaluator, TooMuch, Undefined, Unsure, Value


class Sharing(Evaluator):
    """known: the values of all parts, by their ids; None of those without one. The trees must stay alive."""

    def __init__(self, arithmetic: Arithmetic, point: Mapping[str, Value], *, steps: int = limits.STEPS) -> None:
        super().__init__(arithmetic, point, steps=steps)
        self.known: dict[int, Value | None] = {}
        self.folds = 0

    def value(self, tree: Tree) -> Value:
        # Inside a sum the index has another value each time.
        if self.folds or isinstance(tree, Number | Name):
            return super().value(tree)
        key = id(tree)
        if key not in self.known:
            self.known[key] = None
            self.known[key] = self._first_value(tree)
        value = self.known[key]
        if value is None:
            raise Undefined
        return value

    def _first_value(self, tree: Tree) -> Value:
        is_fold = isinstance(tree, Fold)
        self.folds += is_fold
        try:
            return super().value(tree)
        finally:
            self.folds -= is_fold

    def value_if_any(self, tree: Tree) -> Value | None:
        try:
            return self.value(tree)
        except (Undefined, Unsure, TooMuch):
            return None


class Pool:
    """Trees of which equal parts are one and the same."""

    def __init__(self) -> None:
        self.parts: dict[Tree, Tree] = {}

    def taken(self, tree: Tree) -> Tree:
        return mapped(tree, lambda part: self.parts.setdefault(part, part))
