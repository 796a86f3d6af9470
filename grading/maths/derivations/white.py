"""Random vectors without correlations: two entries, of which at each outcome one is c or -c and the other 0."""

from collections.abc import Iterator
from dataclasses import replace

from flint import fmpq, fmpq_mat

from grading.maths.derivations.outcomes import outcome_of
from grading.maths.derivations.setting import Setting
from grading.maths.matrices.evaluation import Point
from grading.maths.matrices.sampling import Points

# The four outcomes.
_DIRECTIONS = ((1, 0), (-1, 0), (0, 1), (0, -1))


def white_points(setting: Setting, turn: int) -> Iterator[Point]:
    """One point, where a random name is a vector and all outcomes are equally likely: there E[e e^T] = c^2/2 I."""
    vectors = [name for group in setting.random for name in group if name in setting.symbols.shaped]
    if not vectors or setting.weights or setting.count != len(_DIRECTIONS):
        return
    base = Points(setting.basic).with_sizes(dict.fromkeys(setting.basic.sizes, 2), turn)
    values = dict(base.values)
    for place, name in enumerate(vectors):
        for number, direction in enumerate(_DIRECTIONS):
            entries = values[outcome_of(name, number)]
            if (entries.nrows(), entries.ncols()) != (2, 1):
                return
            turned = direction if place % 2 == 0 else direction[::-1]
            values[outcome_of(name, number)] = fmpq_mat(2, 1, [fmpq(entry * (1 + turn % 3)) for entry in turned])
    yield replace(base, values=values)
