"""Random names with few values, as X with X^2 = X: every joint distribution of them, with its chances as unknowns."""

from collections.abc import Iterable
from contextlib import suppress
from itertools import product

from flint import fmpq

from grading.maths.derivations.language import MOMENTS
from grading.maths.derivations.setting import ONE, ZERO, Setting, chance, make_setting, outcome_of
from grading.maths.polynomials import NotRational, quotient, univariate
from grading.maths.reals import REAL
from grading.maths.relations.truth import truth
from grading.maths.tree import Add, Call, Name, Negate, Relation, Tree, names, nodes
from grading.maths.trees import rational
from grading.maths.values import TooMuch, Undefined, Unsure

# Larger tables of joint values would be slow to judge.
_MOST = 8


def discrete(setting: Setting) -> Setting | None:
    """The setting with each joint value of the random names as an outcome; None where they have other values, too.

    Of random names of which nothing is given nothing is known there.
    """
    given = {name for each in setting.given for name in names(each)}
    groups = [found for group in setting.random if (found := tuple(name for name in group if name in given))]
    random = {name for group in groups for name in group}
    told = [each for each in setting.given if names(each) & random and not _has_moments(each)]
    if not random or setting.weights or any(not names(each) <= random for each in told):
        return None
    tables = [_table(group, told) for group in groups]
    if not all(0 < len(table) <= _MOST for table in tables) or any(_is_shared(setting, each) for each in told):
        return None
    count = max(map(len, tables))
    values = {
        outcome_of(name, at): rational(row[name])
        for group, table in zip(groups, tables, strict=True)
        for at, row in enumerate((*table, *[table[0]] * (count - len(table))))
        for name in group
    }
    weights = tuple(_weights(place, len(table), count) for place, table in enumerate(tables))
    base = Setting(setting.symbols, tuple(groups), weights=weights, values=values)
    left = (Relation((each[len(table) - 1], ZERO), (">=",)) for each, table in zip(weights, tables, strict=True))
    return make_setting(base, [*(each for each in setting.given if each not in told), *left])


def speaks_of_chances(setting: Setting, few: Setting, claim: Tree) -> bool:
    """Whether a claim speaks of random names with few values only, and of expectations: outcomes may have no chance."""
    random = {name for group in setting.random for name in group}
    known = {name for group in few.random for name in group}
    return names(claim) & random <= known and not setting.groups(setting.expanded(claim))


def _has_moments(tree: Tree) -> bool:
    return any(isinstance(node, Call) and node.function in MOMENTS for node in nodes(tree))


def _is_shared(setting: Setting, relation: Relation) -> bool:
    """Whether it ties names that are independent."""
    return len(setting.groups(relation)) > 1


def _weights(place: int, used: int, count: int) -> tuple[Tree, ...]:
    """The chance of each outcome; the last one that is used has what is left, those behind it have none."""
    free = [Name(chance(place, at)) for at in range(used - 1)]
    return (*free, Add((ONE, *map(Negate, free))) if free else ONE, *[ZERO] * (count - used))


def _table(group: Iterable[str], told: list[Relation]) -> list[dict[str, fmpq]]:
    """The joint values of the names at which all that is said of them holds; none where one has many values."""
    values = {name: _values(name, told) for name in group}
    rows = (dict(zip(values, row, strict=True)) for row in product(*values.values()))
    return [row for row in rows if all(_holds(each, row) for each in told)]


def _values(name: str, told: list[Relation]) -> list[fmpq]:
    """The zeros of the polynomials that are said to be 0 of it alone; none where one of them is no fraction."""
    for relation in told:
        if names(relation) == {name} and relation.signs == ("=",):
            with suppress(NotRational):
                over, _under = quotient(Add((relation.terms[0], Negate(relation.terms[1]))), (name,))
                factors = [factor for factor, _power in univariate(over).factor()[1]]
                return [-each[0] / each[1] for each in factors] if all(each.degree() == 1 for each in factors) else []
    return []


def _holds(relation: Relation, row: dict[str, fmpq]) -> bool:
    """False only where it certainly fails."""
    if not names(relation) <= row.keys():
        return True
    with suppress(Undefined, Unsure, TooMuch):
        return truth(relation, row, REAL) is not False
    return True
