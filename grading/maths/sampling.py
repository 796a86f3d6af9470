"""Where two expressions are compared: exact points of the declared domains, all signs, several magnitudes."""

import random
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, count, product
from math import lcm, prod
from typing import Any

from flint import acb, arb, fmpq

from grading.maths.breakpoints import between_breaks
from grading.maths.continuity import is_broken
from grading.maths.domains import Domain
from grading.maths.printing import to_text
from grading.maths.tree import Number, Tree, walk

# Name -> fmpq, or an exact acb for a complex symbol; python-flint has no common type for them.
Point = dict[str, Any]

_MAGNITUDES = (fmpq(2), fmpq(1, 3), fmpq(9), fmpq(1, 40), fmpq(60), fmpq(900))
_ANALYTIC_POINTS = 5
_BROKEN_POINTS = 2 * len(_MAGNITUDES)
_MOST_POINTS = 24


def generator_for(first: Tree, second: Tree, seed: int = 0) -> random.Random:
    """Randomness that depends on the pair alone, so that a verdict never changes."""
    seeds = zlib.crc32(f"{to_text(first)}\0{to_text(second)}".encode()) + (seed << 32)
    return random.Random(seeds)  # noqa: S311 -- points to try are no secret


@dataclass(frozen=True)
class Plan:
    """The points for one pair. needed: at how many of them the two must agree; most: how many are looked at."""

    points: Iterator[Point]
    needed: int
    most: int


def plan(first: Tree, second: Tree, domains: Mapping[str, Domain], seed: int = 0) -> Plan:
    """More points for expressions that may be another formula elsewhere: every piece and every pattern of signs."""
    generator = generator_for(first, second, seed)
    if not domains:
        return Plan(iter(({},)), 1, 1)
    if not (is_broken(first, domains) or is_broken(second, domains)):
        needed = max(_ANALYTIC_POINTS, _combinations(domains))
        return Plan(_spread(domains, generator, _MAGNITUDES), needed, _MOST_POINTS)
    own = tuple(2 * literal for literal in _literals(first, second))
    inside = list(_between_breaks(between_breaks(first, second), domains, generator))
    needed = max(_BROKEN_POINTS, 2 ** min(4, len(domains)) + 2, _combinations(domains)) + 2 * len(own) + len(inside)
    return Plan(chain(inside, _spread(domains, generator, (*own, *_MAGNITUDES))), needed, 2 * needed)


def _between_breaks(
    breaks: Mapping[str, list[fmpq]], domains: Mapping[str, Domain], generator: random.Random
) -> Iterator[Point]:
    others = _spread(domains, generator, _MAGNITUDES)
    for name in sorted(breaks.keys() & domains.keys()):
        for value in breaks[name]:
            if domains[name].contains(Fraction(int(value.p), int(value.q))):
                yield {**next(others), name: value}


def _spread(domains: Mapping[str, Domain], generator: random.Random, magnitudes: tuple[fmpq, ...]) -> Iterator[Point]:
    """An endless stream of points, over all patterns of signs and all magnitudes.

    In every other point the names have different magnitudes.
    """
    names = sorted(domains)
    patterns = _sign_patterns(len(names), generator)
    listed = {name: options for name in names if (options := domains[name].options())}
    round_length = lcm(len(patterns), len(magnitudes))
    for turn in count():
        signs = patterns[turn % len(patterns)]
        size = magnitudes[(turn + turn // round_length) % len(magnitudes)]
        sizes = [size if turn % 2 == 0 or place == 0 else generator.choice(magnitudes) for place in range(len(names))]
        yield {
            name: _sample(domains[name], generator, magnitude, sign)
            for name, magnitude, sign in zip(names, sizes, signs, strict=True)
        } | _listed_values(listed, turn)


def _listed_values(listed: Mapping[str, tuple[fmpq, ...]], turn: int) -> Point:
    """The values of names that have only a few, so that the turns go through all combinations."""
    point: Point = {}
    for name, options in listed.items():
        turn, place = divmod(turn, len(options))
        point[name] = options[place]
    return point


def _combinations(domains: Mapping[str, Domain]) -> int:
    """How many combinations of listed values there are, at most as many as are looked at."""
    return min(_MOST_POINTS, prod(len(domain.options()) or 1 for domain in domains.values()))


def _sample(domain: Domain, generator: random.Random, magnitude: fmpq, sign: int) -> fmpq | acb:
    if domain.sort != "complex":
        return domain.sample(generator, magnitude, sign)
    # Dyadic parts, because a complex ball holds no other numbers exactly.
    size, height = (
        arb(int((magnitude * 4096).floor()) * generator.randint(150, 1023) + 1) * arb(2) ** -22 for _part in range(2)
    )
    return acb(sign * size, height if generator.random() < 0.5 else -height)


def _sign_patterns(number: int, generator: random.Random) -> list[tuple[int, ...]]:
    """All patterns of signs for up to four names, sixteen random ones for more; all plus and all minus come first."""
    if number <= 4:
        patterns = list(product((1, -1), repeat=number))
        return [patterns[0], patterns[-1], *patterns[1:-1]]
    drawn = [tuple(generator.choice((1, -1)) for _name in range(number)) for _pattern in range(14)]
    return [(1,) * number, (-1,) * number, *drawn]


def _literals(*trees: Tree) -> tuple[fmpq, ...]:
    """The numbers above 10 that are written in the trees: where a maximum or an absolute value may break."""
    found = {node.value for tree in trees for node, _depth in walk(tree) if isinstance(node, Number)}
    large = sorted(value for value in found if 10 < value < 10**12)
    return tuple(fmpq(value.numerator, value.denominator) for value in large[:4])
