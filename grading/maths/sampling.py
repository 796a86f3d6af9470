"""Where two expressions are compared: exact points of the declared domains, all signs, several magnitudes."""

import random
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, count, product
from math import ceil, floor, lcm, prod
from typing import Any

from flint import acb, arb, fmpq

from grading.maths.breakpoints import along, breaks, has_joint_breaks
from grading.maths.continuity import is_broken
from grading.maths.domains import Domain
from grading.maths.narrow import narrow_points
from grading.maths.printing import to_text
from grading.maths.rationals import as_fmpq
from grading.maths.reals import REAL, centre
from grading.maths.resolution import LARGEST_INTEGER
from grading.maths.tree import Call, Constant, Fold, Tree, children, functions, names, nodes, types
from grading.maths.values import Evaluator, TooMuch, Undefined, Unsure, bits

# Name -> fmpq, or an exact acb for a complex symbol; python-flint has no common type for them.
Point = dict[str, Any]

_MAGNITUDES = (fmpq(2), fmpq(1, 3), fmpq(9), fmpq(1, 40), fmpq(60), fmpq(900))
# Far out infinite sums take thousands of terms.
_MODERATE = _MAGNITUDES[:4]
_ANALYTIC_POINTS = 5
# On the integers two analytic formulas may agree often and still differ.
_INTEGER_POINTS = 12
_RUN = [fmpq(value) for value in range(-2, 13)]
# cos(x/2) is sqrt((1 + cos(x))/2) for small x and for every second large one.
_PERIODIC, _TURNS = frozenset({"sin", "cos", "tan", "cot", "sec", "csc"}), (fmpq(4), fmpq(7), fmpq(12), fmpq(20))
# Where they are cut is a convention that not all books share.
_INVERSES = frozenset({"arctan", "arccot", "arcsin", "arccos", "arcsec", "arccsc"} | {
    "artanh", "arcoth", "arsinh", "arcosh", "arsech", "arcsch",
})  # fmt: skip
# Of a negative number they are the real root for some, the principal one for others.
_SEVERAL_ROOTS = frozenset({"cbrt", "root"})
# Where cuts are looked for: on both axes, and beside them where 1 or i is added.
_ALONG, _ACROSS = (0, 1, -1, 2, -2, 12, -12), (0, 1, -1, 12, -12)
# Those that are tried first.
_SMALL = tuple(fmpq(*pair) for pair in ((7, 5), (3, 7), (9, 4), (5, 8), (2, 1), (5, 1), (3, 1), (1, 1), (-4, 3)))
_HUGE = fmpq(10) ** 15
_INFINITE = Constant("oo")
_BROKEN_POINTS = 2 * len(_MAGNITUDES)
_MOST_POINTS = 24
# Of so many points of several names each is looked at.
_MOST_LISTED = 150
# How many lines along each name are looked at.
_LINES = 4
# How many combinations of pieces of several names are looked at.
_TOGETHER = 32


def generator_for(first: Tree, second: Tree, seed: int = 0) -> random.Random:
    """Randomness that depends on the pair alone, so that a verdict never changes."""
    seeds = zlib.crc32(f"{to_text(first)}\0{to_text(second)}".encode()) + (seed << 32)
    return random.Random(seeds)  # noqa: S311 -- points to try are no secret


@dataclass(frozen=True)
class Plan:
    """The points for one pair. needed: at how many of them the two must agree; most: how many are looked at.

    single: points that stand alone, such as 0 for sign(x): there the two must not differ, but either may have no value;
    narrow: those where a steep function is neither 0 nor 1.
    """

    points: Iterator[Point]
    needed: int
    most: int
    single: Iterator[Point] = field(default_factory=lambda: iter(()))
    narrow: Iterator[Point] = field(default_factory=lambda: iter(()))


def plan(first: Tree, second: Tree, domains: Mapping[str, Domain], seed: int = 0) -> Plan:
    """More points for expressions that may be another formula elsewhere: every piece and every pattern of signs."""
    generator = generator_for(first, second, seed)
    if not domains:
        return Plan(iter(({},)), 1, 1)
    magnitudes = _MODERATE if adds_for_ever(first, second) else _MAGNITUDES
    narrow = _narrow(first, second, domains, seed)
    whole = [name for name in sorted(domains) if domains[name].sort == "integer"]
    if not (is_broken(first, domains) or is_broken(second, domains)):
        needed = max(_INTEGER_POINTS if whole else _ANALYTIC_POINTS, _combinations(domains))
        ends = [*_ends(whole, domains, generator), *_run(whole, domains, generator), *_every(domains)]
        points = chain(ends, _spread(domains, generator, magnitudes))
        beyond = _beyond(whole, _sizes(first, second) if whole else (), domains)
        return Plan(points, needed + len(ends), _MOST_POINTS + len(ends), beyond, narrow)
    sizes = _sizes(first, second)
    own = (*_own_magnitudes(sizes), *(_TURNS if _turns(first, second) else ()))
    found = breaks(first, second, domains=domains)
    inside = [*_ends(whole, domains, generator), *_run(whole, domains, generator), *_every(domains)]
    inside += _with_others(found.between, domains, generator)
    on_lines, breaks_on_lines = _on_lines(first, second, domains, seed)
    inside += on_lines
    inside += _together(found.between, domains, generator_for(first, second, seed + 1))
    needed = max(_BROKEN_POINTS, 2 ** min(4, _axes(domains)) + 2, _combinations(domains)) + 2 * len(own) + len(inside)
    points = chain(inside, _spread(domains, generator, (*own, *magnitudes)))
    at_once = _together(found.at, domains, generator_for(first, second, seed + 1))
    at = _with_others(found.at, domains, generator)
    at_ends = _with_others(_closed_ends(domains), domains, generator)
    single = chain(at_ends, at, breaks_on_lines, at_once, _beyond(whole, sizes, domains))
    return Plan(points, needed, 2 * needed, single, narrow)


def _narrow(first: Tree, second: Tree, domains: Mapping[str, Domain], seed: int) -> Iterator[Point]:
    def others() -> Iterator[Point]:  # mostly not needed
        yield from _spread(domains, generator_for(first, second, seed), _MAGNITUDES)

    return narrow_points((first, second), domains, others())


def small_point(domains: Mapping[str, Domain]) -> Point | None:
    """Small numbers, all different; None where a name has none of them, and without names."""
    point = {name: _small(domain, place) for place, (name, domain) in enumerate(domains.items())}
    return point if point and None not in point.values() else None


@lru_cache(maxsize=1024)
def _small(domain: Domain, place: int) -> fmpq | None:
    """The first small number that is allowed, from a certain place on."""
    if domain.sort == "complex":
        return None
    return next((each for each in _SMALL[place % len(_SMALL) :] + _SMALL if domain.contains(each)), None)


def random_points(domains: Mapping[str, Domain], generator: random.Random) -> Iterator[Point]:
    """Endlessly, of all patterns of signs and several magnitudes."""
    return _spread(domains, generator, _MAGNITUDES)


def on_axes(first: Tree, second: Tree, domains: Mapping[str, Domain], seed: int) -> Iterator[Point]:
    """Real and imaginary values of complex names: sqrt(1/z) is 1/sqrt(z) but where z is below 0."""
    wanted = [name for name in sorted(domains) if domains[name].sort == "complex"]
    functions = {node.function for tree in (first, second) for node in nodes(tree) if isinstance(node, Call)}
    if not wanted or functions & (_INVERSES | _SEVERAL_ROOTS):
        return
    others = _spread(domains, generator_for(first, second, seed + 2), _MAGNITUDES)
    for value in (acb(*pair) for pair in sorted(product(_ALONG, _ACROSS), key=lambda pair: sum(map(abs, pair)))):
        yield next(others) | {name: value * (2 * place + 1) for place, name in enumerate(wanted)}
        if len(wanted) > 1:
            yield from (next(others) | {name: value * 2} for name in wanted)


def _with_others(
    values: Mapping[str, list[fmpq]], domains: Mapping[str, Domain], generator: random.Random
) -> Iterator[Point]:
    """A point for each value of one name, with any values of the other names."""
    others = _spread(domains, generator, _MAGNITUDES)
    for name in sorted(values):
        for value in values[name]:
            yield {**next(others), name: value}


def _together(
    values: Mapping[str, list[fmpq]], domains: Mapping[str, Domain], generator: random.Random
) -> Iterator[Point]:
    """Values of several names at once: max(a, b, -9) differs from max(a, b) where both are below -9."""
    if len(values) < 2:
        return
    others = _spread(domains, generator, _MAGNITUDES)
    combinations = list(product(*values.values()))
    for chosen in combinations if len(combinations) <= _TOGETHER else generator.sample(combinations, _TOGETHER):
        yield {**next(others), **dict(zip(values, chosen, strict=True))}


def _on_lines(first: Tree, second: Tree, domains: Mapping[str, Domain], seed: int) -> tuple[list[Point], list[Point]]:
    """Every piece on a line along each name, and the breaks, where several names together decide on a piece."""
    pieces, at = list[Point](), list[Point]()
    if any(domain.sort == "complex" for domain in domains.values()) or not has_joint_breaks(first, second):
        return pieces, at
    others = _spread(domains, generator_for(first, second, seed + 1), _MAGNITUDES)
    for name, domain in sorted(domains.items()) * _LINES:
        if not domain.options():
            point = next(others)
            between, breaks_of_name = along(first, second, name=name, others=point, domain=domain)
            pieces += [{**point, name: value} for value in between]
            at += [{**point, name: value} for value in breaks_of_name]
    return pieces, at


def _ends(whole: list[str], domains: Mapping[str, Domain], generator: random.Random) -> list[Point]:
    """The first and the last of whole numbers: there n (n - 1)! may be no longer n!."""
    bounds = {name: [end for end in (domains[name].low, domains[name].high) if end is not None] for name in whole}
    ends = {name: [fmpq(ceil(end)) for end in found if ceil(end) == end] for name, found in bounds.items()}
    return list(_with_others(ends, domains, generator))


def _every(domains: Mapping[str, Domain]) -> list[Point]:
    """All points, where these are few, else those in the corners: n m + binomial(n + m, 16)."""
    values = {name: _all_values(domain) for name, domain in domains.items()}
    if len(domains) < 2 or not all(values.values()):
        return []
    for at_ends in (_MOST_LISTED, 2, 1):
        chosen = [dict.fromkeys((*each[:at_ends], *each[-at_ends:])) for each in values.values()]
        if prod(map(len, chosen)) <= _MOST_LISTED:
            return [dict(zip(values, point, strict=True)) for point in product(*chosen)]
    return []


def _all_values(domain: Domain) -> tuple[fmpq, ...]:
    """The values of a domain of few whole numbers or listed ones; () for others."""
    if domain.values or domain.sort != "integer" or domain.low is None or domain.high is None:
        return domain.exact_values
    low, high = ceil(domain.low), floor(domain.high)
    values = map(fmpq, range(low, high + 1)) if high - low < _MOST_LISTED else ()
    return tuple(value for value in values if domain.contains(value))


def _closed_ends(domains: Mapping[str, Domain]) -> dict[str, list[fmpq]]:
    """The ends that real names reach: there floor(x) steps once more."""
    both = {name: [as_fmpq(end) for end in (each.low, each.high) if end is not None] for name, each in domains.items()}
    return {name: [end for end in both[name] if domain.contains(end)] for name, domain in domains.items()}


def _run(whole: list[str], domains: Mapping[str, Domain], generator: random.Random) -> list[Point]:
    """Whole numbers one after the other: cos(2 pi n/3) is -1/2 for all n but every third."""
    allowed = {name: [value for value in _RUN if domains[name].contains(value)] for name in whole}
    return list(_with_others(allowed, domains, generator))


def _turns(*trees: Tree) -> bool:
    return any(functions(tree) & _PERIODIC for tree in trees)


def adds_for_ever(*trees: Tree) -> bool:
    return any(
        type(node) is Fold and node.high == _INFINITE for tree in trees if Fold in types(tree) for node in nodes(tree)
    )


def _beyond(whole: list[str], sizes: tuple[fmpq, ...], domains: Mapping[str, Domain]) -> Iterator[Point]:
    """Integers at and above each number that is written: binomial(n, 40) is 0 for all small n."""
    large = [fmpq(size.floor()) + step for size in sizes if 10 < size <= LARGEST_INTEGER for step in (0, 1)]
    for name in whole:
        allowed = [value for value in large if domains[name].contains(value)]
        yield from _with_others({name: allowed}, domains, random.Random(0))  # noqa: S311 -- as above


def _spread(domains: Mapping[str, Domain], generator: random.Random, magnitudes: tuple[fmpq, ...]) -> Iterator[Point]:
    """An endless stream of points, over all patterns of signs and all magnitudes.

    In every other point the names have different magnitudes.
    """
    names = sorted(domains)
    patterns = _sign_patterns(_axes(domains), generator)
    listed = {name: options for name in names if (options := domains[name].options())}
    round_length = lcm(len(patterns), len(magnitudes))
    for turn in count():
        signs = iter(patterns[turn % len(patterns)])
        size = magnitudes[(turn + turn // round_length) % len(magnitudes)]
        sizes = [size if turn % 2 == 0 or place == 0 else generator.choice(magnitudes) for place in range(len(names))]
        yield {
            name: _sample(domains[name], generator, magnitude, signs)
            for name, magnitude in zip(names, sizes, strict=True)
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


def _axes(domains: Mapping[str, Domain]) -> int:
    """How many signs a point has: two for a complex name, so that sqrt(z w) is looked at in all pairs of quadrants."""
    return sum(2 if domain.sort == "complex" else 1 for domain in domains.values())


def _sample(domain: Domain, generator: random.Random, magnitude: fmpq, signs: Iterator[int]) -> fmpq | acb:
    """A point of the domain with the next sign, or the next two."""
    if domain.sort != "complex":
        return domain.sample(generator, magnitude, next(signs))
    # Dyadic parts, because a complex ball holds no other numbers exactly.
    size, height = (
        arb(int((magnitude * 4096).floor()) * generator.randint(150, 1023) + 1) * arb(2) ** -22 for _part in range(2)
    )
    return acb(next(signs) * size, next(signs) * height)


def farthest(points: Sequence[Point], count: int) -> list[Point]:
    """So many of the points, those with the largest numbers first."""
    return sorted(points, key=lambda point: max(map(abs, point.values()), default=fmpq(0)), reverse=True)[:count]


def _sign_patterns(number: int, generator: random.Random) -> list[tuple[int, ...]]:
    """All patterns of signs for up to four names, sixteen random ones for more; all plus and all minus come first."""
    if number <= 4:
        patterns = list(product((1, -1), repeat=number))
        return [patterns[0], patterns[-1], *patterns[1:-1]]
    drawn = [tuple(generator.choice((1, -1)) for _name in range(number)) for _pattern in range(14)]
    return [(1,) * number, (-1,) * number, *drawn]


def _own_magnitudes(sizes: tuple[fmpq, ...]) -> tuple[fmpq, ...]:
    """Beyond each large number and below each small one: where a maximum or an absolute value may break."""
    large = [size for size in sizes if 10 < size < _HUGE][:3]
    small = [size for size in sizes if 0 < size < fmpq(1, 20)][:3]
    # tanh(10^6 x) differs from the sign of x only near 0.
    steep = [1 / large[-1]] if large else []
    return (*(8 * size for size in large), *(size / 8 for size in small), *steep)


def _sizes(*trees: Tree) -> tuple[fmpq, ...]:
    """The absolute values of all parts without names, such as 50 or exp(9), about, in order."""
    with bits(64):
        found = {size for tree in trees for part in _constant_parts(tree) if (size := _size(part)) is not None}
    return tuple(sorted(found))


def _constant_parts(tree: Tree) -> Iterator[Tree]:
    if not names(tree):
        yield tree
        return
    for child in children(tree):
        yield from _constant_parts(child)


def _size(part: Tree) -> fmpq | None:
    try:
        value = Evaluator(REAL, {}, steps=200).value(part)
    except (Undefined, Unsure, TooMuch):
        return None
    size = abs(value)
    return size if type(size) is fmpq else _middle(size)


def _middle(size: arb) -> fmpq | None:
    return centre(size) if abs(size.mid().man_exp()[1]) < 1000 else None
