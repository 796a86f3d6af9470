"""Are two formulas one by algebra alone? They are looked at once where every part that is no sum, product, fraction or
power has a random value of its own: `log(x + 1)` is a letter beside `x`.

What is equal there is equal wherever both have values: two rational functions of the letters that differ by one with a
numerator of degree d in them agree there with a chance of at most d/2^90 (Schwartz and Zippel); names and exponentials
are squares of letters, sines and cosines fractions of degree 2. The values are drawn anew in
each comparison, so that no answer can be written to fit them. Identities that hold for all real numbers are built in:
exponents add, sine and cosine are a point of the unit circle, roots and logarithms of products part.
"""

from collections.abc import Mapping

from grading.maths.domains import Domain
from grading.maths.generic.circle import CIRCLE
from grading.maths.generic.logarithms import LOGARITHMS
from grading.maths.generic.pieces import PIECES
from grading.maths.generic.powers import POWERS
from grading.maths.generic.side import BITS, Side, Unfit
from grading.maths.tree import Tree

__all__ = ["BITS", "same_in_letters"]

_RULES = {**POWERS, **LOGARITHMS, **CIRCLE, **PIECES}


def same_in_letters(answer: Tree, reference: Tree, domains: Mapping[str, Domain]) -> bool:
    """Whether they are equal by algebra, and the answer has a value wherever the reference has one.

    Only for real numbers; of these single ones that are left out do not count. False says nothing.
    """
    found = Side({}, domains, _RULES)
    wanted = Side(found.letters, domains, _RULES)
    try:
        return bool(wanted.value(reference) == found.value(answer)) and found.needs <= wanted.needs
    except Unfit:
        return False
