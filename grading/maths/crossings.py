"""Where a denominator that is no polynomial is zero: found by a change of its sign, such as at pi for x/(x - pi).

Where it is zero at a point that is looked at, that is one, too.
"""

import random
from collections.abc import Iterator, Mapping
from itertools import islice, pairwise

from flint import arb, fmpq

from grading.maths.bisection import halved
from grading.maths.domains import Domain
from grading.maths.holes import Hole, denominators
from grading.maths.reals import REAL, centre
from grading.maths.tree import Tree, functions, names
from grading.maths.values import Evaluator, TooMuch, Undefined, Unsure, Value, bits

# Denominators of a side that are looked at, bits of a root, and where a sign is looked for.
_MOST, _BITS, _HALVINGS = 6, 256, 120
_GRID = tuple(sorted({fmpq(k, 4) * size for k in range(-17, 18) for size in (fmpq(1), fmpq(11, 3))}))
_PLAIN = (fmpq(1), fmpq(2), fmpq(1, 2), fmpq(-1))
_SIZE = fmpq(3)
# Into how many parts pi is cut, with how many bits what is zero there must be so, but for a few of them.
_PARTS, _FINE, _MARGIN = 12, 2560, 120
_PERIODIC = frozenset(("sin", "cos", "tan", "cot"))


def hole_at_crossing(answer: Tree, reference: Tree, domains: Mapping[str, Domain]) -> Hole | None:
    """A point where a denominator of one side changes its sign, so is zero, while the other side has a value around."""
    for one, other, in_answer in ((answer, reference, True), (reference, answer, False)):
        for under in islice(denominators(one), _MOST):
            for point in _crossings(under, domains):
                with bits(_BITS):
                    if _value(one, point) is None and _value(other, point) is not None:
                        return Hole(point, in_answer)
    return None


def _crossings(under: Tree, domains: Mapping[str, Domain]) -> Iterator[dict[str, Value]]:
    """Points of the domains at a zero of `under`, or with a ball around one in one of the names; nearest to 0 first."""
    others = {name: _plain(domain) for name, domain in domains.items()}
    for name in sorted(names(under)):
        if domains[name].sort != "real" or domains[name].values:
            continue
        signs = [(at, _sign(under, {**others, name: at})) for at in _GRID if domains[name].contains(at)]
        touched = sorted((at for at, sign in signs if not sign), key=abs)
        yield from (point for point in ({**others, name: at} for at in touched) if _is_zero(under, point))
        turns = [(low, high, below) for (low, below), (high, above) in pairwise(filter(_told, signs)) if below != above]
        for low, high, below in sorted(turns, key=lambda turn: abs(turn[0] + turn[1] - 1)):
            root = _narrowed(under, others, name, (low, high), below)
            if root is not None and not (domains[name].nonzero and REAL.has_zero(REAL.ball(root))):
                yield {**others, name: root}
        yield from _at_parts_of_pi(under, others, name, domains[name])


def _at_parts_of_pi(under: Tree, others: Mapping[str, Value], name: str, domain: Domain) -> Iterator[dict[str, Value]]:
    """Where it is zero at a part of pi, perhaps without a change of sign, as 1 - sin(x) at pi/2."""
    if not functions(under) & _PERIODIC:
        return
    parts = [fmpq(part, _PARTS) for part in sorted(range(-2 * _PARTS, 2 * _PARTS + 1), key=abs) if part]
    for count in (_BITS, _FINE):
        with bits(count):
            points = [(part, {**others, name: arb.pi() * part}) for part in parts]
            values = [(part, _value(under, point)) for part, point in points if domain.contains(centre(point[name]))]
            small = arb(2) ** (_MARGIN - count)
            parts = [part for part, value in values if value is not None and value.contains(0) and abs(value) < small]
    with bits(_FINE):
        yield from [{**others, name: arb.pi() * part} for part in parts]


def _plain(domain: Domain) -> Value:
    generator = random.Random(0)  # noqa: S311 -- points to try are no secret
    return next(filter(domain.contains, _PLAIN), None) or domain.sample(generator, _SIZE, 1)


def _told(sign: tuple[fmpq, int]) -> bool:
    return bool(sign[1])


def _narrowed(under: Tree, others: Mapping[str, Value], name: str, ends: tuple[fmpq, fmpq], below: int) -> Value | None:
    """The zero, or a ball in which `under` is continuous and goes through zero; None at a pole."""
    low, high = halved(lambda at: _sign(under, {**others, name: at}), *ends, below, _HALVINGS)
    if low == high:
        return low
    with bits(_BITS):
        ball = arb(low).union(arb(high))
        return ball if _value(under, {**others, name: ball}) is not None else None


def _sign(tree: Tree, point: Mapping[str, Value]) -> int:
    with bits(_BITS):
        value = _value(tree, point)
    return 0 if value is None else (value > 0) - (value < 0)


def _is_zero(tree: Tree, point: Mapping[str, Value]) -> bool:
    """Whether it is exactly zero there, perhaps without a change of sign, as sqrt(x^2 + 1) - 1 at 0."""
    with bits(_BITS):
        value = _value(tree, point)
    return value is not None and bool(value == 0)


def _value(tree: Tree, point: Mapping[str, Value]) -> Value | None:
    try:
        return Evaluator(REAL, point).value(tree)
    except (Undefined, Unsure, TooMuch):
        return None
