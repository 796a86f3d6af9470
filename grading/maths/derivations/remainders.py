"""What given equations say where something is 0: `(a + b) w = a` says a = 0 where a + b = 0."""

from collections.abc import Container
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction

from flint import fmpq

from grading.maths.boundary import BITS, Boundary, sign_or_zero
from grading.maths.derivations.setting import Setting
from grading.maths.opaque import Letters
from grading.maths.reals import REAL
from grading.maths.tree import Add, Call, Negate, Number, Relation, Tree, names
from grading.maths.trees import mapped, rational
from grading.maths.values import TooMuch, Undefined, Unsure, bits

_ZERO = Number(Fraction(0))


def fails_for_numbers(equation: Relation) -> bool:
    """Whether an equation without names is certainly false: sqrt(2)/2 - 1/sqrt(2) = 0 is not."""
    with suppress(Undefined, Unsure, TooMuch), bits(BITS):
        return sign_or_zero(Boundary(REAL, {}).value(equation.terms[0])) not in (0, None)
    return False


def remainders(setting: Setting, part: Tree) -> list[Relation]:
    """What is left of the equations of numbers when they are divided by the part, as equations with 0.

    Where one without names is false, the part is 0 nowhere.
    """
    equations = [fact for fact in setting.facts if fact.signs == ("=",) and names(fact) <= setting.basic.scalars.keys()]
    gaps = [Add((fact.terms[0], Negate(fact.terms[1]))) for fact in equations]
    letters = Letters.of(part, *gaps)
    zero = letters.quotient(part)
    if zero is None or zero[0].is_constant():
        return []
    found = [(over[0], divmod(over[0], zero[0])[1]) for over in map(letters.quotient, gaps) if over is not None]
    return [Relation((letters.tree(rest), _ZERO), ("=",)) for over, rest in found if rest and rest != over]


def worked_out(setting: Setting) -> Setting:
    """The setting with what holds no name worked out in its equations: sqrt(a) = 0 for sqrt(x) sqrt(0) = sqrt(a)."""
    return replace(setting, facts=tuple(_worked_out(fact, setting.basic.scalars.keys()) for fact in setting.facts))


def _worked_out(fact: Relation, scalars: Container[str]) -> Relation:
    gap = Add((fact.terms[0], Negate(fact.terms[1])))
    plain = mapped(gap, _number)
    if fact.signs != ("=",) or plain == gap or not all(name in scalars for name in names(fact)):
        return fact
    letters = Letters.of(plain)
    over = letters.quotient(plain)
    return fact if over is None or not over[0] else Relation((letters.tree(over[0]), _ZERO), ("=",))


def _number(node: Tree) -> Tree:
    """What holds no name as a number, where it is a fraction."""
    if isinstance(node, Call) and not names(node):
        with suppress(Undefined, Unsure, TooMuch, KeyError), bits(BITS):
            value = Boundary(REAL, {}).value(node)
            if type(value) is fmpq:
                return rational(value)
    return node
