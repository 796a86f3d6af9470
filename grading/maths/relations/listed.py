"""Relations whose unknowns take few values: `mod(n, 2) = 1` for n from 0 to 3 is looked at in each of them."""

from collections.abc import Iterator, Mapping
from itertools import product
from math import ceil, floor, prod

from flint import fmpq

from grading.maths.boundary import BITS, Boundary
from grading.maths.decisions import Decision, Outcome, Policy
from grading.maths.domains import Domain
from grading.maths.reals import REAL
from grading.maths.relations.truth import truth_by
from grading.maths.sampling import Point
from grading.maths.tree import Tree
from grading.maths.values import TooMuch, Undefined, Unsure, bits

# More points are not looked at, and no more steps are taken at all of them together.
_MOST, _STEPS = 400, 40_000


def compare_in_each(answer: Tree, reference: Tree, domains: Mapping[str, Domain], policy: Policy) -> Decision | None:
    """What all values of all unknowns show; None where these are many, or not each of them tells."""
    values = {name: _values(domain) for name, domain in domains.items()}
    if not values or not 0 < prod(map(len, values.values())) <= _MOST:
        return None
    try:
        with bits(BITS):
            differing = next(_differing(answer, reference, values, policy), None)
    except (Unsure, TooMuch, Undefined):
        return None
    return Decision(Outcome.PROVED) if differing is None else Decision(Outcome.DIFFERENT, differing)


def _differing(
    answer: Tree, reference: Tree, values: Mapping[str, tuple[fmpq, ...]], policy: Policy
) -> Iterator[Point]:
    left = _STEPS
    for chosen in product(*values.values()):
        point: Point = dict(zip(values, chosen, strict=True))
        evaluator = Boundary(REAL, point, steps=left)
        mine, right = (truth_by(evaluator, tree) for tree in (answer, reference))
        left = evaluator.steps
        if bool(mine) != bool(right) and not (policy.domain == "common" and None in (mine, right)):
            yield point


def _values(domain: Domain) -> tuple[fmpq, ...]:
    """All values of the domain, none where they are not few."""
    if domain.values:
        return domain.exact_values
    if domain.sort != "integer" or domain.low is None or domain.high is None or domain.high - domain.low > _MOST:
        return ()
    return tuple(map(fmpq, range(ceil(domain.low), floor(domain.high) + 1)))
