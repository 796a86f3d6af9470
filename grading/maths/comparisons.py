"""Other shapes of relations: without chains, as a list of cases, solved for some names."""

from fractions import Fraction
from itertools import product
from typing import Any

from flint import fmpq, fmpq_poly

from grading.maths.conditions import OPPOSITE
from grading.maths.polynomials import NotRational, Polynomial, as_tree, quotient
from grading.maths.tree import (
    Add,
    Divide,
    Logic,
    Name,
    Negate,
    Number,
    Relation,
    Tree,
    names,
    walk,
)
from grading.maths.trees import substituted

# So many cases of `(A or B) and (C or D)` are looked at, and so many comparisons in one of them.
_MOST_CASES, _MOST_PARTS = 16, 24
# Of polynomials of a higher degree roots are not looked for.
_HIGHEST = 12
# What a name is worth by the others, in parts, is put in up to this length.
_LONGEST = 400


Case = tuple[Relation, ...]


def cases(tree: Tree, *, negated: bool = False, most: int = _MOST_CASES) -> list[Case] | None:
    """The relation as a list of cases, each of single comparisons that hold together; None when they are too many."""
    match tree:
        case Logic("not", (part,)):
            return cases(part, negated=not negated, most=most)
        case Logic(word, parts):
            found = [cases(part, negated=negated, most=most) for part in parts]
            known = [each for each in found if each is not None]
            if len(known) < len(found):
                return None
            return _either(known, most) if (word == "or") != negated else _together(known, most)
        case Relation(terms, signs):
            pairs = list(zip(terms, terms[1:], signs, strict=False))
            if negated:
                return [(Relation((left, right), (OPPOSITE[sign],)),) for left, right, sign in pairs]
            return [tuple(Relation((left, right), (sign,)) for left, right, sign in pairs)]
    return None


def _either(found: list[list[Case]], most: int) -> list[Case] | None:
    together = [case for each in found for case in each]
    return together if len(together) <= most else None


def _together(found: list[list[Case]], most: int) -> list[Case] | None:
    count = 1
    for each in found:
        count *= len(each)
    if count > most:
        return None
    together = [tuple(part for case in combination for part in case) for combination in product(*found)]
    return together if max(map(len, together), default=0) <= _MOST_PARTS else None


def solved(case: Case, nonzero: frozenset[str] = frozenset()) -> dict[str, Tree]:
    """What the linear equations of a case say of some of its names, in terms of the others.

    nonzero: names that are never 0, by which may be divided.
    """
    found: dict[str, Tree] = {}
    for relation in case:
        if relation.signs != ("=",):
            continue
        left, right = (substituted(side, found) for side in relation.terms)
        name_and_value = _solved_for(left, right, nonzero)
        if name_and_value is None:
            continue
        name, value = name_and_value
        if any(place > _LONGEST for place, _node in enumerate(walk(value))):
            continue  # put into the others it would grow beyond all bounds
        found = {other: substituted(tree, {name: value}) for other, tree in found.items()} | {name: value}
    return found


def unchained(tree: Tree) -> Tree:
    """0 < x < 1 as 0 < x and x < 1; any other statement as it is."""
    if not isinstance(tree, Relation) or len(tree.signs) == 1:
        return tree
    pairs = zip(tree.terms, tree.terms[1:], tree.signs, strict=False)
    return Logic("and", tuple(Relation((left, right), (sign,)) for left, right, sign in pairs))


def is_impossible(case: Case) -> bool:
    """Whether its equations certainly have no common solution, as `x + y = 1 and x + y = 2`; False: not known."""
    known = solved(case)
    return any(
        relation.signs == ("=",) and _has_no_root(*(substituted(side, known) for side in relation.terms))
        for relation in case
    )


def _has_no_root(left: Tree, right: Tree) -> bool:
    """For polynomials in one name at most; a number that is not 0 has no root."""
    symbols = tuple(sorted(names(left) | names(right)))
    try:
        over, under = quotient(Add((left, Negate(right))), symbols)
    except NotRational:
        return False
    if not under.is_constant() or over.is_zero():
        return False
    if over.is_constant() or len(symbols) != 1 or over.total_degree() > _HIGHEST:
        return bool(over.is_constant())
    coefficients = [fmpq(0)] * (int(over.total_degree()) + 1)
    for (power,), coefficient in over.terms():
        coefficients[int(power)] = coefficient
    polynomial: Any = fmpq_poly(coefficients)
    return not any(root.imag.contains(0) for root, _times in polynomial.complex_roots())


def _solved_for(left: Tree, right: Tree, nonzero: frozenset[str]) -> tuple[str, Tree] | None:
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Name) and one.name not in names(other):
            return one.name, other
    symbols = tuple(sorted(names(left) | names(right)))
    try:
        over, under = quotient(Add((left, Negate(right))), symbols)
    except NotRational:
        return None
    if not under.is_constant():
        return None
    for place, name in enumerate(symbols):
        slope = over.derivative(place)
        if slope.is_constant() and not slope.is_zero():
            # Multiplied out: what is put in time and again would grow beyond all bounds.
            return name, as_tree(-_without(over, place) / slope.leading_coefficient(), symbols)
    return _solved_by_division(Add((left, Negate(right))), over, symbols, nonzero) if nonzero else None


def _without(polynomial: Polynomial, place: int) -> Polynomial:
    """The terms that do not hold the symbol at this place."""
    kept = {powers: number for powers, number in polynomial.to_dict().items() if not powers[place]}
    return polynomial.context().from_dict(kept)


def _solved_by_division(
    difference: Tree, over: Polynomial, symbols: tuple[str, ...], nonzero: frozenset[str]
) -> tuple[str, Tree] | None:
    """`eta L = 2` is eta = 2/L where L is never 0."""
    for place, name in enumerate(symbols):
        slope = over.derivative(place)
        terms = slope.to_dict()
        if len(terms) != 1 or over.degrees()[place] != 1:
            continue
        ((powers, _coefficient),) = terms.items()
        if all(symbol in nonzero for symbol, power in zip(symbols, powers, strict=True) if power):
            zero, one = (substituted(difference, {name: Number(Fraction(value))}) for value in (0, 1))
            return name, Divide(zero, Add((zero, Negate(one))))
    return None
