"""Linear equations that several polynomial ones have as a sum of multiples: 4 x = 4 of two circles with one radius."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from grading.maths.polynomials import NotRational, as_tree, quotient
from grading.maths.tree import Add, Negate, Number, Relation, names

# Larger systems are left as they are.
_TERMS, _EQUATIONS, _NAMES = 30, 6, 8
_ZERO = Number(Fraction(0))
Polynomial = Any


def linear_sums(relations: Iterable[Relation]) -> list[Relation]:
    """The linear equations that follow from adding multiples of those that are not linear."""
    equations = [relation for relation in relations if relation.signs == ("=",)]
    symbols = tuple(sorted(set().union(*map(names, equations))))
    if len(symbols) > _NAMES:
        return []
    rows = list(_polynomials(equations, symbols))
    if not 2 <= len(rows) <= _EQUATIONS:
        return []
    return [Relation((as_tree(row, symbols), _ZERO), ("=",)) for row in _eliminated(rows) if _is_linear(row)]


def _polynomials(equations: Iterable[Relation], symbols: tuple[str, ...]) -> Iterator[Polynomial]:
    for equation in equations:
        try:
            over, under = quotient(Add((equation.terms[0], Negate(equation.terms[1]))), symbols)
        except NotRational:
            continue
        if under.is_constant() and over.total_degree() > 1 and len(over) <= _TERMS:
            yield over


def _eliminated(rows: list[Polynomial]) -> Iterator[Polynomial]:
    """Gauss's elimination, with every product of names as an unknown; those of the highest degree go first."""
    while rows:
        pivot = max(rows, key=_leading)
        rows.remove(pivot)
        leading = _leading(pivot)[1]
        rows = [row - pivot * (_coefficient(row, leading) / _coefficient(pivot, leading)) for row in rows]
        rows = [row for row in rows if row]
        yield pivot


def _leading(row: Polynomial) -> tuple[int, tuple[int, ...]]:
    return max((sum(powers), powers) for powers in (tuple(map(int, each)) for each in row.to_dict()))


def _coefficient(row: Polynomial, powers: tuple[int, ...]) -> Any:
    return row.to_dict().get(powers, 0)


def _is_linear(row: Polynomial) -> bool:
    return bool(row.total_degree() <= 1)
