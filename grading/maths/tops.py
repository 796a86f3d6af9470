"""Where what decides between the pieces of a formula is largest or smallest: a narrow peak has its top there.

`x + relu(1/10^6 - (exp(x) - 3)^2)` is x almost everywhere, and floor(sin(x)^2) is 0 but where sin(x)^2 reaches 1.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from flint import fmpq

from grading.errors import DefinitionError
from grading.maths.breakpoints import PIECEWISE, deciding_parts
from grading.maths.derivatives import derivative
from grading.maths.domains import Domain
from grading.maths.lines import centred, roots
from grading.maths.polynomials import NotRational, quotient
from grading.maths.reals import REAL, ball
from grading.maths.sampling import Point
from grading.maths.tree import Call, Tree, functions, names, nodes
from grading.maths.trees import rational, substituted
from grading.maths.values import Evaluator, TooMuch, Undefined, Unsure

Somewhere = Mapping[str, Any]
# Parts that are looked at, tops of each on a line, and points that give the other names their values.
_MOST_PARTS, _COSTLY, _MOST_TOPS, _OTHERS = 6, 2, 8, 2
# So often each name has its turn on the way up, with so many slopes to go to.
_ROUNDS, _WAYS = 3, 2
# Functions that have no narrow peaks of their own.
_SMOOTH = frozenset({"sqrt"})


def may_have_tops(*trees: Tree) -> bool:
    """Whether a function of pieces stands in one of them."""
    return any(functions(tree) & (PIECEWISE - _SMOOTH) for tree in trees)


def tops(
    trees: tuple[Tree, ...], domains: Mapping[str, Domain], others: Sequence[Mapping[str, Any]]
) -> Iterator[Point]:
    """Points at the tops. others: where the names that do not count have their values."""
    yield from _jumps(trees, domains, others)
    seen, spent = set[Tree](), 0
    for part in deciding_parts(trees):
        used = sorted(names(part))
        if not used or any(name not in domains or domains[name].sort != "real" for name in used) or _is_flat(part):
            continue
        slopes = _slopes(part, used)
        spent += 1 if _is_quick(part) else _COSTLY
        if not slopes or slopes[used[0]] in seen or spent > _MOST_PARTS:
            continue
        seen.add(slopes[used[0]])
        # What is smooth but no polynomial takes its time.
        several = len(used) < len(domains) and _is_quick(part)
        for point in others[: _OTHERS if several else 1]:
            yield from _of_one(slopes, point, domains) if len(used) == 1 else _of_several(part, slopes, point, domains)


def _jumps(trees: tuple[Tree, ...], domains: Mapping[str, Domain], others: Sequence[Somewhere]) -> Iterator[Point]:
    """Where a sign is 0: `x sign(x^2 - 2)^2` is x almost everywhere."""
    inner = [
        node.arguments[0]
        for tree in trees
        for node in nodes(tree)
        if isinstance(node, Call) and node.function == "sign"
    ]
    for part in dict.fromkeys(inner):
        used = names(part)
        if len(used) == 1 and used <= domains.keys():
            (name,) = used
            yield from ({**others[0], name: root} for root in islice(roots(part, name, domains[name]), _MOST_TOPS))


def _is_flat(part: Tree) -> bool:
    """Whether it is linear, so that it has no top."""
    try:
        over, under = quotient(part, tuple(sorted(names(part))))
    except NotRational:
        return False
    return under.is_constant() and (not over or over.total_degree() < 2)


def _is_quick(part: Tree) -> bool:
    """Whether it is a rational function, whose zeros are found at once."""
    return not any(isinstance(node, Call) for node in nodes(part))


def _slopes(part: Tree, used: list[str]) -> dict[str, Tree]:
    try:
        return {name: derivative(part, name) for name in used}
    except DefinitionError:
        return {}


def _of_one(slopes: Mapping[str, Tree], point: Somewhere, domains: Mapping[str, Domain]) -> Iterator[Point]:
    ((name, slope),) = slopes.items()
    for root in islice(roots(slope, name, domains[name]), _MOST_TOPS):
        yield {**point, name: root}


def _of_several(
    part: Tree, slopes: Mapping[str, Tree], point: Somewhere, domains: Mapping[str, Domain]
) -> Iterator[Point]:
    """Up and down along one name after the other, as long as that leads on."""
    start = {name: centred(value) for name, value in point.items()}
    for sign in (1, -1):
        yield _climbed(part, slopes, start, domains, sign)


def _climbed(
    part: Tree, slopes: Mapping[str, Tree], start: Mapping[str, fmpq], domains: Mapping[str, Domain], sign: int
) -> Point:
    at = dict(start)
    for _round in range(_ROUNDS):
        before = dict(at)
        for name, slope in slopes.items():
            at[name] = _best(part, slope, at, name, domains[name], sign)
        if at == before:
            break
    return at


def _best(part: Tree, slope: Tree, at: Mapping[str, fmpq], name: str, domain: Domain, sign: int) -> fmpq:
    """The value of the name at which the part is highest (sign -1: lowest), of those where its slope is 0."""
    line = substituted(slope, {other: rational(value) for other, value in at.items() if other != name})
    found = [centred(root) for root in islice(roots(line, name, domain, fine=False), _WAYS)]
    heights = [(height, value) for value in (at[name], *found) if (height := _height(part, {**at, name: value}, sign))]
    return max(heights, key=lambda pair: pair[0])[1] if heights else at[name]


def _height(part: Tree, at: Mapping[str, fmpq], sign: int) -> float | None:
    try:
        return sign * float(ball(Evaluator(REAL, at).value(part)))
    except (Undefined, Unsure, TooMuch, OverflowError):
        return None
