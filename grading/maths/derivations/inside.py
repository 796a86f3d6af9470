"""Points inside of what bounds leave, where that is so narrow that random points miss it: `a > b`, `b > c`, `c > d`.

They are found with floating-point numbers, and taken exactly where everything given holds.
"""

import random
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import islice

from flint import fmpq

from grading.maths.derivations.facts import Facts
from grading.maths.derivations.surface import gap_between
from grading.maths.floats import NoFloats
from grading.maths.matrices.evaluation import Point
from grading.maths.optima import Conditions, box_of, points_above
from grading.maths.printing import to_text
from grading.maths.rationals import as_fmpq

# From so many places one walks, so many steps, each with so many tries at ever smaller ones.
_STARTS, _STEPS, _TRIES = 4, 12, 16


def inner_points(facts: Facts, used: Sequence[str]) -> list[Point]:
    """Points with other values of the numbers that are used, at all of which everything given holds."""
    key = "inside", *used
    if key not in facts.within:
        facts.within[key] = list(filter(facts.holds, _points(facts, used)))
    return facts.within[key]


def _points(facts: Facts, used: Sequence[str]) -> Iterator[Point]:
    scalars = facts.setting.basic.scalars
    try:
        above = [gap_between(sides, used, sign) for sides, sign in facts.bounds if sign not in ("=", "!=")]
    except NoFloats:
        return
    conditions = Conditions(above, (), box_of(used, scalars))
    text = "".join(to_text(fact) for fact in facts.setting.facts)
    generator = random.Random(zlib.crc32(text.encode()))  # noqa: S311 -- points to try are no secret
    base = facts.source.point(0)
    for start in islice(points_above(conditions), _STARTS):
        for place in _walk(conditions, start, generator):
            values = {
                name: fmpq(round(value)) if scalars[name].sort == "integer" else as_fmpq(Fraction(value))
                for name, value in zip(used, place, strict=True)
            }
            yield replace(base, values={**base.values, **values})


def _walk(conditions: Conditions, start: Sequence[float], generator: random.Random) -> Iterator[list[float]]:
    """From place to place in random directions, as far as one gets: every number changes with every step."""
    place = list(start)
    for _step in range(_STEPS):
        direction = [generator.gauss(0, 1) * max(1.0, abs(value)) for value in place]
        for halved in range(_TRIES):
            tried = [value + part / 2**halved for value, part in zip(place, direction, strict=True)]
            if tuple(tried) == conditions.inside(tried) and conditions.worst(tried) == 0:
                place = tried
                yield place
                break
