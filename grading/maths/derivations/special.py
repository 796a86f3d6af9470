"""Special matrices, where what holds for random ones may fail: zero, of low rank, nilpotent, idempotent, equal ones."""

import random
import zlib
from collections.abc import Callable, Iterator, Mapping, Set
from itertools import product
from math import isqrt

from flint import fmpq, fmpq_mat

from grading.maths.derivations.defined import has_structure
from grading.maths.derivations.undoing import Equation
from grading.maths.domains import Domain
from grading.maths.matrices.algebra import MATRICES
from grading.maths.matrices.evaluation import Point
from grading.maths.matrices.sampling import Points
from grading.maths.matrices.structures import DRAW, SMALL
from grading.maths.matrices.symbols import Shaped, Symbols

_SIMPLE = (*map(fmpq, (0, 1, -1, 2)), fmpq(1, 2))
# Every so many times two symbols of one shape get the same value, up to a factor.
_TIED = 3
_SIZES = ((2, 2, 2, 2, 2), (2, 3, 2, 3, 2), (1, 2, 3, 1, 2), (3, 2, 3, 2, 3), (4, 2, 2, 3, 3), (1, 1, 1, 1, 1))
_MANY = (12, 150)
# So many entries as a rule, and at most.
_VAST, _VASTEST = 2500, 17_000
# What is left elsewhere near the corner of a simplex.
_RESTS = (fmpq(1, 10**3), fmpq(1, 10**6), fmpq(1, 10**12))
Matrix = fmpq_mat
Kind = Callable[[int, int, random.Random], Matrix]


def special_points(symbols: Symbols, most: int, larger: tuple[int, ...] = ()) -> Iterator[Point]:
    """Points with special values of what has a shape; numbers are random or simple. larger: more sizes to try."""
    if not symbols.shaped:
        return
    points = Points(symbols)
    patterns = (*_SIZES, *((size,) * len(_SIZES[0]) for size in larger))
    for turn in range(most):
        generator = random.Random(zlib.crc32(f"{points.text}\0special{turn}".encode()))  # noqa: S311 -- no secret
        sizes = dict(zip(symbols.sizes, patterns[turn % len(patterns)], strict=False))
        base = points.with_sizes(sizes, turn)
        values = dict(base.values)
        seen: dict[tuple[int, int], list[Matrix]] = {}
        for name, shaped in symbols.shaped.items():
            like = values[name]
            shape = like.nrows(), like.ncols()
            in_turn = shaped.structure == "general" and shape[0] == shape[1] in larger
            made = _cyclic(shape[0], generator) if in_turn else _made(shaped.structure, *shape, generator)
            if shaped.structure == "general" and seen.get(shape) and generator.randrange(_TIED) == 0:
                made = generator.choice(seen[shape]) * generator.choice((fmpq(1), fmpq(1), fmpq(2), fmpq(-1)))
            if shaped.structure == "simplex" and seen.get(shape) and generator.randrange(_TIED) == 0:
                made = _near_corner(shape[0], _largest_in(seen[shape][-1]), generator.choice(_RESTS))
            values[name] = made
            seen.setdefault(shape, []).append(made)
        for name, domain in symbols.scalars.items():
            options = _simple(domain)
            values[name] = generator.choice(options) if options and turn % 2 else values[name]
        yield Point(base.sizes, values)


def long_points(symbols: Symbols, used: Set[str]) -> Iterator[Point]:
    """Points with many entries, all equal, or one of them alone: what holds for a few may fail for many.

    used: the names that need values.
    """
    shaped = {name: said for name, said in symbols.shaped.items() if name in used}
    points = Points(Symbols(shaped, symbols.scalars, symbols.sizes))
    are_vectors = all(1 in (said.rows, said.columns) for said in shaped.values())
    kinds = (_ones, _unit, _uniform, _first) if symbols.sizes else ()
    for turn, (size, kind) in enumerate(product(_MANY if are_vectors else _MANY[:1], kinds)):
        base = points.with_sizes(dict.fromkeys(symbols.sizes, size), turn)
        made = {
            name: kind(base.values[name].nrows(), base.values[name].ncols(), random.Random(0))  # noqa: S311
            for name, said in shaped.items()
            if said.structure == "general" or kind in _KINDS.get(said.structure, ())
        }
        yield Point(base.sizes, {**base.values, **made})


def vast_points(symbols: Symbols, used: Set[str], largest: int) -> Iterator[Point]:
    """Points with as many entries as can be looked at, all very simple: tr(I) <= 20 fails for 21 rows only.

    largest: the largest number that is written; tr(A) <= 8 norm(A) fails for 65 rows only.
    """
    usual, most = (rows_at_most(symbols, used, entries) for entries in (_VAST, _VASTEST))
    for rows, kind in product(sorted({usual, min(max(usual, largest**2 + 1), most)}), (_unit, _ones, _zero)):
        yield from _of_rows(symbols, used, rows, kind)


def growing_points(symbols: Symbols, used: Set[str]) -> Iterator[tuple[Point, ...]]:
    """Such points of one kind with ever more rows, each time twice as many, up to the largest."""
    most = rows_at_most(symbols, used)
    for kind in (_unit, _ones):
        points = [point for part in (4, 2, 1) for point in _of_rows(symbols, used, most // part, kind)]
        if len(points) > 1:
            yield tuple(points)


def rows_at_most(symbols: Symbols, used: Set[str], entries: int = _VASTEST) -> int:
    """How many rows vectors may have, or matrices where there are some."""
    shaped = (said for name, said in symbols.shaped.items() if name in used)
    are_vectors = all(1 in (said.rows, said.columns) for said in shaped)
    return entries if are_vectors else isqrt(entries)


def _of_rows(symbols: Symbols, used: Set[str], rows: int, kind: Kind) -> Iterator[Point]:
    """The point of this kind with so many rows, where there is one."""
    shaped = {name: said for name, said in symbols.shaped.items() if name in used}
    sizes = dict.fromkeys(symbols.sizes, rows)
    values = {name: _simplest(said, kind, sizes) for name, said in shaped.items()} if sizes else {}
    if values and all(value is not None for value in values.values()):
        # Of the largest matrices not all is computed.
        scalars = Points(Symbols({}, symbols.scalars)).point(0).values
        yield Point(sizes, {**scalars, **{name: fmpq(size) for name, size in sizes.items()}, **values})


def _simplest(said: Shaped, kind: Kind, sizes: Mapping[str, int]) -> Matrix | None:
    """A value of this kind, or of another one where its structure has none."""
    every = (_uniform,) if said.structure == "simplex" else (kind, _unit, _ones)
    generator = random.Random(0)  # noqa: S311 -- nothing is drawn
    rows, columns = (side if isinstance(side, int) else sizes[side] for side in (said.rows, said.columns))
    made = (one(rows, columns, generator) for one in every)
    return next((value for value in made if has_structure(value, said.structure)), None)


def is_empty(point: Point) -> bool:
    """Whether a vector or matrix is 0 there: much holds there that does not hold elsewhere."""
    matrices = (value for value in point.values.values() if isinstance(value, MATRICES))
    return any(value == value * 0 for value in matrices)


def _simple(domain: Domain) -> list[fmpq]:
    return [value for value in _SIMPLE if domain.contains(value)]


def _made(structure: str, rows: int, columns: int, generator: random.Random) -> Matrix:
    kinds = _KINDS.get(structure)
    if kinds is None:
        return SMALL[structure](generator, rows, columns)
    return generator.choice(kinds)(rows, columns, generator)


def solve_specially(equation: Equation, name: str, symbols: Symbols, point: Point) -> Iterator[Matrix]:
    """Matrices of the structure that may solve an equation in which they do not stand linearly."""
    shaped, like = symbols.shaped[name], point.values[name]
    rows, columns = like.nrows(), like.ncols()
    generator = random.Random(zlib.crc32(repr((equation[0].tree, equation[1].tree, like)).encode()))  # noqa: S311
    made = [_made(shaped.structure, rows, columns, generator) for _turn in range(12)]
    if shaped.structure == "general":
        draws = ["orthonormal_columns"] * (rows >= columns) + ["orthogonal", "projection"] * (rows == columns)
        made += [DRAW[draw](generator, rows, columns) for draw in draws]
    if shaped.structure == "general" and rows == columns:
        made += [_turned_signs(rows, columns, generator) for _turn in range(12)]
        made += [_periodic(rows, columns, generator) for _turn in range(12)]
        P = DRAW["invertible"](generator, rows, rows)
        made.append(P * _shift(rows, columns, generator) * P.inv())
        made.append(P * _diagonal(rows, rows, [(1, -1, 0)[row % 3] for row in range(rows)]) * P.inv())
    generator.shuffle(made)
    yield from made


# --- kinds of matrices ---


def _filled(rows: int, columns: int, generator: random.Random) -> Matrix:
    return fmpq_mat(rows, columns, [generator.choice((0, 1))] * (rows * columns))


def _eye(rows: int, columns: int, generator: random.Random) -> Matrix:
    return _diagonal(rows, columns, [generator.choice((1, 1, 2, -1))] * rows)


def _diagonal(rows: int, columns: int, entries: list[int]) -> Matrix:
    return fmpq_mat(rows, columns, [entries[i] if i == j else 0 for i in range(rows) for j in range(columns)])


def _signs(rows: int, columns: int, generator: random.Random) -> Matrix:
    return _diagonal(rows, columns, [generator.choice((0, 1, 1, -1)) for _row in range(rows)])


def _regular_signs(rows: int, columns: int, generator: random.Random) -> Matrix:
    return _diagonal(rows, columns, [generator.choice((1, -1)) for _row in range(rows)])


def _rank_one(rows: int, columns: int, generator: random.Random) -> Matrix:
    u, v = SMALL["general"](generator, rows, 1), SMALL["general"](generator, 1, columns)
    return u * v


def _symmetric_rank_one(rows: int, columns: int, generator: random.Random) -> Matrix:
    u = SMALL["general"](generator, rows, 1)
    return u * u.transpose()


def _shift(rows: int, columns: int, _generator: random.Random) -> Matrix:
    """Nilpotent where it is square."""
    return fmpq_mat(rows, columns, [int(j == i + 1) for i in range(rows) for j in range(columns)])


def _turned_signs(rows: int, columns: int, generator: random.Random) -> Matrix:
    """P D P^-1 for a diagonal D of 0, 1 and -1: idempotent or an involution, now and then."""
    if rows != columns:
        return _rank_one(rows, columns, generator)
    P = (SMALL if generator.randrange(2) else DRAW)["invertible"](generator, rows, rows)
    few = generator.choice(((0, 1), (1, -1), (0, 1, -1)))
    return P * _diagonal(rows, rows, [generator.choice(few) for _row in range(rows)]) * P.inv()


# The coefficients, from the lowest on, of what the turns of order 5, 8, 10 and 12 are roots of; None for shorter turns.
_LONG, _LONGER_TURNS = 4, (None, None, (1, 1, 1, 1), (1, 0, 0, 0), (1, -1, 1, -1), (1, 0, -1, 0))


def _periodic(rows: int, columns: int, generator: random.Random) -> Matrix:
    """P D P^-1 for blocks D that turn: one of their first twelve powers is I."""
    if rows != columns:
        return _rank_one(rows, columns, generator)
    made = _diagonal(rows, rows, [1] * rows)
    turned = generator.choice(_LONGER_TURNS) if rows >= _LONG else None
    if turned is not None:
        for row, last in enumerate(turned):
            made[row, row], made[row, _LONG - 1] = 0, -last
            if row:
                made[row, row - 1] = 1
    for at in range(_LONG if turned is not None else 0, rows - 1, 2):
        block = (0, -1, 1, generator.choice((-1, 0, 1)))
        for place, value in enumerate(block):
            made[at + place // 2, at + place % 2] = value
    P = SMALL["invertible"](generator, rows, rows)
    return P * made * P.inv()


def _cyclic(size: int, generator: random.Random) -> Matrix:
    """P C P^-1 for a permutation C in one cycle: its power to the size is I, and no lower one."""
    P = SMALL["invertible"](generator, size, size)
    return P * fmpq_mat(size, size, [int(j == (i + 1) % size) for i in range(size) for j in range(size)]) * P.inv()


def _needle(rows: int, _columns: int, generator: random.Random) -> Matrix:
    """Much longer in one direction than across, or much shorter; at times small as a whole."""
    v = SMALL["general"](generator, rows, 1)
    made = _diagonal(rows, rows, [1] * rows) + v * v.transpose() * generator.choice((9, 99))
    return generator.choice((made, made.inv(), made / 999))


def _shear(rows: int, columns: int, _generator: random.Random) -> Matrix:
    return fmpq_mat(rows, columns, [int(j in (i, i + 1)) for i in range(rows) for j in range(columns)])


def _uniform(rows: int, columns: int, _generator: random.Random) -> Matrix:
    return fmpq_mat(rows, columns, [fmpq(1, rows)] * (rows * columns))


def _corner(rows: int, _columns: int, generator: random.Random) -> Matrix:
    """Nearly all at one place."""
    rest, top = generator.choice(_RESTS), generator.randrange(rows)
    return _near_corner(rows, top, rest)


def _near_corner(rows: int, top: int, rest: fmpq) -> Matrix:
    return fmpq_mat(rows, 1, [1 - (rows - 1) * rest if row == top else rest for row in range(rows)])


def _largest_in(column: Matrix) -> int:
    """The row of the largest entry."""
    return max(range(column.nrows()), key=lambda row: column[row, 0])


def _ones(rows: int, columns: int, _generator: random.Random) -> Matrix:
    return fmpq_mat(rows, columns, [1] * (rows * columns))


def _unit(rows: int, columns: int, _generator: random.Random) -> Matrix:
    return _diagonal(rows, columns, [1] * rows)


def _stretched(rows: int, columns: int, generator: random.Random) -> Matrix:
    return _diagonal(rows, columns, [generator.choice((1, 1, 9)) for _row in range(rows)])


def _first(rows: int, columns: int, _generator: random.Random) -> Matrix:
    return fmpq_mat(rows, columns, [int(not at) for at in range(rows * columns)])


def _zero(rows: int, columns: int, _generator: random.Random) -> Matrix:
    return fmpq_mat(rows, columns)


def _unit_and_zeros(rows: int, columns: int, generator: random.Random) -> Matrix:
    """A diagonal with one 1."""
    return fmpq_mat(rows, columns, [fmpq(int(row == column == 0)) for row in range(rows) for column in range(columns)])


def small(structure: str) -> Kind:
    """Small whole matrices of a structure."""
    return lambda rows, columns, generator: SMALL[structure](generator, rows, columns)


_KINDS: dict[str, tuple[Kind, ...]] = {
    "general": (_zero, _filled, _eye, _signs, _rank_one, _shift, _turned_signs, _unit, small("general")),
    "symmetric": (_zero, _filled, _eye, _signs, _symmetric_rank_one, small("symmetric")),
    "skew": (_zero, small("skew")),
    "positive_definite": (_unit, _stretched, _needle, _needle, small("positive_definite")),
    "diagonal": (_eye, _regular_signs, _zero, _unit_and_zeros, small("diagonal")),
    "orthogonal": (_unit, _regular_signs, small("orthogonal")),
    "orthonormal_columns": (_unit, small("orthonormal_columns")),
    "projection": (_zero, _unit, small("projection")),
    "invertible": (_eye, _shear, _regular_signs, small("invertible")),
    "simplex": (_uniform, _corner, small("simplex")),
    "positive": (_ones, small("positive")),
}
