"""Points at which everything given holds: where a line is looked at."""

import random
import zlib
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from itertools import islice

from flint import fmpq

from grading.maths.derivations.setting import Setting
from grading.maths.derivations.solving import entries, is_inside, put, solve_linear, solve_roots
from grading.maths.derivations.undoing import Equation, value_at
from grading.maths.matrices.comparison import difference
from grading.maths.matrices.dims import SCALAR
from grading.maths.matrices.evaluation import Point
from grading.maths.matrices.sampling import Points, small_points
from grading.maths.printing import to_text
from grading.maths.tree import names
from grading.maths.values import TooMuch, Undefined, Unsure, bits

_BITS = 1024
_TURNS, _LINEAR_TURNS = 40, 6
_ROOTS = 3
_NEEDED = 8
_SIMPLE = 8
_FRACTIONS = (fmpq(1, 2), fmpq(1, 4), fmpq(3, 4), fmpq(1, 3))


class Facts:
    """The points of a setting. Made lazily and kept: all answers to a field are judged at the same ones.

    linear: only equations that are linear in a symbol are solved, which is quick.
    """

    def __init__(self, setting: Setting, *, linear: bool = False) -> None:
        self.setting = setting
        self.linear = linear
        self.equations: list[tuple[Equation, set[str]]] = []
        self.bounds: list[tuple[Equation, str]] = []
        for fact in setting.facts:
            sides = setting.same_shape(fact.terms[0], fact.terms[1])
            if fact.signs == ("=",):
                self.equations.append((sides, names(fact)))
            else:
                self.bounds.append((sides, fact.signs[0]))
        self.source = Points(setting.basic)
        self.made: list[Point] = []
        # False once an equation was solved without finding all its solutions.
        self.is_complete = True
        self.stream = self._all()

    @property
    def free(self) -> bool:
        """Whether nothing binds the symbols."""
        return not (self.equations or self.bounds)

    @cached_property
    def is_finite(self) -> bool:
        """Whether the given equations leave the symbols only a few values, all of which are looked at."""
        if len(self.equations) != 1 or self.bounds or self.linear:
            return False
        (sides, used), *_rest = self.equations
        if len(used) != 1 or not used <= self.setting.basic.scalars.keys():
            return False
        name = next(iter(used))
        return solve_roots(sides, name, self.setting.basic.scalars[name], self.source.point(0))[1]

    @property
    def is_bounded(self) -> bool:
        """Whether inequalities are given, and nothing else."""
        return bool(self.bounds) and not self.equations

    @property
    def needed(self) -> int:
        """At how many points an equation must hold: each symbol of a condition has its turn to be solved for."""
        return max(_NEEDED, *(4 * len(used) for _sides, used in self.equations), 0)

    def points(self, most: int) -> Iterator[Point]:
        for place in range(most):
            while len(self.made) <= place:
                point = next(self.stream, None)
                if point is None:
                    return
                self.made.append(point)
            yield self.made[place]

    def small(self, most: int) -> Iterator[Point]:
        """Points with small shapes and numbers at which everything given holds, to be shown."""
        for turn, point in enumerate(islice(small_points(self.setting.basic, 3), most)):
            yield from self.completed(self._humane(point, turn), turn)

    def _humane(self, point: Point, turn: int) -> Point:
        """The point with simple fractions where a domain has no small whole numbers."""
        values = dict(point.values)
        for place, (name, domain) in enumerate(self.setting.basic.scalars.items()):
            if values[name].q > _SIMPLE:
                options = [value for value in _FRACTIONS if is_inside(value, domain)] or [values[name]]
                values[name] = options[(turn + place) % len(options)]
        return replace(point, values=values)

    def _all(self) -> Iterator[Point]:
        if self.free:
            yield from (self.source.point(turn) for turn in range(10_000))
            return
        for turn in range(1 if self.is_finite else _LINEAR_TURNS if self.linear else _TURNS):
            yield from self.completed(self.source.point(turn), turn)

    def completed(self, point: Point, turn: int) -> Iterator[Point]:
        """The point, changed so that all that is given holds; nothing where that cannot be reached."""
        text = "".join(to_text(fact) for fact in self.setting.facts)
        generator = random.Random(zlib.crc32(f"{text}\0{turn}".encode()))  # noqa: S311 -- points to try are no secret
        yield from (each for each in self._solved(point, 0, frozenset(), turn, generator) if self.holds(each))

    def _solved(
        self, point: Point, place: int, fixed: frozenset[str], turn: int, generator: random.Random
    ) -> Iterator[Point]:
        if place == len(self.equations):
            yield point
            return
        equation, used = self.equations[place]
        now_fixed = fixed | used
        if self._is_met(equation, point, "="):
            yield from self._solved(point, place + 1, now_fixed, turn, generator)
            return
        candidates = [name for name in reversed(self.setting.basic.names) if name in used and name not in fixed]
        # Each symbol has its turn: x y = 0 has solutions with x = 0 and others with y = 0.
        # Not in step with the sizes, which come in threes.
        first = (turn + turn // 3) % len(candidates) if candidates else 0
        for name in (*candidates[first:], *candidates[:first]):
            found = self._with_solution(equation, name, point, generator)
            for each in found[:_ROOTS] if len(self.equations) > 1 else found:
                yield from self._solved(each, place + 1, now_fixed, turn, generator)
            if found:
                return

    def _with_solution(self, equation: Equation, name: str, point: Point, generator: random.Random) -> list[Point]:
        """The point with the values of one symbol that solve an equation."""
        basic = self.setting.basic
        if name in basic.shaped:
            return list(solve_linear(equation, name, basic, point, generator))
        if self.linear or equation[0].shape != SCALAR or basic.shaped:
            linear = list(solve_linear(equation, name, basic, point, generator))
            if linear or self.linear or equation[0].shape != SCALAR:
                return [each for each in linear if is_inside(each.values[name], basic.scalars[name])]
        roots, complete = solve_roots(equation, name, basic.scalars[name], point)
        self.is_complete = self.is_complete and complete
        return [put(point, name, root) for root in roots]

    def holds(self, point: Point) -> bool:
        return all(self._is_met(sides, point, "=") for sides, _used in self.equations) and all(
            self._is_met(sides, point, sign) for sides, sign in self.bounds
        )

    def _is_met(self, sides: Equation, point: Point, sign: str) -> bool:
        with bits(_BITS):
            try:
                left, right = (value_at(side, point) for side in sides)
            except (Undefined, Unsure, TooMuch):
                return False
            if sign == "=":
                return difference(left, right).name == "SAME"
            gaps = [one - other for one, other in zip(entries(left), entries(right), strict=True)]
            return all(_agrees(gap, sign) for gap in gaps)


def _agrees(gap: object, sign: str) -> bool:
    """Whether left minus right certainly has the sign."""
    checks = {
        "<": lambda value: value < 0,
        "<=": lambda value: value <= 0,
        ">": lambda value: value > 0,
        ">=": lambda value: value >= 0,
        "!=": lambda value: value < 0 or value > 0,
    }
    return bool(checks[sign](gap))
