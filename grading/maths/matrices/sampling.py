"""Where two matrix expressions are compared: several sizes at once, exact random matrices, all signs of the scalars."""

import random
import zlib
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import partial

from flint import fmpq

from grading.maths.domains import Domain
from grading.maths.matrices.evaluation import Point
from grading.maths.matrices.structures import DRAW, SMALL, SPARSE, Draw, companion, nilpotent, shifted, single
from grading.maths.matrices.symbols import Symbols

# The sizes of the first points: all different and more than 1, in several orders; all 1; one of them 1.
_PATTERNS = ((2, 3, 4, 5, 6), (4, 3, 2, 6, 5), (1, 1, 1, 1, 1), (3, 5, 4, 2, 6), (3, 1, 4, 2, 5), (1, 4, 2, 5, 3))
_SMALL_PATTERNS = ((1, 1, 1, 1, 1), (2, 2, 2, 2, 2), (2, 1, 3, 2, 1), (1, 2, 2, 3, 1), (2, 3, 1, 2, 3), (3, 2, 2, 1, 2))
_MORE_PATTERNS = ((2, 1, 2, 1, 2), (1, 2, 1, 2, 1), *_SMALL_PATTERNS)
# Of which bits of the turn the sign of each number is the parity.
_MASKS = (1, 2, 4, 3, 5, 6, 7)
_MAGNITUDES = (fmpq(1), fmpq(2), fmpq(1, 3), fmpq(3), fmpq(1, 9), fmpq(5), fmpq(1, 2))
# At every third point the entries are positive, for logarithms and roots of them.
_POSITIVE = 1
# Structures that a matrix keeps when it is multiplied by any number but 0, and by any positive number.
_TURNED = frozenset({"general", "symmetric", "skew", "diagonal", "invertible"})
_STRETCHED = frozenset({"positive_definite", "positive"})
# Structures that lie between two of their kind, and how far a neighbour lies.
_CONVEX = _TURNED | _STRETCHED | {"simplex"}
_NEAR = fmpq(1, 2**20)
# So many points with one matrix larger than all else are tried where too few others have a value, as for log(b - A x).
LED = 36


class Points:
    """The points of one field, made when they are asked for and kept. seed: only tests vary it."""

    def __init__(self, symbols: Symbols, seed: int = 0) -> None:
        self.symbols = symbols
        self.text = f"{_key(symbols)}\0{seed}"
        self.made: dict[int, Point] = {}

    def point(self, turn: int) -> Point:
        found = self.made.get(turn)
        if found is None:
            generator = _generator(f"{self.text}\0{turn}")
            draw = {**DRAW, "general": DRAW["positive"]} if turn % 3 == _POSITIVE else DRAW
            pattern = _PATTERNS[turn] if turn < len(_PATTERNS) else tuple(generator.sample(range(1, 7), 5))
            scalars = {
                name: _scalar(domain, generator, turn + place, _sign(turn, place))
                for place, (name, domain) in enumerate(self.symbols.scalars.items())
            }
            found = self.made[turn] = _point(self.symbols, pattern, draw, generator, scalars)
        return found

    def with_sizes(self, sizes: Mapping[str, int], turn: int) -> Point:
        """A point with these sizes and small entries."""
        generator = _generator(f"{self.text}\0{turn}\0{sorted(sizes.items())}")
        scalars = {name: _scalar(domain, generator, turn) for name, domain in self.symbols.scalars.items()}
        pattern = tuple(sizes.get(name, 2 + place % 3) for place, name in enumerate(self.symbols.sizes))
        return _point(self.symbols, pattern, SMALL, generator, scalars, given=sizes)

    def sparse(self, turn: int) -> Point:
        """A point whose matrices are mostly zeros, so that they and their products have all ranks."""
        generator = _generator(f"{self.text}\0sparse {turn}")
        pattern = (2 + turn % 6,) * len(_PATTERNS[0]) if turn % 2 else _PATTERNS[turn % len(_PATTERNS)]
        drawn = _small_scalar if turn % 2 else partial(_scalar, turn=turn)
        scalars = {name: drawn(domain, generator) for name, domain in self.symbols.scalars.items()}
        rare: dict[int, Draw] = {5: partial(shifted, turn // 16), 7: partial(companion, turn // 16)}
        rare |= {1: nilpotent, 3: single, 9: nilpotent, 11: single, 13: nilpotent, 15: single}
        general = rare.get(turn % 16, SPARSE["general"])
        return _point(self.symbols, pattern, {**SPARSE, "general": general}, generator, scalars)

    def scaled(self, turn: int, magnitude: fmpq) -> Point:
        """A point whose matrices and numbers are about so large."""
        point = self.point(turn)
        generator = _generator(f"{self.text}\0{turn}\0{magnitude}")
        scalars = {
            name: domain.sample(generator, magnitude, 1 if turn % 2 == 0 else -1)
            for name, domain in self.symbols.scalars.items()
        }
        return self.times(Point(point.sizes, {**point.values, **scalars}), magnitude)

    def led(self, turn: int) -> Point:
        """A point at which the entries of one matrix are above 0, or below, and all others are small beside them."""
        names = list(self.symbols.shaped)
        if not names:
            return self.point(turn)
        name, generator = names[turn // 2 % len(names)], _generator(f"{self.text}\0led {turn}")
        small = self.times(self.point(turn), fmpq(1, 1000))
        if self.symbols.shaped[name].structure not in _TURNED:
            return small
        matrix = small.values[name]
        leading = DRAW["positive"](generator, matrix.nrows(), matrix.ncols()) * (1 if turn % 2 == 0 else -1)
        return Point(small.sizes, {**small.values, name: leading})

    def times(self, point: Point, factor: fmpq, only: str = "") -> Point:
        """The point with its matrices, or only one, multiplied by a number; those that stay what they are declared."""
        scaled = {
            name: point.values[name] * (factor if shaped.structure in _TURNED else abs(factor))
            for name, shaped in self.symbols.shaped.items()
            if shaped.structure in _TURNED | _STRETCHED and only in ("", name)
        }
        return Point(point.sizes, {**point.values, **scaled})

    def beside(self, point: Point, turn: int, by: fmpq = _NEAR) -> Point:
        """A point near this one in no special direction; matrices and numbers that cannot move a little stay."""
        generator = _generator(f"{self.text}\0beside {turn}")
        drawn = {name: _scalar(domain, generator, turn) for name, domain in self.symbols.scalars.items()}
        other = _point(self.symbols, (), DRAW, generator, drawn, given=point.sizes)
        moved = [name for name, domain in self.symbols.scalars.items() if domain.is_continuous]
        moved += [name for name, shaped in self.symbols.shaped.items() if shaped.structure in _CONVEX]
        near = {name: point.values[name] * (1 - by) + other.values[name] * by for name in moved}
        return Point(point.sizes, {**point.values, **near})

    def turned(self) -> list[str]:
        """The matrices that may be multiplied by a negative number."""
        return [name for name, shaped in self.symbols.shaped.items() if shaped.structure in _TURNED]


def small_points(symbols: Symbols, rounds: int) -> Iterator[Point]:
    """Points with small shapes and small whole entries, to be shown."""
    generator = _generator(_key(symbols))
    for pattern in _SMALL_PATTERNS * rounds:
        scalars = {name: _small_scalar(domain, generator) for name, domain in symbols.scalars.items()}
        yield _point(symbols, pattern, SMALL, generator, scalars)


def drawn_points(symbols: Symbols) -> Iterator[Point]:
    """Points with small shapes and entries as they are drawn to judge, where small whole ones tell nothing."""
    generator = _generator(_key(symbols))
    for turn, pattern in enumerate(_MORE_PATTERNS):
        scalars = {name: _scalar(domain, generator, turn) for name, domain in symbols.scalars.items()}
        yield _point(symbols, pattern, DRAW, generator, scalars)


def _key(symbols: Symbols) -> str:
    """What the points depend on: nothing else, so that a verdict never changes."""
    return repr((sorted(symbols.shaped.items()), sorted(symbols.scalars.items())))


def _generator(text: str) -> random.Random:
    return random.Random(zlib.crc32(text.encode()))  # noqa: S311 -- points to try are no secret


def _point(
    symbols: Symbols,
    pattern: tuple[int, ...],
    draw: Mapping[str, Draw],
    generator: random.Random,
    scalars: Mapping[str, fmpq],
    given: Mapping[str, int] | None = None,
) -> Point:
    """given: sizes that are as they are, even if two are equal."""
    sizes = _sizes(symbols, pattern) | dict(given or {})
    for _round in range(3):
        _make_tall(symbols, sizes)
    values: dict[str, object] = {name: fmpq(size) for name, size in sizes.items()}
    for name, shaped in symbols.shaped.items():
        rows, columns = _number(shaped.rows, sizes), _number(shaped.columns, sizes)
        values[name] = draw[shaped.structure](generator, rows, columns)
    return Point(sizes, values | dict(scalars))


def _number(said: int | str, sizes: Mapping[str, int]) -> int:
    return sizes[said] if isinstance(said, str) else said


def _sizes(symbols: Symbols, pattern: tuple[int, ...]) -> dict[str, int]:
    """A number for every size: different from each other and from the numbers in shapes, if the pattern is."""
    fixed = {said for each in symbols.shaped.values() for said in (each.rows, each.columns) if isinstance(said, int)}
    sizes: dict[str, int] = {}
    for place, name in enumerate(symbols.sizes):
        size = pattern[place % len(pattern)] if pattern else 1
        while size > 1 and len(set(pattern)) > 1 and (size in fixed or size in sizes.values()):
            size += 1
        sizes[name] = size
    return sizes


def _make_tall(symbols: Symbols, sizes: dict[str, int]) -> None:
    """Orthonormal columns need at least as many rows."""
    for each in symbols.shaped.values():
        if each.structure != "orthonormal_columns":
            continue
        rows, columns = _number(each.rows, sizes), _number(each.columns, sizes)
        if rows >= columns:
            continue
        if isinstance(each.rows, str):
            sizes[each.rows] = columns
        if isinstance(each.columns, str):
            sizes[each.columns] = rows


def _scalar(domain: Domain, generator: random.Random, turn: int, sign: int | None = None) -> fmpq:
    options = domain.options()
    if options:
        return options[turn % len(options)]
    turned = 1 if turn % 2 == 0 else -1
    return domain.sample(generator, _MAGNITUDES[turn % len(_MAGNITUDES)], sign or turned)


def _sign(turn: int, place: int) -> int:
    """The sign of a number: any two of the first seven have all four pairs of signs in eight turns (Hadamard)."""
    return -1 if (turn & _MASKS[place % len(_MASKS)]).bit_count() % 2 else 1


def _small_scalar(domain: Domain, generator: random.Random) -> fmpq:
    for tried in generator.sample((2, 3, 1, -1, 0, 5), 6):
        if domain.contains(Fraction(tried)):
            return fmpq(tried)
    for divisor in generator.sample((2, 3, 4, 5), 4):
        if domain.contains(Fraction(1, divisor)):
            return fmpq(1, divisor)
    return domain.sample(generator, fmpq(1), 1)
