"""What a part by cases decides on: its condition, worked out once for all points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from grading.maths.conditions import HOLDS, holds
from grading.maths.matrices.typed import Typed
from grading.maths.tree import Logic, Name, Relation, Tree, nodes

# The places of both sides of a comparison, and its sign.
Atom = tuple[int, int, str]
# What the difference of two sides may be: its sign, None where one of them has no value.
Signs = tuple[int | None, ...]


@dataclass(frozen=True)
class Choice:
    """condition: names in it are the places of the sides, which are the first parts. values: the places of the values.

    same: for each side the first place at which the same one stands.
    """

    condition: Tree
    values: tuple[int, ...]
    same: tuple[int, ...]

    @cached_property
    def atoms(self) -> list[Atom]:
        """The comparisons in the condition."""
        chains = (node for node in nodes(self.condition) if isinstance(node, Relation))
        return [atom for chain in chains for atom in _atoms(chain)]

    @cached_property
    def groups(self) -> list[list[tuple[Atom, int]]]:
        """The comparisons of each two sides, and -1 for those in which these stand the other way round."""
        found: dict[tuple[int, int], list[tuple[Atom, int]]] = {}
        for atom in self.atoms:
            sides = self.same[atom[0]], self.same[atom[1]]
            is_turned = sides not in found and sides[::-1] in found
            found.setdefault(sides[::-1] if is_turned else sides, []).append((atom, -1 if is_turned else 1))
        return list(found.values())

    @cached_property
    def _worths(self) -> dict[Signs, bool | None]:
        return {}

    def worth(self, signs: Signs) -> bool | None:
        """What the condition is worth where the sides of each group lie so to each other."""
        if signs not in self._worths:
            self._worths[signs] = self._worked_out(signs)
        return self._worths[signs]

    def _worked_out(self, signs: Signs) -> bool | None:
        true: dict[Atom, bool | None] = {}
        for group, sign in zip(self.groups, signs, strict=True):
            true |= {atom: None if sign is None else sign * turned in HOLDS[atom[2]] for atom, turned in group}

        def chain(tree: Relation) -> bool | None:
            found = [true[atom] for atom in _atoms(tree)]
            return None if None in found else all(found)

        return holds(self.condition, chain)

    def decides(self, signs: Signs, index: int) -> bool:
        """Whether the condition would turn if the sides of this group lay otherwise to each other."""
        if len(signs) == 1:
            return True
        others = ((*signs[:index], other, *signs[index + 1 :]) for other in (-1, 0, 1) if other != signs[index])
        return any(self.worth(each) is not self.worth(signs) for each in others)


def choice_of(condition: Tree, sides: Sequence[Typed], values: Sequence[int]) -> Choice:
    """condition: in it names are places of the sides. values: the places of the values among all parts."""
    return Choice(condition, tuple(values), tuple(map(sides.index, sides)))


def with_places(condition: Tree, sides: list[Tree]) -> Tree:
    """The condition with a place for each side, which is added to the sides."""
    if isinstance(condition, Logic):
        return Logic(condition.word, tuple(with_places(part, sides) for part in condition.parts))
    assert isinstance(condition, Relation)
    first = len(sides)
    sides.extend(condition.terms)
    return Relation(tuple(Name(str(place)) for place in range(first, len(sides))), condition.signs)


def with_terms(condition: Tree, terms: Sequence[Tree]) -> Tree:
    """The condition with the sides back in their places."""
    if isinstance(condition, Logic):
        return Logic(condition.word, tuple(with_terms(part, terms) for part in condition.parts))
    assert isinstance(condition, Relation)
    return Relation(tuple(terms[place] for place in places_of(condition)), condition.signs)


def places_of(chain: Relation) -> list[int]:
    return [int(term.name) for term in chain.terms if isinstance(term, Name)]


def _atoms(relation: Relation) -> list[Atom]:
    return [(*pair, sign) for pair, sign in zip(pairwise(places_of(relation)), relation.signs, strict=True)]
