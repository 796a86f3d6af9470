"""The right answer in letters: it is looked at with every answer to its field, so that the first look is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from grading.maths.domains import Domain
from grading.maths.generic.circle import CIRCLE
from grading.maths.generic.factorials import FACTORIALS
from grading.maths.generic.letters import Letters, NowhereError, Unfit
from grading.maths.generic.logarithms import LOGARITHMS
from grading.maths.generic.pieces import PIECES, has_pieces, may_be_parted
from grading.maths.generic.powers import POWERS
from grading.maths.generic.side import Side
from grading.maths.kept import room
from grading.maths.piecewise import are_by_cases
from grading.maths.tree import Tree

_RULES = {**POWERS, **LOGARITHMS, **FACTORIALS, **CIRCLE, **PIECES}
# Of so many right answers a look is kept, from the second time on: one comparison alone asks of many mutants once.
_MOST = 64


@dataclass(frozen=True)
class _Look:
    """The side of a right answer, as nothing else was looked at yet; None: it is no formula of letters."""

    reference: Tree
    domains: Mapping[str, Domain]
    side: Side | None


_Key = tuple[int, bool, bool]
_looks: dict[_Key, _Look] = {}
_asked: dict[_Key, Tree] = {}


def begun(answer: Tree, reference: Tree, domains: Mapping[str, Domain]) -> Side:
    """A side with letters of its own that has looked at the right answer, if that has a value for the first signs.

    Raises Unfit where it is no formula of letters.
    """
    key = id(reference), has_pieces(answer, reference), are_by_cases(answer, reference)
    look = room(reference).get((prepare, *key[1:])) or _looks.get(key)
    if look is not None and look.domains == domains:
        side = look.side and look.side.copy()
    else:
        side = _first(reference, domains, *key[1:])
        _keep(key, _Look(reference, domains, side))
    if side is None:
        raise Unfit
    return side


def prepare(reference: Tree, domains: Mapping[str, Domain]) -> None:
    """Look at a right answer before any other comes; the looks are kept in it."""
    has, is_strict = has_pieces(reference), are_by_cases(reference)
    # An answer may part a logarithm for which nothing is chosen otherwise.
    for chooses in {has, has or may_be_parted(reference)}:
        look = _Look(reference, domains, _first(reference, domains, chooses, is_strict))
        room(reference)[prepare, chooses, is_strict] = look


def _keep(key: _Key, look: _Look) -> None:
    """Keep a copy of the look, if this was asked for before."""
    if _asked.get(key) is look.reference:
        _kept_in(_looks)[key] = replace(look, side=look.side and look.side.copy())
    else:
        _kept_in(_asked)[key] = look.reference


def _kept_in(table: dict[_Key, Any]) -> dict[_Key, Any]:
    """The table with room for one more."""
    if len(table) >= _MOST:
        table.clear()
    return table


def _first(reference: Tree, domains: Mapping[str, Domain], chooses: bool, is_strict: bool) -> Side | None:
    side = Side(Letters(has_pieces=chooses), domains, _RULES, is_strict=is_strict)
    try:
        side.value(reference)
    except Unfit as error:
        # Under other signs it may have a value.
        if isinstance(error, NowhereError) or not side.letters.are_possible(also_zero=is_strict):
            return side.fresh(Letters(has_pieces=chooses))
        return None
    return side
