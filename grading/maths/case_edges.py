"""Where formulas by cases change their case: on the edge `x > y` and `x >= y` differ, though no random point tells.

Edges are met along lines: all names but one get values, the last one is solved for, as a fraction or a narrow ball.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from itertools import chain, islice
from typing import Any

from flint import fmpq, fmpq_poly

from grading.maths.bisection import halved
from grading.maths.boundary import BITS, Boundary, is_zero
from grading.maths.breakpoints import changes_of_sign, edges, sign_at
from grading.maths.domains import Domain
from grading.maths.polynomials import NotRational, quotient
from grading.maths.reals import REAL, ball, centre
from grading.maths.sampling import Point, plan
from grading.maths.tree import Tree, names
from grading.maths.trees import rational, substituted
from grading.maths.values import TooMuch, Undefined, Unsure, bits

# Edges that are looked at, points that give the other names their values, and points on edges in all.
_MOST_EDGES, _OTHERS, _MOST_POINTS = 8, 6, 48
_MOST_DEGREE, _HALVINGS = 12, 640
# A line through such a point with breaks of its own may meet an edge where another one does.
_SINGLE = 4


def differing_edge(answer: Tree, reference: Tree, domains: Mapping[str, Domain], seed: int) -> Point | None:
    """A point of an edge at which both have values that certainly differ."""
    with bits(BITS):
        for point in islice(_on_edges((answer, reference), domains, seed), _MOST_POINTS):
            if _differ(answer, reference, point):
                return point
    return None


def _differ(answer: Tree, reference: Tree, point: Point) -> bool:
    try:
        found, wanted = (Boundary(REAL, point).value(tree) for tree in (answer, reference))
    except (Undefined, Unsure, TooMuch):
        return False
    difference = found - wanted
    return not is_zero(difference, REAL) and not REAL.has_zero(ball(difference))


def _on_edges(trees: tuple[Tree, Tree], domains: Mapping[str, Domain], seed: int) -> Iterator[Point]:
    found = plan(*trees, domains, seed)
    others = [*islice(found.points, _OTHERS), *islice(found.single, _SINGLE)]
    for part in edges(*trees)[:_MOST_EDGES]:
        for name in sorted(names(part) & domains.keys()):
            for point in others[: None if len(names(part)) > 1 else 1]:
                values = {other: rational(value) for other, value in point.items() if other != name}
                yield from ({**point, name: root} for root in _roots(substituted(part, values), name, domains[name]))


def _roots(line: Tree, name: str, domain: Domain) -> Iterator[Any]:
    """The zeros on a line that belong to the domain."""
    if names(line) != {name}:
        return
    try:
        over, under = quotient(line, (name,))
    except NotRational:
        found: Iterator[Any] = _narrowed(line, name, domain)
    else:
        found = chain.from_iterable(map(_exact_roots, (over, under)))
    for root in found:
        inside = root if type(root) is fmpq else centre(root)
        if domain.contains(inside) and (type(root) is fmpq or domain.sort == "real"):
            yield root


def _exact_roots(polynomial: Any) -> Iterator[Any]:
    if not polynomial or not 0 < polynomial.total_degree() <= _MOST_DEGREE:
        return
    coefficients = [fmpq(0)] * (int(polynomial.total_degree()) + 1)
    for (power,), coefficient in polynomial.terms():
        coefficients[int(power)] = coefficient
    whole: Any = fmpq_poly(coefficients)
    for factor, _times in whole.factor()[1]:
        if factor.degree() == 1:
            yield -fmpq(factor[0]) / fmpq(factor[1])
        else:
            yield from (root.real for root, _each in factor.complex_roots() if root.imag.contains(0))


def _narrowed(line: Tree, name: str, domain: Domain) -> Iterator[Any]:
    """Balls around changes of sign of what is no polynomial."""
    sign_of_line = partial(sign_at, line, name)
    for low, high, sign in changes_of_sign(line, name, domain):
        first, last = halved(sign_of_line, low, high, sign, _HALVINGS)
        yield first if first == last else ball(first).union(ball(last))
