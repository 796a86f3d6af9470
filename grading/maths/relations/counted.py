"""Comparisons of factorials with numbers: `n! > 100` is n > 4 for whole numbers that are not below 0."""

from collections.abc import Mapping
from itertools import count
from math import factorial

from flint import fmpq

from grading.maths.conditions import TURNED
from grading.maths.constants import as_number
from grading.maths.domains import Domain
from grading.maths.tree import Call, Logic, Name, Relation, Tree, names
from grading.maths.trees import rational

# Of larger numbers it is not asked which factorial comes next.
_LARGEST = 10**60


def counted(tree: Tree, domains: Mapping[str, Domain]) -> Tree:
    """The relation with each such comparison as one of the number itself."""
    match tree:
        case Logic(word, parts):
            return Logic(word, tuple(counted(part, domains) for part in parts))
        case Relation((left, right), (sign,)):
            return (
                _of_factorial(left, sign, right, domains) or _of_factorial(right, TURNED[sign], left, domains) or tree
            )
    return tree


def _of_factorial(side: Tree, sign: str, other: Tree, domains: Mapping[str, Domain]) -> Tree | None:
    if names(other) or not isinstance(side, Call) or side.function != "factorial":
        return None
    inner, number = side.arguments[0], as_number(other)
    if number is None or number > _LARGEST or not isinstance(inner, Name) or not _counts(domains.get(inner.name)):
        return None
    last, first = _last_up_to(number), _first_from(number)
    match sign:
        case ">" | "<=":
            return Relation((inner, rational(last)), (sign,))
        case ">=" | "<":
            return Relation((inner, rational(first)), (sign,))
        case "=":
            return Logic(
                "and", (Relation((inner, rational(first)), (">=",)), Relation((inner, rational(last)), ("<=",)))
            )
    return Logic("or", (Relation((inner, rational(first)), ("<",)), Relation((inner, rational(last)), (">",))))


def _counts(domain: Domain | None) -> bool:
    return domain is not None and domain.sort == "integer" and domain.low is not None and domain.low >= 0


def _last_up_to(number: fmpq) -> int:
    """The last whole number whose factorial is not above the number; -1 where none is."""
    return next(n for n in count(-1) if factorial(n + 1) > number)


def _first_from(number: fmpq) -> int:
    """The first whole number whose factorial is not below the number."""
    return next(n for n in count() if factorial(n) >= number)
