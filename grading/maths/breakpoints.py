"""Where |x - 3|, max(x, 2) or floor(x) change their formula, so that every piece between two breaks is looked at."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import combinations, pairwise

from flint import fmpq

from grading.maths.bisection import halved
from grading.maths.branches import branches, with_small_powers
from grading.maths.domains import Domain
from grading.maths.kept import kept
from grading.maths.polynomials import NotRational, Polynomial, quotient, univariate
from grading.maths.rationals import as_fmpq
from grading.maths.reals import REAL, centre, sign_of
from grading.maths.tree import (
    Add,
    Call,
    Divide,
    Fold,
    Negate,
    Number,
    Power,
    Relation,
    Tree,
    functions,
    is_where,
    names,
    nodes,
    walk,
)
from grading.maths.trees import mapped, rational, substituted
from grading.maths.values import Evaluator, TooMuch, Undefined, Unsure, bits

_STEPS = frozenset({"floor", "ceil", "mod"})
PIECEWISE = frozenset({"abs", "norm", "sign", "max", "min", "relu", "sqrt", "where"}) | _STEPS
# How many breaks of one name are looked at, and in how many expressions a zero is searched for.
_MOST, _MOST_SEARCHES = 24, 6
_ODD = fmpq(5, 11)
# Between two neighbours on this ladder a change of sign is seen. No step is a number that somebody would write.
_LADDER = [fmpq(1031, 1000) * fmpq(2) ** power for power in (*range(-40, -6, 4), *range(-6, 8), *range(10, 66, 4))]
_HALVINGS = 24
# Denominators of fractions that are tried in the place of what was found about.
_SIMPLE, _HALF = (1, 2, 3, 4, 10), fmpq(1, 2)
# Polynomials whose roots are computed, and how exactly.
_MOST_DEGREES, _ROOT_BITS, _MOST_BITS = 12, 96, 2000
# So many terms of a sum are looked at.
_MOST_TERMS = 4
# On how many parts a line is cut into pieces.
_MOST_PARTS = 8


@dataclass(frozen=True)
class Breaks:
    """For each name: points between its breaks and outside of them, and the breaks, or points very near to them."""

    between: Mapping[str, list[fmpq]]
    at: Mapping[str, list[fmpq]]


def breaks(*trees: Tree, domains: Mapping[str, Domain]) -> Breaks:
    """The breaks of names that alone decide on a piece, inside their domains."""
    exact: dict[str, set[fmpq]] = {}
    found: dict[str, set[fmpq]] = {}
    searches = 0
    for part in deciding_parts(trees):
        symbols = tuple(names(part))
        if len(symbols) != 1 or symbols[0] not in domains or domains[symbols[0]].sort == "complex":
            continue
        zero = _linear_zero(part, symbols)
        if zero is not None:
            exact.setdefault(symbols[0], set()).add(zero)
        elif (roots := _roots_of_branches(part, symbols)) is not None:
            exact.setdefault(symbols[0], set()).update(roots)
        elif searches < _MOST_SEARCHES:
            searches += 1
            found.setdefault(symbols[0], set()).update(_zeros(part, symbols[0], domains[symbols[0]]))
    both = {name: _chosen(exact.get(name, set()), found.get(name, set())) for name in exact.keys() | found.keys()}
    between = {name: pieces(values, domains[name]) for name, values in both.items()}
    at = {name: _inside(set(values), domains[name]) for name, values in both.items()}
    return Breaks(between, at)


def _chosen(exact: set[fmpq], found: set[fmpq]) -> list[fmpq]:
    """As many as are looked at, in order: first those that are exact, and of both those that are nearest to 0."""
    nearest = [*sorted(exact, key=abs), *sorted(found - exact, key=abs)]
    return sorted(nearest[:_MOST])


def along(*trees: Tree, name: str, others: Mapping[str, fmpq], domain: Domain) -> tuple[list[fmpq], list[fmpq]]:
    """On the line on which the other names have these values: points between the breaks of one name, and its breaks."""
    values = {other: rational(value) for other, value in others.items() if other != name}
    parts = [part for part in deciding_parts(trees) if name in names(part)][:_MOST_PARTS]
    lines = (substituted(part, values) for part in parts)
    found = {root for line in lines for root in _roots_of_branches(line, (name,)) or ()}
    return pieces(sorted(found)[:_MOST], domain), _inside(found, domain)


def _inside(values: set[fmpq], domain: Domain) -> list[fmpq]:
    """Breaks themselves: a narrow peak may stand there."""
    return [value for value in sorted(values)[:_MOST] if domain.contains(value)]


@kept
def roots_as_sizes(tree: Tree) -> Tree:
    """With |u| for the root of u^2, so that it breaks where u is 0. All is real."""
    return mapped(tree, _as_size) if "sqrt" in functions(tree) else tree


def _as_size(node: Tree) -> Tree:
    match node:
        case Call("sqrt", (Power(base, Number(value)),)) if value > 0 and value % 2 == 0:
            size = Call("abs", (base,))
            return size if value == 2 else Power(size, Number(value / 2))
    return node


def has_joint_breaks(*trees: Tree) -> bool:
    """Whether several names together decide on a piece, as in |x - y|."""
    return any(len(names(part)) > 1 for part in deciding_parts(trees))


def deciding_parts(trees: tuple[Tree, ...]) -> list[Tree]:
    """The expressions at whose zeros a function changes."""
    parts: dict[Tree, None] = {}
    for tree in trees:
        for node, _depth in walk(tree):
            if isinstance(node, Call) and (node.function in PIECEWISE or _is_joint_logarithm(node)):
                parts.update(dict.fromkeys(_deciding(node)))
            if isinstance(node, Fold):
                parts.update(dict.fromkeys(_in_terms(node)))
    free = {name for tree in trees for name in names(tree)}
    return [part for part in parts if names(part) <= free]


def _is_joint_logarithm(node: Call) -> bool:
    """Whether several names together decide whether there is a value."""
    return node.function == "log" and len(names(node.arguments[0])) > 1


def _in_terms(fold: Fold) -> list[Tree]:
    """The deciding expressions of the first terms of a sum, such as x - 1 and x - 2 in that of all |x - k|."""
    low = fold.low.value if isinstance(fold.low, Number) else None
    if low is None or not any(isinstance(node, Call) and node.function in PIECEWISE for node, _ in walk(fold.body)):
        return []
    terms = [substituted(fold.body, {fold.index: Number(low + step)}) for step in range(_MOST_TERMS)]
    return deciding_parts(tuple(terms))


def _deciding(node: Call) -> list[Tree]:
    if node.function == "where":
        return _edges(node)
    if node.function in ("max", "min"):
        return [Add((first, Negate(second))) for first, second in combinations(node.arguments, 2)]
    if node.function not in _STEPS:
        return list(node.arguments)
    inner = node.arguments[0] if node.function != "mod" else Divide(*node.arguments)
    return [inner, *(Add((inner, Number(Fraction(1)))), Add((inner, Negate(Number(Fraction(1))))))]


def _edges(node: Call) -> list[Tree]:
    """What is zero where the condition of a case changes."""
    chains = (part.terms for part in nodes(node.arguments[0]) if isinstance(part, Relation))
    return [Add((first, Negate(second))) for chain in chains for first, second in pairwise(chain)]


def edges(*trees: Tree) -> list[Tree]:
    """What is zero where a formula by cases changes its case."""
    cases = (node for tree in trees for node in nodes(tree) if is_where(node))
    free = {name for tree in trees for name in names(tree)}
    return list(dict.fromkeys(part for node in cases for part in _edges(node) if names(part) <= free))


def _linear_zero(part: Tree, symbols: tuple[str, ...]) -> fmpq | None:
    """The zero of an expression that is linear in its only name."""
    try:
        over, under = quotient(part, symbols)
    except NotRational:
        return None
    if under.is_constant() and over.total_degree() == 1:
        return fmpq(-over[(0,)] / over[(1,)])
    return None


def _roots_of_branches(part: Tree, symbols: tuple[str, ...]) -> set[fmpq] | None:
    """With each size as what it is above 0 and below, as for |x - 1| - 10^-12; None where one is no such function."""
    found = set[fmpq]()
    for branch in branches(with_small_powers(part)):
        if (roots := _roots(branch, symbols)) is None:
            return None
        found |= roots
    return found


def _roots(part: Tree, symbols: tuple[str, ...]) -> set[fmpq] | None:
    """About where a rational function of its only name is zero or has none of its values; None for other functions."""
    try:
        over, under = quotient(part, symbols)
    except NotRational:
        return None
    degrees = [int(side.total_degree()) for side in (over, under) if side]
    if max(degrees, default=0) > _MOST_DEGREES:
        return None
    heights = [abs(each).height_bits() for side in (over, under) for each in side.coeffs()]
    with bits(_ROOT_BITS + 2 * min(max(heights, default=0), _MOST_BITS)):
        return {root for side in (over, under) if side for root in _real_roots(side)}


def _real_roots(polynomial: Polynomial) -> Iterator[fmpq]:
    roots = univariate(polynomial)
    for root, _times in roots.complex_roots() if roots.degree() > 0 else ():
        if root.imag.contains(0):
            yield centre(root.real)


def _zeros(part: Tree, name: str, domain: Domain) -> set[fmpq]:
    """About where the expression changes its sign, exactly where that is at a simple fraction."""
    with bits(64):
        sign_of_part = partial(sign_at, part, name)
        changes = changes_of_sign(part, name, domain)
        found = (halved(sign_of_part, low, high, sign, _HALVINGS)[0] for low, high, sign in changes)
        return {next(_simple_zeros(part, name, value), value) for value in found}


def _simple_zeros(part: Tree, name: str, near: fmpq) -> Iterator[fmpq]:
    """Simple fractions nearby at which it is 0: floor(sqrt(x)) has its steps at 1 and 4, not about there."""
    for under in _SIMPLE:
        value = fmpq((near * under + _HALF).floor(), under)
        with suppress(Undefined, Unsure, TooMuch):
            found = Evaluator(REAL, {name: value}, steps=200).value(part)
            if type(found) is fmpq and not found:
                yield value


def changes_of_sign(part: Tree, name: str, domain: Domain) -> list[tuple[fmpq, fmpq, int]]:
    """Two points on either side of each change that is seen, with the sign at the lower one."""
    ladder = [value for value in _ladder(domain) if domain.sort == "integer" or domain.contains(value)]
    known = [(value, sign) for value in ladder if (sign := sign_at(part, name, value))]
    return [(low, high, sign) for (low, sign), (high, other) in pairwise(known) if sign != other]


def _ladder(domain: Domain) -> list[fmpq]:
    if domain.low is not None and domain.high is not None:
        low, width = as_fmpq(domain.low), as_fmpq(domain.high - domain.low)
        inner = [low + width * step / _LADDER[-1] for step in _LADDER]
        return sorted({*inner, *(2 * low + width - value for value in inner)})
    return [*(-step for step in reversed(_LADDER)), *_LADDER]


def sign_at(part: Tree, name: str, value: fmpq) -> int:
    """1 or -1; 0 where it is zero, has no value or is not known."""
    try:
        return sign_of(Evaluator(REAL, {name: value}, steps=200).value(part))
    except (Undefined, Unsure, TooMuch):
        return 0


def pieces(found: list[fmpq], domain: Domain) -> list[fmpq]:
    """A point of the domain on each side of each break; for integers the ones next to it."""
    if domain.sort == "integer":
        near = {fmpq(value.floor()) + step for value in found for step in (-1, 0, 1, 2)}
        return [value for value in sorted(near) if domain.contains(value)]
    ends = [
        *([] if domain.low is None else [as_fmpq(domain.low)]),
        *(value for value in found if _is_inside(value, domain)),
        *([] if domain.high is None else [as_fmpq(domain.high)]),
    ]
    if not ends:
        return []
    outer = [] if domain.low is not None else [ends[0] - _ODD]
    outer += [] if domain.high is not None else [ends[-1] + _ODD]
    points = [low + (high - low) * _ODD for low, high in pairwise(ends)] + outer
    return [value for value in points if domain.contains(value)]


def _is_inside(value: fmpq, domain: Domain) -> bool:
    above = domain.low is None or value > as_fmpq(domain.low)
    return bool(above and (domain.high is None or value < as_fmpq(domain.high)))
