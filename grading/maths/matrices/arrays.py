"""How sums along an axis lie beside others in NumPy: as arrays with one index, or with both axes kept.

Two arrays with one index meet entry by entry; one of them beside a column that keeps its axes makes a matrix, and so
does a row beside a column. None of that is the product of matrices: it is refused with what to write instead.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import combinations
from typing import Literal

from grading.errors import AnswerError
from grading.maths.matrices.axes import ALONG, keeps_axes
from grading.maths.matrices.dims import ONE, SCALAR, Shape
from grading.maths.matrices.places import Places
from grading.maths.matrices.stars import SPREADS
from grading.maths.matrices.wording import brief
from grading.maths.tree import Add, Call, Divide, Multiply, Name, Tree, children
from grading.messages import _, say

# "flat": an array with one index; "kept": a row or column with two; "": what holds no sum along an axis
Lie = Literal["flat", "kept", ""]
_BY_ENTRY = frozenset({"hadamard", "max", "min"})
_ONE_KEPT = _(
    "NumPy makes a matrix of two sums along an axis of which only one keeps it. "
    "Write `keepdims=True` in both, or in none."
)
_SCALES = _(
    "In NumPy `*` spreads a vector over a matrix. Write `diag(...)` of the vector on the left of the matrix "
    "to scale its rows, on the right to scale its columns."
)


@dataclass(frozen=True)
class Arrays:
    """shape_of: the shape of a part; lies: id of a part -> the part (so that the id stays its own), how it lies."""

    places: Places
    shape_of: Callable[[Tree], Shape]
    lies: dict[int, tuple[Tree, Lie]] = field(default_factory=dict)

    def note(self, typed: Tree, tree: Tree) -> None:
        """Remember how a part lies.

        typed: as it was written; tree: with its sums along an axis written out. Raises AnswerError where NumPy makes
        something else of its parts than vectors do.
        """
        if isinstance(typed, Call) and typed.function in ALONG:
            lie: Lie = "kept" if keeps_axes(typed) else "flat"
        else:
            lie = self.of_parts(tree)
        if lie and self.is_vector(tree):
            self.lies[id(tree)] = tree, lie

    def lie(self, tree: Tree) -> Lie:
        return self.lies[id(tree)][1] if id(tree) in self.lies else ""

    def shape(self, tree: Tree) -> Shape:
        with suppress(AnswerError):
            return self.shape_of(tree)
        return SCALAR

    def is_vector(self, tree: Tree) -> bool:
        shape = self.shape(tree)
        return ONE in shape and shape != SCALAR

    def of_parts(self, tree: Tree) -> Lie:
        lies = {self.lie(part) for part in children(tree)} - {""}
        if not lies:
            return ""
        if isinstance(tree, Multiply):
            return self.of_product(tree)
        if isinstance(tree, Add | Divide) or (isinstance(tree, Call) and tree.function in _BY_ENTRY):
            self.check_same(children(tree))
        return "kept" if "kept" in lies else "flat"

    def check_same(self, parts: Sequence[Tree]) -> None:
        if any(ONE not in self.shape(part) for part in parts):
            # beside a matrix each of them is spread over it
            return
        for one, other in combinations(parts, 2):
            if self.is_one_kept(one, other):
                raise AnswerError(say(_ONE_KEPT), self.places.of(one, other))

    def is_one_kept(self, one: Tree, other: Tree) -> bool:
        """Whether these are columns of which NumPy makes a matrix."""
        shape = self.shape(one)
        return {self.lie(one), self.lie(other)} == {"flat", "kept"} and shape[1] == ONE and self.shape(other) == shape

    def of_product(self, tree: Multiply) -> Lie:
        """How a product lies, whose factors NumPy multiplies from left to right."""
        left, lie = tree.factors[0], self.lie(tree.factors[0])
        for count, right in enumerate(tree.factors[1:], start=2):
            is_starred = self.places.is_starred(right)
            if is_starred and (lie or self.lie(right)):
                self.check_star(left, right)
            lies = {lie, self.lie(right)} - {""}
            wins: Lie = "kept" if is_starred else "flat"
            lie = wins if wins in lies else next(iter(lies), "")
            left = Multiply(tree.factors[:count])
            if lie and self.is_vector(left):
                self.lies[id(left)] = left, lie
            else:
                lie = ""
        return lie

    def check_star(self, left: Tree, right: Tree) -> None:
        """Raises AnswerError for two with a `*` between them that NumPy multiplies in another way."""
        shape, other = self.shape(left), self.shape(right)
        if SCALAR in (shape, other):
            return
        place = self.places.of(left, right)
        if self.is_one_kept(left, right):
            raise AnswerError(say(_ONE_KEPT), place)
        # a column that keeps its axes beside a row is their outer product
        is_outer = self.lie(left) == "kept" and shape[1] == other[0] == ONE
        if shape != other and not is_outer:
            text = SPREADS if shape[1] == other[0] else _SCALES
            raise AnswerError(say(text, one=_bracketed(left), other=_bracketed(right)), place)


def _bracketed(part: Tree) -> str:
    return brief(part) if isinstance(part, Name | Call) else f"({brief(part)})"
