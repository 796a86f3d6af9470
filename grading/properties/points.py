"""Where an answer with names in it is looked at: humane points first, then random ones of the declared domains."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import chain, islice

from flint import fmpq

from grading.maths.domains import Domain
from grading.maths.printing import name_to_latex
from grading.maths.reals import REAL
from grading.maths.sampling import Point, plan
from grading.maths.tree import Add, Tree
from grading.maths.values import Evaluator, Undefined, Value
from grading.properties.reading import shown

# Small whole numbers at which people can check by hand.
_HUMANE = ((1, 2, 3, 5, 4, 6), (2, -1, 1, 3, -2, 5))


def points(trees: Sequence[Tree], domains: Mapping[str, Domain]) -> Iterator[Point]:
    """Enough points for all pieces of the formulas and all patterns of signs."""
    whole = Add((*trees, *trees[:1]))
    made = plan(whole, whole, domains)
    yield from chain(_humane(domains), islice(made.points, made.needed))


def _humane(domains: Mapping[str, Domain]) -> Iterator[Point]:
    for numbers in _HUMANE:
        if len(numbers) < len(domains):
            continue
        chosen = dict(zip(domains, numbers, strict=False))
        if all(domain.contains(Fraction(chosen[name])) for name, domain in domains.items()):
            yield {name: fmpq(number) for name, number in chosen.items()}


def has_value(tree: Tree, point: Mapping[str, Value]) -> bool:
    try:
        Evaluator(REAL, point).value(tree)
    except Undefined:
        return False
    return True


def shown_point(point: Mapping[str, Value]) -> str:
    """`$x_1 = 1,\\; x_2 = 2$`."""
    return "$" + ",\\; ".join(f"{name_to_latex(name)} = {shown(value)}" for name, value in point.items()) + "$"
