"""Points at which everything given holds: where a line is looked at."""

import random
import zlib
from collections.abc import Hashable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from itertools import islice

from flint import arb, fmpq

from grading.errors import AnswerError, DefinitionError
from grading.maths.derivations.defined import definitions_of, is_full_rank
from grading.maths.derivations.discrete import discrete
from grading.maths.derivations.setting import Setting
from grading.maths.derivations.solving import entries, is_inside, put, solve_along, solve_linear, solve_roots
from grading.maths.derivations.special import solve_specially, special_points
from grading.maths.derivations.systems import System
from grading.maths.derivations.undoing import Equation, value_at
from grading.maths.derivations.white import white_points
from grading.maths.derivatives import derivative
from grading.maths.matrices.algebra import MATRICES
from grading.maths.matrices.comparison import difference
from grading.maths.matrices.dims import ONE, SCALAR
from grading.maths.matrices.evaluation import Point
from grading.maths.matrices.sampling import Points, small_points
from grading.maths.printing import to_text
from grading.maths.tree import (
    Add,
    Negate,
    Number,
    Power,
    Relation,
    Tree,
    is_whole,
    names,
    walk,
)
from grading.maths.values import TooMuch, Undefined, Unsure, Value, bits

_BITS, _EQUAL = 1024, 600
_TURNS, _LINEAR_TURNS = 40, 6
# The first turns tell whether all solutions are found, whatever else was asked before; so many are taken at most.
_TELLING, _MOST_TURNS = 10, 200
_ROOTS, _EDGES = 3, 3
_NEEDED, _NUMBERS, _TIED, _ALL = 8, 24, 40, 10_000
# Points with special matrices: in all, and beside each random one.
_SPECIAL, _SPECIAL_PER_TURN = 60, 3
# So many solutions are taken at once, in any order where there are more than so many equations.
_AT_ONCE, _SEVERAL = 64, 5
# Exponents between which a size of its own is looked at.
_LONG, _LONGEST = 4, 12
# So many decisions are kept.
_MOST_DECISIONS = 60
_SIMPLE, _MODERATE = 8, 50
_FRACTIONS = (fmpq(1, 2), fmpq(1, 4), fmpq(3, 4), fmpq(1, 3))


class Facts:
    """The points of a setting. Made lazily and kept: all answers to a field are judged at the same ones.

    linear: only equations that are linear in a symbol are solved, which is quick.
    """

    def __init__(self, setting: Setting, *, linear: bool = False, turns: int = _TURNS) -> None:
        self.setting = setting
        self.turns = turns
        self.linear = linear
        self.equations: list[tuple[Equation, frozenset[str]]] = []
        self.bounds: list[tuple[Equation, str]] = []
        self.defined = list(definitions_of(setting))
        for fact in setting.facts:
            sides = setting.same_shape(fact.terms[0], fact.terms[1])
            if fact.signs == ("=",) and not is_full_rank(setting, fact):
                self.equations.append((sides, names(fact)))
            else:
                self.bounds.append((sides, fact.signs[0]))
        # An equation that leaves least freedom comes first: `v^T v = 1` before `A v = lam v`.
        self.equations.sort(key=lambda equation: len(equation[1]))
        self.source = Points(setting.basic)
        self.made: list[Point] = []
        # For each equation and symbol that it was solved for, whether all solutions were found.
        self.is_solved: dict[int, dict[str, bool]] = {}
        # The roots of equations in one symbol alone, which are the same at every point.
        self.roots_alone: dict[int, tuple[list[Value], bool]] = {}
        self.needs_system = False
        self.turn, self.is_telling = 0, False
        # For each coefficient in the given equations, points at which it is 0, once they were asked for.
        self.degenerate: dict[Tree, list[tuple[Facts, Point]]] | None = None
        # Vectors and matrices of which only special solutions were found.
        self.met_specially: set[str] = set()
        self.of_few_values: dict[frozenset[str], Facts | None] = {}
        # Points inside of what bounds leave, by how they are made and the numbers that move.
        self.within: dict[tuple[str, ...], list[Point]] = {}
        # What was decided of claims, the last ones of them.
        self.decisions: dict[Hashable, object] = {}
        self.stream = self._all()

    def keep(self, claim: Hashable, decision: object) -> None:
        if len(self.decisions) == _MOST_DECISIONS:
            self.decisions.clear()
        self.decisions[claim] = decision

    @property
    def free(self) -> bool:
        """Whether nothing binds the symbols."""
        return not (self.equations or self.bounds or self.is_narrowed)

    @cached_property
    def is_narrowed(self) -> bool:
        """Whether what is defined has no value, or none of its domain, at some points."""
        if any(each.structure != "general" for each in self.defined):
            return True
        return any(not self._is_defined(self.source.point(turn)) for turn in range(_NEEDED) if self.defined)

    @property
    def premise(self) -> tuple[Tree, ...]:
        """All that is given, as statements in basic symbols."""
        definitions = (each.statement() for each in self.defined)
        return (*self.setting.facts, *definitions)

    @cached_property
    def reweighted(self) -> tuple["Facts", ...]:
        """The same with outcomes of random names that are not equally likely."""
        return tuple(map(Facts, self.setting.reweighted))

    def discrete(self, used: frozenset[str]) -> "Facts | None":
        """The same with every joint distribution of random names with few values, and some of those beside them; None
        where there are none.
        """
        if used not in self.of_few_values:
            found = discrete(self.setting, used)
            self.of_few_values[used] = None if found is None else Facts(found)
        return self.of_few_values[used]

    @cached_property
    def edges(self) -> tuple["Facts", ...]:
        """What is given, with one bound that may be met exactly taken for an equation."""
        bounds = (fact for fact in self.setting.facts if fact.signs[0] in ("<=", ">="))
        met = (Facts(self.setting.assuming(Relation(fact.terms, ("=",)))) for fact in islice(bounds, _EDGES))
        return tuple(there for there in met if there.equations)

    @cached_property
    def is_finite(self) -> bool:
        """Whether the given equations leave the symbols only a few values, all of which are looked at."""
        if len(self.equations) != 1 or self.bounds or self.linear:
            return False
        (sides, used), *_rest = self.equations
        if len(used) != 1 or not used <= self.setting.basic.scalars.keys() or used != set(self.setting.basic.names):
            return False
        name = next(iter(used))
        return solve_roots(sides, name, self.setting.basic.scalars[name], self.source.point(0))[1]

    @property
    def is_complete(self) -> bool:
        """False once an equation was solved without finding all its solutions.

        Where it is linear in a symbol, the solutions for that one are all but those at which its coefficient is 0.
        """
        self._take_telling_turns()
        if self.system is not None and (self.needs_system or self.system.is_complete):
            return self.system.is_complete
        for place, found in self.is_solved.items():
            if not all(found.values()) and not any(found[name] and self.is_linear(place, name) for name in found):
                return False
        return True

    def is_linear(self, place: int, name: str) -> bool:
        """Whether an equation of numbers is linear in a symbol."""
        left, right = (side.tree for side in self.equations[place][0])
        try:
            return name not in names(derivative(Add((left, Negate(right))), name))
        except DefinitionError:
            return False

    @property
    def ties_matrices(self) -> bool:
        """Whether an equation binds a matrix to another one or to itself."""
        basic = self.setting.basic
        return any(
            ONE not in basic.shape(name) for _sides, used in self.equations for name in used & basic.shaped.keys()
        )

    @property
    def is_bounded(self) -> bool:
        """Whether inequalities are given, and nothing else."""
        return (bool(self.bounds) or self.is_narrowed) and not self.equations

    @property
    def needed(self) -> int:
        """At how many points an equation must hold: each symbol of a condition has its turn to be solved for."""
        if self.system is not None and self.system.is_finite:
            return _ALL
        fewest = _NEEDED if self.setting.basic.shaped else _NUMBERS
        return max(_TIED if self.ties_matrices else fewest, *(4 * len(used) for _sides, used in self.equations), 0)

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
        special = special_points(self.setting.basic, _LINEAR_TURNS if self.linear else _SPECIAL, self.exponents)
        for turn in range(1 if self.is_finite else _LINEAR_TURNS if self.linear else self.turns):
            yield from self._told(turn)
            yield from (each for point in white_points(self.setting, turn) for each in self.completed(point, turn))
            yield from (each for point in islice(special, _SPECIAL_PER_TURN) for each in self.completed(point, turn))
        while self.system is not None and self.system.has_rare_solutions and self.turn < _MOST_TURNS:
            yield from self._told(self.turn)

    def _told(self, turn: int) -> list[Point]:
        """The points of one turn, which may tell whether all solutions are found."""
        self.is_telling = turn < _TELLING or (self.system is not None and self.system.is_finite)
        try:
            return list(self.completed(self.source.point(turn), turn))
        finally:
            self.turn, self.is_telling = turn + 1, False

    def _take_telling_turns(self) -> None:
        telling = _MOST_TURNS if self.system is not None and self.system.is_finite else _TELLING
        while self.turn < telling and (point := next(self.stream, None)) is not None:
            self.made.append(point)

    def special(self, most: int) -> Iterator[Point]:
        """Points with special matrices at which everything given holds."""
        for turn, point in enumerate(special_points(self.setting.basic, most, self.exponents)):
            yield from self.completed(point, turn)

    @cached_property
    def exponents(self) -> tuple[int, ...]:
        """Large exponents in what is given of matrices: `A^7 = I` says more of those of size 7."""
        nodes = (node for fact in self.setting.facts for node, _depth in walk(fact) if isinstance(node, Power))
        found = {node.exponent.value for node in nodes if isinstance(node.exponent, Number) and is_whole(node.exponent)}
        return tuple(sorted(int(each) for each in found if _LONG < each <= _LONGEST and self.setting.basic.shaped))

    def completed(self, point: Point, turn: int) -> Iterator[Point]:
        """The point, changed so that all that is given holds; nothing where that cannot be reached."""
        text = "".join(to_text(fact) for fact in self.setting.facts)
        generator = random.Random(zlib.crc32(f"{text}\0{turn}".encode()))  # noqa: S311 -- points to try are no secret
        solved = self._solved(point, 0, frozenset(), turn, generator)
        found = list(islice(filter(self.holds, solved), _AT_ONCE))
        yield from found
        if self.system is not None and (self.system.is_plain or not found):
            together = self.system.solved_near(point, is_telling=self.is_telling)
            if together is not None and self.holds(together):
                self.needs_system = self.needs_system or (self.is_telling and not found)
                yield together

    @cached_property
    def system(self) -> System | None:
        """All equations together, where there are several and all are of numbers."""
        if self.linear or len(self.equations) < 2:
            return None
        try:
            return System([sides for sides, _used in self.equations], self.setting.basic)
        except DefinitionError:
            return None

    def _solved(
        self, point: Point, place: int, fixed: frozenset[str], turn: int, generator: random.Random
    ) -> Iterator[Point]:
        if place == len(self.equations):
            yield point
            return
        equation, used = self.equations[place]
        now_fixed = fixed | used
        if self.is_met(equation, point, "="):
            yield from self._solved(point, place + 1, now_fixed, turn, generator)
            return
        candidates = [name for name in reversed(self.setting.basic.names) if name in used and name not in fixed]
        # Each symbol has its turn: x y = 0 has solutions with x = 0 and others with y = 0.
        # Not in step with the sizes, which come in threes.
        first = (turn + turn // 3) % len(candidates) if candidates else 0
        for name in (*candidates[first:], *candidates[:first]):
            found = self._with_solution(equation, name, point, generator)
            if len(self.equations) > _SEVERAL:
                generator.shuffle(found)
            for each in found[:_ROOTS] if len(self.equations) > 1 else found:
                yield from self._solved(each, place + 1, now_fixed, turn, generator)
            if found:
                return

    def _with_solution(self, equation: Equation, name: str, point: Point, generator: random.Random) -> list[Point]:
        """The point with the values of one symbol that solve an equation."""
        basic = self.setting.basic
        if name in basic.shaped:
            special = self._with_special(equation, name, point)
            along = [each for one in special[:1] for each in solve_along(equation, name, basic, one, generator)]
            linear = list(solve_linear(equation, name, basic, point, generator))
            if special and not linear and not along:
                self.met_specially.add(name)
            found = [*linear, *along, *special]
            invertible = basic.shaped[name].structure == "invertible"
            return [each for each in found if not invertible or each.values[name].det() != 0][:_SPECIAL_PER_TURN]
        if self.linear or equation[0].shape != SCALAR or basic.shaped:
            linear = list(solve_linear(equation, name, basic, point, generator))
            if linear or self.linear or equation[0].shape != SCALAR:
                return [each for each in linear if is_inside(each.values[name], basic.scalars[name])]
        place, used = next((at, used) for at, (sides, used) in enumerate(self.equations) if sides is equation)
        roots, complete = self.roots_alone.get(place) or solve_roots(equation, name, basic.scalars[name], point)
        if used == {name} and not basic.shaped:
            self.roots_alone[place] = roots, complete
        if self.is_telling:
            known = self.is_solved.setdefault(place, {})
            known[name] = known.get(name, True) and complete
        return [put(point, name, root) for root in roots]

    def _with_special(self, equation: Equation, name: str, point: Point) -> list[Point]:
        tried = (put(point, name, made) for made in solve_specially(equation, name, self.setting.basic, point))
        return list(islice((each for each in tried if self.is_met(equation, each, "=")), 2))

    def with_defined(self, point: Point) -> Point:
        """The point with the values of all that is defined, and of outcomes that have one, as far as it has some."""
        values, known = dict(point.values), {*point.values, *point.sizes}
        for name, tree in (*self.setting.definitions.items(), *self.setting.values.items()):
            if not names(tree) <= known:
                continue  # a random name has no value, only its outcomes have
            with suppress(AnswerError, Undefined, Unsure, TooMuch), bits(_BITS):
                values[name] = value_at(self.setting.same_shape(tree, tree)[0], point)
        return replace(point, values=values)

    def _is_defined(self, point: Point) -> bool:
        with bits(_BITS):
            try:
                values = [(value_at(each.reading, point), each.domain) for each in self.defined]
                has_structures = all(each.has_structure(point) for each in self.defined)
            except (Undefined, Unsure, TooMuch):
                return False
        return has_structures and all(domain is None or is_inside(value, domain) for value, domain in values)

    def holds(self, point: Point) -> bool:
        return (
            self._is_defined(point)
            and all(self.is_met(sides, point, "=") for sides, _used in self.equations)
            and all(self.is_met(sides, point, sign) for sides, sign in self.bounds)
        )

    def is_met(self, sides: Equation, point: Point, sign: str) -> bool:
        with bits(_BITS):
            try:
                left, right = (value_at(side, point) for side in sides)
            except (Undefined, Unsure, TooMuch):
                return False
            if sign == "=":
                return difference(left, right).name == "SAME"
            if sign in ("<=", ">=") and _is_nothing(left, right):
                # Far out y and log(1 + exp(y)) cannot be told apart, nor very near to 0 are y and sin(y).
                return all(_is_moderate(value) for value in point.values.values())
            gaps = [one - other for one, other in zip(entries(left), entries(right), strict=True)]
            # Vectors differ where one of their entries does.
            return (any if sign == "!=" else all)(_agrees(gap, sign) for gap in gaps)


def _is_moderate(value: Value) -> bool:
    is_short = type(value) is not fmpq or value.height_bits() <= _EQUAL
    return isinstance(value, MATRICES) or (is_short and bool(abs(value) <= _MODERATE))


def _is_nothing(left: Value, right: Value) -> bool:
    """Whether two numbers are equal to hundreds of digits."""
    gap = left - right
    return isinstance(gap, arb) and bool(gap.contains(0) and abs(gap).abs_upper() * 2**_EQUAL <= 1)


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
