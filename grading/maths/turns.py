"""Numbers that are simple parts of pi, as people write them: pi/6, not 0.5236."""

from flint import arb, fmpq

from grading.maths.boundary import BITS
from grading.maths.reals import whole_in
from grading.maths.values import Value, bits

# Parts of pi that are told, how exactly a number must be known for that, and how many of them are named.
_PARTS, _KNOWN, _FARTHEST = 12, 500, 1000
# In this order simple ones are looked at.
_SIMPLE = tuple(fmpq(p, q) for p, q in ((1, 1), (1, 2), (2, 1), (1, 6), (5, 6), (1, 3), (2, 3), (1, 4), (3, 4), (3, 2)))


def share_of_pi(value: Value) -> fmpq | None:
    """The number divided by pi, where that is such a part; 0 is none."""
    if type(value) is not arb or value.rad() * 2**_KNOWN > 1:
        return None
    with bits(BITS):
        found = whole_in(value / arb.pi() * _PARTS)
    return None if found is None or not 0 < abs(found) < _FARTHEST else found / _PARTS


def simple_turns() -> list[Value]:
    """Parts of pi, to so many digits as points at which something is decided are known."""
    with bits(BITS):
        return [arb.pi() * sign * share for sign in (1, -1) for share in _SIMPLE]


def in_turns(share: fmpq) -> str:
    r"""In LaTeX.

    >>> in_turns(fmpq(-5, 6))
    '-\\frac{5 \\pi}{6}'
    """
    over = r"\pi" if abs(share.p) == 1 else rf"{abs(share.p)} \pi"
    sign = "-" if share < 0 else ""
    return sign + (over if share.q == 1 else rf"\frac{{{over}}}{{{share.q}}}")
