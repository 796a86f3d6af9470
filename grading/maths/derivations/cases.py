"""Formulas by cases in a derivation: what is given, and what a line says, is looked at in each of their cases.

`where(x > 0, x, -x) = 2` is x > 0 and x = 2, or x <= 0 and -x = 2. Conditions on vectors and matrices hold entry by
entry and are not parted; what they decide must be met on both sides and on the edge.
"""

from collections.abc import Iterator
from functools import partial
from itertools import chain

from grading.maths.comparisons import cases
from grading.maths.conditions import HOLDS
from grading.maths.derivations.branches import branches
from grading.maths.derivations.exact import is_contradictory
from grading.maths.derivations.facts import Facts
from grading.maths.derivations.setting import Setting
from grading.maths.derivations.statements import cases_of
from grading.maths.derivations.undoing import Equation
from grading.maths.matrices.evaluation import Met, Point, met
from grading.maths.matrices.wanted import Wanted
from grading.maths.piecewise import are_by_cases, is_open
from grading.maths.relations.by_cases import by_cases, outermost, replaced
from grading.maths.tree import Call, Logic, Relation, Tree, names
from grading.maths.values import bits

# So many formulas by cases are parted in one line, and so many points looked at of those that are not.
_MOST, _POINTS = 4, 40
_BITS = 1024


def given(setting: Setting, statement: Tree) -> Tree:
    """What is given, with its formulas by cases as alternatives, each outcome of a random name with its own."""
    if setting.random and are_by_cases(statement):
        statement = setting.expanded(statement)
    parted = by_cases(statement, is_parted=partial(is_of_numbers, setting))
    return parted if cases(parted) is not None else statement


def in_each_case(facts: Facts, claim: Tree, left: int = _MOST) -> list[tuple[Facts, Tree]]:
    """The claim in each case of its formulas, with what is given there; with more than a few it stays as it is."""
    found = _parted(facts.setting, claim) if left else None
    if found is None:
        return [(facts, claim)]
    condition, *values = found.arguments
    # Without a value for all else the claim stays as it is there, and has none.
    rest = (claim, 0) if is_open(found) else (replaced(claim, found, values[-1]), left - 1)
    ways = ((condition, replaced(claim, found, values[0]), left - 1), (Logic("not", (condition,)), *rest))
    split = [
        (Facts(setting), there, more)
        for held, there, more in ways
        for case in cases_of(held)
        for setting in branches(facts.setting, case)
    ]
    kept = [way for way in split if not (_is_excluded(way[0].setting.facts) or is_contradictory(way[0]))]
    return [each for world, there, more in kept or split for each in in_each_case(world, there, more)]


def _is_excluded(facts: tuple[Relation, ...]) -> bool:
    """Whether two of them exclude each other as they stand: x > y and x < y."""
    signs: dict[tuple[Tree, Tree], set[int]] = {}
    for fact in facts:
        (one, other), (sign,) = fact.terms, fact.signs
        for pair, allowed in (((one, other), HOLDS[sign]), ((other, one), [-each for each in HOLDS[sign]])):
            signs[pair] = signs.get(pair, {-1, 0, 1}) & set(allowed)
    return not all(signs.values())


def _parted(setting: Setting, claim: Tree) -> Call | None:
    """The first formula by cases that can be parted."""
    return next((node for node in outermost(claim) if is_of_numbers(setting, node)), None)


def is_of_numbers(setting: Setting, node: Call) -> bool:
    """Whether its condition is one on numbers, with few cases of its own."""
    condition = node.arguments[0]
    known = names(setting.expanded(condition)) <= setting.basic.scalars.keys()
    return known and all(cases(condition, negated=turned) is not None for turned in (False, True))


def _points(facts: Facts) -> Iterator[Point]:
    return chain(facts.small(_POINTS), facts.special(_POINTS), facts.points(_POINTS))


def is_looked_at(facts: Facts, sides: Equation | None) -> bool:
    """Whether all cases that are left were met at points where everything given holds, and their edges, too."""
    if sides is None:
        return False
    wanted, seen = Wanted([side.typed for side in sides], facts.setting.basic), set[Met]()
    with bits(_BITS):
        for point in _points(facts):
            seen |= {each for side in sides for each in met(side, point)}
            if not wanted.is_left(seen):
                return True
    return False
