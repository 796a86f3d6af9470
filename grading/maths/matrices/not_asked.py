"""What a condition decides only where the reference has no value: `norm(x) > 0` fails at x = 0, as x/norm(x) does.

Nothing is asked of an answer there, so these cases need not be met before two formulas count as equal.
"""

from collections.abc import Iterator

from flint import fmpq_mat

from grading.maths.matrices.cases import sides_of
from grading.maths.matrices.evaluation import Met, Point, evaluate, met
from grading.maths.matrices.inference import Reading
from grading.maths.matrices.sampling import Points
from grading.maths.matrices.typed import Typed
from grading.maths.tree import Relation
from grading.maths.values import TooMuch, Undefined, Unsure, bits

_BITS, _POINTS = 256, 6


def not_asked(answer: Reading, reference: Reading, points: Points) -> set[Met]:
    """What becomes of such conditions of the answer there."""
    found = set[Met]()
    for part, name in _of_lengths(answer.typed):
        if points.symbols.shaped[name].structure != "general":
            continue
        there = [_with_zero(points.point(turn), name) for turn in range(_POINTS)]
        values = {_has_value(reference, point) for point in there}
        if True in values or False not in values:
            continue
        with bits(_BITS):
            seen = {each for point in there for each in met(answer, point)}
        found |= {each for each in seen if isinstance(each, tuple) and each[0] == id(part)}
    return found


def _of_lengths(part: Typed) -> Iterator[tuple[Typed, str]]:
    """The parts by cases whose condition compares the length of a vector or matrix with 0, and the name of that."""
    for inner in part.parts:
        yield from _of_lengths(inner)
    if part.op != "where" or not isinstance(part.data.condition, Relation) or len(part.data.condition.signs) != 1:
        return
    sides = sides_of(part)
    for one, other in (sides[:2], sides[1::-1]):
        name = _measured(one) if other.op == "number" and other.data == 0 else None
        if name is not None and name.op == "name":
            yield part, name.data


def _measured(side: Typed) -> Typed | None:
    """Of what this is the length or its square: `norm(x)`, `norm(x)^2`, `x^T x`, `dot(x, x)`."""
    if side.op == "norm":
        return side.parts[0]
    if side.op == "scalar_power" and side.parts[0].op == "norm":
        return side.parts[0].parts[0]
    if side.op not in ("product", "dot"):
        return None
    one, other = side.parts
    one = one.parts[0] if side.op == "product" and one.op == "transpose" else one
    return other if one == other else None


def _with_zero(point: Point, name: str) -> Point:
    value = point.values[name]
    assert isinstance(value, fmpq_mat)
    return Point(point.sizes, {**point.values, name: fmpq_mat(value.nrows(), value.ncols())})


def _has_value(reading: Reading, point: Point) -> bool | None:
    """None where that is not certain, as of 0 divided by 0 times a root."""
    try:
        with bits(_BITS):
            evaluate(reading, point)
    except Undefined:
        return False
    except (Unsure, TooMuch):
        return None
    return True
