"""Where what a symbol is multiplied by in given equations is 0: `a x = b` does not tell x for a = 0."""

from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from itertools import chain, combinations, islice

from grading.errors import DefinitionError
from grading.maths.bounds import is_positive
from grading.maths.derivations.branches import branches
from grading.maths.derivations.exact import holds_nowhere, is_proved
from grading.maths.derivations.facts import Facts
from grading.maths.derivations.outcomes import is_outcome, outcome_of
from grading.maths.derivations.remainders import fails_for_numbers, remainders, worked_out
from grading.maths.derivations.setting import Setting
from grading.maths.derivations.undoing import Equation
from grading.maths.derivatives import derivative
from grading.maths.matrices.dims import SCALAR
from grading.maths.matrices.evaluation import Point
from grading.maths.opaque import Letters
from grading.maths.quadratics import linear_where_zero
from grading.maths.relations.definite import parted
from grading.maths.tree import (
    Add,
    Call,
    Divide,
    Fold,
    Logic,
    Multiply,
    Name,
    Negate,
    Number,
    Power,
    Relation,
    Tree,
    names,
    nodes,
)
from grading.maths.trees import substituted

_ZERO = Number(Fraction(0))
# So many such parts are looked at, at so many points.
_MOST_HOLES, _MOST_COEFFICIENTS, _TURNS, FEWEST = 6, 20, 6, 3


def degenerate(facts: Facts) -> dict[Tree, list[tuple[Facts, Point]]]:
    """For each coefficient in the given equations, points at which it is 0."""
    if facts.degenerate is None:
        every = islice(dict.fromkeys(coefficients(facts)), _MOST_COEFFICIENTS)
        facts.degenerate = {each: list(where_zero(facts, iter([each]))) for each in every if names(each)}
    return facts.degenerate


def is_doubtful(facts: Facts) -> bool:
    """Whether a coefficient may be 0 where no point was found, as 1 + sin(y) is, which only touches 0: what was divided
    by it may hold nowhere else.
    """
    doubtful = [each for each, found in degenerate(facts).items() if not found]
    if facts.setting.random:
        # Of moments the points are few; their polynomials are 0 at values that are met otherwise, too.
        doubtful = [each for each in doubtful if Letters.of(each).parts]
    return not all(_is_never_zero(facts, each) for each in doubtful)


def may_vanish_elsewhere(facts: Facts, sides: Equation) -> bool:
    """Whether something by which they divide may be 0 where no point was found, as 1 + cos(x) is, which touches 0."""
    numbers = (part for part in dict.fromkeys(vanishing(sides)) if names(part) <= facts.setting.basic.scalars.keys())
    parts = islice((part for part in numbers if Letters.of(part).parts), _MOST_HOLES)
    unmet = (part for part in parts if next(where_zero(facts, iter([part])), None) is None)
    return not all(_is_never_zero(facts, part) for part in unmet)


def _is_never_zero(facts: Facts, tree: Tree) -> bool:
    scalars = facts.setting.basic.scalars
    if is_positive(tree, scalars) or is_positive(Negate(tree), scalars):
        return True
    if is_proved(facts, Relation((tree, _ZERO), ("!=",))):
        return True
    return all(holds_nowhere(Facts(zero, turns=_TURNS)) for zero in _zeros(facts, tree))


def coefficients(facts: Facts) -> Iterator[Tree]:
    """In the given equations of numbers, what stands beside declared symbols in which they are linear: its factors.

    Of two equations also what both symbols are multiplied by once they are solved: a^2 - b^2 for a x + b y, b x + a y.
    """
    slopes = [_slopes(facts, sides, used) for sides, used in facts.equations]
    for one, other in combinations(slopes, 2):
        for first, second in combinations(sorted(one.keys() & other.keys()), 2):
            square = [one[first], one[second], other[first], other[second]]
            if all({first, second}.isdisjoint(names(slope)) for slope in square):
                crossed = Negate(Multiply((square[1], square[2])))
                yield from _factors(Add((Multiply((square[0], square[3])), crossed)))
    for each in slopes:
        for slope in each.values():
            yield from _factors(slope)


def _slopes(facts: Facts, sides: Equation, used: frozenset[str]) -> dict[str, Tree]:
    """What stands beside each declared symbol in which an equation of several numbers is linear."""
    found = dict[str, Tree]()
    if used <= facts.setting.basic.scalars.keys() and len(used) > 1:
        for name in sorted(used & facts.setting.symbols.scalars.keys()):
            with suppress(DefinitionError):
                slope = derivative(Add((sides[0].tree, Negate(sides[1].tree))), name)
                if name not in names(slope):
                    found[name] = slope
    return found


def _factors(tree: Tree) -> list[Tree]:
    """What is 0 where the tree is: its irreducible factors, as far as they are known."""
    letters = Letters.of(tree)
    found = letters.quotient(tree)
    return [letters.tree(factor) for factor, _power in letters.factors(found[0])] if found and found[0] else [tree]


def where_zero(facts: Facts, parts: Iterator[Tree]) -> Iterator[tuple[Facts, Point]]:
    """Points at which everything given holds and one of the parts is 0, with the facts there."""
    known, setting = set(facts.setting.basic.names), facts.setting
    numbers = (part for part in dict.fromkeys(parts) if names(part) & known and setting.shape_of(part) == SCALAR)
    for part in islice(numbers, _MOST_HOLES):
        if is_positive(part, setting.basic.scalars):
            continue
        for zero in _zeros(facts, part):
            there = Facts(zero, turns=_TURNS)
            yield from ((there, point) for point in chain(islice(there.small(FEWEST), FEWEST), there.points(FEWEST)))


def _zeros(facts: Facts, part: Tree) -> list[Setting]:
    """What is given, where the part is 0: none where that says something false of numbers."""
    left = remainders(facts.setting, part)
    if any(not names(rest) and fails_for_numbers(rest) for rest in left):
        return []
    told = (rest for rest in left if names(rest))
    every = ((*each, *told) for each in (_equations(part), *_without_chance(part)))
    return [worked_out(zero) for each in every for zero in branches(facts.setting, each)]


def _equations(part: Tree) -> list[Relation]:
    """What holds where the part is 0: of a sum of squares, or a variance, an equation for each of them."""
    whole = _zero(part)
    each = parted(whole)
    if isinstance(each, Logic) and each.word == "and":
        return [relation for relation in each.parts if isinstance(relation, Relation)]
    letters = Letters.of(part)
    found = letters.quotient(part)
    linear = linear_where_zero(found[0]) if found and not letters.parts else []
    return [_zero(letters.tree(polynomial)) for polynomial in linear] or [whole]


def _without_chance(part: Tree) -> Iterator[list[Relation]]:
    """That all random names in the part have one value each, or are 0, where the part is 0 then."""
    outcomes = sorted(name for name in names(part) if is_outcome(name))
    first = {name: Name(outcome_of(name.partition(".")[0], 0)) for name in outcomes}
    for values in (first, dict.fromkeys(outcomes, _ZERO)) if outcomes else ():
        there = substituted(part, values)
        found = Letters.of(there).quotient(there)
        if found is not None and not found[0]:
            yield [_zero(Add((Name(name), Negate(value)))) for name, value in values.items() if Name(name) != value]


def _zero(tree: Tree) -> Relation:
    return Relation((tree, _ZERO), ("=",))


def vanishing(sides: Equation) -> Iterator[Tree]:
    """What must not be 0 in them, as far as it is a number; not what the index of a sum stands in."""
    for side in sides:
        every = nodes(side.tree)
        indices = {node.index for node in every if isinstance(node, Fold)}
        found = (part for node in every if (part := _must_differ(node)) is not None)
        yield from (part for part in found if indices.isdisjoint(names(part)))


def _must_differ(node: Tree) -> Tree | None:
    match node:
        case Divide(_, under) if names(under):
            return under
        case Power(base, exponent) if names(base) and not isinstance(exponent, Number):
            return base
        case Call("log", (inner, *_)) if names(inner):
            return inner
    return None
