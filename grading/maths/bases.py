"""Where two formulas that may differ by a constant or a factor are fixed: at a base they are made equal."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from flint import fmpq

from grading.maths.decisions import Policy
from grading.maths.domains import Domain
from grading.maths.sampling import Point
from grading.maths.values import TooMuch, Undefined, Unsure, Value

# So many, one after the other, where the names that do not move leave a base no value.
_MOST = 6
# Where both may have values if they have some here.
_NEAR: tuple[Callable[[Value], Value], ...] = (
    lambda value: value * fmpq(9, 8),
    lambda value: value * fmpq(7, 8),
    lambda value: value + 1,
    lambda value: value - 1,
)


@dataclass
class Bases:
    """values: the values of both at a point; raises Undefined, Unsure or TooMuch. found: the bases."""

    policy: Policy
    domains: Mapping[str, Domain]
    values: Callable[[Point], tuple[Value, Value]]
    may_be_zero: Callable[[Value], bool]
    found: list[Point] = field(default_factory=list)

    def find(self, candidates: Sequence[Point]) -> bool:
        """Whether there is a point at which both have values, and are not 0 where a factor is looked for."""
        most = _MOST if self.policy.variables else 1
        for point in candidates:
            with suppress(Undefined, Unsure, TooMuch):
                mine, right = self.values(point)
                if self.policy.up_to == "constant" or not (self.may_be_zero(mine) or self.may_be_zero(right)):
                    self.found.append(point)
            if len(self.found) == most:
                break
        return bool(self.found)

    def others(self, candidates: Sequence[Point]) -> list[Point]:
        """The points at which something is told: where all names move, a base agrees with itself."""
        is_told = self.policy.variables or not self.domains
        return [point for point in candidates if is_told or point not in self.found]

    def adjusted(self, mine: Value, right: Value, point: Point) -> tuple[Value, Value]:
        """Both values, moved or scaled so that they are equal at a base. Raises Undefined where none is of use here."""
        at_base, right_at_base = self.values_at_base(point)
        if self.policy.up_to == "constant":
            return mine, right + (at_base - right_at_base)
        return mine * right_at_base, right * at_base

    def values_at_base(self, point: Point) -> tuple[Value, Value]:
        """The values at the first base where both have one, with the names that do not move as they are here."""
        for base in (*self.found, *self.near(point)):
            moved = {**point, **{name: base[name] for name in self.policy.variables}} if self.policy.variables else base
            if moved == point and self.policy.variables:
                continue  # it agrees with itself
            with suppress(Undefined):
                mine, right = self.values(moved)
                if self.policy.up_to == "constant" or not (self.may_be_zero(mine) and self.may_be_zero(right)):
                    return mine, right
        raise Undefined

    def near(self, point: Point) -> Iterator[Point]:
        """Points beside this one: at `log(x - a)` no base does for all a."""
        for put in _NEAR if self.policy.variables else ():
            moved = {name: put(point[name]) for name in self.policy.variables if name in point}
            if all(_belongs(value, self.domains[name]) for name, value in moved.items()):
                yield {**point, **moved}


def _belongs(value: Value, domain: Domain) -> bool:
    return type(value) is not fmpq or domain.contains(value)
