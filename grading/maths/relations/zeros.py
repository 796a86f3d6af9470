"""Equations of formulas that are no polynomials, the same by algebra: `y (1 + exp(-x)) = 1` and `y = sigmoid(x)`.

For real numbers, and only where both sides of both have values everywhere.
"""

from collections.abc import Mapping, Sequence

from grading.maths.domains import Domain
from grading.maths.everywhere import has_value_everywhere
from grading.maths.exponentials import in_exponentials
from grading.maths.generic import same_in_letters
from grading.maths.opaque import Letters
from grading.maths.polynomials import Polynomial, factored
from grading.maths.relations.same import difference
from grading.maths.signs import signs_of
from grading.maths.tree import Call, Constant, Divide, Power, Relation, Tree, is_whole, nodes

# Longer ones are not looked at.
_MOST_NODES, _MOST_TERMS = 80, 60


def have_same_zeros(answer: Tree, reference: Tree, domains: Mapping[str, Domain]) -> bool:
    """Whether both are equations, the difference of one a multiple of the other by what is never 0."""
    if not (isinstance(answer, Relation) and isinstance(reference, Relation)):
        return False
    pairs = difference(answer), difference(reference)
    if pairs[0] is None or pairs[1] is None or pairs[0][1] != pairs[1][1] or pairs[0][1] not in ("=", "!="):
        return False
    gaps = [gap for gap, _sign in filter(None, pairs)]
    if not all(map(_is_worthwhile, gaps)):
        return False
    if not all(has_value_everywhere(side, domains) for side in (*answer.terms, *reference.terms)):
        return False
    return same_in_letters(gaps[0], gaps[1], domains, "scale") or _have_same_factors(gaps, domains)


def _is_worthwhile(gap: Tree) -> bool:
    every = nodes(gap)
    return len(every) <= _MOST_NODES and any(map(_is_no_polynomial, every))


def _is_no_polynomial(node: Tree) -> bool:
    return isinstance(node, Call | Constant | Divide) or (isinstance(node, Power) and not is_whole(node.exponent))


def _have_same_factors(gaps: Sequence[Tree], domains: Mapping[str, Domain]) -> bool:
    """Whether what may be 0 in their products is the same, powers left out."""
    spelled = in_exponentials(gaps)
    letters = Letters.of(*spelled)
    found = [letters.quotient(gap) for gap in spelled]
    overs = [each[0] for each in found if each is not None]
    if len(overs) < len(found) or not all(0 < len(over) <= _MOST_TERMS for over in overs):
        return False
    mine, right = (_factors(over, letters, domains) for over in overs)
    return mine == right


def _factors(over: Polynomial, letters: Letters, domains: Mapping[str, Domain]) -> frozenset[str]:
    every = (factor for factor, _power in factored(over)[1])
    met = (factor for factor in every if 0 in signs_of(letters.tree(factor), domains))
    return frozenset(str(factor / factor.leading_coefficient()) for factor in met)
