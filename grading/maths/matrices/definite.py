"""Which matrices are positive definite, or semidefinite, by how they are made: sums, congruences, powers.

The trace of a product of two such matrices is not negative either, though the product need not be symmetric:
tr(P Q) is the squared norm of P^(1/2) Q^(1/2).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import reduce

from grading.maths.bounds import ALL, NOT_NEGATIVE, POSITIVE, Range
from grading.maths.matrices.dims import SCALAR
from grading.maths.matrices.symbols import Symbols
from grading.maths.matrices.typed import Typed

_NEITHER, _SEMIDEFINITE, _DEFINITE = range(3)
_RANGES = (ALL, NOT_NEGATIVE, POSITIVE)
_LEVELS = {"positive_definite": _DEFINITE, "projection": _SEMIDEFINITE}
_SYMMETRIC = frozenset({"symmetric", "positive_definite", "projection", "diagonal"})
_INVERTIBLE = frozenset({"positive_definite", "orthogonal", "invertible"})
# In more factors no two parts are looked for.
_MOST = 12


@dataclass(frozen=True)
class Definite:
    """symbols: what is known of the names; bounds: between which numbers all entries of a part lie."""

    symbols: Symbols
    bounds: Callable[[Typed], Range]
    levels: dict[Typed, int] = field(default_factory=dict)

    def range_of_sum(self, part: Typed) -> Range:
        """Bounds of x^T S x, of a trace, of the sum of all entries, or of an inner product; ALL where nothing tells."""
        if part.op == "tr":
            return self.range_of_trace(part.parts[0])
        if part.op == "dot":
            level = self.level_of([*self.turned(part.parts[0]), *_factors(part.parts[1])])
        elif part.op == "product":
            level = self.level_of(_factors(part)) if part.shape == SCALAR else _NEITHER
        else:
            return self.range_of_form(part.parts[0])
        # the vector around the matrix may be 0
        return _RANGES[min(level, _SEMIDEFINITE)]

    def range_of_trace(self, part: Typed) -> Range:
        match part.op:
            case "add":
                return reduce(Range.__add__, map(self.range_of_trace, part.parts))
            case "negate":
                return -self.range_of_trace(part.parts[0])
            case "scale":
                return self.bounds(part.parts[0]) * self.range_of_trace(part.parts[1])
            case "divide":
                return self.range_of_trace(part.parts[0]) * self.bounds(part.parts[1]).inverse()
        factors = _factors(part)
        places = range(1, len(factors)) if len(factors) <= _MOST else ()
        pairs = [min(self.level_of(factors[:place]), self.level_of(factors[place:])) for place in places]
        return _RANGES[max([self.level_of(factors), *pairs])]

    def range_of_form(self, part: Typed) -> Range:
        """Bounds of the determinant, or of x^T S x for a vector that is not 0."""
        return _RANGES[self.level(part)]

    def level(self, part: Typed) -> int:
        """Whether this is positive definite, or semidefinite."""
        if part not in self.levels:
            self.levels[part] = self.new_level(part)
        return self.levels[part]

    def new_level(self, part: Typed) -> int:
        match part.op:
            case "eye":
                return _DEFINITE
            case "name":
                return _LEVELS.get(self.structure(part), _NEITHER)
            case "transpose":
                return self.level(part.parts[0])
            case "power":
                is_even = part.data % 2 == 0 and self.is_symmetric(part.parts[0])
                return max(self.level(part.parts[0]), _SEMIDEFINITE if is_even else _NEITHER)
            case "add":
                levels = list(map(self.level, part.parts))
                return max(levels) if all(levels) else _NEITHER
            case "hadamard" | "kron":
                # Schur's theorem for the product by entry
                return min(map(self.level, part.parts))
            case "scale":
                return self.scaled(part.parts[1], part.parts[0])
            case "divide":
                return self.scaled(*part.parts)
            case "product":
                return self.level_of(_factors(part))
        return _NEITHER

    def scaled(self, part: Typed, number: Typed) -> int:
        signs = self.bounds(number).signs()
        most = _NEITHER if -1 in signs else _SEMIDEFINITE if 0 in signs else _DEFINITE
        return min(most, self.level(part))

    def level_of(self, factors: list[Typed]) -> int:
        """Of a product such as A^T A, or X^T S X with a positive semidefinite S."""
        half = len(factors) // 2
        outer, middle = factors[:half], factors[half : len(factors) - half]
        pairs = zip(outer, reversed(factors), strict=False)
        if not all(self.turned(one) == [other] for one, other in pairs):
            return _NEITHER
        most = _DEFINITE if all(map(self.is_invertible, outer)) else _SEMIDEFINITE
        return min([most, *map(self.level, middle)])

    def is_invertible(self, part: Typed) -> bool:
        if part.op in ("power", "transpose"):
            return self.is_invertible(part.parts[0])
        return self.structure(part) in _INVERTIBLE or self.level(part) == _DEFINITE

    def is_symmetric(self, part: Typed) -> bool:
        if part.op in ("power", "add", "negate"):
            return all(map(self.is_symmetric, part.parts))
        if part.op == "scale":
            return self.is_symmetric(part.parts[1])
        return self.structure(part) in _SYMMETRIC or self.level(part) != _NEITHER

    def turned(self, part: Typed) -> list[Typed]:
        """The factors of the transpose."""
        if part.op == "product":
            return [each for factor in reversed(_factors(part)) for each in self.turned(factor)]
        return [part] if self.is_symmetric(part) else [_transposed(part)]

    def structure(self, part: Typed) -> str:
        shaped = self.symbols.shaped.get(part.data) if part.op == "name" else None
        return shaped.structure if shaped is not None else ""


def _factors(part: Typed) -> list[Typed]:
    if part.op == "product":
        return [factor for inner in part.parts for factor in _factors(inner)]
    if part.op == "transpose" and part.parts[0].op == "product":
        return [_transposed(factor) for factor in reversed(_factors(part.parts[0]))]
    return [part]


def _transposed(part: Typed) -> Typed:
    return part.parts[0] if part.op == "transpose" else Typed("transpose", (part,), (part.shape[1], part.shape[0]))
