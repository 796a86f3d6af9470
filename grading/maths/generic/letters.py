"""What the parts of formulas stand for that are looked at: letters, each a prime of its own, and signs."""

from collections.abc import Callable, Hashable, Mapping
from itertools import chain, combinations, islice, permutations
from math import prod
from random import SystemRandom
from typing import Any

from flint import fmpq, fmpz

from grading.maths.tree import Name, Tree

# A fraction, fmpq, or a whole number, fmpz; the types of python-flint say too little.
Exact = Any
Whole = Any

# What stands for a fraction in tables.
Key = Hashable

# A letter is one of more than 2^BITS primes: the chance that two formulas that differ agree is d/2^BITS.
BITS = 90
_LENGTH = 97
_RANDOM = SystemRandom()
# They are found once; nobody outside of this process can know them.
_PRIMES: list[Exact] = []
_SMALL = tuple(map(fmpz, (2, 3, 5, 7)))
# So many parts may be negative or positive at most.
_MOST_SIGNS = 5
# On so many edges between cases formulas are looked at.
MOST_EDGES = 3
# So many signs together, or two of them with whole weights, are known not to go together.
_TOGETHER, _WEIGHT, _COMPARED = 4, 100, 10
# Only what has no letters is so short.
_SHORT = 32


class Unfit(Exception):
    """It is no formula of letters, or too large a one."""


class NowhereError(Unfit):
    """It has no value at all, for the signs that are chosen."""


def key_of(value: Exact) -> Key:
    """What stands for it in tables; its own hash goes by way of Python's fractions and takes several times as long."""
    over, under = value.p, value.q
    return over if under == 1 else (over, under)


def value_of(key: Any) -> Exact:
    return fmpq(*key) if isinstance(key, tuple) else fmpq(key)


def keyed(parts: tuple[Any, ...]) -> tuple[Key, ...]:
    """The parts of a name, with keys for its fractions."""
    return tuple([key_of(part) if type(part) is fmpq else part for part in parts])


class Letters:
    """What both formulas are made of.

    has_pieces: whether signs are chosen anyway, as for sizes. values: what the letters stand for; met: how many there
    were. units: those that are above 0, with their logarithms where these are no letters.

    roots: the letters whose squares are names that may be below 0, by these names. facts: the signs of sizes that are
    known. forms: sizes as they were first met, with their whole factors. loose: powers of bases that may be below 0.
    Sizes and parts of names stand there with their keys.

    signs: which parts are chosen to be above 0, 1, and which below, -1, by their sizes, in the order in which they
    were met. edges: where they are 0, to which of these that counts; `open_edges`: those that count to neither.
    """

    def __init__(self, *, has_pieces: bool = False) -> None:
        self.has_pieces = has_pieces
        self.values: dict[tuple[Key, ...], Exact] = {}
        self.met = 0
        self.units: dict[Whole, Exact | None] = dict.fromkeys(_SMALL)
        self.roots: dict[str, Exact] = {}
        self.loose: list[Exact] = []
        self.facts: dict[Key, int] = {}
        self.forms: dict[Key, Exact] = {}
        self.signs: dict[Key, int] = {}
        self.edges: dict[Key, int] = {}
        self.open_edges: dict[Key, Tree] = {}

    def copy(self) -> "Letters":
        found = Letters(has_pieces=self.has_pieces)
        found.values, found.met, found.units = self.values.copy(), self.met, self.units.copy()
        found.roots, found.loose = self.roots.copy(), self.loose.copy()
        found.facts, found.forms, found.signs = self.facts.copy(), self.forms.copy(), self.signs.copy()
        found.edges, found.open_edges = self.edges.copy(), self.open_edges.copy()
        return found

    def letter(self, *parts: Any) -> Exact:
        return self.known_by(keyed(parts))

    def known_by(self, key: tuple[Key, ...]) -> Exact:
        found = self.values.get(key)
        if found is None:
            found = self.values[key] = _prime(self.met)
            self.met += 1
        return found

    def unit(self, *parts: Any, logarithm: Exact | None = None) -> Exact:
        """A letter that stands for something above 0."""
        found = self.letter(*parts)
        self.units.setdefault(found.p, logarithm)
        return found

    def logarithm(self, unit: Whole) -> Exact:
        known = self.units.get(unit)
        return self.letter("log", unit) if known is None else known

    def parted(self, value: Exact) -> tuple[Mapping[Whole, int], Exact]:
        """The powers of units in a value that is not 0, and what is left."""
        over, under, powers = value.p, value.q, dict[Whole, int]()
        for unit in self.units:
            if not over % unit:
                powers[unit], over = _taken_out(over, unit)
            elif not under % unit:
                times, under = _taken_out(under, unit)
                powers[unit] = -times
        return powers, fmpq(over, under)

    def square_parted(self, value: Exact) -> tuple[Exact, Exact]:
        """What may be taken out of the root of a value, and what is left in it."""
        powers = self.parted(value)[0] if value else {}
        outer = prod((fmpq(unit) ** (power // 2) for unit, power in powers.items()), start=fmpq(1))
        return outer, value / outer**2

    def learn(self, value: Exact) -> None:
        """That this is never below 0."""
        turned, sizes, _squares = self._unknown(value)
        if len(sizes) == 1:
            self.facts[sizes[0]] = turned

    def sign(self, value: Exact) -> int:
        """-1, 0 or 1, chosen where it is not known."""
        turned, sizes, _squares = self._unknown(value)
        return prod(map(self._chosen, sizes), start=turned)

    def _unknown(self, value: Exact) -> tuple[int, list[Key], list[Key]]:
        """The sign of its number, and the sizes of its factors that may be above 0 and below, or above 0 and 0."""
        sizes, squares = list[Key](), list[Key]()
        if not value:
            return 0, sizes, squares
        powers, rest = self.parted(value)
        for root in self.roots.values():
            if times := _times(rest, root):
                rest /= root**times
                (sizes if times // 2 % 2 else squares).append(self._size(root**2))
        if not is_short(rest):
            number = prod((fmpq(prime) ** powers.get(prime, 0) for prime in _SMALL), start=fmpq(1))
            large = abs(rest) > 1
            sizes.append(self._size(abs(rest), number) if large else self._size(1 / abs(rest)))
        return (rest > 0) - (rest < 0), sizes, squares

    def _size(self, size: Exact, number: Exact = 1) -> Key:
        """Its key. number: the whole factor it was first met with."""
        key = key_of(size)
        if key not in self.forms:
            self.forms[key] = size * number
        return key

    def has_roots(self, value: Exact) -> bool:
        """Whether a root of a name that may be below 0, or another power of such a base, is one of its factors."""
        return any(_times(value, root) % 2 for root in (*self.roots.values(), *self.loose))

    def _chosen(self, size: Key) -> int:
        if size in self.facts:
            return self.facts[size]
        if size not in self.signs and len(self.signs) == _MOST_SIGNS:
            raise Unfit
        return self.signs.setdefault(size, 1)

    def turn(self) -> bool:
        """Choose the next signs; False where all have been."""
        while self.signs and next(reversed(self.signs.values())) < 0:
            self.signs.popitem()
        if self.signs:
            self.signs[next(reversed(self.signs))] = -1
        return bool(self.signs)

    def are_possible(self, *, also_zero: bool) -> bool:
        """Whether the signs may go together: `x < 0` and `x > 1` do not, as a sum of both is below 0 everywhere.

        also_zero: whether they may where all are 0.
        """
        known = islice({**self.signs, **self.facts}.items(), _COMPARED)
        sides = [sign * self.forms[size] for size, sign in known]
        pairs = (one + _weight(one, other) * other for one, other in permutations(sides, 2))
        more = (sum(some) for count in range(2, _TOGETHER + 1) for some in combinations(sides, count))
        return not any(self._is_below(found, also_zero=also_zero) for found in chain(pairs, more))

    def _is_below(self, value: Exact, *, also_zero: bool) -> bool:
        """Whether it is below 0 everywhere, or 0 if that counts as well."""
        if not value:
            return not also_zero
        rest = self.parted(value)[1] if value < 0 else value
        return bool(rest < 0 and is_short(rest))

    def count_edge(self, part: Callable[[], Tree], value: Exact, sign: int) -> None:
        """Where a part of that value is 0, it counts as if its sign were this one; 0: as neither."""
        turned, sizes, squares = self._unknown(value)
        is_single = len(sizes) + len(squares) == 1
        for size in sizes:
            counted = self.facts.get(size) or self.edges.setdefault(size, turned * sign)
            if not (sign and is_single and counted == turned * sign):
                self._open(size, part)
        for size in squares if turned * sign < 1 else ():
            self._open(size, part)
        if len(self.open_edges) > MOST_EDGES:
            raise Unfit

    def _open(self, size: Key, part: Callable[[], Tree]) -> None:
        """Where a size is 0 it must be looked at; in `x y` that of x is its name."""
        name = next((name for name, root in self.roots.items() if key_of(root**2) == size), None)
        if size not in self.open_edges:
            self.open_edges[size] = part() if name is None else Name(name)

    def moved(self, names: tuple[str, ...]) -> "Letters":
        """Letters that differ from these for the names only, for all names where there are none."""
        found = Letters(has_pieces=self.has_pieces)
        moves = {key for key in self.values if key[0] == "name" and (not names or key[1] in names)}
        found.values = {key: value for key, value in self.values.items() if key not in moves}
        found.met, found.units, found.roots, found.facts = self.met, self.units, self.roots, self.facts
        found.forms, found.loose = self.forms, self.loose
        return found


def _prime(place: int) -> Exact:
    while len(_PRIMES) <= place:
        number = fmpz(_RANDOM.getrandbits(_LENGTH) | 1)
        if number.is_probable_prime():
            _PRIMES.append(fmpq(number))
    return _PRIMES[place]


def is_short(value: Exact) -> bool:
    """Whether it has no letters."""
    return bool(value.height_bits() < _SHORT)


def _weight(one: Exact, other: Exact) -> int:
    """The whole number that is nearest to their ratio; letters are so large that the rest hardly counts."""
    over, under = abs(one.p * other.q), abs(one.q * other.p)
    return min(int((over + under // 2) // under), _WEIGHT)


def _times(value: Exact, letter: Exact) -> int:
    return _taken_out(value.p, letter.p)[0] - _taken_out(value.q, letter.p)[0]


def _taken_out(number: Whole, unit: Whole) -> tuple[int, Whole]:
    times = 0
    while number and not number % unit:
        number, times = number // unit, times + 1
    return times, number
