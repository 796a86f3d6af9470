"""The sign of a product by those of its factors: eta g^2 (1 - L eta/2) > 0 where eta > 0, g != 0 and L eta < 2."""

from fractions import Fraction

from grading.maths.derivations.exact import is_proved
from grading.maths.derivations.facts import Facts
from grading.maths.opaque import Letters
from grading.maths.polynomials import factored
from grading.maths.relations.definite import has_value
from grading.maths.tree import Add, Divide, Multiply, Negate, Number, Relation, Tree, names, nodes
from grading.maths.trees import mapped

_ZERO = Number(Fraction(0))
# Each factor is a question or two of its own; more would take too long.
_FACTORS = 6


def holds_by_factors(facts: Facts, claim: Tree) -> bool:
    """Whether an inequality of numbers holds because the signs of all factors of its gap do (False: not known).

    claim: a statement in basic symbols.
    """
    if not isinstance(claim, Relation) or len(claim.signs) != 1 or claim.signs[0] not in ("<", "<=", ">", ">="):
        return False
    gap, sign = Add((claim.terms[0], Negate(claim.terms[1]))), claim.signs[0]
    letters = Letters.of(gap)
    found = letters.quotient(gap)
    if found is None or not found[0] or not _is_defined(facts, claim):
        return False
    (above, over), (below, under) = map(factored, found)
    if not sum(power for _factor, power in (*over, *under)) > 1 or len(over) + len(under) > _FACTORS:
        return False
    is_negative = above / below < 0
    for (factor, power), is_strict in [
        *((each, sign in ("<", ">")) for each in over),
        *((each, True) for each in under),
    ]:
        found_sign = _sign(facts, letters.tree(factor), power, is_strict=is_strict)
        if found_sign is None:
            return False
        is_negative = is_negative != (found_sign == "<")
    return is_negative == (sign in ("<", "<="))


def _is_defined(facts: Facts, claim: Tree) -> bool:
    """Whether nothing is divided by 0, and all else in the claim has a value everywhere."""
    below = [node.under for node in nodes(claim) if isinstance(node, Divide) and names(node.under)]
    without = mapped(claim, lambda node: Multiply((node.over, node.under)) if isinstance(node, Divide) else node)
    return has_value(without) and all(is_proved(facts, Relation((under, _ZERO), ("!=",))) for under in below)


def _sign(facts: Facts, factor: Tree, power: int, *, is_strict: bool) -> str | None:
    """On which side of 0 the power of a factor lies, ">" or "<"; None where that is not known."""
    if power % 2 == 0:
        return ">" if not is_strict or is_proved(facts, Relation((factor, _ZERO), ("!=",))) else None
    signs = (">", "<") if is_strict else (">=", "<=")
    return next((sign[0] for sign in signs if is_proved(facts, Relation((factor, _ZERO), (sign,)))), None)
