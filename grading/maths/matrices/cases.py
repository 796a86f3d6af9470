"""Parts by cases: their comparisons, and what decides between the cases.

A part by cases holds the sides of all comparisons and the values; a side may be a value, too, as in max(x, y). Its
data are a Choice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from grading.maths.matrices.dims import SCALAR, Shape
from grading.maths.matrices.ranges import outcomes
from grading.maths.matrices.symbols import Symbols
from grading.maths.matrices.typed import Typed


def has_cases(part: Typed) -> bool:
    return any(node.op == "where" for node in nodes_of(part))


def parts_by_cases(part: Typed, symbols: Symbols) -> Iterator[Typed]:
    """Those whose values count: where a condition always holds, that is not the one for all else."""
    if part.op != "where":
        for inner in part.parts:
            yield from parts_by_cases(inner, symbols)
        return
    yield part
    held = outcomes(part.data.condition, part, symbols)
    needed = {place for place, worth in zip(part.data.values, (True, False), strict=False) if worth in held}
    for place, inner in enumerate(part.parts):
        if place < len(part.data.same) or place in needed:
            yield from parts_by_cases(inner, symbols)


def nodes_of(*parts: Typed) -> Iterator[Typed]:
    waiting = list(parts)
    while waiting:
        node = waiting.pop()
        waiting += node.parts
        yield node


def names_in(*parts: Typed) -> set[str]:
    return {node.data for node in nodes_of(*parts) if node.op == "name"}


def indices(part: Typed) -> set[str]:
    """The indices of sums in it."""
    return {node.data[1] for node in nodes_of(part) if node.op == "fold"}


def sides_of(part: Typed) -> tuple[Typed, ...]:
    """Both sides of all comparisons of a part by cases."""
    return part.parts[: len(part.data.same)]


def values_of(part: Typed) -> tuple[Typed, ...]:
    """The values of a part by cases: where its condition holds, and where it does not."""
    return tuple(part.parts[place] for place in part.data.values)


def with_values(part: Typed, values: Sequence[Typed]) -> Typed:
    """The part by cases with other values of its shape."""
    sides = sides_of(part)
    places = tuple(range(len(sides), len(sides) + len(values)))
    return Typed("where", (*sides, *values), part.shape, replace(part.data, values=places))


def differences(part: Typed) -> list[Typed]:
    """What is zero where the condition of a part by cases changes."""
    pairs = [(part.parts[first], part.parts[second]) for first, second, _sign in part.data.atoms]
    return [_minus(one, other, other.shape if one.shape == SCALAR else one.shape) for one, other in pairs]


def _minus(one: Typed, other: Typed, shape: Shape) -> Typed:
    """A side minus the other, where one of them may be a number beside a matrix."""
    return Typed("add", (_spread(one, shape), Typed("negate", (_spread(other, shape),), shape)), shape)


def _spread(part: Typed, shape: Shape) -> Typed:
    return Typed("scale", (part, Typed("ones", (), shape)), shape) if part.shape == SCALAR != shape else part
