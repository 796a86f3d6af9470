"""Statements about remainders of a whole number are compared over a whole period: `mod(n, 2) = 0` and `mod(n, 2) < 1`.

A polynomial of n with denominators d, divided by m, keeps its remainder where n grows by the denominators of it all.
Where other comparisons, such as n > 3, stand beside, one period more is looked at on either side of where they change.
"""

from collections.abc import Mapping
from itertools import product
from math import lcm

from flint import fmpq

from grading.maths.domains import Domain
from grading.maths.opaque import Letters
from grading.maths.polynomials import NotRational, quotient
from grading.maths.reals import REAL
from grading.maths.relations.changes import atoms, critical_points
from grading.maths.relations.critical import NotAlgebraic, middle
from grading.maths.relations.look import Look
from grading.maths.tree import (
    Add,
    Call,
    Constant,
    Divide,
    Fold,
    Name,
    Negate,
    Power,
    Relation,
    Tree,
    children,
    functions,
    names,
    nodes,
)
from grading.maths.trees import mapped, rational

_PERIODIC = frozenset({"mod", "floor", "ceil", "sin", "cos"})
# So many whole numbers are looked at.
_MOST = 500
_MINUS = Negate(rational(1))
_ONE, _TWO, _PI = rational(1), rational(2), Constant("pi")
# A name that nobody can declare.
_PI_NAME = "_pi"


class _NotPeriodic(Exception):
    pass


def agree_over_a_period(look: Look) -> bool:
    """Whether that shows that both are the same (False: not known). Raises Differs, Unsure or TooMuch."""
    numbers = _deciding_numbers((look.answer, look.reference), look.domains) if len(look.domains) == 1 else None
    for name, value in product(look.domains, numbers or ()):
        look.at({name: value}, {})
    return numbers is not None


def _deciding_numbers(trees: tuple[Tree, ...], domains: Mapping[str, Domain]) -> list[fmpq] | None:
    """Whole numbers at which alone relations in one name must be compared, the nearest to 0 first; None: not known."""
    ((name, domain),) = domains.items()
    if domain.sort != "integer" or domain.values or not any(_is_periodic(tree, name) for tree in trees):
        return None
    period, cuts = 1, [end for end in domain.exact_bounds if end is not None]
    try:
        for left, right, sign in (atom for tree in trees for atom in atoms(tree)):
            try:
                period = lcm(period, _period_of_comparison(left, right, name))
            except _NotPeriodic:
                cuts += map(middle, critical_points(Relation((left, right), (sign,)), name, REAL))
    except NotAlgebraic:
        return None
    return _within(period, cuts, domain)


def _is_periodic(tree: Tree, name: str) -> bool:
    return name in names(tree) and (bool(functions(tree) & _PERIODIC) or any(map(_is_sign, nodes(tree))))


def _is_sign(node: Tree) -> bool:
    """Whether it is a power of -1."""
    return isinstance(node, Power) and node.base == _MINUS


def _within(period: int, cuts: list[fmpq], domain: Domain) -> list[fmpq] | None:
    """A whole period, beyond all cuts if there are any."""
    first, last = (int(min(cuts).floor()), int(max(cuts).ceil())) if cuts else (0, -1)
    if period > _MOST or last - first + 2 * period > 2 * _MOST:
        return None
    low, high = (first - period, last + period) if cuts else (0, period - 1)
    return sorted(filter(domain.contains, map(fmpq, range(low, high + 1))), key=lambda value: (abs(value), -value))


def _period_of_comparison(left: Tree, right: Tree, name: str) -> int:
    """Raises _NotPeriodic."""
    try:
        return lcm(_period(left, name), _period(right, name))
    except _NotPeriodic:
        gap = mapped(Add((left, Negate(right))), lambda node: _with_remainder(node, name))
    letters = Letters.of(gap)
    found = letters.quotient(gap)
    if found is None or not found[1].is_constant():
        raise _NotPeriodic
    place = letters.all.index(name)
    if found[0].degrees()[place]:
        raise _NotPeriodic
    return lcm(*(_period(part, name) for part in letters.parts))


def _with_remainder(node: Tree, name: str) -> Tree:
    """floor(u) as u - mod(u, 1) where u has a value everywhere."""
    match node:
        case Call("floor", (inner,)) if _is_polynomial(inner, name):
            return Add((inner, Negate(Call("mod", (inner, _ONE)))))
        case Call("ceil", (inner,)) if _is_polynomial(inner, name):
            return Add((inner, Call("mod", (Negate(inner), _ONE))))
    return node


def _is_polynomial(tree: Tree, name: str) -> bool:
    try:
        return bool(quotient(tree, (name,))[1].is_constant()) if names(tree) <= {name} else False
    except NotRational:
        return False


def _period(tree: Tree, name: str) -> int:
    """After how many steps it takes the same values again. Raises _NotPeriodic."""
    if name not in names(tree):
        return 1
    match tree:
        case Name() | Fold():
            raise _NotPeriodic
        case Call("mod", (inner, divisor)) if _is_polynomial(Divide(inner, divisor), name):
            return _denominators(Divide(inner, divisor), name)
        case Call("sin" | "cos", (inner,)):
            return _denominators(Divide(inner, _TWO), name, with_pi=True)
        case Power(base, exponent) if base == _MINUS and _is_polynomial(exponent, name):
            return _denominators(Divide(exponent, _TWO), name)
    return lcm(*(_period(part, name) for part in children(tree)))


def _denominators(tree: Tree, name: str, *, with_pi: bool = False) -> int:
    """What makes all terms of a polynomial with the name whole. with_pi: each of them is a multiple of pi."""
    try:
        over, under = quotient(mapped(tree, lambda node: Name(_PI_NAME) if node == _PI else node), (name, _PI_NAME))
    except (NotRational, KeyError):
        raise _NotPeriodic from None
    terms = {tuple(map(int, powers)): value for powers, value in over.to_dict().items() if powers[0]}
    if not under.is_constant() or any(power != with_pi for _power_of_name, power in terms):
        raise _NotPeriodic
    return lcm(1, *(int(fmpq(value / under.leading_coefficient()).q) for value in terms.values()))
