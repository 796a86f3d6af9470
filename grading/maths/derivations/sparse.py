"""Points whose vectors and matrices are few simple numbers and mostly zeros: there products vanish, and claims fail.

A random matrix is invertible, moves every vector and is no power of another one; `A B = 0` and `A x = x` are met, and
`B x != 0` fails, where both have their zeros in the right places.
"""

import random
import zlib
from collections.abc import Iterator
from itertools import product

from flint import fmpq, fmpq_mat

from grading.maths.derivations.special import Kind, Matrix, small
from grading.maths.matrices.evaluation import Point
from grading.maths.matrices.sampling import Points
from grading.maths.matrices.structures import SMALL
from grading.maths.matrices.symbols import Symbols

# The sizes in the order in which they were declared, turn by turn; two rows are often enough.
_SIZES = (
    (2, 2, 2, 2, 2),
    (2, 1, 2, 1, 2),
    (2, 2, 2, 2, 2),
    (3, 3, 3, 3, 3),
    (3, 2, 3, 2, 3),
    (1, 2, 1, 2, 2),
    (2, 3, 2, 3, 3),
)
_NUMBERS = (*map(fmpq, (1, 0, -1, 2, -2, 3)), fmpq(1, 2))
_ENTRIES = (0, 0, 0, 1, 1, -1, 2)


def sparse_points(symbols: Symbols, most: int) -> Iterator[Point]:
    """Nothing where no symbol has a shape."""
    points = Points(symbols)
    for turn in range(most if symbols.shaped else 0):
        generator = random.Random(zlib.crc32(f"{points.text}\0sparse{turn}".encode()))  # noqa: S311 -- no secret
        base = points.with_sizes(dict(zip(symbols.sizes, _SIZES[turn % len(_SIZES)], strict=False)), 0)
        values = dict(base.values)
        for name, shaped in symbols.shaped.items():
            rows, columns = values[name].nrows(), values[name].ncols()
            kinds = _VECTORS if columns == 1 and shaped.structure == "general" else _KINDS.get(shaped.structure)
            if kinds:
                values[name] = generator.choice(kinds)(rows, columns, generator)
            else:
                values[name] = SMALL[shaped.structure](generator, rows, columns)
        for name, domain in symbols.scalars.items():
            options = [number for number in _NUMBERS if domain.contains(number)]
            values[name] = generator.choice(options) if options else values[name]
        yield Point(base.sizes, values)


def alike_points(symbols: Symbols) -> Iterator[Point]:
    """Points at which all vectors, or all matrices, of one shape are the same: `norm(x - y) = 0` is met there."""
    points, alike = Points(symbols), [name for name, said in symbols.shaped.items() if said.structure == "general"]
    for sizes, kind in product(_SIZES[:2] if len(alike) > 1 else (), (small("general"), _signs, _basic)):
        base = points.with_sizes(dict(zip(symbols.sizes, sizes, strict=False)), 0)
        shapes = {name: (base.values[name].nrows(), base.values[name].ncols()) for name in alike}
        made = {shape: kind(*shape, random.Random(0)) for shape in shapes.values()}  # noqa: S311 -- no secret
        yield Point(base.sizes, {**base.values, **{name: made[shape] for name, shape in shapes.items()}})


def _diagonal(entries: tuple[int, ...]) -> Kind:
    def made(rows: int, columns: int, generator: random.Random) -> Matrix:
        values = [generator.choice(entries) for _row in range(rows)]
        return fmpq_mat(rows, columns, [values[i] if i == j else 0 for i in range(rows) for j in range(columns)])

    return made


def _sparse(rows: int, columns: int, generator: random.Random) -> Matrix:
    return fmpq_mat(rows, columns, [generator.choice(_ENTRIES) for _entry in range(rows * columns)])


def _basic(rows: int, columns: int, generator: random.Random) -> Matrix:
    """One entry alone, 1 or -1."""
    made = fmpq_mat(rows, columns)
    made[generator.randrange(rows), generator.randrange(columns)] = generator.choice((1, 1, -1))
    return made


def _signs(rows: int, columns: int, generator: random.Random) -> Matrix:
    return fmpq_mat(rows, columns, [generator.choice((1, 1, -1)) for _entry in range(rows * columns)])


def _jordan(rows: int, columns: int, generator: random.Random) -> Matrix:
    """A number on the diagonal and ones above it, or below."""
    number, beside = generator.choice((0, 1, -1, 2)), generator.choice((1, -1))
    entries = [number if i == j else int(j == i + beside) for i in range(rows) for j in range(columns)]
    return fmpq_mat(rows, columns, entries)


def _permuted(rows: int, columns: int, generator: random.Random) -> Matrix:
    """A permutation, or some of its columns or rows, with signs now and then, or not all ones."""
    order, made = generator.sample(range(max(rows, columns)), max(rows, columns)), fmpq_mat(rows, columns)
    numbers = generator.choice(((1,), (1, -1), (1, 4)))
    for column in range(columns):
        if order[column] < rows:
            made[order[column], column] = generator.choice(numbers)
    return made


def _skew(rows: int, columns: int, generator: random.Random) -> Matrix:
    A = _sparse(rows, columns, generator)
    return A - A.transpose() if rows == columns else A


def _symmetric(rows: int, columns: int, generator: random.Random) -> Matrix:
    A = generator.choice((_sparse, _permuted))(rows, columns, generator)
    return A + A.transpose()


def _rank_one(rows: int, columns: int, generator: random.Random) -> Matrix:
    u = generator.choice(_VECTORS)(rows, 1, generator)
    return u * u.transpose()


def _projection(rows: int, columns: int, generator: random.Random) -> Matrix:
    """On one line."""
    u = generator.choice((_basic, _signs))(rows, 1, generator)
    return u * u.transpose() / (u.transpose() * u)[0, 0]


_VECTORS: tuple[Kind, ...] = (_basic, _basic, _signs, _sparse)
_KINDS: dict[str, tuple[Kind, ...]] = {
    "general": (_diagonal((0, 1)), _diagonal((1, -1, 2, -2)), _sparse, _basic, _jordan, _jordan, _permuted, _skew),
    "symmetric": (_diagonal((0, 1)), _diagonal((1, -1, 2, -2)), _symmetric, _rank_one),
    "skew": (_skew,),
    "diagonal": (_diagonal((0, 1)), _diagonal((0, 1, -1, 2))),
    "projection": (_diagonal((0, 1)), _diagonal((0, 1)), _projection),
    "orthogonal": (_diagonal((1, -1)), small("orthogonal")),
    "invertible": (_diagonal((1, -1, 2)), small("orthogonal")),
    "positive_definite": (_diagonal((1, 2)), small("positive_definite")),
}
