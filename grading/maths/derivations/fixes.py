"""What sets a wrong line right: the slip that it undoes was made, whatever was done rightly beside it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from grading.maths.mutations import RULES, Mutant
from grading.maths.slips import factors, powers, symbols
from grading.maths.spots import Spot, has_names, spots
from grading.maths.tree import Relation, Tree
from grading.messages import say


@dataclass(frozen=True)
class _Fix:
    """name: of the slip; change: undoes it at one place. in_equations: whether it tells
    there, too: `x = 4` for `x = 2` has lost no square, although x^2 = 4.
    """

    name: str
    change: Callable[[Spot], Iterator[Tree]]
    in_equations: bool = True


_FIXES = (
    _Fix("sign", factors.sign),
    _Fix("sign-of-a-term", factors.sign_of_a_term),
    _Fix("lost-factor-2", factors.doubled, in_equations=False),
    _Fix("extra-factor-2", factors.halved, in_equations=False),
    _Fix("upside-down", factors.upside_down),
    _Fix("sign-of-the-exponent", factors.sign_of_the_exponent),
    _Fix("swapped-difference", symbols.swapped_difference),
    _Fix("lost-square", powers.extra_square, in_equations=False),
    _Fix("extra-square", powers.lost_square, in_equations=False),
)
_SAYS = {rule.name: rule.says for rule in reversed(RULES)}


def fixes(line: Tree) -> Iterator[Mutant]:
    """The trees that a wrong expression may have been meant as, each with the slip; none of a line without names.

    What comes out of a slip is seldom all that was done: terms were multiplied out as well, a logarithm taken apart.
    """
    return _fixed(line, _FIXES)


def fixed_sides(line: Relation) -> Iterator[tuple[Mutant, Relation]]:
    """The same of an equation, one side of which is set right."""
    kinds = [fix for fix in _FIXES if fix.in_equations]
    for place, term in enumerate(line.terms):
        for fix in _fixed(term, kinds):
            yield fix, Relation((*line.terms[:place], fix.tree, *line.terms[place + 1 :]), line.signs)


def _fixed(tree: Tree, kinds: Iterable[_Fix]) -> Iterator[Mutant]:
    if not has_names(tree):
        return
    places = spots(tree)
    for fix in kinds:
        made = (spot.put(new) for spot in places for new in fix.change(spot))
        yield from (Mutant(fix.name, say(_SAYS[fix.name]), each) for each in made)
