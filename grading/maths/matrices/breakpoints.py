"""Where a matrix formula changes: at the breaks of its numbers, of its sizes, and along a ray through its matrices.

`min(t, 50)*x` is `t*x` up to t = 50, `norm(x)^2*max(1, n - 9)` is `norm(x)^2` up to n = 10, and
`min(norm(x)^2, 1000)` is `norm(x)^2` until x is long: points on both sides of each of these tell them apart.
"""

import random
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from itertools import combinations, pairwise

from flint import fmpq

from grading.maths.bisection import halved, simplest_between
from grading.maths.breakpoints import PIECEWISE, breaks
from grading.maths.domains import Domain, read_domains
from grading.maths.matrices.algebra import MATRICES
from grading.maths.matrices.cases import differences, names_in, nodes_of
from grading.maths.matrices.evaluation import Evaluator, Point
from grading.maths.matrices.inference import Reading
from grading.maths.matrices.ranges import range_of
from grading.maths.matrices.sampling import Points, small_points
from grading.maths.matrices.typed import Typed
from grading.maths.printing import to_text
from grading.maths.reals import sign_of
from grading.maths.tree import Call, Fold, Name, Tree, children, names
from grading.maths.trees import mapped
from grading.maths.values import TooMuch, Undefined, Unsure, bits

_SIZE = read_domains({"n": "positive_integer"})["n"]
# Sizes up to which points are made: of vectors alone, and where a matrix has two of them.
_LONGEST, _WIDEST = 150, 12
# The largest of those that are drawn at least, and about how many terms sums in sums may have there.
_SMALLEST, _DRAWN, _TERMS = 10, 30, 1000
# How many breaks of one ray and how many rays are looked at; between two steps of the ladder a break is seen.
_MOST, _RAYS = 8, 4
# How many matrices are turned alone.
_ALONE = 4
_LADDER = [fmpq(1031, 1000) * fmpq(2) ** power for power in (-40, -20, -12, *range(-8, 9, 2), 12, 20, 40)]
_HALVINGS = 40
# Rounds of small points, and points with many zeros, at which cases are looked at.
_SMALL, _SPARSE = 3, 40
_SPARSE_RAYS = (3, 7, 11)
_ODD = fmpq(5, 11)
_MAGNITUDES = (fmpq(60), fmpq(1, 40), fmpq(900), fmpq(1, 9000), fmpq(1, 10**20))
# Functions that change their formula; here also the bars and NumPy's name of the absolute value.
_PIECEWISE = PIECEWISE | {"absolute", "bars"}


class OutOfReach(Exception):
    """A formula changes at a size for which no matrices are made."""


def has_pieces(reading: Reading, points: Points) -> bool:
    """Whether it may be another formula for other sizes or values than those of the first points."""
    return _has_pieces(reading.tree, points.symbols.sizes)


def _has_pieces(tree: Tree, sizes: tuple[str, ...]) -> bool:
    match tree:
        case Name(name):
            return name in sizes
        case Call(function) if function in _PIECEWISE:
            return True
        case Call("eye" | "ones" | "zeros", parts) if all(isinstance(part, Name) for part in parts):
            # a size that only says how large a matrix is
            return False
    return any(_has_pieces(part, sizes) for part in children(tree))


def pieces(answer: Reading, reference: Reading, points: Points) -> Iterator[Point]:
    """A point on each piece of the two. Raises OutOfReach where there is one for too large sizes only."""
    trees = mapped(answer.tree, _as_scalar), mapped(reference.tree, _as_scalar)
    yield from _of_sizes(trees, points)
    yield from _of_scalars(trees, points)
    yield from _of_magnitudes(points)
    parts = [(reading, part) for reading in (answer, reference) for part in _deciding(reading, points)]
    # All matrices together, then one alone: a product of two turns its sign only so.
    for only in ("", *points.turned()[:_ALONE]) if parts else ():
        yield from _on_ray(parts, partial(points.times, points.point(0), only=only))


def corners(points: Points) -> Iterator[Point]:
    """Points with small entries and with many zeros: many sides of comparisons are equal there."""
    yield from small_points(points.symbols, _SMALL)
    yield from map(points.sparse, range(_SPARSE))


def edges(answer: Reading, reference: Reading, points: Points) -> Iterator[Point]:
    """Points at which cases may change: where one side of a comparison reaches the other."""
    parts = [(reading, part) for reading in (answer, reference) for part in _deciding(reading, points)]
    scalars = points.symbols.scalars
    for point in (*small_points(points.symbols, 1), *map(points.sparse, _SPARSE_RAYS)):
        for only in ("", *points.turned()[:_ALONE]):
            yield from _on_ray(parts, partial(points.times, point, only=only))
        for name in list(scalars)[:_ALONE]:
            yield from _on_ray(parts, partial(_moved, point, name, scalars[name]))


def _moved(point: Point, name: str, domain: Domain, value: fmpq) -> Point:
    """The point with another value of a number. Raises Undefined for one outside its domain."""
    if not domain.contains(value):
        raise Undefined
    return Point(point.sizes, {**point.values, name: value})


def _as_scalar(node: Tree) -> Tree:
    """With the scalar language's name of the absolute value."""
    is_bars = isinstance(node, Call) and node.function in ("absolute", "bars")
    return Call("abs", node.arguments) if is_bars and isinstance(node, Call) else node


def _of_sizes(trees: tuple[Tree, Tree], points: Points) -> Iterator[Point]:
    sizes = points.symbols.sizes
    used = {name for tree in trees for name in names(tree)}
    both = any(each.rows in sizes and each.columns in sizes for each in points.symbols.shaped.values())
    most = _WIDEST if both else _LONGEST
    found = breaks(*trees, domains=dict.fromkeys(sizes, _SIZE)).between
    drawn_most = max(_SMALLEST, min(most, _DRAWN, int(_TERMS ** (1 / max(1, *map(_depth_of_sums, trees))))))
    for name in sizes:
        known = found.get(name, [])
        if any(value > most for value in known):
            raise OutOfReach
        for place, value in enumerate(dict.fromkeys(int(value.p) for value in known)):
            yield points.with_sizes({name: value}, place)
    generator = random.Random(zlib.crc32("\0".join(map(to_text, trees)).encode()))  # noqa: S311 -- points to try are no secret
    for turn, smallest in enumerate((7, 9, 8) if used & set(sizes) else (7,) if sizes else ()):
        drawn = generator.sample(range(smallest, drawn_most + 1), min(len(sizes), drawn_most + 1 - smallest))
        yield points.with_sizes(dict(zip(sizes, drawn, strict=False)), turn)


def _depth_of_sums(tree: Tree) -> int:
    """How many sums stand inside each other."""
    inner = max(map(_depth_of_sums, children(tree)), default=0)
    return inner + isinstance(tree, Fold)


def _of_scalars(trees: tuple[Tree, Tree], points: Points) -> Iterator[Point]:
    found = breaks(*trees, domains=points.symbols.scalars)
    changes = [(name, value) for part in (found.between, found.at) for name in sorted(part) for value in part[name]]
    for turn, (changed, value) in enumerate(changes):
        point = points.point(turn)
        yield Point(point.sizes, {**point.values, changed: value})


def _of_magnitudes(points: Points) -> Iterator[Point]:
    for turn, magnitude in enumerate(_MAGNITUDES):
        yield points.scaled(turn, magnitude)


def _on_ray(parts: list[tuple[Reading, Typed]], along: Callable[[fmpq], Point]) -> Iterator[Point]:
    """Between and at the zeros of parts of the formulas. along: a number -> the point there; may raise Undefined."""
    with bits(64):
        zeros = {zero for reading, part in parts[:_RAYS] for zero in _zeros(reading, part, along)}
    ends = [_LADDER[-1] * -2, *sorted(zeros)[:_MOST], _LADDER[-1] * 2]
    between = [low + (high - low) * _ODD for low, high in pairwise(ends if zeros else [])]
    # At the zeros, too: there a narrow peak has its top.
    for scale in (*between, *ends[1:-1]):
        try:
            yield along(scale)
        except Undefined:
            continue


def _zeros(reading: Reading, part: Typed, along: Callable[[fmpq], Point]) -> list[fmpq]:
    def sign_at(scale: fmpq) -> int:
        try:
            return _sign(reading, part, along(scale))
        except Undefined:
            return 0

    known = [(scale, sign) for scale in _both_ways() if (sign := sign_at(scale))]
    changes = [(low, high, sign) for (low, sign), (high, other) in pairwise(known) if sign != other]
    found = [halved(sign_at, low, high, sign, _HALVINGS) for low, high, sign in changes]
    # Where the entries are small the zero itself is the simplest fraction there.
    return [low if low == high else simplest_between(low, high) for low, high in found]


def _both_ways() -> list[fmpq]:
    return [*(-step for step in reversed(_LADDER)), *_LADDER]


def _sign(reading: Reading, part: Typed, point: Point) -> int:
    """1 or -1, of the first entry; 0 where it is zero, has no value or is not known."""
    try:
        value = Evaluator(reading.sizes, point).value(part)
        return sign_of(value[0, 0] if isinstance(value, MATRICES) else value)
    except (Undefined, Unsure, TooMuch):
        return 0


def _deciding(reading: Reading, points: Points) -> list[Typed]:
    """The parts in matrices at whose zeros a function of the formula changes."""
    found: list[Typed] = []
    for node in nodes_of(reading.typed):
        if node.op == "where":
            found += differences(node)
        if node.op not in ("function", "entrywise") or node.data not in PIECEWISE:
            continue
        if len(node.parts) > 1 and node.data in ("max", "min"):
            found += [
                Typed("add", (first, Typed("negate", (second,), second.shape)), first.shape)
                for first, second in combinations(node.parts, 2)
            ]
        else:
            found += [part for part in node.parts[:1] if part.op != "name"]
    symbols, known = points.symbols, points.point(0).values
    used = [(part, names_in(part)) for part in found if range_of(part, symbols).signs() >= {-1, 1}]
    return [part for part, said in used if said & symbols.shaped.keys() and said <= known.keys()]
