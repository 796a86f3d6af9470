"""Points whose matrices are products of small ones, A = P ⊗ Q: many of them commute, vanish together, or have rank 2.

Of two rows every nilpotent matrix has rank 1, and matrices that commute with one commute with each other; of four rows
they need not. Such matrices are taken in turn, as long as everything given of them holds.
"""

import random
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, islice, product

from flint import fmpq, fmpq_mat

from grading.maths.derivations.defined import has_structure
from grading.maths.derivations.facts import Facts
from grading.maths.matrices.algebra import Value, kron
from grading.maths.matrices.evaluation import Point
from grading.maths.matrices.sampling import Points
from grading.maths.tree import names

_SIZES = ((4, 4, 4, 4), (4, 2, 4, 2), (3, 3, 3, 3), (6, 6, 6, 6))
# So many values of the first name, of the second and of each further one are followed; so many are tried.
_WIDTHS, _TRIED, _MOST = (8, 5, 3), 700, 60
_DIAGONALS = 80
_LADDERS, _QUATERNION = (3, 4, 6, 9), 4
_NUMBERS = tuple(map(fmpq, (1, 0, -1, 2)))

_UNIT = fmpq_mat(2, 2, [1, 0, 0, 1])
_SHIFT = fmpq_mat(2, 2, [0, 1, 0, 0])
_TURN = fmpq_mat(2, 2, [0, -1, 1, 0])
_FIRST, _LAST = fmpq_mat(2, 2, [1, 0, 0, 0]), fmpq_mat(2, 2, [0, 0, 0, 1])
_SIGNS, _SWAP = fmpq_mat(2, 2, [1, 0, 0, -1]), fmpq_mat(2, 2, [0, 1, 1, 0])
_HALVES = (_UNIT + _SWAP) / 2
_SMALL = (_UNIT, _SHIFT, _SHIFT.transpose(), _TURN, _FIRST, _LAST, _SIGNS, _SWAP, _HALVES)
_LONG_SHIFT = fmpq_mat(3, 3, [0, 1, 0, 0, 0, 1, 0, 0, 0])
_CYCLE = fmpq_mat(3, 3, [0, 1, 0, 0, 0, 1, 1, 0, 0])


def structured_points(facts: Facts) -> Iterator[Point]:
    """Points at which the given equations of vectors and matrices hold; nothing where there are none."""
    basic = facts.setting.basic
    if not any(used & basic.shaped.keys() for _sides, used in facts.equations):
        return
    points = Points(basic)
    yield from _ladders(facts, points)
    for sizes in _SIZES:
        base = points.with_sizes(dict(zip(basic.sizes, sizes, strict=False)), 0)
        yield from islice(_Search(facts, base).points(), _MOST)


def _ladders(facts: Facts, points: Points) -> Iterator[Point]:
    """Two square matrices that belong together: A B - B A = A, or a multiple of it, quaternions, and A, B with A^3 = 0
    that commute.
    """
    basic = facts.setting.basic
    told = set().union(*(used for _sides, used in facts.equations))
    square = [name for name, said in basic.shaped.items() if name in told and said.rows == said.columns != 1]
    for size in _LADDERS if len(square) > 1 else ():
        base = points.with_sizes(dict.fromkeys(basic.sizes, size), 0)
        if any(base.values[name].nrows() != size for name in square):
            continue
        of = {
            name: [each for each in _steps(size) if has_structure(each, basic.shaped[name].structure)]
            for name in square
        }
        every = ((pair, values) for pair in combinations(square, 2) for values in product(*(of[name] for name in pair)))
        for names_of_two, values in every:
            point = Point(base.sizes, {**base.values, **dict(zip(names_of_two, values, strict=True))})
            if facts.holds(point):
                yield point


@lru_cache(maxsize=8)
def _steps(size: int) -> tuple[fmpq_mat, ...]:
    """Steps up and down, plain and weighted by where they are, the places themselves, and all but the last place."""
    if size > _QUATERNION:
        few = size // _LONG_SHIFT.nrows()
        inner = _SHIFT if few == _SHIFT.nrows() else _LONG_SHIFT
        return kron(_LONG_SHIFT, _eye(few)), kron(_eye(_LONG_SHIFT.nrows()), inner)
    rows = range(size)
    up, weighted, places, most = (
        fmpq_mat(size, size, [entry(row, column) for row in rows for column in rows])
        for entry in (
            lambda row, column: int(column == row + 1),
            lambda row, column: row * (column == row + 1),
            lambda row, column: row * (row == column),
            lambda row, column: int(row == column < size - 1),
        )
    )
    both = (kron(_SIGNS, _TURN), kron(_TURN, _UNIT)) if size == _QUATERNION else ()
    moved = (up, weighted, up.transpose(), weighted.transpose())
    return (*moved, *(factor * places for factor in (1, -1, 2, -2)), most, *both)


def _eye(size: int) -> fmpq_mat:
    return fmpq_mat(size, size, [int(row == column) for row in range(size) for column in range(size)])


@dataclass
class _Search:
    """One name after the other gets a value, as long as what is said of those that have one holds."""

    facts: Facts
    base: Point
    left: int = _TRIED

    def points(self) -> Iterator[Point]:
        every = self.facts.setting.basic.names
        told = set().union(*(names(fact) for fact in self.facts.setting.facts))
        order = sorted((name for name in every if name in self.base.values), key=lambda name: name not in told)
        yield from self.completed(self.base, order, 0)

    def completed(self, point: Point, order: Sequence[str], place: int) -> Iterator[Point]:
        if place == len(order):
            yield point
            return
        name, followed = order[place], 0
        for value in self.values(name, place):
            there = Point(point.sizes, {**point.values, name: value})
            if followed == _WIDTHS[min(place, len(_WIDTHS) - 1)] or self.left < 0:
                return
            if self.holds(there, {*order[: place + 1]}, name):
                followed += 1
                yield from self.completed(there, order, place + 1)

    def values(self, name: str, place: int) -> list[Value]:
        basic, like = self.facts.setting.basic, self.base.values[name]
        generator = random.Random(zlib.crc32(f"{name}\0{place}\0{self.left}".encode()))  # noqa: S311 -- no secret
        if name in basic.shaped:
            found = list(_values(basic.shaped[name].structure, like.nrows(), like.ncols()))
        else:
            found = [number for number in _NUMBERS if basic.scalars[name].contains(number)]
        generator.shuffle(found)
        return found or [like]

    def holds(self, point: Point, known: set[str], name: str) -> bool:
        """Whether all holds that is said of known names, this one among them."""
        self.left -= 1
        every = ((sides, "=", used) for sides, used in self.facts.equations)
        bounds = ((sides, sign, names(sides[0].tree) | names(sides[1].tree)) for sides, sign in self.facts.bounds)
        told = ((sides, sign) for sides, sign, used in (*every, *bounds) if name in used and used <= known)
        return all(self.facts.is_met(sides, point, sign) for sides, sign in told)


@lru_cache(maxsize=128)
def _values(structure: str, rows: int, columns: int) -> tuple[Value, ...]:
    """Matrices or vectors of this shape and structure."""
    if columns == 1:
        found = _vectors(rows)
    elif rows == columns:
        found = _squares(rows)
    else:
        found = [_part(square, rows, columns) for square in _squares(max(rows, columns))]
    distinct = {tuple(map(str, value.entries())): value for value in found}
    return tuple(value for value in distinct.values() if has_structure(value, structure))


def _part(square: fmpq_mat, rows: int, columns: int) -> fmpq_mat:
    return fmpq_mat(rows, columns, [square[row, column] for row in range(rows) for column in range(columns)])


def _vectors(rows: int) -> list[fmpq_mat]:
    """Two entries or one are not 0, or all are 1."""
    units = [fmpq_mat(rows, 1, [int(row == place) for row in range(rows)]) for place in range(rows)]
    pairs = [one + sign * other for one, other in combinations(units, 2) for sign in (1, -1)]
    return [*units, *pairs, *(-1 * unit for unit in units), fmpq_mat(rows, 1, [1] * rows), fmpq_mat(rows, 1)]


def _squares(rows: int) -> list[fmpq_mat]:
    return [*_products(rows), *islice(_diagonals(rows), _DIAGONALS)]


def _diagonals(rows: int) -> Iterator[fmpq_mat]:
    """With two different numbers on the diagonal."""
    for entries in product((0, 1, -1, 2), repeat=rows):
        if len({*entries}) == 2:
            yield fmpq_mat(rows, rows, [entries[i] if i == j else 0 for i in range(rows) for j in range(rows)])


def _products(rows: int) -> list[fmpq_mat]:
    match rows:
        case 2:
            return list(_SMALL)
        case 3:
            wide = [_grown(small) for small in _SMALL]
            return [*wide, _LONG_SHIFT, _LONG_SHIFT.transpose(), _CYCLE, _CYCLE.transpose()]
        case 4:
            both = [kron(one, other) for one, other in product(_SMALL, repeat=2)]
            return [*both, kron(_SHIFT, _UNIT) + kron(_UNIT, _SHIFT), _cycle(4)]
        case 6:
            return [kron(one, other) for one in (_LONG_SHIFT, _CYCLE) for other in _SMALL]
    return []


def _grown(small: fmpq_mat) -> fmpq_mat:
    """With a row and a column of zeros."""
    return fmpq_mat(3, 3, [*small.entries()[:2], 0, *small.entries()[2:], 0, 0, 0, 0])


def _cycle(rows: int) -> fmpq_mat:
    return fmpq_mat(rows, rows, [int(column == (row + 1) % rows) for row in range(rows) for column in range(rows)])
