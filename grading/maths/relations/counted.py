"""Comparisons of factorials with numbers: `n! > 100` is n > 4 for whole numbers that are not below 0.

Among these `binomial(n, 2)` is n (n - 1)/2.
"""

from collections.abc import Mapping
from functools import partial
from itertools import count
from math import factorial

from flint import fmpq

from grading.maths.conditions import TURNED
from grading.maths.constants import as_number
from grading.maths.domains import Domain
from grading.maths.tree import Add, Call, Divide, Logic, Multiply, Name, Number, Relation, Tree, functions, names
from grading.maths.trees import mapped, rational

# Longer products are not written out.
_MOST = 12
# Of larger numbers it is not asked which factorial comes next.
_LARGEST = 10**60


def counted(tree: Tree, domains: Mapping[str, Domain]) -> Tree:
    """The relation with each such comparison as one of the number itself."""
    return tree if functions(tree).isdisjoint(("factorial", "binomial")) else _counted(tree, domains)


def _counted(tree: Tree, domains: Mapping[str, Domain]) -> Tree:
    match tree:
        case Logic(word, parts):
            return Logic(word, tuple(_counted(part, domains) for part in parts))
        case Relation((left, right), (sign,)):
            found = _of_factorial(left, sign, right, domains) or _of_factorial(right, TURNED[sign], left, domains)
            return found or _without_binomials(tree, domains)
        case Relation():
            return _without_binomials(tree, domains)
    return tree


def _without_binomials(tree: Tree, domains: Mapping[str, Domain]) -> Tree:
    return mapped(tree, partial(_product, domains=domains)) if "binomial" in functions(tree) else tree


def _product(node: Tree, domains: Mapping[str, Domain]) -> Tree:
    match node:
        case Call("binomial", (Name(name) as whole, Number(size))) if _counts(domains.get(name)):
            if size.denominator == 1 and 0 < size <= _MOST:
                factors = (Add((whole, rational(-step))) for step in range(int(size)))
                return Divide(Multiply((rational(1), *factors)), rational(factorial(int(size))))
    return node


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
