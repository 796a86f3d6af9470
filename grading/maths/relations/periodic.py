"""The zeros of expressions in sines and cosines of one unknown, inside a window: `sin(x) = 0` for x from 0 to 10.

With t = tan(u/2) every sin(k u) and cos(k u) is a rational function of t. Its zeros give those of u in one period;
u = pi, where t has no value, is always taken along.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import comb, gcd, lcm

from flint import arb, fmpq

from grading.maths.domains import Domain
from grading.maths.polynomials import NotRational, quotient
from grading.maths.rationals import as_fmpq
from grading.maths.reals import REAL
from grading.maths.relations.critical import NotAlgebraic, zeros
from grading.maths.tree import Add, Call, Constant, Divide, Multiply, Name, Negate, Power, Tree, children, names, nodes
from grading.maths.trees import mapped, rational, with_changed
from grading.maths.values import Value

# From where to where the unknown may go.
Window = tuple[Value, Value]
# Larger multiples of the angle, and more zeros, are not looked at.
_MULTIPLE, _MOST = 8, 150
_PI = Constant("pi")
# Deeper ones are not written out.
_DEEPEST = 3
_WITH_POLES = ("tan", "cot", "sec", "csc")
# A name that nobody can declare, for pi.
_PI_NAME = "_pi"
# sin(k pi/12) where it is a rational number or a root: its square, by k.
_SQUARES = {0: fmpq(0), 2: fmpq(1, 4), 3: fmpq(1, 2), 4: fmpq(3, 4), 6: fmpq(1)}


@dataclass(frozen=True)
class _Angle:
    """slope times the unknown plus start plus turn pi; with_pi: the slope is so many pi."""

    slope: Fraction
    start: Fraction
    turn: Fraction
    with_pi: bool


def window_of(domain: Domain) -> Window | None:
    """The bounds of the domain, where it has two."""
    if domain.low is None or domain.high is None:
        return None
    return as_fmpq(domain.low), as_fmpq(domain.high)


def whole_period(trees: tuple[Tree, ...], name: str, domain: Domain) -> Window | None:
    """Two periods of relations in which the unknown stands in sines and cosines only; None for others.

    Two, because a single number such as 0 may not belong to the domain.
    """
    if domain.sort != "real" or not any(name in names(tree) for tree in trees):
        return None
    try:
        angles = [angle for tree in trees for angle in _angles(tree, name).values()]
        unit = _unit(angles)
    except NotAlgebraic:
        return None
    periods: Value = fmpq(4 * unit.denominator, unit.numerator)
    periods = periods if angles[0].with_pi else periods * arb.pi()
    if domain.high is not None:
        return as_fmpq(domain.high) - periods, as_fmpq(domain.high)
    low = as_fmpq(domain.low or Fraction(0))
    return low, low + periods


def without_poles(tree: Tree) -> Tree:
    """With sines and cosines for tan, cot, sec and csc, so that their poles are zeros of denominators.

    Each of them doubles what stands in it; where they stand deep in each other nothing is changed.
    """
    called = {node.function for node in nodes(tree) if type(node) is Call}
    is_flat = called.isdisjoint(_WITH_POLES) or _poles_inside(tree) > _DEEPEST
    return tree if is_flat else _without_poles(tree)


def _poles_inside(tree: Tree) -> int:
    """How deep such functions stand in each other."""
    inner = max(map(_poles_inside, children(tree)), default=0)
    return inner + (type(tree) is Call and tree.function in _WITH_POLES)


def _without_poles(tree: Tree) -> Tree:
    match with_changed(tree, _without_poles):
        case Call("tan", (u,)) if names(u):
            return Divide(Call("sin", (u,)), Call("cos", (u,)))
        case Call("cot", (u,)) if names(u):
            return Divide(Call("cos", (u,)), Call("sin", (u,)))
        case Call("sec", (u,)) if names(u):
            return Divide(rational(1), Call("cos", (u,)))
        case Call("csc", (u,)) if names(u):
            return Divide(rational(1), Call("sin", (u,)))
        case same:
            return same


def periodic_zeros(tree: Tree, name: str, window: Window) -> list[Value]:
    """All zeros inside the window, and perhaps more points. Raises NotAlgebraic."""
    angles = _angles(tree, name)
    unit = _unit(list(angles.values()))
    with_pi = next(iter(angles.values())).with_pi

    def in_t(node: Tree) -> Tree:
        return (
            _rational_in_t(node.function, angles[node], unit, name)
            if isinstance(node, Call) and node in angles
            else node
        )

    found = zeros(mapped(tree, in_t), name, REAL)
    return [value for t in (*found, None) for value in _unknowns(t, unit, window, with_pi=with_pi)]


def _angles(tree: Tree, name: str) -> dict[Call, _Angle]:
    """The sines and cosines, with their angles. Raises NotAlgebraic where the unknown stands elsewhere, too."""
    found: dict[Call, _Angle] = {}

    def collect(node: Tree) -> None:
        if isinstance(node, Call) and node.function in ("sin", "cos") and name in names(node):
            found[node] = _angle(node.arguments[0], name)
        elif isinstance(node, Name) and node.name == name:
            raise NotAlgebraic
        else:
            for part in children(node):
                collect(part)

    collect(tree)
    return found


def _angle(tree: Tree, name: str) -> _Angle:
    put = mapped(tree, lambda node: Name(_PI_NAME) if node == _PI else node)
    try:
        over, under = quotient(put, (name, _PI_NAME))
    except (NotRational, KeyError) as problem:
        raise NotAlgebraic from problem
    if not under.is_constant():
        raise NotAlgebraic
    terms = {tuple(map(int, powers)): value / under.leading_coefficient() for powers, value in over.to_dict().items()}
    slopes = {powers: value for powers, value in terms.items() if powers in ((1, 0), (1, 1))}
    if len(slopes) != 1 or not set(terms) <= {(1, 0), (1, 1), (0, 0), (0, 1)}:
        raise NotAlgebraic
    ((powers, slope),) = slopes.items()
    start, turn = (_fraction(fmpq(terms.get(place, 0))) for place in ((0, 0), (0, 1)))
    return _Angle(_fraction(fmpq(slope)), start, turn, powers == (1, 1))


def _fraction(value: fmpq) -> Fraction:
    return Fraction(int(value.p), int(value.q))


def _unit(angles: list[_Angle]) -> Fraction:
    """The largest number of which all slopes are whole multiples. Raises NotAlgebraic where there is none."""
    if len({angle.with_pi for angle in angles}) != 1:
        raise NotAlgebraic
    slopes = [abs(angle.slope) for angle in angles]
    unit = Fraction(gcd(*(slope.numerator for slope in slopes)), lcm(*(slope.denominator for slope in slopes)))
    if not unit or max(slopes) > _MULTIPLE * unit:
        raise NotAlgebraic
    return unit


def _rational_in_t(function: str, angle: _Angle, unit: Fraction, name: str) -> Tree:
    """sin or cos of an angle k u + b, with the name standing for t = tan(u/2): (1 + i t)^(2k) / (1 + t^2)^k."""
    multiple = int(angle.slope / unit)
    size, sign = abs(multiple), rational(1 if multiple > 0 else -1)
    under = Power(Add((rational(1), Power(Name(name), rational(2)))), rational(size))
    cosine, sine = (Divide(_part_of_power(2 * size, part, name), under) for part in (0, 1))
    start_cosine, start_sine = _of_start(angle, "cos"), _of_start(angle, "sin")
    if function == "cos":
        return Add((Multiply((cosine, start_cosine)), Negate(Multiply((sign, sine, start_sine)))))
    return Add((Multiply((sign, sine, start_cosine)), Multiply((cosine, start_sine))))


def _part_of_power(power: int, part: int, name: str) -> Tree:
    """The real (0) or imaginary (1) part of (1 + i t)^power."""
    terms = [
        Multiply((rational((-1) ** (k // 2) * comb(power, k)), Power(Name(name), rational(k))))
        for k in range(part, power + 1, 2)
    ]
    return Add(tuple(terms)) if len(terms) > 1 else terms[0]


def _of_start(angle: _Angle, function: str) -> Tree:
    """sin or cos of the part without the unknown; a root where it is one, so that equal zeros stay equal."""
    twelfths = angle.turn * 12 + (6 if function == "cos" else 0)
    if not angle.start and twelfths.denominator == 1:
        place = int(twelfths) % 24
        size, negative = (place, False) if place <= 12 else (24 - place, True)
        square = _SQUARES.get(min(size, 12 - size))
        if square is not None:
            root = rational(int(square)) if square.q == 1 else Call("sqrt", (rational(square),))
            return Negate(root) if negative and square else root
    start = Add((rational(as_fmpq(angle.start)), Multiply((rational(as_fmpq(angle.turn)), _PI))))
    return Call(function, (start,))


def _unknowns(t: Value | None, unit: Fraction, window: Window, *, with_pi: bool) -> Iterator[Value]:
    """The unknowns inside the window for which tan(u/2) is t, or has no value where t is None.

    u is unit times the unknown, times pi where the slopes have one.
    """
    share = _share_of_pi(t)
    step: Value = fmpq(2) / as_fmpq(unit)
    first: Value = share / as_fmpq(unit)
    if not with_pi:
        step, first = step * arb.pi(), first if share == 0 else first * arb.pi()
    low, high = (arb((end - first) / step) for end in window)
    lowest, highest = (int(float(end.mid())) for end in (low, high))
    if highest - lowest > _MOST:
        raise NotAlgebraic
    for turn in range(lowest - 1, highest + 2):
        yield first + turn * step if turn else first


def _share_of_pi(t: Value | None) -> Value:
    """2 arctan(t) / pi: a fraction where it is known to be one."""
    exact = {fmpq(0): fmpq(0), fmpq(1): fmpq(1, 2), fmpq(-1): fmpq(-1, 2)}
    if t is None:
        return fmpq(1)
    if type(t) is fmpq and t in exact:
        return exact[t]
    return 2 * arb(t).atan() / arb.pi()
