"""The places where a part of a formula is 0: a name is replaced there by what it must be."""

from collections.abc import Mapping
from fractions import Fraction
from math import prod

from grading.maths.domains import Domain
from grading.maths.tree import Add, Divide, Multiply, Name, Negate, Number, Tree, names
from grading.maths.trees import substituted

_ZERO = Number(Fraction(0))


def place_of_zero(part: Tree, domains: Mapping[str, Domain]) -> dict[str, Tree] | None:
    """A name of the part and its value where the part is 0; None where no name stands in it with a plain factor.

    Best is a name of all real numbers: of others the bounds are lost.
    """
    for name in sorted(names(part), key=lambda name: (domains.get(name) != Domain(), name)):
        if factor := _factor(part, name):
            rest = substituted(part, {name: _ZERO})
            # A number is never below 0.
            return {name: Divide(Negate(rest) if factor > 0 else rest, Number(abs(factor)))}
    return None


def _factor(part: Tree, name: str) -> Fraction | None:
    """By what number the name is multiplied in it; None where it is not, or stands elsewhere, too."""
    if name not in names(part):
        return Fraction(0)
    match part:
        case Name():
            return Fraction(1)
        case Negate(inner):
            found = _factor(inner, name)
            return None if found is None else -found
        case Add(terms):
            each = [_factor(term, name) for term in terms]
            return None if None in each else sum(filter(None, each), start=Fraction(0))
        case Multiply(factors):
            numbers = [factor.value for factor in factors if isinstance(factor, Number)]
            rest = [factor for factor in factors if not isinstance(factor, Number)]
            found = _factor(rest[0], name) if len(rest) == 1 else None
            return None if found is None else found * prod(numbers, start=Fraction(1))
        case Divide(over, Number(value)) if value:
            found = _factor(over, name)
            return None if found is None else found / value
    return None
