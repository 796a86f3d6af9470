"""Equations of numbers proved by polynomials: `x = a/(a^2 + b^2)` from `2 x = k a`, `2 y = k b` and `a x + b y = 1`.

A polynomial is 0 wherever others are, if 1 is a sum of multiples of these and of 1 - s p, with a new name s (J. L.
Rabinowitsch, Zum Hilbertschen Nullstellensatz, Mathematische Annalen 102 (1930) 520). A Groebner basis tells.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from math import lcm
from typing import Any, TypeGuard

from flint import Ordering, fmpz_mpoly_ctx, fmpz_mpoly_vec

from grading.maths.bounds import is_positive
from grading.maths.derivations.facts import Facts
from grading.maths.derivations.statements import adjacent
from grading.maths.derivations.unwrapped import unwrapped
from grading.maths.domains import Domain
from grading.maths.exponentials import exponentials, in_exponentials, without_logarithms
from grading.maths.opaque import Letters
from grading.maths.polynomials import Polynomial
from grading.maths.quadratics import linear_where_zero
from grading.maths.relations.definite import has_value
from grading.maths.tree import (
    Add,
    Call,
    Divide,
    Logic,
    Name,
    Negate,
    Number,
    Power,
    Relation,
    Tree,
    is_whole,
    names,
    nodes,
)

# What is larger is not tried: letters, degree, and in the basis polynomials, terms and bits of numbers.
_LETTERS, _DEGREE, _LIMITS = 14, 10, (60, 120, 800)
_ZERO, _ONE, _TWO = (Number(Fraction(number)) for number in (0, 1, 2))
# Functions whose value, squared, is their argument to this power.
_SQUARED = {"sqrt": _ONE, "abs": _TWO, "bars": _TWO, "absolute": _TWO}


def follows_by_ideal(facts: Facts, claim: Tree) -> bool:
    """Whether an equation of numbers, or one with `!=`, follows from those that are given (False: not known).

    claim: a statement in basic symbols; it also says that its sides have values.
    """
    scalars = facts.setting.basic.scalars
    if not facts.equations or not _is_equation(claim, scalars):
        return False
    given = _given(facts)
    said = _without_logarithms(claim, given, scalars)
    (said, *given) = _in_exponentials([said, *given])
    known = Letters.of(*(side for each in given for side in each.terms)).parts
    if not all(part in known or has_value(part) for part in Letters.of(*said.terms).parts):
        return False
    zero, nonzero = _told(given, scalars)
    nonzero += exponentials(said.terms)
    # Four equally likely outcomes may contradict what is given of a random name.
    if facts.setting.random and _is_impossible(zero, nonzero) is not False:
        return False
    more = ([], [_gap(said)]) if said.signs == ("=",) else ([_gap(said)], [])
    under = [part for part in _divisors(said) if not is_positive(part, scalars)]
    every = (([*zero, *more[0]], [*nonzero, *more[1]]), *(([*zero, part], nonzero) for part in under))
    return all(_is_impossible(vanishing, apart) for vanishing, apart in every)


def _given(facts: Facts) -> list[Relation]:
    """What is given of numbers, also as it is without the functions around sides."""
    scalars = facts.setting.basic.scalars
    premise = dict.fromkeys((*facts.premise, *(unwrapped(fact, scalars) for fact in facts.premise)))
    given = [each for fact in premise for each in _relations(fact) if names(each) <= scalars.keys()]
    found = (without_logarithms(each) for each in given if each.signs == ("=",))
    return [*given, *(each[0] for each in found if each is not None)]


def _without_logarithms(claim: Relation, given: Sequence[Relation], scalars: Mapping[str, Domain]) -> Relation:
    """The claim without logarithms, where it says the same so: u = exp(v) for log(u) = v."""
    found = without_logarithms(claim)
    if found is None:
        return claim
    said, inside = found
    known = {node for each in given for node in nodes(each)}
    is_defined = all(is_positive(part, scalars) or Call("log", (part,)) in known for part in inside)
    return replace(said, signs=claim.signs) if is_defined else claim


def _in_exponentials(relations: Sequence[Relation]) -> list[Relation]:
    sides = iter(in_exponentials([side for each in relations for side in each.terms]))
    return [replace(each, terms=tuple(next(sides) for _side in each.terms)) for each in relations]


def _is_equation(tree: Tree, scalars: Mapping[str, Domain]) -> TypeGuard[Relation]:
    """Whether it is an equation, or one with `!=`, of real numbers."""
    is_one = isinstance(tree, Relation) and tree.signs[0] in ("=", "!=") and names(tree) <= scalars.keys()
    return is_one and all(scalars[name].sort != "complex" for name in names(tree))


def _told(given: Sequence[Relation], scalars: Mapping[str, Domain]) -> tuple[list[Tree], list[Tree]]:
    """What is 0 where all that is given holds, and what is not."""
    zero = [_gap(each) for each in given if each.signs == ("=",) and each.terms[0] != each.terms[1]]
    apart = [_gap(each) for each in given if each.signs == ("!=",)]
    used = sorted(set().union(*map(names, zero)))
    never = [Name(name) for name in used if not scalars[name].contains(Fraction(0))]
    return zero, [*apart, *_divisors(*given), *never, *exponentials(zero)]


def _relations(fact: Tree) -> Iterator[Relation]:
    if isinstance(fact, Logic) and fact.word == "and":
        for part in fact.parts:
            yield from _relations(part)
    elif isinstance(fact, Relation):
        yield from (Relation((left, right), (sign,)) for left, sign, right in adjacent(fact))


def _gap(relation: Relation) -> Tree:
    return Add((relation.terms[0], Negate(relation.terms[1])))


def _divisors(*trees: Tree) -> list[Tree]:
    """What is divided by in them."""
    found = list[Tree]()
    for node in (node for tree in trees for node in nodes(tree)):
        match node:
            case Divide(_, under) if names(under):
                found.append(under)
            case Power(base, exponent) if names(base) and is_whole(exponent) and not _is_above_zero(exponent):
                found.append(base)
    return found


def _is_above_zero(exponent: Tree) -> bool:
    return isinstance(exponent, Number) and exponent.value > 0


def _is_impossible(zero: Sequence[Tree], nonzero: Sequence[Tree]) -> bool | None:
    """Whether not all of these can be 0 while none of those is, as polynomials tell; None where that is too long."""
    squares = [each for part in Letters.of(*zero, *nonzero).parts if (each := _square(part)) is not None]
    letters = Letters.of(*zero, *nonzero, *squares)
    if len(letters.all) > _LETTERS:
        return None
    vanishing, apart = (
        [found[0] for tree in trees if (found := letters.quotient(tree)) is not None]
        for trees in ((*zero, *squares), nonzero)
    )
    return _is_unit([*vanishing, *(linear for each in vanishing for linear in linear_where_zero(each))], apart)


def _square(part: Tree) -> Tree | None:
    """What is 0 for a root, an absolute value, a sine: sqrt(u)^2 - u."""
    match part:
        case Call(function, (inner,)) if function in _SQUARED:
            return Add((Power(part, _TWO), Negate(Power(inner, _SQUARED[function]))))
        case Call("sin", (inner,)):
            return Add((Power(part, _TWO), Power(Call("cos", (inner,)), _TWO), Negate(_ONE)))
    return None


def _is_unit(zero: Sequence[Polynomial], nonzero: Sequence[Polynomial]) -> bool | None:
    """Whether 1 is a sum of multiples of the polynomials that are 0 and of 1 - s_i p_i for those that are not.

    None where that is too long.
    """
    every = [polynomial for polynomial in (*zero, *nonzero) if not polynomial.is_constant()]
    if any(not polynomial for polynomial in nonzero) or any(each and each.is_constant() for each in zero):
        return True
    if not every:
        return False
    if max(polynomial.total_degree() for polynomial in every) > _DEGREE:
        return None
    apart = [polynomial for polynomial in nonzero if not polynomial.is_constant()]
    names = [*every[0].context().names(), *(f"s{place}" for place in range(len(apart)))]
    context = fmpz_mpoly_ctx.get(names, Ordering.degrevlex)
    moved = [_whole(polynomial, context, len(apart)) for polynomial in zero if polynomial]
    more = context.gens()[len(names) - len(apart) :]
    moved += [1 - new * _whole(polynomial, context, len(apart)) for new, polynomial in zip(more, apart, strict=True)]
    basis: Any
    basis, is_whole = fmpz_mpoly_vec(moved, context).buchberger_naive(limits=_LIMITS)
    return any(each and each.is_constant() for each in basis) or (False if is_whole else None)


def _whole(polynomial: Polynomial, context: fmpz_mpoly_ctx, more: int) -> Polynomial:
    """The polynomial times the number that makes its coefficients whole, among more letters."""
    terms: dict[Any, Any] = polynomial.to_dict()
    shared = lcm(*(int(number.q) for number in terms.values()))
    longer: Any = {(*powers, *(0,) * more): int((number * shared).p) for powers, number in terms.items()}
    return context.from_dict(longer)
