"""The differential of an expression in matrices: what changes when a variable moves in a direction.

The differential of f at X in the direction E is the sum of the entries of (gradient of f at X) ∘ E, so that one
direction with random entries tells whether a gradient is right. Differentials are expressions as well, and have
differentials. Source: Magnus & Neudecker, Matrix Differential Calculus, chapters 8 and 9.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from flint import fmpq

from grading.errors import DefinitionError
from grading.maths.derivatives import derivative
from grading.maths.matrices.cases import values_of, with_values
from grading.maths.matrices.dims import SCALAR
from grading.maths.matrices.typed import Typed
from grading.maths.slopes import ARGUMENTS, slope
from grading.maths.tree import Name, Power, Tree

_TWO = Typed("number", (), SCALAR, fmpq(2))
# The differential of these is the same operation on the differential of the first part.
_LINEAR = frozenset(
    {
        "negate",
        "add",
        "transpose",
        "tr",
        "sum",
        "mean",
        "vec",
        "diagonal_matrix",
        "diagonal",
        "row",
        "entry",
        "hstack",
        "vstack",
    }
)
_CHAINED = frozenset({"entrywise", "function", "softmax"})
# Each part enters as a factor.
_BILINEAR = frozenset({"scale", "product", "hadamard", "dot", "kron"})


@dataclass(frozen=True)
class Slip:
    """One rule applied wrongly at one part, wherever that part stands.

    rule: "term" (a term of a product rule is lost), "twice" (one of its terms is taken twice instead of both), "inner"
    (the inner differential is taken to be the direction itself), "outer" (only the inner differential is taken),
    "minus" (a minus is lost), "factor" (a constant factor or divisor is lost), "exponent" (it does not come down),
    "inverse" (the sign of the inverse), "logdet" (the matrix for its inverse), "softmax" (place 0: only the diagonal,
    place 1: plus off the diagonal). place: which term or factor.
    """

    rule: str
    part: Typed
    place: int = 0


def differential(part: Typed, directions: Mapping[str, str], slip: Slip | None = None) -> Typed | None:
    """The differential, an expression in the names and their directions; None where it is 0.

    directions: name of a variable -> name of its direction. Raises DefinitionError where there is none.
    """
    return _Differential(directions, slip).of(part)


def depends(part: Typed, variables: Mapping[str, str]) -> bool:
    """Whether it may move with the variables; of cases the values do, what they hang on is no part of a slope."""
    if part.op == "name":
        return part.data in variables
    return any(depends(inner, variables) for inner in (values_of(part) if part.op == "where" else part.parts))


def slips(part: Typed, directions: Mapping[str, str]) -> Iterator[Slip]:
    """The wrong ways to differentiate that people fall into."""
    for node in nodes(part):
        moving = [place for place, inner in enumerate(node.parts) if depends(inner, directions)]
        if not moving:
            continue
        if node.op in (*_BILINEAR, "divide"):
            yield from _product_slips(node, moving)
        if node.op in _CHAINED:
            yield Slip("outer", node)
        if node.op in (*_CHAINED, "scalar_power") and node.parts[moving[0]].op != "name":
            yield Slip("inner", node)
        if node.op == "scalar_power" and moving == [0]:
            yield Slip("exponent", node)
        if node.op == "negate":
            yield Slip("minus", node)
        if node.op == "power" and node.data < 0:
            yield Slip("inverse", node)
        if node.op == "logdet":
            yield Slip("logdet", node)
        if node.op == "softmax":
            yield from (Slip("softmax", node, place) for place in (0, 1))


def inside_of(node: Typed) -> Typed:
    """What stands inside a function or a power; of a squared norm its vector, as its rule goes there at once."""
    base = node.parts[0]
    is_squared = node.op == "scalar_power" and base.op == "norm" and base.data == "2" and node.parts[1] == _TWO
    return base.parts[0] if is_squared else base


def _product_slips(node: Typed, moving: list[int]) -> Iterator[Slip]:
    if len(moving) > 1:
        yield from (Slip("term", node, place) for place in moving)
        if node.op != "divide":
            yield from (Slip("twice", node, place) for place in moving)
    elif (node.op, moving) in (("divide", [0]), ("scale", [1])):
        yield Slip("factor", node)


def nodes(part: Typed, *, through_folds: bool = True) -> Iterator[Typed]:
    yield part
    if part.op != "fold" or through_folds:
        for inner in part.parts:
            yield from nodes(inner, through_folds=through_folds)


class _Differential:
    def __init__(self, directions: Mapping[str, str], slip: Slip | None) -> None:
        self.directions = directions
        self.slip = slip

    def of(self, part: Typed) -> Typed | None:
        if not depends(part, self.directions):
            return None
        if part.op == "name":
            return Typed("name", (), part.shape, self.directions[part.data])
        if self.slip is not None and self.slip.part == part and self.slip.rule in ("outer", "minus", "factor"):
            return self.of(part.parts[0 if part.op == "divide" else -1])
        if part.op in _BILINEAR:
            return _sum(part, [self.factor(part, place) for place in range(len(part.parts))])
        if self.slipped("exponent", part):
            change = _Differential(self.directions, None).of(part)
            return None if change is None else Typed("divide", (change, part.parts[1]), SCALAR)
        if part.op in ("row", "entry") and any(depends(index, self.directions) for index in part.parts[1:]):
            raise DefinitionError("an index depends on the variable")
        if part.op in _LINEAR:
            return self.linear(part)
        rule = _RULES.get(part.op)
        if rule is None:
            raise DefinitionError(f"there is no derivative of `{part.op}`", remedy="Give a reference instead.")
        return rule(self, part)

    def slipped(self, rule: str, part: Typed, place: int = 0) -> bool:
        return self.slip is not None and self.slip == Slip(rule, part, place)

    def inner(self, node: Typed, place: int = 0) -> Typed | None:
        """The differential of what stands inside; by a slip, the direction itself where that has the same shape."""
        part = node.parts[place]
        if self.slipped("inner", node) and depends(part, self.directions):
            return next((Typed("name", (), part.shape, to) for to in self.directions.values()), None)
        return self.of(part)

    def linear(self, part: Typed) -> Typed | None:
        if part.op == "add":
            return _sum(part, [self.of(term) for term in part.parts])
        if part.op in ("hstack", "vstack"):
            parts = [self.of(block) or Typed("zeros", (), block.shape) for block in part.parts]
            return Typed(part.op, tuple(parts), part.shape)
        inner = self.of(part.parts[0])
        return None if inner is None else Typed(part.op, (inner, *part.parts[1:]), part.shape, part.data)

    def factor(self, part: Typed, place: int) -> Typed | None:
        """One term of the product rule."""
        inner = None if self.slipped("term", part, place) else self.of(part.parts[place])
        if inner is None or (self.is_other_twice(part, place)):
            return None
        if self.slipped("twice", part, place):
            inner = _scaled(_TWO, inner)
        return Typed(part.op, (*part.parts[:place], inner, *part.parts[place + 1 :]), part.shape, part.data)

    def is_other_twice(self, part: Typed, place: int) -> bool:
        slip = self.slip
        return slip is not None and slip.rule == "twice" and slip.part == part and slip.place != place

    def divide(self, part: Typed) -> Typed | None:
        over, under = part.parts
        first = None if self.slipped("term", part, 0) else self.of(over)
        second = None if self.slipped("term", part, 1) else self.of(under)
        terms = [None if first is None else Typed("divide", (first, under), part.shape)]
        if second is not None:
            share = Typed("divide", (_scaled(second, over), _square(under)), part.shape)
            terms.append(_negative(share))
        return _sum(part, terms)

    def scalar_power(self, part: Typed) -> Typed | None:
        base, exponent = part.parts
        if inside_of(part) is not base:
            return self.squared_norm(inside_of(part), part)
        outer = Typed("formula", (base, exponent), SCALAR, _power_slope(0))
        terms = [_times(outer, self.inner(part, 0))]
        if depends(exponent, self.directions):
            terms.append(_times(Typed("formula", (base, exponent), SCALAR, _power_slope(1)), self.inner(part, 1)))
        return _sum(part, terms)

    def squared_norm(self, inside: Typed, node: Typed) -> Typed | None:
        if self.slipped("inner", node):
            change: Typed | None = next(Typed("name", (), inside.shape, to) for to in self.directions.values())
        else:
            change = self.of(inside)
        return None if change is None else Typed("scale", (_TWO, Typed("dot", (inside, change), SCALAR)), SCALAR)

    def power(self, part: Typed) -> Typed | None:
        """The sum over the factors; those of an inverse are inverses, each with a minus."""
        base, exponent = part.parts[0], part.data
        change = self.of(base)
        if change is None or not exponent:
            return None
        unit = base if exponent > 0 else Typed("power", (base,), base.shape, -1)
        if exponent < 0:
            change = _product(unit, _product(change, unit))
            change = change if self.slipped("inverse", part) else _negative(change)
        count = abs(exponent)
        return _sum(part, [_between(unit, change, place, count - 1 - place) for place in range(count)])

    def entrywise(self, part: Typed) -> Typed | None:
        """f'(X) ∘ dX; for the derivative of f itself, the next one."""
        change = self.inner(part)
        if change is None:
            return None
        grown = derivative(part.data, ARGUMENTS[0]) if part.op == "slopes" else slope(part.data)
        return Typed("hadamard", (Typed("slopes", part.parts, part.shape, grown), change), part.shape)

    def function(self, part: Typed) -> Typed | None:
        count = len(part.parts)
        if part.op == "function" and count > len(ARGUMENTS):
            return self.of(_in_pairs(part))
        grown = [
            derivative(part.data, name) if part.op == "formula" else slope(part.data, place, count)
            for place, name in enumerate(ARGUMENTS[:count])
            if depends(part.parts[place], self.directions)
        ]
        moving = [place for place in range(count) if depends(part.parts[place], self.directions)]
        terms = [
            _times(Typed("formula", part.parts, SCALAR, tree), self.inner(part, place))
            for place, tree in zip(moving, grown, strict=True)
        ]
        return _sum(part, terms)

    def norm(self, part: Typed) -> Typed | None:
        inside = part.parts[0]
        change = self.of(inside)
        if change is None:
            return None
        if part.data == "oo":
            raise DefinitionError("there is no derivative of a maximum norm", remedy="Give a reference instead.")
        if part.data == "1":
            signs = Typed("slopes", (inside,), inside.shape, slope("abs"))
            return Typed("dot", (signs, change), SCALAR)
        return Typed("divide", (Typed("dot", (inside, change), SCALAR), part), SCALAR)

    def determinant(self, part: Typed) -> Typed | None:
        """d log det X = tr(X^-1 dX), d det X = det X tr(X^-1 dX)."""
        inside = part.parts[0]
        change = self.of(inside)
        if change is None:
            return None
        left = inside if self.slipped("logdet", part) else Typed("power", (inside,), inside.shape, -1)
        trace = Typed("tr", (_product(left, change),), SCALAR)
        return trace if part.op == "logdet" else _scaled(part, trace)

    def softmax(self, part: Typed) -> Typed | None:
        """p ∘ dz - (p . dz) p."""
        change = self.inner(part)
        if change is None:
            return None
        own = Typed("hadamard", (part, change), part.shape)
        if self.slipped("softmax", part, 0):
            return own
        others = _scaled(Typed("dot", (part, change), SCALAR), part)
        return _sum(part, [own, others if self.slipped("softmax", part, 1) else _negative(others)])

    def logsumexp(self, part: Typed) -> Typed | None:
        change = self.of(part.parts[0])
        if change is None:
            return None
        return Typed("dot", (Typed("softmax", part.parts, part.parts[0].shape), change), SCALAR)

    def where(self, part: Typed) -> Typed | None:
        """Case by case; where the case changes, the differential is that of the case that holds."""
        values = [self.of(value) or Typed("zeros", (), value.shape) for value in values_of(part)]
        if all(value.op == "zeros" for value in values):
            return None
        return with_values(part, values)

    def fold(self, part: Typed) -> Typed | None:
        """Term by term; for a product, the product times the sum of the relative changes."""
        body, low, high = part.parts
        if depends(low, self.directions) or depends(high, self.directions):
            raise DefinitionError("the bounds of a sum depend on the variable", remedy="Give a reference instead.")
        kind, index = part.data
        change = self.of(body)
        if change is None:
            return None
        if kind == "Sum":
            return Typed("fold", (change, low, high), part.shape, part.data)
        relative = Typed("divide", (change, body), SCALAR)
        return _scaled(part, Typed("fold", (relative, low, high), SCALAR, ("Sum", index)))


def _power_slope(place: int) -> Tree:
    return derivative(POWER, ARGUMENTS[place])


def _sum(part: Typed, terms: list[Typed | None]) -> Typed | None:
    kept = tuple(term for term in terms if term is not None)
    if len(kept) > 1:
        return Typed("add", kept, part.shape)
    return kept[0] if kept else None


def _scaled(number: Typed, part: Typed) -> Typed:
    return Typed("scale", (number, part), part.shape)


def _times(number: Typed, part: Typed | None) -> Typed | None:
    return None if part is None else _scaled(number, part)


def _square(number: Typed) -> Typed:
    return Typed("scalar_power", (number, _TWO), SCALAR)


def _negative(part: Typed) -> Typed:
    return Typed("negate", (part,), part.shape)


def _product(first: Typed, second: Typed) -> Typed:
    return Typed("product", (first, second), (first.shape[0], second.shape[1]))


def _between(unit: Typed, change: Typed, before: int, behind: int) -> Typed:
    """unit^before change unit^behind."""
    made = change
    if before:
        made = _product(_raised(unit, before), made)
    return _product(made, _raised(unit, behind)) if behind else made


def _raised(unit: Typed, exponent: int) -> Typed:
    return unit if exponent == 1 else Typed("power", (unit,), unit.shape, exponent)


def _in_pairs(part: Typed) -> Typed:
    made = Typed("function", part.parts[:2], SCALAR, part.data)
    for inner in part.parts[2:]:
        made = Typed("function", (made, inner), SCALAR, part.data)
    return made


POWER = Power(Name(ARGUMENTS[0]), Name(ARGUMENTS[1]))
_RULES: dict[str, Callable[[_Differential, Typed], Typed | None]] = {
    "divide": _Differential.divide,
    "scalar_power": _Differential.scalar_power,
    "power": _Differential.power,
    "entrywise": _Differential.entrywise,
    "slopes": _Differential.entrywise,
    "function": _Differential.function,
    "formula": _Differential.function,
    "norm": _Differential.norm,
    "det": _Differential.determinant,
    "logdet": _Differential.determinant,
    "softmax": _Differential.softmax,
    "logsumexp": _Differential.logsumexp,
    "where": _Differential.where,
    "fold": _Differential.fold,
}
