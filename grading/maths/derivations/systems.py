"""Solve several equations in numbers together, where one after the other does not do: `Var(X) = Var(Y), Cov(X, Y) = 0`.

Newton's method finds a point near a solution, and Krawczyk's test proves that a small box holds one.
R. Krawczyk, Newton-Algorithmen zur Bestimmung von Nullstellen mit Fehlerschranken, Computing 4 (1969) 187-201.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from flint import arb, arb_mat, fmpq
from numpy.typing import NDArray

from grading.errors import DefinitionError
from grading.maths.derivations.solving import is_inside
from grading.maths.derivations.undoing import Equation
from grading.maths.derivatives import derivative
from grading.maths.matrices.evaluation import Point
from grading.maths.matrices.symbols import Symbols
from grading.maths.polynomials import NotRational, quotient
from grading.maths.reals import REAL, ball
from grading.maths.sharing import Pool, Sharing
from grading.maths.tree import Add, Negate, Tree, names
from grading.maths.values import TooMuch, Undefined, Unsure, Value, bits

# Steps near a solution in few bits and then in many, how near a rough one must be, and the size of the box.
_ROUGH_STEPS, _FINE_STEPS, _NEAR = 60, 7, 1e-9
_ROUGH_BITS, _FINE_BITS, _BOX = 64, 1400, 900
# Coefficients and degree of polynomials whose solutions are all found, and how often each of a few must be.
_PLAIN, _FINITE_DEGREE, _TIMES = 100, 6, 3
_FAILURES = (Undefined, Unsure, TooMuch, ZeroDivisionError, OverflowError, ValueError)


class System:
    """Equations of numbers, each as an expression that is to be zero, with its slope for each name."""

    def __init__(self, equations: Sequence[Equation], symbols: Symbols) -> None:
        """Raises DefinitionError where a slope has no rule."""
        pool = Pool()
        self.zeros = [pool.taken(Add((left.tree, Negate(right.tree)))) for left, right in equations]
        used = set().union(*map(names, self.zeros))
        if not used <= symbols.scalars.keys():
            raise DefinitionError("the equations hold matrices")
        self.domains = {name: symbols.scalars[name] for name in sorted(used)}
        self.free = [name for name, domain in self.domains.items() if domain.sort == "real" and not domain.values]
        self.slopes = {name: [pool.taken(derivative(zero, name)) for zero in self.zeros] for name in self.free}
        self.is_finite = len(self.free) == len(self.zeros)
        degree = _FINITE_DEGREE if self.is_finite else 2
        self.is_plain = self.free == [*self.domains] and all(self._is_plain(zero, degree) for zero in self.zeros)
        self.is_doubtful = False
        self.times_found = Counter[tuple[float, ...]]()

    def _is_plain(self, zero: Tree, degree: int) -> bool:
        try:
            over, under = quotient(zero, tuple(self.domains))
        except NotRational:
            return False
        sizes = [max(abs(coefficient.p), coefficient.q) for coefficient in over.to_dict().values()]
        return under.is_constant() and over.total_degree() <= degree and max(sizes, default=0) <= _PLAIN

    @property
    def is_complete(self) -> bool:
        """Whether starts all over the place have reached every part of the solutions, as far as can be told.

        So it is where quadrics cross nowhere flatly, and where each of a few solutions was found several times: the
        share of those not yet seen is about that of those seen once (I. J. Good, Biometrika 40 (1953) 237-264).
        """
        often = not self.is_finite or (bool(self.times_found) and not self.has_rare_solutions)
        return self.is_plain and not self.is_doubtful and often

    @property
    def has_rare_solutions(self) -> bool:
        """Whether one of a few solutions was found only once or twice as yet."""
        return self.is_finite and self.is_plain and min(self.times_found.values(), default=_TIMES) < _TIMES

    def solved_near(self, point: Point, *, is_telling: bool = True) -> Point | None:
        """A point at which all equations hold, None if none is found; balls are the values that are no fractions.

        is_telling: whether it counts for what is known of the solutions.
        """
        near = None
        try:
            near = self._near(dict(point.values))
            box = None if near is None else self._box(*near)
        except _FAILURES:
            box = None
        if box is None:
            # Near a solution that cannot be proved, as where x y = 0 and x z = 0 for x = 0.
            self.is_doubtful = self.is_doubtful or (is_telling and near is not None)
            return None
        if is_telling:
            self.times_found[tuple(round(_float(box[name]), 6) for name in self.free)] += 1
        if not all(is_inside(box[name], domain) for name, domain in self.domains.items()):
            return None
        return replace(point, values={**point.values, **box})

    def _near(self, values: dict[str, Value]) -> tuple[dict[str, Value], list[str]] | None:
        """Values near a solution, and as many names as there are equations for which it is to be solved."""
        if not self.free:
            return None
        with bits(_ROUGH_BITS), np.errstate(all="ignore"):
            for _step in range(_ROUGH_STEPS):
                gaps = np.array([_float(value) for value in self._gaps(values)])
                slopes = np.array([[_float(entry) for entry in row] for row in self._jacobian(values, self.free)])
                if not (np.all(np.isfinite(gaps)) and np.all(np.isfinite(slopes))):
                    return None
                if np.max(np.abs(gaps)) < _NEAR:
                    return values, self._unknowns(slopes)
                moved = np.linalg.lstsq(slopes, gaps)[0]
                if not np.all(np.isfinite(moved)):
                    return None
                for name, step in zip(self.free, moved, strict=True):
                    values[name] = _fraction(_float(values[name]) - float(step))
        return None

    def _unknowns(self, slopes: NDArray[np.float64]) -> list[str]:
        """The names whose columns are most independent, by elimination with the largest column first."""
        rest, chosen = slopes.copy(), list[int]()
        for _equation in self.zeros:
            best = int(np.argmax(np.linalg.norm(rest, axis=0)))
            chosen.append(best)
            direction = rest[:, best] / max(float(np.linalg.norm(rest[:, best])), 1e-300)
            rest -= np.outer(direction, direction @ rest)
        return [self.free[place] for place in chosen]

    def _box(self, values: dict[str, Value], unknowns: list[str]) -> dict[str, Value] | None:
        """The values with balls for the unknowns that hold a solution for certain."""
        with bits(_FINE_BITS):
            for _step in range(_FINE_STEPS):
                values = {**values, **self._newton(values, unknowns)}
            return self._proved(values, unknowns)

    def _newton(self, values: dict[str, Value], unknowns: list[str]) -> dict[str, Value]:
        slopes = arb_mat(self._jacobian(values, unknowns))
        steps = slopes.solve(arb_mat([[ball(gap)] for gap in self._gaps(values)]))
        return {name: (ball(values[name]) - step).mid() for name, step in zip(unknowns, steps.entries(), strict=True)}

    def _proved(self, values: dict[str, Value], unknowns: list[str]) -> dict[str, Value] | None:
        middle = arb_mat([[ball(values[name])] for name in unknowns])
        inverse = arb_mat(self._jacobian(values, unknowns)).inv()
        reach = arb(0, arb(2) ** -_BOX)
        box = {**values, **{name: ball(values[name]) + reach for name in unknowns}}
        identity = arb_mat([[int(i == j) for j in range(len(unknowns))] for i in range(len(unknowns))])
        around = arb_mat([[reach] for _name in unknowns])
        left = identity - inverse * arb_mat(self._jacobian(box, unknowns))
        image = middle - inverse * arb_mat([[ball(gap)] for gap in self._gaps(values)]) + left * around
        inside = (box[name].contains_interior(at) for name, at in zip(unknowns, image.entries(), strict=True))
        return box if all(inside) else None

    def _gaps(self, values: Mapping[str, Value]) -> list[Value]:
        evaluator = Sharing(REAL, values)
        return list(map(evaluator.value, self.zeros))

    def _jacobian(self, values: Mapping[str, Value], by: Sequence[str]) -> list[list[arb]]:
        """Equations by names."""
        evaluator = Sharing(REAL, values)
        columns = [[ball(evaluator.value(slope)) for slope in self.slopes[name]] for name in by]
        return [list(row) for row in zip(*columns, strict=True)]


def _float(value: Value) -> float:
    return float(ball(value).mid())


def _fraction(value: float) -> fmpq:
    over, under = value.as_integer_ratio()
    return fmpq(over, under)
