"""Sizes that need not be numbers: `n`, `3`, `m*n`, and those that only the context tells (the size of `I`)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import gcd, prod


@dataclass(frozen=True, slots=True)
class Dim:
    """A product of a whole number, named sizes and open ones (by their number)."""

    factor: int = 1
    names: tuple[str, ...] = ()
    open: tuple[int, ...] = ()

    def times(self, other: "Dim") -> "Dim":
        return Dim(
            self.factor * other.factor,
            tuple(sorted(self.names + other.names)),
            tuple(sorted(self.open + other.open)),
        )

    def value(self, sizes: Mapping[str, int]) -> int:
        """The number for these sizes of the names."""
        return self.factor * prod(sizes[name] for name in self.names)

    def __str__(self) -> str:
        parts = ([str(self.factor)] if self.factor != 1 or not (self.names or self.open) else []) + list(self.names)
        return " ".join(parts + ["?"] * len(self.open))


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
        while any(number in self.known for number in dim.open):
            rest = Dim(dim.factor, dim.names)
            for number in dim.open:
                rest = rest.times(self.known.get(number, Dim(open=(number,))))
            dim = rest
        return dim

    def shape(self, shape: Shape) -> Shape:
        return self.settled(shape[0]), self.settled(shape[1])

    def is_scalar(self, shape: Shape) -> bool:
        return self.shape(shape) == SCALAR

    def same(self, first: Dim, second: Dim) -> bool:
        """Make two sizes equal; False where they cannot be."""
        first, second = _reduced(self.settled(first), self.settled(second))
        if first == second:
            return True
        for one, other in ((first, second), (second, first)):
            if len(one.open) == 1 and one.factor == 1 and not one.names and one.open[0] not in other.open:
                self.known[one.open[0]] = other
                return True
        return False

    def same_shape(self, first: Shape, second: Shape) -> bool:
        """Make two shapes equal; where they cannot be, nothing is changed."""
        before = dict(self.known)
        if self.same(first[0], second[0]) and self.same(first[1], second[1]):
            return True
        self.known = before
        return False


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
