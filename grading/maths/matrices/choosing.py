"""Cases in matrix formulas: `where(z > 0, z, 0)` chooses entry by entry, `where(norm(x) > 1, x/norm(x), x)` as a whole.

A part by cases holds the sides of all comparisons and then the values. Its data are the condition, in which names are
the places of the sides, and how many sides there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from functools import cached_property
from itertools import chain, combinations, pairwise, product
from typing import TYPE_CHECKING, Any

from grading.maths.boundary import is_zero
from grading.maths.conditions import HOLDS, holds
from grading.maths.indicators import is_indicator
from grading.maths.matrices.algebra import MATRICES, Value, as_number, matrix
from grading.maths.matrices.dims import SCALAR, Shape
from grading.maths.matrices.ranges import outcomes, signs_between
from grading.maths.matrices.typed import Typed
from grading.maths.matrices.wording import brief
from grading.maths.reals import REAL, sign_of
from grading.maths.slopes import ARGUMENTS
from grading.maths.tree import Call, Logic, Multiply, Name, Relation, Tree, nodes as tree_nodes
from grading.maths.values import Evaluator as FormulaEvaluator, Undefined
from grading.messages import _, say

if TYPE_CHECKING:
    from grading.maths.matrices.evaluation import Evaluator, Met, Place
    from grading.maths.matrices.inference import Inference

# A part and the places of two equal sides, as an evaluator notes them; of what held there are only two pieces.
_EDGE = 3
# Of so many parts of one formula any two are looked at together.
_MOST_PAIRED = 5
# The places of both sides of a comparison, and its sign.
_Atom = tuple[int, int, str]

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
        if id(part) not in evaluator.groups:
            evaluator.groups[id(part)] = _groups(part)
        self.groups: list[list[tuple[_Atom, int]]] = evaluator.groups[id(part)]

    def at(self, row: int, column: int) -> Value:
        signs = [self.sign(atom[0], atom[1], row, column) for ((atom, _turned), *_others) in self.groups]
        held = self.worth(signs)
        if held is None:
            raise Undefined
        self.note(signs, None if self.evaluator.sizes.is_scalar(self.part.shape) else (row, column), held=held)
        if not held and len(self.values) == 1:
            raise Undefined
        return self.values[0 if held else 1].at(row, column)

    def sign(self, first: int, second: int, row: int, column: int) -> int | None:
        """The sign of one side less the other, None where one of them has no value."""
        try:
            gap = as_number(self.sides[first].at(row, column)) - as_number(self.sides[second].at(row, column))
        except Undefined:
            return None
        return 0 if is_zero(gap, REAL) else sign_of(gap)

    def worth(self, signs: Sequence[int | None]) -> bool | None:
        """What the condition is worth where the sides lie so to each other."""
        true: dict[_Atom, bool | None] = {}
        for group, sign in zip(self.groups, signs, strict=True):
            true |= {atom: None if sign is None else sign * turned in HOLDS[atom[2]] for atom, turned in group}

        def chain(tree: Relation) -> bool | None:
            found = [true[atom] for atom in _atoms(tree)]
            return None if None in found else all(found)

        return holds(self.condition, chain)

    def note(self, signs: Sequence[int | None], place: Place, *, held: bool) -> None:
        """Note which pairs of sides decide here: if they lay otherwise to each other, the condition would turn."""
        for index, (group, sign) in enumerate(zip(self.groups, signs, strict=True)):
            others = ([*signs[:index], other, *signs[index + 1 :]] for other in (-1, 0, 1) if other != sign)
            if sign is None or (len(signs) > 1 and all(self.worth(each) is held for each in others)):
                continue
            self.evaluator.note((id(self.part), index, "held" if held else "failed", None), place)
            if not sign:
                self.evaluator.met.update((id(self.part), *atom[:2]) for atom, _turned in group)


# --- where cases change ---


class Wanted:
    """What must be met before two formulas count as equal.

    Each condition holds somewhere and fails somewhere, on each pair of its sides; so do any two on different names, at
    one place; and the edges that only one of the formulas has are met.
    """

    def __init__(self, readings: Sequence[Typed], sizes: Sequence[str]) -> None:
        """sizes: names of sizes; conditions on them and on indices of sums are met as they are."""
        parts = [list(dict.fromkeys(_by_cases(reading))) for reading in readings]
        counted = {*sizes, *(index for reading in readings for index in _indices(reading))}
        self.outcomes = {each for found in parts for part in found for each in _outcomes(part, counted)}
        self.outcomes |= {pair for found in parts for pair in _together(found)}
        edges = [{key for part in found for key in _edges(part)} for found in parts]
        # Of two comparisons of the same sides with other signs in one formula each has its own say on the edge.
        sides = [Counter(key[:2] for key in found) for found in edges]
        several = {key for found, many in zip(edges, sides, strict=True) for key in found if many[key[:2]] > 1}
        alone = (edges[0] ^ edges[1]) | several
        self.edges: dict[Any, set[Met]] = {}
        for part in chain(*parts):
            for key, pair in _edges(part).items():
                if key in alone:
                    self.edges.setdefault(key, set()).add((id(part), *pair))

    def is_left(self, met: Set[Met]) -> bool:
        """Whether some of it was not met. met: what the evaluators of both noted at points where the two agree."""
        return bool(self.outcomes - met) or any(places.isdisjoint(met) for places in self.edges.values())


def _together(parts: Sequence[Typed]) -> Iterator[Met]:
    """Pairs of outcomes of the first few parts that have no names in common, so that both may be worth anything."""
    for one, other in combinations(parts[:_MOST_PAIRED], 2):
        if _names(*_sides(one)).isdisjoint(_names(*_sides(other))):
            yield from (frozenset(pair) for pair in product(_outcomes(one), _outcomes(other)))


def _nodes(*parts: Typed) -> Iterator[Typed]:
    waiting = list(parts)
    while waiting:
        node = waiting.pop()
        waiting += node.parts
        yield node


def _names(*parts: Typed) -> set[str]:
    return {node.data for node in _nodes(*parts) if node.op == "name"}


def _indices(part: Typed) -> set[str]:
    """The indices of sums in it."""
    return {node.data[1] for node in _nodes(part) if node.op == "fold"}


def _sides(part: Typed) -> tuple[Typed, ...]:
    """Both sides of all comparisons of a part by cases."""
    return part.parts[: part.data[1]]


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


def _outcomes(part: Typed, counted: Set[str] = frozenset()) -> Iterator[Met]:
    """What the condition may be worth by each pair of its sides; without a value for all else it must hold."""
    is_open = len(part.parts) - part.data[1] == 1
    worth = outcomes(part.data[0], part) - ({False} if is_open else set())
    groups = _groups(part)
    for index, group in enumerate(groups):
        (first, second, _sign), _turned = group[0]
        if len(groups) > 1 and _names(part.parts[first], part.parts[second]) <= counted:
            continue
        if len(signs_between(part.parts[first], part.parts[second])) > 1 or len(worth) == 1:
            yield from ((id(part), index, "held" if held else "failed", None) for held in worth)


def _groups(part: Typed) -> list[list[tuple[_Atom, int]]]:
    """The comparisons of each two sides, and -1 for those in which these stand the other way round."""
    atoms = list(_comparisons(part))
    if len(atoms) == 1:
        return [[(atoms[0], 1)]]
    found: dict[tuple[str, str], list[tuple[_Atom, int]]] = {}
    for atom in atoms:
        sides = repr(part.parts[atom[0]]), repr(part.parts[atom[1]])
        is_turned = sides not in found and sides[::-1] in found
        found.setdefault(sides[::-1] if is_turned else sides, []).append((atom, -1 if is_turned else 1))
    return list(found.values())


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


def _comparisons(part: Typed) -> Iterator[_Atom]:
    """The comparisons in the condition."""
    for relation in tree_nodes(part.data[0]):
        if isinstance(relation, Relation):
            yield from _atoms(relation)


def _atoms(relation: Relation) -> Iterator[_Atom]:
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
