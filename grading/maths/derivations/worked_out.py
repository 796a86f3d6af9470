"""What is left to be worked out in a line: `x = (10 - 4)/3` says as much as `x = 2`, and is a step on the way to it."""

from fractions import Fraction
from math import gcd, isqrt

from grading.maths.derivations.shapes import has_numbers_to_multiply
from grading.maths.derivations.statements import relations
from grading.maths.spots import product_of
from grading.maths.tree import Add, Call, Divide, Multiply, Negate, Number, Power, Tree, nodes

# Larger powers of numbers are results.
_LARGEST_POWER = 12


def is_left_to_work_out(tree: Tree) -> bool:
    """Whether numbers can be put together in it, or fractions in fractions written plainly.

    Terms that are 0 and factors that are 1 or cancel are nothing to work out: anything could be written so.
    """
    sides = [side for relation in relations(tree) for side in relation.terms] or [tree]
    return any(map(has_numbers_to_multiply, sides)) or any(map(_is_left, nodes(tree)))


def _is_left(node: Tree) -> bool:
    match node:
        case Add(terms):
            return len([term for term in terms if _number(term)]) > 1
        case Divide(over, under):
            first, second = _number(over), _number(under)
            if first is None or second is None:
                return isinstance(over, Divide) or isinstance(under, Divide) or _divides_twice(node)
            return first.denominator != 1 or second.denominator != 1 or gcd(int(first), int(second)) != 1
        case Multiply():
            return _divides_twice(node)
        case Power(base, exponent):
            power = _number(exponent)
            return power is not None and (power < 0 or (power.denominator == 1 and _number(base) is not None))
        case Call("sqrt", (inner,)):
            value = _number(inner)
            return value is not None and value > 0 and all(map(_is_square, value.as_integer_ratio()))
    return False


def _divides_twice(tree: Tree) -> bool:
    """Whether one thing is divided by in several fractions: `1/u*v/u` for v/u^2."""
    under = product_of(tree).under
    return len(set(under)) < len(under)


def _number(tree: Tree) -> Fraction | None:
    """What it is worth, if it is made of plain numbers."""
    match tree:
        case Number(value):
            return value
        case Negate(inner):
            found = _number(inner)
            return None if found is None else -found
        case Divide(over, under):
            first, second = _number(over), _number(under)
            return first / second if first is not None and second else None
        case Add(terms) | Multiply(terms):
            found_of = [_number(term) for term in terms]
            values = [value for value in found_of if value is not None]
            if len(values) < len(terms):
                return None
            return sum(values, Fraction(0)) if isinstance(tree, Add) else _product(values)
        case Power(base, Number(exponent)) if exponent.denominator == 1 and 0 < exponent <= _LARGEST_POWER:
            found = _number(base)
            return None if found is None else found ** int(exponent)
    return None


def _product(values: list[Fraction]) -> Fraction:
    found = Fraction(1)
    for value in values:
        found *= value
    return found


def _is_square(number: int) -> bool:
    return isqrt(number) ** 2 == number
