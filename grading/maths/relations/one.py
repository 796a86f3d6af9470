"""Relations in one unknown: compared at every point where one of them may change, and once between each two of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from flint import acb, fmpq

from grading.maths.boundary import is_zero
from grading.maths.complexes import COMPLEX
from grading.maths.domains import Domain
from grading.maths.rationals import as_fmpq
from grading.maths.reals import REAL
from grading.maths.relations.changes import critical_points
from grading.maths.relations.critical import NotAlgebraic, middle
from grading.maths.relations.periodic import whole_period, window_of
from grading.maths.tree import Tree
from grading.maths.values import Value

_GENERIC = (acb(3, 7) / 8, acb(-11, 2) / 16)
_LARGE = 10**6
# More points at which a relation may change are not looked at.
_MOST = 150


@dataclass(frozen=True)
class Probes:
    """Values of one unknown that together decide: between two neighbours among them nothing changes.

    exact: whether all of them are rational numbers, so that no ball is involved. between: those of real numbers at
    which nothing changes.
    """

    values: tuple[Value, ...]
    exact: bool
    between: tuple[Value, ...] = ()


def probes(trees: tuple[Tree, ...], name: str, domain: Domain, *, slopes: bool = False) -> Probes:
    """The values of the unknown at which relations must be looked at. Raises NotAlgebraic.

    slopes: whether zeros may be found by slopes.
    """
    if domain.values:
        return Probes(tuple(map(as_fmpq, domain.values)), exact=True)
    arithmetic = COMPLEX if domain.sort == "complex" else REAL
    window = window_of(domain) or whole_period(trees, name, domain)
    found = [value for tree in trees for value in critical_points(tree, name, arithmetic, window, slopes=slopes)]
    if domain.sort == "complex":
        return Probes((*found, *_GENERIC), exact=False)
    if len(found) > _MOST:
        raise NotAlgebraic
    ordered = _inside(_sorted(found), domain)
    exact = all(type(value) is fmpq for value in ordered)
    if domain.sort == "integer":
        return Probes(tuple(_whole_numbers(ordered, domain)), exact)
    between = tuple(_between_all(ordered, domain))
    kept = [value for value in ordered if not (domain.nonzero and value == 0)]
    return Probes((*kept, *between), exact, between)


def _sorted(found: list[Value]) -> list[Value]:
    """In order, each once, as a rational number where it is one; two balls that cannot be told apart are one point."""
    exact = sorted({value for value in found if type(value) is fmpq})
    merged: list[Value] = list(exact)
    for value in (value for value in found if type(value) is not fmpq):
        if not any(is_zero(value - other, REAL) for other in merged):
            merged.append(value)
    return sorted(merged, key=middle)


def _inside(ordered: list[Value], domain: Domain) -> list[Value]:
    """The values of the domain; its ends, too, where they belong to it."""
    low, high = (None if end is None else as_fmpq(end) for end in (domain.low, domain.high))
    ends = [end for end in (low, high) if end is not None and domain.contains(end)]
    inner = [
        value
        for value in ordered
        if (low is None or middle(value) > low) and (high is None or middle(value) < high) and value not in ends
    ]
    if domain.nonzero:
        inner = sorted([value for value in inner if value != 0] + [fmpq(0)], key=middle)
    return sorted([*inner, *ends], key=middle)


def _between_all(ordered: list[Value], domain: Domain) -> Iterator[Value]:
    """A point between each two neighbours and beyond the outer ones."""
    low, high = (None if end is None else as_fmpq(end) for end in (domain.low, domain.high))
    ends = [*([] if low is None else [low]), *ordered, *([] if high is None else [high])]
    if not ends:
        yield fmpq(1)
        return
    if low is None:
        first = fmpq(middle(ends[0]).floor())
        yield first - _apart(first)
    if high is None:
        last = fmpq(middle(ends[-1]).ceil())
        yield last + _apart(last)
    for left, right in pairwise(map(middle, ends)):
        if left < right:
            yield _between(left, right)


def _apart(value: fmpq) -> fmpq:
    """How far from a number another one is looked at: log(e^1000 + 1) is not told from 1000."""
    return abs(value) if abs(value) > _LARGE else fmpq(1)


def _between(left: fmpq, right: fmpq) -> fmpq:
    """The simplest number strictly between: a whole one, else one with few binary digits."""
    size = fmpq(1)
    while True:
        candidate = fmpq((left / size).floor() + 1) * size
        if candidate < right:
            return candidate
        size /= 2


def _whole_numbers(ordered: list[Value], domain: Domain) -> Iterator[Value]:
    """Whole numbers: near each critical point, and one at least in each gap."""
    centres = {fmpq(middle(value).floor()) for value in ordered} or {fmpq(1)}
    low, high = (None if end is None else fmpq(as_fmpq(end).floor()) for end in (domain.low, domain.high))
    centres |= {end for end in (low, high) if end is not None}
    near = {centre + step for centre in centres for step in (-1, 0, 1, 2)}
    yield from sorted(value for value in near if domain.contains(value))
