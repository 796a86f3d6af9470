"""Known slips that one number can show: its sign, a fraction upside down, per cent, the decimal point, a factor 2 ...

The words never say in which direction a number is off, so that they do not give the right one away. A small whole
number or simple fraction that is twice another one is so by chance: nothing is said of it.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from flint import fmpq

from grading.errors import AnswerError
from grading.maths import numbers
from grading.maths.misread import misread
from grading.maths.numbers import Tolerance, Typed
from grading.maths.reals import ball, square_root
from grading.maths.values import Value, bits
from grading.messages import _, say
from grading.slips import Slip

_SAYS = {
    "sign": _("The size is right, the sign is not."),
    "upside-down": _("A fraction stands upside down."),
    "percent": _("Per cent or a fraction of one? One was taken for the other."),
    "decimal-point": _("The digits are right, the decimal point is not."),
    "complement": _("This is what is left to $1$ of the right number. Look which of the two is asked."),
    "factor-2": _("Follow the factors $2$ and $\\tfrac12$ through your computation: one of them is wrong."),
    "lost-root": _("Follow the squares and roots through your computation: one of them is wrong."),
    "lost-square": _("Follow the squares and roots through your computation: one of them is wrong."),
    "degrees-for-radians": _("Angles are in radians here: an angle in degrees is multiplied by $\\pi/180$."),
    "base-of-the-logarithm": _("This logarithm has another base."),
}
NAMES = tuple(_SAYS)
# The factors of a number that a slip may leave.
_FACTORS = {
    "percent": (fmpq(100), fmpq(1, 100)),
    "decimal-point": tuple(fmpq(10) ** power for power in (1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6)),
    "factor-2": (fmpq(2), fmpq(1, 2)),
}
# Numerator times denominator of a number that is no such multiple of another one by chance.
_NO_CHANCE = {"sign": 1, "upside-down": 4, "percent": 4, "decimal-point": 10, "factor-2": 20} | {
    "complement": 3, "lost-root": 5, "lost-square": 5
}  # fmt: skip
_ZERO = fmpq(0)
# What is near, relative to the right number; what is far, as a factor.
_NEAR, _FAR = fmpq(1, 50), 100
_BITS = 64
# With so few digits a number such as 1 is some logarithm by chance.
_READ_SO, _FEW_DIGITS = ("degrees-for-radians", "base-of-the-logarithm"), 3


def find(answer: Typed, reference: Typed, tolerance: Tolerance, *, may_be_share: bool = True) -> Slip | None:
    """The first slip that leads from the reference to a wrong answer. may_be_share: it measures nothing else."""
    for name, mutant in mutants(reference, may_be_share=may_be_share):
        # A coarse tolerance may take 0 for a number that became small.
        nothing = replace(answer, value=_ZERO)
        if name in _READ_SO and answer.form != "expression" and answer.digits < _FEW_DIGITS:
            continue
        if numbers.is_right(answer, mutant, tolerance) and not numbers.is_right(nothing, mutant, tolerance):
            return Slip(name, say(_SAYS[name]))
    for name, read_so in _misread(answer) if type(answer) is Typed else ():
        if numbers.is_right(read_so, reference, tolerance):
            return Slip(name, say(_SAYS[name]))
    return None


def mutants(reference: Typed, *, may_be_share: bool = True) -> Iterator[tuple[str, Typed]]:
    """The slips and what they make of the reference, the most plausible first; none of 0."""
    with bits(numbers.BITS):
        found = list(_values(reference.value))
    for name, value in found:
        if _is_no_chance(name, reference.value) and (may_be_share or name != "percent"):
            yield name, replace(reference, value=value)
    yield from _misread(reference)


def _misread(typed: Typed) -> Iterator[tuple[str, Typed]]:
    """The number with its angles in degrees, or with logarithms to another base."""
    for name, tree in misread(typed.tree):
        with suppress(AnswerError):
            yield name, replace(typed, tree=tree, value=numbers.evaluate(tree, ""))


def _values(value: Value) -> Iterator[tuple[str, Value]]:
    if not ball(value) > 0 and not ball(value) < 0:
        return
    yield "sign", -value
    yield "upside-down", 1 / value
    for name, factors in _FACTORS.items():
        if name == "factor-2" and bool(ball(value) > 0) and bool(ball(value) < 1):
            yield "complement", 1 - value
        if name != "percent" or _has_share(value):
            yield from ((name, value * factor) for factor in factors)
    if value > 0:
        yield from (("lost-root", value * value), ("lost-square", square_root(value)))


def _has_share(value: Value) -> bool:
    """Whether the number may be a share, such as 0.25, or the same in per cent."""
    return bool(abs(value) <= 100)


def off_by(answer: Typed, reference: Typed) -> str | None:
    """What is said of a wrong number that shows none of the slips: of its sign, its nearness, its order of magnitude.

    It never says in which direction the right one lies.
    """
    with bits(_BITS):
        value, right = ball(answer.value), ball(reference.value)
        if value * right < 0:
            return _("The sign is not right, nor is the size.")
        if not value * right > 0:
            return None
        error, ratio = abs(value - right) / abs(right), value / right
        if answer.form == "decimal" and answer.unit < 1 and error < _NEAR:
            return _("This is near, but not right. Keep all digits on the way and round at the end only.")
        if ratio > _FAR or ratio * _FAR < 1:
            return _("The order of magnitude is not right. Estimate first how large the result must be.")
    return None


def _is_no_chance(name: str, value: Value) -> bool:
    return type(value) is not fmpq or abs(int(value.p)) * int(value.q) >= _NO_CHANCE[name]


def unseen(name: str, reference: Typed, tolerance: Tolerance) -> list[str] | None:
    """The mutants of this name that are right, too; None where there is no mutant at all."""
    found = [mutant for made, mutant in mutants(reference) if made == name]
    same = [mutant for mutant in found if numbers.is_right(mutant, reference, tolerance)]
    return [str(mutant.value) for mutant in same] if found else None
