"""Cases in matrix formulas: `where(z > 0, z, 0)` chooses entry by entry, `where(norm(x) > 1, x/norm(x), x)` as a whole.

How such a part is kept is told in `cases`, what two formulas by cases must show in `wanted`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from grading.maths.boundary import is_zero
from grading.maths.indicators import is_indicator
from grading.maths.matrices.algebra import MATRICES, Value, as_number, matrix
from grading.maths.matrices.cases import names_in, values_of
from grading.maths.matrices.choice import Atom, Choice, Signs, choice_of, with_places
from grading.maths.matrices.dims import SCALAR, Shape
from grading.maths.matrices.typed import Typed
from grading.maths.matrices.wording import brief
from grading.maths.reals import REAL, sign_of
from grading.maths.slopes import ARGUMENTS
from grading.maths.tree import Call, Multiply, Name, Relation, Tree
from grading.maths.values import Evaluator as FormulaEvaluator, Undefined
from grading.messages import _, say

if TYPE_CHECKING:
    from grading.maths.matrices.evaluation import Evaluator
    from grading.maths.matrices.inference import Inference

# --- reading ---


def infer_where(inference: Inference, tree: Call) -> Typed:
    """A formula by cases. Raises AnswerError where a side or a value has another shape than the others."""
    condition, *values = tree.arguments
    sides: list[Tree] = []
    placed = with_places(condition, sides)
    parts = [inference.typed(part) for part in (*sides, *values)]
    shape = _common_shape(inference, tree, [*sides, *values], parts)
    count = len(sides)
    return Typed("where", tuple(parts), shape, choice_of(placed, parts[:count], range(count, len(parts))))


def infer_larger(inference: Inference, tree: Call, parts: tuple[Typed, ...]) -> Typed:
    """max or min of vectors or matrices, entry by entry."""
    shape = _common_shape(inference, tree, list(tree.arguments), list(parts))
    made, sign = parts[0], ">=" if tree.function == "max" else "<="
    for part in parts[1:]:
        condition = Relation((Name("0"), Name("1")), (sign,))
        made = Typed("where", (made, part), shape, choice_of(condition, (made, part), (0, 1)))
    return made


def with_masks(inference: Inference, tree: Multiply, parts: Sequence[Typed]) -> Tree:
    """With `A * (A > 0)` as the entrywise product, which it is for square matrices, too: a mask is no linear map.

    Raises AnswerError where several products may be meant.
    """
    shaped = [place for place, part in enumerate(parts) if not inference.is_scalar(part)]
    shapes = {inference.sizes.shape(parts[place].shape) for place in shaped}
    factors = [tree.factors[place] for place in shaped]
    is_square = len(shapes) == 1 and all(rows == columns for rows, columns in shapes)
    if not is_square or len(shaped) < 2 or not any(map(is_indicator, factors)):
        return tree
    if all(map(inference.places.is_matmul, factors[1:])):
        return tree
    if len(factors) > 2 or not inference.places.is_starred(factors[1]):
        message = _("A condition counts entry by entry. Write the entrywise product as in `(A B) ∘ (A > 0)`.")
        inference.refuse(say(message), factors[0], factors[-1])
    numbers = tuple(factor for place, factor in enumerate(tree.factors) if place not in shaped)
    masked = Call("hadamard", tuple(factors))
    return Multiply((*numbers, masked)) if numbers else masked


def _common_shape(inference: Inference, tree: Call, trees: list[Tree], parts: list[Typed]) -> Shape:
    """The one shape of all that are no numbers."""
    shaped = [(tree, part) for tree, part in zip(trees, parts, strict=True) if not inference.is_scalar(part)]
    for other, part in shaped[1:]:
        if not inference.sizes.same_shape(shaped[0][1].shape, part.shape):
            message = _(
                "`%(left)s` is %(left_shape)s and `%(right)s` is %(right_shape)s: "
                "here they need the same shape, or one of them is a number."
            )
            values = {
                "left": brief(shaped[0][0]),
                "left_shape": inference.shown(shaped[0][1]),
                "right": brief(other),
                "right_shape": inference.shown(part),
            }
            inference.refuse(say(message, **values), tree)
    return shaped[0][1].shape if shaped else SCALAR


# --- evaluation ---


def choose(evaluator: Evaluator, part: Typed) -> Value:
    """The value by cases, entry by entry. Raises Undefined where no case holds, Unsure where that is not certain."""
    cases = _Cases(evaluator, part)
    if evaluator.sizes.is_scalar(part.shape):
        return cases.at(0, 0)
    rows, columns = map(evaluator.size, part.shape)
    entries = [cases.at(row, column) for row in range(rows) for column in range(columns)]
    return matrix(rows, columns, entries)


class _Entries:
    """The entries of a part: read off its value, or, where that has gaps, computed one by one.

    `where(z > 0, log(z), 0)` has a value where only some entries of z are positive.
    """

    def __init__(self, evaluator: Evaluator, part: Typed) -> None:
        self.evaluator = evaluator
        self.part = part

    @cached_property
    def whole(self) -> Value | None:
        """The value, None where some entry has none."""
        try:
            return self.evaluator.value(self.part)
        except Undefined:
            return None

    @cached_property
    def parts(self) -> list[_Entries]:
        return [_Entries(self.evaluator, inner) for inner in self.part.parts]

    def at(self, row: int, column: int) -> Value:
        if self.whole is None:
            return self.computed(row, column)
        if not isinstance(self.whole, MATRICES):
            return self.whole
        return as_number(self.whole) if self.is_scalar else self.whole[row, column]

    @cached_property
    def is_scalar(self) -> bool:
        return self.evaluator.sizes.is_scalar(self.part.shape)

    def computed(self, row: int, column: int) -> Value:
        """One entry of a part that is made entry by entry. Raises Undefined for any other."""
        match self.part.op:
            case "where":
                return _Cases(self.evaluator, self.part).at(row, column)
            case "entrywise" if not self.is_scalar:
                return REAL.functions[self.part.data](self.parts[0].at(row, column))
            case "slopes":
                values = dict(zip(ARGUMENTS, [self.parts[0].at(row, column)], strict=False))
                return FormulaEvaluator(REAL, values).value(self.part.data)
            case "negate":
                return -self.parts[0].at(row, column)
            case "add" | "scale" | "hadamard":
                return self.combined([inner.at(row, column) for inner in self.parts])
        raise Undefined

    def combined(self, values: list[Value]) -> Value:
        made = values[0]
        for value in values[1:]:
            made = made + value if self.part.op == "add" else made * value
        return made


class _Cases:
    """A part by cases at one point, its sides and values computed when they are asked for."""

    def __init__(self, evaluator: Evaluator, part: Typed) -> None:
        self.evaluator = evaluator
        self.part = part
        self.choice: Choice = part.data
        self.sides = [_Entries(evaluator, inner) for inner in part.parts]
        self.values = [self.sides[place] for place in self.choice.values]

    def at(self, row: int, column: int) -> Value:
        signs = tuple(self.sign(atom[0], atom[1], row, column) for ((atom, _turned), *_others) in self.choice.groups)
        held = self.choice.worth(signs)
        if held is None:
            raise Undefined
        if self.evaluator.met is not None:
            self.note(signs, row, column, held=held)
        if not held and len(self.values) == 1:
            raise Undefined
        return self.values[0 if held else 1].at(row, column)

    def differ(self, row: int, column: int) -> bool:
        """Whether this case has another value here than the other ones."""
        if len(self.values) == 1:
            return True
        try:
            gap = as_number(self.values[0].at(row, column)) - as_number(self.values[1].at(row, column))
        except Undefined:
            return True
        return not is_zero(gap, REAL)

    def is_chance(self, group: list[tuple[Atom, int]]) -> bool:
        """Whether the values may be the same because of what is not compared: `where(t > 5, x, 0)` at x = 0."""
        (first, second, _sign), _turned = group[0]
        compared = names_in(self.part.parts[first], self.part.parts[second])
        drawn = self.evaluator.point.values
        others = (drawn[name] for name in names_in(*values_of(self.part)) - compared if name in drawn)
        return any(map(_has_zero, others))

    def sign(self, first: int, second: int, row: int, column: int) -> int | None:
        """The sign of one side less the other, None where one of them has no value."""
        try:
            gap = as_number(self.sides[first].at(row, column)) - as_number(self.sides[second].at(row, column))
        except Undefined:
            return None
        return 0 if is_zero(gap, REAL) else sign_of(gap)

    def note(self, signs: Signs, row: int, column: int, *, held: bool) -> None:
        """Note which pairs of sides decide here: if they lay otherwise to each other, the condition would turn."""
        evaluator, part = self.evaluator, self.part
        place = None if evaluator.sizes.is_scalar(part.shape) else (row, column)
        differ = self.differ(row, column)
        for index, (group, sign) in enumerate(zip(self.choice.groups, signs, strict=True)):
            if sign is None or not self.choice.decides(signs, index):
                continue
            if differ or not self.is_chance(group):
                evaluator.note((id(part), index, "held" if held else "failed", None), place)
            if not sign:
                evaluator.note_edges((id(part), *atom[:2]) for atom, _turned in group)


def _has_zero(value: Value) -> bool:
    return not all(value.entries()) if isinstance(value, MATRICES) else not value
