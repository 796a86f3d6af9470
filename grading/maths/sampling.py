"""Where two expressions are compared: exact points of the declared domains, all signs, several magnitudes."""

import random
import zlib
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import Any

from flint import acb, arb, fmpq

from grading.maths.domains import Domain
from grading.maths.functions import words
from grading.maths.printing import to_text
from grading.maths.tree import Call, Constant, Number, Power, Tree, walk

# Name -> fmpq, or an exact acb for a complex symbol; python-flint has no common type for them.
Point = dict[str, Any]

_MAGNITUDES = tuple(map(Fraction, ("2", "1/3", "9", "1/40", "1", "60", "1/2", "5", "900", "1/7")))
# Functions that are one formula on the whole real line (but for poles): agreement anywhere is agreement everywhere.
_ANALYTIC = frozenset(
    words(
        "sin cos tan cot sec csc sinh cosh tanh coth sech csch exp expm1 arctan arsinh erf erfc sigmoid "
        "softplus gamma factorial loggamma digamma binomial"
    )
)
ANALYTIC_POINTS = 5
BROKEN_POINTS = 10
MOST_POINTS = 24


def generator_for(first: Tree, second: Tree, seed: int = 0) -> random.Random:
    """Randomness that depends on the pair alone, so that a verdict never changes."""
    seeds = zlib.crc32(f"{to_text(first)}\0{to_text(second)}".encode()) + (seed << 32)
    return random.Random(seeds)  # noqa: S311 -- points to try are no secret


def is_broken(*trees: Tree) -> bool:
    """Whether some part may be a different formula elsewhere: |x|, max, roots, logarithms."""
    for tree in trees:
        for node, _depth in walk(tree):
            if isinstance(node, Call) and node.function not in _ANALYTIC:
                return True
            if isinstance(node, Power) and not (
                (isinstance(node.exponent, Number) and node.exponent.value.denominator == 1)
                or (isinstance(node.base, Constant) and node.base.name == "e")
            ):
                return True
    return False


def points_needed(domains: Mapping[str, Domain], *, broken: bool) -> int:
    """At how many points two expressions must agree: more for those that may be another formula elsewhere."""
    if not domains:
        return 1
    return max(BROKEN_POINTS, 2 ** min(4, len(domains)) + 2) if broken else ANALYTIC_POINTS


def points(
    domains: Mapping[str, Domain], generator: random.Random, *, broken: bool, literals: tuple[Fraction, ...] = ()
) -> Iterator[Point]:
    """An endless stream of points. broken: take all patterns of signs, and magnitudes around the `literals`."""
    names = sorted(domains)
    magnitudes = _MAGNITUDES + (tuple(2 * literal for literal in literals[:6]) if broken else ())
    patterns = _sign_patterns(len(names), generator)
    turn = 0
    while True:
        magnitude, signs = magnitudes[(turn // (2 if broken else 1)) % len(magnitudes)], patterns[turn % len(patterns)]
        yield {
            name: _sample(domains[name], generator, magnitude, sign) for name, sign in zip(names, signs, strict=True)
        }
        turn += 1


def _sample(domain: Domain, generator: random.Random, magnitude: Fraction, sign: int) -> fmpq | acb:
    if domain.sort != "complex":
        return domain.sample(generator, magnitude, sign)
    # Dyadic parts, because a complex ball holds no other numbers exactly.
    size, height = (arb(int(magnitude * 4096) * generator.randint(150, 1023) + 1) * arb(2) ** -22 for _part in range(2))
    return acb(sign * size, height if generator.random() < 0.5 else -height)


def _sign_patterns(count: int, generator: random.Random) -> list[tuple[int, ...]]:
    """All patterns of signs for up to four names, sixteen random ones for more; all plus and all minus come first."""
    if count <= 4:
        patterns = list(product((1, -1), repeat=count))
        return [patterns[0], patterns[-1], *patterns[1:-1]] if count else patterns
    drawn = [tuple(generator.choice((1, -1)) for _name in range(count)) for _pattern in range(14)]
    return [(1,) * count, (-1,) * count, *drawn]


def literals(*trees: Tree) -> tuple[Fraction, ...]:
    """The numbers above 10 that are written in the trees: where a maximum or an absolute value may break."""
    found = {
        node.value for tree in trees for node, _depth in walk(tree) if isinstance(node, Number) and node.value > 10
    }
    return tuple(sorted(value for value in found if value < 10**12))
