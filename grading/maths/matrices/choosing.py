"""Cases in matrix formulas: `where(z > 0, z, 0)` chooses entry by entry, `where(norm(x) > 1, x/norm(x), x)` as a whole.

A part by cases holds the sides of all comparisons and then the values. Its data are the condition, in which names are
the places of the sides, and how many sides there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from functools import cached_property
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any

from grading.maths.boundary import is_zero
from grading.maths.conditions import HOLDS, has_signs, holds
from grading.maths.indicators import is_indicator
from grading.maths.matrices.algebra import MATRICES, Value, as_number, matrix
from grading.maths.matrices.dims import ONE, SCALAR, Shape
from grading.maths.matrices.ranges import outcomes, signs_between
from grading.maths.matrices.typed import Typed
from grading.maths.matrices.wording import brief
from grading.maths.reals import REAL, sign_of
from grading.maths.slopes import ARGUMENTS
from grading.maths.tree import Call, Logic, Multiply, Name, Relation, Tree, nodes as tree_nodes
from grading.maths.values import Evaluator as FormulaEvaluator, Undefined
from grading.messages import _, say

if TYPE_CHECKING:
    from grading.maths.matrices.evaluation import Evaluator, Met
    from grading.maths.matrices.inference import Inference

# A part and the places of two equal sides, as an evaluator notes them; of what held there are only two pieces.
_EDGE = 3

_SWAPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
_REST = {"<": ">=", "<=": ">", "!=": "="}

# --- reading ---


def infer_where(inference: Inference, tree: Call) -> Typed:
    """A formula by cases. Raises AnswerError where a side or a value has another shape than the others."""
    condition, *values = tree.arguments
    sides: list[Tree] = []
    data = _with_places(condition, sides)
    parts = [inference.typed(part) for part in (*sides, *values)]
    shape = _common_shape(inference, tree, [*sides, *values], parts)
    return Typed("where", tuple(parts), shape, (data, len(sides)))


def infer_larger(inference: Inference, tree: Call, parts: tuple[Typed, ...]) -> Typed:
    """max or min of vectors or matrices, entry by entry."""
    shape = _common_shape(inference, tree, list(tree.arguments), list(parts))
    made, sign = parts[0], ">=" if tree.function == "max" else "<="
    for part in parts[1:]:
        condition = Relation((Name("0"), Name("1")), (sign,))
        made = Typed("where", (made, part, made, part), shape, (condition, 2))
    return made


def with_masks(inference: Inference, tree: Multiply, parts: Sequence[Typed]) -> Tree:
    """With `A * (A > 0)` as the entrywise product, which it is for square matrices, too: a mask is no linear map."""
    made, shape = [tree.factors[0]], inference.sizes.shape(parts[0].shape)
    for factor, part in zip(tree.factors[1:], parts[1:], strict=True):
        is_masked = is_indicator(made[-1]) or is_indicator(factor)
        last, shape = shape, inference.sizes.shape(part.shape)
        if is_masked and last == shape and shape[0] == shape[1] != ONE and inference.places.is_starred(factor):
            made[-1] = Call("hadamard", (made[-1], factor))
        else:
            made.append(factor)
    if len(made) == len(parts):
        return tree
    return Multiply(tuple(made)) if len(made) > 1 else made[0]


def _with_places(condition: Tree, sides: list[Tree]) -> Tree:
    """The condition with a place for each side, which is added to the sides."""
    if isinstance(condition, Logic):
        return Logic(condition.word, tuple(_with_places(part, sides) for part in condition.parts))
    assert isinstance(condition, Relation)
    first = len(sides)
    sides.extend(condition.terms)
    return Relation(tuple(Name(str(place)) for place in range(first, len(sides))), condition.signs)


def with_terms(condition: Tree, terms: list[Tree]) -> Tree:
    """The condition with the sides back in their places."""
    if isinstance(condition, Logic):
        return Logic(condition.word, tuple(with_terms(part, terms) for part in condition.parts))
    assert isinstance(condition, Relation)
    return Relation(tuple(terms[place] for place in _places(condition)), condition.signs)


def _places(chain: Relation) -> list[int]:
    return [int(term.name) for term in chain.terms if isinstance(term, Name)]


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

    @property
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
        self.condition, count = part.data
        entries = [_Entries(evaluator, inner) for inner in part.parts]
        self.sides, self.values = entries[:count], entries[count:]

    def at(self, row: int, column: int) -> Value:
        def chain(tree: Relation) -> bool | None:
            return self.chain(tree, row, column)

        held = holds(self.condition, chain)
        if held is None or (not held and len(self.values) == 1):
            raise Undefined
        self.evaluator.met.add((id(self.part), held))
        return self.values[0 if held else 1].at(row, column)

    def chain(self, tree: Relation, row: int, column: int) -> bool | None:
        places = _places(tree)
        try:
            values = [as_number(self.sides[place].at(row, column)) for place in places]
        except Undefined:
            return None
        gaps = [first - second for first, second in pairwise(values)]
        signs = [0 if is_zero(gap, REAL) else sign_of(gap) for gap in gaps]
        for (first, second), sign in zip(pairwise(places), signs, strict=True):
            if not sign:
                self.evaluator.met.add((id(self.part), first, second))
        return has_signs(tree, signs)


# --- where cases change ---


class Wanted:
    """What must be met before two formulas count as equal: cases that may hold, and edges that only one of them has."""

    def __init__(self, readings: Sequence[Typed]) -> None:
        parts = [list(_by_cases(reading)) for reading in readings]
        self.outcomes = {(id(part), held) for found in parts for part in found for held in _outcomes(part)}
        edges = [{key for part in found for key in _edges(part)} for found in parts]
        alone = edges[0] ^ edges[1]
        self.edges: dict[Any, set[Met]] = {}
        for part in chain(*parts):
            for key, pair in _edges(part).items():
                if key in alone:
                    self.edges.setdefault(key, set()).add((id(part), *pair))

    def is_left(self, met: Set[Met]) -> bool:
        """Whether some of it was not met. met: what the evaluators of both noted at points where the two agree."""
        return bool(self.outcomes - met) or any(places.isdisjoint(met) for places in self.edges.values())


def edges_met(met: Set[Met]) -> set[Met]:
    """The comparisons of which both sides are equal."""
    return {each for each in met if len(each) == _EDGE}


def has_cases(part: Typed) -> bool:
    return any(True for _part in _by_cases(part))


def _by_cases(part: Typed) -> Iterator[Typed]:
    if part.op != "where":
        for inner in part.parts:
            yield from _by_cases(inner)
        return
    yield part
    condition, count = part.data
    held = outcomes(condition, part)
    for place, inner in enumerate(part.parts):
        if place < count or (place == count) in held:
            yield from _by_cases(inner)


def _outcomes(part: Typed) -> set[bool]:
    """What a condition may be worth; without a value for all else it must hold."""
    is_open = len(part.parts) - part.data[1] == 1
    return outcomes(part.data[0], part) - ({False} if is_open else set())


def _edges(part: Typed) -> dict[Any, tuple[int, int]]:
    """Both sides of each comparison in the condition, with what belongs together at them -> the places of the sides."""
    found = {}
    for first, second, sign in _comparisons(part):
        sides = [part.parts[first], part.parts[second]]
        if len({each in HOLDS[sign] for each in signs_between(*sides)}) < 2:
            continue  # it always holds, or never
        if repr(sides[0]) > repr(sides[1]):
            sides, sign = sides[::-1], _SWAPPED.get(sign, sign)
        # a < b is all that is left of a >= b
        found[*sides, _REST.get(sign, sign)] = first, second
    return found


def _comparisons(part: Typed) -> Iterator[tuple[int, int, str]]:
    """The places of both sides of each comparison in the condition, and its sign."""
    for relation in tree_nodes(part.data[0]):
        if isinstance(relation, Relation):
            yield from ((*pair, sign) for pair, sign in zip(pairwise(_places(relation)), relation.signs, strict=True))


def differences(part: Typed) -> list[Typed]:
    """What is zero where the condition of a part by cases changes."""
    pairs = [(part.parts[first], part.parts[second]) for first, second, _sign in _comparisons(part)]
    return [_minus(one, other, other.shape if one.shape == SCALAR else one.shape) for one, other in pairs]


def _minus(one: Typed, other: Typed, shape: Shape) -> Typed:
    """A side minus the other, where one of them may be a number beside a matrix."""
    return Typed("add", (_spread(one, shape), Typed("negate", (_spread(other, shape),), shape)), shape)


def _spread(part: Typed, shape: Shape) -> Typed:
    return Typed("scale", (part, Typed("ones", (), shape)), shape) if part.shape == SCALAR != shape else part
