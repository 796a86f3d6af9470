"""One comparison of two relations: at points of a line, or along several lines."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count, cycle, islice, product
from random import Random

from flint import acb, arb, fmpq

from grading.maths.boundary import Boundary
from grading.maths.comparisons import Case
from grading.maths.complexes import COMPLEX
from grading.maths.domains import Domain
from grading.maths.rationals import as_fmpq
from grading.maths.reals import centre
from grading.maths.relations.changes import critical_points
from grading.maths.relations.critical import NotAlgebraic
from grading.maths.relations.one import probes
from grading.maths.relations.periodic import window_of
from grading.maths.relations.truth import truth
from grading.maths.sampling import Point
from grading.maths.tree import Relation, Tree
from grading.maths.trees import rational, substituted
from grading.maths.values import Arithmetic, TooMuch, Undefined, Unsure, Value

_MAGNITUDES = (fmpq(1, 3), fmpq(2), fmpq(1), fmpq(9), fmpq(60))
_HUMANE = tuple(fmpq(p, q) for p, q in ((1, 1), (2, 1), (0, 1), (-1, 1), (3, 1), (-2, 1), (1, 2), (4, 1), (5, 1)))
# Denominators of numbers near a point.
_UNDERS = (1, 2, 10)
# Of more names than this the signs are repeated.
_MOST_SIGNS = 3
_UNSOLVED = (NotAlgebraic, Unsure, TooMuch, Undefined)


class Differs(Exception):
    """The two relations differ at this point."""

    def __init__(self, point: Point) -> None:
        super().__init__()
        self.point = point


@dataclass(frozen=True)
class Line:
    """One name runs (None: a single point), others have numbers, and the rest is solved for."""

    name: str | None
    numbers: Mapping[str, fmpq]
    solved: Mapping[str, Tree]


@dataclass
class Look:
    """wanted: the single comparisons and cases that were not yet met; common: whether to skip what has no value.

    A case is met where all of it holds, a comparison where its two sides are equal. exact: no ball was needed so far.
    spots: the points at which both were the same.
    """

    answer: Tree
    reference: Tree
    domains: Mapping[str, Domain]
    arithmetic: Arithmetic
    common: bool = False
    wanted: set[Relation | Case] = field(default_factory=set)
    exact: bool = True
    spots: list[Point] = field(default_factory=list)

    @property
    def points(self) -> int:
        return len(self.spots)

    def along(self, line: Line) -> None:
        """Compare along a line. Raises Differs, or NotAlgebraic and the like where the line cannot be cut."""
        if line.name is None:
            self.at(dict(line.numbers), line.solved)
            return
        trees = (self.restricted(self.answer, line), self.restricted(self.reference, line))
        try:
            self.between(trees, line)
        except _UNSOLVED:
            # Where one of them has no value along the whole line, the other may hold there.
            for tree in trees:
                with suppress(*_UNSOLVED):
                    self.between((tree,), line)
            raise

    def between(self, trees: tuple[Tree, ...], line: Line) -> None:
        """Compare at the points at which these trees change along a line, and between them."""
        assert line.name is not None
        found = probes(trees, line.name, self.domains[line.name], slopes=len(self.domains) == 1)
        self.exact = self.exact and found.exact
        for value in found.values:
            self.at({**line.numbers, line.name: value}, line.solved)

    def restricted(self, tree: Tree, line: Line) -> Tree:
        put = substituted(tree, line.solved) if line.solved else tree
        return (
            substituted(put, {name: rational(value) for name, value in line.numbers.items()}) if line.numbers else put
        )

    def at(self, point: Point, solved: Mapping[str, Tree]) -> None:
        """Compare at one point, if it belongs to the domains."""
        if solved:
            evaluator = Boundary(self.arithmetic, point)
            try:
                point = point | {name: evaluator.value(tree) for name, tree in solved.items()}
            except Undefined:
                return
            if not all(belongs(value, self.domains[name]) for name, value in point.items()):
                return
        mine, right = (truth(tree, point, self.arithmetic) for tree in (self.answer, self.reference))
        if self.common and None in (mine, right):
            return
        if bool(mine) != bool(right):
            raise Differs(point)
        self.spots.append(point)
        self.wanted -= {each for each in self.wanted if self.is_met(each, point)}

    def at_single(self, point: Point, *, holes: bool) -> None:
        """Compare at a point that stands alone. holes: whether a side without a value counts there."""
        try:
            mine, right = (truth(tree, point, self.arithmetic) for tree in (self.answer, self.reference))
        except _UNSOLVED:
            return
        if bool(mine) != bool(right) and (holes or None not in (mine, right)):
            raise Differs(point)
        self.spots.append(point)
        with suppress(*_UNSOLVED):
            self.wanted -= {each for each in self.wanted if self.is_met(each, point)}

    def is_met(self, wanted: Relation | Case, point: Point) -> bool:
        if isinstance(wanted, tuple):
            return all(truth(part, point, self.arithmetic) for part in wanted)
        return bool(truth(Relation(wanted.terms, ("=",)), point, self.arithmetic))

    def follow(self, lines: Iterator[Line], *, tries: int, enough: int) -> int:
        """Look along some lines; along how many it was possible."""
        looked = 0
        for line in islice(lines, tries):
            try:
                self.along(line)
            except _UNSOLVED:
                continue
            looked += 1
            if looked >= enough and not self.wanted:
                break
        return looked

    def lines(self, solved: Mapping[str, Tree], generator: Random) -> Iterator[Line]:
        """Endlessly, random numbers of all signs for all names but one and those that are solved for."""
        free = sorted(set(self.domains) - set(solved))
        if not free:
            yield Line(None, {}, solved)
            return
        patterns = list(product((1, -1), repeat=min(len(free) - 1, _MOST_SIGNS)))
        for turn in count():
            name, around = free[turn % len(free)], turn // len(free)
            magnitude, signs = _MAGNITUDES[around % len(_MAGNITUDES)], cycle(patterns[around % len(patterns)] or (1,))
            numbers = {
                other: self.domains[other].sample(generator, magnitude, next(signs)) for other in free if other != name
            }
            yield Line(name, numbers, solved)

    def humane_lines(self, solved: Mapping[str, Tree]) -> Iterator[Line]:
        """Lines with small numbers, on which a person can check a difference."""
        free = sorted(set(self.domains) - set(solved))
        allowed = {name: _humane(self.domains[name]) for name in free}
        if not free or not all(allowed.values()):
            return
        for turn in range(len(_HUMANE)):
            numbers = {name: allowed[name][(turn + place) % len(allowed[name])] for place, name in enumerate(free)}
            for name in free:
                yield Line(name, {other: value for other, value in numbers.items() if other != name}, solved)

    def lines_near(self, point: Point) -> Iterator[Line]:
        """Lines near a point with simpler numbers."""
        for under, name in product(_UNDERS, sorted(self.domains, reverse=True)):
            others = {other: value for other, value in point.items() if other != name}
            numbers = {other: _rounded(value, under) for other, value in others.items() if type(value) is not acb}
            if all(other in numbers and self.domains[other].contains(numbers[other]) for other in others):
                yield Line(name, numbers, {})

    def at_special_points(self, name: str) -> None:
        """Where no cuts are known: at small numbers, parts of pi, and the cuts of one side alone."""
        values: list[Value] = [*_HUMANE, *(arb.pi() * fmpq(part, 12) for part in range(-12, 25))]
        for tree in (self.answer, self.reference):
            try:
                values += critical_points(tree, name, self.arithmetic, window_of(self.domains[name]))
            except _UNSOLVED:
                continue
        for value in values:
            if not belongs(value, self.domains[name]):
                continue
            try:
                self.at({name: acb(value) if type(value) is arb and self.arithmetic is COMPLEX else value}, {})
            except _UNSOLVED:
                continue


def _humane(domain: Domain) -> list[fmpq]:
    """Small numbers of the domain; where it has none, those next to its bounds."""
    near = [end + step for end in domain.exact_bounds if end is not None for step in (0, 1, -1, 2, -2)]
    return list(filter(domain.contains, _HUMANE)) or list(filter(domain.contains, near))


def _rounded(value: Value, under: int) -> fmpq:
    """To the nearest fraction with this denominator."""
    return fmpq((centre(value) * under + fmpq(1, 2)).floor(), under)


def belongs(value: Value, domain: Domain) -> bool:
    """Whether a value belongs to the domain; what is not a rational number may be any real one."""
    if type(value) is fmpq:
        return domain.sort == "complex" or domain.contains(value)
    if domain.sort == "complex":
        return True
    if domain.sort == "integer" or domain.values or type(value) is not arb:
        return False
    low, high = domain.low, domain.high
    above = low is None or bool(value > as_fmpq(low))
    return above and (high is None or bool(value < as_fmpq(high)))
