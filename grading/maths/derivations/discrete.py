"""Random names with few values, as X with X^2 = X: every joint distribution of them, with its chances as unknowns."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from itertools import product
from math import prod

from flint import fmpq

from grading.maths.derivations.language import has_moments
from grading.maths.derivations.outcomes import chance, is_outcome, outcome_of
from grading.maths.derivations.setting import ONE, Setting, make_setting
from grading.maths.derivations.zeros import ZERO
from grading.maths.matrices.dims import SCALAR
from grading.maths.polynomials import NotRational, quotient, univariate
from grading.maths.reals import REAL
from grading.maths.relations.truth import truth
from grading.maths.tree import Add, Name, Negate, Relation, Tree, names
from grading.maths.trees import rational, substituted
from grading.maths.values import TooMuch, Unsure

# Larger tables of joint values, of all groups together, would be slow to judge.
_MOST = 16


def discrete(setting: Setting, used: frozenset[str]) -> Setting | None:
    """The setting with each joint value of the random names with few values as an outcome; None where none has few.

    used: random names that must be known there, besides those of which something is given.
    Raises TooMuch where there are too many joint values.
    """
    defined = _defined(setting)
    given = [each for each in setting.given if not _defines(each, defined)]
    known = {name for each in given for name in names(each)} | used
    groups = [found for group in setting.random if (found := tuple(name for name in group if name in known))]
    random = {name for group in groups for name in group}
    told = [each for each in given if names(each) & random and not has_moments(each)]
    if not random or setting.weights or any(not names(each) <= random for each in told):
        return None
    if any(setting.symbols.shape(name) != SCALAR for name in random):
        return None
    tables = [_table(group, told) for group in groups]
    if not all(tables) or not any(map(_has_values, tables)) or any(_is_shared(setting, each) for each in told):
        return None
    if prod(map(len, tables)) > _MOST:
        raise TooMuch
    count = max(map(len, tables))
    values = {
        outcome_of(name, at): rational(value)
        for table in tables
        for at, row in enumerate((*table, *[table[0]] * (count - len(table))))
        for name, value in row.items()
    }
    weights = tuple(_weights(place, len(table), count) for place, table in enumerate(tables))
    base = Setting(setting.symbols, tuple(groups), defined, weights=weights, values=values)
    left = (Relation((each[len(table) - 1], ZERO), (">=",)) for each, table in zip(weights, tables, strict=True))
    open_names = {name for name in random if outcome_of(name, 0) not in values}
    held = (each for each in given if each not in told or names(each) & open_names)
    return make_setting(base, [*held, *left])


def speaks_of_chances(setting: Setting, claim: Tree) -> bool:
    """Whether a claim speaks of random names in expectations only: single outcomes may have no chance."""
    return not setting.groups(setting.expanded(claim))


def random_names(setting: Setting, claim: Tree) -> frozenset[str]:
    """Those in a claim, and in what its names stand for."""
    return setting.random_names & names(substituted(claim, _defined(setting)))


def _defined(setting: Setting) -> dict[str, Tree]:
    """What names stand for that are as random as what they are made of: Z = X + Y."""
    random = setting.random_names
    return {
        name: tree
        for name, tree in setting.definitions.items()
        if names(tree) & random and not any(map(is_outcome, names(tree)))
    }


def _defines(relation: Relation, defined: Mapping[str, Tree]) -> bool:
    return any(isinstance(side, Name) and side.name in defined for side in relation.terms)


def _is_shared(setting: Setting, relation: Relation) -> bool:
    """Whether it ties names that are independent."""
    return len(setting.groups(relation)) > 1


def _weights(place: int, used: int, count: int) -> tuple[Tree, ...]:
    """The chance of each outcome; the last one that is used has what is left, those behind it have none."""
    free = [Name(chance(place, at)) for at in range(used - 1)]
    return (*free, Add((ONE, *map(Negate, free))) if free else ONE, *[ZERO] * (count - used))


def _table(group: Iterable[str], told: list[Relation]) -> list[dict[str, fmpq]]:
    """The joint values of the names with few values at which all that is said of them holds.

    Each stands there twice where others of the group may have any value: these have two values beside each.
    """
    values = {name: found for name in group if (found := _values(name, told))}
    rows = (dict(zip(values, row, strict=True)) for row in product(*values.values()))
    held = [row for row in rows if all(_holds(each, row) for each in told)]
    return held if len(values) == len(tuple(group)) else [row for row in held for _time in range(2)]


def _has_values(table: list[dict[str, fmpq]]) -> bool:
    return bool(table[0])


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
    """False where it certainly fails, or has no value."""
    if not names(relation) <= row.keys():
        return True
    with suppress(Unsure, TooMuch):
        return bool(truth(relation, row, REAL))
    return True
