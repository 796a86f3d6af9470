"""A sum as a sum of multiples of plain ones: `Sum((x[i] - m)^2)` is `Sum(x[i]^2) - 2 m Sum(x[i]) + n m^2`."""

from collections.abc import Callable
from fractions import Fraction
from itertools import product

from grading.maths.printing import to_text
from grading.maths.tree import Add, Divide, Fold, Multiply, Negate, Number, Power, Tree, names

# More terms than these are left as they are.
_MOST, _LARGEST_POWER = 40, 4
_ONE = Number(Fraction(1))
# What stands before, and the factors that hold the index.
Term = tuple[tuple[Tree, ...], tuple[Tree, ...]]
IsNumber = Callable[[Tree], bool]


class _TooLong(Exception):
    """It has too many terms, or a factor that is no number."""


def spread(fold: Fold, is_number: IsNumber) -> Tree:
    """The sum of multiples of sums; the sum as it is where it has none.

    is_number: whether a part, in which the index stands, is a number.
    """
    if fold.kind != "Sum" or fold.index in names(fold.low) | names(fold.high):
        return fold
    try:
        terms = _terms(fold.body, fold.index, is_number)
    except _TooLong:
        return fold
    parts = tuple(_of_term(term, fold) for term in terms)
    return Add(parts) if len(parts) > 1 else parts[0]


def _terms(tree: Tree, index: str, is_number: IsNumber) -> list[Term]:
    if index not in names(tree):
        return [((tree,), ())]
    match tree:
        case Add(parts):
            found = [term for part in parts for term in _terms(part, index, is_number)]
        case Negate(inner):
            found = [((Number(Fraction(-1)), *before), row) for before, row in _terms(inner, index, is_number)]
        case Divide(over, under) if index not in names(under):
            found = [((Divide(_ONE, under), *before), row) for before, row in _terms(over, index, is_number)]
        case Multiply(factors) if all(map(is_number, factors)):
            found = _product([_terms(factor, index, is_number) for factor in factors])
        case Power(base, Number(times)) if times.denominator == 1 and 1 < times <= _LARGEST_POWER:
            found = _product([_terms(base, index, is_number)] * int(times))
        case _ if is_number(tree):
            found = [((), (tree,))]
        case _:
            raise _TooLong
    if len(found) > _MOST:
        raise _TooLong
    return found


def _product(lists: list[list[Term]]) -> list[Term]:
    size = 1
    for each in lists:
        size *= len(each)
    if size > _MOST:
        raise _TooLong
    return [
        (
            tuple(factor for before, _row in chosen for factor in before),
            tuple(part for _b, row in chosen for part in row),
        )
        for chosen in product(*lists)
    ]


def _of_term(term: Term, fold: Fold) -> Tree:
    before, row = term
    if row:
        ordered = tuple(sorted(row, key=to_text))
        body: Tree = Multiply(ordered) if len(ordered) > 1 else ordered[0]
        last: Tree = Fold("Sum", body, fold.index, fold.low, fold.high)
    else:
        last = _count(fold)
    return Multiply((*before, last)) if before else last


def _count(fold: Fold) -> Tree:
    if fold.low == _ONE:
        return fold.high
    return Add((fold.high, Negate(fold.low), _ONE))
