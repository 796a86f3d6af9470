"""Sizes that need not be numbers: `n`, `3`, `m*n`, `n + 1`, and those that only the context tells (of `I`)."""

from collections import Counter
from collections.abc import Mapping
from math import gcd, prod

from grading.records import record


@record
class Dim:
    """A product of a whole number, named sizes and open ones (by their number); more: what is added to it."""

    factor: int = 1
    names: tuple[str, ...] = ()
    open: tuple[int, ...] = ()
    more: tuple["Dim", ...] = ()

    @property
    def terms(self) -> tuple["Dim", ...]:
        return (Dim(self.factor, self.names, self.open), *self.more) if self.more else (self,)

    @property
    def is_free(self) -> bool:
        """Whether this is an open size alone, which may be any."""
        return len(self.open) == 1 and self.factor == 1 and not self.names and not self.more

    @property
    def unknown(self) -> set[int]:
        """All open sizes in it."""
        return {number for term in self.terms for number in term.open}

    def times(self, other: "Dim") -> "Dim":
        if self.more or other.more:
            return _sum([one.times(two) for one in self.terms for two in other.terms])
        return Dim(
            self.factor * other.factor,
            tuple(sorted(self.names + other.names)),
            tuple(sorted(self.open + other.open)),
        )

    def plus(self, other: "Dim") -> "Dim":
        return _sum([*self.terms, *other.terms])

    def value(self, sizes: Mapping[str, int]) -> int:
        """The number for these sizes of the names."""
        return sum(term.factor * prod(sizes[name] for name in term.names) for term in self.terms)

    def __str__(self) -> str:
        return "+".join(map(_term_text, self.terms))


def _term_text(term: Dim) -> str:
    parts = ([str(term.factor)] if term.factor != 1 or not (term.names or term.open) else []) + list(term.names)
    return " ".join(parts + ["?"] * len(term.open))


def _sum(terms: list[Dim]) -> Dim:
    """Like terms together, the named ones first."""
    counts: Counter[tuple[tuple[str, ...], tuple[int, ...]]] = Counter()
    for term in terms:
        counts[term.names, term.open] += term.factor
    found = sorted(counts.items(), key=lambda item: (not item[0][0], item[0]))
    kept = [Dim(count, names, numbers) for (names, numbers), count in found if count > 0]
    return Dim(kept[0].factor, kept[0].names, kept[0].open, tuple(kept[1:]))


Shape = tuple[Dim, Dim]
ONE = Dim()
SCALAR: Shape = (ONE, ONE)


def read_dim(said: int | str) -> Dim:
    return Dim(said) if isinstance(said, int) else Dim(1, (said,))


class Sizes:
    """Open sizes and what is known of them: equations between sizes are solved as they come."""

    def __init__(self) -> None:
        self.count = 0
        self.known: dict[int, Dim] = {}

    def new(self) -> Dim:
        self.count += 1
        return Dim(open=(self.count,))

    def settled(self, dim: Dim) -> Dim:
        """The size with everything put in that is known by now."""
        if not self.known or not (dim.open or dim.more):
            return dim
        while any(number in self.known for term in dim.terms for number in term.open):
            dim = _sum([part for term in dim.terms for part in self.put_in(term).terms])
        return dim

    def put_in(self, term: Dim) -> Dim:
        rest = Dim(term.factor, term.names)
        for number in term.open:
            rest = rest.times(self.known.get(number, Dim(open=(number,))))
        return rest

    def shape(self, shape: Shape) -> Shape:
        return self.settled(shape[0]), self.settled(shape[1])

    def is_scalar(self, shape: Shape) -> bool:
        return self.shape(shape) == SCALAR

    def same(self, first: Dim, second: Dim) -> bool:
        """Make two sizes equal; False where they cannot be."""
        first, second = self.settled(first), self.settled(second)
        if first == second:
            return True
        if first.more or second.more:
            first, second = _without_common_terms(first, second)
            if first.factor == 0 or second.factor == 0:
                return False
        else:
            first, second = _reduced(first, second)
        for one, other in ((first, second), (second, first)):
            if one.is_free and not any(one.open[0] in term.open for term in other.terms):
                self.known[one.open[0]] = other
                return True
            if (root := _root(one, other)) is not None:
                self.known[one.open[0]] = root
                return True
        return False

    def same_shape(self, first: Shape, second: Shape) -> bool:
        """Make two shapes equal; where they cannot be, nothing is changed."""
        before = dict(self.known)
        if self.same(first[0], second[0]) and self.same(first[1], second[1]):
            return True
        self.known = before
        return False


def _root(power: Dim, other: Dim) -> Dim | None:
    """The size of which the k-th power is another one, as n for ?*? = n*n; None where the first is no such power."""
    times = len(power.open)
    is_power = times > 1 and len(set(power.open)) == 1 and power.factor == 1 and not (power.names or power.more)
    counts = Counter(other.names)
    if not is_power or other.unknown or other.more or any(count % times for count in counts.values()):
        return None
    factor = round(other.factor ** (1 / times))
    names = tuple(sorted(name for name, count in counts.items() for _once in range(count // times)))
    return Dim(factor, names) if factor**times == other.factor else None


def _without_common_terms(first: Dim, second: Dim) -> tuple[Dim, Dim]:
    """Both sums without what they share; 0 where nothing is left."""
    one, other = ({(term.names, term.open): term.factor for term in dim.terms} for dim in (first, second))
    sides = []
    for own, its in ((one, other), (other, one)):
        left = [Dim(count - its.get(key, 0), *key) for key, count in own.items() if count > its.get(key, 0)]
        sides.append(_sum(left) if left else Dim(0))
    return sides[0], sides[1]


def _reduced(first: Dim, second: Dim) -> tuple[Dim, Dim]:
    """Both sizes without what they share."""
    if first == second or not (first.open or second.open):
        return first, second
    common = gcd(first.factor, second.factor)
    names = Counter(first.names) & Counter(second.names)
    numbers = Counter(first.open) & Counter(second.open)
    one, other = (
        Dim(
            dim.factor // common,
            tuple(sorted((Counter(dim.names) - names).elements())),
            tuple(sorted((Counter(dim.open) - numbers).elements())),
        )
        for dim in (first, second)
    )
    return one, other
