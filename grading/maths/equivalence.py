"""Are two expressions equal? Proved different, agreed at enough points, proved equal, or undecided.

Both are evaluated at exact rational points inside the declared domains. Where the ball around the difference excludes
zero, they are proved different, with no tolerance. Where it holds zero and is tiny, they agree there to within a stated
bound; rational functions are settled exactly. An answer must have a value wherever the reference has one; where the
reference has none, nothing is asked of it (an author can choose otherwise).

Roots of negative numbers have two conventions, the real root and the principal value: an answer is right when it is
right in one of them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from fractions import Fraction
from itertools import chain, islice

from flint import fmpq

from grading.maths import case_edges, crossings, far_steps, holes, limits, resolution, sampling
from grading.maths.bases import Bases
from grading.maths.breakpoints import roots_as_sizes
from grading.maths.cancelled import leaves_something
from grading.maths.complexes import COMPLEX
from grading.maths.conventions import has_conventions, has_odd_roots
from grading.maths.decisions import Decision, Outcome, Policy
from grading.maths.domains import Domain
from grading.maths.generic import BITS, same_in_letters
from grading.maths.glances import differ_at
from grading.maths.infinite_cases import compare_infinite, has_infinite_cases
from grading.maths.infinity import has_infinity, infinite_sign, settled
from grading.maths.piecewise import are_by_cases, has_open_cases
from grading.maths.polynomials import same_rational_function
from grading.maths.reals import REAL
from grading.maths.sampling import Point
from grading.maths.steps import powers_of_zero_as_cases, steps_as_cases
from grading.maths.tops import may_have_tops
from grading.maths.tree import Number, Tree
from grading.maths.used import needs_complex, used_domains
from grading.maths.values import Arithmetic, Evaluator, TooMuch, Undefined, Unsure, Value, bits

# Bits of the balls: a first look, and more when a ball is too wide to tell. Constants have no other point to be
# compared at and are looked at more closely. _DEEP: how many points of a pair get more bits than at first.
_BITS = (256, 640, 2560)
_CONSTANT_BITS = (2560, 10_240)
_DEEP = 8
# How many points that stand alone are looked at, and steps of a very close look.
_SINGLE_POINTS = 24
_FEW_STEPS = 300
# Steps of whole numbers far out in all; points at which more bits are asked for.
_FAR_STEPS, _FAR_POINTS = 40_000, 8
# At fewer points two formulas agree by chance.
_FEW_POINTS = 3
# Bits beyond the smallest term of a sum, and with how many bits it is looked for; smaller parts are all left open.
_MARGIN = 120
_MOST_BITS, _MOST_LEFT = 20_000, 1_000_000
_PATIENCE = 2  # points that may ask for too many terms of an infinite sum
# Two values agree when their difference is below 2^-100 and below 2^-100 of their size (constants: 2^-1000), or below
# 2^-600 where they may be zero (constants: 2^-2000).
_AGREEMENT = 100
_CONSTANT_AGREEMENT = 1000
_ZERO = 600
_CONSTANT_ZERO = 2000


class _Sight(Enum):
    """What one point shows."""

    SAME = 1
    DIFFERENT = 2
    ANSWER_UNDEFINED = 3
    REFERENCE_UNDEFINED = 4
    BASE_UNDEFINED = 8
    ANSWER_ONLY = 7
    UNSURE = 5
    TOO_MUCH = 6


def compare(answer: Tree, reference: Tree, domains: Mapping[str, Domain], policy: Policy | None = None) -> Decision:
    """Decide whether `answer` equals `reference` for all values of the symbols."""
    policy = policy or Policy()
    if answer == reference:
        return Decision(Outcome.PROVED)
    if has_infinity(answer) or has_infinity(reference):
        if has_infinite_cases(answer) or has_infinite_cases(reference):
            return compare_infinite(answer, reference, domains, policy, compare)
        try:
            answer, reference = settled(answer, domains), settled(reference, domains)
        except Unsure:
            return Decision(Outcome.UNDECIDED)
        signs = infinite_sign(answer), infinite_sign(reference)
        if signs != (None, None):
            return Decision(Outcome.PROVED if signs[0] == signs[1] else Outcome.DIFFERENT)
    domains = used_domains(answer, reference, domains, policy.variables)
    if needs_complex(answer, reference, domains):
        return _Look(answer, reference, domains, COMPLEX, policy).decide()
    sides = roots_as_sizes(answer), roots_as_sizes(reference)
    sides = powers_of_zero_as_cases(sides[0], domains), powers_of_zero_as_cases(sides[1], domains)
    look = _Look(*sides, domains, REAL, policy)
    decision = look.decide_at_first_sight() or look.decide_by_algebra() or look.decide_with_steps()
    if decision.equal or not has_conventions(answer, reference, domains=domains):
        return decision
    final = not decision.undefined or policy.domain == "same"
    if decision.outcome is Outcome.DIFFERENT and final and not has_odd_roots(answer, reference):
        return decision
    # As complex numbers such pieces are not looked at.
    if decision.outcome is Outcome.UNDECIDED and decision.points >= _FEW_POINTS:
        return decision
    principal = _Look(answer, reference, domains, COMPLEX, policy).decide()
    if principal.equal:
        return principal
    if decision.outcome is Outcome.DIFFERENT or principal.point is None:
        return decision
    # Beside real values those where the reference has none say nothing.
    is_told = decision.points == 0 or _may_have_real_value(reference, principal.point)
    return principal if is_told else decision


def _may_have_real_value(tree: Tree, point: Point) -> bool:
    try:
        Evaluator(REAL, point).value(tree)
    except Undefined:
        return False
    except (Unsure, TooMuch):
        return True
    return True


@dataclass
class _Look:
    """One comparison in one arithmetic.

    bases: where the constant or the factor is fixed. deep: how many points needed more bits so far; unsure: which
    left it open. steps: how many one evaluation may take; left: how many all may.
    """

    answer: Tree
    reference: Tree
    domains: Mapping[str, Domain]
    arithmetic: Arithmetic
    policy: Policy
    deep: int = 0
    steps: int = limits.STEPS
    left: int = limits.ALL_STEPS
    unsure: list[Point] = field(default_factory=list)
    bases: Bases = field(init=False)

    def __post_init__(self) -> None:
        self.bases = Bases(self.policy, self.domains, self.values, self.may_be_zero)

    def decide_with_steps(self) -> Decision:
        """With cases for signs, but where nothing is asked where they are 0, as of u/|u| for the sign of u."""
        if has_open_cases(self.reference):
            return self.decide()
        answer, reference = steps_as_cases(self.answer), steps_as_cases(self.reference)
        found = replace(self, answer=answer, reference=reference).decide()
        return self.decide() if found.undefined and reference is not self.reference else found

    def decide(self) -> Decision:
        """What the points show; nothing is equal where the steps did not reach for all of them."""
        found = self.decide_at_points()
        return Decision(Outcome.UNDECIDED, points=found.points) if found.equal and self.left <= 0 else found

    def decide_at_first_sight(self) -> Decision | None:
        """Most wrong answers differ at the first small numbers, however few bits are looked at; None says nothing."""
        if self.policy.up_to != "none" or self.policy.rtol is not None:
            return None
        point = differ_at(self.answer, self.reference, self.domains)
        return None if point is None else Decision(Outcome.DIFFERENT, point)

    def decide_by_algebra(self) -> Decision | None:
        """Equal without a look at any number, but for single ones that are left out; None says nothing."""
        up_to, sides = self.policy.up_to, (self.answer, self.reference)
        if self.policy.domain == "same":
            return None
        is_real = all(each.is_continuous for each in self.domains.values())
        if is_real and up_to == "none" and same_rational_function(*sides):
            return Decision(Outcome.PROVED)
        same = same_in_letters(*sides, self.domains, up_to, self.policy.variables)
        return Decision(Outcome.AGREED, points=1, bound=BITS) if same else None

    def decide_at_points(self) -> Decision:
        plan = sampling.plan(self.answer, self.reference, self.domains, self.policy.seed)
        points = self.compared_points(plan)
        if points is None:
            return self.decide_zeros() if self.policy.up_to == "scale" else Decision(Outcome.UNDECIDED)
        agreed, missing = list[Point](), None
        patience = _PATIENCE if sampling.adds_for_ever(self.answer, self.reference) else 0
        for point in points:
            sight = self.sight(point)
            if sight in (_Sight.DIFFERENT, _Sight.ANSWER_ONLY):
                return Decision(Outcome.DIFFERENT, point, hole=sight is _Sight.ANSWER_ONLY)
            if sight is _Sight.TOO_MUCH:
                patience -= 1
                if patience < 0:
                    break
            if sight is _Sight.ANSWER_UNDEFINED and self.policy.domain != "common":
                missing = missing or point
            self.unsure += [point] if sight is _Sight.UNSURE else []
            if sight is _Sight.SAME:
                agreed.append(point)
                first_and_exact = len(agreed) == 1 and self.policy.up_to == "none"
                if first_and_exact and same_rational_function(self.answer, self.reference):
                    return self.decide_holes() or Decision(Outcome.PROVED)
                if len(agreed) >= plan.needed:
                    break
        if missing is not None:
            return Decision(Outcome.DIFFERENT, missing, undefined=True)
        if len(agreed) < min(plan.needed, _FEW_POINTS):
            return Decision(Outcome.UNDECIDED, points=len(agreed))
        return self.decide_holes() or self.decide_agreed(plan, agreed)

    def compared_points(self, plan: sampling.Plan) -> Iterable[Point] | None:
        """The points of a plan; None where both have no values that fix a constant or a factor at any of them."""
        points = islice(plan.points, plan.most)
        if self.policy.up_to == "none":
            return points
        candidates = list(points)
        with bits(_BITS[0]):
            return self.bases.others(candidates) if self.bases.find(candidates) else None

    def decide_holes(self) -> Decision | None:
        """Where they agree, but must have values at the same places: whether one divides by zero alone."""
        if self.policy.domain != "same" or self.arithmetic is COMPLEX:
            return None
        for point in holes.zeros((self.answer, self.reference), self.domains):
            sight = self.sight(point)
            if sight in (_Sight.ANSWER_UNDEFINED, _Sight.ANSWER_ONLY):
                undefined = sight is _Sight.ANSWER_UNDEFINED
                return Decision(Outcome.DIFFERENT, point, undefined=undefined, hole=True)
        sides = self.answer, self.reference
        hole = holes.hole_at_root(*sides, self.domains) or crossings.hole_at_crossing(*sides, self.domains)
        if hole is None:
            return None
        return Decision(Outcome.DIFFERENT, hole.point, undefined=hole.in_answer, hole=True)

    def decide_agreed(self, plan: sampling.Plan, agreed: list[Point]) -> Decision:
        """Look once more closely, and at the points that stand alone."""
        if self.domains:
            # 1e-300 beside exp(x) is seen.
            if self.sight_in_steps(agreed[0], _BITS[-1]) is _Sight.DIFFERENT:
                return Decision(Outcome.DIFFERENT, agreed[0])
            for point in chain(plan.narrow, islice(self.single_points(plan), _SINGLE_POINTS)):
                sight = self.sight(point)
                if sight is _Sight.DIFFERENT:
                    return Decision(Outcome.DIFFERENT, point)
                if self.policy.domain == "same" and sight in (_Sight.ANSWER_UNDEFINED, _Sight.ANSWER_ONLY):
                    undefined = sight is _Sight.ANSWER_UNDEFINED
                    return Decision(Outcome.DIFFERENT, point, undefined=undefined, hole=True)
        if (found := self.decide_far(agreed[0]) or self.decide_hidden(agreed[0])) is not None:
            return found
        if may_have_tops(self.answer, self.reference) and (found := self.decide_pieces(agreed)) is not None:
            return found
        bound = _AGREEMENT if self.domains else _CONSTANT_AGREEMENT
        return Decision(Outcome.AGREED, points=len(agreed), bound=bound)

    def single_points(self, plan: sampling.Plan) -> Iterator[Point]:
        """Where the two may differ at single points; on the cuts of complex functions where each value counts."""
        if self.policy.domain == "same" and self.arithmetic is COMPLEX:
            yield from sampling.on_axes(self.answer, self.reference, self.domains, self.policy.seed)
        yield from plan.single

    def decide_pieces(self, agreed: list[Point]) -> Decision | None:
        """With more bits far out, where `exp(x) + 1` for large x is told from `exp(x)`; then on the edges."""
        if self.arithmetic is REAL and any(map(resolution.may_hide, (self.answer, self.reference))):
            for point in sampling.farthest([*agreed, *self.unsure], _FAR_POINTS):
                found = self.decide_hidden(point)
                if found and found.outcome is Outcome.DIFFERENT:
                    return found
        return self.decide_edges(agreed)

    def decide_edges(self, agreed: list[Point]) -> Decision | None:
        """On the edges between cases, where `x > y` and `x >= y` differ; of complex numbers they are not known.

        Also where there may be narrow peaks.
        """
        if self.arithmetic is COMPLEX:
            return Decision(Outcome.UNDECIDED) if are_by_cases(self.answer, self.reference) else None
        adjusted = self.bases.adjusted if self.policy.up_to != "none" else lambda found, wanted, _point: (found, wanted)
        edges = case_edges.look(self.answer, self.reference, self.domains, self.policy.seed, agreed, adjusted)
        if edges.differing is not None:
            return Decision(Outcome.DIFFERENT, edges.differing, undefined=edges.is_hole, hole=edges.is_hole)
        return Decision(Outcome.UNDECIDED, points=len(agreed)) if edges.leaves_open else None

    def decide_far(self, point: Point) -> Decision | None:
        """At whole numbers far out, as far as they cost little: what is not looked at says nothing."""
        left = self.left
        for name, value in far_steps.whole_numbers((self.answer, self.reference), self.domains):
            there = {**point, name: value}
            if self.sight(there) is _Sight.DIFFERENT:
                return Decision(Outcome.DIFFERENT, there)
            if left - self.left > _FAR_STEPS:
                break
        self.left = left
        return None

    def decide_hidden(self, point: Point) -> Decision | None:
        """Where a term may be too small to be seen, look with as many bits as it takes, if they are not too many."""
        both = (self.answer, self.reference)
        if self.policy.rtol is not None:
            return None
        if self.arithmetic is REAL and any(map(resolution.has_far_binomial, both)):
            return Decision(Outcome.UNDECIDED)
        if not any(map(resolution.may_hide, both)):
            return None
        needed = resolution.spread(both, point, self.arithmetic) + _MARGIN
        if needed <= (_BITS if self.domains else _CONSTANT_BITS)[0]:
            return None
        if needed > _MOST_BITS:
            is_asked = needed <= _MOST_LEFT and self.policy.up_to == "none"
            is_left = is_asked and leaves_something(*both, point, self.arithmetic)
            return Decision(Outcome.DIFFERENT if is_left else Outcome.UNDECIDED, point)
        with bits(needed):
            sight = self.sight_now(point)
        if sight is _Sight.SAME:
            return None
        return Decision(Outcome.DIFFERENT if sight is _Sight.DIFFERENT else Outcome.UNDECIDED, point)

    def decide_zeros(self) -> Decision:
        """Up to a factor, with no point at which both are not 0: they are equal when both are 0 everywhere."""
        zero = Number(Fraction(0))
        both = [compare(tree, zero, self.domains) for tree in (self.answer, self.reference)]
        if all(decision.equal for decision in both):
            return Decision(Outcome.AGREED)
        is_open = any(decision.outcome is Outcome.UNDECIDED for decision in both)
        return Decision(Outcome.UNDECIDED if is_open else Outcome.DIFFERENT)

    def may_be_zero(self, value: Value) -> bool:
        return not value if type(value) is fmpq else self.arithmetic.has_zero(value)

    def values(self, point: Point) -> tuple[Value, Value]:
        return self.value(self.answer, point), self.value(self.reference, point)

    def value(self, tree: Tree, point: Point) -> Value:
        steps = min(self.steps, self.left)
        evaluator = Evaluator(self.arithmetic, point, steps=steps)
        try:
            return evaluator.value(tree)
        finally:
            self.left -= steps - evaluator.steps

    def sight(self, point: Point) -> _Sight:
        levels = (_BITS if self.deep < _DEEP else _BITS[:1]) if self.domains else _CONSTANT_BITS
        for level, count in enumerate(levels):
            self.deep += level == 1
            with bits(count):
                sight = self.sight_now(point)
            if sight is not _Sight.UNSURE:
                return sight
        return _Sight.UNSURE

    def sight_in_steps(self, point: Point, count: int) -> _Sight:
        """What the point shows with so many bits, where that costs little."""
        self.steps = _FEW_STEPS
        try:
            with bits(count):
                return self.sight_now(point)
        finally:
            self.steps = limits.STEPS

    def sight_now(self, point: Point) -> _Sight:
        """What the point shows with the present number of bits."""
        undefined = _Sight.REFERENCE_UNDEFINED
        try:
            wanted = self.value(self.reference, point)
            undefined = _Sight.ANSWER_UNDEFINED
            found = self.value(self.answer, point)
            if self.policy.up_to != "none":
                undefined = _Sight.BASE_UNDEFINED
                found, wanted = self.bases.adjusted(found, wanted, point)
        except Undefined:
            if undefined is _Sight.REFERENCE_UNDEFINED and self.policy.domain == "same" and self.has_value(point):
                return _Sight.ANSWER_ONLY
            return undefined
        except Unsure:
            return _Sight.UNSURE
        except TooMuch:
            return _Sight.TOO_MUCH
        return self.difference(found, wanted)

    def has_value(self, point: Point) -> bool:
        try:
            self.value(self.answer, point)
        except (Undefined, Unsure, TooMuch):
            return False
        return True

    def difference(self, found: Value, wanted: Value) -> _Sight:
        difference = found - wanted
        if type(difference) is fmpq and not difference:
            return _Sight.SAME
        width, size = self.arithmetic.size(difference), self.arithmetic.size(wanted)
        if self.policy.rtol is not None and width.abs_upper() <= self.policy.rtol * size.abs_lower():
            return _Sight.SAME
        if type(difference) is fmpq or not self.arithmetic.has_zero(difference):
            return _Sight.DIFFERENT
        largest = width.abs_upper()
        enough, zero = (_AGREEMENT, _ZERO) if self.domains else (_CONSTANT_AGREEMENT, _CONSTANT_ZERO)
        near = largest * 2**enough <= 1 and largest * 2**enough <= size.abs_lower()
        return _Sight.SAME if near or largest * 2**zero <= 1 else _Sight.UNSURE
