"""Decimals in a relation that are rounded from the exact number that is asked: `x = 1.41421356` for `x^2 = 2`."""

from collections.abc import Iterator
from fractions import Fraction

from flint import fmpq

from grading.maths.rationals import as_fmpq
from grading.maths.reals import REAL, ball
from grading.maths.relations.changes import critical_points
from grading.maths.relations.critical import NotAlgebraic
from grading.maths.tree import Number, Tree, names, nodes
from grading.maths.values import Value, bits
from grading.messages import Message, _, say

# From so many decimals on a number is called rounded, and so many are looked at.
_FEWEST, _MOST = 2, 4
_BITS = 256
_TEN = 10


def said_of_rounded(answer: Tree, reference: Tree) -> Message | None:
    """What is said of a decimal next to a number at which the reference changes; None where there is none."""
    symbols = tuple(names(answer) | names(reference))
    if len(symbols) != 1:
        return None
    given = _fractions(reference)
    for value in list(dict.fromkeys(_fractions(answer)))[:_MOST]:
        if value in given:
            continue
        places = _places(value)
        if places is not None and places >= _FEWEST and any(_near(reference, symbols[0], value, places)):
            return say(_("$%(value)s$ is a rounded number; the exact one is asked."), value=_written(value, places))
    return None


def _fractions(tree: Tree) -> list[Fraction]:
    """The decimals that are written in it, without their signs."""
    return [node.value for node in nodes(tree) if type(node) is Number and node.exact.q != 1]


def _places(value: Fraction) -> int | None:
    """How many decimals it has; None for a fraction without an end."""
    under, places = value.denominator, 0
    while (_TEN**places) % under:
        places += 1
        if places > under.bit_length():
            return None
    return places


def _written(value: Fraction, places: int) -> str:
    """The decimal as it was typed: 1.41, not 141/100."""
    digits = f"{int(value * _TEN**places):0{places + 1}d}"
    return f"{digits[:-places]}.{digits[-places:]}"


def _near(reference: Tree, name: str, value: Fraction, places: int) -> Iterator[bool]:
    """For each number at which the reference changes whether it is another one that may be rounded to the value."""
    number, step = as_fmpq(value), fmpq(1, _TEN**places)
    for sign in (1, -1):
        window = (sign * number - 1, sign * number + 1)
        with bits(_BITS):
            try:
                points = critical_points(reference, name, REAL, window)
            except NotAlgebraic:
                continue
            yield from (
                _is_endless(point, places) and bool(abs(ball(point) - sign * number) < step) for point in points
            )


def _is_endless(point: Value, places: int) -> bool:
    """Whether it has more decimals than that."""
    if type(point) is not fmpq:
        return True
    found = _places(Fraction(int(point.p), int(point.q)))
    return found is None or found > places
