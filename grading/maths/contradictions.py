"""Conditions that never hold together: `x > 2 and x^2 + y^2 <= 1`; and points at which they may.

Conditions are parted into cases of comparisons, `max` and `abs` into their values, products into signs of their
factors, until each case contradicts itself.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, islice, product
from math import prod
from typing import Any

from flint import fmpq

from grading.maths.bounds import is_positive, is_real
from grading.maths.certificates import TURNED, bounds_on, parts_of, system_of
from grading.maths.comparisons import Case, cases, solved
from grading.maths.constants import without_constants
from grading.maths.domains import Domain
from grading.maths.floats import Function, NoFloats, as_function
from grading.maths.opaque import Letters
from grading.maths.optima import Conditions, Place, box_of, points_above
from grading.maths.polynomials import Polynomial, factored
from grading.maths.projections import Projection, gap_of, projected
from grading.maths.rationals import as_fmpq
from grading.maths.reals import REAL, centre
from grading.maths.tree import (
    Add,
    Call,
    Constant,
    Logic,
    Multiply,
    Negate,
    Number,
    Relation,
    Tree,
    nodes,
)
from grading.maths.trees import mapped, rational, substituted
from grading.maths.values import Evaluator, TooMuch, Undefined, Unsure

_INFINITY, _ZERO = Constant("oo"), Number(Fraction(0))
# Longer conditions are not looked at.
_MOST_NODES, _MOST_CASES = 300, 80
# With so many functions that choose among values, and so many choices that are looked at, it is too much.
_MOST_CHOICES, _MOST_VISITS = 7, 160
# A case is parted into so many, and products of so many factors are.
_MOST_PARTS, _MOST_SIGNS = 8, 3
# So many points are tried, and in so many cases, fewer of many names, more than linear ones are looked for.
_MOST_POINTS, _MOST_SEARCHED, _MANY = 60, 6, 6
# Longer polynomials are not divided.
_MOST_TERMS = 30
# Fractions with denominators up to these are simple, and less so.
_SIZES = (1, 2, 12, 1000, 10**6)


def cannot_hold(conditions: Sequence[Tree], domains: Mapping[str, Domain]) -> bool:
    """Whether there is certainly no point of the domains at which all of them hold (False: not known)."""
    found = _cases(conditions, domains)
    return found is not None and all(_never_holds(case, domains) for case in found)


def examples(conditions: Sequence[Tree], domains: Mapping[str, Domain]) -> Iterator[dict[str, Any]]:
    """Points of the domains at which all of them may hold; where all are linear, at least one if there is any."""
    parted = ((each, case) for case in _cases(conditions, domains) or () for each in _chosen(case, domains))
    every = enumerate(case if each is None else each for each, case in islice(parted, _MOST_CASES))
    most = _MOST_SEARCHED if len(domains) <= _MANY else 1
    found = (point for at, case in every for point in _examples(case, domains, is_searched=at < most))
    yield from islice(found, _MOST_POINTS)


def _examples(case: Case, domains: Mapping[str, Domain], *, is_searched: bool) -> Iterator[dict[str, Any]]:
    """is_searched: whether to look for more than the solutions of what is linear in it."""
    is_exhausted = True
    for each in _on_sides(case):
        left = _Reduced.of(each, domains)
        system = system_of(left.case, domains) if left is not None else None
        example = system.example() if system is not None else None
        if left is not None and system is not None and example is not None:
            yield from left.completed([example])
            is_exhausted = is_exhausted and system.is_linear
    left = _Reduced.of(tuple(map(_apart, case)), domains) if is_searched and not is_exhausted else None
    yield from left.completed(_searched(left.case, domains)) if left else ()


@dataclass(frozen=True)
class _Reduced:
    """What is left of a case in fewer names. known: what others are in terms of these."""

    case: Case
    known: Mapping[str, Tree]
    projection: Projection
    domains: Mapping[str, Domain]

    @classmethod
    def of(cls, case: Case, domains: Mapping[str, Domain]) -> "_Reduced | None":
        """None where it holds nowhere."""
        known = solved(case)
        whole = (*case, *bounds_on(known, domains))
        put = tuple(Relation(tuple(substituted(term, known) for term in part.terms), part.signs) for part in whole)
        left = projected(put, domains)
        bare = without_constants(tuple(_without_positive(relation, domains) for relation in left.case))
        return None if bare is None else cls(bare, known, left, domains)

    def completed(self, places: Iterable[Mapping[str, fmpq]]) -> Iterator[dict[str, Any]]:
        """The places with values of all names, as far as these lie in their domains."""
        base = {name: _some_value(domain) for name, domain in self.domains.items()}
        for place in places:
            point = _completed(self.projection.completed({**base, **place}), self.known)
            if point is not None and all(
                name in self.domains and _lies_in(value, self.domains[name]) for name, value in point.items()
            ):
                yield point


def _searched(case: Case, domains: Mapping[str, Domain]) -> Iterator[dict[str, fmpq]]:
    """Numbers for its names at which a case may hold; none but linear equations are exactly so."""
    letters = Letters.of(*(term for relation in case for term in relation.terms))
    symbols, above, equal = letters.symbols, list[Function](), list[Function]()
    equations = {"", *(letters.zeros(gap_of(relation)) for relation in case if relation.signs == ("=",))}
    with suppress(NoFloats):
        for relation in (*case, *bounds_on(symbols, domains)):
            zeros = letters.zeros(gap_of(relation))
            if relation.signs == ("=",):
                equal += [as_function(gap_of(relation), symbols)] if zeros != "" else []
            elif relation.signs[0] in ("<", ">") or zeros is None or zeros not in equations:
                above.append(as_function(gap_of(relation), symbols))
        for place in points_above(Conditions(above, equal, box_of(symbols, domains))):
            yield dict(zip(symbols, _simplest(place, [] if equal else above), strict=True))


def _apart(relation: Relation) -> Relation:
    """Numbers differ where the size of their difference is above 0."""
    return Relation((Call("abs", (gap_of(relation),)), _ZERO), (">",)) if relation.signs == ("!=",) else relation


def _simplest(place: Place, above: list[Function]) -> list[fmpq]:
    """Fractions near the numbers: simple ones, where the functions are above 0 at these, too."""
    for size in _SIZES if above else ():
        near = [Fraction(value).limit_denominator(size) for value in place]
        with suppress(ValueError, ArithmeticError):
            if all(function(list(map(float, near))) > 0 for function in above):
                return [as_fmpq(value) for value in near]
    return [fmpq(*value.as_integer_ratio()) for value in place]


def _some_value(domain: Domain) -> fmpq:
    """Any value of the domain, the simplest of a few."""
    ends = [Fraction(end) + step for end in (domain.low, domain.high) if end is not None for step in (0, 1, -1)]
    middle = [Fraction(domain.low + domain.high) / 2] if domain.low is not None and domain.high is not None else []
    tried = (Fraction(1), Fraction(0), *domain.values, *middle, *ends)
    return as_fmpq(next((value for value in tried if domain.contains(value)), tried[0]))


def _completed(point: dict[str, Any], known: Mapping[str, Tree]) -> dict[str, Any] | None:
    """With the values of what is known in terms of the other names, None where these have none."""
    evaluator = Evaluator(REAL, point)
    try:
        return point | {name: evaluator.value(tree) for name, tree in known.items()}
    except (Undefined, Unsure, TooMuch):
        return None


def _lies_in(value: Any, domain: Domain) -> bool:
    """Whether it belongs to the domain; of what is no fraction its middle is asked."""
    if type(value) is fmpq:
        return domain.contains(value)
    return domain.is_continuous and domain.contains(centre(value))


def _cases(conditions: Sequence[Tree], domains: Mapping[str, Domain]) -> list[Case] | None:
    """None where they are too many or too long, or speak of what is no real number."""
    parts = [node for condition in conditions for node in nodes(condition)]
    if len(parts) > _MOST_NODES or _INFINITY in parts or not all(is_real(each, domains) for each in conditions):
        return None
    found = cases(Logic("and", tuple(conditions)), most=_MOST_CASES)
    return None if found is None else [case for each in found if (case := without_constants(each)) is not None]


def _never_holds(case: Case, domains: Mapping[str, Domain]) -> bool:
    """With each value that `max`, `abs` and the like in it may choose; where these are many, from what bounds them."""
    for each in _chosen(case, domains):
        if each is None:
            ends = (relation for part in parts_of(case) for relation in _ends(part))
            return _is_impossible((*case, *ends), domains)
        if not _is_impossible(each, domains):
            return False
    return True


def _chosen(case: Case, domains: Mapping[str, Domain]) -> Iterator[Case | None]:
    """The case with each value that such functions may choose put in their place, as long as that can be.

    None at the end, or alone, where that would be too many.
    """
    waiting = [case]
    if sum(1 for part in parts_of(case) if _choices(part)) > _MOST_CHOICES:
        waiting.clear()
        yield None
    for _visit in range(_MOST_VISITS):
        if not waiting:
            return
        each = waiting.pop()
        part = next((part for part in reversed(parts_of(each)) if _choices(part)), None)
        if part is None:
            yield each
        else:
            waiting += reversed(list(_with_choices(each, part, domains)))
    if waiting:
        yield None


def _with_choices(case: Case, part: Tree, domains: Mapping[str, Domain]) -> Iterator[Case]:
    """The case with each value of one such function in its place."""
    for value, conditions in _choices(part):
        put = tuple(_with_value(relation, part, value) for relation in case)
        several = cases(Logic("and", conditions))
        # What is too much to be parted is left out: then the case says less.
        for more in [()] if several is None else several:
            chosen = without_constants((*put, *more))
            system = system_of(chosen, domains) if chosen is not None else None
            if chosen is not None and (system is None or not system.is_refuted_at_once()):
                yield chosen


def _with_value(relation: Relation, part: Tree, value: Tree) -> Relation:
    def change(node: Tree) -> Tree:
        if node == part:
            return value
        # What stands beside a factor 0 need not be parted.
        return _ZERO if isinstance(node, Multiply) and _ZERO in node.factors else node

    return Relation(tuple(mapped(term, change) for term in relation.terms), relation.signs)


def _choices(part: Tree) -> list[tuple[Tree, tuple[Tree, ...]]]:
    """The values among which it chooses, each with the conditions under which it is that; none where it does not."""
    match part:
        case Call("where", (condition, value)):
            return [(value, (condition,))]
        case Call("where", (condition, value, otherwise)):
            return [(value, (condition,)), (otherwise, (Logic("not", (condition,)),))]
    values, sign = _extreme(part)
    return [(value, _is_chosen(place, values, sign)) for place, value in enumerate(values)]


def _is_chosen(place: int, values: tuple[Tree, ...], sign: str) -> tuple[Tree, ...]:
    """What holds where a function of the largest or smallest has this value, and none before it is the same."""
    value = values[place]
    before = tuple(Relation((value, other), (sign[0],)) for other in values[:place])
    return (*before, *(Relation((value, other), (sign,)) for other in values[place + 1 :]))


def _extreme(part: Tree) -> tuple[tuple[Tree, ...], str]:
    """The values of which a function is the largest or smallest, and on which side of the others that lies."""
    match part:
        case Call("abs", (inner,)):
            return (inner, Negate(inner)), ">="
        case Call("relu", (inner,)):
            return (inner, _ZERO), ">="
        case Call("max" | "min" as function, parts):
            return parts, ">=" if function == "max" else "<="
    return (), ""


def _ends(part: Tree) -> Iterator[Relation]:
    """It lies on the same side of them all."""
    values, sign = _extreme(part)
    yield from (Relation((part, value), (sign,)) for value in values)


def _is_impossible(case: Case, domains: Mapping[str, Domain]) -> bool:
    """With each side of `!=`, or with the factors of products above and below 0."""
    return any(
        all(_is_refuted(each, domains) for each in parted)
        for parted in chain([_on_sides(case)], _parted(case, _by_factors))
    )


def _is_refuted(case: Case, domains: Mapping[str, Domain]) -> bool:
    if _denies_an_equation(case):
        return True
    system = system_of(case, domains)
    return system is not None and system.is_refuted()


def _denies_an_equation(case: Case) -> bool:
    """Whether something is not 0, and yet a multiple of what is: y z = 1 and x y z > x."""
    equations = [relation for relation in case if relation.signs == ("=",)]
    others = [relation for relation in case if relation.signs[0] in ("<", ">", "!=")]
    if not equations or not others:
        return False
    letters = Letters.of(*map(gap_of, case))
    zeros, never = ([letters.quotient(gap_of(each)) for each in some] for some in (equations, others))
    pairs = ((zero[0], found[0]) for zero in zeros for found in never if zero and found)
    return any(_divides(zero, found) for zero, found in pairs if max(len(zero), len(found)) <= _MOST_TERMS)


def _divides(divisor: Polynomial, polynomial: Polynomial) -> bool:
    if not divisor or divisor.is_constant() or not polynomial:
        return False
    return bool(polynomial.gcd(divisor).total_degree() == divisor.total_degree())


def _parted(case: Case, part: Callable[[Relation], list[Case]]) -> Iterator[list[Case]]:
    """All combinations of the cases of its comparisons, unless there are too many, or only one."""
    options = [part(relation) for relation in case]
    if 1 < prod(map(len, options)) <= _MOST_PARTS:
        yield [tuple(chain.from_iterable(chosen)) for chosen in product(*options)]


def _on_sides(case: Case) -> list[Case]:
    return next(_parted(case, _on_each_side), [case])


def _on_each_side(relation: Relation) -> list[Case]:
    if relation.signs != ("!=",):
        return [(relation,)]
    return [(Relation(relation.terms, (sign,)),) for sign in "<>"]


def _by_factors(relation: Relation) -> list[Case]:
    """Which signs the factors of the difference of its sides may have, so that the relation holds."""
    sign = relation.signs[0]
    found = _factors(relation) if sign != "!=" else None
    if found is None:
        return _on_each_side(relation)
    constant, factors = found
    if sign == "=":
        return [(Relation((factor, _ZERO), ("=",)),) for factor, _power in factors] or [(relation,)]
    odd = [factor for factor, power in factors if power % 2]
    if not 1 < len(odd) <= _MOST_SIGNS or (sign in ("<=", ">=") and len(odd) < len(factors)):
        return [(relation,)]
    is_turned = (constant < 0) != (sign in TURNED)
    above, below = (">", "<") if sign in "<>" else (">=", "<=")
    return [
        tuple(Relation((factor, _ZERO), (each,)) for factor, each in zip(odd, signs, strict=True))
        for signs in product((above, below), repeat=len(odd))
        if (signs.count(below) % 2 == 1) == is_turned
    ]


def _factors(relation: Relation) -> tuple[fmpq, list[tuple[Tree, int]]] | None:
    """The constant and the factors of the difference of its sides, or of what has its sign, with their powers."""
    left, right = relation.terms
    letters = Letters.of(left, right)
    found = letters.quotient(Add((left, Negate(right))))
    if found is None or found[0].is_zero():
        return None
    constant, factors = factored(found[0] * found[1])
    return constant, [(letters.tree(factor), power) for factor, power in factors]


def _without_positive(relation: Relation, domains: Mapping[str, Domain]) -> Relation:
    """A strict comparison without the factors of its difference that are above 0, or squares: these are not 0 then."""
    found = _factors(relation) if relation.signs[0] in ("<", ">") else None
    if found is None:
        return relation
    left = [factor for factor, power in found[1] if power % 2 and not is_positive(factor, domains)]
    if len(left) == len(found[1]):
        return relation
    return Relation((Multiply((rational(found[0]), *left)), _ZERO), relation.signs)
