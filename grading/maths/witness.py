"""The humanest point at which a wrong answer differs from the right one, with both values."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import islice, product

from flint import arb, fmpq

from grading.maths.domains import Domain
from grading.maths.equivalence import Decision, needs_complex, used_domains
from grading.maths.printing import name_to_latex
from grading.maths.reals import REAL
from grading.maths.sampling import Point
from grading.maths.tree import Tree
from grading.maths.values import Evaluator, TooMuch, Undefined, Unsure, Value, bits
from grading.messages import Message, _, say

_HUMANE = tuple(map(Fraction, ("1", "2", "3", "-1", "0", "1/2", "-2", "1/4", "3/4", "5")))
_TRIES = 40
_BITS = 160
# A fraction with more digits than this is shown as a decimal.
_HUMANE_DIGITS = 4


def message(answer: Tree, reference: Tree, domains: Mapping[str, Domain], decision: Decision) -> Message | None:
    """One sentence with the point and both values; None when no point can be shown (complex numbers)."""
    domains = used_domains(answer, reference, domains)
    if needs_complex(answer, reference, domains):
        return None
    for point in (*islice(_humane_points(domains), _TRIES), *((decision.point,) if decision.point else ())):
        with bits(_BITS):
            found = _differing_values(answer, reference, point)
            if found is not None:
                return _say(point, *found)
    return None


def _humane_points(domains: Mapping[str, Domain]) -> Iterator[Point]:
    """Small numbers for all names: first all different, then all combinations of the first few."""
    allowed = [_humane_values(domain) for domain in domains.values()]
    if not all(allowed):
        return
    for shift in range(4):
        values = [choices[(shift + place) % len(choices)] for place, choices in enumerate(allowed)]
        yield _point(domains, values)
    for combination in product(*[choices[:4] for choices in allowed]):
        yield _point(domains, combination)


def _humane_values(domain: Domain) -> list[Fraction]:
    """Small numbers of the domain; where it has none, those next to its bounds."""
    near = [bound + step for bound in (domain.low, domain.high) if bound is not None for step in (0, 1, -1, 2, -2)]
    return [value for value in _HUMANE if domain.contains(value)] or [value for value in near if domain.contains(value)]


def _point(domains: Mapping[str, Domain], values: tuple[Fraction, ...] | list[Fraction]) -> Point:
    return {name: fmpq(value.numerator, value.denominator) for name, value in zip(domains, values, strict=True)}


def _differing_values(answer: Tree, reference: Tree, point: Point) -> tuple[Value | None, Value] | None:
    """Both values where they certainly differ; None for the answer's where it has none."""
    try:
        wanted = Evaluator(REAL, point).value(reference)
    except (Undefined, Unsure, TooMuch):
        return None
    try:
        found = Evaluator(REAL, point).value(answer)
    except Undefined:
        return None, wanted
    except (Unsure, TooMuch):
        return None
    difference = found - wanted
    differs = bool(difference) if type(difference) is fmpq else not difference.contains(0)
    return (found, wanted) if differs and show(found) != show(wanted) else None


def _say(point: Point, found: Value | None, wanted: Value) -> Message:
    place = ", ".join(f"{name_to_latex(name)} = {show(value)}" for name, value in point.items())
    if found is None and not point:
        return say(_("This has no finite value; the right value is $%(right)s$."), right=show(wanted))
    if found is None:
        template = _("At $%(point)s$ this has no value; the right answer is $%(right)s$ there.")
        return say(template, point=place, right=show(wanted))
    if not point:
        return say(_("This is $%(value)s$; the right value is $%(right)s$."), value=show(found), right=show(wanted))
    return say(
        _("At $%(point)s$ this is $%(value)s$; the right answer is $%(right)s$ there."),
        point=place,
        value=show(found),
        right=show(wanted),
    )


def show(value: Value) -> str:
    """A value in LaTeX: a small fraction as it is, else four significant digits."""
    if type(value) is fmpq and max(len(str(value.p).lstrip("-")), len(str(value.q))) <= _HUMANE_DIGITS:
        if value.q == 1:
            return str(value.p)
        return f"{'-' if value < 0 else ''}\\frac{{{abs(value.p)}}}{{{value.q}}}"
    number = arb(value) if type(value) is fmpq else value
    text = number.str(4, radius=False)
    mantissa, _e, exponent = text.partition("e")
    mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if exponent else mantissa
