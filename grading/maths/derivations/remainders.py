"""What given equations say where something is 0: `(a + b) w = a` says a = 0 where a + b = 0."""

from fractions import Fraction

from grading.maths.derivations.setting import Setting
from grading.maths.opaque import Letters
from grading.maths.tree import Add, Negate, Number, Relation, Tree, names

_ZERO = Number(Fraction(0))


def remainders(setting: Setting, part: Tree) -> list[Relation]:
    """What is left of the equations of numbers when they are divided by the part, as equations with 0.

    One without names is false: then the part is 0 nowhere.
    """
    equations = [fact for fact in setting.facts if fact.signs == ("=",) and names(fact) <= setting.basic.scalars.keys()]
    gaps = [Add((fact.terms[0], Negate(fact.terms[1]))) for fact in equations]
    letters = Letters.of(part, *gaps)
    zero = letters.quotient(part)
    if zero is None or zero[0].is_constant():
        return []
    found = [(over[0], divmod(over[0], zero[0])[1]) for over in map(letters.quotient, gaps) if over is not None]
    return [Relation((letters.tree(rest), _ZERO), ("=",)) for over, rest in found if rest and rest != over]
