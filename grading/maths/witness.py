"""The humanest point at which a wrong answer differs from the right one, with both values."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from fractions import Fraction
from functools import lru_cache
from itertools import islice, pairwise, product

from flint import acb, arb, ctx, fmpq

from grading.maths.boundary import Boundary
from grading.maths.complexes import COMPLEX
from grading.maths.decisions import Decision, Policy
from grading.maths.domains import Domain
from grading.maths.infinite_cases import has_infinite_cases, value_at, with_cases_outside
from grading.maths.infinity import infinite_sign
from grading.maths.rationals import as_fmpq
from grading.maths.reals import REAL
from grading.maths.sampling import Point
from grading.maths.telling import decimal_as_fmpq, place, show, show_rounded
from grading.maths.tops import may_have_tops
from grading.maths.tree import Tree, names
from grading.maths.used import needs_complex, used_domains
from grading.maths.values import Arithmetic, Evaluator, TooMuch, Undefined, Unsure, Value, bits
from grading.messages import Message, _, say

_HUMANE = tuple(
    map(Fraction, ("1", "2", "3", "-1", "0", "1/2", "-2", "1/4", "3/4", "5", "-1/2", "3/2", "-3", "10", "-10", "1/10"))
)
_HUMANE_COMPLEX = (
    *(acb(1, 1), acb(2, -1), acb(-1, 2), acb(-1, -1), acb(0, 1), acb(-1, 0), acb(1, 0)),
    *(acb(0, 4), acb(1, -4), acb(-3, 4)),
)
# So many points are tried, and of each of several names so many values.
_TRIES, _FEW = 40, 4
# Bits of the balls: enough to tell most values apart, and enough for all that was told apart before.
_BITS = (256, 2560)
# A value of which fewer bits are certain is not shown.
_KNOWN_BITS = 16
# To so many digits values are shown: to more where fewer do not tell them apart.
_DIGITS = (4, 8)
# What is said where an infinity is right.
_OTHER_INFINITY, _FINITE = _("This is infinite, but with the other sign."), _("This is finite; the right value is not.")


def message(answer: Tree, reference: Tree, domains: Mapping[str, Domain], decision: Decision) -> Message | None:
    """One sentence with the point and both values; None when no point can be shown."""
    domains = used_domains(answer, reference, domains)
    if not domains and infinite_sign(reference) is not None:
        return _of_infinity(answer)
    if decision.point is not None and (has_infinite_cases(answer) or has_infinite_cases(reference)):
        points = (*islice(_humane_points(domains), _TRIES), decision.point)
        return next(filter(None, (_of_infinite(answer, reference, domains, point) for point in points)), None)
    arithmetic = COMPLEX if needs_complex(answer, reference, domains) else REAL
    # What is no real number, as sqrt(-4), may still be shown.
    for also in (arithmetic, *((COMPLEX,) if arithmetic is REAL and not domains else ())):
        for count in _BITS:
            with bits(count):
                found = _message_at(answer, reference, _points(domains, decision), also)
            if found is not None:
                return found
    if not decision.hole or decision.point is None:
        return None
    point = _humane_hole(answer, reference, domains, in_answer=decision.undefined) or decision.point
    return of_hole(point, in_answer=decision.undefined)


def _humane_hole(answer: Tree, reference: Tree, domains: Mapping[str, Domain], *, in_answer: bool) -> Point | None:
    """Small numbers at which one side has no value and the other one has."""
    without, other = (answer, reference) if in_answer else (reference, answer)
    for point in islice(_humane_points(domains), _TRIES):
        with suppress(Unsure, TooMuch, Undefined), bits(_BITS[0]):
            _value(other, point, REAL)
            try:
                _value(without, point, REAL)
            except Undefined:
                return point
    return None


def _points(domains: Mapping[str, Domain], decision: Decision) -> Iterator[Point]:
    """Humane ones first, then what was found."""
    yield from islice(_humane_points(domains), _TRIES)
    if decision.point and not decision.hole:
        yield from _rounded_points(decision.point, domains)
        yield decision.point
    elif not domains:
        yield {}


def of_hole(point: Point, *, in_answer: bool) -> Message:
    """Where one side has no value, though both must have values at the same places."""
    if in_answer:
        template = _("At $%(point)s$ this has no value; the right answer has one there.")
    else:
        template = _("At $%(point)s$ this has a value; the right answer has none there.")
    return say(template, point=place(point))


def _of_infinity(answer: Tree) -> Message | None:
    """What is said of a number where an infinity is right."""
    if infinite_sign(answer) is not None:
        return say(_OTHER_INFINITY)
    with suppress(Undefined, Unsure, TooMuch), bits(_BITS[0]):
        _value(answer, {}, REAL)
        return say(_FINITE)
    return None


def _of_infinite(answer: Tree, reference: Tree, domains: Mapping[str, Domain], point: Point) -> Message | None:
    """What is said where one of two formulas is infinite in some cases."""
    with bits(_BITS[0]):
        found, wanted = (_shown_or_infinite(tree, domains, point) for tree in (answer, reference))
    if not wanted or found == wanted:
        return None
    text = _("At $%(point)s$ this is $%(value)s$; the right answer is $%(right)s$ there.")
    return say(text, point=place(point), value=found, right=wanted) if found else of_hole(point, in_answer=True)


def _shown_or_infinite(tree: Tree, domains: Mapping[str, Domain], point: Point) -> str:
    """Its value at the point, "" where it has none that can be shown."""
    outside = with_cases_outside(tree, domains)
    try:
        value = value_at(outside, point) if outside is not None else tree
        sign = infinite_sign(value)
        if sign is not None:
            return r"\infty" if sign > 0 else r"-\infty"
        return show(_value(value, point, REAL))
    except (Undefined, Unsure, TooMuch):
        return ""


def _message_at(answer: Tree, reference: Tree, points: Iterable[Point], arithmetic: Arithmetic) -> Message | None:
    """What is said of the first point where both have values and differ, else of one where the answer has none."""
    undefined: Message | None = None
    for point in points:
        values = _differing_values(answer, reference, point, arithmetic)
        if values is not None and values[0] is not None:
            return _say(point, *values)
        if values is not None and undefined is None:
            undefined = _say(point, *values)
    return undefined


def of_missing(answer: Tree, reference: Tree, domains: Mapping[str, Domain], point: Point) -> Message:
    """Where an answer has no value though the right one has: at small numbers if possible, else at the point."""
    domains = used_domains(answer, reference, domains)
    for humane in islice(_humane_points(domains), _TRIES):
        with bits(_BITS[0]):
            values = _differing_values(answer, reference, humane, REAL)
        if values is not None and values[0] is None:
            return of_hole(humane, in_answer=True)
    return of_hole(point, in_answer=True)


def message_up_to(answer: Tree, reference: Tree, domains: Mapping[str, Domain], policy: Policy) -> Message | None:
    """Two points between which the difference (or the quotient) changes, though it must not; None if none is found."""
    constant = policy.up_to == "constant"
    domains = {name: domain for name, domain in domains.items() if name in names(answer) | names(reference)}
    if needs_complex(answer, reference, domains):
        return None
    moving = set(policy.variables or domains)
    with bits(_BITS[-1]):
        for first, second in pairwise(_points_to_pair(domains)):
            other = {name: second[name] if name in moving else value for name, value in first.items()}
            found = [_distance(answer, reference, point, constant=constant) for point in (first, other)]
            texts = ["" if value is None else show(value) for value in found]
            if all(texts) and texts[0] != texts[1]:
                return _say_change(first, other, texts, constant=constant)
    return None


def _points_to_pair(domains: Mapping[str, Domain]) -> list[Point]:
    """Small points; of one name all small numbers, as a factor may change at some of them only."""
    points = [*islice(_humane_points(domains), _TRIES)]
    if len(domains) == 1:
        points += [{name: value} for name, domain in domains.items() for value in _humane_values(domain)]
    return points


# What is said instead where the exercise keeps the right values to itself.
_WITHOUT_RIGHT_VALUES = {
    **dict.fromkeys((_OTHER_INFINITY, _FINITE), _("The right value is another.")),
    _("This has no finite value; the right value is $%(right)s$."): _(
        "This has no finite value; the right answer has one."
    ),
    _("At $%(point)s$ this has no value; the right answer is $%(right)s$ there."): _(
        "At $%(point)s$ this has no value; the right answer has one there."
    ),
    _("This is $%(value)s$; the right value is $%(right)s$."): _("This is $%(value)s$; the right value is another."),
    _("At $%(point)s$ this is $%(value)s$; the right answer is $%(right)s$ there."): _(
        "At $%(point)s$ this is $%(value)s$; the right answer is another there."
    ),
    _(
        "At $%(point)s$ the entry in row %(row)d and column %(column)d is $%(value)s$; "
        "the right answer has $%(right)s$ there."
    ): _(
        "At $%(point)s$ the entry in row %(row)d and column %(column)d is $%(value)s$; "
        "the right answer has another there."
    ),
    _("This is near, but $%(error)s$ off; the right value is exact."): _("This is near, but not exact."),
    _("At $%(point)s$ this is near $%(right)s$, the right answer there, but $%(error)s$ off."): _(
        "At $%(point)s$ this is near the right answer, but not equal to it."
    ),
    _("The difference from a right answer is $%(one)s$ at $%(first)s$ and $%(two)s$ at $%(second)s$."): _(
        "The difference from a right answer is not the same at $%(first)s$ and at $%(second)s$."
    ),
    _("This is $%(one)s$ times a right answer at $%(first)s$ and $%(two)s$ times at $%(second)s$."): _(
        "The ratio to a right answer is not the same at $%(first)s$ and at $%(second)s$."
    ),
}
_REVEALING = frozenset({"right", "error", "one", "two"})


def shown(said: Message, witness: bool | str) -> Message:
    """The witness as the exercise wants it: where it says "answer", the point and the learner's own value only."""
    if witness != "answer":
        return said
    kept = {name: value for name, value in said.values.items() if name not in _REVEALING}
    return Message(_WITHOUT_RIGHT_VALUES.get(said.text, said.text), kept)


def _distance(answer: Tree, reference: Tree, point: Point, *, constant: bool) -> Value | None:
    try:
        found, wanted = (Evaluator(REAL, point).value(tree) for tree in (answer, reference))
    except (Undefined, Unsure, TooMuch):
        return None
    if constant:
        return found - wanted
    is_zero = not wanted if type(wanted) is fmpq else wanted.contains(0)
    return None if is_zero else found / wanted


def _say_change(first: Point, other: Point, texts: list[str], *, constant: bool) -> Message:
    template = (
        _("The difference from a right answer is $%(one)s$ at $%(first)s$ and $%(two)s$ at $%(second)s$.")
        if constant
        else _("This is $%(one)s$ times a right answer at $%(first)s$ and $%(two)s$ times at $%(second)s$.")
    )
    return say(template, one=texts[0], first=place(first), two=texts[1], second=place(other))


def _humane_points(domains: Mapping[str, Domain]) -> Iterator[Point]:
    """Small numbers for all names: first all different, then all combinations of the first few."""
    allowed = [_humane_values(domain) for domain in domains.values()]
    if not domains or not all(allowed):
        return
    for shift in range(4):
        values = [choices[(shift + place) % len(choices)] for place, choices in enumerate(allowed)]
        yield dict(zip(domains, values, strict=True))
    few = None if len(domains) == 1 else _FEW
    for combination in product(*[choices[:few] for choices in allowed]):
        yield dict(zip(domains, combination, strict=True))


@lru_cache(maxsize=1024)
def _humane_values(domain: Domain) -> tuple[Value, ...]:
    """Small numbers of the domain; where it has none, those next to its bounds."""
    if domain.sort == "complex":
        return _HUMANE_COMPLEX
    near = [bound + step for bound in (domain.low, domain.high) if bound is not None for step in (0, 1, -1, 2, -2)]
    humane = [value for value in _HUMANE if domain.contains(value)] or [
        value for value in near if domain.contains(value)
    ]
    return tuple(map(as_fmpq, humane))


def _rounded_points(point: Point, domains: Mapping[str, Domain]) -> Iterator[Point]:
    """The point with its coordinates rounded to a few digits, so that what is shown is where it was computed."""
    whole = {name: _rounded_to_whole(value) for name, value in point.items()}
    twice = {name: 2 * value for name, value in point.items()}
    digits = ((point, 1), (twice, 1), (point, 2), (point, 4), (point, 8), (point, 16))
    few = ({name: _rounded(value, count) for name, value in near.items()} for near, count in digits)
    for rounded in (whole, *few):
        if all(type(value) is not fmpq or domains[name].contains(value) for name, value in rounded.items()):
            yield rounded


def _rounded_to_whole(value: Value) -> Value:
    return fmpq((value + fmpq(1, 2)).floor()) if type(value) is fmpq else value


def _rounded(value: Value, digits: int) -> Value:
    if type(value) is not fmpq or value.q == 1:
        return value
    with bits(64 + 4 * value.height_bits()):
        text = arb(value).str(digits, radius=False)
    return decimal_as_fmpq(text)


def _differing_values(
    answer: Tree, reference: Tree, point: Point, arithmetic: Arithmetic
) -> tuple[Value | None, Value] | None:
    """Both values where they certainly differ; None for the answer's where it has none."""
    try:
        wanted = _value(reference, point, arithmetic)
    except (Undefined, Unsure, TooMuch):
        return None
    try:
        found = _value(answer, point, arithmetic)
    except Undefined:
        return None, wanted
    except (Unsure, TooMuch):
        return None
    difference = found - wanted
    differs = bool(difference) if type(difference) is fmpq else not difference.contains(0)
    return (found, wanted) if differs and _is_known(found) and _is_known(wanted) else None


def _value(tree: Tree, point: Point, arithmetic: Arithmetic) -> Value:
    """Raises Undefined, Unsure or TooMuch. Coordinates that are no fractions lie where something is whole or zero."""
    is_exact = not any(type(value) is arb for value in point.values()) and not may_have_tops(tree)
    return (Evaluator if is_exact or arithmetic is COMPLEX else Boundary)(arithmetic, point).value(tree)


def _is_known(value: Value) -> bool:
    """Whether every part of it is known to some digits, or is zero as far as anybody sees."""
    if type(value) is fmpq:
        return True
    tiny = arb(2) ** -(ctx.prec * 3 // 4)
    parts = (value.real, value.imag) if type(value) is acb else (value,)
    return all(part.rel_accuracy_bits() >= _KNOWN_BITS or part.abs_upper() < tiny for part in parts)


def _say(point: Point, found: Value | None, wanted: Value) -> Message:
    if found is None and not point:
        return say(_("This has no finite value; the right value is $%(right)s$."), right=show(wanted))
    if found is None:
        template = _("At $%(point)s$ this has no value; the right answer is $%(right)s$ there.")
        return say(template, point=place(point), right=show(wanted))
    for digits in _DIGITS:
        value, right = show_rounded(found, digits), show_rounded(wanted, digits)
        if value != right and not _looks_alike(found, wanted, digits):
            break
    else:
        return _say_near(point, found, wanted)
    if not point:
        return say(_("This is $%(value)s$; the right value is $%(right)s$."), value=value, right=right)
    return say(
        _("At $%(point)s$ this is $%(value)s$; the right answer is $%(right)s$ there."),
        point=place(point),
        value=value,
        right=right,
    )


def _looks_alike(found: Value, wanted: Value, digits: int) -> bool:
    """Whether one is shown as a fraction and the other as its decimal, such as 1/4 and 0.25."""
    if acb in (type(found), type(wanted)):
        return False
    return bool(arb(found).str(digits, radius=False) == arb(wanted).str(digits, radius=False))


def _say_near(point: Point, found: Value, wanted: Value) -> Message:
    """What is said of two values that are the same in all digits that a person would read."""
    error, right = show(abs(found - wanted), 1), show(wanted)
    if not point:
        return say(_("This is near, but $%(error)s$ off; the right value is exact."), error=error)
    template = _("At $%(point)s$ this is near $%(right)s$, the right answer there, but $%(error)s$ off.")
    return say(template, point=place(point), right=right, error=error)
