"""Statements that are the same part by part: `1 <= x^2 + y^2 <= 4` and `x^2 + y^2 - 4 <= 0 and x^2 + y^2 >= 1`."""

from collections.abc import Mapping

from grading.maths.comparisons import unchained
from grading.maths.conditions import TURNED
from grading.maths.domains import Domain
from grading.maths.everywhere import has_value_everywhere
from grading.maths.polynomials import NotRational, as_tree, factored, quotient
from grading.maths.signs import signs_of
from grading.maths.tree import Add, Logic, Negate, Relation, Tree, names, nodes

# Statements with more comparisons are not compared so.
_MOST = 12


def are_same(answer: Tree, reference: Tree) -> bool:
    """Whether both join the same parts by the same words, up to their order (False: not known)."""
    if is_multiple(answer, reference) or have_same_factors(answer, reference):
        return True
    return max(map(_size, (answer, reference))) <= _MOST and _join_the_same(unchained(answer), unchained(reference))


def _size(tree: Tree) -> int:
    return sum(len(node.signs) for node in nodes(tree) if isinstance(node, Relation))


def _join_the_same(answer: Tree, reference: Tree) -> bool:
    if answer == reference or is_multiple(answer, reference) or have_same_factors(answer, reference):
        return True
    if not (isinstance(answer, Logic) and isinstance(reference, Logic)) or answer.word != reference.word:
        return False
    mine, right = _parts(answer), _parts(reference)
    return bool(mine and right) and _are_among(mine, right) and _are_among(right, mine)


def _are_among(ones: list[Tree], others: list[Tree]) -> bool:
    return all(any(_join_the_same(one, other) for other in others) for one in ones)


def _parts(tree: Logic) -> list[Tree]:
    """What it joins, also what is joined by the same word inside."""
    found = list[Tree]()
    for part in map(unchained, tree.parts):
        is_inside = isinstance(part, Logic) and part.word == tree.word != "not"
        found += _parts(part) if isinstance(part, Logic) and is_inside else [part]
    return found


def is_multiple(answer: Tree, reference: Tree) -> bool:
    """Whether both are one comparison of polynomials, and one difference is a multiple of the other."""
    pairs = difference(answer), difference(reference)
    if pairs[0] is None or pairs[1] is None:
        return False
    (mine, sign), (right, right_sign) = pairs[0], pairs[1]
    symbols = tuple(sorted(names(mine) | names(right)))
    try:
        over, under = quotient(mine, symbols)
        right_over, right_under = quotient(right, symbols)
    except NotRational:
        return False
    if not (under.is_constant() and right_under.is_constant()) or over.is_zero() or right_over.is_zero():
        return False
    over, right_over = over / under.leading_coefficient(), right_over / right_under.leading_coefficient()
    factor = over.leading_coefficient() / right_over.leading_coefficient()
    wanted = right_sign if factor > 0 else TURNED[right_sign]
    return bool(sign == wanted and over == right_over * factor)


def have_same_factors(answer: Tree, reference: Tree, domains: Mapping[str, Domain] | None = None) -> bool:
    """Whether both are equations, or some joined by `or`, with the same factors: `z w = 0` and `z = 0 or w = 0`.

    domains: those of real names; there factors that are never zero do not count, so that 2 a w = b is w = b/(2a).
    """
    if domains and max(map(_size, (answer, reference))) > _MOST:
        return False
    symbols = tuple(sorted(names(answer) | names(reference)))
    mine = _factors(answer, symbols, domains or {})
    return mine is not None and mine == _factors(reference, symbols, domains or {})


def _factors(tree: Tree, symbols: tuple[str, ...], domains: Mapping[str, Domain]) -> frozenset[str] | None:
    """The irreducible factors of polynomials of which one must be zero; None for other relations."""
    match tree:
        case Logic("or", parts) if parts:
            found = [_factors(part, symbols, domains) for part in parts]
            known = [each for each in found if each is not None]
            return frozenset().union(*known) if len(known) == len(found) else None
        case Relation((left, right), ("=",)):
            try:
                over, under = quotient(Add((left, Negate(right))), symbols)
            except NotRational:
                return None
            is_defined = under.is_constant() or (domains and _have_values((left, right), domains))
            if over.is_zero() or not is_defined:
                return None
            every = (factor for factor, _power in factored(over)[1])
            met = (factor for factor in every if not domains or 0 in signs_of(as_tree(factor, symbols), domains))
            return frozenset(str(factor / factor.leading_coefficient()) for factor in met)
    return None


def _have_values(sides: tuple[Tree, ...], domains: Mapping[str, Domain]) -> bool:
    return all(has_value_everywhere(side, domains) for side in sides)


def difference(tree: Tree) -> tuple[Tree, str] | None:
    if not isinstance(tree, Relation) or len(tree.signs) != 1:
        return None
    left, right = tree.terms
    return Add((left, Negate(right))), tree.signs[0]
